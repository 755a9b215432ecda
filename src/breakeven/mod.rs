//! # Break-even: where each of the three claims stops being true
//!
//! The [claims] compare plans with the case's baseline. Here one driver at a time (a price, a share, a limit) goes through its
//! range, the others held, and all plans are optimised again along it; the baseline too, as far as it is not given.
//! Each claim is a few *parts* that all have to be positive, those by which [`claims`] tells it:
//!
//! ```text
//!     cost        saved − network > 0,  saved > 0     for training, storage, inference and all work, CNY
//!     carbon      baseline − plan > 0                 the same, by accounting, t CO2
//!     headroom    λ₁ − λ₀ > 0                         of the tightest services and of all near ones
//! ```
//!
//! - **Prices and factors** that enter costs or measures alone: [`exact`]. All optima follow parametric
//!   [paths](crate::path), on whose pieces plans stand still and parts are affine in the driver, so each sign change
//!   is the root of a line, or a breakpoint where a plan jumps. Where the baseline cannot serve everything, what both can
//!   serve is compared, as in the claims: its own paths for each stretch on which the same load is short. The plan in which one
//!   kind alone moves has a path for each stretch on which the others stand still.
//! - **Round-trip limits and round trips**: [`steps`]. Only the round trips of links matter, and the limits of other workloads, so every
//!   limit between them is tried.
//! - **What enters the matrix or a limit** (capacities, days for moving data, a PUE or a green share beside a green target): [`bracket`]. The
//!   claims are assessed at spread values, and each change between two of them is bisected to the last digits. Two changes
//!   between neighbouring values are not seen, and the answer says so. So it is where a path cannot be certified.
//!
//! A driver without an answer is told of with its reason ([`Unturned`]), beside those that have one.
//!
//! What break-even takes of the claims, and nothing else: the comparison of two sides (`claims::compare_by`) with the programmes that it asks for,
//! the programmes of one kind and of headroom (`assessor`); the placements that it compares and how it restricts a case (`exact`); which
//! figures have to be positive (`quantities`); and the values of a round-trip limit at which what the baseline leaves out comes in another
//! order ([`Case::order_changes`], `steps`).
//!
//! ```
//! use eastwest::{breakeven::{Claim, DriverKind, breakeven}, input::read_case};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let turned = breakeven(&case, &[DriverKind::BandwidthPrice]).map_err(|error| error.to_string())?;
//! // the saving of all work is 113 times the network, most of which is transfer: bandwidth never gets there in its range
//! let cost = turned.drivers[0].verdict(Claim::Cost(None)).ok_or("no verdict")?;
//! assert!(cost.holds_now && cost.flips.is_empty());
//! # Ok::<(), String>(())
//! ```

mod assessor;
pub(crate) mod bracket;
mod driver;
pub(crate) mod exact;
mod quantities;
mod reader;
mod signs;
pub(crate) mod steps;

pub use self::{
    driver::DriverKind,
    quantities::{Claim, Services},
    signs::Flip,
};
pub(crate) use driver::Driver;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answer::Provenance;
use crate::case::{Accounting, Case};
use crate::claims::{self, Claims, DirtierMove};
use crate::control::{self, Cancelled, Control};
use crate::optimum;
use crate::parallel;
use crate::parameter::ChangeError;
use crate::placement::Placement;
use crate::solver::{SolveError, Solver};

/// How the flips of a driver were found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Exactly, by parametric paths; `complete` where proved pieces tile the whole range.
    Exact {
        /// Whether no part of the range is left open.
        complete: bool,
    },
    /// Exactly, by trying every limit between the round trips of links; so many.
    Steps {
        /// Limits tried.
        tried: usize,
    },
    /// By bisection between evenly spread values; so many, each flip to that width.
    Bracketed {
        /// Values of the driver at which the claims were assessed to begin with.
        samples: usize,
        /// Greatest distance of a stated flip from the true one, in units of the driver.
        width: f64,
    },
}

/// A claim along a driver.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Which claim.
    pub claim: Claim,
    /// Whether it holds at the case's own value.
    pub holds_now: bool,
    /// Values of the driver at which it begins or stops to hold, ascending.
    pub flips: Vec<Flip>,
}

impl Verdict {
    /// The nearest flip under the driver's own value.
    #[must_use]
    pub(crate) fn below(&self, now: f64) -> Option<&Flip> {
        self.flips.iter().rev().find(|flip| flip.value <= now)
    }

    /// The nearest flip over the driver's own value.
    #[must_use]
    pub(crate) fn above(&self, now: f64) -> Option<&Flip> {
        self.flips.iter().find(|flip| flip.value > now)
    }
}

/// All claims along one driver.
#[derive(Debug, Clone)]
pub struct Turned {
    /// The driver.
    pub driver: Driver,
    /// How its flips were found.
    pub method: Method,
    /// By claim.
    pub verdicts: Vec<Verdict>,
}

impl Turned {
    /// What becomes of a claim.
    #[must_use]
    pub fn verdict(&self, claim: Claim) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.claim == claim)
    }
}

/// A driver without an answer.
#[derive(Debug, Clone)]
pub struct Unturned {
    /// Which.
    pub kind: DriverKind,
    /// Why.
    pub reason: Arc<BreakevenError>,
}

/// The three claims, turned round.
#[derive(Debug, Clone)]
pub struct Breakeven {
    /// The case.
    pub case: Case,
    /// The claims as they stand.
    pub claims: Claims,
    /// By driver; those that the case does not have are left out.
    pub drivers: Vec<Turned>,
    /// Drivers that the case has and that have no answer.
    pub unturned: Vec<Unturned>,
    /// Moves to dirtier hubs, by accounting; marginal only where every hub has a factor.
    pub dirtier: Vec<(Accounting, Vec<DirtierMove>)>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BreakevenError {
    /// A programme could not be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// A value within a driver's range is none that the case allows.
    #[error(transparent)]
    Invalid(#[from] ChangeError),
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Turns the claims of a case round, driver by driver.
///
/// # Errors
/// [`BreakevenError`] where the case itself has no certified optimum, or its claims none. What goes wrong along one
/// driver is told in [`Breakeven::unturned`].
pub fn breakeven(case: &Case, kinds: &[DriverKind]) -> Result<Breakeven, BreakevenError> {
    breakeven_with(case, kinds, &Control::default())
}

/// As [`breakeven`]; `control` is told how many drivers are done.
///
/// # Errors
/// As [`breakeven`], and where it is stopped.
pub fn breakeven_with(
    case: &Case,
    kinds: &[DriverKind],
    control: &Control<'_>,
) -> Result<Breakeven, BreakevenError> {
    control.run(|| turned_round(case, kinds, control))
}

fn turned_round(
    case: &Case,
    kinds: &[DriverKind],
    control: &Control<'_>,
) -> Result<Breakeven, BreakevenError> {
    let (formulation, solved) = optimum::solve(case, Solver::Engine)?;
    let plan = Placement::read(case, &formulation, &solved.solution);
    let claims = claims::assess(case, &plan, Solver::Engine)?;
    let of = |kind| Driver::of(case, kind);
    let (drivers, unturned) = turn_each(case, &claims, (kinds, &of), control);
    Ok(Breakeven {
        drivers,
        unturned,
        dirtier: dirtier(case, &claims),
        case: case.clone(),
        provenance: Provenance::of(Solver::Engine),
        claims,
    })
}

/// The driver of a kind, if the case has one.
type Found<'a> = &'a (dyn Fn(DriverKind) -> Result<Option<Driver>, ChangeError> + Sync);

/// Turns each kind of driver; one without an answer takes no other with it.
fn turn_each(
    case: &Case,
    claims: &Claims,
    (kinds, of): (&[DriverKind], Found<'_>),
    control: &Control<'_>,
) -> (Vec<Turned>, Vec<Unturned>) {
    let count = AtomicUsize::new(0);
    #[allow(clippy::cast_precision_loss)]
    let tell = |done: usize| control.tell("drivers", done as f64, kinds.len() as f64);
    tell(0);
    let turned = parallel::each(kinds, |&kind| {
        let driver = of(kind).map_err(BreakevenError::from);
        let turned = driver.and_then(|d| d.map(|d| turn(case, claims, d)).transpose());
        tell(count.fetch_add(1, Ordering::Relaxed) + 1);
        turned.map_err(|error| Unturned {
            kind,
            reason: Arc::new(error),
        })
    });
    let (mut drivers, mut unturned) = (Vec::new(), Vec::new());
    for turned in turned {
        match turned {
            Ok(turned) => drivers.extend(turned),
            Err(failed) => unturned.push(failed),
        }
    }
    (drivers, unturned)
}

fn turn(case: &Case, now: &Claims, driver: Driver) -> Result<Turned, BreakevenError> {
    control::go_on()?;
    let claims = Claim::all(case);
    let (signs, method) = match driver.kind {
        DriverKind::RttLimit => steps::signs(case, &driver, &claims)?,
        DriverKind::Latency => steps::of_latency(case, &driver, &claims)?,
        _ => match exact::signs(case, &driver, &claims) {
            Ok(Some(found)) => found,
            // a path that cannot be certified does not end the search
            Ok(None) | Err(BreakevenError::Solve(_)) => bracket::signs(case, &driver, &claims)?,
            Err(error) => return Err(error),
        },
    };
    let verdicts = claims.into_iter().map(|claim| Verdict {
        claim,
        holds_now: claim.holds(now),
        flips: signs.flips(claim),
    });
    Ok(Turned {
        verdicts: verdicts.collect(),
        method,
        driver,
    })
}

fn dirtier(case: &Case, claims: &Claims) -> Vec<(Accounting, Vec<DirtierMove>)> {
    let accountings = claims.carbon.iter().map(|claim| claim.accounting);
    accountings
        .map(|accounting| (accounting, claims.dirtier_moves_by(case, accounting)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PUE under 1 is none: the driver has no answer, and says so; the one beside it has its own.
    #[test]
    fn a_driver_without_an_answer_takes_no_other_with_it() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
        let read = crate::input::read_case(&folder);
        let case = read.unwrap_or_else(|report| panic!("{report}")).case;
        let (formulation, solved) = optimum::solve(&case, Solver::Engine).expect("an optimum");
        let plan = Placement::read(&case, &formulation, &solved.solution);
        let claims = claims::assess(&case, &plan, Solver::Engine).expect("claims");
        let kinds = [DriverKind::WesternPue, DriverKind::HostingGap];
        let of = |kind| {
            let driver = Driver::of(&case, kind)?;
            let broken = |driver| Driver {
                from: 0.1,
                ..driver
            };
            Ok(match kind {
                DriverKind::WesternPue => driver.map(broken),
                _ => driver,
            })
        };
        let (drivers, unturned) = turn_each(&case, &claims, (&kinds, &of), &Control::default());
        let turned: Vec<DriverKind> = drivers.iter().map(|d| d.driver.kind).collect();
        assert_eq!(turned, [DriverKind::HostingGap]);
        let [failed] = unturned.as_slice() else {
            panic!("{unturned:?}");
        };
        assert_eq!(failed.kind, DriverKind::WesternPue);
        assert!(
            failed.reason.to_string().contains("1 or more"),
            "{}",
            failed.reason
        );
    }
}
