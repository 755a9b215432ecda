//! # Finding the pieces
//!
//! From basis to basis: how far the present one holds, and which holds from there on. Pieces are handed on as they are found,
//! in order, to whoever proves them.

use crate::engine::parametric::{Parametric, Reach};
use crate::engine::{BasisStatus, Reason, Status, Variable};

use super::proof::Prover;
use super::{Line, PathError, Start};
use crate::certificate::Tolerances;

/// Least part of the range that a piece can have: below, rounding decides what comes first.
const SHORTEST: f64 = 1e-13;

/// Bases without a length of their own that may follow on one another.
const AGAIN: usize = 1000;

/// First step, as a part of the range, where the basis that holds next is not found at the end of the one before.
const FIRST_LEAP: f64 = 1e-10;

/// What is found, as parts of the range.
pub(super) enum Found {
    /// A piece, to be proved.
    Piece(Box<Unproved>),
    /// No basis was found between.
    Gap(f64, f64),
}

/// A piece without its proof.
pub(super) struct Unproved {
    pub parts: (f64, f64),
    pub ended_by: Option<Variable>,
    pub places: Vec<BasisStatus>,
    pub begin: End,
    pub end: End,
}

/// An end of a piece.
#[derive(Default)]
pub(super) struct End {
    /// The plan; none if it is the one before.
    pub plan: Option<Vec<f64>>,
    /// Row prices; none if they are those before.
    pub prices: Option<Vec<f64>>,
}

impl End {
    pub(super) fn is_as_before(&self) -> bool {
        self.plan.is_none() && self.prices.is_none()
    }
}

/// What a walk took.
#[derive(Default)]
pub(super) struct Effort {
    pub solved_from_scratch: usize,
    pub pivots: usize,
}

/// Nobody listens any more.
pub(super) struct Unheard;

/// Takes pieces as they are found.
pub(super) trait Listen: FnMut(Found) -> Result<(), Unheard> {}

impl<F: FnMut(Found) -> Result<(), Unheard>> Listen for F {}

pub(super) struct Walker<'a, F> {
    follower: Parametric,
    prover: Prover<'a>,
    /// Part of the range that is done.
    covered: f64,
    found: F,
    effort: Effort,
}

impl<'a, F: Listen> Walker<'a, F> {
    pub(super) fn new(line: &'a Line, found: F) -> Self {
        Walker {
            follower: Parametric::new(&line.program, line.delta.clone()),
            prover: Prover::new(line),
            covered: 0.0,
            found,
            effort: Effort::default(),
        }
    }

    /// Walks the whole line.
    pub(super) fn run(mut self, start: Start<'_>) -> Result<Effort, PathError> {
        self.begin(start)?;
        // if nobody listens, nobody asks for the rest
        let _unheard = self.go();
        Ok(self.effort)
    }

    fn go(&mut self) -> Result<(), Unheard> {
        let mut prices = Some(self.follower.prices());
        let (mut again, mut goes_on) = (0, true);
        loop {
            let mut reach = self.follower.reach();
            if reach.theta - self.follower.theta() <= SHORTEST {
                // what ends at one θ may be told apart by rounding
                if again < AGAIN && goes_on {
                    again += 1;
                    self.follower.follow(reach);
                    goes_on = self.go_on(&mut prices);
                    continue;
                }
                match self.leap()? {
                    Some(further) => reach = further,
                    None => return Ok(()),
                }
                prices = Some(self.follower.prices());
            }
            again = 0;
            let end = reach.theta.min(1.0);
            let begin = End {
                plan: self.follower.moved_plan(),
                prices: prices.take(),
            };
            self.follower.follow(reach);
            (self.found)(Found::Piece(Box::new(Unproved {
                parts: (self.covered, end),
                ended_by: reach.blocked_by.filter(|_| end < 1.0),
                places: self.follower.statuses().to_vec(),
                begin,
                end: End {
                    plan: self.follower.moved_plan(),
                    prices: Some(self.follower.prices()),
                },
            })))?;
            self.covered = end;
            if end >= 1.0 {
                return Ok(());
            }
            goes_on = self.go_on(&mut prices);
        }
    }

    /// Goes on to the basis that holds from the present θ on; whether by steps. Takes its prices, unless they are
    /// those before.
    fn go_on(&mut self, prices: &mut Option<Vec<f64>>) -> bool {
        let status = self.follower.reoptimise();
        self.count();
        if !self.follower.keeps_prices() {
            *prices = Some(self.follower.prices());
        }
        status == Status::Optimal && self.follower.pivots() > 0
    }

    fn begin(&mut self, start: Start<'_>) -> Result<(), PathError> {
        if let Start::Basis(basis) = start
            && let Ok(Status::Optimal) = self.follower.solve_from(basis)
        {
            self.count();
            if self.is_proved() {
                return Ok(());
            }
        }
        self.effort.solved_from_scratch += 1;
        let status = self.follower.solve();
        self.count();
        match status {
            Status::Optimal if self.is_proved() => Ok(()),
            // an optimum of the engine that its prices do not prove
            Status::Optimal => Err(PathError::NoStart {
                status: Status::Uncertified(Reason::Residuals),
            }),
            status => Err(PathError::NoStart { status }),
        }
    }

    /// Whether the present basis is proved optimal at the present θ.
    fn is_proved(&mut self) -> bool {
        self.prover.set_theta(self.follower.theta());
        let shown = self.prover.shown(self.follower.plan());
        let floor = self.prover.floor(&self.follower.prices());
        (self.prover.certificate(&shown, floor)).proves_within(&Tolerances::PIECE)
    }

    fn count(&mut self) {
        self.effort.pivots += self.follower.pivots();
    }

    /// Where no basis was found that holds beyond the present θ, the first one found at a small distance is asked
    /// whether it holds from θ on; if not, what lies between is a gap.
    fn leap(&mut self) -> Result<Option<Reach>, Unheard> {
        let begin = self.follower.theta();
        let mut distance = FIRST_LEAP;
        loop {
            let landing = (begin + distance).min(1.0);
            self.follower.set_theta(landing);
            let status = self.follower.reoptimise();
            self.count();
            let reach = self.follower.reach();
            let holds_on = landing >= 1.0 || reach.theta > landing + SHORTEST;
            if holds_on && status == Status::Optimal && self.is_proved() {
                self.follower.set_theta(begin);
                if !self.is_proved() {
                    self.follower.set_theta(landing);
                    self.gap(begin, landing)?;
                }
                return Ok(Some(reach));
            }
            if landing >= 1.0 {
                self.gap(begin, 1.0)?;
                return Ok(None);
            }
            distance *= 8.0;
        }
    }

    fn gap(&mut self, from: f64, to: f64) -> Result<(), Unheard> {
        self.covered = to;
        (self.found)(Found::Gap(from, to))
    }
}
