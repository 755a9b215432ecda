//! # A headroom that goes on from point to point
//!
//! A programme of λ has the rows, bounds and entries of the plan's ([`crate::claims::headroom`]), and of what it stands beside the values of some
//! columns. Where both have the rows and columns that they had at the point before, the numbers that differ are changed in place; where none does, λ is
//! what it was.

use rustc_hash::FxHashMap;

use crate::case::{Case, WorkloadId};
use crate::claims::headroom::{self, Policies};
use crate::formulation::Formulation;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::optimum::line::{Edits, Line};
use crate::program::Program;
use crate::solver::SolveError;

/// What a headroom is asked of.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub case: &'a Case,
    pub services: &'a [WorkloadId],
    /// The plan's programme of the load that both hold.
    pub like: &'a Formulation,
    /// That of the whole, as which services are asked for.
    pub whole: &'a Formulation,
    /// The programme of what it stands beside, and the values of its columns.
    pub before: &'a Formulation,
    pub x: &'a [f64],
    /// Whether everything else is held there.
    pub is_held: bool,
}

/// A headroom, with what its programme is made from.
#[derive(Debug, Clone, Default)]
pub(super) struct HeadroomLine {
    pub line: Line,
    shape: Option<Shape>,
    /// λ of the programme as it stands, where that was solved.
    factor: Option<f64>,
}

impl HeadroomLine {
    /// λ of the programme as it stands, where that was solved.
    pub(crate) const fn known(&self) -> Option<f64> {
        self.factor
    }

    /// λ; `grown` gives the case in which the services grow, where the programme has to be written for it.
    pub(crate) fn factor(
        &mut self,
        asked: &Asked<'_>,
        grown: impl Fn() -> Case,
    ) -> Result<f64, SolveError> {
        if let Some(Ok(factor)) = self.moved(asked) {
            return Ok(factor);
        }
        let case = grown();
        let values = asked.before.by_key(asked.x);
        if let Some(factor) = self.written(asked, &case) {
            return Ok(factor);
        }
        self.shape = None;
        let (optimum, _) = headroom::widest_of(&case, asked.services, &values, asked.is_held)?;
        Ok(headroom::factor(&optimum))
    }

    /// λ from the programme at hand; `None` where that has other rows or columns.
    pub(crate) fn moved(&mut self, asked: &Asked<'_>) -> Option<Result<f64, SolveError>> {
        let now = &self.line.formulation()?.program;
        let shape = self.shape.as_ref().filter(|shape| shape.fits(asked))?;
        let edits = shape.edits(now, asked);
        if let Some(factor) = self.factor.filter(|_| edits.is_nothing()) {
            self.line.work.same += 1;
            return Some(Ok(factor));
        }
        self.factor = None;
        self.line.edit(asked.case, asked.like, &edits);
        if let Err(error) = self.line.resolve(asked.case) {
            return Some(Err(error));
        }
        let factor = factor(self.line.x());
        self.factor = Some(factor);
        Some(Ok(factor))
    }

    /// λ from a programme of its own.
    fn written(&mut self, asked: &Asked<'_>, case: &Case) -> Option<f64> {
        let values = asked.before.by_key(asked.x);
        let (held, kept) = (asked.is_held, Policies::Kept);
        let is_ruled = held && !case.has_rules_of_baseline();
        let grown = grown_in(asked.services, asked.like, asked.whole).filter(|_| !is_ruled);
        let has_shape = grown.is_some();
        let programme = match grown {
            Some(grown) => headroom::within(grown, asked.services, (&values, 0.0), held, kept),
            None => headroom::of_values(case, asked.services, (&values, 0.0), held, kept),
        };
        self.shape = has_shape.then(|| Shape::of(&programme.program, asked));
        self.factor = None;
        self.line.solve(case, programme).ok()?;
        let factor = factor(self.line.x());
        self.factor = Some(factor);
        Some(factor)
    }
}

/// λ at the values of the columns of its programme.
fn factor(x: &[f64]) -> f64 {
    x.last().copied().unwrap_or(0.0)
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
            if is_of(services, key) {
                grown.program.row_lower[i] = whole.program.row_lower[i];
                grown.program.row_upper[i] = whole.program.row_upper[i];
            }
        }
        grown
    })
}

/// Whether a row is a demand of services.
fn is_of(services: &[WorkloadId], row: &RowKey) -> bool {
    matches!(row, RowKey::Demand { workload, .. } if services.contains(workload))
}

/// Where a column of the plan gets its bounds from in a programme of headroom.
#[derive(Debug, Clone, Copy)]
enum Bounds {
    /// From the plan.
    Own,
    /// It is held at the value of this column of what it stands beside; at 0 without one.
    Held(Option<usize>),
    /// It is short of no more than this column of what it stands beside.
    Short(usize),
    /// It may not be short where the demand of this row is in reach.
    InFull(usize),
}

/// How the programme of a headroom is made.
#[derive(Debug, Clone)]
struct Shape {
    services: Vec<WorkloadId>,
    /// Where the plan has entries, by column.
    pattern: (Vec<usize>, Vec<usize>),
    /// Columns of what it stands beside, where values of those are held.
    before: Vec<ColumnKey>,
    bounds: Vec<Bounds>,
    /// Rows of demand that has loads, with the entry of λ in each.
    grows: Vec<(usize, usize)>,
    /// By row, whether λ has an entry there.
    is_growing: Vec<bool>,
    /// By row, whether it is a demand of the services.
    is_theirs: Vec<bool>,
    /// Loads of the services, with the growing row of each.
    loads: Vec<(usize, usize)>,
}

impl Shape {
    fn of(program: &Program, asked: &Asked<'_>) -> Self {
        let plan = asked.like;
        let columns = plan.columns().len();
        let of_factor = program.matrix.starts[columns]..program.matrix.starts[columns + 1];
        let grows: Vec<(usize, usize)> = of_factor
            .map(|entry| (program.matrix.rows[entry], entry))
            .collect();
        let mut is_growing = vec![false; program.row_count()];
        for &(row, _) in &grows {
            is_growing[row] = true;
        }
        let growing_row = |j: usize| {
            let mut rows = plan.program.matrix.column(j);
            rows.find_map(|(row, _)| is_growing[row].then_some(row))
        };
        let before = asked.before.columns().iter().copied();
        let found: FxHashMap<ColumnKey, usize> = before.zip(0..).collect();
        let services = asked.services;
        let is_load = |key: &ColumnKey| matches!(key, ColumnKey::Load { workload, .. } if services.contains(workload));
        let bounds = plan.columns().iter().enumerate().map(|(j, key)| {
            let place = found.get(key).copied();
            match *key {
                ColumnKey::Load { .. } if asked.is_held && !is_load(key) => Bounds::Held(place),
                ColumnKey::Unserved { workload, .. } if services.contains(&workload) => {
                    growing_row(j).map_or(Bounds::Own, Bounds::InFull)
                }
                _ if key.is_shortfall() => place.map_or(Bounds::Own, Bounds::Short),
                _ => Bounds::Own,
            }
        });
        let keys = plan.columns().iter().enumerate();
        let loads = keys.filter(|(_, key)| is_load(key));
        Shape {
            services: services.to_vec(),
            pattern: (
                plan.program.matrix.starts.clone(),
                plan.program.matrix.rows.clone(),
            ),
            before: asked.before.columns().to_vec(),
            bounds: bounds.collect(),
            loads: loads
                .filter_map(|(j, _)| Some((j, growing_row(j)?)))
                .collect(),
            is_theirs: plan.rows().iter().map(|row| is_of(services, row)).collect(),
            is_growing,
            grows,
        }
    }

    /// Whether what is asked has its rows and columns.
    fn fits(&self, asked: &Asked<'_>) -> bool {
        let matrix = &asked.like.program.matrix;
        self.services == asked.services
            && self.is_growing.len() == asked.like.rows().len()
            && self.is_growing.len() == asked.whole.rows().len()
            && self.pattern.0 == matrix.starts
            && self.pattern.1 == matrix.rows
            && self.before == asked.before.columns()
    }

    fn edits(&self, now: &Program, asked: &Asked<'_>) -> Edits {
        let (like, whole) = (&asked.like.program, &asked.whole.program);
        let mut is_reached = vec![false; self.is_growing.len()];
        for &(j, row) in &self.loads {
            is_reached[row] |= like.upper[j] > 0.0;
        }
        let mut edits = Edits::default();
        let mut bound = |j: usize, lower: f64, upper: f64| {
            if now.lower[j] != lower || now.upper[j] != upper {
                edits.bounds.push((j, lower, upper));
            }
        };
        for (j, bounds) in self.bounds.iter().enumerate() {
            match *bounds {
                Bounds::InFull(row) if is_reached[row] => bound(j, like.lower[j], 0.0),
                Bounds::Own | Bounds::InFull(_) => bound(j, like.lower[j], like.upper[j]),
                Bounds::Short(of) => bound(j, like.lower[j], asked.x[of].max(0.0)),
                Bounds::Held(of) => {
                    let value = of.map_or(0.0, |of| asked.x[of].max(0.0));
                    bound(j, value, value);
                }
            }
        }
        bound(self.bounds.len(), 0.0, f64::INFINITY);
        for (i, &is_reached) in is_reached.iter().enumerate() {
            let from = if self.is_theirs[i] { whole } else { like };
            let (lower, upper) = match is_reached {
                true => (0.0, 0.0),
                false => (from.row_lower[i], from.row_upper[i]),
            };
            if now.row_lower[i] != lower || now.row_upper[i] != upper {
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
            let value = if is_reached[row] {
                -whole.row_lower[row]
            } else {
                0.0
            };
            if now.matrix.values[entry] != value {
                edits.entries.push((entry, self.bounds.len(), value));
            }
        }
        edits
    }
}
