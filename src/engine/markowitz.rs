//! # The nucleus: threshold Markowitz pivoting
//!
//! Among entries of at least [`MARKOWITZ`] times their column's largest, the pivot is the one with the
//! least `(row count − 1)·(column count − 1)`, looked for in the few shortest rows and columns
//! (Markowitz 1957; Zlatev 1980; Suhl and Suhl 1990). The nucleus of a placement programme has about as
//! many rows as coupling constraints that bind.

use super::lu::{Factors, NONE};
use super::tolerances::{DROP, MARKOWITZ, MARKOWITZ_SEARCH, SINGULAR};

/// Lines (rows or columns) chained by their number of entries.
#[derive(Debug, Clone, Default)]
struct Counts {
    first: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    count: Vec<u32>,
}

impl Counts {
    fn begin(&mut self, lines: usize, longest: usize) {
        self.first.clear();
        self.first.resize(longest + 1, NONE);
        self.next.clear();
        self.next.resize(lines, NONE);
        self.previous.clear();
        self.previous.resize(lines, NONE);
        self.count.clear();
        self.count.resize(lines, NONE);
    }

    fn remove(&mut self, line: usize) {
        let count = self.count[line];
        if count == NONE {
            return;
        }
        let (previous, next) = (self.previous[line], self.next[line]);
        match previous {
            NONE => self.first[count as usize] = next,
            p => self.next[p as usize] = next,
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
        self.count[line] = NONE;
    }

    fn set(&mut self, line: usize, count: usize) {
        self.remove(line);
        let first = self.first[count];
        self.next[line] = first;
        self.previous[line] = NONE;
        if first != NONE {
            self.previous[first as usize] = line as u32;
        }
        self.first[count] = line as u32;
        self.count[line] = count as u32;
    }
}

/// A pivot, by local numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pivot {
    /// Local row.
    pub row: usize,
    /// Local column.
    pub column: usize,
    /// Its value.
    pub value: f64,
}

/// The part of a basis that singletons leave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nucleus {
    /// Structural of each local column, row of each local row.
    structurals: Vec<u32>,
    rows: Vec<u32>,
    local: Vec<u32>,
    /// Remaining entries by column.
    columns: Vec<Vec<(u32, f64)>>,
    /// Entries already in U by column, in positions.
    upper: Vec<Vec<(u32, f64)>>,
    /// Columns with an entry in each row.
    patterns: Vec<Vec<u32>>,
    row_counts: Counts,
    column_counts: Counts,
    /// Multipliers of the pivot column by local row, and rows met in a column.
    multiplier: Vec<f64>,
    met: Vec<bool>,
    pivot_rows: Vec<u32>,
    pivot_columns: Vec<u32>,
}

impl Nucleus {
    /// Begins an empty nucleus within `rows` rows.
    pub(crate) fn begin(&mut self, rows: usize) {
        for &row in &self.rows {
            self.local[row as usize] = NONE;
        }
        self.local.resize(rows, NONE);
        self.structurals.clear();
        self.rows.clear();
    }

    /// Adds a structural: entries in rows with a position belong to U.
    pub(crate) fn add(
        &mut self,
        structural: usize,
        entries: impl Iterator<Item = (usize, f64)>,
        position_of_row: &[u32],
    ) {
        let c = self.structurals.len();
        self.structurals.push(structural as u32);
        if self.columns.len() <= c {
            self.columns.push(Vec::new());
            self.upper.push(Vec::new());
        }
        self.columns[c].clear();
        self.upper[c].clear();
        for (i, a) in entries {
            match position_of_row[i] {
                NONE if a.abs() > SINGULAR => {
                    let row = self.local_row(i);
                    self.columns[c].push((row, a));
                    self.patterns[row as usize].push(c as u32);
                }
                NONE => {}
                position => self.upper[c].push((position, a)),
            }
        }
    }

    fn local_row(&mut self, i: usize) -> u32 {
        if self.local[i] == NONE {
            let row = self.rows.len();
            self.local[i] = row as u32;
            self.rows.push(i as u32);
            if self.patterns.len() <= row {
                self.patterns.push(Vec::new());
            }
            self.patterns[row].clear();
        }
        self.local[i]
    }

    /// Chains rows and columns by their counts, once all columns are there.
    pub(crate) fn link(&mut self) {
        let (rows, columns) = (self.rows.len(), self.structurals.len());
        self.row_counts.begin(rows, columns);
        self.column_counts.begin(columns, rows);
        for row in (0..rows).rev() {
            self.row_counts.set(row, self.patterns[row].len());
        }
        for c in (0..columns).rev() {
            self.column_counts.set(c, self.columns[c].len());
        }
        self.multiplier.clear();
        self.multiplier.resize(rows, 0.0);
        self.met.clear();
        self.met.resize(rows, false);
    }

    /// The structural that a local column stands for.
    #[must_use]
    pub(crate) fn structural(&self, column: usize) -> usize {
        self.structurals[column] as usize
    }

    /// The row that a local row stands for.
    #[must_use]
    pub(crate) fn row(&self, row: usize) -> u32 {
        self.rows[row]
    }

    /// The next pivot, none when no entry is left that can be one.
    #[must_use]
    pub(crate) fn choose(&self) -> Option<Pivot> {
        let mut best: Option<(usize, Pivot)> = None;
        let mut searched = 0;
        let longest = self.rows.len().max(self.structurals.len());
        for count in 1..=longest {
            if let Some((merit, pivot)) = best
                && merit <= (count - 1) * (count - 1)
            {
                return Some(pivot);
            }
            let mut c = chain(&self.column_counts, count);
            while c != NONE {
                self.try_column(c as usize, count, &mut best);
                searched += usize::from(best.is_some());
                if searched >= MARKOWITZ_SEARCH {
                    return best.map(|(_, pivot)| pivot);
                }
                c = self.column_counts.next[c as usize];
            }
            let mut row = chain(&self.row_counts, count);
            while row != NONE {
                self.try_row(row as usize, count, &mut best);
                searched += usize::from(best.is_some());
                if searched >= MARKOWITZ_SEARCH {
                    return best.map(|(_, pivot)| pivot);
                }
                row = self.row_counts.next[row as usize];
            }
        }
        best.map(|(_, pivot)| pivot)
    }

    /// Smallest acceptable pivot of a column.
    fn threshold(&self, c: usize) -> f64 {
        let sizes = self.columns[c].iter().map(|(_, a)| a.abs());
        (MARKOWITZ * sizes.fold(0.0, f64::max)).max(SINGULAR)
    }

    fn try_column(&self, c: usize, count: usize, best: &mut Option<(usize, Pivot)>) {
        let threshold = self.threshold(c);
        for &(row, value) in &self.columns[c] {
            let merit = (self.patterns[row as usize].len() - 1) * (count - 1);
            if value.abs() >= threshold {
                offer(best, merit, row as usize, c, value);
            }
        }
    }

    fn try_row(&self, row: usize, count: usize, best: &mut Option<(usize, Pivot)>) {
        for &c in &self.patterns[row] {
            let column = &self.columns[c as usize];
            let merit = (column.len() - 1) * (count - 1);
            if best.is_some_and(|(least, _)| least <= merit) {
                continue;
            }
            let entry = column.iter().find(|(i, _)| *i as usize == row);
            if let Some(&(_, value)) = entry
                && value.abs() >= self.threshold(c as usize)
            {
                offer(best, merit, row, c as usize, value);
            }
        }
    }

    /// Eliminates with `pivot`, which takes `position`; writes its columns of L and U.
    pub(crate) fn eliminate(&mut self, pivot: &Pivot, position: u32, factors: &mut Factors) {
        self.take_pivot_column(pivot, factors);
        let mut columns = std::mem::take(&mut self.pivot_columns);
        columns.clear();
        columns.append(&mut self.patterns[pivot.row]);
        for &c in columns.iter().filter(|c| **c as usize != pivot.column) {
            self.update_column(c as usize, pivot.row, position);
        }
        self.pivot_columns = columns;
        for k in 0..self.pivot_rows.len() {
            let row = self.pivot_rows[k] as usize;
            self.multiplier[row] = 0.0;
            self.row_counts.set(row, self.patterns[row].len());
        }
        self.row_counts.remove(pivot.row);
        self.column_counts.remove(pivot.column);
    }

    /// Moves the pivot column to L and its earlier part to U.
    fn take_pivot_column(&mut self, pivot: &Pivot, factors: &mut Factors) {
        for &(earlier, a) in &self.upper[pivot.column] {
            factors.upper_columns.push(earlier, a);
        }
        factors.upper_columns.close();
        self.pivot_rows.clear();
        for &(row, a) in &self.columns[pivot.column] {
            if row as usize != pivot.row {
                let multiplier = a / pivot.value;
                factors
                    .lower_columns
                    .push(self.rows[row as usize], multiplier);
                self.multiplier[row as usize] = multiplier;
                self.pivot_rows.push(row);
                forget(&mut self.patterns[row as usize], pivot.column);
            }
        }
        factors.lower_columns.close();
        self.columns[pivot.column].clear();
    }

    /// Subtracts the pivot column's multiples from column `c`.
    fn update_column(&mut self, c: usize, pivot_row: usize, position: u32) {
        let mut column = std::mem::take(&mut self.columns[c]);
        let place = column.iter().position(|(i, _)| *i as usize == pivot_row);
        let factor = place.map_or(0.0, |place| column.swap_remove(place).1);
        self.upper[c].push((position, factor));
        column.retain_mut(|(row, a)| {
            let row = *row as usize;
            let multiplier = self.multiplier[row];
            if multiplier == 0.0 {
                return true;
            }
            self.met[row] = true;
            *a -= multiplier * factor;
            let kept = a.abs() > DROP;
            if !kept {
                forget(&mut self.patterns[row], c);
            }
            kept
        });
        self.fill(c, factor, &mut column);
        self.column_counts.set(c, column.len());
        self.columns[c] = column;
    }

    /// Adds the entries of column `c` that elimination creates.
    fn fill(&mut self, c: usize, factor: f64, column: &mut Vec<(u32, f64)>) {
        for &row in &self.pivot_rows {
            let met = std::mem::replace(&mut self.met[row as usize], false);
            if !met {
                column.push((row, -self.multiplier[row as usize] * factor));
                self.patterns[row as usize].push(c as u32);
            }
        }
    }
}

fn chain(counts: &Counts, count: usize) -> u32 {
    counts.first.get(count).copied().unwrap_or(NONE)
}

fn forget(pattern: &mut Vec<u32>, c: usize) {
    if let Some(place) = pattern.iter().position(|&other| other as usize == c) {
        pattern.swap_remove(place);
    }
}

/// Takes a pivot of smaller merit, or of equal merit and larger size.
fn offer(best: &mut Option<(usize, Pivot)>, merit: usize, row: usize, column: usize, value: f64) {
    let better = best.as_ref().is_none_or(|(least, pivot)| {
        merit < *least || (merit == *least && value.abs() > pivot.value.abs())
    });
    if better {
        *best = Some((merit, Pivot { row, column, value }));
    }
}

#[cfg(test)]
#[path = "tests/markowitz.rs"]
mod tests;
