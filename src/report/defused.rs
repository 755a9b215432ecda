//! # Tables that no spreadsheet runs

use crate::legible::{defused_cell, is_run};

/// The table with an apostrophe before each cell that a spreadsheet would run (OWASP, *CSV injection*).
pub(super) fn defused(table: Vec<u8>) -> Vec<u8> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.as_slice());
    let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
    let mut changed = false;
    for record in reader.records().map_while(Result::ok) {
        let cells = record.iter().map(|cell| {
            changed |= is_run(cell);
            defused_cell(cell)
        });
        // written to memory, as above
        let written = writer.write_record(cells);
        debug_assert!(written.is_ok());
    }
    if changed {
        writer.into_inner().unwrap_or_default()
    } else {
        table
    }
}
