//! # Kinds of hour
//!
//! A year has thousands of periods and far fewer things to do in them. Periods in which the same loads run at the same hubs are of one
//! **kind**: their part of the plan is one basis with other numbers. A load counts where it is at least a hundredth of what is asked for,
//! since a plan near the best is spread a little over all that is nearly as good.
//!
//! What stands at a hub, and the bandwidth of a link, is contracted for the periods whose peaks have a price: they **set** the contract,
//! each by its part of the price,
//!
//! ```text
//!     share[t] = |y[peak,t]| ÷ Σ_t |y[peak,t]|
//! ```

use rustc_hash::FxHashMap;

use crate::case::{AcceleratorId, Case, HubId, OriginId, PeriodId, WorkloadId};
use crate::formulation::Formulation;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::solver::Solution;
use crate::solver::near::FEW_BLOCKS;

use super::sums::NEGLIGIBLE;

/// The part of what is asked for that a load has to be to count.
const COUNTS: f64 = 0.01;

/// The part of a contract's price that a period has to have to set it.
const SETS: f64 = 1e-3;

/// A load without its period.
type Place = (WorkloadId, OriginId, HubId);

/// Something that is contracted for peaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Contracted {
    /// Accelerators of a kind at a hub.
    Accelerators(AcceleratorId, HubId),
    /// Bandwidth of a link.
    Bandwidth(OriginId, HubId),
}

/// Which periods set a contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// What is contracted.
    pub contracted: Contracted,
    /// Periods with their parts of its price, 0..1, the greatest first.
    pub by: Vec<(PeriodId, f64)>,
    /// The price of all its peaks together, CNY per MW or Gbps.
    pub price_cny: f64,
}

/// The kinds of hour of a plan, and what sets its contracts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kinds {
    /// Number of the kind of each period: the most frequent is 0.
    pub of_period: Vec<usize>,
    /// Periods of each kind.
    pub sizes: Vec<usize>,
    /// What is contracted and has a price, the dearest first.
    pub settings: Vec<Setting>,
}

impl Kinds {
    /// Those of a plan of many periods; `None` where they are few enough to be looked at one by one.
    pub(crate) fn of(case: &Case, formulation: &Formulation, solution: &Solution) -> Option<Self> {
        let periods = case.periods.len();
        if periods <= FEW_BLOCKS {
            return None;
        }
        let mut kinds = Kinds::of_loads(&loads(formulation, solution, periods));
        if let Some(duals) = &solution.duals {
            kinds.settings = settings(formulation, duals);
        }
        Some(kinds)
    }

    fn of_loads(loads: &[Vec<Place>]) -> Self {
        let mut members: FxHashMap<&[Place], Vec<usize>> = FxHashMap::default();
        for (t, places) in loads.iter().enumerate() {
            members.entry(places).or_default().push(t);
        }
        let mut members: Vec<Vec<usize>> = members.into_values().collect();
        members.sort_by_key(|periods| (usize::MAX - periods.len(), periods[0]));
        let mut of_period = vec![0; loads.len()];
        for (kind, periods) in members.iter().enumerate() {
            for &t in periods {
                of_period[t] = kind;
            }
        }
        Kinds {
            of_period,
            sizes: members.iter().map(Vec::len).collect(),
            settings: Vec::new(),
        }
    }

    /// The first period of a kind.
    #[must_use]
    pub(crate) fn first(&self, kind: usize) -> Option<PeriodId> {
        let place = self.of_period.iter().position(|of| *of == kind);
        place.map(PeriodId::new)
    }
}

/// The loads that count in each period, in the order of the columns.
fn loads(formulation: &Formulation, solution: &Solution, periods: usize) -> Vec<Vec<Place>> {
    let parts = parts(formulation, &solution.x);
    let mut loads = vec![Vec::new(); periods];
    for (j, key) in formulation.columns().iter().enumerate() {
        let ColumnKey::Load {
            workload,
            origin,
            hub,
            period: Some(period),
        } = *key
        else {
            continue;
        };
        let mw = solution.x[j];
        if mw > NEGLIGIBLE && mw >= COUNTS * asked_mw(formulation, &parts, j) {
            loads[period.index()].push((workload, origin, hub));
        }
    }
    loads
}

/// What runs have at each hub, MW.
fn parts(formulation: &Formulation, x: &[f64]) -> FxHashMap<(WorkloadId, HubId), f64> {
    let columns = formulation.columns().iter().zip(x);
    let part = |(key, &mw): (&ColumnKey, &f64)| match *key {
        ColumnKey::RunPart { workload, hub } => Some(((workload, hub), mw)),
        _ => None,
    };
    columns.filter_map(part).collect()
}

/// What is asked for of which a load is a part: its demand, or what its run has at the hub; 0 where that is not known.
fn asked_mw(
    formulation: &Formulation,
    parts: &FxHashMap<(WorkloadId, HubId), f64>,
    column: usize,
) -> f64 {
    let program = &formulation.program;
    let mut asked = 0.0_f64;
    for (i, _) in program.matrix.column(column) {
        let of_row = match formulation.rows()[i] {
            RowKey::Demand { .. } => program.row_lower[i],
            RowKey::RunPart { workload, hub, .. } => {
                parts.get(&(workload, hub)).copied().unwrap_or(0.0)
            }
            _ => continue,
        };
        asked = asked.max(of_row);
    }
    asked
}

/// Prices of peaks by what is contracted for them.
fn settings(formulation: &Formulation, duals: &[f64]) -> Vec<Setting> {
    let mut prices: FxHashMap<Contracted, Vec<(PeriodId, f64)>> = FxHashMap::default();
    for (key, price) in formulation.rows().iter().zip(duals) {
        let (contracted, period) = match *key {
            RowKey::AcceleratorPeak {
                accelerator,
                hub,
                period,
            } => (Contracted::Accelerators(accelerator, hub), period),
            RowKey::LinkPeak {
                origin,
                hub,
                period,
            } => (Contracted::Bandwidth(origin, hub), period),
            _ => continue,
        };
        if *price != 0.0 {
            prices
                .entry(contracted)
                .or_default()
                .push((period, price.abs()));
        }
    }
    let mut settings: Vec<Setting> = prices.into_iter().map(setting).collect();
    settings.sort_by(|a, b| {
        let dearest_first = b.price_cny.total_cmp(&a.price_cny);
        dearest_first.then(a.contracted.cmp(&b.contracted))
    });
    settings
}

fn setting((contracted, prices): (Contracted, Vec<(PeriodId, f64)>)) -> Setting {
    let price_cny: f64 = prices.iter().map(|(_, price)| price).sum();
    let shares = prices.into_iter().map(|(t, price)| (t, price / price_cny));
    let mut by: Vec<(PeriodId, f64)> = shares.filter(|(_, share)| *share >= SETS).collect();
    by.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Setting {
        contracted,
        by,
        price_cny,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: the loads of five periods, two and three of which are alike.
    #[test]
    fn periods_with_the_same_loads_are_of_one_kind() {
        let place = |hub| (WorkloadId::new(0), OriginId::new(0), HubId::new(hub));
        let (one, both) = (vec![place(0)], vec![place(0), place(1)]);
        let loads = [one.clone(), both.clone(), both.clone(), one, both];
        let kinds = Kinds::of_loads(&loads);
        assert_eq!(kinds.of_period, [1, 0, 0, 1, 0]);
        assert_eq!(kinds.sizes, [3, 2]);
        assert_eq!(kinds.first(1), Some(PeriodId::new(0)));
    }

    /// By hand: prices of 3, 1 and almost nothing.
    #[test]
    fn the_dearest_peak_sets_most_of_a_contract() {
        let contracted = Contracted::Bandwidth(OriginId::new(0), HubId::new(0));
        let prices = [(0, 1.0), (1, 3.0), (2, 1e-6)].map(|(t, price)| (PeriodId::new(t), price));
        let found = setting((contracted, prices.to_vec()));
        let by: Vec<usize> = found.by.iter().map(|(t, _)| t.index()).collect();
        assert_eq!(by, [1, 0]);
        assert!((found.by[0].1 - 0.75).abs() < 1e-6);
    }
}
