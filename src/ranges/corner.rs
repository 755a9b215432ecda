//! # The adverse and the favourable corner
//!
//! Every figure at the end of its range that makes an outcome least, or greatest. An outcome is not linear in all figures together, so
//! the corner is found by ascent: it begins where each figure stands at the end that is better when it moves alone, then one figure after the
//! other goes to its better end while the others stay, until no single change is an improvement. Where that is worse than the stated
//! values, it begins there. What is found is a corner that no change of one figure betters; that no other is better is not proved, and
//! the result says so.

/// Which way is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Least value of the outcome.
    Adverse,
    /// Greatest value of the outcome.
    Favourable,
}

impl Direction {
    /// Whether `new` is better than `old` by more than rounding.
    pub(super) fn is_better(self, new: f64, old: f64) -> bool {
        let gain = match self {
            Direction::Adverse => old - new,
            Direction::Favourable => new - old,
        };
        gain > 1e-9 * old.abs().max(new.abs())
    }
}

/// A corner that no change of one figure betters.
#[derive(Debug, Clone, PartialEq)]
pub struct Corner {
    /// The figures.
    pub point: Vec<f64>,
    /// The outcome there.
    pub outcome: f64,
    /// Rounds over all figures, the last without a change included.
    pub rounds: usize,
    /// Whether the last round changed nothing.
    pub is_settled: bool,
}

/// Rounds after which the ascent ends all the same.
const ROUNDS: usize = 12;

/// The better of two ascents: from `guess` and, where that ends worse than `stated`, from there.
///
/// # Errors
/// The first error of `outcome`.
pub(crate) fn corner<E>(
    stated: &[f64],
    guess: &[f64],
    ends: &[(f64, f64)],
    order: &[usize],
    direction: Direction,
    mut outcome: impl FnMut(&[f64]) -> Result<f64, E>,
) -> Result<Corner, E> {
    let guessed = ascend(guess, ends, order, direction, &mut outcome)?;
    if direction.is_better(outcome(stated)?, guessed.outcome) {
        return ascend(stated, ends, order, direction, &mut outcome);
    }
    Ok(guessed)
}

/// Goes from `start` to a corner of `ends` (low, high of each figure), in the order given.
fn ascend<E>(
    start: &[f64],
    ends: &[(f64, f64)],
    order: &[usize],
    direction: Direction,
    outcome: &mut impl FnMut(&[f64]) -> Result<f64, E>,
) -> Result<Corner, E> {
    let mut at = Corner {
        point: start.to_vec(),
        outcome: outcome(start)?,
        rounds: 0,
        is_settled: false,
    };
    while at.rounds < ROUNDS && !at.is_settled {
        at.rounds += 1;
        at.is_settled = true;
        for &figure in order {
            at.is_settled &= !try_ends(&mut at, figure, ends[figure], direction, outcome)?;
        }
    }
    Ok(at)
}

/// Moves one figure to its better end; whether it moved.
fn try_ends<E>(
    at: &mut Corner,
    figure: usize,
    ends: (f64, f64),
    direction: Direction,
    outcome: &mut impl FnMut(&[f64]) -> Result<f64, E>,
) -> Result<bool, E> {
    let mut moved = false;
    for end in [ends.0, ends.1] {
        let before = at.point[figure];
        if end == before {
            continue;
        }
        at.point[figure] = end;
        let new = outcome(&at.point)?;
        if direction.is_better(new, at.outcome) {
            at.outcome = new;
            moved = true;
        } else {
            at.point[figure] = before;
        }
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// From a guess of the least x and the least y.
    fn found(direction: Direction, f: impl Fn(&[f64]) -> f64) -> Corner {
        let ends = [(0.0, 2.0), (-1.0, 1.0)];
        corner(&[1.0, 0.5], &[0.0, -1.0], &ends, &[0, 1], direction, |x| {
            Ok::<_, Infallible>(f(x))
        })
        .expect("no error")
    }

    /// x·y over [0, 2] × [−1, 1]: −2 at (2, −1), 2 at (2, 1).
    #[test]
    fn a_product_has_its_corners_where_both_figures_agree() {
        let adverse = found(Direction::Adverse, |x| x[0] * x[1]);
        assert_eq!((adverse.outcome, adverse.is_settled), (-2.0, true));
        assert_eq!(adverse.point, [2.0, -1.0]);
        let favourable = found(Direction::Favourable, |x| x[0] * x[1]);
        assert_eq!(
            (favourable.outcome, favourable.point),
            (2.0, vec![2.0, 1.0])
        );
    }

    /// −(x − 1)² is greatest at the stated value; no end is as good.
    #[test]
    fn a_corner_is_never_worse_than_the_stated_values() {
        let found = found(Direction::Favourable, |x| -(x[0] - 1.0).powi(2));
        assert_eq!((found.outcome, found.point[0]), (0.0, 1.0));
    }
}
