//! # Along parametric paths
//!
//! The driver moves costs or measures and no row, so a plan stands still on each piece of its path and what it
//! costs and emits is affine there. Four paths are laid over one another: the plan and the all-east baseline,
//! which say what load is short, and for each stretch of the driver on which the same load is short the plan and the
//! baseline for the load that both can serve.

use crate::case::Case;
use crate::engine::Basis;
use crate::family::along::{Programmes, affine_family};
use crate::family::{Family, Range};
use crate::optimum::not_optimal;
use crate::optimum::series::carried;
use crate::path::{self, Line, PathError, Start};
use crate::placement::Shortfall;
use crate::program::Program;

use super::reader::{Held, Reader};
use super::signs::{Signs, Span};
use super::{BreakevenError, Driver, Method};

/// Stretches shorter than this part of the range have nothing in them.
const SHORTEST: f64 = 1e-12;

/// Relative difference up to which two shortfalls are one.
const SAME: f64 = 1e-6;

/// A path.
struct Path {
    held: Vec<Held>,
    /// Whether proved pieces tile it.
    complete: bool,
    /// The programme at its begin, and the basis at its end: there a path beside it may start.
    program: Program,
    basis: Option<Basis>,
}

/// The signs of all claims along a driver; `None` where it moves more than costs and measures.
pub(super) fn signs(
    case: &Case,
    driver: &Driver,
) -> Result<Option<(Signs, Method)>, BreakevenError> {
    let range = (driver.from, driver.to);
    let east = case.at_baseline();
    let (Some(plan), Some(first)) = (
        follow(case, driver, range, None)?,
        follow(&east.urgent_first(), driver, range, None)?,
    ) else {
        return Ok(None);
    };
    let mut complete = plan.complete && first.complete;
    let mut signs = Signs::default();
    let mut before: Option<(Path, Path)> = None;
    for stretch in stretches(&plan, &first, range) {
        if stretch.short.is_empty() {
            signs.spans.extend(overlay(&plan, &first, stretch.range));
            continue;
        }
        let less = case.without(&stretch.short);
        let less_east = east.without(&stretch.short);
        let (near, near_east) = before.as_ref().map(|(a, b)| (a, b)).unzip();
        let (Some(plan), Some(baseline)) = (
            follow(&less, driver, stretch.range, near)?,
            follow(&less_east, driver, stretch.range, near_east)?,
        ) else {
            return Ok(None);
        };
        complete &= plan.complete && baseline.complete;
        signs.spans.extend(overlay(&plan, &baseline, stretch.range));
        before = Some((plan, baseline));
    }
    Ok(Some((signs, Method::Exact { complete })))
}

/// Follows the best plan of a case along the driver, from the end of a path of a case like it where there is one.
fn follow(
    case: &Case,
    driver: &Driver,
    (from, to): (f64, f64),
    near: Option<&Path>,
) -> Result<Option<Path>, BreakevenError> {
    let family = match near {
        None => affine_family(case, &driver.parameter, from, to)?,
        // as affine as that of the case like it
        Some(_) => {
            let mut programmes = Programmes::new(case, &driver.parameter);
            let (low, high) = (programmes.at(from)?, programmes.at(to)?);
            let range = Range {
                low: from,
                high: to,
            };
            Family::between(range, low, &high).filter(|family| !family.moves_matrix())
        }
    };
    let Some(family) = family else {
        return Ok(None);
    };
    if family.moves_bounds() {
        return Ok(None);
    }
    let Some(line) = Line::of(&family, from, to) else {
        return Ok(None);
    };
    let [begin, end] = [from, to].map(|value| family.formulation_at(&[value]));
    let mut reader = Reader::along(case, &begin, &end);
    let near =
        near.and_then(|path| Some(carried(path.basis.as_ref()?, &path.program, &line.program)));
    let start = near.as_ref().map_or(Start::Scratch, Start::Basis);
    let mut last = None;
    let walk = path::walk(&line, start, |piece| {
        reader.take(piece);
        last = (piece.parts.1 >= 1.0).then(|| piece.basis());
    });
    let walk = walk.map_err(|error| match error {
        PathError::NoStart { status } => not_optimal(&case.name, status),
        PathError::Cancelled(cancelled) => cancelled.into(),
    })?;
    Ok(Some(Path {
        held: reader.held,
        complete: walk.is_complete,
        program: line.program,
        basis: last,
    }))
}

/// A stretch of the driver on which the same load is short.
struct Stretch {
    range: (f64, f64),
    /// Short in the plan or in the baseline.
    short: Vec<Shortfall>,
}

fn stretches(plan: &Path, first: &Path, range: (f64, f64)) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (from, to, own, east) in pairs(plan, first, range) {
        let short: Vec<Shortfall> = own.short.iter().chain(east.short.iter()).copied().collect();
        match stretches.last_mut() {
            Some(last) if same(&last.short, &short) => last.range.1 = to,
            _ => stretches.push(Stretch {
                range: (from, to),
                short,
            }),
        }
    }
    stretches
}

fn same(a: &[Shortfall], b: &[Shortfall]) -> bool {
    let close = |a: &Shortfall, b: &Shortfall| {
        a.what == b.what && (a.amount - b.amount).abs() <= SAME * (1.0 + a.amount.abs())
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| close(a, b))
}

/// Two paths laid over one another: where each piece of one meets a piece of the other.
fn pairs<'a>(
    plan: &'a Path,
    baseline: &'a Path,
    (from, to): (f64, f64),
) -> Vec<(f64, f64, &'a Held, &'a Held)> {
    let shortest = SHORTEST * (to - from);
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(own), Some(east)) = (plan.held.get(i), baseline.held.get(j)) {
        let (begin, end) = (own.from.max(east.from), own.to.min(east.to));
        if end - begin > shortest {
            pairs.push((begin, end, own, east));
        }
        if own.to <= east.to {
            i += 1;
        }
        if east.to <= own.to {
            j += 1;
        }
    }
    pairs
}

fn overlay(plan: &Path, baseline: &Path, range: (f64, f64)) -> Vec<Span> {
    let within = pairs(plan, baseline, range)
        .into_iter()
        .filter_map(|(from, to, own, east)| {
            let (from, to) = (from.max(range.0), to.min(range.1));
            (to > from).then(|| Span {
                from,
                to,
                start: (own.at(from), east.at(from)),
                end: (own.at(to), east.at(to)),
            })
        });
    within.collect()
}
