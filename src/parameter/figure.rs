//! Reading, writing and restoring the figures of a case, one by one.
//!
//! All three give `None` where the case has no such place (the key was read for another case).

mod accelerators;
mod contracts;
mod hubs;
mod network;
mod policies;
mod workloads;

pub(crate) use workloads::power_limit_per_accelerator_mw;

use super::selector::Target;
use crate::case::quantity::Quantity;
use crate::case::{Case, Hourly};

/// A figure as the case holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure<'a> {
    /// Its value before any shape; `None` where the case has none.
    pub(super) base: Option<f64>,
    /// One multiplier per period, or empty.
    pub(super) shape: &'a [f64],
}

impl Figure<'_> {
    const fn flat(value: f64) -> Self {
        Figure {
            base: Some(value),
            shape: &[],
        }
    }

    const fn optional(base: Option<f64>) -> Self {
        Figure { base, shape: &[] }
    }
}

impl<'a> From<&'a Hourly> for Figure<'a> {
    fn from(hourly: &'a Hourly) -> Self {
        Figure {
            base: Some(hourly.base),
            shape: &hourly.shape,
        }
    }
}

/// The figure of `quantity` at `target`.
pub(super) fn read(case: &Case, quantity: Quantity, target: Target) -> Option<Figure<'_>> {
    match target {
        Target::Hub(hub) => hubs::read(case.hubs.get(hub.index())?, quantity),
        Target::Link(place) => network::read(case.links.get(place)?, quantity),
        Target::Trunk(trunk) => {
            let trunk = case.trunks.get(trunk.index())?;
            Some(Figure::flat(trunk.capacity_gbps))
        }
        Target::Entry(id, place) => workloads::read_entry(case.workloads.get(id.index())?, place),
        Target::Workload(id) => workloads::read(case.workloads.get(id.index())?, quantity),
        Target::Place(id, hub) => workloads::read_allowed(case.workloads.get(id.index())?, hub),
        Target::Window(id, period) => {
            workloads::read_window(case.workloads.get(id.index())?, period)
        }
        Target::Accelerator(id) => accelerators::read(case.accelerators.get(id.index())?, quantity),
        Target::Contract(id) => contracts::read(case.power_contracts.get(id.index())?, quantity),
        Target::Fleet(id, hub) => {
            let kind = case.accelerators.get(id.index())?;
            accelerators::most(&kind.fleet, hub).map(Figure::flat)
        }
        Target::Scope(scope) => Some(Figure::optional(policies::green_target(case, scope))),
        Target::Whole => policies::read(case, quantity),
    }
}

/// Sets the figure of `quantity` at `target`: for multiples, multiplies what is there.
pub(super) fn write(case: &mut Case, quantity: Quantity, target: Target, value: f64) -> Option<()> {
    match target {
        Target::Hub(hub) => hubs::write(case.hubs.get_mut(hub.index())?, quantity, value),
        Target::Link(place) => network::write(case.links.get_mut(place)?, quantity, value),
        Target::Trunk(trunk) => {
            case.trunks.get_mut(trunk.index())?.capacity_gbps = value;
            Some(())
        }
        Target::Entry(id, place) => {
            workloads::scale_entry(case.workloads.get_mut(id.index())?, place, value)
        }
        Target::Workload(id) => {
            workloads::write(case.workloads.get_mut(id.index())?, quantity, value)
        }
        Target::Place(id, hub) => {
            workloads::allow(case.workloads.get_mut(id.index())?, hub, value != 0.0)
        }
        Target::Window(id, period) => {
            let workload = case.workloads.get_mut(id.index())?;
            workloads::set_window(workload, period, value != 0.0, &case.periods)
        }
        Target::Accelerator(id) => {
            accelerators::write(case.accelerators.get_mut(id.index())?, quantity, value)
        }
        Target::Contract(id) => {
            contracts::write(case.power_contracts.get_mut(id.index())?, quantity, value)
        }
        Target::Fleet(id, hub) => {
            let kind = case.accelerators.get_mut(id.index())?;
            accelerators::limit(&mut kind.fleet, hub, value)
        }
        Target::Scope(scope) => policies::set_green_target(case, scope, Some(value)),
        Target::Whole => policies::write(case, quantity, Some(value)),
    }
}

/// Sets the figure of `quantity` at `target` to what it is in `base`, or removes it.
pub(super) fn restore(
    case: &mut Case,
    base: &Case,
    quantity: Quantity,
    target: Target,
) -> Option<()> {
    match target {
        Target::Hub(hub) => {
            let from = base.hubs.get(hub.index())?;
            hubs::restore(case.hubs.get_mut(hub.index())?, from, quantity)
        }
        Target::Link(_)
        | Target::Trunk(_)
        | Target::Place(..)
        | Target::Window(..)
        | Target::Accelerator(_)
        | Target::Contract(_)
        | Target::Fleet(..) => write(case, quantity, target, read(base, quantity, target)?.base?),
        Target::Entry(id, place) => {
            let from = base.workloads.get(id.index())?;
            workloads::restore_entry(case.workloads.get_mut(id.index())?, from, place)
        }
        Target::Workload(id) => {
            let from = base.workloads.get(id.index())?;
            workloads::restore(case.workloads.get_mut(id.index())?, from)
        }
        Target::Scope(scope) => {
            policies::set_green_target(case, scope, policies::green_target(base, scope))
        }
        Target::Whole => policies::write(case, quantity, policies::read(base, quantity)?.base),
    }
}

/// The name of `target` and, where a shape counts, of the period, for messages.
pub(super) fn place(case: &Case, target: Target, period: Option<usize>) -> String {
    let what = match target {
        Target::Hub(hub) => case.hubs.get(hub.index()).map(|hub| hub.id.clone()),
        Target::Link(place) => network::name(case, place),
        Target::Trunk(trunk) => case.trunks.get(trunk.index()).map(|t| t.id.clone()),
        Target::Entry(id, _)
        | Target::Workload(id)
        | Target::Place(id, _)
        | Target::Window(id, _) => case.workloads.get(id.index()).map(|w| w.id.clone()),
        Target::Contract(id) => {
            let contract = case.power_contracts.get(id.index());
            contract.map(|contract| contract.id.clone())
        }
        Target::Accelerator(id) | Target::Fleet(id, None) => case
            .accelerators
            .get(id.index())
            .map(|kind| kind.id.clone()),
        Target::Fleet(id, Some(hub)) => {
            let kind = case.accelerators.get(id.index());
            let named = kind.zip(case.hubs.get(hub.index()));
            named.map(|(kind, hub)| format!("{}.{}", kind.id, hub.id))
        }
        Target::Scope(scope) => Some(policies::scope_name(case, scope)),
        Target::Whole => None,
    };
    let Some(what) = what else {
        return String::new();
    };
    match period.and_then(|t| case.periods.get(t)) {
        Some(period) => tr!("`{what}` in period `{}`", period.id, what = what),
        None => format!("`{what}`"),
    }
}
