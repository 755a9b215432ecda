//! # Solving with the factors of a basis
//!
//! The factorisation numbers the pivots `0..m`; a pivot's number is the *position* of its row and of its
//! column alike, so that in positions
//!
//! ```text
//!     B = L U,    L unit lower triangular,    U upper triangular
//! ```
//!
//! and one index serves right-hand sides, factors and basic variables. Each triangle is kept by columns
//! (for `B x = a`, FTRAN) and by rows (for `Bᵀ y = c`, BTRAN), so that a zero is never multiplied out.
//!
//! When the right-hand side is very sparse, the places that can become nonzero are found first by
//! depth-first search along the entries (Gilbert and Peierls 1988; Hall and McKinnon 2005).

use super::form::Lists;
use super::sparse::SparseVector;
use super::tolerances::{HYPERSPARSE, HYPERSPARSE_ROWS};

/// Stands for no position.
pub(crate) const NONE: u32 = u32::MAX;

/// Factors of a basis, in positions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Factors {
    /// L without its diagonal, by columns.
    pub lower_columns: Lists,
    /// L without its diagonal, by rows.
    pub lower_rows: Lists,
    /// U without its diagonal, by columns.
    pub upper_columns: Lists,
    /// U without its diagonal, by rows.
    pub upper_rows: Lists,
    /// One over the diagonal of U.
    pub inverse_pivot: Vec<f64>,
    /// Row at each position.
    pub row_at: Vec<u32>,
    /// Position of each row.
    pub position_of_row: Vec<u32>,
    /// Positions outside this range have no entry in L.
    pub lower_range: std::ops::Range<usize>,
    search: Search,
    twin: Vec<u32>,
}

/// The order in which a triangle is passed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Ascending,
    Descending,
}

/// Scratch space of the depth-first search.
#[derive(Debug, Clone, Default)]
struct Search {
    seen: Vec<bool>,
    stack: Vec<(u32, u32)>,
    /// Places reached, each after all it leads to.
    reached: Vec<u32>,
}

impl Factors {
    /// Derives what solves need once both triangles stand by columns.
    pub(crate) fn finish(&mut self) {
        let m = self.row_at.len();
        self.lower_columns
            .transpose_into(m, &mut self.lower_rows, &mut self.twin);
        self.upper_columns
            .transpose_into(m, &mut self.upper_rows, &mut self.twin);
        let used = |k: &usize| !self.lower_columns.range(*k).is_empty();
        let first = (0..m).find(used).unwrap_or(m);
        let last = self.lower_columns.index.iter().max();
        self.lower_range = first..last.map_or(first, |&l| l as usize + 1);
        self.search.seen.resize(m, false);
    }

    /// Entries of both triangles.
    #[must_use]
    pub(crate) fn entry_count(&self) -> usize {
        self.lower_columns.index.len() + self.upper_columns.index.len()
    }

    /// Solves `B x = b` in place: `b` by position of rows, `x` by position.
    pub(crate) fn solve(&mut self, vector: &mut SparseVector) {
        let m = self.row_at.len();
        if !self.lower_columns.index.is_empty() {
            let pass = Pass {
                triangle: &self.lower_columns,
                inverse: None,
                order: Order::Ascending,
                range: self.lower_range.clone(),
            };
            pass.run(vector, &mut self.search);
        }
        let pass = Pass {
            triangle: &self.upper_columns,
            inverse: Some(&self.inverse_pivot),
            order: Order::Descending,
            range: 0..m,
        };
        pass.run(vector, &mut self.search);
    }

    /// Solves `Bᵀ y = c` in place: `c` by position, `y` by position of rows.
    pub(crate) fn solve_transposed(&mut self, vector: &mut SparseVector) {
        let m = self.row_at.len();
        let pass = Pass {
            triangle: &self.upper_rows,
            inverse: Some(&self.inverse_pivot),
            order: Order::Ascending,
            range: 0..m,
        };
        pass.run(vector, &mut self.search);
        if !self.lower_columns.index.is_empty() {
            let pass = Pass {
                triangle: &self.lower_rows,
                inverse: None,
                order: Order::Descending,
                range: self.lower_range.clone(),
            };
            pass.run(vector, &mut self.search);
        }
    }
}

/// One substitution with one triangle.
struct Pass<'a> {
    triangle: &'a Lists,
    inverse: Option<&'a [f64]>,
    order: Order,
    range: std::ops::Range<usize>,
}

impl Pass<'_> {
    fn run(&self, vector: &mut SparseVector, search: &mut Search) {
        let m = vector.value.len();
        let limit = (HYPERSPARSE * m as f64) as usize;
        let sparse = vector.known && m >= HYPERSPARSE_ROWS && vector.index.len() <= limit;
        if sparse && search.reach(self.triangle, &vector.index, limit) {
            for &k in search.reached.iter().rev() {
                self.step(k as usize, &mut vector.value);
            }
            std::mem::swap(&mut vector.index, &mut search.reached);
            let value = &vector.value;
            vector.index.retain(|&k| value[k as usize] != 0.0);
            return;
        }
        let range = self.span(vector);
        vector.known = false;
        match self.order {
            Order::Ascending => {
                for k in range {
                    self.step(k, &mut vector.value);
                }
            }
            Order::Descending => {
                for k in range.rev() {
                    self.step(k, &mut vector.value);
                }
            }
        }
    }

    /// The positions to pass over: none before the first that is not zero.
    fn span(&self, vector: &SparseVector) -> std::ops::Range<usize> {
        let (mut first, mut end) = (self.range.start, self.range.end);
        if vector.known {
            let places = vector.index.iter().map(|&k| k as usize);
            match self.order {
                Order::Ascending => first = first.max(places.min().unwrap_or(end)),
                Order::Descending => end = end.min(places.max().map_or(first, |k| k + 1)),
            }
        }
        first..end
    }

    #[inline(always)]
    fn step(&self, k: usize, value: &mut [f64]) {
        let mut pivot = value[k];
        if pivot == 0.0 {
            return;
        }
        if let Some(inverse) = self.inverse {
            pivot *= inverse[k];
            value[k] = pivot;
        }
        for (i, a) in self.triangle.entries(k) {
            value[i] -= a * pivot;
        }
    }
}

impl Search {
    /// Lists the places that `start` leads to; false if they are more than `limit`.
    fn reach(&mut self, triangle: &Lists, start: &[u32], limit: usize) -> bool {
        self.reached.clear();
        for &root in start {
            if !self.seen[root as usize] {
                self.descend(triangle, root, limit);
            }
            if self.reached.len() > limit {
                break;
            }
        }
        for &k in &self.reached {
            self.seen[k as usize] = false;
        }
        for &(k, _) in &self.stack {
            self.seen[k as usize] = false;
        }
        self.stack.clear();
        self.reached.len() <= limit
    }

    /// Lists the places that `root` leads to, as long as they are not more than `limit`.
    fn descend(&mut self, triangle: &Lists, root: u32, limit: usize) {
        self.seen[root as usize] = true;
        self.stack.push((root, triangle.start[root as usize]));
        while let Some((k, next)) = self.stack.last_mut() {
            let end = triangle.start[*k as usize + 1];
            let mut child = None;
            while *next < end && child.is_none() {
                let i = triangle.index[*next as usize];
                *next += 1;
                if !self.seen[i as usize] {
                    child = Some(i);
                }
            }
            match child {
                Some(i) => {
                    self.seen[i as usize] = true;
                    self.stack.push((i, triangle.start[i as usize]));
                }
                None => {
                    self.reached.push(*k);
                    self.stack.pop();
                    if self.reached.len() > limit {
                        return;
                    }
                }
            }
        }
    }
}
