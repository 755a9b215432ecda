//! # Dense symmetric matrices
//!
//! Upper triangles, row by row. Two uses: sums of outer products `C ← C − Σ_k d_k·u_k u_kᵀ`, of which the blocks make nearly all, and
//! the factors `Uᵀ D U` of what is left for the first stage, a quasidefinite matrix (Vanderbei 1995): any order of pivots will do.
//!
//! Both work in tiles of 4 × 8 sums, whose terms come in the order of k: the same bytes on any number of threads.

use pulp::{Arch, Simd, WithSimd};

/// Columns that stand side by side.
pub(super) const WIDTH: usize = 8;

/// Rows u_k of equal length, eight columns side by side: `[column / 8][k][column % 8]`.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    packed: Vec<f64>,
    /// Columns, rounded up.
    panels: usize,
    /// Rows that there is room for.
    room: usize,
    len: usize,
}

impl Rows {
    pub(crate) fn new(columns: usize, room: usize) -> Self {
        let panels = columns.div_ceil(WIDTH);
        Rows {
            packed: vec![0.0; panels * room * WIDTH],
            panels,
            room,
            len: 0,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) const fn is_full(&self) -> bool {
        self.len == self.room
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Adds a row of that length. What it is short of the columns counts as 0.
    #[inline(always)]
    pub(crate) fn push(&mut self, len: usize, value: impl Fn(usize) -> f64) {
        for panel in 0..self.panels {
            let at = (panel * self.room + self.len) * WIDTH;
            let (to, first) = (&mut self.packed[at..at + WIDTH], panel * WIDTH);
            for (k, to) in (first..).zip(to) {
                *to = if k < len { value(k) } else { 0.0 };
            }
        }
        self.len += 1;
    }

    #[inline(always)]
    fn panel(&self, panel: usize) -> &[f64] {
        let at = panel * self.room * WIDTH;
        &self.packed[at..at + self.len * WIDTH]
    }
}

/// `C − Σ_k a_k b_kᵀ` in the upper triangle of `c`, a row of which is `stride` long: column i of the rows is row and column `at[i]`
/// of C, ascending.
pub(super) fn subtract(c: &mut [f64], stride: usize, a: &Rows, b: &Rows, at: &[u32]) {
    Arch::new().dispatch(Subtract {
        c,
        stride,
        a,
        b,
        at,
    });
}

struct Subtract<'a> {
    c: &'a mut [f64],
    stride: usize,
    a: &'a Rows,
    b: &'a Rows,
    at: &'a [u32],
}

impl WithSimd for Subtract<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for i in 0..self.a.panels {
            let left = self.a.panel(i);
            for j in i..self.b.panels {
                let right = self.b.panel(j);
                for half in 0..2 {
                    let rows = i * WIDTH + 4 * half;
                    let sums = tile(left, 4 * half, right);
                    spread(self.c, self.stride, &sums, rows, j * WIDTH, self.at);
                }
            }
        }
    }
}

#[inline(always)]
fn tile(left: &[f64], from: usize, right: &[f64]) -> [[f64; WIDTH]; 4] {
    let mut sums = [[0.0f64; WIDTH]; 4];
    for (l, r) in left.chunks_exact(WIDTH).zip(right.chunks_exact(WIDTH)) {
        for i in 0..4 {
            let l = l[from + i];
            for j in 0..WIDTH {
                sums[i][j] = l.mul_add(r[j], sums[i][j]);
            }
        }
    }
    sums
}

#[inline(always)]
fn spread(
    c: &mut [f64],
    stride: usize,
    sums: &[[f64; WIDTH]; 4],
    rows: usize,
    columns: usize,
    at: &[u32],
) {
    for (i, sums) in (rows..at.len()).zip(sums) {
        let row = at[i] as usize * stride;
        for (j, sum) in (columns..at.len()).zip(sums) {
            if j >= i {
                c[row + at[j] as usize] -= sum;
            }
        }
    }
}

/// Rows that are eliminated together.
const STRIP: usize = 48;

/// A pivot under this part of what stood in its place counts as rounding.
const LEAST_PIVOT: f64 = 1e-13;

/// The factors of a quasidefinite matrix.
#[derive(Debug, Clone, Default)]
pub(super) struct Factors {
    size: usize,
    upper: Vec<f64>,
    /// 1/D, 0 where nothing is left of a pivot.
    inverse: Vec<f64>,
}

impl Factors {
    /// Of `matrix`, of that size; the first `negative` pivots are below zero, the others above.
    pub(crate) fn of(matrix: Vec<f64>, size: usize, negative: usize, original: &[f64]) -> Self {
        let mut factors = Factors {
            size,
            upper: matrix,
            inverse: vec![0.0; size],
        };
        let every: Vec<u32> = (0..size as u32).collect();
        let mut start = 0;
        while start < size {
            let end = (start + STRIP).min(size);
            Arch::new().dispatch(Strip {
                factors: &mut factors,
                rows: (start, end),
                negative,
                original,
            });
            if end < size {
                let (mut a, mut b) = (
                    Rows::new(size - end, end - start),
                    Rows::new(size - end, end - start),
                );
                for p in start..end {
                    let row = &factors.upper[p * size + end..(p + 1) * size];
                    let pivot = factors.inverse[p];
                    let factor = if pivot == 0.0 { 0.0 } else { 1.0 / pivot };
                    a.push(row.len(), |k| row[k] * factor);
                    b.push(row.len(), |k| row[k]);
                }
                subtract(&mut factors.upper, size, &a, &b, &every[end..]);
            }
            start = end;
        }
        factors
    }

    /// Eliminates rows `start..end`, over all columns.
    #[inline(always)]
    fn strip(&mut self, start: usize, end: usize, negative: usize, original: &[f64]) {
        let n = self.size;
        for p in start..end {
            let (head, rest) = self.upper.split_at_mut((p + 1) * n);
            let row = &mut head[p * n..];
            let sign = if p < negative { -1.0 } else { 1.0 };
            let pivot = row[p] * sign;
            let least = LEAST_PIVOT * original[p].abs();
            if !(pivot > least && pivot > 0.0) {
                self.inverse[p] = 0.0;
                row[p + 1..].fill(0.0);
                continue;
            }
            let inverse = sign / pivot;
            self.inverse[p] = inverse;
            for q in p + 1..end {
                let l = row[q] * inverse;
                if l != 0.0 {
                    let below = &mut rest[(q - p - 1) * n..(q - p) * n];
                    for (x, u) in below[q..].iter_mut().zip(&row[q..]) {
                        *x = (-l).mul_add(*u, *x);
                    }
                }
            }
            for u in &mut row[p + 1..] {
                *u *= inverse;
            }
        }
    }

    /// Solves in place.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        Arch::new().dispatch(Solve { factors: self, b });
    }
}

struct Strip<'a> {
    factors: &'a mut Factors,
    rows: (usize, usize),
    negative: usize,
    original: &'a [f64],
}

impl WithSimd for Strip<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (start, end) = self.rows;
        self.factors.strip(start, end, self.negative, self.original);
    }
}

struct Solve<'a> {
    factors: &'a Factors,
    b: &'a mut [f64],
}

impl WithSimd for Solve<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Factors {
            size: n,
            upper,
            inverse,
        } = self.factors;
        let (n, b) = (*n, self.b);
        for p in 0..n {
            let value = b[p];
            if value != 0.0 && inverse[p] != 0.0 {
                for (x, u) in b[p + 1..]
                    .iter_mut()
                    .zip(&upper[p * n + p + 1..(p + 1) * n])
                {
                    *x = (-value).mul_add(*u, *x);
                }
            }
        }
        for p in (0..n).rev() {
            let sum = dot(&upper[p * n + p + 1..(p + 1) * n], &b[p + 1..]);
            b[p] = b[p] * inverse[p] - sum;
        }
    }
}

/// A sum in four strands, whose order is fixed.
#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let (a0, b0) = (a4.remainder(), b4.remainder());
    for (a, b) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] = a[k].mul_add(b[k], sums[k]);
        }
    }
    let rest: f64 = a0.iter().zip(b0).map(|(a, b)| a * b).sum();
    (sums[0] + sums[2]) + (sums[1] + sums[3]) + rest
}
