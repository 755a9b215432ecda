//! # One-sided slopes of a convex piecewise-linear function, exactly
//!
//! The least cost `v(t)` of a linear programme whose right-hand sides move by `t` is convex and piecewise
//! linear (Gass and Saaty 1955). Solving it at `t` gives a value and, from the prices, a line that touches
//! `v` there and lies nowhere above it. To find the piece that begins at 0 on one side:
//!
//! ```text
//!     line ← the line at some near t
//!     while line misses v(0):     t ← where line crosses the line at 0;  line ← the line at t
//! ```
//!
//! A line that touches `v` at `t` and at 0 is `v` between the two, so its slope is the derivative on that side.
//! Where the line at 0 holds up to the crossing, its own slope is. Each round leaves the pieces beyond behind,
//! so there are no more rounds than pieces: Newton's method on a piecewise-linear function, which ends at the
//! answer (Eisner and Severance 1976). Then steps outwards, until a line is steeper, and the same rounds back,
//! find where the piece ends. A degenerate optimum has different slopes on its two sides; no basis has to be
//! guessed.
//!
//! Bases that follow on one another with one slope are one piece. A value may be off by what a solver's tolerance on rows
//! is worth at their prices, much more than the rounding of slopes: so a line of the same slope is the same line.

/// The value of the function at a place, with a line that touches it there and lies nowhere above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Touch {
    /// Where.
    pub at: f64,
    /// The value there.
    pub value: f64,
    /// Slope of the line.
    pub slope: f64,
}

impl Touch {
    fn value_at(self, t: f64) -> f64 {
        self.value + self.slope * (t - self.at)
    }

    /// Whether the line at `other`, a place farther out, is this one.
    fn goes_through(self, other: Touch, tolerance: f64) -> bool {
        other.value - self.value_at(other.at) <= tolerance
            || (other.slope - self.slope).abs() <= SAME_SLOPE * self.slope.abs()
    }

    /// The same, seen with the axis turned round.
    fn mirrored(self) -> Self {
        Touch {
            at: -self.at,
            value: self.value,
            slope: -self.slope,
        }
    }
}

/// A piece of the function that begins at 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Change of the function per unit of `t`.
    pub slope: f64,
    /// The piece reaches from 0 to here; on the left side this is negative.
    pub until: f64,
    /// Whether the piece ends there; if not, it holds at least that far.
    pub ends: bool,
}

/// On which side of 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// Rounds after which rounding, not the function, is at work.
const ROUNDS: usize = 200;

/// Times that the reach is halved where the function has no value.
const HALVINGS: usize = 12;

/// Values that differ by less than this part of their size are equal.
const SAME: f64 = 1e-12;

/// Slopes that differ by less than this part of their size are equal.
const SAME_SLOPE: f64 = 1e-10;

/// Each step outwards goes so many times as far as the one before.
const OUTWARDS: f64 = 4.0;

/// How far to look: a step to begin with, and the farthest place of interest; both positive distances.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub near: f64,
    pub far: f64,
}

/// The piece on one side of 0. `origin` touches the function at 0. `sample` gives the function at `t`, `None`
/// where it has no value. No piece where there is no room.
pub(crate) fn piece<E>(
    origin: Touch,
    direction: Direction,
    reach: Reach,
    mut sample: impl FnMut(f64) -> Result<Option<Touch>, E>,
) -> Result<Option<Piece>, E> {
    let sign = match direction {
        Direction::Up => 1.0,
        Direction::Down => -1.0,
    };
    let turned = |touch: Touch| match direction {
        Direction::Up => touch,
        Direction::Down => touch.mirrored(),
    };
    let found = rightward(turned(origin), reach, |u| Ok(sample(sign * u)?.map(turned)))?;
    Ok(found.map(|piece| Piece {
        slope: sign * piece.slope,
        until: sign * piece.until,
        ends: piece.ends,
    }))
}

fn rightward<E>(
    origin: Touch,
    reach: Reach,
    mut sample: impl FnMut(f64) -> Result<Option<Touch>, E>,
) -> Result<Option<Piece>, E> {
    let Some(mut line) = nearest(reach.near, &mut sample)? else {
        return Ok(None);
    };
    let tolerance = SAME * (1.0 + origin.value.abs());
    let mut outer = None;
    for _ in 0..ROUNDS {
        let gap = origin.value - line.value_at(0.0);
        let t = gap / (line.slope - origin.slope);
        if gap <= tolerance || !(t > 0.0 && t < line.at) {
            break;
        }
        let Some(next) = sample(t)? else { break };
        if next.value - origin.value_at(t) <= tolerance {
            return Ok(Some(Piece {
                slope: origin.slope,
                until: t,
                ends: true,
            }));
        }
        outer = Some(line);
        line = next;
    }
    let found = match outer {
        Some(outer) => end_before(line, line.at, outer, tolerance, sample)?,
        None => end_beyond(line, reach.far, tolerance, sample)?,
    };
    Ok(Some(found))
}

/// The function at the greatest distance up to `near` where it has a value.
fn nearest<E>(
    near: f64,
    sample: &mut impl FnMut(f64) -> Result<Option<Touch>, E>,
) -> Result<Option<Touch>, E> {
    let mut t = near;
    for _ in 0..HALVINGS {
        if t <= 0.0 {
            return Ok(None);
        }
        if let Some(touch) = sample(t)? {
            return Ok(Some(touch));
        }
        t /= 2.0;
    }
    Ok(None)
}

/// Where `line`, which is the function from 0 to its own place, ends; looked for outwards up to `far`.
fn end_beyond<E>(
    line: Touch,
    far: f64,
    tolerance: f64,
    mut sample: impl FnMut(f64) -> Result<Option<Touch>, E>,
) -> Result<Piece, E> {
    let mut until = line.at;
    while until < far {
        let t = (OUTWARDS * until).min(far);
        // no value there: it holds at least this far
        let Some(next) = sample(t)? else { break };
        if !line.goes_through(next, tolerance) {
            return end_before(line, until, next, tolerance, sample);
        }
        until = t;
    }
    Ok(Piece {
        slope: line.slope,
        until,
        ends: false,
    })
}

/// Where `line`, which is the function from 0 to `until`, ends: `outer` is a steeper line beyond.
fn end_before<E>(
    line: Touch,
    until: f64,
    mut outer: Touch,
    tolerance: f64,
    mut sample: impl FnMut(f64) -> Result<Option<Touch>, E>,
) -> Result<Piece, E> {
    let ends_at = |until| Piece {
        slope: line.slope,
        until,
        ends: true,
    };
    for _ in 0..ROUNDS {
        let t = (line.value_at(0.0) - outer.value_at(0.0)) / (outer.slope - line.slope);
        if !(t > until && t < outer.at) {
            break;
        }
        let Some(next) = sample(t)? else { break };
        if line.goes_through(next, tolerance) {
            return Ok(ends_at(t));
        }
        outer = next;
    }
    Ok(ends_at(until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// `max_k (offset_k + slope_k·t)`, without a value beyond `end`; the last of equal lines touches.
    fn envelope(
        lines: &'static [(f64, f64)],
        end: f64,
    ) -> impl Fn(f64) -> Result<Option<Touch>, Infallible> {
        move |t| {
            let (value, slope) = lines
                .iter()
                .map(|&(offset, slope)| (offset + slope * t, slope))
                .fold((f64::NEG_INFINITY, 0.0), |best, line| {
                    if line.0 >= best.0 { line } else { best }
                });
            Ok((t.abs() <= end).then_some(Touch {
                at: t,
                value,
                slope,
            }))
        }
    }

    const LINES: [(f64, f64); 4] = [(0.0, -3.0), (0.0, -1.0), (-4.0, 0.0), (-40.0, 2.0)];

    fn both(lines: &'static [(f64, f64)], end: f64, slope: f64) -> (Option<Piece>, Option<Piece>) {
        let origin = Touch {
            at: 0.0,
            value: 0.0,
            slope,
        };
        let found = |direction| {
            let reach = Reach {
                near: 10.0,
                far: 100.0,
            };
            let Ok(found) = piece(origin, direction, reach, envelope(lines, end));
            found
        };
        (found(Direction::Down), found(Direction::Up))
    }

    #[test]
    fn a_kink_at_zero_has_two_slopes_whichever_line_touches_it() {
        for slope in [-3.0, -1.0, -2.0] {
            let (down, up) = both(&LINES, f64::INFINITY, slope);
            let down = down.expect("a piece");
            assert_eq!((down.slope, down.ends), (-3.0, false));
            assert_eq!(down.until, -100.0);
            let up = up.expect("a piece");
            assert_eq!((up.slope, up.until, up.ends), (-1.0, 4.0, true));
        }
    }

    #[test]
    fn one_line_for_ever_holds_to_the_reach() {
        let (down, up) = both(&[(0.0, -2.0)], f64::INFINITY, -2.0);
        assert_eq!(up.expect("a piece").until, 100.0);
        assert_eq!(down.expect("a piece").slope, -2.0);
    }

    /// `max(-1000·t, -36 - 991·t)` bends at 4; near there a solver's values are off by 1e-4, as where a row is broken
    /// within its tolerance, and its slope is that of the piece before.
    #[test]
    fn a_value_that_is_off_does_not_end_a_piece() {
        let exact = envelope(&[(0.0, -1000.0), (-36.0, -991.0)], f64::INFINITY);
        let origin = Touch {
            at: 0.0,
            value: 0.0,
            slope: -1000.0,
        };
        let found = piece(
            origin,
            Direction::Up,
            Reach {
                near: 0.5,
                far: 100.0,
            },
            |t| {
                let near_kink = (t - 4.0).abs() < 1e-3;
                let touch: Result<Option<Touch>, Infallible> = exact(t);
                touch.map(|touch| {
                    touch.map(|touch| Touch {
                        value: touch.value + if near_kink { 1e-4 } else { 0.0 },
                        slope: if near_kink { -1000.0 } else { touch.slope },
                        ..touch
                    })
                })
            },
        );
        let found = found.expect("no error").expect("a piece");
        assert!(found.ends && (found.until - 4.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn where_the_function_ends_the_slope_is_found_before() {
        let (_, up) = both(&LINES, 1.0, -2.0);
        let up = up.expect("a piece");
        assert_eq!((up.slope, up.ends), (-1.0, false));
        assert!(up.until <= 1.0 && up.until > 0.4);
        let (_, none) = both(&LINES, 0.0, -2.0);
        assert_eq!(none, None);
    }
}
