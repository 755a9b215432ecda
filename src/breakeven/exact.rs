//! # Along parametric paths
//!
//! The driver moves costs or measures and no row, so a plan stands still on each piece of its path and what it
//! costs and emits is affine there. Four paths are laid over one another: the plan and the all-east baseline,
//! which say what load is short, and for each stretch of the driver on which the same load is short the plan and the
//! baseline for the load that both can serve.

use crate::answer::not_optimal;
use crate::case::{Case, Side};
use crate::path::{self, Line, PathError, Piece, Start};
use crate::placement::{Placement, Shortfall};
use crate::solver::Solution;
use crate::sweep::family::Family;
use crate::trace::{Programmes, affine_family};

use super::quantities::Quantities;
use super::signs::{Signs, Span};
use super::{BreakevenError, Driver, Method};

/// Stretches shorter than this part of the range have nothing in them.
const SHORTEST: f64 = 1e-12;

/// Relative difference up to which two shortfalls are one.
const SAME: f64 = 1e-6;

/// A piece of a path: a plan that stands still, with its figures at both ends.
struct Held {
    from: f64,
    to: f64,
    start: Quantities,
    end: Quantities,
    /// Demand that it does not serve.
    short: Vec<Shortfall>,
}

impl Held {
    fn at(&self, value: f64) -> Quantities {
        self.start
            .towards(&self.end, (value - self.from) / (self.to - self.from))
    }
}

/// A path, and whether proved pieces tile it.
struct Path {
    held: Vec<Held>,
    complete: bool,
}

/// The signs of all claims along a driver; `None` where it moves more than costs and measures.
pub(super) fn signs(
    case: &Case,
    driver: &Driver,
) -> Result<Option<(Signs, Method)>, BreakevenError> {
    let range = (driver.from, driver.to);
    let east = case.restricted_to(Side::East);
    let (Some(plan), Some(first)) = (
        follow(case, driver, range)?,
        follow(&east.urgent_first(), driver, range)?,
    ) else {
        return Ok(None);
    };
    let mut complete = plan.complete && first.complete;
    let mut signs = Signs::default();
    for stretch in stretches(&plan, &first, range) {
        if stretch.short.is_empty() {
            signs.spans.extend(overlay(&plan, &first, stretch.range));
            continue;
        }
        let less = case.without(&stretch.short);
        let less_east = east.without(&stretch.short);
        let (Some(plan), Some(baseline)) = (
            follow(&less, driver, stretch.range)?,
            follow(&less_east, driver, stretch.range)?,
        ) else {
            return Ok(None);
        };
        complete &= plan.complete && baseline.complete;
        signs.spans.extend(overlay(&plan, &baseline, stretch.range));
    }
    Ok(Some((signs, Method::Exact { complete })))
}

/// Follows the best plan of a case along the driver.
fn follow(
    case: &Case,
    driver: &Driver,
    (from, to): (f64, f64),
) -> Result<Option<Path>, BreakevenError> {
    let Some(family) = affine_family(case, &driver.parameter, from, to)? else {
        return Ok(None);
    };
    if family.moves_bounds() {
        return Ok(None);
    }
    let Some(line) = Line::of(&family, from, to) else {
        return Ok(None);
    };
    let mut reader = Reader {
        programmes: Programmes::new(case, &driver.parameter),
        family: &family,
        held: Vec::new(),
        failed: None,
    };
    let walk = path::walk(&line, Start::Scratch, |piece| reader.take(piece));
    let walk = walk.map_err(|PathError::NoStart { status }| not_optimal(&case.name, status))?;
    match reader.failed {
        Some(error) => Err(error),
        None => Ok(Some(Path {
            held: reader.held,
            complete: walk.is_complete,
        })),
    }
}

/// Reads pieces as they come.
struct Reader<'a> {
    programmes: Programmes<'a>,
    family: &'a Family,
    held: Vec<Held>,
    failed: Option<BreakevenError>,
}

impl Reader<'_> {
    fn take(&mut self, piece: &Piece<'_>) {
        let ends = self
            .read(piece.from, piece.start)
            .and_then(|start| Ok((start, self.read(piece.to, piece.end)?)));
        match ends {
            Ok(((start, short), (end, _))) => self.held.push(Held {
                from: piece.from,
                to: piece.to,
                start,
                end,
                short,
            }),
            Err(error) => self.failed = Some(error),
        }
    }

    fn read(
        &mut self,
        value: f64,
        x: &[f64],
    ) -> Result<(Quantities, Vec<Shortfall>), BreakevenError> {
        let formulation = self.family.formulation_at(&[value]);
        let solution = Solution {
            x: x.to_vec(),
            duals: None,
        };
        let case = self.programmes.case_at(value)?;
        let placement = Placement::read(case, &formulation, &solution);
        let mut short = placement.shortfalls.clone();
        short.retain(|short| short.what.is_demand());
        Ok((Quantities::of(case, &placement), short))
    }
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
        let short: Vec<Shortfall> = own.short.iter().chain(&east.short).copied().collect();
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
