//! # Outcomes of a case at points of its ranges
//!
//! Plan, baseline, both for the load that both can serve, and the two headrooms: each programme stands in the engine
//! ([`Line`]) and goes on from the point before, or from the stated values where points are far from one another. All points have the rows and columns of
//! one [`Frame`].

use std::sync::Arc;

use crate::case::Case;
use crate::claims::{headroom, of_both};
use crate::figures;
use crate::formulation::Formulation;
use crate::optimum::held::held_runs;
use crate::optimum::line::{Line, Work};
use crate::placement::{ShortColumns, Shortfall, Totals};
use crate::solver::SolveError;

use super::RangesError;
use super::around::{Around, Lines};
use super::frame::Frame;
use super::headroom::{Asked, HeadroomLine};
use super::moved::Moved;
use super::outcome::{COUNT, Outcomes, saved};
use super::reduced::{Reduced, demands};
use super::study::{Evaluate, Range};
use super::touch::Touch;
use super::whole::{Followed, Stage};

/// Evaluates a case; a clone goes on from where the original stands.
#[derive(Debug, Clone)]
pub(super) struct CaseEvaluator<'a> {
    moved: Moved<'a>,
    ranges: &'a [figures::Range<'a>],
    frame: Arc<Frame>,
    plan: Line,
    first: Line,
    compared: Line,
    baseline: Line,
    /// λ₀ and λ₁.
    headrooms: [HeadroomLine; 2],
    /// Those of plans that are met on a path, whose programmes have no frame.
    headrooms_met: [HeadroomLine; 2],
    /// Which numbers the figures touch, once that was learnt.
    touch: Option<Arc<Touch>>,
}

impl<'a> CaseEvaluator<'a> {
    pub(crate) fn new(moved: Moved<'a>, ranges: &'a [figures::Range<'a>], spans: &[Range]) -> Self {
        let frame = Frame::of(spans, |point| moved.at(ranges, point).ok());
        CaseEvaluator {
            moved,
            ranges,
            frame: Arc::new(frame),
            plan: Line::default(),
            first: Line::default(),
            compared: Line::default(),
            baseline: Line::default(),
            headrooms: Default::default(),
            headrooms_met: Default::default(),
            touch: None,
        }
    }

    fn outcomes(&mut self, case: &Case) -> Result<Outcomes, SolveError> {
        self.plan.solve(case, self.frame.plan(case))?;
        let held = case.at_baseline();
        let urgent = held.urgent_first();
        self.first.solve(&urgent, self.frame.baseline(&urgent))?;
        let short: Vec<Shortfall> = [(case, &self.plan), (&urgent, &self.first)]
            .into_iter()
            .flat_map(|(case, line)| shortfalls(case, line))
            .collect();
        let is_less = short.iter().any(|short| short.what.is_demand());
        if is_less {
            self.compared.follow(&self.plan);
            self.baseline.follow(&self.first);
            self.compare(case, &held, &short)?;
        }
        let both = match is_less {
            true => [&self.compared, &self.baseline],
            false => [&self.plan, &self.first],
        };
        let (Some(whole), [Some(plan), Some(baseline)]) =
            (self.plan.formulation(), both.map(Line::formulation))
        else {
            return Ok(Outcomes::default());
        };
        let sides = [(baseline, both[1].x()), (plan, both[0].x())];
        let grown = || match of_both([case, &held], &short) {
            Some([compared, _]) => headroom::grown(case, &compared, &headroom::tightest(case)),
            None => case.clone(),
        };
        let gained = gained(&mut self.headrooms, (case, &grown), whole, sides)?;
        let [baseline, plan] = sides.map(|(of, x)| Totals::read(case, of, x));
        let [cost, carbon] = saved(case, &plan, &baseline);
        Ok(Outcomes {
            values: [cost, carbon, gained],
        })
    }

    /// Plan and baseline of the load that both hold: from the programmes of the whole where only demands are other, else from those of its case.
    fn compare(&mut self, case: &Case, held: &Case, short: &[Shortfall]) -> Result<(), SolveError> {
        let whole = match (self.plan.formulation(), self.first.formulation()) {
            (Some(plan), Some(first)) if is_whole(case) => Some([plan, first]),
            _ => None,
        };
        let demands = whole.and_then(|whole| demands(case, whole));
        if let (Some(whole), Some(demands)) = (whole, demands) {
            let x = [self.plan.x(), self.first.x()];
            let missing: Vec<f64> = demands.iter().map(|of| of.missing(x)).collect();
            let reduced = Reduced {
                demands: &demands,
                missing: &missing,
                whole,
            };
            let accounting = case.accounting;
            let [plan, first] = whole;
            self.compared
                .solve_as(case, plan, |to| reduced.apply(0, accounting, to))?;
            return self
                .baseline
                .solve_as(held, first, |to| reduced.apply(1, accounting, to));
        }
        if let Some([plan, baseline]) = of_both([case, held], short) {
            self.compared.solve(&plan, self.frame.plan(&plan))?;
            let programme = self.frame.baseline(&baseline);
            self.baseline.solve(&baseline, programme)?;
        }
        Ok(())
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

    /// λ₁ − λ₀ at a plan and a baseline that are met on a path and hold all load.
    fn gained_at(&mut self, case: &Case, [plan, first]: &[Stage; 2]) -> Result<f64, SolveError> {
        let sides = [first, plan].map(|side| (&side.formulation, side.x.as_slice()));
        let grown = || case.clone();
        gained(
            &mut self.headrooms_met,
            (case, &grown),
            &plan.formulation,
            sides,
        )
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
        let around = touch
            .as_deref()
            .filter(|_| is_whole(case))
            .and_then(|touch| {
                let lines = Lines {
                    plan: &mut self.plan,
                    first: &mut self.first,
                    both: [&mut self.compared, &mut self.baseline],
                    headrooms: &mut self.headrooms,
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

/// Whether plan and baseline have the same rules and no run is held together.
fn is_whole(case: &Case) -> bool {
    held_runs(case).is_empty() && case.has_rules_of_baseline()
}

/// λ₁ − λ₀ beside baseline and plan of the load that both hold, each with the values of its columns; 0 without services that have a limit.
/// `whole` is the plan's programme of all load; `grown` gives the case in which the services grow.
fn gained(
    headrooms: &mut [HeadroomLine; 2],
    (case, grown): (&Case, &dyn Fn() -> Case),
    whole: &Formulation,
    sides: [(&Formulation, &[f64]); 2],
) -> Result<f64, SolveError> {
    let services = headroom::tightest(case);
    if services.is_empty() || headroom::out_of_reach_share(case, &services) >= 1.0 {
        return Ok(0.0);
    }
    let (like, _) = sides[1];
    let mut factors = [0.0; 2];
    for (side, (headroom_line, factor)) in headrooms.iter_mut().zip(&mut factors).enumerate() {
        let (before, x) = sides[side];
        let asked = Asked {
            case,
            services: &services,
            like,
            whole,
            before,
            x,
            is_held: side == 0,
        };
        *factor = headroom_line.factor(&asked, grown)?;
    }
    let [held, free] = factors;
    Ok(headroom::gained(held, free))
}

fn shortfalls(case: &Case, line: &Line) -> Vec<Shortfall> {
    let of = |formulation: &Formulation| {
        let columns = ShortColumns::of(case, formulation.columns());
        columns.read(line.x()).collect()
    };
    line.formulation().map(of).unwrap_or_default()
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
        self.touch = Touch::learn(ranges, Arc::clone(&self.frame), case_at).map(Arc::new);
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
        let bases = [&self.plan, &self.first]
            .map(|line| Some((line.basis()?, &line.formulation()?.program)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::read_figures;
    use crate::input::read_case;

    /// Figures that come back from being scaled with another last digit leave their class as it was learnt, and those that move what is in reach are in none: no
    /// point of a set is written and asked as a whole but for those at which something is short that is not short at `A`, or the other way round.
    #[test]
    fn what_a_figure_touches_is_known_wherever_the_others_stand() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
        let read = read_case(&folder).unwrap_or_else(|report| panic!("{report}"));
        let figures = read_figures(&folder).unwrap_or_else(|report| panic!("{report}"));
        let figures = figures.expect("a figures.csv");
        let moved = Moved {
            read: &read.case,
            changes: &[],
            one_period: true,
        };
        let of = figures.ranges(&read.case);
        let spans: Vec<Range> = of.iter().map(Range::of).collect();
        let mut evaluator = CaseEvaluator::new(moved, &of, &spans);
        evaluator.prepare(&spans);
        let a: Vec<f64> = spans
            .iter()
            .map(|of| 0.3 * of.low + 0.7 * of.value)
            .collect();
        let b: Vec<f64> = spans
            .iter()
            .map(|of| 0.4 * of.high + 0.6 * of.value)
            .collect();
        let case = moved.at(&of, &a).expect("a valid case");
        let (at_a, around, left) = evaluator.around_case(&case, (&a, &b));
        assert!(at_a.is_some() && around.len() + left.len() == spans.len());
        assert!(left.len() <= 5, "{left:?} of {}", spans.len());
        // and each of them is what the whole point says
        for &(k, outcomes) in around.iter().step_by(9) {
            let mut point = a.clone();
            point[k] = b[k];
            let whole = evaluator.at(&point).expect("an answer");
            for (found, right) in outcomes.values.iter().zip(whole.values) {
                let off = (found - right).abs();
                assert!(
                    off <= 1e-9 * right.abs().max(1.0),
                    "{}: {found}, {right}",
                    of[k].name()
                );
            }
        }
    }
}
