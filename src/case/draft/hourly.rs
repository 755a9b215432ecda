//! # Figures of hubs in single periods
//!
//! A figure that `hourly` states for a hub and a period goes before that of `hubs`:
//!
//! ```text
//!     figure[h,t]  =  hourly[h,t]  where it is stated, else base[h]
//!     base[h]      =  Σ_t n_t · figure[h,t] / Σ_t n_t        the mean, which parameters change
//! ```
//!
//! A figure of a hub is shaped by a profile or stated hour by hour, not both.

use std::collections::HashMap;

use super::check::{Faults, Names, Row};
use super::place::{DraftPlace, Table};
use super::problem::Problem;
use super::{Draft, HourlyRow, HubRow};
use crate::case::bounds::Bounds;
use crate::case::quantity::Quantity;
use crate::case::{Hourly, Period};

/// A figure that may be stated hour by hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    Price,
    Pue,
    GreenShare,
    Average,
    Residual,
    Marginal,
}

impl Figure {
    const ALL: [Figure; 6] = [
        Figure::Price,
        Figure::Pue,
        Figure::GreenShare,
        Figure::Average,
        Figure::Residual,
        Figure::Marginal,
    ];

    /// Its column, in `hourly` and in `hubs`.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Figure::Price => "price_cny_per_kwh",
            Figure::Pue => "pue",
            Figure::GreenShare => "green_share",
            Figure::Average => "emission_factor_kg_per_kwh",
            Figure::Residual => "residual_emission_factor_kg_per_kwh",
            Figure::Marginal => "marginal_emission_factor_kg_per_kwh",
        }
    }

    pub(crate) const fn quantity(self) -> &'static str {
        match self {
            Figure::Price => "electricity price",
            Figure::Pue => "PUE",
            Figure::GreenShare => "green share",
            Figure::Average => "emission factor",
            Figure::Residual => "residual emission factor",
            Figure::Marginal => "marginal emission factor",
        }
    }

    /// What it may be, in `hourly.csv` as in `hubs.csv`.
    pub(crate) const fn bounds(self) -> Bounds {
        let quantity = match self {
            Figure::Price => Quantity::ElectricityPrice,
            Figure::Pue => Quantity::Pue,
            Figure::GreenShare => Quantity::GreenShare,
            Figure::Average => Quantity::EmissionFactor,
            Figure::Residual => Quantity::ResidualEmissionFactor,
            Figure::Marginal => Quantity::MarginalEmissionFactor,
        };
        quantity.bounds()
    }

    const fn stated(self, row: &HourlyRow) -> Option<f64> {
        match self {
            Figure::Price => row.price_cny_per_kwh,
            Figure::Pue => row.pue,
            Figure::GreenShare => row.green_share,
            Figure::Average => row.emission_factor_kg_per_kwh,
            Figure::Residual => row.residual_emission_factor_kg_per_kwh,
            Figure::Marginal => row.marginal_emission_factor_kg_per_kwh,
        }
    }

    /// The profile of a hub that shapes it, and the column of that.
    const fn profile(self, hub: &HubRow) -> (&'static str, Option<&String>) {
        match self {
            Figure::Price => ("price_profile", hub.price_profile.as_ref()),
            Figure::Pue => ("pue_profile", hub.pue_profile.as_ref()),
            Figure::GreenShare => ("green_share_profile", hub.green_share_profile.as_ref()),
            Figure::Average | Figure::Residual | Figure::Marginal => (
                "emission_factor_profile",
                hub.emission_factor_profile.as_ref(),
            ),
        }
    }
}

/// What `hourly` states.
#[derive(Default)]
pub(super) struct Stated {
    /// For each figure of a hub that has any, its figures by period.
    figures: HashMap<(usize, Figure), Vec<Option<f64>>>,
    hours: Vec<f64>,
}

impl Stated {
    /// Checks the rows and files them.
    pub(crate) fn of(draft: &Draft, periods: &[Period], hubs: &Names, faults: &mut Faults) -> Self {
        let mut stated = Self {
            figures: HashMap::new(),
            hours: periods.iter().map(|period| period.hours).collect(),
        };
        let known = super::time::names(periods);
        let mut firsts: HashMap<(usize, usize), DraftPlace> = HashMap::new();
        for (index, hourly) in draft.hourly.iter().enumerate() {
            let name = format!("{}–{}", hourly.period, hourly.hub);
            let mut row = faults.row(Table::Hourly, index, &name);
            let period = row.refer("period", &known, &hourly.period);
            let hub = row.refer("hub", hubs, &hourly.hub);
            figures(&mut row, hourly);
            if let Some(h) = hub {
                shaped_once(&mut row, hourly, &draft.hubs[h]);
            }
            let (Some(t), Some(h)) = (period, hub) else {
                continue;
            };
            if let Some(first) = firsts.get(&(t, h)) {
                let what = tr!("hub `{}` in period `{}`", hourly.hub, hourly.period);
                let unique = tr!("a hub may have one row a period");
                row.duplicate("hub", what, unique, first.clone());
                continue;
            }
            firsts.insert((t, h), row.place("hub"));
            stated.take(hourly, (t, h));
        }
        stated
    }

    fn take(&mut self, hourly: &HourlyRow, (t, h): (usize, usize)) {
        let periods = self.hours.len();
        for figure in Figure::ALL {
            if let Some(value) = figure.stated(hourly) {
                let by_period = self.figures.entry((h, figure));
                by_period.or_insert_with(|| vec![None; periods])[t] = Some(value);
            }
        }
    }

    /// Whether a figure of a hub is stated in every period, so that it needs no base.
    pub(crate) fn covers(&self, hub: usize, figure: Figure) -> bool {
        let by_period = self.figures.get(&(hub, figure));
        by_period.is_some_and(|list| list.iter().all(Option::is_some))
    }

    /// In how many periods a figure of a hub is stated.
    pub(crate) fn count(&self, hub: usize, figure: Figure) -> usize {
        let by_period = self.figures.get(&(hub, figure));
        by_period.map_or(0, |list| list.iter().flatten().count())
    }

    /// The figure of a hub over all periods, where `base` is what it is without `hourly`.
    pub(crate) fn over(&self, hub: usize, figure: Figure, base: Hourly) -> Hourly {
        let Some(list) = self.figures.get(&(hub, figure)) else {
            return base;
        };
        let values = list.iter().enumerate();
        let values = values.map(|(t, value)| value.unwrap_or_else(|| base.at(t)));
        Hourly::of(&values.collect::<Vec<_>>(), &self.hours)
    }

    /// The same for a figure that a hub need not have; none where neither has it.
    pub(crate) fn over_optional(
        &self,
        hub: usize,
        figure: Figure,
        base: Option<Hourly>,
    ) -> Option<Hourly> {
        let any = self.count(hub, figure) > 0;
        match base {
            Some(base) => Some(self.over(hub, figure, base)),
            None => any.then(|| self.over(hub, figure, Hourly::flat(f64::NAN))),
        }
    }

    /// A figure of a hub without base that is stated in some periods only.
    pub(crate) fn gap(&self, row: &mut Row<'_>, hub: usize, figure: Figure) {
        let stated = self.count(hub, figure);
        let problem = Problem::Needed {
            quantity: figure.quantity(),
            reason: tr!(
                "hourly.csv states it in {stated} of {} periods only",
                self.hours.len(),
                stated = stated
            ),
        };
        row.fault(figure.column(), problem);
    }
}

/// What a profile shapes already is not stated hour by hour.
fn shaped_once(row: &mut Row<'_>, hourly: &HourlyRow, hub: &HubRow) {
    for figure in Figure::ALL {
        if let (Some(_), (column, Some(profile))) = (figure.stated(hourly), figure.profile(hub)) {
            let problem = Problem::ShapedTwice {
                quantity: figure.quantity(),
                hub: hub.hub.clone(),
                column,
                profile: profile.clone(),
            };
            row.fault(figure.column(), problem);
        }
    }
}

/// Figures of a row on their own.
fn figures(row: &mut Row<'_>, hourly: &HourlyRow) {
    for figure in Figure::ALL {
        match figure.stated(hourly) {
            Some(found) if figure == Figure::Pue && found < 1.0 => {
                let problem = Problem::PueBelowOne {
                    found,
                    period: None,
                };
                row.fault(figure.column(), problem);
            }
            found => row.optional(figure.column(), figure.quantity(), figure.bounds(), found),
        }
    }
}
