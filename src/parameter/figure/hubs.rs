use super::Figure;
use crate::case::{Hourly, Hub};
use crate::parameter::Quantity;

pub(super) fn read(hub: &Hub, quantity: Quantity) -> Option<Figure<'_>> {
    Some(match quantity {
        Quantity::ElectricityPrice => Figure::from(&hub.price_cny_per_kwh),
        Quantity::HostingFee => Figure::flat(hub.hosting_cny_per_kw_month),
        Quantity::GreenPremium => Figure::flat(hub.green_premium_cny_per_mwh),
        Quantity::EmissionFactor => Figure::from(&hub.emission_factor_kg_per_kwh),
        Quantity::ResidualEmissionFactor => Figure::from(residual(hub)),
        Quantity::MarginalEmissionFactor => match &hub.marginal_emission_factor_kg_per_kwh {
            Some(factor) => Figure::from(factor),
            None => Figure::optional(None),
        },
        Quantity::GreenShare => Figure::from(&hub.green_share),
        Quantity::Pue => Figure::from(&hub.pue),
        Quantity::Capacity => Figure::flat(hub.capacity_mw),
        Quantity::Enabled => Figure::flat(f64::from(u8::from(hub.capacity_mw > 0.0))),
        Quantity::FacilityLimit => Figure::flat(hub.facility_limit_mw),
        _ => return None,
    })
}

/// The average factor stands in where a hub has no residual one.
fn residual(hub: &Hub) -> &Hourly {
    hub.residual_emission_factor_kg_per_kwh
        .as_ref()
        .unwrap_or(&hub.emission_factor_kg_per_kwh)
}

pub(super) fn write(hub: &mut Hub, quantity: Quantity, value: f64) -> Option<()> {
    match quantity {
        Quantity::ElectricityPrice => hub.price_cny_per_kwh.base = value,
        Quantity::HostingFee => hub.hosting_cny_per_kw_month = value,
        Quantity::GreenPremium => hub.green_premium_cny_per_mwh = value,
        Quantity::EmissionFactor => hub.emission_factor_kg_per_kwh.base = value,
        Quantity::ResidualEmissionFactor => {
            let mut factor = residual(hub).clone();
            factor.base = value;
            hub.residual_emission_factor_kg_per_kwh = Some(factor);
        }
        Quantity::MarginalEmissionFactor => match &mut hub.marginal_emission_factor_kg_per_kwh {
            Some(factor) => factor.base = value,
            absent => *absent = Some(Hourly::flat(value)),
        },
        Quantity::GreenShare => hub.green_share.base = value,
        Quantity::Pue => hub.pue.base = value,
        Quantity::Capacity => hub.capacity_mw = value,
        // a hub that is switched off keeps its place and holds nothing
        Quantity::Enabled if value == 0.0 => hub.capacity_mw = 0.0,
        Quantity::Enabled => {}
        Quantity::FacilityLimit => hub.facility_limit_mw = value,
        _ => return None,
    }
    Some(())
}

pub(super) fn restore(hub: &mut Hub, base: &Hub, quantity: Quantity) -> Option<()> {
    match quantity {
        Quantity::ResidualEmissionFactor => {
            hub.residual_emission_factor_kg_per_kwh
                .clone_from(&base.residual_emission_factor_kg_per_kwh);
            Some(())
        }
        Quantity::MarginalEmissionFactor => {
            hub.marginal_emission_factor_kg_per_kwh
                .clone_from(&base.marginal_emission_factor_kg_per_kwh);
            Some(())
        }
        Quantity::Enabled => write(hub, Quantity::Capacity, base.capacity_mw),
        _ => write(hub, quantity, read(base, quantity)?.base?),
    }
}
