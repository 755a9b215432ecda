//! # Figures of a scenario's row
//!
//! An **indicator** is a figure that is linear in the columns, with coefficients that may move with the
//! features: a cost item, carbon, MW of training in the west. All rows of a sweep hold the same indicators
//! in the same order; what is no sum over columns (shares, means) is made from them when a row is
//! written.

use std::collections::HashMap;

use crate::case::reach::origins;
use crate::case::{Case, Kind, Side};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::formulation::measures::Item;
use crate::placement::{ByColumn, unserved_mwh};

use super::axes::{Axes, WIDE};
use crate::family::Family;

/// What an indicator measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indicator {
    /// An item of [`Item`].
    Item(Item),
    /// Mean MW of a kind on a side.
    SideLoad(Side, Kind),
    /// IT energy that is not served, MWh.
    Unserved,
    /// Green energy missing from targets, MWh.
    GreenShort,
    /// Carbon over the cap, t CO2.
    CarbonOver,
    /// IT energy in breach of a share rule, MWh.
    ShareBreach,
    /// Energy of a workload from an origin that is not served, MWh (IT), by index; from all origins together
    /// where the case has too many.
    Short(usize, Option<usize>),
    /// Mean MW of a workload at a hub, by index.
    Load(usize, usize),
}

/// Indicators with their coefficients at the reference and their changes by feature.
#[derive(Debug, Clone)]
pub(crate) struct Indicators {
    /// The indicators in order.
    pub kinds: Vec<Indicator>,
    /// Features that coefficients may follow, the constant included.
    width: usize,
    columns: ByColumn<Part>,
}

/// A column's part in an indicator: so much per unit of the column and of feature w.
#[derive(Debug, Clone, Copy)]
struct Part {
    indicator: u32,
    w: u32,
    coefficient: f64,
}

/// The indicators of a sweep: all items, loads by side and kind, shortfalls, and with `placements` the load
/// of each workload at each hub.
#[must_use]
pub(crate) fn kinds(case: &Case, placements: bool) -> Vec<Indicator> {
    let items = match case.power_contracts.is_empty() {
        true => &Item::ALL[..Item::PLAIN],
        false => &Item::ALL[..],
    };
    let mut kinds: Vec<Indicator> = items.iter().copied().map(Indicator::Item).collect();
    for side in Side::BOTH {
        kinds.extend(Kind::ALL.map(|kind| Indicator::SideLoad(side, kind)));
    }
    kinds.extend([
        Indicator::Unserved,
        Indicator::GreenShort,
        Indicator::CarbonOver,
        Indicator::ShareBreach,
    ]);
    if placements {
        for workload in 0..case.workloads.len() {
            kinds.extend((0..case.hubs.len()).map(|hub| Indicator::Load(workload, hub)));
        }
    }
    // last, so that rows without a shortfall pass them by
    kinds.extend(shorts(case));
    kinds
}

/// Demands that are told apart; a case with more tells its workloads apart.
const DEMANDS: usize = 512;

/// One indicator a demand: what a shortfall is a shortfall of.
fn shorts(case: &Case) -> Vec<Indicator> {
    let demands: Vec<(usize, usize)> = case
        .workload_ids()
        .flat_map(|w| {
            let origins = origins(&case[w]).into_iter();
            origins.map(move |origin| (w.index(), origin.index()))
        })
        .collect();
    if demands.len() <= DEMANDS {
        let one = |(workload, origin)| Indicator::Short(workload, Some(origin));
        demands.into_iter().map(one).collect()
    } else {
        let workloads = 0..case.workloads.len();
        workloads.map(|w| Indicator::Short(w, None)).collect()
    }
}

/// Total cost of a row: the items stand first among its figures, in the order of [`Item::ALL`].
#[must_use]
pub(crate) fn total_cost(figures: &[f64], has_contracts: bool) -> f64 {
    cost_items(has_contracts)
        .map(|item| figures[item as usize])
        .sum()
}

/// The items that a row's cost is the sum of.
pub(crate) fn cost_items(has_contracts: bool) -> impl Iterator<Item = Item> {
    let costs = match has_contracts {
        true => &Item::COSTS[..],
        false => &Item::COSTS[..Item::PLAIN_COSTS],
    };
    costs.iter().copied()
}

/// Whether these are the indicators of a case with contracts for green power.
#[must_use]
pub(crate) fn has_contracts(kinds: &[Indicator]) -> bool {
    kinds.get(Item::PLAIN) == Some(&Indicator::Item(Item::PowerContracts))
}

impl Indicators {
    /// The coefficients of `kinds` in a family.
    #[must_use]
    pub(crate) fn new(case: &Case, family: &Family, kinds: Vec<Indicator>) -> Self {
        let columns = family.formulation.program.column_count();
        let mut by_column = vec![Vec::new(); columns];
        for (at, &kind) in kinds.iter().enumerate() {
            let by_w = coefficients(case, family, kind);
            for (w, coefficients) in by_w.into_iter().enumerate() {
                for (j, coefficient) in coefficients {
                    by_column[j].push(Part {
                        indicator: at as u32,
                        w: w as u32,
                        coefficient,
                    });
                }
            }
        }
        for (j, indicator, coefficient) in by_demand(case, &family.formulation, &kinds) {
            by_column[j].push(Part {
                indicator,
                w: 0,
                coefficient,
            });
        }
        Self {
            kinds,
            width: family.features.len() + 1,
            columns: ByColumn::new(by_column.into_iter()),
        }
    }

    /// Values at the point `x` for the features `phi` (with `phi[0] = 1`), into `figures`.
    pub(crate) fn values(&self, phi: &[f64], x: &[f64], figures: &mut [f64]) {
        figures.fill(0.0);
        for (value, parts) in self.columns.in_use(x) {
            for part in parts {
                figures[part.indicator as usize] += value * part.coefficient * phi[part.w as usize];
            }
        }
    }

    /// Quadratic forms of the indicators for the values `x` of all variables, laid out by `axes`, of which those `moved`
    /// are not zero: terms of all indicators in order. `forms` is room to work in.
    pub(super) fn terms(
        &self,
        x: &[f64],
        moved: impl Iterator<Item = usize>,
        axes: &Axes,
        forms: &mut Forms,
    ) -> Vec<Term> {
        let columns = self.columns.len();
        let parts = axes.stride() / WIDE;
        forms.begin(self.kinds.len(), self.width, parts);
        let (x, _) = x.as_chunks::<WIDE>();
        for j in moved.filter(|&v| v < columns) {
            let values = &x[j * parts..(j + 1) * parts];
            for part in self.columns.of(j) {
                let form = forms.of(part.indicator as usize, part.w as usize);
                for (form, value) in form.iter_mut().zip(values) {
                    for k in 0..WIDE {
                        form[k] += value[k] * part.coefficient;
                    }
                }
            }
        }
        forms.terms(axes)
    }
}

/// A term of a figure: `figure += factor·φ_v·φ_w`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Term {
    /// The indicator.
    pub figure: u32,
    /// Feature of the indicator's coefficients.
    pub v: u16,
    /// Feature of the plan.
    pub w: u16,
    /// The factor.
    pub factor: f64,
}

impl Term {
    /// A term, of features up to [`u16::MAX`].
    #[must_use]
    pub(crate) fn new(figure: u32, v: usize, w: usize, factor: f64) -> Self {
        Term {
            figure,
            v: v as u16,
            w: w as u16,
            factor,
        }
    }
}

/// Quadratic forms in the making: by indicator, by feature of its coefficients, one factor for each feature of the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms {
    width: usize,
    parts: usize,
    factors: Vec<[f64; WIDE]>,
    /// Whether an indicator has any.
    touched: Vec<bool>,
}

impl Forms {
    fn begin(&mut self, indicators: usize, width: usize, parts: usize) {
        (self.width, self.parts) = (width, parts);
        self.touched.clear();
        self.touched.resize(indicators, false);
        // what an untouched indicator has from before is cleared when it is touched
        self.factors.resize(indicators * width * parts, [0.0; WIDE]);
    }

    #[inline]
    fn of(&mut self, indicator: usize, v: usize) -> &mut [[f64; WIDE]] {
        let size = self.width * self.parts;
        if !self.touched[indicator] {
            self.touched[indicator] = true;
            self.factors[indicator * size..(indicator + 1) * size].fill([0.0; WIDE]);
        }
        let start = indicator * size + v * self.parts;
        &mut self.factors[start..start + self.parts]
    }

    fn terms(&self, axes: &Axes) -> Vec<Term> {
        let mut terms = Vec::new();
        let indicators = self.factors.chunks_exact(self.width * self.parts);
        for (figure, form) in indicators.enumerate().filter(|(at, _)| self.touched[*at]) {
            for (v, factors) in form.chunks_exact(self.parts).enumerate() {
                let factors = axes.features.iter().zip(factors.as_flattened());
                let factors = factors.filter(|&(_, &factor)| factor != 0.0);
                terms.extend(factors.map(|(&w, &factor)| Term::new(figure as u32, v, w, factor)));
            }
        }
        terms
    }
}

fn coefficients(case: &Case, family: &Family, indicator: Indicator) -> Vec<Vec<(usize, f64)>> {
    match indicator {
        Indicator::Item(item) => {
            let base = family.formulation.measures.of(item);
            let base = base.enumerate().filter(|&(_, c)| c != 0.0);
            let changes = family
                .effects
                .iter()
                .map(|effect| effect.measures[item as usize].clone());
            std::iter::once(base.collect()).chain(changes).collect()
        }
        Indicator::SideLoad(side, kind) => vec![mean_loads(case, &family.formulation, |w, h| {
            case.hubs[h].side == side && case.workloads[w].kind() == kind
        })],
        Indicator::Load(workload, hub) => vec![mean_loads(case, &family.formulation, |w, h| {
            w == workload && h == hub
        })],
        Indicator::Unserved
        | Indicator::GreenShort
        | Indicator::CarbonOver
        | Indicator::ShareBreach => {
            vec![shortfalls(case, &family.formulation, indicator)]
        }
        // all of them in one pass: `by_demand`
        Indicator::Short(..) => Vec::new(),
    }
}

/// Hours of one MW over the horizon's, for the load columns that `wanted(workload, hub)`.
fn mean_loads(
    case: &Case,
    formulation: &Formulation,
    wanted: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, f64)> {
    let part_of_horizon = case.parts_of_horizon();
    let columns = formulation.columns().iter().enumerate();
    columns
        .filter_map(|(j, key)| match *key {
            ColumnKey::Load {
                workload,
                hub,
                period,
                ..
            } if wanted(workload.index(), hub.index()) => Some((j, part_of_horizon(period))),
            _ => None,
        })
        .collect()
}

/// The parts of columns in indicators of single demands: column, indicator, MWh of one unit.
fn by_demand(
    case: &Case,
    formulation: &Formulation,
    kinds: &[Indicator],
) -> Vec<(usize, u32, f64)> {
    let indicators: HashMap<(usize, Option<usize>), u32> = kinds
        .iter()
        .zip(0u32..)
        .filter_map(|(indicator, at)| match *indicator {
            Indicator::Short(workload, origin) => Some(((workload, origin), at)),
            _ => None,
        })
        .collect();
    let energy = shortfalls(case, formulation, Indicator::Unserved);
    let parts = energy.into_iter().filter_map(|(j, mwh)| {
        let ColumnKey::Unserved {
            workload, origin, ..
        } = formulation.columns()[j]
        else {
            return None;
        };
        let (workload, origin) = (workload.index(), origin.index());
        let one = indicators.get(&(workload, Some(origin)));
        let indicator = one.or_else(|| indicators.get(&(workload, None)))?;
        Some((j, *indicator, mwh))
    });
    parts.collect()
}

fn shortfalls(case: &Case, formulation: &Formulation, indicator: Indicator) -> Vec<(usize, f64)> {
    let columns = formulation.columns().iter().enumerate();
    columns
        .filter_map(|(j, key)| {
            let (of, amount) = match *key {
                ColumnKey::Unserved { .. } => (Indicator::Unserved, unserved_mwh(case, *key)?),
                ColumnKey::GreenShort { .. } | ColumnKey::HourlyGreenShort { .. } => {
                    (Indicator::GreenShort, 1.0)
                }
                ColumnKey::CarbonOver => (Indicator::CarbonOver, 1.0),
                ColumnKey::HubShareOver { .. } | ColumnKey::TrainingWestShort => {
                    (Indicator::ShareBreach, 1.0)
                }
                _ => return None,
            };
            (of == indicator).then_some((j, amount))
        })
        .collect()
}
