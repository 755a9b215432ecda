//! # Points that differ from one in a single figure
//!
//! Of the points of a sample nearly all are `A` but for one figure. Plan and baseline stand in the engine at `A`; for each class of figures that
//! touch nothing in common ([`super::touch`]) they are written once, and for each figure of the class the numbers that it touches are changed in place,
//! solved from the basis at hand, and changed back. What a figure does not touch is not solved again:
//!
//! - plan and baseline: where none of their numbers moves, or their optimum [stays](super::stays) where it is;
//! - both again for the load that both can hold: where none moves, and the same load is short;
//! - a headroom: where neither limits and demands move, nor what it stands beside.
//!
//! What both can hold is written into the rows of demand ([`super::reduced`]).
//!
//! Figures that move rows or columns, those of which more moves than was learnt, and points at which all is served where something is short at `A` (or the
//! other way round) are left to who evaluates whole points.

use crate::case::{Case, WorkloadId};
use crate::claims::headroom;
use crate::formulation::Formulation;
use crate::optimum::line::{Edits, Line};
use crate::placement::Totals;
use crate::solver::SolveError;

use super::frame::Both;
use super::headroom::{Asked, HeadroomLine};
use super::outcome::{Outcomes, saved};
use super::reduced::{Demand, Reduced, demands};
use super::stays::{Before, Known};
use super::touch::{Class, Places, Touch, Unit, differing};

/// A programme that stands at `A`, or away from it.
struct Standing<'l> {
    line: &'l mut Line,
    /// At `A`, or where the optimum is that of `A`.
    base: Formulation,
    x: Vec<f64>,
    /// That optimum.
    known: Option<Known>,
    /// What `base` had at `A`, where it is not there.
    before: Option<Before>,
    /// What is other than at `A` in the line; `None` where it is lost.
    away: Option<Edits>,
    is_home: bool,
}

impl<'l> Standing<'l> {
    fn new(line: &'l mut Line) -> Option<Self> {
        Some(Standing {
            known: Known::of(line),
            before: None,
            base: line.formulation()?.clone(),
            x: line.x().to_vec(),
            away: Some(Edits::default()),
            is_home: true,
            line,
        })
    }

    /// Solves it with other numbers than at `A`; measures are those of `from`.
    fn go(&mut self, case: &Case, from: &Formulation, edits: Edits) -> Result<(), SolveError> {
        self.is_home = edits.is_nothing() || self.stays(case, from, &edits);
        if self.is_home {
            return Ok(());
        }
        match self.away.take() {
            Some(away) => {
                let back = away.undone(&self.base.program);
                self.line.edit(case, &self.base, &back);
            }
            None => self.line.solve(case, self.base.clone())?,
        }
        self.line.edit(case, from, &edits);
        self.line.resolve(case)?;
        self.away = Some(edits);
        Ok(())
    }

    /// Brings what is at hand of `A` back there.
    fn restore(&mut self) {
        if let Some(before) = self.before.take() {
            before.restore(&mut self.base);
        }
    }

    /// Makes the edits in what is at hand of `A`, if its optimum is that of the edited programme, too.
    fn stays(&mut self, case: &Case, from: &Formulation, edits: &Edits) -> bool {
        let Some(known) = &self.known else {
            return false;
        };
        let before = Before::edit(&mut self.base, from, edits, case.accounting);
        let stays = known.stays(&self.x, (&before, &self.base), case.accounting);
        match stays {
            true => self.before = Some(before),
            false => before.restore(&mut self.base),
        }
        stays
    }

    fn formulation(&self) -> &Formulation {
        let away = self.line.formulation().filter(|_| !self.is_home);
        away.unwrap_or(&self.base)
    }

    /// Whether the values of its columns, or of those alone that are short of something, are those at `A`.
    fn is_at_home(&self, of_short: bool) -> bool {
        let keys = self.base.columns().iter();
        let mut counted = keys.zip(self.x.iter().zip(self.x()));
        self.is_home || counted.all(|(key, (a, b))| a == b || (of_short && !key.is_shortfall()))
    }

    fn x(&self) -> &[f64] {
        if self.is_home { &self.x } else { self.line.x() }
    }
}

/// The programmes of a point.
pub(super) struct Lines<'l> {
    pub plan: &'l mut Line,
    pub first: &'l mut Line,
    /// Plan and baseline of the load that both hold.
    pub both: [&'l mut Line; 2],
    /// λ₀ and λ₁.
    pub headrooms: &'l mut [HeadroomLine; 2],
}

/// All programmes of a point `A`.
pub(super) struct Around<'l> {
    case: &'l Case,
    touch: &'l Touch,
    places: [Places; 2],
    plan: Standing<'l>,
    first: Standing<'l>,
    /// Plan and baseline for the load that both can hold, where that is not the whole.
    both: Option<[Standing<'l>; 2]>,
    demands: Vec<Demand>,
    /// λ₀ and λ₁.
    headrooms: &'l mut [HeadroomLine; 2],
    /// Those at `A`, where they are known.
    factors: [Option<f64>; 2],
    /// Those with the tightest limit; none where nothing of them is in reach.
    services: Vec<WorkloadId>,
}

/// What is answered of the points around `A`.
pub(super) struct Answered {
    /// Figures with the outcomes where each alone is moved.
    pub outcomes: Vec<(usize, Outcomes)>,
    /// Figures that are left.
    pub left: Vec<usize>,
}

impl<'l> Around<'l> {
    /// Stands at the case `A`, where `lines` are; `None` where a programme of it is not as it is expected.
    pub(crate) fn new(case: &'l Case, touch: &'l Touch, lines: Lines<'l>) -> Option<Self> {
        let plan = Standing::new(lines.plan)?;
        let first = Standing::new(lines.first)?;
        let bases = [&plan.base, &first.base];
        let places = touch.places(&[bases[0].clone(), bases[1].clone()])?;
        let demands = demands(case, bases)?;
        let missing = |demand: &Demand| demand.missing([&plan.x, &first.x]);
        let is_short = demands.iter().any(|demand| missing(demand) > 0.0);
        let both = if is_short {
            let [compared, baseline] = lines.both;
            let both = [Standing::new(compared)?, Standing::new(baseline)?];
            let is_alike = |side: usize| {
                both[side].base.columns() == bases[side].columns()
                    && both[side].base.rows() == bases[side].rows()
            };
            ((0..2).all(is_alike)).then_some(())?;
            Some(both)
        } else {
            None
        };
        let services = headroom::tightest(case);
        let is_asked = !services.is_empty() && headroom::out_of_reach_share(case, &services) < 1.0;
        Some(Around {
            case,
            touch,
            places,
            plan,
            first,
            both,
            demands,
            factors: lines.headrooms.each_ref().map(HeadroomLine::known),
            headrooms: lines.headrooms,
            services: if is_asked { services } else { Vec::new() },
        })
    }

    /// The outcomes where each figure alone is moved; `class_at` gives the case at which all figures of a class are.
    pub(crate) fn run(mut self, class_at: impl Fn(&[usize]) -> Option<Case>) -> Answered {
        let touch = self.touch;
        let mut answered = Answered {
            outcomes: Vec::new(),
            left: Vec::new(),
        };
        for &figure in &touch.apart {
            self.restore();
            let there = class_at(&[figure]);
            match there.and_then(|case| self.apart(&case).transpose()) {
                Some(Ok(outcomes)) => answered.outcomes.push((figure, outcomes)),
                Some(Err(_)) | None => answered.left.push(figure),
            }
        }
        for class in &touch.classes {
            self.restore();
            let there = class_at(&class.figures).map(|case| touch.frame.both(&case));
            let shares = there.as_ref().and_then(|there| self.shares(class, there));
            let (Some(there), Some(shares)) = (there, shares) else {
                answered.left.extend(&class.figures);
                continue;
            };
            let [of_plan, of_first] = shares;
            let figures = class.figures.iter().zip(of_plan.iter().zip(&of_first));
            for (&figure, (of_plan, of_first)) in figures {
                match self.at(&there, [of_plan, of_first]) {
                    Ok(Some(outcomes)) => answered.outcomes.push((figure, outcomes)),
                    Ok(None) | Err(_) => answered.left.push(figure),
                }
            }
        }
        answered
    }

    /// Brings what is at hand of all programmes back to `A`.
    fn restore(&mut self) {
        self.plan.restore();
        self.first.restore();
        self.both.iter_mut().flatten().for_each(Standing::restore);
    }

    /// The outcomes at a case in which one figure is moved that may move rows and columns; `None` where it does here.
    fn apart(&mut self, there: &Case) -> Result<Option<Outcomes>, SolveError> {
        if headroom::tightest(there) != headroom::tightest(self.case) {
            return Ok(None);
        }
        let there = self.touch.frame.both(there);
        let units = [
            differing(&self.plan.base, &there[0]),
            differing(&self.first.base, &there[1]),
        ];
        match units {
            [Some(of_plan), Some(of_first)] => self.at(&there, [&of_plan, &of_first]),
            _ => Ok(None),
        }
    }

    /// The units that each figure of a class moves, in plan and baseline.
    fn shares(&self, class: &Class, there: &Both) -> Option<[Vec<Vec<Unit>>; 2]> {
        let of = |side: usize, base: &Formulation| {
            let units = differing(base, &there[side])?;
            self.touch
                .shared_out(class, side, &self.places[side], &units)
        };
        Some([of(0, &self.plan.base)?, of(1, &self.first.base)?])
    }

    /// Whether penalties move: those of the most urgent first are others than those of the compared load.
    fn moves_penalties(&self, edits: &Edits) -> bool {
        let keys = self.first.base.columns();
        let mut measures = edits.measures.iter();
        measures.any(|&(_, j)| keys[j].is_shortfall())
    }

    /// The outcomes where a figure moves these units; `None` where more is other than at `A`.
    fn at(
        &mut self,
        there: &Both,
        [of_plan, of_first]: [&[Unit]; 2],
    ) -> Result<Option<Outcomes>, SolveError> {
        self.restore();
        let of_plan = edits(&there[0], of_plan);
        let of_first = edits(&there[1], of_first);
        self.plan.go(self.case, &there[0], of_plan.clone())?;
        self.first.go(self.case, &there[1], of_first.clone())?;
        let x = [self.plan.x(), self.first.x()];
        let missing: Vec<f64> = self.demands.iter().map(|of| of.missing(x)).collect();
        let is_short = missing.iter().any(|mw| *mw > 0.0);
        if is_short != self.both.is_some() || self.moves_penalties(&of_first) {
            return Ok(None);
        }
        let mut moves_limits = !of_plan.moves_costs_alone();
        if let Some([compared, baseline]) = &mut self.both {
            let whole = [self.plan.formulation(), self.first.formulation()];
            let reduced = Reduced {
                demands: &self.demands,
                missing: &missing,
                whole,
            };
            let of_compared = reduced.edits(0, of_plan, &compared.base);
            let of_baseline = reduced.edits(1, of_first, &baseline.base);
            moves_limits |= !of_compared.moves_costs_alone();
            compared.go(self.case, &there[0], of_compared)?;
            baseline.go(self.case, &there[1], of_baseline)?;
        }
        let [plan, baseline] = match &self.both {
            Some([compared, baseline]) => [compared, baseline],
            None => [&self.plan, &self.first],
        };
        let totals = |of: &Standing| Totals::read(self.case, of.formulation(), of.x());
        let [cost, carbon] = saved(self.case, &totals(plan), &totals(baseline));
        let mut factors = [0.0; 2];
        if !self.services.is_empty() {
            let before = [baseline, plan];
            for (side, (headroom, factor)) in
                self.headrooms.iter_mut().zip(&mut factors).enumerate()
            {
                let stays = !moves_limits && before[side].is_at_home(side == 1);
                if let Some(known) = self.factors[side].filter(|_| stays) {
                    *factor = known;
                    continue;
                }
                let asked = Asked {
                    case: self.case,
                    services: &self.services,
                    like: plan.formulation(),
                    whole: self.plan.formulation(),
                    before: before[side].formulation(),
                    x: before[side].x(),
                    is_held: side == 0,
                };
                match headroom.moved(&asked) {
                    Some(moved) => *factor = moved?,
                    None => return Ok(None),
                }
            }
        }
        let [held, free] = factors;
        let gained = headroom::gained(held, free);
        Ok(Some(Outcomes {
            values: [cost, carbon, gained],
        }))
    }
}

/// The numbers of `there` in some units.
fn edits(there: &Formulation, units: &[Unit]) -> Edits {
    let program = &there.program;
    let mut edits = Edits::default();
    for &unit in units {
        match unit {
            Unit::Measure(item, j) => edits.measures.push((item, j)),
            Unit::Limits(j) => {
                edits.bounds.push((j, program.lower[j], program.upper[j]));
                let entries = program.matrix.starts[j]..program.matrix.starts[j + 1];
                edits
                    .entries
                    .extend(entries.map(|entry| (entry, j, program.matrix.values[entry])));
            }
            Unit::Row(i) => {
                edits
                    .rows
                    .push((i, program.row_lower[i], program.row_upper[i]));
            }
        }
    }
    edits
}
