//! `eastwest sweep` and `merge` where the file ends in `.parquet`, judged by the crate's own reader.

use std::fs;

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::Type;

use super::typing::Desk;
#[path = "../common/mod.rs"]
mod common;

/// 42,000 scenarios: more than a row group.
const GRID: &str = "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                    range = { from = 0.5, to = 2, steps = 300 }\n\
                    [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 500, steps = 140 }\n";

/// Of four scenarios one has a hub greener than green; a limit that is no limit.
const ODD: &str = "[[parameter]]\nkey = \"green_share.coast\"\nvalues = [0.2, 0.9]\n\
                   [[parameter]]\nkey = \"green_share\"\nas = \"addition\"\nvalues = [0, 0.2]\n\
                   [[parameter]]\nkey = \"facility_limit.coast\"\nvalues = [inf]\n";

fn desk() -> Desk {
    let desk = Desk::with_case("tiny");
    desk.write("grid.toml", GRID);
    desk
}

fn sweep(desk: &Desk, more: &[&str]) {
    desk.fine(&[&["sweep", "case", "grid.toml"], more].concat());
}

fn bytes(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn open(desk: &Desk, name: &str) -> SerializedFileReader<fs::File> {
    let file = fs::File::open(desk.path(name)).expect("a file");
    SerializedFileReader::new(file).expect("a Parquet file")
}

/// Every cell of a CSV file beside the one of the Parquet file.
fn assert_same_cells(desk: &Desk, csv: &str, parquet: &str) {
    let file = open(desk, parquet);
    let mut reader = csv::Reader::from_path(desk.path(csv)).expect("a CSV file");
    let header = reader.headers().expect("a header").clone();
    let mut rows = file.get_row_iter(None).expect("rows");
    for record in reader.records() {
        let record = record.expect("a row");
        let row = rows.next().expect("as many rows").expect("a row");
        assert_eq!(row.len(), record.len());
        for ((name, field), (column, cell)) in row.get_column_iter().zip(header.iter().zip(&record))
        {
            assert_eq!(name, column);
            match field {
                Field::Null => assert_eq!(cell, "", "{name}"),
                Field::Long(value) => assert_eq!(cell.parse(), Ok(*value), "{name}"),
                // to the last bit
                Field::Double(value) => assert_eq!(cell.parse(), Ok(*value), "{name}"),
                Field::Str(value) => assert_eq!(cell, value, "{name}"),
                other => panic!("{name} is {other:?}"),
            }
        }
    }
    assert!(rows.next().is_none());
}

#[test]
fn rows_in_parquet_are_those_in_csv_in_row_groups_and_leave_no_journal() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.csv"]);
    sweep(&desk, &["-o", "rows.parquet"]);
    assert_same_cells(&desk, "rows.csv", "rows.parquet");
    let file = open(&desk, "rows.parquet");
    let groups: Vec<i64> = (0..file.num_row_groups())
        .map(|group| file.metadata().row_group(group).num_rows())
        .collect();
    assert_eq!(groups, [32_768, 42_000 - 32_768]);
    let about = file
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .expect("metadata");
    let about = about[0].value.as_deref().expect("a state");
    let state: serde_json::Value = serde_json::from_str(about).expect("JSON");
    let beside: serde_json::Value =
        serde_json::from_str(&desk.read("rows.parquet.state.json")).expect("JSON");
    assert_eq!(state, beside);
    assert_eq!(state["scenarios"], 42_000);
    let left: Vec<String> = desk.listing();
    let left: Vec<&str> = left
        .iter()
        .filter_map(|name| name.strip_prefix("rows.parquet"))
        .collect();
    assert_eq!(left, ["", ".state.json", ".summary.json"]);
}

#[test]
fn rows_that_failed_have_nulls_and_say_why() {
    let desk = desk();
    desk.write("odd.toml", ODD);
    for name in ["odd.csv", "odd.parquet"] {
        desk.fine(&["sweep", "case", "odd.toml", "--placements", "-o", name]);
    }
    assert_same_cells(&desk, "odd.csv", "odd.parquet");
    let failed = open(&desk, "odd.parquet")
        .get_row_iter(None)
        .expect("rows")
        .nth(3);
    let cells: Vec<(String, Field)> = failed.expect("a row").expect("a row").into_columns();
    let cell = |name: &str| {
        let found = cells.iter().find(|(column, _)| column == name);
        found.map(|(_, field)| field.clone())
    };
    assert_eq!(cell("status"), Some(Field::Str("failed".to_owned())));
    assert_eq!(
        cell("facility_limit.coast"),
        Some(Field::Double(f64::INFINITY))
    );
    assert_eq!(cell("objective_cny"), Some(Field::Null));
    assert_eq!(cell("pretrain_at_coast_mw"), Some(Field::Null));
    assert!(matches!(cell("note"), Some(Field::Str(why)) if why.contains("green_share")));
}

#[test]
fn rows_that_fall_short_have_the_same_cells_too() {
    let desk = desk();
    desk.write(
        "short.toml",
        "[[parameter]]\nkey = \"demand.inference\"\nas = \"factor\"\nvalues = [1, 20]\n\
         [[parameter]]\nkey = \"green_target\"\nvalues = [0.5, 1]\n",
    );
    for name in ["short.csv", "short.parquet"] {
        desk.fine(&["sweep", "case", "short.toml", "-o", name]);
    }
    assert!(desk.read("short.csv").contains(",shortfall,"));
    assert_same_cells(&desk, "short.csv", "short.parquet");
}

#[test]
fn any_number_of_threads_and_shards_give_the_same_bytes() {
    let desk = desk();
    sweep(&desk, &["-o", "one.parquet", "--threads", "1"]);
    sweep(&desk, &["-o", "two.parquet", "--threads", "2"]);
    let whole = bytes(&desk, "one.parquet");
    assert!(bytes(&desk, "two.parquet") == whole, "other bytes");
    for part in 1..=3 {
        let (name, shard) = (format!("part{part}.parquet"), format!("{part}/3"));
        sweep(&desk, &["-o", &name, "--shard", &shard]);
    }
    let parts = ["part3.parquet", "part1.parquet", "part2.parquet"];
    desk.fine(&[&["merge"], &parts[..], &["-o", "merged.parquet"]].concat());
    assert!(bytes(&desk, "merged.parquet") == whole, "other bytes");
    desk.refused(
        2,
        &[&["merge"], &parts[..], &["-o", "merged.csv"]].concat(),
        &["of different forms", "Parquet from Parquet"],
    );
    desk.refused(
        2,
        &[&["merge"], &parts[1..], &["-o", "m.parquet"]].concat(),
        &["2 of 3 shards are given"],
    );
    let part = bytes(&desk, "part2.parquet");
    desk.write("part2.parquet", &part[..part.len() / 2]);
    desk.refused(
        2,
        &[&["merge"], &parts[..], &["-o", "m.parquet"]].concat(),
        &["cannot read `part2.parquet`"],
    );
}

#[test]
fn a_journal_cut_anywhere_resumes_to_the_same_bytes() {
    let desk = desk();
    sweep(&desk, &["-o", "whole.parquet"]);
    let whole = bytes(&desk, "whole.parquet");
    sweep(&desk, &["-o", "whole.csv"]);
    let journal = bytes(&desk, "whole.csv");
    let state = bytes(&desk, "whole.csv.state.json");
    for cut in [0, 100, journal.len() / 3, journal.len() - 1, journal.len()] {
        desk.write("cut.parquet.rows.csv", &journal[..cut]);
        desk.write("cut.parquet.rows.csv.state.json", &state);
        sweep(&desk, &["-o", "cut.parquet", "--resume"]);
        assert!(
            bytes(&desk, "cut.parquet") == whole,
            "cut at {cut}: other bytes"
        );
        fs::remove_file(desk.path("cut.parquet")).expect("removed");
    }
}

#[test]
fn results_that_are_there_are_replaced_by_force_only() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.parquet"]);
    let again = ["sweep", "case", "grid.toml", "-o", "rows.parquet"];
    desk.refused(1, &again, &["`rows.parquet` exists"]);
    let typed = desk.type_in(&[&again[..], &["--resume"]].concat());
    assert_eq!(typed.code, 0, "{}", typed.err);
    assert_eq!(typed.err, "rows.parquet: all rows are there already\n");
    desk.refused(
        2,
        &[&again[..], &["--resume", "--set", "pue.coast=1.3"]].concat(),
        &["`rows.parquet` belongs to another sweep: its options differ"],
    );
    let before = bytes(&desk, "rows.parquet");
    sweep(&desk, &["-o", "rows.parquet", "--force"]);
    assert!(bytes(&desk, "rows.parquet") == before, "other bytes");
}

/// A CSV file as other tools write it in Parquet: columns of figures as doubles, with nulls; others as text.
fn convert(desk: &Desk, csv: &str, parquet: &str) {
    let mut reader = csv::Reader::from_path(desk.path(csv)).expect("a CSV file");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cells = |at: usize| {
        rows.iter()
            .map(move |row| &row[at])
            .filter(|c| !c.is_empty())
    };
    let figures = |at: usize| {
        cells(at)
            .map(|c| c.parse().ok())
            .collect::<Option<Vec<f64>>>()
    };
    let column = |(at, name): (usize, &str)| {
        let (physical, logical) = match figures(at) {
            Some(_) => (Physical::DOUBLE, None),
            None => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let column = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        Arc::new(column.build().expect("a column"))
    };
    let schema = Type::group_type_builder("table")
        .with_fields(header.iter().enumerate().map(column).collect())
        .build();
    let file = fs::File::create(desk.path(parquet)).expect("a file");
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer =
        SerializedFileWriter::new(file, Arc::new(schema.expect("a schema")), properties)
            .expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    for at in 0..header.len() {
        let levels: Vec<i16> = rows
            .iter()
            .map(|row| i16::from(!row[at].is_empty()))
            .collect();
        let mut column = group.next_column().expect("a column").expect("a column");
        match figures(at) {
            Some(values) => column
                .typed::<DoubleType>()
                .write_batch(&values, Some(&levels), None),
            None => {
                let values: Vec<ByteArray> = cells(at).map(ByteArray::from).collect();
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&values, Some(&levels), None)
            }
        }
        .expect("values");
        column.close().expect("a column");
    }
    group.close().expect("a group");
    writer.close().expect("a file");
}

#[test]
fn rows_in_parquet_are_drawn_as_those_in_csv() {
    let desk = desk();
    for name in ["rows.csv", "rows.parquet"] {
        sweep(&desk, &["-o", name]);
    }
    desk.fine(&["frontier", "case", "-o", "f.csv"]);
    desk.fine(&[
        "frontier",
        "case",
        "--add",
        "carbon_price=0,50",
        "-o",
        "family.csv",
    ]);
    let range = ["--param", "carbon_price", "--from", "0", "--to", "500"];
    desk.fine(&[&["trace", "case"][..], &range, &["-o", "t.csv"]].concat());
    for name in ["f", "family", "t"] {
        convert(&desk, &format!("{name}.csv"), &format!("{name}.parquet"));
    }
    let kinds = [
        ("rows", "heatmap"),
        ("f", "frontier"),
        ("family", "frontier"),
        ("t", "trace"),
    ];
    for (name, kind) in kinds {
        let draw = |ending: &str| {
            let (results, picture) = (format!("{name}.{ending}"), format!("{name}.{ending}.svg"));
            desk.fine(&["plot", &results, "--kind", kind, "-o", &picture]);
            desk.read(&picture)
        };
        assert!(draw("csv") == draw("parquet"), "{name}: another picture");
    }
}

#[test]
fn a_parquet_file_that_is_none_is_not_drawn() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.parquet"]);
    let whole = bytes(&desk, "rows.parquet");
    let plot = ["plot", "cut.parquet", "--kind", "heatmap", "-o", "x.svg"];
    desk.refused(2, &plot, &["`cut.parquet`", "No such file"]);
    for length in [0, 3, whole.len() / 2, whole.len() - 1] {
        desk.write("cut.parquet", &whole[..length]);
        desk.refused(2, &plot, &["`cut.parquet`", "its directory is at its end"]);
    }
}

/// Files on which the library panics, or worse, are faults of the file: exit 2, its name, and nothing else on the terminal.
#[test]
fn damaged_files_are_refused_by_name() {
    let desk = desk();
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parquet-panic");
    for number in 1..=4 {
        let name = format!("r{number}.parquet");
        fs::copy(cases.join(&name), desk.path(&name)).expect("a copy");
        let plot = ["plot", &name, "--kind", "heatmap", "-o", "x.svg"];
        desk.refused(2, &plot, &[&format!("`{name}`")]);
        assert!(!desk.type_in(&plot).err.contains("panicked"));
    }
}

/// A byte changed anywhere in a shard is found, or changes nothing.
#[test]
fn damaged_shards_are_not_put_together() {
    let desk = desk();
    desk.write(
        "small.toml",
        "[[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 500, steps = 400 }\n",
    );
    let sweep = |more: &[&str]| desk.fine(&[&["sweep", "case", "small.toml", "-o"], more].concat());
    sweep(&["whole.parquet"]);
    for part in ["1", "2"] {
        sweep(&[&format!("p{part}.parquet"), "--shard", &format!("{part}/2")]);
    }
    let merge = [
        "merge",
        "p1.parquet",
        "p2.parquet",
        "-o",
        "m.parquet",
        "--force",
    ];
    desk.fine(&merge);
    let whole = bytes(&desk, "whole.parquet");
    assert!(bytes(&desk, "m.parquet") == whole, "other bytes");
    let part = bytes(&desk, "p2.parquet");
    let random = &mut common::Random::new(29);
    let (mut refused, rounds) = (0, 120);
    for _ in 0..rounds {
        let mut changed = part.clone();
        let at = random.count(0, part.len() - 1);
        changed[at] ^= 1 << random.count(0, 7);
        desk.write("p2.parquet", &changed);
        let typed = desk.type_in(&merge);
        if typed.code == 0 {
            assert!(bytes(&desk, "m.parquet") == whole, "byte {at}: taken");
        } else {
            assert_eq!(typed.code, 2, "byte {at}: {}", typed.err);
            assert!(
                typed.err.starts_with("error: ") && typed.err.contains("p2.parquet"),
                "byte {at}: {}",
                typed.err
            );
            assert!(!typed.err.contains("panicked"), "byte {at}: {}", typed.err);
            refused += 1;
        }
    }
    assert!(refused > rounds / 2, "{refused}");
    desk.write("p2.parquet", &part);
    // the file of another shard under this one's name
    fs::copy(desk.path("p1.parquet"), desk.path("p2.parquet")).expect("a copy");
    desk.refused(
        2,
        &merge,
        &["`p2.parquet`: it is not the file that the state beside it speaks of"],
    );
}

#[test]
fn a_whole_file_that_was_changed_is_not_taken_for_done() {
    let desk = desk();
    sweep(&desk, &["-o", "rows.parquet"]);
    // another sweep's file under this one's state
    sweep(&desk, &["-o", "other.parquet", "--set", "pue.coast=1.3"]);
    fs::copy(desk.path("other.parquet"), desk.path("rows.parquet")).expect("a copy");
    desk.refused(
        2,
        &[
            "sweep",
            "case",
            "grid.toml",
            "-o",
            "rows.parquet",
            "--resume",
        ],
        &[
            "`rows.parquet`",
            "not the file that the state beside it speaks of",
        ],
    );
}

/// A table of one column of as many equal numbers: each group takes next to nothing.
fn repeated(desk: &Desk, name: &str, rows: usize, compression: parquet::basic::Compression) {
    let column = Type::primitive_type_builder("scenario", Physical::DOUBLE)
        .with_repetition(Repetition::REQUIRED)
        .build();
    let schema = Type::group_type_builder("table")
        .with_fields(vec![Arc::new(column.expect("a column"))])
        .build();
    let file = fs::File::create(desk.path(name)).expect("a file");
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .build();
    let mut writer = SerializedFileWriter::new(
        file,
        Arc::new(schema.expect("a schema")),
        Arc::new(properties),
    )
    .expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = group.next_column().expect("a column").expect("a column");
    let values = vec![1.0; rows];
    column
        .typed::<DoubleType>()
        .write_batch(&values, None, None)
        .expect("values");
    column.close().expect("a column");
    group.close().expect("a group");
    writer.close().expect("a file");
}

/// 20 million rows in a few hundred bytes are no rows of a sweep.
#[test]
fn a_file_that_unpacks_to_far_more_than_it_holds_is_refused_by_its_directory() {
    let desk = desk();
    repeated(
        &desk,
        "bomb.parquet",
        20_000_000,
        parquet::basic::Compression::SNAPPY,
    );
    assert!(bytes(&desk, "bomb.parquet").len() < 200_000);
    desk.refused(
        2,
        &["plot", "bomb.parquet", "-o", "x.svg"],
        &["`bomb.parquet`: its directory claims 20000000 rows, more than a file of"],
    );
}
