//! # Along parametric paths
//!
//! The driver moves costs or measures and no row, so a plan stands still on each piece of its path and what it
//! costs and emits is affine there. Paths are laid over one another:
//!
//! ```text
//!     plan, baseline                for all work: what load is short, and what stands where
//!     plan', baseline'              for the load that both can serve, for each stretch on which the same load is short
//!     only[kind]                    for each stretch on which the loads of the other kinds stand still at baseline'
//! ```
//!
//! Rows and bounds do not move, so a headroom stands still wherever the loads and shortfalls of plan' and baseline' do, beside which it is
//! measured: it is solved once for each such stretch. Where the loads that stand still move with every piece, there is a path for every piece.

use crate::case::{Case, Kind, WorkloadId};
use crate::claims::headroom;
use crate::claims::kind::{ROOM, only_kind};
use crate::engine::Basis;
use crate::family::along::{Programmes, affine_family};
use crate::family::{Family, Range};
use crate::formulation::keys::ColumnKey;
use crate::formulation::{Formulation, formulate};
use crate::optimum::series::carried;
use crate::optimum::{Optimum, not_optimal};
use crate::path::{self, Line, PathError, Start};
use crate::placement::Shortfall;

use super::quantities::{Claim, Services, headroom_parts};
use super::reader::{Held, Reader};
use super::signs::{Signs, Span};
use super::{BreakevenError, Driver, Method};

/// Stretches shorter than this part of the range have nothing in them.
const SHORTEST: f64 = 1e-12;

/// Relative difference up to which two shortfalls are one.
const SAME: f64 = 1e-6;

/// Relative difference up to which two loads that plans are held at are one.
const SAME_LOAD: f64 = 1e-10;

/// A path.
struct Path {
    held: Vec<Held>,
    /// Whether proved pieces tile it.
    complete: bool,
    /// The programme at its begin, and the basis at its end: there a path beside it may start.
    formulation: Formulation,
    basis: Option<Basis>,
}

impl Path {
    /// The plan of a piece, as far as it was kept; all else is 0.
    fn plan(&self, piece: &Held) -> Optimum {
        let mut x = vec![0.0; self.formulation.columns().len()];
        for &(j, value) in piece.kept.iter() {
            x[j] = value;
        }
        Optimum::met(self.formulation.clone(), x)
    }

    /// Columns of some meaning that a piece keeps.
    fn kept(&self, piece: &Held, of: impl Fn(ColumnKey) -> bool) -> Vec<(usize, f64)> {
        let keys = self.formulation.columns();
        let kept = piece.kept.iter().copied();
        kept.filter(|&(j, _)| of(keys[j])).collect()
    }
}

/// The signs of all claims along a driver; `None` where it moves more than costs and measures.
pub(super) fn signs(
    case: &Case,
    driver: &Driver,
    claims: &[Claim],
) -> Result<Option<(Signs, Method)>, BreakevenError> {
    let range = (driver.from, driver.to);
    let east = case.at_baseline();
    let urgent = east.urgent_first();
    let (Some(plan), Some(first)) = (
        Along::new(case, driver).follow(range, None, ColumnKey::is_shortfall)?,
        Along::new(&urgent, driver).follow(range, None, stands)?,
    ) else {
        return Ok(None);
    };
    let mut search = Search {
        driver,
        claims,
        signs: Signs::of(claims),
        complete: plan.complete && first.complete,
    };
    let mut before: Option<(Path, Path)> = None;
    for stretch in stretches(&plan, &first, range) {
        if stretch.short.is_empty() {
            search.headrooms([case, case], (&plan, &first), stretch.range)?;
            search.compare(case, (&plan, &first), stretch.range)?;
            continue;
        }
        let less = case.without(&stretch.short);
        let less_east = east.without(&stretch.short);
        let (near, near_east) = before.as_ref().map(|(a, b)| (a, b)).unzip();
        let (Some(plan), Some(baseline)) = (
            Along::new(&less, driver).follow(stretch.range, near, ColumnKey::is_shortfall)?,
            Along::new(&less_east, driver).follow(stretch.range, near_east, stands)?,
        ) else {
            return Ok(None);
        };
        search.complete &= plan.complete && baseline.complete;
        search.headrooms([case, &less], (&plan, &baseline), stretch.range)?;
        search.compare(&less, (&plan, &baseline), stretch.range)?;
        before = Some((plan, baseline));
    }
    let complete = search.complete;
    Ok(Some((search.signs, Method::Exact { complete })))
}

/// Columns at which other plans may be held.
fn stands(key: ColumnKey) -> bool {
    key.is_shortfall() || matches!(key, ColumnKey::Load { .. })
}

/// What is known of the claims so far.
struct Search<'a> {
    driver: &'a Driver,
    claims: &'a [Claim],
    signs: Signs,
    complete: bool,
}

impl Search<'_> {
    /// Headrooms on a stretch, each solved where what it is measured beside moves. The cases are that of the whole and of the compared load.
    fn headrooms(
        &mut self,
        [case, compared]: [&Case; 2],
        (plan, first): (&Path, &Path),
        range: (f64, f64),
    ) -> Result<(), BreakevenError> {
        for which in [Services::Tightest, Services::Near] {
            let claim = Claim::Headroom(which);
            if self.claims.contains(&claim) {
                let services = which.of(case);
                let grown = headroom::grown(case, compared, &services);
                let mut beside_baseline = Beside::new(&grown, &services, true);
                let mut beside_plan = Beside::new(&grown, &services, false);
                let mut spans = Vec::new();
                for (from, to, own, east) in pairs(plan, first, range) {
                    let held = beside_baseline.factor(first, east)?;
                    let free = beside_plan.factor(plan, own)?;
                    spans.push(Span::still(from, to, headroom_parts([held, free])));
                }
                self.signs.extend(claim, spans);
            }
        }
        Ok(())
    }

    /// Claims for the load of a case that both sides serve, on a stretch of the driver.
    fn compare(
        &mut self,
        case: &Case,
        (plan, baseline): (&Path, &Path),
        range: (f64, f64),
    ) -> Result<(), BreakevenError> {
        self.overlay(None, (plan, baseline), range);
        for kind in Kind::ALL {
            if self.claims.iter().any(|claim| claim.kind() == Some(kind)) {
                self.only(case, kind, baseline, range)?;
            }
        }
        Ok(())
    }

    /// One kind of work alone moves, stretch by stretch on which all else stands still.
    fn only(
        &mut self,
        case: &Case,
        kind: Kind,
        baseline: &Path,
        range: (f64, f64),
    ) -> Result<(), BreakevenError> {
        let along = Along::new(case, self.driver);
        let is_held =
            |key| matches!(key, ColumnKey::Load { workload, .. } if case[workload].kind() != kind);
        let mut near: Option<Path> = None;
        for (stretch, piece) in standing(baseline, range, is_held) {
            let before = baseline.plan(piece);
            let path = along.only(stretch, (kind, &before), near.as_ref())?;
            self.complete &= path.complete;
            self.overlay(Some(kind), (&path, baseline), stretch);
            near = Some(path);
        }
        Ok(())
    }

    /// Lays a path over that of the baseline for the claims about a kind of work, or about all.
    fn overlay(&mut self, kind: Option<Kind>, (plan, baseline): (&Path, &Path), range: (f64, f64)) {
        let of_kind = |claim: &&Claim| !matches!(claim, Claim::Headroom(_)) && claim.kind() == kind;
        for &claim in self.claims.iter().filter(of_kind) {
            self.signs
                .extend(claim, overlay(claim, plan, baseline, range));
        }
    }
}

/// A case whose driver is followed.
#[derive(Clone, Copy)]
struct Along<'a> {
    case: &'a Case,
    driver: &'a Driver,
}

impl<'a> Along<'a> {
    const fn new(case: &'a Case, driver: &'a Driver) -> Self {
        Along { case, driver }
    }

    /// Follows the best plan of the case, from the end of a path of a case like it where there is one. `None` where the driver moves
    /// more than costs and measures.
    fn follow(
        self,
        (from, to): (f64, f64),
        near: Option<&Path>,
        keeps: impl Fn(ColumnKey) -> bool,
    ) -> Result<Option<Path>, BreakevenError> {
        let family = match near {
            None => affine_family(self.case, &self.driver.parameter, from, to)?,
            // as affine as that of the case like it
            Some(_) => self.family((from, to), formulate)?,
        };
        family.map_or(Ok(None), |family| {
            self.walk(&family, (from, to), near, keeps)
        })
    }

    /// Follows the plan in which one kind of work alone may leave the places that it has in a plan.
    fn only(
        self,
        range: (f64, f64),
        (kind, before): (Kind, &Optimum),
        near: Option<&Path>,
    ) -> Result<Path, BreakevenError> {
        let mut failure = None;
        for room in ROOM {
            let family = self.family(range, |case| only_kind(case, kind, before, room))?;
            let found = family.map_or(Ok(None), |family| {
                self.walk(&family, range, near, |_| false)
            });
            match found {
                Ok(Some(path)) => return Ok(path),
                Ok(None) => break,
                Err(error) => failure = Some(error),
            }
        }
        let unlike = || not_optimal(&self.case.name, crate::engine::Status::Infeasible).into();
        Err(failure.unwrap_or_else(unlike))
    }

    /// The programmes between two values, known to be affine; `None` where they differ in more than numbers.
    fn family(
        self,
        (from, to): (f64, f64),
        programme: impl Fn(&Case) -> Formulation,
    ) -> Result<Option<Family>, BreakevenError> {
        let mut programmes = Programmes::new(self.case, &self.driver.parameter);
        let low = programme(programmes.case_at(from)?);
        let high = programme(programmes.case_at(to)?);
        let range = Range {
            low: from,
            high: to,
        };
        let family = Family::between(range, low, &high);
        Ok(family.filter(|family| !family.moves_matrix()))
    }

    fn walk(
        self,
        family: &Family,
        (from, to): (f64, f64),
        near: Option<&Path>,
        keeps: impl Fn(ColumnKey) -> bool,
    ) -> Result<Option<Path>, BreakevenError> {
        if family.moves_bounds() {
            return Ok(None);
        }
        let Some(line) = Line::of(family, from, to) else {
            return Ok(None);
        };
        let [begin, end] = [from, to].map(|value| family.formulation_at(&[value]));
        let mut reader = Reader::along(self.case, (&begin, &end), keeps);
        let near = near.and_then(|path| {
            let basis = path.basis.as_ref()?;
            Some(carried(basis, &path.formulation.program, &line.program))
        });
        let start = near.as_ref().map_or(Start::Scratch, Start::Basis);
        let mut last = None;
        let walk = path::walk(&line, start, |piece| {
            reader.take(piece);
            last = (piece.parts.1 >= 1.0).then(|| piece.basis());
        });
        let walk = walk.map_err(|error| match error {
            PathError::NoStart { status } => not_optimal(&self.case.name, status),
            PathError::Cancelled(cancelled) => cancelled.into(),
        })?;
        Ok(Some(Path {
            held: reader.held,
            complete: walk.is_complete,
            formulation: begin,
            basis: last,
        }))
    }
}

/// λ of services beside a plan that stands still for a while.
struct Beside<'a> {
    case: &'a Case,
    services: &'a [WorkloadId],
    /// Whether all other loads are held where that plan has them.
    is_held: bool,
    /// What it was measured beside last.
    kept: Option<Vec<(usize, f64)>>,
    last: Option<Optimum>,
}

impl<'a> Beside<'a> {
    const fn new(case: &'a Case, services: &'a [WorkloadId], is_held: bool) -> Self {
        Beside {
            case,
            services,
            is_held,
            kept: None,
            last: None,
        }
    }

    /// λ beside a piece of a path.
    fn factor(&mut self, path: &Path, piece: &Held) -> Result<f64, BreakevenError> {
        let is_theirs = |key| matches!(key, ColumnKey::Load { workload, .. } if self.services.contains(&workload));
        let kept = path.kept(piece, |key| !is_theirs(key));
        if !self
            .kept
            .as_ref()
            .is_some_and(|before| same_loads(before, &kept))
        {
            let before = path.plan(piece);
            let beside = (&before, self.is_held);
            let near = self.last.as_ref();
            self.last = headroom::reach(self.case, self.services, beside, near)?;
            self.kept = Some(kept);
        }
        Ok(self.last.as_ref().map_or(0.0, headroom::factor))
    }
}

fn same_loads(a: &[(usize, f64)], b: &[(usize, f64)]) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= SAME_LOAD * (1.0 + a.abs());
    let mut pairs = a.iter().zip(b);
    a.len() == b.len() && pairs.all(|(a, b)| a.0 == b.0 && close(a.1, b.1))
}

/// Stretches of a path on which the columns that are held stand still, each with its first piece.
fn standing(
    path: &Path,
    (from, to): (f64, f64),
    is_held: impl Fn(ColumnKey) -> bool,
) -> Vec<((f64, f64), &Held)> {
    let mut stretches: Vec<((f64, f64), &Held)> = Vec::new();
    let mut last = Vec::new();
    for piece in &path.held {
        let (begin, end) = (piece.from.max(from), piece.to.min(to));
        if end <= begin {
            continue;
        }
        let kept = path.kept(piece, &is_held);
        match stretches.last_mut() {
            Some((range, _)) if same_loads(&last, &kept) => range.1 = end,
            _ => stretches.push(((begin, end), piece)),
        }
        last = kept;
    }
    stretches
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

fn overlay(claim: Claim, plan: &Path, baseline: &Path, range: (f64, f64)) -> Vec<Span> {
    let within = pairs(plan, baseline, range)
        .into_iter()
        .filter_map(|(from, to, own, east)| {
            let (from, to) = (from.max(range.0), to.min(range.1));
            (to > from).then(|| Span {
                from,
                to,
                start: claim.parts(&own.at(from), &east.at(from)),
                end: claim.parts(&own.at(to), &east.at(to)),
                goes_on: false,
            })
        });
    within.collect()
}
