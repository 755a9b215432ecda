//! HiGHS through its C interface: one model, changed in place, that starts from its last basis.

use eastwest::program::Program;
use highs_sys::*;

use super::judge::{Model, Verdict};

/// How HiGHS is asked to go on from its basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Whether presolve is off, or left to HiGHS: it then presolves the first time alone, having no basis.
    pub without_presolve: bool,
    pub simplex: Simplex,
}

/// Which simplex method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simplex {
    Dual,
    /// Dual from nothing, where it is the faster one, and primal from a basis that new costs leave feasible.
    DualThenPrimal,
}

impl Manner {
    pub const ALL: [Manner; 4] = [
        Manner::new(true, Simplex::Dual),
        Manner::new(false, Simplex::Dual),
        Manner::new(true, Simplex::DualThenPrimal),
        Manner::new(false, Simplex::DualThenPrimal),
    ];

    /// The fastest where costs alone change.
    pub const NEW_COSTS: Manner = Manner::new(false, Simplex::DualThenPrimal);

    const fn new(without_presolve: bool, simplex: Simplex) -> Self {
        Self {
            without_presolve,
            simplex,
        }
    }

    /// Option `simplex_strategy` of HiGHS, with a basis or without.
    const fn strategy(self, from_basis: bool) -> HighsInt {
        match (self.simplex, from_basis) {
            (Simplex::Dual, _) | (Simplex::DualThenPrimal, false) => 1,
            (Simplex::DualThenPrimal, true) => 4,
        }
    }
}

impl std::fmt::Display for Manner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let presolve = if self.without_presolve {
            "off"
        } else {
            "choose"
        };
        let simplex = match self.simplex {
            Simplex::Dual => "dual simplex",
            Simplex::DualThenPrimal => "dual simplex, then primal",
        };
        write!(f, "presolve {presolve}, {simplex}")
    }
}

/// A model and the programme that its numbers stand at.
pub struct Warm {
    model: Model,
    manner: Manner,
    stands_at: Program,
    has_basis: bool,
    /// Warm starts that ended without a verdict.
    pub restarts: usize,
}

impl Warm {
    /// The model of `program`, not solved yet.
    pub fn new(program: &Program, manner: Manner) -> Self {
        let model = Model::new(program);
        unsafe {
            if manner.without_presolve {
                Highs_setStringOptionValue(model.0, c"presolve".as_ptr(), c"off".as_ptr());
            }
            Highs_setStringOptionValue(model.0, c"solver".as_ptr(), c"simplex".as_ptr());
        }
        Self {
            model,
            manner,
            stands_at: program.clone(),
            has_basis: false,
            restarts: 0,
        }
    }

    /// Changes what differs in `program`, whose pattern has to be the same, and solves. The time of the
    /// verdict is that of the calls that change and of the solve; finding out what differs is not in it.
    /// Where the warm start ends without a verdict, HiGHS solves again from nothing, in the same time.
    pub fn solve(&mut self, program: Program) -> Verdict {
        match self.try_solve(program) {
            Ok(verdict) => verdict,
            Err(status) => panic!("HiGHS ends with status {status}"),
        }
    }

    /// As [`Warm::solve`]; the model status where HiGHS has no verdict from nothing either.
    pub fn try_solve(&mut self, program: Program) -> Result<Verdict, HighsInt> {
        let changes = Changes::between(&self.stands_at, &program);
        self.stands_at = program;
        let clock = std::time::Instant::now();
        changes.apply(&self.model);
        let verdict = self.run(self.has_basis).or_else(|_| {
            self.restarts += 1;
            unsafe { Highs_clearSolver(self.model.0) };
            self.run(false)
        });
        let seconds = clock.elapsed().as_secs_f64();
        self.has_basis = verdict.is_ok();
        verdict.map(|verdict| Verdict { seconds, ..verdict })
    }

    fn run(&self, from_basis: bool) -> Result<Verdict, HighsInt> {
        let strategy = self.manner.strategy(from_basis);
        unsafe { Highs_setIntOptionValue(self.model.0, c"simplex_strategy".as_ptr(), strategy) };
        self.model.try_run()
    }
}

/// Numbers that differ, by place.
struct Changes {
    costs: (Vec<HighsInt>, Vec<f64>),
    columns: (Vec<HighsInt>, Vec<f64>, Vec<f64>),
    rows: (Vec<HighsInt>, Vec<f64>, Vec<f64>),
    entries: Vec<(HighsInt, HighsInt, f64)>,
    offset: Option<f64>,
}

impl Changes {
    fn between(old: &Program, new: &Program) -> Self {
        assert_eq!(old.matrix.starts, new.matrix.starts);
        assert_eq!(old.matrix.rows, new.matrix.rows);
        let (old_cost, new_cost) = (old.objective(), new.objective());
        let at = differing(&[(&old_cost.coefficients, &new_cost.coefficients)]);
        let costs = (places(&at), values(&at, &new_cost.coefficients));
        let bounds = |old: [&Vec<f64>; 2], new: [&Vec<f64>; 2]| {
            let at = differing(&[(old[0], new[0]), (old[1], new[1])]);
            (places(&at), values(&at, new[0]), values(&at, new[1]))
        };
        Self {
            costs,
            columns: bounds([&old.lower, &old.upper], [&new.lower, &new.upper]),
            rows: bounds(
                [&old.row_lower, &old.row_upper],
                [&new.row_lower, &new.row_upper],
            ),
            entries: entries(old, new),
            offset: (old_cost.constant != new_cost.constant).then_some(new_cost.constant),
        }
    }

    fn apply(&self, model: &Model) {
        let Model(model) = *model;
        unsafe {
            let (at, cost) = &self.costs;
            if !at.is_empty() {
                let count = at.len() as HighsInt;
                Highs_changeColsCostBySet(model, count, at.as_ptr(), cost.as_ptr());
            }
            let (at, lower, upper) = &self.columns;
            if !at.is_empty() {
                let count = at.len() as HighsInt;
                let (lower, upper) = (lower.as_ptr(), upper.as_ptr());
                Highs_changeColsBoundsBySet(model, count, at.as_ptr(), lower, upper);
            }
            let (at, lower, upper) = &self.rows;
            if !at.is_empty() {
                let count = at.len() as HighsInt;
                let (lower, upper) = (lower.as_ptr(), upper.as_ptr());
                Highs_changeRowsBoundsBySet(model, count, at.as_ptr(), lower, upper);
            }
            for &(i, j, value) in &self.entries {
                Highs_changeCoeff(model, i, j, value);
            }
            if let Some(offset) = self.offset {
                Highs_changeObjectiveOffset(model, offset);
            }
        }
    }
}

/// Places where any of the pairs differs, ascending.
fn differing(pairs: &[(&Vec<f64>, &Vec<f64>)]) -> Vec<usize> {
    let count = pairs.first().map_or(0, |(old, _)| old.len());
    let differs = |&k: &usize| pairs.iter().any(|(old, new)| old[k] != new[k]);
    (0..count).filter(differs).collect()
}

fn places(at: &[usize]) -> Vec<HighsInt> {
    at.iter().map(|&k| k as HighsInt).collect()
}

fn values(at: &[usize], of: &[f64]) -> Vec<f64> {
    at.iter().map(|&k| of[k]).collect()
}

fn entries(old: &Program, new: &Program) -> Vec<(HighsInt, HighsInt, f64)> {
    let (old, new) = (&old.matrix, &new.matrix);
    let mut changed = Vec::new();
    for j in 0..new.starts.len() - 1 {
        for k in new.starts[j]..new.starts[j + 1] {
            if old.values[k] != new.values[k] {
                changed.push((new.rows[k] as HighsInt, j as HighsInt, new.values[k]));
            }
        }
    }
    changed
}
