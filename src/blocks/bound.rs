//! # A lower bound that rounding cannot raise
//!
//! For any row prices y (those that point at an infinite bound of their row set to zero), with d = c − Aᵀy,
//!
//! ```text
//!     c·x ≥ Σ_i y_i·(y_i > 0 ? row_lower_i : row_upper_i) + Σ_j min over [l_j, u_j] of d_j·x_j + c₀
//! ```
//!
//! for every feasible x (Neumaier and Shcherbina 2004). It needs finite bounds where d has the wrong sign, if by no more than rounding;
//! [`implied`] finds them. Sums carry the size of their terms, and what rounding can have added is taken off.

use crate::certificate::row_prices;
use crate::program::Program;

/// Rounds of looking for bounds.
const ROUNDS: usize = 4;

/// Bounds of columns that rows imply, or that some optimum meets.
#[derive(Debug, Clone, Default)]
pub(super) struct Implied {
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

/// Least or greatest activity of a row: what is finite, and how many terms are not.
#[derive(Debug, Clone, Copy, Default)]
struct Activity {
    finite: f64,
    infinite: u32,
}

impl Activity {
    fn add(&mut self, term: f64) {
        if term.is_finite() {
            self.finite += term;
        } else {
            self.infinite += 1;
        }
    }

    /// Without one term; infinite where another is.
    fn without(self, term: f64, infinite: f64) -> f64 {
        match (self.infinite, term.is_finite()) {
            (0, true) => self.finite - term,
            (1, false) => self.finite,
            _ => infinite,
        }
    }
}

/// A little wider than it is: rounding of an implied bound must not cut anything off.
fn wider(bound: f64, size: f64) -> f64 {
    bound + 1e-9 * (bound.abs() + size) + 1e-9
}

/// What rows imply of columns that have no bound, and of columns whose only use is to relax rows, the least value that can be of use: some
/// optimum keeps within it, since less costs no more.
/// Where a plan is known that costs `known`, no optimum costs more, which bounds columns that cost something.
pub(super) fn implied(program: &Program, known: f64) -> Implied {
    let mut implied = Implied {
        lower: program.lower.clone(),
        upper: program.upper.clone(),
    };
    for _ in 0..ROUNDS {
        let (least, most) = activities(program, &implied);
        let mut is_news = false;
        for j in 0..program.column_count() {
            is_news |= implied.tighten(program, j, &least, &most);
        }
        if known.is_finite() {
            is_news |= implied.tighten_by_cost(program, known);
        }
        if !is_news {
            break;
        }
    }
    implied
}

fn activities(program: &Program, implied: &Implied) -> (Vec<Activity>, Vec<Activity>) {
    let mut least = vec![Activity::default(); program.row_count()];
    let mut most = least.clone();
    for j in 0..program.column_count() {
        let (l, u) = (implied.lower[j], implied.upper[j]);
        for (i, a) in program.matrix.column(j).filter(|&(_, a)| a != 0.0) {
            let (low, high) = if a > 0.0 {
                (a * l, a * u)
            } else {
                (a * u, a * l)
            };
            least[i].add(low);
            most[i].add(high);
        }
    }
    (least, most)
}

impl Implied {
    /// Whether what an optimum can cost at most bounds a column that had no bound.
    fn tighten_by_cost(&mut self, program: &Program, known: f64) -> bool {
        let objective = program.objective();
        let terms = |implied: &Implied, j: usize| {
            let c = objective.coefficients[j];
            let bound = if c > 0.0 {
                implied.lower[j]
            } else {
                implied.upper[j]
            };
            if c == 0.0 { 0.0 } else { c * bound }
        };
        let mut least = Activity::default();
        for j in 0..program.column_count() {
            least.add(terms(self, j));
        }
        let most = known - objective.constant;
        let mut is_news = false;
        for j in 0..program.column_count() {
            let c = objective.coefficients[j];
            let room = (most - least.without(terms(self, j), f64::NEG_INFINITY)) / c;
            if c == 0.0 || !room.is_finite() {
                continue;
            }
            let size = (most.abs() + least.finite.abs()) / c.abs();
            let bound = if c > 0.0 {
                &mut self.upper[j]
            } else {
                &mut self.lower[j]
            };
            if !bound.is_finite() {
                *bound = if c > 0.0 {
                    wider(room, size)
                } else {
                    -wider(-room, size)
                };
                is_news = true;
            }
        }
        is_news
    }

    /// Whether column j has a bound that it had not.
    fn tighten(
        &mut self,
        program: &Program,
        j: usize,
        least: &[Activity],
        most: &[Activity],
    ) -> bool {
        let (l, u) = (self.lower[j], self.upper[j]);
        if l.is_finite() && u.is_finite() {
            return false;
        }
        let (mut low, mut high) = (l, u);
        let mut useful = l;
        let mut is_relief = program.objective().coefficients[j] >= 0.0 && l.is_finite();
        for (i, a) in program.matrix.column(j).filter(|&(_, a)| a != 0.0) {
            let (term_low, term_high) = if a > 0.0 {
                (a * l, a * u)
            } else {
                (a * u, a * l)
            };
            let (row_lower, row_upper) = (program.row_lower[i], program.row_upper[i]);
            // a·x ≤ row_upper − least of the others, a·x ≥ row_lower − most of the others
            let (others_low, others_high) = (
                least[i].without(term_low, f64::NEG_INFINITY),
                most[i].without(term_high, f64::INFINITY),
            );
            let (at_most, at_least) = (row_upper - others_low, row_lower - others_high);
            let size = |limit: f64, others: Activity| (limit.abs() + others.finite.abs()) / a.abs();
            let (by_upper, by_lower) = (size(row_upper, least[i]), size(row_lower, most[i]));
            let (low_of, high_of) = if a > 0.0 {
                ((at_least / a, by_lower), (at_most / a, by_upper))
            } else {
                ((at_most / a, by_upper), (at_least / a, by_lower))
            };
            if high_of.0.is_finite() && high_of.0 < high {
                high = wider(high_of.0, high_of.1);
            }
            if low_of.0.is_finite() && low_of.0 > low {
                low = -wider(-low_of.0, low_of.1);
            }
            // more of it helps this row, up to where the row holds whatever the others are
            let (helps, enough) = if a > 0.0 {
                (
                    row_upper == f64::INFINITY,
                    (row_lower - others_of(least, i, term_low)) / a,
                )
            } else {
                (
                    row_lower == f64::NEG_INFINITY,
                    (row_upper - others_of(most, i, term_high)) / a,
                )
            };
            is_relief &= helps;
            useful = useful.max(if enough.is_nan() {
                f64::INFINITY
            } else {
                enough
            });
        }
        if is_relief && useful.is_finite() && useful < high {
            high = wider(useful, 0.0);
        }
        let is_news = (!l.is_finite() && low.is_finite()) || (!u.is_finite() && high.is_finite());
        if !l.is_finite() {
            self.lower[j] = low;
        }
        if !u.is_finite() {
            self.upper[j] = high;
        }
        is_news
    }
}

fn others_of(activities: &[Activity], i: usize, term: f64) -> f64 {
    activities[i].without(term, f64::NAN)
}

/// A sum with the size of its terms.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    value: f64,
    /// What was lost of it, as far as that can be told.
    lost: f64,
    size: f64,
    terms: f64,
}

impl Sum {
    /// Adds, and keeps what rounding takes away (Neumaier 1974).
    fn add(&mut self, term: f64) {
        let sum = self.value + term;
        self.lost += if self.value.abs() >= term.abs() {
            (self.value - sum) + term
        } else {
            (term - sum) + self.value
        };
        self.value = sum;
        self.size += term.abs();
        self.terms += 1.0;
    }

    /// At least this much less than the sum of the exact terms, each of which is off by rounding once.
    fn at_least(self) -> f64 {
        let sum = self.value + self.lost;
        sum - f64::EPSILON
            * (4.0 * self.size + self.terms * self.terms * f64::EPSILON * self.size + sum.abs())
    }
}

/// A proved lower bound on the first objective, from row prices `y`; −∞ where bounds are missing.
pub(super) fn lower_bound(program: &Program, implied: &Implied, y: &[f64]) -> f64 {
    let prices = row_prices(program, y);
    let objective = program.objective();
    let mut sum = Sum::default();
    sum.add(objective.constant);
    for (i, &price) in prices.iter().enumerate() {
        if price != 0.0 {
            sum.add(
                price
                    * if price > 0.0 {
                        program.row_lower[i]
                    } else {
                        program.row_upper[i]
                    },
            );
        }
    }
    for (j, &c) in objective.coefficients.iter().enumerate() {
        let (mut d, mut size, mut terms) = (c, c.abs(), 2.0);
        for (i, a) in program.matrix.column(j) {
            let term = a * prices[i];
            d -= term;
            size += term.abs();
            terms += 1.0;
        }
        let off = terms * f64::EPSILON * size;
        let (l, u) = (implied.lower[j], implied.upper[j]);
        let least = [(d - off, l), (d - off, u), (d + off, l), (d + off, u)]
            .into_iter()
            .map(|(d, bound)| if d == 0.0 { 0.0 } else { d * bound })
            .fold(f64::INFINITY, f64::min);
        if least != 0.0 {
            sum.add(least);
        }
    }
    let bound = sum.at_least();
    if bound.is_nan() {
        f64::NEG_INFINITY
    } else {
        bound
    }
}

/// The lower bound that prices prove, or those near them where they prove none; with the prices.
pub(super) fn proved_by(program: &Program, implied: &Implied, y: Vec<f64>) -> (f64, Vec<f64>) {
    let lower = lower_bound(program, implied, &y);
    if lower > f64::NEG_INFINITY {
        return (lower, y);
    }
    let mended = mended(program, implied, &y);
    (lower_bound(program, implied, &mended), mended)
}

/// Prices near `y` at which no column has a reduced cost of the wrong sign and no bound that could pay for it, as far as one row each can
/// mend that: a row all of whose unbounded columns gain by the change.
fn mended(program: &Program, implied: &Implied, y: &[f64]) -> Vec<f64> {
    let mut prices = row_prices(program, y);
    let by_row = by_row(program, implied);
    for _ in 0..ROUNDS {
        let mut is_news = false;
        for j in 0..program.column_count() {
            is_news |= mend(program, implied, &by_row, j, &mut prices);
        }
        if !is_news {
            break;
        }
    }
    prices
}

/// Entries of each row in columns that miss a bound: whether they miss the lower, the upper, and the coefficient.
fn by_row(program: &Program, implied: &Implied) -> Vec<Vec<(bool, bool, f64)>> {
    let mut by_row = vec![Vec::new(); program.row_count()];
    for j in 0..program.column_count() {
        let (no_lower, no_upper) = (
            implied.lower[j].is_infinite(),
            implied.upper[j].is_infinite(),
        );
        if no_lower || no_upper {
            for (i, a) in program.matrix.column(j) {
                by_row[i].push((no_lower, no_upper, a));
            }
        }
    }
    by_row
}

/// Whether a price was changed for column j.
fn mend(
    program: &Program,
    implied: &Implied,
    by_row: &[Vec<(bool, bool, f64)>],
    j: usize,
    prices: &mut [f64],
) -> bool {
    let (no_lower, no_upper) = (
        implied.lower[j].is_infinite(),
        implied.upper[j].is_infinite(),
    );
    if no_lower == no_upper {
        return false;
    }
    let (mut d, mut size) = (program.objective().coefficients[j], 0.0);
    for (i, a) in program.matrix.column(j) {
        d -= a * prices[i];
        size += (a * prices[i]).abs();
    }
    // what is missing to the right sign, and a little that rounding cannot take
    let spare = 16.0 * f64::EPSILON * size;
    let missing = if no_upper { spare - d } else { -spare - d };
    if (no_upper && missing <= 0.0) || (no_lower && missing >= 0.0) {
        return false;
    }
    for (i, a) in program.matrix.column(j).filter(|&(_, a)| a != 0.0) {
        let price = prices[i] - missing / a;
        let change = price - prices[i];
        let is_allowed = (price <= 0.0 || program.row_lower[i].is_finite())
            && (price >= 0.0 || program.row_upper[i].is_finite());
        let hurts = |&(no_lower, no_upper, a): &(bool, bool, f64)| {
            let gain = -a * change;
            (no_upper && gain < 0.0) || (no_lower && gain > 0.0)
        };
        if is_allowed && change != 0.0 && !by_row[i].iter().any(hurts) {
            prices[i] = price;
            return true;
        }
    }
    false
}
