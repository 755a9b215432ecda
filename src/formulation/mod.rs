//! # Case → programme
//!
//! Symbols, as in the code and in [`keys`]:
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | `x[w,o,h,t]` | load of workload w from origin o at hub h in period t | MW (IT) |
//! | `a[k,h]` | accelerators of kind k that stand at a hub, by their IT power | MW (IT) |
//! | `v[k]` | accelerators bought beyond what is there | MW (IT) |
//! | `y[w,h]` | the part of a training run at a hub | MW (IT) |
//! | `u[h]` | contracted IT capacity; substituted | MW (IT) |
//! | `b[o,h]` | contracted bandwidth | Gbps |
//! | `E[w,o,h]` | energy of a training run at a hub over the horizon, a sum of its loads | MWh (IT) |
//! | `m[c]` | contracted plants for green power | MW |
//! | `z[c,t]` | what a hub uses of such a contract | MWh |
//! | `q[h,t]` | green energy bought on top of the hub's own share g | MWh |
//! | `s[·]` | shortfall of a demand or a policy | MW, MWh or t |
//! | `n[t]` | hours of the horizon that period t stands for | h |
//! | `m` | months of 730 h in the horizon | month |
//!
//! ```text
//!     minimise   Σ_h 1000·m·hosting[h]·u[h]                       hosting
//!              + Σ n[t]·PUE[h,t]·1000·price[h,t]·draw[h,t]        electricity
//!              + Σ_k annuity[k]·v[k]                              accelerators
//!              + Σ_c contract price[c]·z or m, see [`constraints::contracts`]   power contracts
//!              + Σ_oh m·bandwidth_price[o,h]·b[o,h]               bandwidth
//!              + Σ transfer_price[o,h]·TB moved                   transfer
//!              + Σ_ht premium[h]·q[h,t]                           green premium
//!              + carbon_price·carbon                              carbon
//!              + Σ penalty·s                                      shortfall
//! ```
//!
//! then, among the cheapest plans, carbon in the case's accounting; then the load-weighted
//! round-trip time. [`variables`] says which columns exist, [`constraints`] holds one family of rows
//! a file, [`measures`] what a column adds to every figure that is reported.
//!
//! `draw[h,t]` is the load with what stands idle ([`constraints::accelerators`]); `u[h]` is what stands and what is stored
//! ([`constraints::hub_capacity`]).
//!
//! Where the horizon has **one period**, a peak is the load itself: accelerators stand where their load is, a run's parts are
//! its loads, and `b[o,h] = Σ traffic`: all are substituted, unless accelerators stand somewhere already. Fees and annuities then
//! stand on the `x` and capacities bound sums of `x`; nothing else changes.
//!
//! **A plan of loads alone** says what all other columns are: `a[k,h]` is the greatest load of the kind at the hub, or what stands
//! there; `v[k]` what that is over what is there; `y[w,h]` the greatest load of the run at the hub; `E[w,o,h]` the sum of its loads
//! ([`constraints::run_energy`]); `b[o,h]` the greatest traffic; `s` what is left. `q`, `m[c]` and `z` alone are decided beside them. So a programme in which
//! the [loads](keys::ColumnKey::Load) are fixed by their bounds costs what that plan costs.

mod amounts;
pub(crate) mod constraints;
pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod measures;
pub(crate) mod size;

pub use self::{
    keys::{ColumnKey, Keys, NameTable, RowKey},
    measures::Item,
    size::Size,
};
#[cfg(test)]
mod tests;
pub(crate) mod variables;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::case::{Accounting, Case, HubId, OriginId, PeriodId, Work, Workload, WorkloadId};
use crate::program::{Matrix, Objective, Program, Sense, Written};

use measures::Measures;

/// Values of columns by what they stand for.
pub(crate) type Values = FxHashMap<ColumnKey, f64>;

/// A programme with what is needed to read an answer from it.
#[derive(Debug, Clone)]
pub struct Formulation {
    /// The linear programme; objectives by rank are cost, carbon, round-trip time.
    pub program: Program,
    /// What each column adds to each reported figure.
    pub measures: Measures,
}

impl Formulation {
    /// Key of each column.
    #[must_use]
    pub fn columns(&self) -> &[ColumnKey] {
        Keys::of(&self.program).map_or(&[], |keys| &keys.columns)
    }

    /// Values of the columns by what they stand for.
    pub(crate) fn by_key(&self, x: &[f64]) -> Values {
        let keys = self.columns().iter().copied();
        keys.zip(x.iter().copied()).collect()
    }

    /// Makes the costs of a column those of its measures, which were changed.
    pub(crate) fn recost(&mut self, j: usize, accounting: Accounting) {
        let costs = self.measures.objectives_of(j, accounting);
        for (objective, cost) in self.program.objectives.iter_mut().zip(costs) {
            objective.coefficients[j] = cost;
        }
    }

    /// Takes over all numbers of another with the same rows, columns and entries.
    pub(crate) fn take_numbers(&mut self, from: &Formulation) {
        let (own, of) = (&mut self.program, &from.program);
        for (own, of) in own.objectives.iter_mut().zip(&of.objectives) {
            own.coefficients.clone_from(&of.coefficients);
            own.constant = of.constant;
        }
        own.lower.clone_from(&of.lower);
        own.upper.clone_from(&of.upper);
        own.row_lower.clone_from(&of.row_lower);
        own.row_upper.clone_from(&of.row_upper);
        own.matrix.values.clone_from(&of.matrix.values);
        self.measures.take(&from.measures);
    }

    /// Key of each row.
    #[must_use]
    pub fn rows(&self) -> &[RowKey] {
        Keys::of(&self.program).map_or(&[], |keys| &keys.rows)
    }
}

/// Writes the programme of a case. The order of assembly, nothing else.
#[must_use]
pub fn formulate(case: &Case) -> Formulation {
    assembled(Assembly::new(case))
}

/// Writes the programme of a case with the columns and rows of one that reaches further: loads that are out of reach are held at nothing, so that cases
/// with other round trips have programmes with the same rows and columns. `None` where something is in reach that is not in the `frame`.
#[must_use]
pub(crate) fn formulate_within(case: &Case, frame: &Case) -> Option<Formulation> {
    let mut assembly = Assembly::new(case);
    assembly.frame = Some(frame);
    variables::is_within(case, frame).then(|| assembled(assembly))
}

fn assembled(mut assembly: Assembly) -> Formulation {
    assembly.reserve();
    variables::declare(&mut assembly);

    constraints::demand::rows(&mut assembly);
    constraints::training::rows(&mut assembly);
    constraints::accelerators::rows(&mut assembly);
    constraints::hub_capacity::rows(&mut assembly);
    constraints::facility_limit::rows(&mut assembly);
    constraints::bandwidth::rows(&mut assembly);
    constraints::contracts::rows(&mut assembly);
    constraints::green::rows(&mut assembly);
    constraints::hourly_green::rows(&mut assembly);
    constraints::carbon_cap::rows(&mut assembly);
    constraints::shares::rows(&mut assembly);
    constraints::placed::rows(&mut assembly);

    assembly.finish()
}

/// A load column with what the constraint families need to know of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoadColumn {
    pub index: usize,
    pub workload: WorkloadId,
    pub origin: OriginId,
    pub hub: HubId,
    /// `None` for storage, which is the same in all periods.
    pub period: Option<PeriodId>,
    /// Hours of the horizon during which one MW of it runs.
    pub hours: f64,
}

/// Power that a column draws at a hub in its periods, MW (IT) for one unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw {
    pub column: usize,
    pub hub: HubId,
    /// `None` for what draws in all periods alike.
    pub period: Option<PeriodId>,
    pub mw: f64,
}

/// Columns for which room is made at once: a case of great distances has far fewer than pairs.
const MOST_RESERVED: usize = 1 << 16;

/// A programme in the making: columns first, then rows over them.
pub(crate) struct Assembly<'a> {
    pub case: &'a Case,
    /// Whose reach decides which loads there are, where that is not the case's own.
    frame: Option<&'a Case>,
    /// Loads of the frame that the case does not reach.
    beyond: Vec<usize>,
    /// By hub, what a MWh is and costs there, where there is one period.
    per_mwh: Vec<[f64; 8]>,
    /// Months in the horizon.
    pub months: f64,
    pub loads: Vec<LoadColumn>,
    /// What draws power: loads, and accelerators that draw some when idle.
    pub draws: Vec<Draw>,
    /// What stands of each kind at each hub.
    pub stock: constraints::accelerators::Stock,
    /// What hubs use of contracts for green power.
    pub contracted: constraints::contracts::UseColumns,
    columns: Vec<ColumnKey>,
    upper: Vec<f64>,
    rows: Vec<RowKey>,
    row_lower: Vec<f64>,
    row_upper: Vec<f64>,
    entries: Written,
    pub measures: Measures,
}

impl<'a> Assembly<'a> {
    fn new(case: &'a Case) -> Self {
        Self {
            case,
            frame: None,
            beyond: Vec::new(),
            per_mwh: Vec::new(),
            months: case.horizon_months(),
            loads: Vec::new(),
            draws: Vec::new(),
            stock: constraints::accelerators::Stock::new(),
            contracted: constraints::contracts::UseColumns::new(),
            columns: Vec::new(),
            upper: Vec::new(),
            rows: Vec::new(),
            row_lower: Vec::new(),
            row_upper: Vec::new(),
            entries: Written::default(),
            measures: Measures::default(),
        }
    }

    /// Makes room for all loads that there could be.
    fn reserve(&mut self) {
        let case = self.case;
        let pairs = |workload: &Workload| {
            let hubs = workload.allowed.iter().filter(|allowed| **allowed).count();
            let periods = match workload.work {
                Work::Storage(_) => 1,
                Work::Inference(_) | Work::Training(_) => case.periods.len(),
            };
            let origins = crate::case::reach::origins(workload).len();
            // with a column for what is short of each demand
            origins * (hubs + 1) * periods
        };
        let columns: usize = case.workloads.iter().map(pairs).sum();
        let columns = columns.min(MOST_RESERVED);
        self.columns.reserve(columns);
        self.upper.reserve(columns);
        self.loads.reserve(columns);
        self.draws.reserve(columns);
        self.measures.reserve(columns);
    }

    /// Whether contracted peaks are the load itself.
    pub(crate) fn one_period(&self) -> bool {
        self.case.periods.len() == 1
    }

    /// What draws power at a hub, by period: column and MW (IT) of one unit.
    pub(crate) fn drawing_at(&self, hub: HubId) -> Vec<Vec<(usize, f64)>> {
        let mut by_period = vec![Vec::new(); self.case.periods.len()];
        for draw in self.draws.iter().filter(|draw| draw.hub == hub) {
            for t in self.case.periods_of(draw.period) {
                by_period[t.index()].push((draw.column, draw.mw));
            }
        }
        by_period
    }

    /// What a hub uses of its contracts in a period.
    pub(crate) fn used_at(&self, hub: HubId, period: PeriodId) -> &[usize] {
        let used = self.contracted.get(&(hub, period));
        used.map_or(&[], Vec::as_slice)
    }

    /// Adds a column, at least 0; gives its index.
    pub(crate) fn column(&mut self, key: ColumnKey) -> usize {
        self.columns.push(key);
        self.upper.push(f64::INFINITY);
        self.measures.push_column();
        self.columns.len() - 1
    }

    /// Bounds a column from above.
    pub(crate) fn bound(&mut self, column: usize, upper: f64) {
        self.upper[column] = upper;
    }

    /// Adds a shortfall column with its penalty in CNY per unit; gives its index.
    pub(crate) fn shortfall(&mut self, key: ColumnKey, penalty_cny: f64) -> usize {
        let column = self.column(key);
        self.measures.add(Item::Shortfall, column, penalty_cny);
        column
    }

    /// Adds a row `lower ≤ Σ terms ≤ upper`.
    pub(crate) fn row(
        &mut self,
        key: RowKey,
        lower: f64,
        upper: f64,
        terms: impl IntoIterator<Item = (usize, f64)>,
    ) {
        self.rows.push(key);
        self.row_lower.push(lower);
        self.row_upper.push(upper);
        self.entries.row(terms);
    }

    /// Gives back the room that lists grew into.
    fn shrink(&mut self) {
        self.columns.shrink_to_fit();
        self.rows.shrink_to_fit();
        for numbers in [&mut self.upper, &mut self.row_lower, &mut self.row_upper] {
            numbers.shrink_to_fit();
        }
    }

    fn finish(mut self) -> Formulation {
        let columns = self.columns.len();
        for &column in &self.beyond {
            self.upper[column] = 0.0;
        }
        // what is no part of the programme goes before it is written a second time, by columns
        self.loads = Vec::new();
        self.draws = Vec::new();
        let matrix = Matrix::from_rows(columns, &self.entries);
        self.entries = Written::default();
        self.shrink();
        let objectives = self
            .measures
            .objectives(self.case)
            .into_iter()
            .map(|(name, coefficients)| Objective {
                name: name.to_owned(),
                coefficients,
                constant: 0.0,
            })
            .collect();
        let program = Program {
            name: self.case.name.clone(),
            objectives,
            sense: Sense::Minimise,
            lower: vec![0.0; columns],
            upper: self.upper,
            row_lower: self.row_lower,
            row_upper: self.row_upper,
            matrix,
            labels: Keys {
                columns: self.columns,
                rows: self.rows,
                names: Arc::new(NameTable::of(self.case)),
            }
            .labels(),
        };
        Formulation {
            program,
            measures: self.measures,
        }
    }
}
