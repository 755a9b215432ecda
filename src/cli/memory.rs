//! A programme that the computer cannot hold is refused before it is written, rather than ended by the system.

use eastwest::Case;
use eastwest::formulation::Size;
use eastwest::input::free_memory;
use indicatif::{BinaryBytes, HumanCount};

use super::Failure;
use super::output::counted;

/// The part of the free memory that a run may take.
const PART: f64 = 0.9;

/// Refuses a case whose programme, `copies` times over, takes more memory than there is, or than `--memory` allows.
pub(crate) fn guard(
    case: &Case,
    size: Size,
    copies: u64,
    memory_gb: Option<f64>,
) -> Result<(), Failure> {
    let needed = size.bytes(case).saturating_mul(copies);
    refuse(case, size, (needed, copies), memory_gb)
}

/// As [`guard`], of a case for which plans near the best will do, with claims or without.
pub(crate) fn guard_within_a_gap(
    case: &Case,
    size: Size,
    has_claims: bool,
    memory_gb: Option<f64>,
) -> Result<(), Failure> {
    let needed = size.bytes_within_a_gap(case, has_claims);
    refuse(case, size, (needed, 1), memory_gb)
}

/// Refuses a case that needs more bytes than there are.
fn refuse(
    case: &Case,
    size: Size,
    (needed, copies): (u64, u64),
    memory_gb: Option<f64>,
) -> Result<(), Failure> {
    let Some(allowed) = allowed(memory_gb) else {
        return Ok(());
    };
    if needed <= allowed {
        return Ok(());
    }
    let times = if copies > 1 {
        tr!(", once for each of {copies} threads", copies = copies)
    } else {
        String::new()
    };
    Err(Failure::Input(tr!(
        "error: `{}` is too large: up to {} rows, {} columns and {} entries{times}, about {} of memory where {} may be used\nhelp: {}, {} and {} make it; `--periods one` takes the means of all periods; `--memory GB` allows more than what is free now",
        case.name,
        HumanCount(size.rows),
        HumanCount(size.columns),
        HumanCount(size.entries),
        BinaryBytes(needed),
        BinaryBytes(allowed),
        counted(case.periods.len(), "period", "periods"),
        counted(case.hubs.len(), "hub", "hubs"),
        counted(case.origins.len(), "origin", "origins"),
        times = times
    )))
}

/// Whether a plan of a case can be found in the memory that is free.
pub(crate) fn fits(case: &Case, size: Size) -> bool {
    most_of_free().is_none_or(|allowed| size.bytes_within_a_gap(case, false) <= allowed)
}

/// Bytes that may be used: what was asked for, else most of what is free; `None` where the system does not say.
fn allowed(memory_gb: Option<f64>) -> Option<u64> {
    match memory_gb {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(gb) => Some((gb * 1e9) as u64),
        None => most_of_free(),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)]
fn most_of_free() -> Option<u64> {
    free_memory().map(|bytes| (bytes as f64 * PART) as u64)
}

/// A number of gigabytes over zero.
pub(crate) fn gigabytes(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(gb) if gb > 0.0 && gb.is_finite() => Ok(gb),
        _ => Err(tr!("expected gigabytes over 0, such as 16").to_owned()),
    }
}
