//! What services and archives have in common: rows by origin, grouped into one workload.

use std::collections::HashMap;

use super::check::{Faults, Names, Row};
use super::place::{DraftPlace, Table};
use super::problem::{Problem, figure};
use crate::case::{Hub, Origin, OriginId, Side};

/// The places that workloads speak of.
pub(super) struct World<'a> {
    pub hubs: &'a [Hub],
    pub origins: &'a [Origin],
    pub hub_names: &'a Names,
    pub origin_names: &'a Names,
}

/// Rows of one workload: their indices, in order.
pub(super) struct Group<'a> {
    pub id: &'a str,
    pub rows: Vec<usize>,
}

/// Rows with the same id, in the order of first appearance. Rows without an id are left out.
pub(super) fn groups<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    for (row, id) in ids.enumerate().filter(|(_, id)| !id.is_empty()) {
        let group = *index.entry(id).or_insert_with(|| {
            groups.push(Group {
                id,
                rows: Vec::new(),
            });
            groups.len() - 1
        });
        groups[group].rows.push(row);
    }
    groups
}

/// Which hubs a list of ids and sides allows; all where it is empty.
pub(super) fn allowed(
    row: &mut Row<'_>,
    world: &World<'_>,
    workload: &str,
    list: &[String],
) -> Vec<bool> {
    if list.is_empty() {
        return vec![true; world.hubs.len()];
    }
    let mut allowed = vec![false; world.hubs.len()];
    let mut all_known = true;
    for name in list {
        if let Some(side) = Side::called(name) {
            for (hub, allowed) in world.hubs.iter().zip(&mut allowed) {
                *allowed |= hub.side == side;
            }
        } else if let Some(hub) = world.hub_names.find(name) {
            allowed[hub] = true;
        } else {
            all_known = false;
            row.fault("hubs_allowed", world.hub_names.unknown(name));
        }
    }
    if all_known && !world.hubs.is_empty() && !allowed.contains(&true) {
        let sides = list.iter().find_map(|name| Side::called(name));
        let side = sides.unwrap_or(Side::West).name();
        let problem = Problem::NoHubAllowed {
            workload: workload.to_owned(),
            side,
        };
        row.fault("hubs_allowed", problem);
    }
    allowed
}

/// A row as far as it says where the demand is.
pub(super) struct Share<'a> {
    /// Index of the row.
    pub row: usize,
    /// Id of the origin, or `*`.
    pub origin: &'a str,
}

/// Where one workload's rows put their demand: `(row, origin, factor)`. Reports unknown and repeated
/// origins, `*` beside other rows, and `*` without shares.
pub(super) fn spread(
    faults: &mut Faults,
    world: &World<'_>,
    table: Table,
    workload: &str,
    rows: &[Share<'_>],
) -> Vec<(usize, OriginId, f64)> {
    let (stars, named): (Vec<&Share<'_>>, Vec<&Share<'_>>) =
        rows.iter().partition(|row| row.origin == "*");
    let placed = by_row(faults, world, table, workload, &named);
    let Some((star, others)) = stars.split_first() else {
        return placed;
    };
    let mut row = faults.row(table, star.row, workload);
    if !named.is_empty() {
        let problem = Problem::StarMixed {
            workload: workload.to_owned(),
        };
        row.fault("origin", problem);
    } else if others.is_empty() {
        return by_share(&mut row, world, workload, star.row);
    }
    let first = row.place("origin");
    for other in others {
        let what = tr!("`{workload}` for all origins (`*`)", workload = workload);
        let mut row = faults.row(table, other.row, workload);
        row.duplicate("origin", what, once(), first.clone());
    }
    Vec::new()
}

/// Names that a row without the id of its workload refers to, which no workload looks up.
pub(super) fn nameless(row: &mut Row<'_>, world: &World<'_>, origin: &str, hubs: &[String]) {
    if origin != "*" {
        row.refer("origin", world.origin_names, origin);
    }
    allowed(row, world, "", hubs);
}

fn once() -> &'static str {
    tr!("a workload may have one row an origin")
}

/// A demand for all origins, by their shares.
fn by_share(
    row: &mut Row<'_>,
    world: &World<'_>,
    workload: &str,
    index: usize,
) -> Vec<(usize, OriginId, f64)> {
    let total: f64 = world.origins.iter().map(|o| o.demand_share.max(0.0)).sum();
    if total <= 0.0 && !world.origins.is_empty() {
        let problem = Problem::NoDemandShare {
            workload: workload.to_owned(),
        };
        row.fault("origin", problem);
    }
    world
        .origins
        .iter()
        .enumerate()
        .filter(|(_, origin)| origin.demand_share > 0.0)
        .map(|(o, origin)| (index, OriginId::new(o), origin.demand_share / total))
        .collect()
}

/// One row an origin.
fn by_row(
    faults: &mut Faults,
    world: &World<'_>,
    table: Table,
    workload: &str,
    rows: &[&Share<'_>],
) -> Vec<(usize, OriginId, f64)> {
    let mut firsts: HashMap<usize, DraftPlace> = HashMap::new();
    let mut spread = Vec::with_capacity(rows.len());
    for share in rows {
        let mut row = faults.row(table, share.row, workload);
        let Some(origin) = row.refer("origin", world.origin_names, share.origin) else {
            continue;
        };
        if let Some(first) = firsts.get(&origin) {
            let what = tr!(
                "`{workload}` for origin `{}`",
                share.origin,
                workload = workload
            );
            row.duplicate("origin", what, once(), first.clone());
        } else {
            firsts.insert(origin, row.place("origin"));
            spread.push((share.row, OriginId::new(origin), 1.0));
        }
    }
    spread
}

/// Reports a cell that differs from that in the workload's first row.
pub(super) fn agree(
    row: &mut Row<'_>,
    workload: &str,
    column: &'static str,
    (found, before): (String, String),
    first: &DraftPlace,
) {
    let first = DraftPlace {
        column: Some(column.into()),
        ..first.clone()
    };
    // a cell that is wrong by itself is not also in disagreement
    if found != before && !row.has_fault(&first) && !row.has_fault(&row.place(column)) {
        let shown = |cell: String| {
            if cell.is_empty() {
                "nothing".to_owned()
            } else {
                cell
            }
        };
        let problem = Problem::Disagree {
            workload: workload.to_owned(),
            column,
            found: shown(found),
            before: shown(before),
        };
        row.related(column, problem, first);
    }
}

/// A figure as a cell, for [`agree`].
pub(super) fn cell(value: Option<f64>) -> String {
    value.as_ref().map(figure).unwrap_or_default()
}
