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

pub(crate) mod change;
pub(crate) mod figures;
pub(crate) mod proof;
#[cfg(test)]
mod tests;
mod walker;

use crate::certificate::{Certificate, Tolerances, worse};
use crate::control::{self, Bounds, Cancelled};
use crate::engine::{Basis, BasisStatus, Status, Variable};
use crate::family::Family;
use crate::optimum::why_not;
use crate::program::{Delta, Program};

use proof::{Floor, Prover, Shown};
use walker::{Effort, Found, Unheard, Unproved, Walker};

/// A programme that moves along a line, from θ = A to θ = B; B may be the smaller one.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The programme at A.
    pub program: Program,
    /// How its numbers change over the whole range.
    pub delta: Delta,
    /// A.
    pub from: f64,
    /// B.
    pub to: f64,
}

impl Line {
    /// The line of a family with one parameter, between two of its values; `None` where the parameter moves
    /// the matrix, or where there is not one parameter.
    #[must_use]
    pub(crate) fn of(family: &Family, from: f64, to: f64) -> Option<Self> {
        if family.moves_matrix() || family.reference.len() != 1 || family.effects.len() > 1 {
            return None;
        }
        let delta = family
            .effects
            .first()
            .map(|effect| effect.delta.times(to - from));
        Some(Line {
            program: family.formulation_at(&[from]).program,
            delta: delta.unwrap_or_default(),
            from,
            to,
        })
    }

    /// θ at a part of the range, exactly A and B at its ends.
    #[must_use]
    pub(crate) fn at(&self, part: f64) -> f64 {
        if part >= 1.0 {
            self.to
        } else {
            self.from + part * (self.to - self.from)
        }
    }
}

/// A part of the path on which one basis is optimal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    /// θ where it begins.
    pub from: f64,
    /// θ where it ends.
    pub to: f64,
    /// Where it begins and ends, as parts of the range.
    pub parts: (f64, f64),
    /// The plan at its begin, one value per column.
    pub start: &'a [f64],
    /// The plan at its end, of the same basis.
    pub end: &'a [f64],
    /// Whether the plan at its begin is known to be the one at the end of the piece before.
    pub goes_on: bool,
    /// Where all columns stand, and behind them all rows.
    pub places: &'a [BasisStatus],
    /// What is proved at its two ends.
    pub proofs: [Certificate; 2],
    /// What ends it; `None` at B.
    pub ended_by: Option<Variable>,
}

impl Piece<'_> {
    /// Whether it is proved at both ends, and so between.
    #[must_use]
    pub(crate) fn is_proved(&self) -> bool {
        let mut proofs = self.proofs.iter();
        proofs.all(|proof| proof.proves_within(&Tolerances::PIECE))
    }

    /// Its basis.
    #[must_use]
    pub(crate) fn basis(&self) -> Basis {
        let columns = self.start.len();
        let rows = self.places.len() - columns;
        Basis::pack(columns, rows, self.places.iter().copied())
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

impl Walk {
    /// Of a line that could not be walked.
    pub(crate) fn none(line: &Line) -> Self {
        Walk {
            gaps: vec![(line.from, line.to)],
            ..Walk::not_begun()
        }
    }

    const fn not_begun() -> Self {
        Walk {
            pieces: 0,
            is_complete: false,
            gaps: Vec::new(),
            solved_from_scratch: 0,
            pivots: 0,
            worst: NOTHING_AMISS,
        }
    }

    /// Which part of a line is not covered by proved pieces.
    #[must_use]
    pub(crate) fn open_part(&self, line: &Line) -> f64 {
        let open: f64 = self.gaps.iter().map(|(from, to)| (to - from).abs()).sum();
        open / (line.to - line.from).abs()
    }
}

/// Why there is no path.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum PathError {
    /// The programme at A has no certified optimum.
    #[error("the engine has no certified optimum of the programme at the start of the path: {}", why_not(*.status))]
    NoStart {
        /// What the engine says of it.
        status: Status,
    },
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Where a walk begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Start<'a> {
    /// With a programme solved from scratch.
    Scratch,
    /// With a basis met before.
    Basis(&'a Basis),
}

/// Pieces that are found before the first of them is proved.
const AHEAD: usize = 128;

/// Walks a line from A to B and shows each piece to `visit`, in order. Pieces are found on a thread of their own, unless the
/// study has to keep to one ([`Control::on_threads`](control::Control::on_threads)), and proved on this one.
///
/// # Errors
/// [`PathError`] where the programme at A cannot be solved.
pub(crate) fn walk(
    line: &Line,
    start: Start<'_>,
    visit: impl FnMut(&Piece<'_>),
) -> Result<Walk, PathError> {
    let mut verifier = Verifier::new(line, visit);
    let effort = if control::is_alone() {
        Walker::new(line, |found| verifier.hear(found)).run(start)?
    } else {
        beside(line, start, &mut verifier)?
    };
    control::go_on()?;
    Ok(verifier.finish(&effort))
}

/// Walks on a thread of its own, ahead of the verifier.
fn beside<V: FnMut(&Piece<'_>)>(
    line: &Line,
    start: Start<'_>,
    verifier: &mut Verifier<'_, V>,
) -> Result<Effort, PathError> {
    let bounds = Bounds::of_this_thread();
    std::thread::scope(|scope| {
        let (sender, found) = std::sync::mpsc::sync_channel(AHEAD);
        let send = move |found| sender.send(found).map_err(|_| Unheard);
        let walker = scope.spawn(|| bounds.within(|| Walker::new(line, send).run(start)));
        for found in found {
            if verifier.hear(found).is_err() {
                break;
            }
        }
        match walker.join() {
            Ok(effort) => effort,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

pub(crate) const NOTHING_AMISS: Certificate = Certificate {
    primal_residual: 0.0,
    dual_residual: Some(0.0),
    relative_gap: Some(0.0),
};

/// Proves pieces as they come.
struct Verifier<'a, V> {
    line: &'a Line,
    visit: V,
    prover: Prover<'a>,
    walk: Walk,
    covered: f64,
    /// What the prices at hand show.
    floor: Floor,
    /// The plan at hand.
    shown: Shown,
    /// What both prove together.
    proof: Certificate,
}

impl<'a, V: FnMut(&Piece<'_>)> Verifier<'a, V> {
    fn new(line: &'a Line, visit: V) -> Self {
        Verifier {
            line,
            visit,
            prover: Prover::new(line),
            walk: Walk::not_begun(),
            covered: 0.0,
            floor: Floor::NONE,
            shown: Shown::default(),
            proof: NOTHING_AMISS,
        }
    }

    /// Takes what was found, unless there is to be no more.
    fn hear(&mut self, found: Found) -> Result<(), Unheard> {
        if control::is_cancelled() {
            return Err(Unheard);
        }
        self.take(found);
        Ok(())
    }

    fn take(&mut self, found: Found) {
        let line = self.line;
        match found {
            Found::Piece(piece) => self.prove(*piece),
            Found::Gap(from, to) => self.walk.gaps.push((line.at(from), line.at(to))),
        }
    }

    fn prove(&mut self, piece: Unproved) {
        let (from, to) = piece.parts;
        let goes_on = piece.begin.plan.is_none();
        let at_begin = self.prove_end(from, piece.begin);
        let start = piece.end.plan.is_some().then(|| self.shown.plan.clone());
        let at_end = self.prove_end(to, piece.end);
        let proved = Piece {
            from: self.line.at(from),
            to: self.line.at(to),
            parts: piece.parts,
            start: start.as_deref().unwrap_or(&self.shown.plan),
            end: &self.shown.plan,
            goes_on,
            places: &piece.places,
            proofs: [at_begin, at_end],
            ended_by: piece.ended_by,
        };
        note(&mut self.walk, &proved);
        (self.visit)(&proved);
        self.covered = to;
    }

    /// Proves one end of a piece. A plan or prices that are as before are not measured again.
    fn prove_end(&mut self, theta: f64, end: walker::End) -> Certificate {
        if end.is_as_before() {
            return self.proof;
        }
        self.prover.set_theta(theta);
        if let Some(prices) = end.prices {
            self.floor = self.prover.floor(&prices);
        }
        if let Some(plan) = end.plan {
            self.shown = self.prover.shown(plan);
        }
        self.proof = self.prover.certificate(&self.shown, self.floor);
        self.proof
    }

    fn finish(mut self, effort: &Effort) -> Walk {
        self.walk.is_complete = self.walk.gaps.is_empty() && self.covered >= 1.0;
        self.walk.solved_from_scratch = effort.solved_from_scratch;
        self.walk.pivots = effort.pivots;
        self.walk
    }
}

fn note(walk: &mut Walk, piece: &Piece<'_>) {
    walk.pieces += 1;
    if !piece.is_proved() {
        walk.gaps.push((piece.from, piece.to));
    }
    let worst = &mut walk.worst;
    for proof in &piece.proofs {
        *worst = worst_of(worst, proof);
    }
}

/// The greater of each residual of two proofs.
pub(crate) fn worst_of(a: &Certificate, b: &Certificate) -> Certificate {
    Certificate {
        primal_residual: worse(a.primal_residual, b.primal_residual),
        dual_residual: greater(a.dual_residual, b.dual_residual),
        relative_gap: greater(a.relative_gap, b.relative_gap),
    }
}

fn greater(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(worse(a?, b?))
}
