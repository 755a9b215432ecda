//! # Artificial bounds: a start for the dual method from any basis
//!
//! Where every variable has two bounds, any basis can be made dual feasible: variables whose reduced cost has the
//! wrong sign go to their other bound (the boxed subproblem of Koberstein 2005, §4). So an infinite bound gives way
//! to a finite one that no answer reaches, while the dual method runs. After a change of costs it gets from the
//! old basis to the new optimum in far fewer steps than from the slack basis.
//!
//! A row implies a bound of each of its terms (Brearley, Mitra and Williams 1975):
//!
//! ```text
//!     Σ_k a_k x_k ≤ u    ⇒    a_j x_j ≤ u − Σ_{k≠j} min a_k x_k
//! ```
//!
//! A column that no row bounds, such as a link's bandwidth, `Σ_k a_k x_k − b ≤ 0`, gets what is enough for the row
//! whatever its other columns do; and one that no row asks for, a distance far beyond typical numbers. These two are
//! guesses: an answer at one of them does not hold at the true bounds, and the methods that know nothing of artificial bounds
//! go on from there.

use super::form::Form;

/// What an artificial bound is wider than what a row implies, in parts of that and in scaled numbers. Enough that no answer is at
/// one, but little: far bounds lead the dual method astray.
const ROOM: f64 = 0.1;

/// Bound of what no row asks for, in scaled numbers.
const BEYOND: f64 = 1e4;

/// Times all rows are looked at: what one implies may let another imply more.
const PASSES: usize = 3;

/// Bounds of all variables, all of them finite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ArtificialBounds {
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

/// How much wider an artificial bound is than what implies a bound so far away.
fn room(distance: f64) -> f64 {
    ROOM * (1.0 + distance.abs())
}

/// A sum of which some terms may be infinite.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    finite: f64,
    infinite: u32,
}

impl Sum {
    fn add(&mut self, term: f64) {
        if term.is_finite() {
            self.finite += term;
        } else {
            self.infinite += 1;
        }
    }

    /// The sum without one of its terms, if that is finite.
    fn without(self, term: f64) -> Option<f64> {
        match (self.infinite, term.is_finite()) {
            (0, _) => Some(self.finite - term),
            (1, false) => Some(self.finite),
            _ => None,
        }
    }
}

impl ArtificialBounds {
    /// ArtificialBounds around all that is feasible at the present numbers.
    pub(crate) fn new(form: &Form) -> Self {
        let mut bounds = ArtificialBounds {
            lower: form.lower.clone(),
            upper: form.upper.clone(),
        };
        for _ in 0..PASSES {
            for i in 0..form.rows {
                bounds.imply(form, i);
            }
        }
        bounds.suffice(form);
        bounds.close(form);
        bounds
    }

    /// Least and greatest value of `a·x_j`.
    fn term(&self, j: usize, a: f64) -> (f64, f64) {
        let (l, u) = (a * self.lower[j], a * self.upper[j]);
        if a > 0.0 { (l, u) } else { (u, l) }
    }

    /// Least and greatest activity of row `i`.
    fn activity(&self, form: &Form, i: usize) -> (Sum, Sum) {
        let (mut least, mut greatest) = (Sum::default(), Sum::default());
        for (j, a) in form.by_row.entries(i) {
            let (low, high) = self.term(j, a);
            least.add(low);
            greatest.add(high);
        }
        (least, greatest)
    }

    /// `a·x_j ≤ most`, with room.
    fn limit(&mut self, j: usize, a: f64, most: f64) {
        let distance = (most / a).abs();
        let bound = distance + room(distance);
        if bound.is_finite() {
            if a > 0.0 {
                self.upper[j] = bound;
            } else {
                self.lower[j] = -bound;
            }
        }
    }

    /// Bounds that row `i` implies for terms that have none.
    fn imply(&mut self, form: &Form, i: usize) {
        let logical = form.columns + i;
        let (row_lower, row_upper) = (form.lower[logical], form.upper[logical]);
        let (least, greatest) = self.activity(form, i);
        for (j, a) in form.by_row.entries(i) {
            let (low, high) = self.term(j, a);
            if high.is_infinite()
                && let Some(others) = least.without(low)
            {
                self.limit(j, a, row_upper - others);
            }
            if low.is_infinite()
                && let Some(others) = greatest.without(high)
            {
                self.limit(j, -a, others - row_lower);
            }
        }
    }

    /// For columns without upper bound: what is enough for every row that asks for them.
    fn suffice(&mut self, form: &Form) {
        let mut enough = vec![0.0_f64; form.columns];
        for i in 0..form.rows {
            let logical = form.columns + i;
            let (least, greatest) = self.activity(form, i);
            for (j, a) in form.by_row.entries(i) {
                if self.upper[j].is_finite() {
                    continue;
                }
                let (low, high) = self.term(j, a);
                let asked = if a > 0.0 {
                    let others = least.without(low);
                    others.map(|others| form.lower[logical] - others)
                } else {
                    let others = greatest.without(high);
                    others.map(|others| others - form.upper[logical])
                };
                let needed = asked.map_or(0.0, |asked| asked / a.abs());
                if needed.is_finite() {
                    enough[j] = enough[j].max(needed);
                }
            }
        }
        for (j, &enough) in enough.iter().enumerate() {
            if self.upper[j].is_infinite() && enough > 0.0 {
                self.limit(j, 1.0, enough);
            }
        }
    }

    /// Bounds of what has none yet: columns first, and activities after them.
    fn close(&mut self, form: &Form) {
        for j in 0..form.columns {
            if self.lower[j].is_infinite() {
                self.lower[j] = self.upper[j].min(0.0) - BEYOND;
            }
            if self.upper[j].is_infinite() {
                self.upper[j] = self.lower[j].max(0.0) + BEYOND;
            }
        }
        for i in 0..form.rows {
            let logical = form.columns + i;
            let (least, greatest) = self.activity(form, i);
            if self.lower[logical].is_infinite() {
                self.lower[logical] = least.finite - room(least.finite);
            }
            if self.upper[logical].is_infinite() {
                self.upper[logical] = greatest.finite + room(greatest.finite);
            }
        }
    }
}
