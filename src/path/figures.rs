//! # Figures of a plan, light enough for thousands of them
//!
//! Everything reported of a plan on a path is linear in the columns, so it is one pass over those in use. What
//! runs where is kept by hub and kind of workload, as a mean over the horizon.

use crate::case::{Case, Kind, Side};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::formulation::measures::Item;
use crate::placement::{Carbon, Costs, magnitudes, ratio, share, unserved_mwh};
use crate::rounding::{self, Magnitudes, Sum};

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

/// Reads figures from columns: what a column adds to each figure, in lists by column.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    starts: Vec<u32>,
    parts: Vec<Part>,
    hubs: usize,
    has_marginal: bool,
    has_contracts: bool,
    draws_idle: bool,
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
        let mut reader = Reader {
            starts: vec![0],
            parts: Vec::new(),
            hubs: case.hubs.len(),
            draws_idle: case.draws_idle(),
            has_contracts: !case.power_contracts.is_empty(),
            has_marginal: case
                .hubs
                .iter()
                .all(|hub| hub.marginal_emission_factor_kg_per_kwh.is_some()),
        };
        for (j, &key) in from.columns().iter().enumerate() {
            for item in Item::ALL {
                let amount = from.measures.of(item)[j];
                let change = to.measures.of(item)[j] - amount;
                if amount != 0.0 || change != 0.0 {
                    let figure = item as u32;
                    reader.parts.push(Part {
                        figure,
                        amount,
                        change,
                    });
                }
            }
            reader.parts.extend(place_of(case, key));
            reader.starts.push(reader.parts.len() as u32);
        }
        reader
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
        for (j, &value) in x.iter().enumerate() {
            if value != 0.0 {
                let own = self.starts[j] as usize..self.starts[j + 1] as usize;
                for of in &self.parts[own] {
                    sums[of.figure as usize].add((of.amount + part * of.change) * value);
                }
            }
        }
        let of = |item: Item| sums[item as usize].settled();
        let (served, unserved_mwh) = (sums[Item::ItEnergy as usize].value, sums[UNSERVED].value);
        let runs = !rounding::is_nothing(served, served + unserved_mwh);
        let energy = |item| if runs { of(item) } else { 0.0 };
        // what stands idle draws, too
        let drawn = |item| {
            if runs || self.draws_idle {
                of(item)
            } else {
                0.0
            }
        };
        Figures {
            costs: Costs {
                electricity: of(Item::Electricity),
                hosting: of(Item::Hosting),
                accelerators: of(Item::Accelerators),
                bandwidth: of(Item::Bandwidth),
                transfer: of(Item::Transfer),
                green_premium: of(Item::GreenPremium),
                carbon_price: of(Item::Carbon),
                shortfall: of(Item::Shortfall),
                power_contracts: self.has_contracts.then(|| of(Item::PowerContracts)),
            },
            carbon: Carbon {
                location_t: of(Item::CarbonLocation),
                market_t: of(Item::CarbonMarket),
                marginal_t: self.has_marginal.then(|| of(Item::CarbonMarginal)),
            },
            magnitudes: magnitudes(|item| sums[item as usize].terms),
            it_energy_mwh: energy(Item::ItEnergy),
            energy_mwh: drawn(Item::Energy),
            green_energy_mwh: drawn(Item::GreenEnergy),
            matched_energy_mwh: drawn(Item::MatchedEnergy),
            round_trip_ms_mwh: energy(Item::RoundTrip),
            unserved_mwh,
            hub_mw: sums[UNSERVED + 1..]
                .chunks_exact(3)
                .map(|mw| [mw[0].value, mw[1].value, mw[2].value])
                .collect(),
        }
    }
}

/// The figure of its own that a column adds to.
fn place_of(case: &Case, key: ColumnKey) -> Option<Part> {
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
            always(place, case.hours_of(period) / case.horizon_hours())
        }
        key => unserved_mwh(case, key).and_then(|mwh| always(UNSERVED, mwh)),
    }
}
