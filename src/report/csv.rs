//! # CSV: tidy tables for spreadsheets
//!
//! One table a file, one observation a row, units in the headers; RFC 4180 with LF line ends. The
//! rows of `placement`, `hubs`, `hub_periods`, `origins`, `links`, `trunks`, `binding` and `shortfall` are those
//! of the JSON lists of the same names.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@`, of Latin or of full width, for a formula, and runs it. Text that does is
//! [defused] by an apostrophe before it; numbers are left alone, and so is JSON.

mod measures;

use serde::Serialize;

use super::defused::defused;
use super::document::Document;
use crate::answer::Answer;

/// The answer as tables: file names with their bytes, in a fixed order.
///
/// A table without rows has its header all the same.
#[must_use]
pub fn csv(answer: &Answer) -> Vec<(String, Vec<u8>)> {
    let document = Document::of(answer);
    let mut hub_periods = HUB_PERIODS.to_vec();
    hub_periods.extend((!document.power_contracts.is_empty()).then_some("contracted_green_mw"));
    let contracts = (!document.power_contracts.is_empty()).then(|| {
        let rows = file(&POWER_CONTRACTS, &document.power_contracts);
        ("power_contracts", rows)
    });
    let files = [
        (
            "summary",
            file(&measures::SUMMARY, &measures::summary(&document)),
        ),
        ("placement", file(&PLACEMENT, &document.placement)),
        ("hubs", file(&HUBS, &document.hubs)),
        ("accelerators", file(&ACCELERATORS, &document.accelerators)),
        ("hub_periods", file(&hub_periods, &document.hub_periods)),
        ("origins", file(&ORIGINS, &document.origins)),
        ("links", file(&LINKS, &document.links)),
        ("trunks", file(&TRUNKS, &document.trunks)),
        ("costs", file(&measures::COSTS, &measures::costs(&document))),
        (
            "carbon",
            file(&measures::CARBON, &measures::carbon(&document)),
        ),
        (
            "claims",
            file(&measures::CLAIMS, &measures::claims(&document)),
        ),
        ("binding", file(&BINDING, &document.binding)),
        ("shortfall", file(&SHORTFALL, &document.shortfall)),
    ];
    files
        .into_iter()
        .chain(contracts)
        .map(|(name, bytes)| (format!("{name}.csv"), bytes))
        .collect()
}

// Headers stand here, not in the first row of each table, so that an empty table has one too.
const PLACEMENT: [&str; 5] = ["workload", "origin", "hub", "period", "mw"];
const HUBS: [&str; 21] = [
    "hub",
    "name",
    "name_zh",
    "side",
    "lat_deg",
    "lon_deg",
    "capacity_mw",
    "contracted_mw",
    "use_share",
    "mean_mw",
    "it_energy_mwh",
    "inference_it_energy_mwh",
    "training_it_energy_mwh",
    "storage_it_energy_mwh",
    "energy_mwh",
    "green_energy_mwh",
    "pue",
    "price_cny_per_kwh",
    "price_paid_cny_per_kwh",
    "emission_factor_kg_per_kwh",
    "capacity_shadow_price_cny_per_mw",
];
const ACCELERATORS: [&str; 7] = [
    "accelerator",
    "hub",
    "installed",
    "standing",
    "installed_mw",
    "peak_load_mw",
    "use_share",
];
const HUB_PERIODS: [&str; 9] = [
    "hub",
    "period",
    "hours",
    "load_mw",
    "facility_mw",
    "pue",
    "price_cny_per_kwh",
    "emission_factor_kg_per_kwh",
    "green_share",
];
const POWER_CONTRACTS: [&str; 10] = [
    "contract",
    "hub",
    "kind",
    "supply",
    "paid_for",
    "contracted_mw",
    "generated_mwh",
    "used_mwh",
    "curtailed_mwh",
    "cost_cny",
];
const ORIGINS: [&str; 6] = ["origin", "name", "name_zh", "lat_deg", "lon_deg", "mean_mw"];
const LINKS: [&str; 10] = [
    "origin",
    "hub",
    "rtt_ms",
    "derived",
    "contracted_gbps",
    "capacity_gbps",
    "use_share",
    "price_cny_per_gbps_month",
    "transfer_cny_per_tb",
    "trunk",
];
const TRUNKS: [&str; 5] = [
    "trunk",
    "contracted_gbps",
    "capacity_gbps",
    "use_share",
    "capacity_shadow_price_cny_per_gbps",
];
const BINDING: [&str; 3] = ["row", "shadow_price", "unit"];
const SHORTFALL: [&str; 8] = [
    "kind", "what", "workload", "origin", "period", "scope", "amount", "unit",
];

/// The bytes of one table.
fn file<T: Serialize>(header: &[&str], rows: &[T]) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    // Flat records written to memory: nothing here can fail.
    let written = writer
        .write_record(header)
        .and_then(|()| rows.iter().try_for_each(|row| writer.serialize(row)));
    debug_assert!(written.is_ok(), "a record that is not flat: {written:?}");
    defused(writer.into_inner().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_no_cell_that_a_spreadsheet_would_run() {
        let defused = defused("a,b\n＝1,-2\n".as_bytes().to_vec());
        assert_eq!(String::from_utf8_lossy(&defused), "a,b\n'＝1,-2\n");
    }
}
