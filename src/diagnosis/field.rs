//! # Rules as switches on one programme
//!
//! The programme of the case with every load column that a round-trip limit or a list of allowed hubs
//! takes away put back in, every shortfall held at zero, and no cost. A rule is on or off by bounds alone:
//!
//! ```text
//!     demand        D ≤ Σ x ≤ D      or   Σ x ≤ D      (more than was asked for is nobody's wish)
//!     other rows    … ≤ limit        or   free
//!     round trip, allowed hubs       x ≤ 0   while any rule that takes x away is on, else free
//! ```
//!
//! so that one engine goes from one set of rules to the next from its last basis. Behind the columns of
//! the case stand those of the [elastic columns](super::elastic column), closed unless a mend is looked for.

use std::collections::HashMap;

use crate::case::reach::in_time;
use crate::case::{Case, Work, WorkloadId};
use crate::engine::{Engine, Outcome, Settings, Status};
use crate::formulation::formulate;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::program::{Objective, Program};
use crate::solver::standing::{Begin, Standing};
use crate::solver::{self, SolveError};

use super::Rule;
use super::elastic::{self, ElasticColumn};

/// Whether the rules that are on can hold together.
pub(super) enum Verdict {
    /// At this point they do.
    Feasible(Vec<f64>),
    /// They cannot; with the row multipliers that prove it, where the engine did.
    Conflict(Option<Vec<f64>>),
}

/// The rules of a case as switches.
pub(super) struct Field<'a> {
    pub case: &'a Case,
    pub rules: Vec<Rule>,
    /// Columns that more can be had of, behind those of the case.
    pub elastics: Vec<ElasticColumn>,
    /// Key of each column of the case.
    pub columns: Vec<ColumnKey>,
    standing: Standing,
    /// The bounds of each row while its rule is on.
    bounds: Vec<(f64, f64)>,
    /// By rule: its rows.
    rows: Vec<Vec<usize>>,
    /// By rule: columns that it takes away.
    taken: Vec<Vec<usize>>,
    /// By rule.
    on: Vec<bool>,
    /// By column: how many rules that are on take it away.
    takers: Vec<u8>,
}

impl<'a> Field<'a> {
    /// The rules of `case`, all on.
    pub(crate) fn new(case: &'a Case) -> Self {
        let formulation = formulate(&loosened(case));
        let (columns, keys) = (formulation.columns().to_vec(), formulation.rows().to_vec());
        let mut program = formulation.program;
        for (j, column) in columns.iter().enumerate() {
            if column.is_shortfall() {
                program.upper[j] = 0.0;
            }
        }
        let elastics = elastic::columns(case, &keys, &program, &columns);
        elastic::append(&mut program, &elastics);
        without_cost(&mut program);
        let (rules, rows) = by_rule(case, &keys);
        let mut field = Field {
            case,
            bounds: bounds(&program),
            takers: vec![0; program.column_count()],
            on: vec![true; rules.len()],
            taken: vec![Vec::new(); rules.len()],
            standing: Standing::new(engine(&program)),
            rules,
            rows,
            elastics,
            columns,
        };
        field.take_away();
        field
    }

    /// Adds the rules that take columns away, and does so.
    fn take_away(&mut self) {
        for workload in self.case.workload_ids() {
            for rule in [Rule::RttLimit { workload }, Rule::Hubs { workload }] {
                let taken: Vec<usize> = (0..self.columns.len())
                    .filter(|&j| takes(self.case, rule, self.columns[j]))
                    .collect();
                if taken.is_empty() {
                    continue;
                }
                for &j in &taken {
                    self.takers[j] += 1;
                    self.standing.engine().set_column_bounds(j, 0.0, 0.0);
                }
                self.rules.push(rule);
                self.rows.push(Vec::new());
                self.taken.push(taken);
                self.on.push(true);
            }
        }
    }

    /// Whether a rule is on.
    pub(crate) fn is_on(&self, rule: usize) -> bool {
        self.on[rule]
    }

    /// The rules that are on.
    pub(crate) fn rules_on(&self) -> Vec<usize> {
        (0..self.rules.len()).filter(|&r| self.on[r]).collect()
    }

    /// Switches a rule.
    pub(crate) fn set(&mut self, rule: usize, on: bool) {
        if self.on[rule] == on {
            return;
        }
        self.on[rule] = on;
        for &i in &self.rows[rule] {
            let (lower, upper) = match (on, self.rules[rule].is_demand()) {
                (true, _) => self.bounds[i],
                (false, true) => (f64::NEG_INFINITY, self.bounds[i].1),
                (false, false) => (f64::NEG_INFINITY, f64::INFINITY),
            };
            self.standing.engine().set_row_bounds(i, lower, upper);
        }
        for &j in &self.taken[rule] {
            self.takers[j] = if on {
                self.takers[j] + 1
            } else {
                self.takers[j].saturating_sub(1)
            };
            let upper = if self.takers[j] == 0 {
                f64::INFINITY
            } else {
                0.0
            };
            self.standing.engine().set_column_bounds(j, 0.0, upper);
        }
    }

    /// Switches on exactly the rules that `wanted` says.
    pub(crate) fn set_all(&mut self, wanted: impl Fn(usize) -> bool) {
        for rule in 0..self.rules.len() {
            self.set(rule, wanted(rule));
        }
    }

    /// Lets a service use the hubs within another limit than its own.
    pub(crate) fn set_rtt_limit(&mut self, workload: WorkloadId, limit_ms: f64) {
        let Some(rule) = self.place(Rule::RttLimit { workload }) else {
            return;
        };
        for k in 0..self.taken[rule].len() {
            let j = self.taken[rule][k];
            let own = u8::from(self.on[rule]);
            let free = self.takers[j] == own && self.rtt_ms(j) <= limit_ms;
            let upper = if free { f64::INFINITY } else { 0.0 };
            self.standing.engine().set_column_bounds(j, 0.0, upper);
        }
    }

    /// Round-trip times of the hubs that a service's limit keeps it from, ascending and distinct.
    pub(crate) fn times_beyond(&self, workload: WorkloadId) -> Vec<f64> {
        let Some(rule) = self.place(Rule::RttLimit { workload }) else {
            return Vec::new();
        };
        let mut times: Vec<f64> = self.taken[rule].iter().map(|&j| self.rtt_ms(j)).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        times
    }

    fn rtt_ms(&self, column: usize) -> f64 {
        match self.columns[column] {
            ColumnKey::Load { origin, hub, .. } => self.case.link(origin, hub).rtt_ms,
            _ => f64::INFINITY,
        }
    }

    /// The place of a rule in the list.
    pub(crate) fn place(&self, rule: Rule) -> Option<usize> {
        self.rules.iter().position(|&known| known == rule)
    }

    /// Whether the rules that are on can hold together.
    pub(crate) fn verdict(&mut self) -> Result<Verdict, SolveError> {
        let outcome = self.standing.outcome(Begin::Here);
        match outcome.status {
            Status::Optimal => Ok(Verdict::Feasible(outcome.x)),
            Status::Infeasible => Ok(Verdict::Conflict(outcome.farkas)),
            Status::Unbounded | Status::Uncertified(_) => self.reference(&outcome),
        }
    }

    fn reference(&self, outcome: &Outcome) -> Result<Verdict, SolveError> {
        let program = self.standing.looked_at().program();
        let solved = solver::by_reference(program)?;
        match solved.status {
            solver::Status::Optimal => Ok(Verdict::Feasible(solved.solution.x)),
            solver::Status::Infeasible => Ok(Verdict::Conflict(None)),
            solver::Status::Unbounded => Err(SolveError::Failed {
                solver: solved.solver,
                program: self.case.name.clone(),
                reason: tr!("no verdict on its rules (engine: {:?})", outcome.status),
            }),
        }
    }

    /// The least weighted sum of `columns`, which are opened for it (each to its `most`); `None` where
    /// the rules that are on cannot hold with them either.
    pub(crate) fn least(
        &mut self,
        columns: &[(usize, f64)],
    ) -> Result<Option<Vec<f64>>, SolveError> {
        for &(j, weight) in columns {
            self.standing.engine().set_cost(0, j, weight);
        }
        self.open(columns.iter().map(|&(j, _)| j));
        let verdict = self.verdict();
        for &(j, _) in columns {
            self.standing.engine().set_cost(0, j, 0.0);
            self.standing.engine().set_column_bounds(j, 0.0, 0.0);
        }
        Ok(match verdict? {
            Verdict::Feasible(x) => Some(x),
            Verdict::Conflict(_) => None,
        })
    }

    /// Opens columns that are closed.
    pub(crate) fn open(&mut self, columns: impl Iterator<Item = usize>) {
        for j in columns {
            let elastic = j.checked_sub(self.columns.len());
            let most = elastic.map_or(f64::INFINITY, |k| self.elastics[k].most);
            self.standing.engine().set_column_bounds(j, 0.0, most);
        }
    }

    /// Closes columns.
    pub(crate) fn close(&mut self, columns: impl Iterator<Item = usize>) {
        for j in columns {
            self.standing.engine().set_column_bounds(j, 0.0, 0.0);
        }
    }

    /// The rules that a proof of infeasibility speaks of: those whose rows have a multiplier, and those that
    /// take away a column which would break it.
    pub(crate) fn support(&self, multipliers: &[f64]) -> Vec<bool> {
        let matrix = &self.standing.looked_at().program().matrix;
        (0..self.rules.len())
            .map(|rule| {
                self.on[rule]
                    && (self.rows[rule].iter().any(|&i| multipliers[i] != 0.0)
                        || self.taken[rule]
                            .iter()
                            .any(|&j| matrix.column_times(j, multipliers) > 0.0))
            })
            .collect()
    }

    /// The row bounds that a rule states: its limits, or what it asks for, by period.
    pub(crate) fn stated(&self, rule: usize) -> impl Iterator<Item = f64> + '_ {
        self.rows[rule].iter().map(|&i| self.bounds[i].1)
    }
}

/// The case without the rules that take columns away.
pub(super) fn loosened(case: &Case) -> Case {
    let mut case = case.clone();
    for workload in &mut case.workloads {
        workload.allowed.fill(true);
        if let Work::Inference(service) = &mut workload.work {
            service.rtt_limit_ms = f64::INFINITY;
        }
    }
    case
}

/// Whether a rule takes a column of the loosened case away.
fn takes(case: &Case, rule: Rule, column: ColumnKey) -> bool {
    let ColumnKey::Load {
        workload: of,
        origin,
        hub,
        ..
    } = column
    else {
        return false;
    };
    match rule {
        Rule::RttLimit { workload } => of == workload && !in_time(case, workload, origin, hub),
        Rule::Hubs { workload } => of == workload && !case[workload].may_run_at(hub),
        _ => false,
    }
}

/// The rules that rows state, each with its rows.
fn by_rule(case: &Case, keys: &[RowKey]) -> (Vec<Rule>, Vec<Vec<usize>>) {
    let mut rules = Vec::new();
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut places = HashMap::new();
    for (i, &key) in keys.iter().enumerate() {
        let Some(rule) = Rule::of_row(case, key) else {
            continue;
        };
        let place = *places.entry(rule).or_insert_with(|| {
            rules.push(rule);
            rows.push(Vec::new());
            rules.len() - 1
        });
        rows[place].push(i);
    }
    (rules, rows)
}

fn without_cost(program: &mut Program) {
    program.objectives = vec![Objective {
        name: "nothing".to_owned(),
        coefficients: vec![0.0; program.column_count()],
        constant: 0.0,
    }];
}

fn bounds(program: &Program) -> Vec<(f64, f64)> {
    let (lower, upper) = (&program.row_lower, &program.row_upper);
    lower.iter().copied().zip(upper.iter().copied()).collect()
}

fn engine(program: &Program) -> Engine {
    let settings = Settings {
        tie_break: false,
        ..Settings::default()
    };
    Engine::with_settings(program, settings)
}

/// MWh of one unit of a load's shortfall; 1 for other columns, which are in MWh or t themselves.
pub(super) fn unit_size(case: &Case, column: ColumnKey) -> f64 {
    match column {
        ColumnKey::Unserved {
            workload, period, ..
        } => case.mwh_per_unserved(workload, period),
        _ => 1.0,
    }
}
