//! # Figures of a plan, light enough for thousands of them
//!
//! Everything reported of a plan on a path is linear in the columns, so it is one pass over those in use. What
//! runs where is kept by hub and kind of workload, as a mean over the horizon.

use crate::case::{Case, Kind, PeriodId, Side};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::formulation::measures::Item;
use crate::placement::{
    ByColumn, Carbon, Costs, Energies, Has, Totals, ratio, share, unserved_mwh,
};
use crate::rounding::{Magnitudes, Sum};

/// What a plan costs, emits and runs where.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Cost by item.
    pub costs: Costs,
    /// Emissions in every accounting.
    pub carbon: Carbon,
    /// How large the terms of cost and carbon are.
    pub magnitudes: Magnitudes,
    /// IT energy, MWh; 0 where no more than rounding of the demand runs.
    pub it_energy_mwh: f64,
    /// Facility energy, MWh.
    pub energy_mwh: f64,
    /// Renewable energy, contracts and purchases, MWh.
    pub green_energy_mwh: f64,
    /// Energy that is green in its own period, MWh.
    pub matched_energy_mwh: f64,
    /// IT energy times round-trip time, ms·MWh.
    pub round_trip_ms_mwh: f64,
    /// By hub, mean load by kind in the order of [`Kind::ALL`], MW (IT).
    pub hub_mw: Vec<[f64; 3]>,
    /// IT energy that is not served, MWh.
    pub unserved_mwh: f64,
}

impl Figures {
    /// Whether anything runs: shares and means are of something.
    #[must_use]
    pub(crate) fn runs(&self) -> bool {
        self.it_energy_mwh > 0.0
    }

    /// Round-trip time, weighted by IT energy, ms; 0 where nothing runs.
    #[must_use]
    pub(crate) fn mean_rtt_ms(&self) -> f64 {
        ratio(self.round_trip_ms_mwh, self.it_energy_mwh)
    }

    /// Renewable energy ÷ facility energy; 0 where nothing runs.
    #[must_use]
    pub(crate) fn green_share(&self) -> f64 {
        share(self.green_energy_mwh, self.energy_mwh)
    }

    /// Share of the energy that is green in its own period; 0 where nothing runs.
    #[must_use]
    pub fn matched_share(&self) -> f64 {
        share(self.matched_energy_mwh, self.energy_mwh)
    }

    /// Mean load of a kind on a side, MW (IT).
    #[must_use]
    pub(crate) fn side_mw(&self, case: &Case, side: Side, kind: Kind) -> f64 {
        let hubs = case.hubs.iter().zip(&self.hub_mw);
        hubs.filter(|(hub, _)| hub.side == side)
            .map(|(_, mw)| mw[kind as usize])
            .sum()
    }

    /// Mean load of all kinds at a hub, MW (IT), by the hub's place in the case.
    #[must_use]
    pub(crate) fn hub_total_mw(&self, hub: usize) -> f64 {
        self.hub_mw.get(hub).map_or(0.0, |mw| mw.iter().sum())
    }
}

/// Reads figures from columns.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    columns: ByColumn<Part>,
    hubs: usize,
    has: Has,
}

/// What a column adds to a figure per unit, at the begin of a path and by how much more at its end.
#[derive(Debug, Clone, Copy)]
struct Part {
    figure: u32,
    amount: f64,
    change: f64,
}

/// Places of figures: items by their number, then what is not served, then loads by hub and kind.
const UNSERVED: usize = Item::ALL.len();

impl Reader {
    /// For the columns of a formulation, with its measures as they stand.
    #[must_use]
    pub(crate) fn new(case: &Case, formulation: &Formulation) -> Self {
        Self::along(case, formulation, formulation)
    }

    /// For a path whose measures are affine: they are those of `from` at its begin and those of `to`, which has the
    /// same columns, at its end.
    #[must_use]
    pub(crate) fn along(case: &Case, from: &Formulation, to: &Formulation) -> Self {
        let columns = from.columns().iter().enumerate();
        let part_of_horizon = case.parts_of_horizon();
        let parts = columns.map(|(j, &key)| {
            let items = Item::ALL.into_iter().map(move |item| {
                let amount = from.measures.at(item, j);
                Part {
                    figure: item as u32,
                    amount,
                    change: to.measures.at(item, j) - amount,
                }
            });
            let items = items.filter(|of| of.amount != 0.0 || of.change != 0.0);
            items.chain(place_of(case, key, &part_of_horizon))
        });
        Reader {
            columns: ByColumn::new(parts),
            hubs: case.hubs.len(),
            has: Has::of(case),
        }
    }

    /// The figures of a plan at the begin of a path.
    #[must_use]
    pub(crate) fn read(&self, x: &[f64]) -> Figures {
        self.read_at(x, 0.0)
    }

    /// The figures of a plan at a part of the path, 0 at its begin and 1 at its end.
    #[must_use]
    pub(crate) fn read_at(&self, x: &[f64], part: f64) -> Figures {
        let mut sums = vec![Sum::default(); UNSERVED + 1 + 3 * self.hubs];
        for (value, parts) in self.columns.in_use(x) {
            for of in parts {
                sums[of.figure as usize].add((of.amount + part * of.change) * value);
            }
        }
        let unserved_mwh = sums[UNSERVED].value;
        let demand_mwh = sums[Item::ItEnergy as usize].value + unserved_mwh;
        let totals = Totals::of(self.has, &sums);
        let energies = Energies::of(self.has, &sums, demand_mwh);
        Figures {
            costs: totals.costs,
            carbon: totals.carbon,
            magnitudes: totals.magnitudes,
            it_energy_mwh: energies.it_mwh,
            energy_mwh: energies.facility_mwh,
            green_energy_mwh: energies.green_mwh,
            matched_energy_mwh: energies.matched_mwh,
            round_trip_ms_mwh: energies.round_trip_ms_mwh,
            unserved_mwh,
            hub_mw: sums[UNSERVED + 1..]
                .chunks_exact(3)
                .map(|mw| [mw[0].value, mw[1].value, mw[2].value])
                .collect(),
        }
    }
}

/// The figure of its own that a column adds to.
fn place_of(
    case: &Case,
    key: ColumnKey,
    part_of_horizon: impl Fn(Option<PeriodId>) -> f64,
) -> Option<Part> {
    let always = |figure: usize, amount| {
        Some(Part {
            figure: figure as u32,
            amount,
            change: 0.0,
        })
    };
    match key {
        ColumnKey::Load {
            workload,
            hub,
            period,
            ..
        } => {
            let kind = case[workload].kind() as usize;
            let place = UNSERVED + 1 + 3 * hub.index() + kind;
            always(place, part_of_horizon(period))
        }
        key => unserved_mwh(case, key).and_then(|mwh| always(UNSERVED, mwh)),
    }
}
