//! Break-even values as plain records.

use serde::Serialize;

use crate::answer::Provenance;
use crate::breakeven::{Breakeven, Claim, Method, Services, Turned, Verdict};
use crate::case::{Accounting, Kind};
use crate::report::document::DirtierMoveRow;

/// Version of the keys below.
const SCHEMA_VERSION: u32 = 2;

/// A whole answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BreakevenDocument {
    schema_version: u32,
    case: String,
    accounting: &'static str,
    /// `side`, `hubs` or `plan`.
    baseline: &'static str,
    periods: usize,
    drivers: Vec<DriverRecord>,
    /// Drivers that have no answer.
    failed: Vec<FailedRecord>,
    dirtier_moves: Vec<DirtierRecord>,
    provenance: Provenance,
}

#[derive(Debug, Clone, Serialize)]
struct DriverRecord {
    driver: &'static str,
    /// As `--set` takes it, with `*=` for a factor and `=` for a value.
    set: String,
    unit: &'static str,
    now: f64,
    from: f64,
    /// `null` for a limit that may be none.
    to: Option<f64>,
    /// `exact`, `steps` or `bracketed`.
    method: &'static str,
    /// Whether no change in the range can have been missed.
    complete: bool,
    /// Greatest distance of a stated value from the true one; 0 where exact.
    width: f64,
    claims: Vec<ClaimRecord>,
}

#[derive(Debug, Clone, Serialize)]
struct FailedRecord {
    driver: &'static str,
    reason: String,
}

#[derive(Debug, Clone, Serialize)]
struct ClaimRecord {
    /// `cost`, `carbon` or `headroom`.
    claim: &'static str,
    /// `training`, `storage`, `inference` or `all`; `null` for a headroom.
    kind: Option<&'static str>,
    /// Of carbon.
    accounting: Option<&'static str>,
    /// `tightest` or `under_20_ms`, of a headroom.
    services: Option<&'static str>,
    holds_now: bool,
    /// The nearest changes under and over `now`.
    changes_below: Option<f64>,
    changes_above: Option<f64>,
    changes: Vec<ChangeRecord>,
}

#[derive(Debug, Clone, Serialize)]
struct ChangeRecord {
    value: f64,
    holds_above: bool,
    is_jump: bool,
}

#[derive(Debug, Clone, Serialize)]
struct DirtierRecord {
    accounting: &'static str,
    moves: Vec<DirtierMoveRow>,
}

impl BreakevenDocument {
    /// The records of an answer.
    #[must_use]
    pub(crate) fn of(turned: &Breakeven) -> Self {
        let case = &turned.case;
        Self {
            schema_version: SCHEMA_VERSION,
            case: case.name.clone(),
            accounting: case.accounting.name(),
            baseline: case.baseline.kind(),
            periods: case.periods.len(),
            drivers: turned.drivers.iter().map(DriverRecord::of).collect(),
            failed: turned
                .unturned
                .iter()
                .map(|failed| FailedRecord {
                    driver: failed.kind.name(),
                    reason: failed.reason.to_string(),
                })
                .collect(),
            dirtier_moves: turned
                .dirtier
                .iter()
                .map(|(accounting, moves)| DirtierRecord {
                    accounting: accounting.name(),
                    moves: moves.iter().map(|m| DirtierMoveRow::of(case, m)).collect(),
                })
                .collect(),
            provenance: turned.provenance.clone(),
        }
    }
}

impl DriverRecord {
    fn of(turned: &Turned) -> Self {
        let driver = &turned.driver;
        let how = driver.parameter.how;
        let (method, complete, width) = match turned.method {
            Method::Exact { complete } => ("exact", complete, 0.0),
            Method::Steps { .. } => ("steps", true, 0.0),
            Method::Bracketed { width, .. } => ("bracketed", false, width),
        };
        let is_factor = how == crate::parameter::OperationKind::Factor;
        Self {
            driver: driver.kind.name(),
            set: format!("{}{}", driver.parameter.key, how.sign()),
            unit: if is_factor {
                "-"
            } else {
                driver.parameter.key.unit()
            },
            now: driver.now,
            from: driver.from,
            to: driver.to.is_finite().then_some(driver.to),
            method,
            complete,
            width,
            claims: turned
                .verdicts
                .iter()
                .map(|verdict| ClaimRecord::of(verdict, driver.now))
                .collect(),
        }
    }
}

impl ClaimRecord {
    fn of(verdict: &Verdict, now: f64) -> Self {
        let changes = verdict.flips.iter().map(|flip| ChangeRecord {
            value: flip.value,
            holds_above: flip.holds_above,
            is_jump: flip.is_jump,
        });
        Self {
            claim: match verdict.claim {
                Claim::Cost(_) => "cost",
                Claim::Carbon(..) => "carbon",
                Claim::Headroom(_) => "headroom",
            },
            kind: kind(verdict.claim),
            accounting: accounting(verdict.claim).map(Accounting::name),
            services: services(verdict.claim),
            holds_now: verdict.holds_now,
            changes_below: verdict.below(now).map(|flip| flip.value),
            changes_above: verdict.above(now).map(|flip| flip.value),
            changes: changes.collect(),
        }
    }
}

const fn accounting(claim: Claim) -> Option<Accounting> {
    match claim {
        Claim::Carbon(_, accounting) => Some(accounting),
        Claim::Cost(_) | Claim::Headroom(_) => None,
    }
}

fn kind(claim: Claim) -> Option<&'static str> {
    match claim {
        Claim::Cost(kind) | Claim::Carbon(kind, _) => Some(kind.map_or("all", Kind::name)),
        Claim::Headroom(_) => None,
    }
}

const fn services(claim: Claim) -> Option<&'static str> {
    match claim {
        Claim::Headroom(Services::Tightest) => Some("tightest"),
        Claim::Headroom(Services::Near) => Some("under_20_ms"),
        Claim::Cost(_) | Claim::Carbon(..) => None,
    }
}
