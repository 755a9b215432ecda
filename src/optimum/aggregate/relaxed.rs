//! # A relaxation by groups of periods
//!
//! Let x be any plan of all periods, and for each group G of them x_G the sum of what its periods do, in the unit of a representative:
//!
//! ```text
//!     x_G = Σ_{t∈G} ω_t x_t       ω_t = hours_t/hours_G for power, 1 for energy
//! ```
//!
//! Rows of a group's periods are summed likewise, with μ_t by the same rule. Then, since x ≥ 0,
//!
//! ```text
//!     Σ_t μ_t a_t x_t ≥ min_t (μ_t a_t/ω_t) · x_G        and at most max_t (μ_t a_t/ω_t) · x_G
//! ```
//!
//! So x_G meets every summed row with an upper side if its coefficients are the least of the group, with a lower side if they are the greatest, and
//! costs no more if its costs are the least. The programme that says so of all groups has a plan for every plan of all periods, which costs no
//! more: what is proved of its best plan is proved of theirs. Columns and rows of the first stage are as they were; a row with both sides
//! whose coefficients differ within the group becomes two.
//!
//! Where periods of a group have the same prices and the same efficiency, it loses nothing of them; what it loses is that a group's mean load
//! needs less room than its greatest.

use std::collections::HashMap;

use super::groups::Groups;
use crate::blocks::{self, Ended, Partition};
use crate::case::PeriodId;
use crate::formulation::Formulation;
use crate::formulation::keys::{ColumnKey, RowKey, Timed};
use crate::program::{Matrix, Objective, Program};

/// Coefficients that differ by less than this part are one that was rounded.
const ROUNDED: f64 = 1e-13;

/// The least and the greatest of some coefficients, and how many there are.
#[derive(Clone, Copy)]
struct Span {
    least: f64,
    most: f64,
    count: usize,
}

impl Span {
    fn with(self, a: f64) -> Self {
        Span {
            least: self.least.min(a),
            most: self.most.max(a),
            count: self.count + 1,
        }
    }

    fn is_one(self) -> bool {
        self.most - self.least <= ROUNDED * self.least.abs().max(self.most.abs())
    }
}

/// A column or row of the relaxation: its group, and what a unit of the full one counts in it.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    weight: f64,
}

/// The relaxation, with its blocks.
pub(super) struct Relaxed {
    program: Program,
    partition: Partition,
}

/// Where the columns or rows of the full programme go.
struct Places<K> {
    of: Vec<Place>,
    /// The key of each of the relaxation.
    keys: Vec<K>,
}

impl<K: Timed + Eq + std::hash::Hash> Places<K> {
    fn of(keys: &[K], groups: &Groups) -> Self {
        let mut known = HashMap::new();
        let mut places = Places {
            of: Vec::with_capacity(keys.len()),
            keys: Vec::new(),
        };
        for &key in keys {
            let of_group = groups.key(key);
            let at = *known.entry(of_group).or_insert_with(|| {
                places.keys.push(of_group);
                places.keys.len() - 1
            });
            let weight = groups.weight(key);
            places.of.push(Place { at, weight });
        }
        places
    }

    /// Sums of one side of all, infinite where one of them is.
    fn sums(&self, sides: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.keys.len()];
        for (place, side) in self.of.iter().zip(sides) {
            sums[place.at] += place.weight * side;
        }
        sums
    }
}

impl Relaxed {
    /// That of a programme whose periods are in groups; nothing where a column of a period may be less than 0.
    pub(super) fn of(formulation: &Formulation, groups: &Groups) -> Option<Self> {
        let full = &formulation.program;
        let keys = formulation.columns();
        let is_below = |j: usize| keys[j].period().is_some() && full.lower[j] < 0.0;
        if (0..full.column_count()).any(is_below) {
            return None;
        }
        let columns = Places::of(keys, groups);
        let rows = Places::of(formulation.rows(), groups);
        Some(relaxation(full, &columns, &rows, groups.count))
    }

    /// What no plan of all periods costs less than, and the steps that it took; nothing where none was found.
    pub(super) fn bound(&self, gap: f64) -> Option<(f64, usize)> {
        let ended = blocks::solve(&self.program, &self.partition, gap, &|_| {}).ok()?;
        let (Ended::Reached(plan) | Ended::Stopped(Some(plan)) | Ended::Stuck(Some(plan))) = ended
        else {
            return None;
        };
        Some((plan.bounds.lower, plan.steps))
    }
}

fn relaxation(
    full: &Program,
    columns: &Places<ColumnKey>,
    rows: &Places<RowKey>,
    blocks: usize,
) -> Relaxed {
    let entries = spans(full, columns, rows);
    let (mut row_lower, mut row_upper) = (rows.sums(&full.row_lower), rows.sums(&full.row_upper));
    let mut row_owners: Vec<_> = rows.keys.iter().map(|key| block(key.period())).collect();
    // rows with both sides and coefficients that differ: the lower side goes to a row of its own
    let mut is_split = vec![false; rows.keys.len()];
    for &(row, _, span) in &entries {
        is_split[row] |= !span.is_one() && row_lower[row].is_finite() && row_upper[row].is_finite();
    }
    let mut other = vec![usize::MAX; rows.keys.len()];
    for row in (0..rows.keys.len()).filter(|&row| is_split[row]) {
        other[row] = row_lower.len();
        let lower = std::mem::replace(&mut row_lower[row], f64::NEG_INFINITY);
        row_lower.push(lower);
        row_upper.push(f64::INFINITY);
        row_owners.push(row_owners[row]);
    }
    let mut triplets = Vec::with_capacity(entries.len());
    for (row, column, span) in entries {
        let favours_upper = row_upper[row].is_finite();
        triplets.push((
            row,
            column,
            if favours_upper { span.least } else { span.most },
        ));
        if is_split[row] {
            triplets.push((other[row], column, span.most));
        }
    }
    let mut costs = vec![f64::INFINITY; columns.keys.len()];
    for (place, cost) in columns.of.iter().zip(&full.objective().coefficients) {
        costs[place.at] = costs[place.at].min(cost / place.weight);
    }
    let partition = Partition {
        blocks,
        columns: owners(&columns.keys, &triplets, &row_owners),
        rows: row_owners,
    };
    let program = Program {
        name: full.name.clone(),
        objectives: vec![Objective {
            name: full.objective().name.clone(),
            coefficients: costs,
            constant: full.objective().constant,
        }],
        sense: full.sense,
        lower: columns.sums(&full.lower),
        upper: columns.sums(&full.upper),
        row_lower,
        row_upper,
        matrix: Matrix::from_triplets(columns.keys.len(), triplets),
        labels: full.labels.clone(),
    };
    Relaxed { program, partition }
}

/// The entries of the relaxation: row, column, and between what its coefficient lies. A column of the first stage has the sum of its
/// coefficients in a group's rows; one of a period that is not in its row has 0 there.
fn spans(
    full: &Program,
    columns: &Places<ColumnKey>,
    rows: &Places<RowKey>,
) -> Vec<(usize, usize, Span)> {
    let mut members = vec![0; columns.keys.len()];
    columns.of.iter().for_each(|place| members[place.at] += 1);
    let is_first_stage = |column: usize| columns.keys[column].period().is_none();
    let mut spans: HashMap<(usize, usize), Span> = HashMap::new();
    for (j, column) in columns.of.iter().enumerate() {
        for (i, a) in full.matrix.column(j) {
            let row = rows.of[i];
            let a = row.weight * a / column.weight;
            let own = Span {
                least: a,
                most: a,
                count: 1,
            };
            let known = spans.entry((row.at, column.at));
            let summed = |span: &mut Span| {
                span.least += a;
                span.most += a;
            };
            let widened = |span: &mut Span| *span = span.with(a);
            match is_first_stage(column.at) {
                true => known.and_modify(summed).or_insert(own),
                false => known.and_modify(widened).or_insert(own),
            };
        }
    }
    let whole = |(row, column): (usize, usize), span: Span| {
        let is_everywhere = is_first_stage(column) || span.count == members[column];
        let span = if is_everywhere { span } else { span.with(0.0) };
        (row, column, span)
    };
    let spans = spans.into_iter();
    let mut entries: Vec<_> = spans.map(|(place, span)| whole(place, span)).collect();
    entries.sort_unstable_by_key(|&(row, column, _)| (row, column));
    entries
}

/// Columns of each group; those that a row of another group asks for are of the first stage.
fn owners(
    keys: &[ColumnKey],
    entries: &[(usize, usize, f64)],
    rows: &[Option<u32>],
) -> Vec<Option<u32>> {
    let mut owners: Vec<_> = keys.iter().map(|key| block(key.period())).collect();
    for &(row, column, _) in entries {
        if rows[row].is_some_and(|row| owners[column].is_some_and(|own| own != row)) {
            owners[column] = None;
        }
    }
    owners
}

fn block(period: Option<PeriodId>) -> Option<u32> {
    period.map(|t| t.index() as u32)
}
