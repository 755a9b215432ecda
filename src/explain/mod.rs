//! # Reasons: why the plan is what it is
//!
//! [`explain`] answers what a planner is asked about a plan: what binds and what one unit more of it is worth
//! ([`limits`], [`shares`], [`latency`]), why each workload runs where it runs ([`places`]), and how firm the
//! answer is, hub by hub ([`firmness`]). Every figure is an optimum of the case's own programme with one number
//! moved, or a slope between such optima ([`slope`]); none is an estimate.
//!
//! ```
//! use eastwest::{explain::{Request, explain}, input::read_case};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let told = explain(&case, &Request::default()).map_err(|error| error.to_string())?;
//! // one MW more at plateau takes one MW of backup from coast
//! assert!((told.limits[0].one_more_saves() - 5_681_612.5).abs() < 1e-3);
//! assert_eq!(told.droppable, []);
//! # Ok::<(), String>(())
//! ```

mod asked;
mod extreme;
pub(crate) mod firmness;
mod focus;
pub(crate) mod latency;
pub(crate) mod limits;
mod optimum;
pub(crate) mod places;
pub(crate) mod shares;
mod slope;
mod unit_cost;

pub use self::{
    firmness::{Carrier, Without},
    focus::{Focus, Rule, UnknownName},
    limits::{Limit, PricedLimit},
    places::{At, WorkloadPrice},
    shares::Share,
};
pub(crate) use asked::Barred;
pub(crate) use firmness::Firm;
pub(crate) use latency::{LatencyLimit, LatencyStep};
pub(crate) use shares::PricedShare;
pub(crate) use slope::Piece;
pub(crate) use unit_cost::UnitCost;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answer::Provenance;
use crate::case::{Case, HubId};
use crate::certificate::Certificate;
use crate::control::Control;
use crate::placement::Placement;
use crate::solver::{SolveError, Solver};

use optimum::BasicOptimum;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// About what; about everything by default.
    pub focus: Focus,
    /// How much dearer than the best a plan may be to count as nearly as good, as a part of what is paid
    /// ([`Costs::turnover`](crate::placement::Costs::turnover)), 0 or more; 0.01 by default.
    pub within: f64,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            focus: Focus::default(),
            within: 0.01,
        }
    }
}

/// Reasons for the plan of a case.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The case as solved.
    pub case: Case,
    /// What was asked.
    pub request: Request,
    /// The plan that is explained.
    pub placement: Placement,
    /// Its cost with penalties, CNY.
    pub objective_cny: f64,
    /// Its proof.
    pub certificate: Certificate,
    /// Limits that bind, by kind.
    pub limits: Vec<PricedLimit>,
    /// Share rules that bind.
    pub shares: Vec<PricedShare>,
    /// Round-trip limits.
    pub latency: Vec<LatencyLimit>,
    /// Workloads and the hubs that they may use.
    pub places: Vec<WorkloadPrice>,
    /// Money by which a plan may be dearer and count as nearly as good, CNY.
    pub allowance_cny: f64,
    /// Least and most load within that allowance.
    pub firmness: Vec<Firm>,
    /// What the best plan without each hub costs more.
    pub without: Vec<Without>,
    /// Hubs that can be dropped all together at no cost.
    pub droppable: Vec<HubId>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Counts the steps of an explanation for who waits for it.
struct Progress<'a> {
    control: &'a Control<'a>,
    done: AtomicUsize,
    of: usize,
}

impl Progress<'_> {
    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.tell(done);
    }

    #[allow(clippy::cast_precision_loss)]
    fn tell(&self, done: usize) {
        self.control.tell("reasons", done as f64, self.of as f64);
    }
}

/// Explains the best plan of a case.
///
/// # Errors
/// [`SolveError`] where the engine cannot certify an optimum: reasons need its basis, so no other solver can
/// stand in.
pub fn explain(case: &Case, request: &Request) -> Result<Explanation, SolveError> {
    explain_with(case, request, &Control::default())
}

/// As [`explain`]; `control` is told how many reasons there are of all.
///
/// # Errors
/// As [`explain`], and where it is stopped.
pub fn explain_with(
    case: &Case,
    request: &Request,
    control: &Control<'_>,
) -> Result<Explanation, SolveError> {
    control.run(|| explained(case, request, control))
}

fn explained(
    case: &Case,
    request: &Request,
    control: &Control<'_>,
) -> Result<Explanation, SolveError> {
    let focus = &request.focus;
    let optimum = BasicOptimum::lay(case)?;
    let carriers = firmness::carriers(case, focus);
    let hubs = if focus.is_everything() {
        focus.hubs_of(case)
    } else {
        focus.hubs.clone()
    };
    let progress = &Progress {
        control,
        done: AtomicUsize::new(0),
        of: places::step_count(&optimum, focus) + carriers.len() + hubs.len(),
    };
    progress.tell(0);
    let allowance_cny = request.within * optimum.placement.costs.turnover();
    let without = firmness::without_each(&optimum, &hubs, progress)?;
    Ok(Explanation {
        limits: limits::priced(&optimum, focus)?,
        shares: shares::priced(&optimum, focus)?,
        latency: latency::limits(&optimum, focus)?,
        places: places::workload_prices(&optimum, focus, progress)?,
        allowance_cny,
        firmness: firmness::bounds(&optimum, &carriers, (allowance_cny, &without), progress)?,
        droppable: firmness::droppable(&optimum, &without)?,
        without,
        provenance: Provenance::of(Solver::Engine),
        case: case.clone(),
        request: request.clone(),
        objective_cny: optimum.objective_cny,
        certificate: optimum.certificate,
        placement: optimum.placement,
    })
}
