//! Archives.

use super::check::Faults;
use super::place::Table;
use super::spread::{Group, Share, World, agree, allowed, cell, groups, nameless, spread};
use super::{Draft, StorageRow};
use crate::case::bounds::Bounds;
use crate::case::{Storage, Work, Workload};

/// The archives of a draft.
pub(super) fn archives(draft: &Draft, world: &World<'_>, faults: &mut Faults) -> Vec<Workload> {
    for (index, row) in draft.storage.iter().enumerate() {
        figures(index, row, faults);
        if row.archive.is_empty() {
            let mut checked = faults.row(Table::Storage, index, "");
            nameless(&mut checked, world, &row.origin, &row.hubs_allowed);
        }
    }
    groups(draft.storage.iter().map(|row| row.archive.as_str()))
        .iter()
        .map(|group| archive(draft, world, group, faults))
        .collect()
}

fn figures(index: usize, archive: &StorageRow, faults: &mut Faults) {
    let mut row = faults.row(Table::Storage, index, &archive.archive);
    row.number(
        "volume_pb",
        "volume",
        Bounds::NOT_NEGATIVE,
        archive.volume_pb,
    );
    row.number(
        "mw_per_pb",
        "load per PB",
        Bounds::Positive,
        archive.mw_per_pb,
    );
    row.optional(
        "traffic_tb_per_pb_day",
        "traffic",
        Bounds::NOT_NEGATIVE,
        archive.traffic_tb_per_pb_day,
    );
}

fn archive(draft: &Draft, world: &World<'_>, group: &Group<'_>, faults: &mut Faults) -> Workload {
    let rows = &draft.storage;
    let head = &rows[group.rows[0]];
    let shares: Vec<Share<'_>> = group
        .rows
        .iter()
        .map(|&row| Share {
            row,
            origin: &rows[row].origin,
        })
        .collect();
    let volume_pb = spread(faults, world, Table::Storage, group.id, &shares)
        .into_iter()
        .map(|(row, origin, factor)| (origin, rows[row].volume_pb * factor))
        .collect();
    let mut row = faults.row(Table::Storage, group.rows[0], group.id);
    let allowed = allowed(&mut row, world, group.id, &head.hubs_allowed);
    agreement(draft, group, faults);
    Workload {
        id: group.id.to_owned(),
        allowed,
        work: Work::Storage(Storage {
            volume_pb,
            mw_per_pb: head.mw_per_pb,
            traffic_tb_per_pb_day: head.traffic_tb_per_pb_day.unwrap_or(0.0),
        }),
    }
}

/// Rows of one archive may differ in volume only.
fn agreement(draft: &Draft, group: &Group<'_>, faults: &mut Faults) {
    let head = &draft.storage[group.rows[0]];
    let first = faults
        .row(Table::Storage, group.rows[0], group.id)
        .place("archive");
    for &index in &group.rows[1..] {
        let archive = &draft.storage[index];
        let mut row = faults.row(Table::Storage, index, group.id);
        for (column, cells) in [
            (
                "mw_per_pb",
                (cell(Some(archive.mw_per_pb)), cell(Some(head.mw_per_pb))),
            ),
            (
                "traffic_tb_per_pb_day",
                (
                    cell(archive.traffic_tb_per_pb_day),
                    cell(head.traffic_tb_per_pb_day),
                ),
            ),
            (
                "hubs_allowed",
                (archive.hubs_allowed.join(" "), head.hubs_allowed.join(" ")),
            ),
        ] {
            agree(&mut row, group.id, column, cells, &first);
        }
    }
}
