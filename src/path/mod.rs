//! # The path: one parameter, breakpoint by breakpoint
//!
//! A [`Line`] is a programme whose costs and bounds are affine in a parameter θ that goes from A to B. Its
//! optimal plan is followed exactly: the range [A, B] falls into **pieces**, and on each of them one basis
//! is optimal and the plan is affine in θ. Where only costs move, the plan stands still within a piece and jumps
//! between two; where only bounds move, it bends.
//!
//! Each piece comes with its proof. A basis whose values and reduced costs, both affine in θ, are within
//! their bounds at both ends of an interval has them within their bounds everywhere between, so two certificates,
//! at its two ends, prove a whole piece optimal:
//!
//! ```text
//!     x(θ) = (1 − τ)·x(θ₀) + τ·x(θ₁)        d(θ) = (1 − τ)·d(θ₀) + τ·d(θ₁)        θ = (1 − τ)·θ₀ + τ·θ₁
//! ```
//!
//! The path is **complete** when such pieces tile [A, B] without a gap. One programme is solved from scratch,
//! at A; every further basis is reached by pivots from the one before ([`crate::engine::parametric`]).
//!
//! One algorithm serves several commands: `trace` follows a parameter of a case, and
//! `frontier` follows the weight between two objectives.

pub mod change;
pub mod figures;
pub mod proof;

use crate::engine::parametric::{Drift, Parametric, Reach};
use crate::engine::{Basis, Outcome, Pivots, Status, Variable};
use crate::program::Program;
use crate::solver::certificate::Certificate;
use crate::sweep::family::Family;

/// Least part of the range that a piece can have: below, rounding decides what comes first.
const SHORTEST: f64 = 1e-13;

/// First step, as a part of the range, where the basis that holds next is not found at the end of the one before.
const FIRST_LEAP: f64 = 1e-10;

/// A programme that moves along a line, from θ = A to θ = B; B may be the smaller one.
#[derive(Debug, Clone)]
pub struct Line {
    /// The programme at A.
    pub program: Program,
    /// How its numbers change over the whole range.
    pub drift: Drift,
    /// A.
    pub from: f64,
    /// B.
    pub to: f64,
}

impl Line {
    /// The line of a family with one parameter, between two of its values; `None` where the parameter moves
    /// the matrix, or where there is not one parameter.
    #[must_use]
    pub fn of(family: &Family, from: f64, to: f64) -> Option<Self> {
        if family.moves_matrix() || family.reference.len() != 1 || family.effects.len() > 1 {
            return None;
        }
        let over_range = |changes: &[(usize, f64)]| -> Vec<(usize, f64)> {
            let change = |&(at, change): &(usize, f64)| (at, change * (to - from));
            changes.iter().map(change).collect()
        };
        let drift = family.effects.first().map(|effect| Drift {
            costs: effect.costs.iter().map(|c| over_range(c)).collect(),
            lower: over_range(&effect.lower),
            upper: over_range(&effect.upper),
            row_lower: over_range(&effect.row_lower),
            row_upper: over_range(&effect.row_upper),
        });
        Some(Line {
            program: family.formulation_at(&[from]).program,
            drift: drift.unwrap_or_default(),
            from,
            to,
        })
    }

    /// θ at a part of the range, exactly A and B at its ends.
    #[must_use]
    pub fn at(&self, part: f64) -> f64 {
        if part >= 1.0 {
            self.to
        } else {
            self.from + part * (self.to - self.from)
        }
    }
}

/// A part of the path on which one basis is optimal.
#[derive(Debug)]
pub struct Piece<'a> {
    /// θ where it begins.
    pub from: f64,
    /// θ where it ends.
    pub to: f64,
    /// Where it begins and ends, as parts of the range.
    pub parts: (f64, f64),
    /// The answer at its begin.
    pub start: &'a Outcome,
    /// The answer at its end, of the same basis.
    pub end: &'a Outcome,
    /// What [`proof::measure`] finds at its two ends.
    pub proofs: [Certificate; 2],
    /// What ends it; `None` at B.
    pub ended_by: Option<Variable>,
}

impl Piece<'_> {
    /// Whether it is proved at both ends, and so between.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.proofs.iter().all(proof::holds)
    }

    /// The plan at a part of the piece, 0 at its begin and 1 at its end.
    pub fn plan_at(&self, part: f64) -> impl Iterator<Item = f64> + '_ {
        let both = self.start.x.iter().zip(&self.end.x);
        both.map(move |(a, b)| a + part * (b - a))
    }
}

/// How a path was walked.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Pieces, one a basis.
    pub pieces: usize,
    /// Whether proved pieces tile the whole range.
    pub is_complete: bool,
    /// What is not covered by a proved piece, as values of θ.
    pub gaps: Vec<(f64, f64)>,
    /// Programmes solved from scratch.
    pub solved_from_scratch: usize,
    /// Basis changes.
    pub pivots: usize,
    /// Largest residuals and gap of all pieces.
    pub worst: Certificate,
}

/// Why there is no path.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The programme at A has no certified optimum.
    #[error("the programme at the start of the path has no certified optimum: {status:?}")]
    NoStart {
        /// What the engine says of it.
        status: Status,
    },
}

/// Where a walk begins.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// With a programme solved from scratch.
    Scratch,
    /// With a basis met before.
    Basis(&'a Basis),
}

/// Walks a line from A to B and shows each piece to `visit`, in order.
///
/// # Errors
/// [`PathError`] where the programme at A cannot be solved.
pub fn walk(
    line: &Line,
    start: Start<'_>,
    mut visit: impl FnMut(&Piece<'_>),
) -> Result<Walk, PathError> {
    let mut walker = Walker::new(line);
    let mut outcome = walker.begin(start)?;
    loop {
        let mut reach = walker.follower.reach();
        if reach.theta - walker.follower.theta() <= SHORTEST {
            match walker.leap() {
                Some((landed, further)) => (outcome, reach) = (landed, further),
                None => break,
            }
        }
        let end = reach.theta.min(1.0);
        let at_begin = walker.proof(&outcome);
        let at_end = walker.follower.follow(&outcome, end);
        let piece = Piece {
            from: line.at(walker.covered),
            to: line.at(end),
            parts: (walker.covered, end),
            proofs: [at_begin, walker.proof(&at_end)],
            start: &outcome,
            end: &at_end,
            ended_by: if end < 1.0 { reach.blocked_by } else { None },
        };
        walker.note(&piece);
        visit(&piece);
        walker.covered = end;
        if end >= 1.0 {
            break;
        }
        outcome = walker.follower.reoptimise();
        walker.count(&outcome.pivots);
    }
    Ok(walker.finish())
}

struct Walker<'a> {
    line: &'a Line,
    follower: Parametric,
    /// Part of the range that pieces cover so far.
    covered: f64,
    walk: Walk,
}

impl<'a> Walker<'a> {
    fn new(line: &'a Line) -> Self {
        Walker {
            line,
            follower: Parametric::new(&line.program, line.drift.clone()),
            covered: 0.0,
            walk: Walk {
                pieces: 0,
                is_complete: false,
                gaps: Vec::new(),
                solved_from_scratch: 0,
                pivots: 0,
                worst: Certificate {
                    primal_residual: 0.0,
                    dual_residual: Some(0.0),
                    relative_gap: Some(0.0),
                },
            },
        }
    }

    fn begin(&mut self, start: Start<'_>) -> Result<Outcome, PathError> {
        let from_basis = match start {
            Start::Scratch => None,
            Start::Basis(basis) => self.follower.solve_from(basis).ok(),
        };
        let from_basis = from_basis.filter(|outcome| self.is_proved(outcome));
        let outcome = from_basis.unwrap_or_else(|| {
            self.walk.solved_from_scratch += 1;
            self.follower.solve()
        });
        self.count(&outcome.pivots);
        if self.is_proved(&outcome) {
            Ok(outcome)
        } else {
            let status = outcome.status;
            Err(PathError::NoStart { status })
        }
    }

    /// What is proved of an answer at the present θ.
    fn proof(&self, outcome: &Outcome) -> Certificate {
        proof::measure(self.follower.program(), outcome)
    }

    fn is_proved(&self, outcome: &Outcome) -> bool {
        outcome.status == Status::Optimal && proof::holds(&self.proof(outcome))
    }

    fn count(&mut self, pivots: &Pivots) {
        self.walk.pivots += pivots.iterations();
    }

    /// Where no basis was found that holds beyond the present θ, the first one found at a small distance is asked
    /// whether it holds from θ on; if not, what lies between is a gap.
    fn leap(&mut self) -> Option<(Outcome, Reach)> {
        let begin = self.follower.theta();
        let mut distance = FIRST_LEAP;
        loop {
            let landing = (begin + distance).min(1.0);
            self.follower.set_theta(landing);
            let outcome = self.follower.reoptimise();
            self.count(&outcome.pivots);
            let reach = self.follower.reach();
            let holds_on = landing >= 1.0 || reach.theta > landing + SHORTEST;
            if holds_on && self.is_proved(&outcome) {
                self.follower.set_theta(begin);
                let back = self.follower.here();
                if self.is_proved(&back) {
                    return Some((back, reach));
                }
                self.follower.set_theta(landing);
                self.gap(begin, landing);
                return Some((self.follower.here(), reach));
            }
            if landing >= 1.0 {
                self.gap(begin, 1.0);
                return None;
            }
            distance *= 8.0;
        }
    }

    fn gap(&mut self, from: f64, to: f64) {
        self.walk.gaps.push((self.line.at(from), self.line.at(to)));
        self.covered = to;
    }

    fn note(&mut self, piece: &Piece<'_>) {
        self.walk.pieces += 1;
        if !piece.is_proved() {
            self.walk.gaps.push((piece.from, piece.to));
        }
        let worst = &mut self.walk.worst;
        for proof in &piece.proofs {
            worst.primal_residual = worst.primal_residual.max(proof.primal_residual);
            worst.dual_residual = greater(worst.dual_residual, proof.dual_residual);
            worst.relative_gap = greater(worst.relative_gap, proof.relative_gap);
        }
    }

    fn finish(mut self) -> Walk {
        self.walk.is_complete = self.walk.gaps.is_empty() && self.covered >= 1.0;
        self.walk
    }
}

fn greater(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(a?.max(b?))
}
