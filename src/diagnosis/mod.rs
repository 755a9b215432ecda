//! # Why a plan cannot meet everything, and what would mend it
//!
//! ```text
//!     rules      demands, limits and policies as switches                        field
//!     conflicts  the smallest sets of rules that cannot hold together            conflict
//!     remedies   the least changes after which all can, tried and priced         remedy
//! ```
//!
//! A plan falls short for one of two reasons. Either rules cannot hold together, whatever a plan does; or they can, and a penalty is
//! cheaper than keeping them ([`Cause`]).
//!
//! ```
//! use eastwest::{diagnosis::{diagnose, Cause}, input::read_case, parameter::Change};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let mut case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! // 30 MW at the coast become 6: too few for the 10 MW of chat that no other hub can serve in time
//! Change::parse("capacity.coast=6", &case)
//!     .and_then(|change| change.apply(&mut case))
//!     .map_err(|error| error.to_string())?;
//! let diagnosis = diagnose(&case).map_err(|error| error.to_string())?;
//! assert_eq!(diagnosis.cause, Cause::Conflict);
//! assert!((diagnosis.conflicts[0].missing.peak_mw() - 4.0).abs() < 1e-6);
//! # Ok::<(), String>(())
//! ```

mod conflict;
mod elastic;
mod field;
mod kind;
mod penalty;
mod remedy;
mod rule;
mod step;

pub use self::{conflict::Conflict, kind::RemedyKind, rule::Rule};
pub(crate) use conflict::Missing;
pub(crate) use remedy::Remedy;
pub(crate) use step::Step;

use crate::case::Case;
use crate::control::Control;
use crate::formulation::size::Size;
use crate::placement::{Placement, Shortfall, ShortfallKind};
use crate::solver::SolveError;

use field::Field;

/// Why a plan falls short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It does not.
    None,
    /// Rules cannot hold together.
    Conflict,
    /// All rules can hold together; a penalty is cheaper.
    Penalty,
}

/// What is wrong with a case, and what would mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// Why.
    pub cause: Cause,
    /// Sets of rules that cannot hold together, of each of which no rule can be spared.
    pub conflicts: Vec<Conflict>,
    /// Whether these are all, the policy or else the demands of one left out of the next.
    pub complete: bool,
    /// What the cheapest plan falls short of now.
    pub shortfalls: Vec<Shortfall>,
    /// Changes after each of which the plan meets everything; those that serve all demand first, the cheapest first.
    pub mends: Vec<Remedy>,
}

/// At most `most` conflicts of a case whose plan falls short of `shortfalls`, and whether they are all.
///
/// # Errors
/// [`SolveError`] where neither the engine nor the reference can tell whether rules hold.
pub fn conflicts(
    case: &Case,
    shortfalls: &[Shortfall],
    most: usize,
) -> Result<(Vec<Conflict>, bool), SolveError> {
    conflict::conflicts(&mut Field::new(case), &suspects(case, shortfalls), most)
}

/// The size of the programme that conflicts are looked for in: that of the case without its round-trip limits and
/// lists of allowed hubs.
#[must_use]
pub(crate) fn size(case: &Case) -> Size {
    Size::of(&field::loosened(case))
}

/// The demands that are short, the largest shortfalls first.
fn suspects(case: &Case, shortfalls: &[Shortfall]) -> Vec<Rule> {
    let mut short: Vec<&Shortfall> = shortfalls.iter().collect();
    short.sort_by(|a, b| b.amount.total_cmp(&a.amount));
    let mut suspects = Vec::new();
    for demand in short
        .into_iter()
        .filter_map(|short| demand(case, short.what))
    {
        if suspects.len() < SUSPECTS && !suspects.contains(&demand) {
            suspects.push(demand);
        }
    }
    suspects
}

fn demand(case: &Case, what: ShortfallKind) -> Option<Rule> {
    match what {
        ShortfallKind::Load {
            workload, origin, ..
        } => Some(Rule::Demand { workload, origin }),
        ShortfallKind::Training { workload } => Rule::of_training(case, workload),
        _ => None,
    }
}

/// Demands that are looked at alone.
const SUSPECTS: usize = 128;

/// The conflicts of a case with what would mend them.
///
/// # Errors
/// [`SolveError`] where a programme cannot be solved.
pub fn diagnose(case: &Case) -> Result<Diagnosis, SolveError> {
    diagnose_with(case, &Control::default())
}

/// As [`diagnose`]; `control` is told what is done next.
///
/// # Errors
/// As [`diagnose`], and where it is stopped.
pub fn diagnose_with(case: &Case, control: &Control<'_>) -> Result<Diagnosis, SolveError> {
    control.run(|| diagnosed(case, control))
}

fn diagnosed(case: &Case, control: &Control<'_>) -> Result<Diagnosis, SolveError> {
    control.tell(tr!("solving the case"), 0.0, 3.0);
    let present = remedy::cheapest(case)?;
    let next = tr!("looking for the smallest sets of rules that conflict");
    control.tell(next, 1.0, 3.0);
    let mut field = Field::new(case);
    let suspects = suspects(case, &present.shortfalls);
    let (conflicts, complete) = conflict::conflicts(&mut field, &suspects, conflict::MOST)?;
    let cause = cause(&conflicts, &present);
    control.tell(tr!("looking for what would mend it"), 2.0, 3.0);
    let mends = match cause {
        Cause::None => Vec::new(),
        Cause::Conflict | Cause::Penalty => remedy::mends(&mut field, &conflicts, &present)?,
    };
    Ok(Diagnosis {
        cause,
        conflicts,
        complete,
        shortfalls: present.shortfalls,
        mends,
    })
}

fn cause(conflicts: &[Conflict], present: &Placement) -> Cause {
    match (conflicts.is_empty(), present.shortfalls.is_empty()) {
        (false, _) => Cause::Conflict,
        (true, false) => Cause::Penalty,
        (true, true) => Cause::None,
    }
}
