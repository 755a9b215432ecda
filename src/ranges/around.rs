//! # Points that differ from one in a single figure
//!
//! Of the points of a sample nearly all are `A` but for one figure. Plan and baseline stand in the engine at `A`; for each class of figures that
//! touch nothing in common ([`super::touch`]) they are written once, and for each figure of the class the numbers that it touches are changed in place,
//! solved from the basis at hand, and changed back. What a figure does not touch is not solved again:
//!
//! - plan and baseline: where none of their numbers moves;
//! - both again for the load that both can hold: where none moves, and the same load is short;
//! - a headroom: where neither limits and demands move, nor what it stands beside.
//!
//! `D' = D − max(s_plan, s_baseline)` is written into the rows of demand, as [`Case::without`] does it to the case.
//!
//! Figures that move rows or columns, those of which more moves than was learnt, and points at which all is served where something is short at `A` (or the
//! other way round) are left to who evaluates whole points.

use std::collections::HashMap;

use crate::case::{Case, WorkloadId};
use crate::claims::{headroom, served_of};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::optimum::line::{Edits, Line};
use crate::placement::{ShortColumns, Totals};
use crate::solver::SolveError;

use super::outcome::{Outcomes, saved};
use super::touch::{Both, Class, Places, Touch, Unit, both, differing};

/// A programme that stands at `A`, or away from it.
struct Standing<'l> {
    line: &'l mut Line,
    /// At `A`.
    base: Formulation,
    x: Vec<f64>,
    /// What is other than at `A` in the line; `None` where it is lost.
    away: Option<Edits>,
    is_home: bool,
}

impl<'l> Standing<'l> {
    fn new(line: &'l mut Line) -> Option<Self> {
        Some(Standing {
            base: line.formulation()?.clone(),
            x: line.x().to_vec(),
            away: Some(Edits::default()),
            is_home: true,
            line,
        })
    }

    /// Solves it with other numbers than at `A`; costs and measures are those of `costs`.
    fn go(&mut self, case: &Case, costs: &Formulation, edits: Edits) -> Result<(), SolveError> {
        self.is_home = edits.is_nothing();
        if self.is_home {
            return Ok(());
        }
        match self.away.take() {
            Some(away) => {
                let back = away.undone(&self.base.program);
                self.line.edit(&self.base, &back);
            }
            None => self.line.solve(case, self.base.clone())?,
        }
        self.line.edit(costs, &edits);
        self.line.resolve(case)?;
        self.away = Some(edits);
        Ok(())
    }

    fn formulation(&self) -> &Formulation {
        let away = self.line.formulation().filter(|_| !self.is_home);
        away.unwrap_or(&self.base)
    }

    fn x(&self) -> &[f64] {
        if self.is_home { &self.x } else { self.line.x() }
    }
}

/// A demand, in the programmes of plan and baseline.
struct Demand {
    /// Its row in either.
    rows: [usize; 2],
    /// The column of what is short of it in either.
    short: [usize; 2],
    /// What is short counts over this.
    least: f64,
}

/// Where a column of the plan gets its bounds from in a programme of headroom.
#[derive(Clone, Copy)]
enum Bounds {
    /// From the plan.
    Own,
    /// It is held at the value of this column of the baseline; at 0 without one.
    Held(Option<usize>),
    /// It is short of no more than this column of what it stands beside.
    Short(usize),
    /// It may not be short.
    InFull,
}

/// A headroom, with what its programme is made from.
struct HeadroomLine<'l> {
    line: &'l mut Line,
    bounds: Vec<Bounds>,
    /// Rows of the demand that grows, with the entry of λ in each.
    grows: Vec<(usize, usize)>,
    /// By row, whether its demand grows.
    is_growing: Vec<bool>,
    factor: f64,
}

impl<'l> HeadroomLine<'l> {
    fn new(
        line: &'l mut Line,
        services: &[WorkloadId],
        [plan, before]: [&Formulation; 2],
        is_held: bool,
    ) -> Option<Self> {
        let program = &line.formulation()?.program;
        let columns = plan.columns().len();
        if program.column_count() != columns + 1 || program.row_count() != plan.rows().len() {
            return None;
        }
        let of_factor = program.matrix.starts[columns]..program.matrix.starts[columns + 1];
        let grows: Vec<(usize, usize)> = of_factor
            .map(|entry| (program.matrix.rows[entry], entry))
            .collect();
        let mut is_growing = vec![false; program.row_count()];
        for &(row, _) in &grows {
            is_growing[row] = true;
        }
        let found: HashMap<ColumnKey, usize> = before.columns().iter().copied().zip(0..).collect();
        let grows_in = |j: usize| {
            let mut rows = plan.program.matrix.column(j);
            rows.any(|(row, _)| is_growing[row])
        };
        let bounds = plan.columns().iter().enumerate().map(|(j, key)| {
            let place = found.get(key).copied();
            match *key {
                ColumnKey::Load { workload, .. } if is_held && !services.contains(&workload) => {
                    Bounds::Held(place)
                }
                ColumnKey::Unserved { .. } if grows_in(j) => Bounds::InFull,
                ColumnKey::Unserved { workload, .. } if services.contains(&workload) => Bounds::Own,
                _ if key.is_shortfall() => place.map_or(Bounds::Own, Bounds::Short),
                _ => Bounds::Own,
            }
        });
        let bounds = bounds.collect();
        Some(HeadroomLine {
            factor: line.x().last().copied().unwrap_or(0.0),
            bounds,
            grows,
            is_growing,
            line,
        })
    }

    /// λ within `like` (everything else as both hold it) beside the values `x` of the columns of what it stands beside; the services are asked for
    /// as in `whole`.
    fn factor(
        &mut self,
        case: &Case,
        (like, whole): (&Formulation, &Formulation),
        x: &[f64],
    ) -> Result<Option<f64>, SolveError> {
        let Some(now) = self.line.formulation() else {
            return Ok(None);
        };
        let edits = self.edits(now, (like, whole), x);
        if !edits.is_nothing() {
            self.line.edit(like, &edits);
            self.line.resolve(case)?;
            self.factor = self.line.x().last().copied().unwrap_or(0.0);
        }
        Ok(Some(self.factor))
    }

    fn edits(
        &self,
        now: &Formulation,
        (like, whole): (&Formulation, &Formulation),
        x: &[f64],
    ) -> Edits {
        let (now, like, whole) = (&now.program, &like.program, &whole.program);
        let mut edits = Edits::default();
        let mut bound = |j: usize, lower: f64, upper: f64| {
            if now.lower[j] != lower || now.upper[j] != upper {
                edits.bounds.push((j, lower, upper));
            }
        };
        for (j, bounds) in self.bounds.iter().enumerate() {
            match *bounds {
                Bounds::Own => bound(j, like.lower[j], like.upper[j]),
                Bounds::InFull => bound(j, like.lower[j], 0.0),
                Bounds::Short(of) => bound(j, like.lower[j], x[of].max(0.0)),
                Bounds::Held(of) => {
                    let value = of.map_or(0.0, |of| x[of].max(0.0));
                    bound(j, value, value);
                }
            }
        }
        bound(self.bounds.len(), 0.0, f64::INFINITY);
        for (i, &grows) in self.is_growing.iter().enumerate() {
            let (lower, upper) = (like.row_lower[i], like.row_upper[i]);
            if !grows && (now.row_lower[i] != lower || now.row_upper[i] != upper) {
                edits.rows.push((i, lower, upper));
            }
        }
        for (j, ends) in like.matrix.starts.windows(2).enumerate() {
            for entry in ends[0]..ends[1] {
                if now.matrix.values[entry] != like.matrix.values[entry] {
                    edits.entries.push((entry, j, like.matrix.values[entry]));
                }
            }
        }
        for &(row, entry) in &self.grows {
            let value = -whole.row_lower[row];
            if now.matrix.values[entry] != value {
                edits.entries.push((entry, self.bounds.len(), value));
            }
        }
        edits
    }
}

/// The programmes of a point.
pub(super) struct Lines<'l> {
    pub plan: &'l mut Line,
    pub first: &'l mut Line,
    /// Plan and baseline of the load that both hold.
    pub both: [&'l mut Line; 2],
    /// λ₀ and λ₁.
    pub headrooms: [&'l mut Line; 2],
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
    /// λ₀ and λ₁; none without services that have a limit.
    headrooms: Option<[HeadroomLine<'l>; 2]>,
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
        let headrooms = if is_asked {
            let [held, free] = lines.headrooms;
            Some([
                HeadroomLine::new(held, &services, bases, true)?,
                HeadroomLine::new(free, &services, [bases[0], bases[0]], false)?,
            ])
        } else {
            None
        };
        Some(Around {
            case,
            touch,
            places,
            plan,
            first,
            both,
            demands,
            headrooms,
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
            let there = class_at(&[figure]);
            match there.and_then(|case| self.apart(&case).transpose()) {
                Some(Ok(outcomes)) => answered.outcomes.push((figure, outcomes)),
                Some(Err(_)) | None => answered.left.push(figure),
            }
        }
        for class in &touch.classes {
            let there = class_at(&class.figures).map(|case| both(&case));
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

    /// The outcomes at a case in which one figure is moved that may move rows and columns; `None` where it does here.
    fn apart(&mut self, there: &Case) -> Result<Option<Outcomes>, SolveError> {
        if headroom::tightest(there) != headroom::tightest(self.case) {
            return Ok(None);
        }
        let there = both(there);
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
        edits.costs.iter().any(|&j| keys[j].is_shortfall())
    }

    /// The outcomes where a figure moves these units; `None` where more is other than at `A`.
    fn at(
        &mut self,
        there: &Both,
        [of_plan, of_first]: [&[Unit]; 2],
    ) -> Result<Option<Outcomes>, SolveError> {
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
        if let Some([compared, baseline]) = &mut self.both {
            let whole = [self.plan.formulation(), self.first.formulation()];
            let reduced = Reduced {
                demands: &self.demands,
                missing: &missing,
                whole,
            };
            let of_compared = reduced.edits(0, of_plan, &compared.base);
            let of_baseline = reduced.edits(1, of_first, &baseline.base);
            compared.go(self.case, &there[0], of_compared)?;
            baseline.go(self.case, &there[1], of_baseline)?;
        }
        let [plan, baseline] = match &self.both {
            Some([compared, baseline]) => [compared, baseline],
            None => [&self.plan, &self.first],
        };
        let totals = |of: &Standing| Totals::read(self.case, of.formulation(), of.x());
        let [cost, carbon] = saved(self.case, &totals(plan), &totals(baseline));
        let gained = match &mut self.headrooms {
            None => 0.0,
            Some([held, free]) => {
                let like = (plan.formulation(), self.plan.formulation());
                let held = held.factor(self.case, like, baseline.x())?;
                let free = free.factor(self.case, like, plan.x())?;
                let (Some(held), Some(free)) = (held, free) else {
                    return Ok(None);
                };
                headroom::gained(held, free)
            }
        };
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
            Unit::Costs(j) => edits.costs.push(j),
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

impl Demand {
    /// The most that is short of it on either side, where that counts.
    fn missing(&self, x: [&[f64]; 2]) -> f64 {
        let sides = self.short.iter().zip(x);
        let short = sides.map(|(&column, x)| x[column]);
        short
            .filter(|amount| *amount > self.least)
            .fold(0.0, f64::max)
    }
}

/// Demands less what is short of them.
struct Reduced<'a> {
    demands: &'a [Demand],
    missing: &'a [f64],
    /// Plan and baseline of the whole load.
    whole: [&'a Formulation; 2],
}

impl Reduced<'_> {
    /// What a figure changes in plan or baseline of the compared load, which is `base` at `A`, where it makes `edits` in that of the whole.
    fn edits(&self, side: usize, mut edits: Edits, base: &Formulation) -> Edits {
        let whole = &self.whole[side].program;
        let mut is_demand = vec![false; whole.row_count()];
        for demand in self.demands {
            is_demand[demand.rows[side]] = true;
        }
        edits.rows.retain(|(row, ..)| !is_demand[*row]);
        for (demand, &missing) in self.demands.iter().zip(self.missing) {
            let row = demand.rows[side];
            let served = served_of(whole.row_lower[row], missing);
            if served != base.program.row_lower[row] {
                edits.rows.push((row, served, served));
            }
        }
        edits
    }
}

/// The demands of a case, in plan and baseline; `None` where they do not stand in both.
fn demands(case: &Case, both: [&Formulation; 2]) -> Option<Vec<Demand>> {
    let [plan, first] = both;
    let [in_plan, in_first] = both.map(|of| {
        let columns = ShortColumns::of(case, of.columns());
        columns.of_demand()
    });
    if in_plan.len() != in_first.len() {
        return None;
    }
    let row_of = |of: &Formulation, column: usize| {
        let mut rows = of.program.matrix.column(column);
        rows.next().map(|(row, _)| row)
    };
    let pairs = in_plan.into_iter().zip(in_first);
    pairs
        .map(|((a, least), (b, _))| {
            let is_same = plan.columns()[a] == first.columns()[b];
            let rows = [row_of(plan, a)?, row_of(first, b)?];
            is_same.then_some(Demand {
                rows,
                short: [a, b],
                least,
            })
        })
        .collect()
}
