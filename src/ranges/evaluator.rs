//! # Outcomes of a case at points of its ranges
//!
//! Plan, baseline, both for the load that both can serve, and the two headrooms: each programme stands in the engine
//! ([`Line`]) and goes on from the point before.
//!
//! Headrooms have no costs in them. Of the plan's programme they have the rows, bounds and entries, and of the values of the columns what
//! is short and, for λ₀, what the baseline places. Where these are as they were, so is λ.

use std::sync::Arc;

use crate::case::{Case, WorkloadId};
use crate::claims::headroom::Policies;
use crate::claims::{headroom, of_both};
use crate::figures;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::formulation::{Formulation, formulate};
use crate::optimum::held::held_runs;
use crate::optimum::line::{Line, Work};
use crate::optimum::series::has_same_pattern;
use crate::placement::{ShortColumns, Shortfall, Totals};
use crate::program::Program;
use crate::solver::SolveError;

use super::RangesError;
use super::around::{Around, Lines};
use super::moved::Moved;
use super::outcome::{COUNT, Outcomes, saved};
use super::study::{Evaluate, Range};
use super::touch::Touch;
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
    headrooms: [HeadroomLine; 2],
    /// Which numbers the figures touch, once that was learnt.
    touch: Option<Arc<Touch>>,
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
            headrooms: [HeadroomLine::default(), HeadroomLine::default()],
            touch: None,
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
        let compared = of_both([case, &held], &short);
        if let Some([plan, baseline]) = &compared {
            self.compared.join(&self.plan);
            self.baseline.join(&self.first);
            self.compared.solve(plan, formulate(plan))?;
            self.baseline.solve(baseline, formulate(baseline))?;
        }
        let compared = compared.map(|[plan, _]| plan);
        let gained = self.gained(case, compared.as_ref())?;
        let [plan, baseline] = match compared {
            None => [&self.plan, &self.first],
            Some(_) => [&self.compared, &self.baseline],
        };
        let [Some(plan), Some(baseline)] = [totals(case, plan), totals(case, baseline)] else {
            return Ok(Outcomes::default());
        };
        let [cost, carbon] = saved(case, &plan, &baseline);
        Ok(Outcomes {
            values: [cost, carbon, gained],
        })
    }

    fn lines(&mut self) -> [&mut Line; 6] {
        let [held, free] = &mut self.headrooms;
        [
            &mut self.plan,
            &mut self.first,
            &mut self.compared,
            &mut self.baseline,
            &mut held.line,
            &mut free.line,
        ]
    }

    /// λ₁ − λ₀ at plan and baseline of the load that both hold: that of `compared`, where it is not the whole.
    fn gained(&mut self, case: &Case, compared: Option<&Case>) -> Result<f64, SolveError> {
        let Some(compared) = compared else {
            let (Some(plan), Some(first)) = (self.plan.formulation(), self.first.formulation())
            else {
                return Ok(0.0);
            };
            let sides = [(first, self.first.x()), (plan, self.plan.x())];
            return gained(&mut self.headrooms, case, plan, sides);
        };
        let whole = self.plan.formulation();
        let both = (self.compared.formulation(), self.baseline.formulation());
        let (Some(whole), (Some(plan), Some(baseline))) = (whole, both) else {
            return Ok(0.0);
        };
        let services = headroom::tightest(case);
        let grown = headroom::grown(case, compared, &services);
        let like = grown_in(&services, plan, whole).unwrap_or_else(|| formulate(&grown));
        let sides = [(baseline, self.baseline.x()), (plan, self.compared.x())];
        gained(&mut self.headrooms, &grown, &like, sides)
    }

    /// As [`gained`](Self::gained), at another plan and baseline, which hold all load.
    fn gained_at(&mut self, case: &Case, [plan, first]: &[Stage; 2]) -> Result<f64, SolveError> {
        let sides = [first, plan].map(|side| (&side.formulation, side.x.as_slice()));
        gained(&mut self.headrooms, case, &plan.formulation, sides)
    }

    /// Outcomes at the case `A` and where each figure alone is moved from there, with the figures that are left to be evaluated whole; all of them,
    /// where `A` is a case of its own kind.
    fn around_case(
        &mut self,
        case: &Case,
        (a, b): (&[f64], &[f64]),
    ) -> (Option<Outcomes>, Vec<(usize, Outcomes)>, Vec<usize>) {
        let Ok(outcomes) = self.outcomes(case) else {
            return (None, Vec::new(), (0..a.len()).collect());
        };
        let touch = self.touch.clone();
        let is_whole = held_runs(case).is_empty() && case.has_rules_of_baseline();
        let around = touch.as_deref().filter(|_| is_whole).and_then(|touch| {
            let [held, free] = &mut self.headrooms;
            let lines = Lines {
                plan: &mut self.plan,
                first: &mut self.first,
                both: [&mut self.compared, &mut self.baseline],
                headrooms: [&mut held.line, &mut free.line],
            };
            Around::new(case, touch, lines)
        });
        let Some(around) = around else {
            return (Some(outcomes), Vec::new(), (0..a.len()).collect());
        };
        let (moved, ranges) = (self.moved, self.ranges);
        let answered = around.run(|figures| {
            let mut point = a.to_vec();
            for &k in figures {
                point[k] = b[k];
            }
            moved.at(ranges, &point).ok()
        });
        (Some(outcomes), answered.outcomes, answered.left)
    }
}

/// The programme of the compared load with the demand of services as in that of the whole; `None` where these have not the same rows.
fn grown_in(
    services: &[WorkloadId],
    compared: &Formulation,
    whole: &Formulation,
) -> Option<Formulation> {
    (compared.rows() == whole.rows()).then(|| {
        let mut grown = compared.clone();
        for (i, key) in whole.rows().iter().enumerate() {
            if matches!(key, RowKey::Demand { workload, .. } if services.contains(workload)) {
                grown.program.row_lower[i] = whole.program.row_lower[i];
                grown.program.row_upper[i] = whole.program.row_upper[i];
            }
        }
        grown
    })
}

/// λ₁ − λ₀ in the programme of a plan, from baseline and plan, each with the values of its columns; 0 without services that have a limit.
fn gained(
    headrooms: &mut [HeadroomLine; 2],
    case: &Case,
    plan: &Formulation,
    sides: [(&Formulation, &[f64]); 2],
) -> Result<f64, SolveError> {
    let services = headroom::tightest(case);
    if services.is_empty() || headroom::out_of_reach_share(case, &services) >= 1.0 {
        return Ok(0.0);
    }
    let mut factors = [0.0; 2];
    for (side, (headroom_line, factor)) in headrooms.iter_mut().zip(&mut factors).enumerate() {
        let (before, x) = sides[side];
        let asked = Asked {
            case,
            plan,
            services: &services,
            before,
            x,
            is_held: side == 0,
        };
        *factor = headroom_line.factor(&asked)?;
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
    /// The plan's programme for the load in which the services grow.
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
struct HeadroomLine {
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

impl HeadroomLine {
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

    fn settle(&mut self) {
        for line in self.lines() {
            line.settle();
        }
    }

    fn afresh(&mut self, point: &[f64]) -> Result<Outcomes, RangesError> {
        for line in self.lines() {
            line.leave();
        }
        self.at(point)
    }

    fn prepare(&mut self, ranges: &[Range]) {
        let case_at = |point: &[f64]| self.moved.at(self.ranges, point).ok();
        self.touch = Touch::learn(ranges, case_at).map(Arc::new);
    }

    fn around(&mut self, a: &[f64], b: &[f64]) -> Vec<Option<Outcomes>> {
        let mut outcomes = vec![None; a.len() + 1];
        let mut left: Vec<usize> = (0..a.len()).collect();
        if let Ok(case) = self.moved.at(self.ranges, a) {
            for line in self.lines() {
                line.leave();
            }
            let answered;
            (outcomes[0], answered, left) = self.around_case(&case, (a, b));
            for (k, found) in answered {
                outcomes[k + 1] = Some(found);
            }
        }
        let mut point = a.to_vec();
        for k in left {
            point[k] = b[k];
            outcomes[k + 1] = self.at(&point).ok();
            point[k] = a[k];
        }
        outcomes
    }

    fn work(&self) -> Work {
        let lines = [&self.plan, &self.first, &self.compared, &self.baseline];
        let headrooms = self
            .headrooms
            .iter()
            .map(|headroom_line| &headroom_line.line);
        let of_all = lines.into_iter().chain(headrooms).map(|line| line.work);
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
                // beside less load, plan and baseline have paths of their own
                if sides.iter().any(|side| side.is_short(&case)) {
                    return None;
                }
                places.push((figure, self.gained_at(&case, &sides).ok()?));
            }
            Some(places)
        });
        let headroom = headroom.flatten();
        let of_both = followed.of_both();
        [
            of_both.as_ref().map(|of| of.cost.clone()),
            of_both.map(|of| of.carbon),
            headroom,
        ]
    }
}
