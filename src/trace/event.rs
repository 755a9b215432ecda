//! # What happens at a breakpoint
//!
//! Two pieces meet in a **jump**, where the plan of one is not that of the other and load moves at once, or in a
//! **bend**, where the plan is the same and its rates change: a hub is full, a link begins to carry.

use std::collections::BTreeSet;

use crate::case::{Case, HubId, OriginId, WorkloadId};
use crate::engine::{BasisStatus, Variable};
use crate::formulation::Formulation;
use crate::formulation::keys::{ColumnKey, RowKey};
use crate::path::Piece;
use crate::path::change::{LoadReader, Move};
use crate::placement::is_limit;

/// Loads, relative to the greatest, under which a column is not in use, and changes of rates that are rounding.
pub(super) const NEGLIGIBLE: f64 = 1e-9;

/// A workload's load from an origin at a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Use {
    /// Which workload.
    pub workload: WorkloadId,
    /// Whose load.
    pub origin: OriginId,
    /// Where.
    pub hub: HubId,
}

/// What changes at a breakpoint.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event {
    /// Load that jumps, greatest first; empty where the plan bends.
    pub moves: Vec<Move>,
    /// What begins to run.
    pub enters: Vec<Use>,
    /// What no longer runs.
    pub leaves: Vec<Use>,
    /// Limits that bind from here on.
    pub fills: Vec<RowKey>,
    /// Limits that bound so far.
    pub frees: Vec<RowKey>,
    /// Whether something jumps that is not load: green energy bought, a contract, a shortfall.
    pub other_jump: bool,
    /// The row at whose bound the basis ends, if it is one: the hour of a peak, for one.
    pub by_row: Option<RowKey>,
}

impl Event {
    /// Whether the plan jumps.
    #[must_use]
    pub(crate) fn is_jump(&self) -> bool {
        !self.moves.is_empty() || self.other_jump
    }
}

/// What runs and what binds in a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// What runs.
    pub uses: BTreeSet<Use>,
    /// Limits that bind.
    pub binding: BTreeSet<RowKey>,
}

impl State {
    /// The event, without jumps, between a state before and this one.
    pub(super) fn since(&self, before: &State) -> Event {
        let list = |a: &BTreeSet<Use>, b: &BTreeSet<Use>| a.difference(b).copied().collect();
        let rows = |a: &BTreeSet<RowKey>, b: &BTreeSet<RowKey>| a.difference(b).copied().collect();
        Event {
            enters: list(&self.uses, &before.uses),
            leaves: list(&before.uses, &self.uses),
            fills: rows(&self.binding, &before.binding),
            frees: rows(&before.binding, &self.binding),
            ..Event::default()
        }
    }
}

/// What runs in any of these plans, but for loads up to `least`.
pub(super) fn uses(columns: &[ColumnKey], plans: &[&[f64]], least: f64) -> BTreeSet<Use> {
    let columns = columns.iter().enumerate();
    columns
        .filter(|&(j, _)| plans.iter().any(|x| x[j] > least))
        .filter_map(|(_, key)| match *key {
            ColumnKey::Load {
                workload,
                origin,
                hub,
                ..
            } => Some(Use {
                workload,
                origin,
                hub,
            }),
            _ => None,
        })
        .collect()
}

/// The greatest load under which a column of this plan counts as not in use: so large a part of the greatest.
pub(super) fn least_use(x: &[f64], negligible: f64) -> f64 {
    negligible * x.iter().fold(0.0_f64, |most, x| most.max(x.abs()))
}

/// Compares each piece with the one before.
pub(super) struct Watcher {
    load_reader: LoadReader,
    columns: Vec<ColumnKey>,
    rows: Vec<RowKey>,
    before: Option<Before>,
}

/// What is kept of the piece before.
struct Before {
    start: Vec<f64>,
    end: Vec<f64>,
    length: f64,
    state: State,
    ended_by: Option<Variable>,
}

impl Watcher {
    pub(super) fn new(case: &Case, formulation: &Formulation) -> Self {
        Watcher {
            load_reader: LoadReader::new(case, formulation.columns()),
            columns: formulation.columns().to_vec(),
            rows: formulation.rows().to_vec(),
            before: None,
        }
    }

    pub(super) fn remember(&mut self, piece: &Piece<'_>) {
        self.before = Some(Before {
            start: piece.start.to_vec(),
            end: piece.end.to_vec(),
            length: piece.parts.1 - piece.parts.0,
            state: self.state(piece),
            ended_by: piece.ended_by,
        });
    }

    /// What happens between the piece before and this one; `None` where the plan goes on as it went.
    pub(super) fn event(&self, piece: &Piece<'_>) -> Option<Event> {
        let before = self.before.as_ref()?;
        let (start, end) = (piece.start, piece.end);
        let least = least_use(start, NEGLIGIBLE);
        let jumps = before.end.iter().zip(start);
        let jumps = jumps.map(|(a, b)| (a - b).abs()).any(|step| step > least);
        if !jumps && !bends(before, (start, end), piece.parts.1 - piece.parts.0, least) {
            return None;
        }
        let mut event = self.state(piece).since(&before.state);
        if jumps {
            let [a, b] = [&before.end, start].map(|x| self.load_reader.loads(x));
            event.moves = self.load_reader.moves(&a, &b);
            event.other_jump = event.moves.is_empty();
        }
        if let Some(Variable::Row(i)) = before.ended_by {
            event.by_row = self.rows.get(i).copied();
        }
        Some(event)
    }

    fn state(&self, piece: &Piece<'_>) -> State {
        let plans = [piece.start, piece.end];
        State {
            uses: uses(&self.columns, &plans, least_use(plans[0], NEGLIGIBLE)),
            binding: self.binding(piece.places),
        }
    }

    /// Limits at which a basis stands: columns come first among the places.
    fn binding(&self, places: &[BasisStatus]) -> BTreeSet<RowKey> {
        let rows = self.rows.iter().zip(&places[self.columns.len()..]);
        rows.filter(|&(&row, &place)| is_limit(row) && place != BasisStatus::Basic)
            .map(|(&row, _)| row)
            .collect()
    }
}

/// Whether any rate of a plan is another than before.
fn bends(before: &Before, (start, end): (&[f64], &[f64]), length: f64, least: f64) -> bool {
    (0..start.len()).any(|j| {
        let rate = (before.end[j] - before.start[j]) / before.length;
        let next = (end[j] - start[j]) / length;
        (next - rate).abs() * before.length.min(length) > least
    })
}
