//! # Outcomes of a case at points of its ranges
//!
//! Plan, baseline, both for the load that both can serve, and the two headrooms: each programme stands in the engine
//! ([`Line`]) and goes on from the point before.
//!
//! Headrooms have no costs in them. Of the plan's programme they have the rows, bounds and entries, and of the values of the columns what
//! is short and, for λ₀, what the baseline places. Where these are as they were, so is λ.

use crate::case::{Case, WorkloadId};
use crate::claims::headroom::Policies;
use crate::claims::{carbon_claims, cost_claim, headroom, of_both};
use crate::figures;
use crate::formulation::keys::ColumnKey;
use crate::formulation::{Formulation, formulate};
use crate::optimum::line::{Line, Work};
use crate::optimum::series::has_same_pattern;
use crate::placement::{ShortColumns, Shortfall, Totals};
use crate::program::Program;
use crate::solver::SolveError;

use super::RangesError;
use super::moved::Moved;
use super::outcome::{COUNT, Outcomes};
use super::study::Evaluate;
use super::whole::{Followed, Stage};

/// Evaluates a case; a clone goes on from where the original stands.
#[derive(Debug, Clone)]
pub(super) struct CaseEvaluator<'a> {
    moved: Moved<'a>,
    ranges: &'a [figures::Range<'a>],
    plan: Line,
    first: Line,
    compared: Line,
    baseline: Line,
    /// λ₀ and λ₁.
    rooms: [Room; 2],
}

impl<'a> CaseEvaluator<'a> {
    pub(crate) fn new(moved: Moved<'a>, ranges: &'a [figures::Range<'a>]) -> Self {
        CaseEvaluator {
            moved,
            ranges,
            plan: Line::default(),
            first: Line::default(),
            compared: Line::default(),
            baseline: Line::default(),
            rooms: [Room::default(), Room::default()],
        }
    }

    fn outcomes(&mut self, case: &Case) -> Result<Outcomes, SolveError> {
        self.plan.solve(case, formulate(case))?;
        let held = case.at_baseline();
        let urgent = held.urgent_first();
        self.first.solve(&urgent, formulate(&urgent))?;
        let short: Vec<Shortfall> = [(case, &self.plan), (&urgent, &self.first)]
            .into_iter()
            .flat_map(|(case, line)| shortfalls(case, line))
            .collect();
        let sides = match of_both([case, &held], &short) {
            None => [totals(case, &self.plan), totals(&urgent, &self.first)],
            Some([plan, baseline]) => {
                self.compared.solve(&plan, formulate(&plan))?;
                self.baseline.solve(&baseline, formulate(&baseline))?;
                [
                    totals(&plan, &self.compared),
                    totals(&baseline, &self.baseline),
                ]
            }
        };
        let gained = self.gained(case)?;
        let [Some(plan), Some(baseline)] = sides else {
            return Ok(Outcomes::default());
        };
        let [cost, carbon] = saved(case, &plan, &baseline);
        Ok(Outcomes {
            values: [cost, carbon, gained],
        })
    }

    /// λ₁ − λ₀ at the plan and the baseline at hand.
    fn gained(&mut self, case: &Case) -> Result<f64, SolveError> {
        let (Some(plan), Some(first)) = (self.plan.formulation(), self.first.formulation()) else {
            return Ok(0.0);
        };
        let sides = [(first, self.first.x()), (plan, self.plan.x())];
        gained(&mut self.rooms, case, sides)
    }

    /// As [`gained`](Self::gained), at another plan and baseline.
    fn gained_at(&mut self, case: &Case, [plan, first]: &[Stage; 2]) -> Result<f64, SolveError> {
        let sides = [first, plan].map(|side| (&side.formulation, side.x.as_slice()));
        gained(&mut self.rooms, case, sides)
    }
}

/// Cost and carbon saved: the baseline's less the plan's.
pub(super) fn saved(case: &Case, plan: &Totals, baseline: &Totals) -> [f64; 2] {
    let claims = carbon_claims(plan, baseline);
    let carbon = claims
        .iter()
        .find(|claim| claim.accounting == case.accounting);
    [
        cost_claim(plan, baseline).net_cny,
        carbon.map_or(0.0, |claim| claim.avoided_t()),
    ]
}

/// λ₁ − λ₀ from baseline and plan, each with the values of its columns; 0 without services that have a limit.
fn gained(
    rooms: &mut [Room; 2],
    case: &Case,
    sides: [(&Formulation, &[f64]); 2],
) -> Result<f64, SolveError> {
    let services = headroom::tightest(case);
    if services.is_empty() || headroom::out_of_reach_share(case, &services) >= 1.0 {
        return Ok(0.0);
    }
    let plan = sides[1].0;
    let mut factors = [0.0; 2];
    for (side, (room, factor)) in rooms.iter_mut().zip(&mut factors).enumerate() {
        let (before, x) = sides[side];
        let asked = Asked {
            case,
            plan,
            services: &services,
            before,
            x,
            is_held: side == 0,
        };
        *factor = room.factor(&asked)?;
    }
    let [held, free] = factors;
    Ok(headroom::gained(held, free))
}

fn totals(case: &Case, line: &Line) -> Option<Totals> {
    let formulation = line.formulation()?;
    Some(Totals::read(case, formulation, line.x()))
}

fn shortfalls(case: &Case, line: &Line) -> Vec<Shortfall> {
    let of = |formulation: &Formulation| {
        let columns = ShortColumns::of(case, formulation.columns());
        columns.read(line.x()).collect()
    };
    line.formulation().map(of).unwrap_or_default()
}

/// What a headroom is asked of.
struct Asked<'a> {
    case: &'a Case,
    /// The plan's programme.
    plan: &'a Formulation,
    services: &'a [WorkloadId],
    /// The programme before, and the values of its columns.
    before: &'a Formulation,
    x: &'a [f64],
    /// Whether everything else is held there.
    is_held: bool,
}

/// A headroom with what it was told from.
#[derive(Debug, Clone, Default)]
struct Room {
    line: Line,
    known: Option<Known>,
}

#[derive(Debug, Clone)]
struct Known {
    services: Vec<WorkloadId>,
    plan: Program,
    /// Columns of the programme before, and their values.
    columns: Vec<ColumnKey>,
    x: Vec<f64>,
    factor: f64,
}

impl Room {
    fn factor(&mut self, asked: &Asked<'_>) -> Result<f64, SolveError> {
        if let Some(known) = self.known.as_ref().filter(|known| known.answers(asked)) {
            self.line.work.same += 1;
            return Ok(known.factor);
        }
        let factor = self.solved(asked)?;
        self.known = Some(Known {
            services: asked.services.to_vec(),
            plan: asked.plan.program.clone(),
            columns: asked.before.columns().to_vec(),
            x: asked.x.to_vec(),
            factor,
        });
        Ok(factor)
    }

    fn solved(&mut self, asked: &Asked<'_>) -> Result<f64, SolveError> {
        let values = asked.before.by_key(asked.x);
        let (held, kept) = (asked.is_held, Policies::Kept);
        let exactly = if held && !asked.case.has_rules_of_baseline() {
            headroom::of_values(asked.case, asked.services, (&values, 0.0), held, kept)
        } else {
            headroom::within(
                asked.plan.clone(),
                asked.services,
                (&values, 0.0),
                held,
                kept,
            )
        };
        if self.line.solve(asked.case, exactly).is_ok() {
            return Ok(factor(self.line.x()));
        }
        let (optimum, _) = headroom::widest_of(asked.case, asked.services, &values, held)?;
        Ok(factor(&optimum.solution().x))
    }
}

/// λ at the values of the columns of its programme.
fn factor(x: &[f64]) -> f64 {
    x.last().copied().unwrap_or(0.0)
}

impl Known {
    fn answers(&self, asked: &Asked<'_>) -> bool {
        self.services == asked.services
            && self.x == asked.x
            && self.columns == asked.before.columns()
            && has_same_limits(&self.plan, &asked.plan.program)
    }
}

/// Whether two programmes are the same but for their costs.
fn has_same_limits(a: &Program, b: &Program) -> bool {
    has_same_pattern(a, b)
        && a.row_lower == b.row_lower
        && a.row_upper == b.row_upper
        && a.lower == b.lower
        && a.upper == b.upper
        && a.matrix.values == b.matrix.values
}

impl Evaluate for CaseEvaluator<'_> {
    type Error = RangesError;

    fn at(&mut self, point: &[f64]) -> Result<Outcomes, RangesError> {
        let case = self.moved.at(self.ranges, point)?;
        Ok(self.outcomes(&case)?)
    }

    fn work(&self) -> Work {
        let lines = [&self.plan, &self.first, &self.compared, &self.baseline];
        let rooms = self.rooms.iter().map(|room| &room.line);
        let of_all = lines.into_iter().chain(rooms).map(|line| line.work);
        of_all.fold(Work::default(), |all, one| all + one)
    }

    fn between(&mut self, point: &[f64], k: usize) -> [Option<Vec<(f64, f64)>>; COUNT] {
        let range = &self.ranges[k];
        let case_at = |figure: f64| {
            let mut point = point.to_vec();
            point[k] = figure;
            let case = self.moved.moved(self.ranges, &point);
            case.map_err(|invalid| *invalid.error)
        };
        let bases = [&self.plan, &self.first].map(Line::basis);
        let Some(followed) = Followed::over((range.low, range.high), bases, case_at) else {
            return [const { None }; COUNT];
        };
        let headroom = followed.is_of_costs().then(|| {
            let mut places = Vec::new();
            for (figure, case, sides) in followed.stages() {
                places.push((figure, self.gained_at(&case, &sides)?));
            }
            Ok(places)
        });
        let headroom = headroom.and_then(|places: Result<_, SolveError>| places.ok());
        let of_both = followed.of_both();
        [
            of_both.as_ref().map(|of| of.cost.clone()),
            of_both.map(|of| of.carbon),
            headroom,
        ]
    }
}
