use super::Figure;
use crate::case::{Case, Link};
use crate::parameter::Quantity;

pub(super) fn read(link: &Link, quantity: Quantity) -> Option<Figure<'_>> {
    Some(Figure::flat(match quantity {
        Quantity::BandwidthPrice => link.price_cny_per_gbps_month,
        Quantity::TransferPrice => link.transfer_cny_per_tb,
        Quantity::LinkCapacity => link.capacity_gbps,
        Quantity::RoundTrip => link.rtt_ms,
        _ => return None,
    }))
}

pub(super) fn write(link: &mut Link, quantity: Quantity, value: f64) -> Option<()> {
    *match quantity {
        Quantity::BandwidthPrice => &mut link.price_cny_per_gbps_month,
        Quantity::TransferPrice => &mut link.transfer_cny_per_tb,
        Quantity::LinkCapacity => &mut link.capacity_gbps,
        Quantity::RoundTrip => &mut link.rtt_ms,
        _ => return None,
    } = value;
    Some(())
}

/// `ORIGIN.HUB` of the link at `place`.
pub(super) fn name(case: &Case, place: usize) -> Option<String> {
    let width = case.hubs.len();
    let origin = case.origins.get(place.checked_div(width)?)?;
    let hub = case.hubs.get(place.checked_rem(width)?)?;
    Some(format!("{}.{}", origin.id, hub.id))
}
