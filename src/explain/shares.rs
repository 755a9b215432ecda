//! # What one percentage point of a share is worth
//!
//! A share enters the matrix, so the least cost `v(G)` is piecewise smooth in it, not piecewise linear. At a
//! basis, with the rows `i` that state the rule (Bellman's envelope; Freund 1985):
//!
//! ```text
//!     dv/dG = −Σ_i y_i·(∂a_i/∂G)·x
//! ```
//!
//! The slope on one side is that of a basis which is optimal both at `G` and a step away on that side: one is
//! looked for with smaller and smaller steps. Beside the slopes stands what a whole point more and less
//! does, each solved.

use crate::case::Scope;
use crate::case::{Case, HubId, Policy};
use crate::engine::{Basis, Engine, Settings};
use crate::formulation::draw::own_draw;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::measures::Item;
use crate::formulation::{Formulation, formulate};
use crate::solver::SolveError;

use super::focus::{Focus, Rule};
use super::optimum::{BasicOptimum, Probe, first_objective};

/// A rule that states a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Share {
    /// Least green share.
    Green(Scope),
    /// Least green share in every period, all hubs together.
    HourlyGreen,
    /// Least green share of every hub in every period.
    HourlyGreenEachHub,
    /// Greatest share of one hub.
    HubMax,
    /// Least share of training in the west.
    TrainingWest,
}

impl Share {
    const fn of(row: RowKey) -> Option<Self> {
        match row {
            RowKey::GreenTarget { scope } => Some(Share::Green(scope)),
            RowKey::HourlyGreen { hub: None, .. } => Some(Share::HourlyGreen),
            RowKey::HourlyGreen { hub: Some(_), .. } => Some(Share::HourlyGreenEachHub),
            RowKey::HubShare { .. } => Some(Share::HubMax),
            RowKey::TrainingWest => Some(Share::TrainingWest),
            _ => None,
        }
    }

    /// Which kind of rule it is.
    #[must_use]
    pub(crate) const fn rule(self) -> Rule {
        match self {
            Share::Green(_) => Rule::GreenTarget,
            Share::HourlyGreen => Rule::HourlyGreenShare,
            Share::HourlyGreenEachHub => Rule::HourlyGreenShareEachHub,
            Share::HubMax => Rule::HubShareMax,
            Share::TrainingWest => Rule::TrainingWestShare,
        }
    }

    /// The key that sets it in `--set`: `green_target.west`.
    #[must_use]
    pub fn key(self, case: &Case) -> String {
        let name = self.rule().name();
        match self {
            Share::Green(Scope::East) => format!("{name}.east"),
            Share::Green(Scope::West) => format!("{name}.west"),
            Share::Green(Scope::Hub(hub)) => format!("{name}.{}", case[hub].id),
            Share::Green(Scope::All)
            | Share::HourlyGreen
            | Share::HourlyGreenEachHub
            | Share::HubMax
            | Share::TrainingWest => name.to_owned(),
        }
    }

    fn concerns(self, focus: &Focus) -> bool {
        let hub = match self {
            Share::Green(Scope::Hub(hub)) => focus.hubs.contains(&hub),
            _ => false,
        };
        focus.is_everything() || hub || focus.rules.contains(&self.rule())
    }

    fn value_in(self, policy: &mut Policy) -> Option<&mut f64> {
        match self {
            Share::Green(Scope::All) => policy.green_share_min.as_mut(),
            Share::Green(Scope::East) => policy.green_share_min_east.as_mut(),
            Share::Green(Scope::West) => policy.green_share_min_west.as_mut(),
            Share::Green(Scope::Hub(hub)) => {
                let mut rules = policy.green_share_min_by_hub.iter_mut();
                rules.find(|(of, _)| *of == hub).map(|(_, share)| share)
            }
            Share::HourlyGreen => policy.hourly_green_share_min.as_mut(),
            Share::HourlyGreenEachHub => policy.hourly_green_share_min_each_hub.as_mut(),
            Share::HubMax => policy.hub_share_max.as_mut(),
            Share::TrainingWest => policy.training_west_share_min.as_mut(),
        }
    }

    /// What a unit more of the share asks of the rule's rows at `x`: `−(∂a/∂G)·x`, by row.
    fn asked_at(self, optimum: &BasicOptimum<'_>, x: &[f64]) -> Vec<(usize, f64)> {
        use crate::case::Kind;
        let (case, formulation) = (optimum.case, &optimum.formulation);
        let sum = |item: Item, counts: &dyn Fn(HubId, Kind) -> bool| -> f64 {
            let columns = formulation.columns().iter().enumerate();
            let amounts = columns.filter_map(|(j, key)| match *key {
                ColumnKey::Load { workload, hub, .. } if counts(hub, case[workload].kind()) => {
                    Some(formulation.measures.at(item, j) * x[j])
                }
                // what stands idle draws energy, and serves none
                ColumnKey::Installed { hub, .. } if counts(hub, Kind::Storage) => {
                    Some(formulation.measures.at(item, j) * x[j])
                }
                _ => None,
            });
            amounts.sum()
        };
        let amount = match self {
            Share::HourlyGreen | Share::HourlyGreenEachHub => {
                return self.asked_by_hour(optimum, x);
            }
            Share::Green(scope) => sum(Item::Energy, &|hub, _| scope.holds(case, hub)),
            Share::HubMax => sum(Item::ItEnergy, &|_, _| true),
            Share::TrainingWest => sum(Item::ItEnergy, &|_, kind| kind == Kind::Training),
        };
        let rows = formulation.rows().iter().enumerate();
        let own = rows.filter(|(_, row)| Share::of(**row) == Some(self));
        own.map(|(i, _)| (i, amount)).collect()
    }
}

impl Share {
    /// What a unit more of a share in every period asks of each row: the energy of its hubs in its period.
    fn asked_by_hour(self, optimum: &BasicOptimum<'_>, x: &[f64]) -> Vec<(usize, f64)> {
        let (case, formulation) = (optimum.case, &optimum.formulation);
        let mut draw_mw = vec![vec![0.0; case.periods.len()]; case.hubs.len()];
        for (key, mw) in formulation.columns().iter().zip(x) {
            let (hub, period, part) = match *key {
                ColumnKey::Load {
                    workload,
                    hub,
                    period,
                    ..
                } => (hub, period, own_draw(case, workload)),
                ColumnKey::Installed { accelerator, hub } => {
                    (hub, None, case[accelerator].idle_power_share)
                }
                _ => continue,
            };
            for t in case.periods_of(period) {
                draw_mw[hub.index()][t.index()] += part * mw;
            }
        }
        let energy_mwh = |hub: HubId, t: usize| {
            draw_mw[hub.index()][t] * case.periods[t].hours * case[hub].pue.at(t)
        };
        let rows = formulation.rows().iter().enumerate();
        let amounts = rows.filter_map(|(i, &row)| match row {
            RowKey::HourlyGreen { hub, period } if Share::of(row) == Some(self) => {
                let hubs = case
                    .hub_ids()
                    .filter(|&of| hub.is_none_or(|only| only == of));
                Some((i, hubs.map(|of| energy_mwh(of, period.index())).sum()))
            }
            _ => None,
        });
        amounts.collect()
    }
}

/// A share that binds, with its price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PricedShare {
    /// Which.
    pub share: Share,
    /// Where it stands, 0..1.
    pub now: f64,
    /// Change of the cost per percentage point at this very share, towards more, CNY.
    pub slope_up_cny_per_point: Option<f64>,
    /// The same towards less: less of it by a point changes the cost by the negative of this.
    pub slope_down_cny_per_point: Option<f64>,
    /// Change of the cost of the best plan with a whole point more, CNY; `None` where it would be over 1.
    pub point_more_cny: Option<f64>,
    /// The same with a whole point less; `None` where it would be under 0.
    pub point_less_cny: Option<f64>,
}

/// One percentage point.
const POINT: f64 = 0.01;

/// Steps tried for a slope, each an eighth of the one before.
const STEPS: i32 = 10;

/// Relative distance within which a row is at its limit.
const AT_LIMIT: f64 = 1e-9;

/// Prices every share rule that binds and is asked about.
pub(super) fn priced(
    optimum: &BasicOptimum<'_>,
    focus: &Focus,
) -> Result<Vec<PricedShare>, SolveError> {
    let asked = binding(optimum)
        .into_iter()
        .filter(|share| share.concerns(focus));
    asked
        .filter_map(|share| price(optimum, share).transpose())
        .collect()
}

fn binding(optimum: &BasicOptimum<'_>) -> Vec<Share> {
    let program = &optimum.plain;
    let activity = program.matrix.times(&optimum.x, program.row_count());
    let scale = 1.0 + optimum.placement.energy_mwh;
    let mut shares = Vec::new();
    for (i, &row) in optimum.formulation.rows().iter().enumerate() {
        // all these rows have 0 on the right
        if let Some(share) = Share::of(row)
            && activity[i].abs() <= AT_LIMIT * scale
        {
            shares.push(share);
        }
    }
    shares.sort_unstable();
    shares.dedup();
    shares
}

fn price(optimum: &BasicOptimum<'_>, share: Share) -> Result<Option<PricedShare>, SolveError> {
    let mut policy = optimum.case.policy.clone();
    let Some(now) = share.value_in(&mut policy).map(|value| *value) else {
        return Ok(None);
    };
    let change = |step: f64| -> Result<Option<f64>, SolveError> {
        let found = at(optimum, share, now + step)?;
        Ok(found.map(|(cost, _)| cost - optimum.objective_cny))
    };
    Ok(Some(PricedShare {
        share,
        now,
        slope_up_cny_per_point: slope(optimum, share, now, 1.0)?,
        slope_down_cny_per_point: slope(optimum, share, now, -1.0)?,
        point_more_cny: change(POINT)?,
        point_less_cny: change(-POINT)?,
    }))
}

/// The case's programme with another share.
fn changed(optimum: &BasicOptimum<'_>, share: Share, value: f64) -> Option<Formulation> {
    if !(0.0..=1.0).contains(&value) {
        return None;
    }
    let mut case = optimum.case.clone();
    *share.value_in(&mut case.policy)? = value;
    Some(formulate(&case))
}

/// Least cost and its basis with another share.
fn at(
    optimum: &BasicOptimum<'_>,
    share: Share,
    value: f64,
) -> Result<Option<(f64, Basis)>, SolveError> {
    let Some(formulation) = changed(optimum, share, value) else {
        return Ok(None);
    };
    let basis = optimum.carried_to(&formulation);
    let outcome = Probe::new(&first_objective(&formulation.program), basis).ask_feasible()?;
    Ok(Some((outcome.objective, outcome.basis)))
}

/// Slope on one side, CNY per point: of a basis that is optimal here and a step away.
fn slope(
    optimum: &BasicOptimum<'_>,
    share: Share,
    now: f64,
    sign: f64,
) -> Result<Option<f64>, SolveError> {
    let settings = Settings {
        tie_break: false,
        ..Settings::default()
    };
    let mut here = Engine::with_settings(&optimum.plain, settings);
    for k in 0..STEPS {
        let step = sign * POINT * 0.125_f64.powi(k);
        let Some((_, basis)) = at(optimum, share, now + step)? else {
            continue;
        };
        let stays = here.test_basis(&basis).is_ok_and(|test| test.is_optimal());
        if !stays {
            continue;
        }
        if let Ok(outcome) = here.solve_from(&basis)
            && outcome.basis == basis
        {
            let asked = share.asked_at(optimum, &outcome.x).into_iter();
            let per_unit: f64 = asked.map(|(i, amount)| outcome.duals[i] * amount).sum();
            return Ok(Some(POINT * per_unit));
        }
    }
    Ok(None)
}
