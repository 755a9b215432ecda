use super::Figure;
use crate::case::{Accelerator, Fleet, HubId};
use crate::parameter::Quantity;

pub(super) fn read(kind: &Accelerator, quantity: Quantity) -> Option<Figure<'_>> {
    Some(Figure::flat(match quantity {
        Quantity::AcceleratorPrice => kind.price_cny,
        Quantity::IdlePower => kind.idle_power_share,
        _ => return None,
    }))
}

pub(super) fn write(kind: &mut Accelerator, quantity: Quantity, value: f64) -> Option<()> {
    *match quantity {
        Quantity::AcceleratorPrice => &mut kind.price_cny,
        Quantity::IdlePower => &mut kind.idle_power_share,
        _ => return None,
    } = value;
    Some(())
}

/// Most of a fleet at a hub, or at all hubs together.
pub(super) fn most(fleet: &Fleet, hub: Option<HubId>) -> Option<f64> {
    match hub {
        Some(hub) => fleet.max_by_hub.get(hub.index()).copied(),
        None => Some(fleet.max),
    }
}

/// Sets the most of a fleet.
pub(super) fn limit(fleet: &mut Fleet, hub: Option<HubId>, most: f64) -> Option<()> {
    match hub {
        Some(hub) => *fleet.max_by_hub.get_mut(hub.index())? = most,
        None => fleet.max = most,
    }
    Some(())
}
