//! Scenarios written out: a CSV file with a column for each parameter.

use std::path::{Component, Path};

use super::fault::Faults;
use crate::case::Case;
use crate::case::draft::is_figure;
use crate::parameter::{Key, OperationKind};
use crate::text::decode::decode_either;
use crate::text::number;
use crate::text::records::unclosed_quote;
use crate::text::regular;

/// A column of a file of rows.
pub(super) struct Column {
    pub(super) key: Key,
    pub(super) how: OperationKind,
    pub(super) figures: Vec<f64>,
    place: usize,
}

/// Where the rows of a file stand, for messages.
pub(super) struct RowsFile {
    pub(super) file: String,
    /// The line of each row.
    pub(super) lines: Vec<usize>,
    /// What each row says of itself in the column `note`; empty where there is no such column.
    pub(super) notes: Vec<String>,
}

/// Why a grid may not name a file by this path, if it may not. A grid can come from anybody: it names files that come
/// with it, not those of whoever runs it.
pub(super) fn outside(file: &str) -> Option<&'static str> {
    let mut parts = Path::new(file).components();
    if parts.any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
        return Some(tr!("is an absolute path"));
    }
    let mut parts = Path::new(file).components();
    parts
        .any(|part| part == Component::ParentDir)
        .then_some(tr!("leads out of the grid's folder"))
}

/// Reads a file of rows; `None` after a fault. A heading is a key, or a key with `=`, `*=` or `+=`
/// behind it; `how` is what headings without mean. The column `note` is kept, other columns of notes are skipped.
pub(super) fn read(
    path: &Path,
    how: OperationKind,
    case: &Case,
    faults: &mut Faults,
) -> Option<(Vec<Column>, RowsFile)> {
    let file = path.display().to_string();
    let bytes = match regular::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            faults.add(&file, None, tr!("cannot be read: {error}", error = error));
            return None;
        }
    };
    let Some(text) = decode_either(&bytes) else {
        faults.add(&file, None, tr!("is neither UTF-8 nor GB18030 text"));
        return None;
    };
    if let Some(line) = unclosed_quote(&text) {
        let message = tr!("a quotation mark opens here and is never closed");
        faults.add(&file, Some(line), message);
        return None;
    }
    let mut rows = RowsFile {
        file,
        lines: Vec::new(),
        notes: Vec::new(),
    };
    let columns = parse(&text, &mut rows, how, case, faults)?;
    Some((columns, rows))
}

fn parse(
    text: &str,
    rows: &mut RowsFile,
    how: OperationKind,
    case: &Case,
    faults: &mut Faults,
) -> Option<Vec<Column>> {
    let RowsFile { file, lines, notes } = rows;
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let heading = first(records.next(), file, faults)?;
    let mut columns = columns(
        &heading,
        file,
        line_of(text, heading.position()),
        how,
        case,
        faults,
    )?;
    let note = heading.iter().position(|name| name == "note");
    let mut whole = true;
    for record in records {
        match record {
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => {
                let line = line_of(text, record.position());
                lines.push(line.unwrap_or(0));
                notes.extend(note.map(|at| record.get(at).unwrap_or("").to_owned()));
                whole &= add_row(&record, heading.len(), file, line, &mut columns, faults);
            }
            Err(error) => {
                faults.add(file, line_of(text, error.position()), error.to_string());
                return None;
            }
        }
    }
    if whole && columns.iter().any(|column| column.figures.is_empty()) {
        faults.add(file, None, tr!("has no rows"));
        return None;
    }
    whole.then_some(columns)
}

/// The row of keys.
fn first(
    record: Option<Result<csv::StringRecord, csv::Error>>,
    file: &str,
    faults: &mut Faults,
) -> Option<csv::StringRecord> {
    let message = match record {
        Some(Ok(heading)) => return Some(heading),
        Some(Err(error)) => error.to_string(),
        None => tr!("is empty: a row of keys is expected").to_owned(),
    };
    faults.add(file, None, message);
    None
}

/// The line of a record. Its position is where its reader began to look for it: comments and blank
/// lines may come before it.
#[allow(clippy::cast_possible_truncation)]
fn line_of(text: &str, position: Option<&csv::Position>) -> Option<usize> {
    let position = position?;
    let rest = text.as_bytes().get(position.byte() as usize..)?;
    let skipped = rest
        .split(|&byte| byte == b'\n')
        .take_while(|line| line.starts_with(b"#") || line.is_empty() || *line == b"\r");
    Some(position.line() as usize + skipped.count())
}

fn is_note(name: &str) -> bool {
    ["note", "source", "status"].iter().any(|word| {
        name.strip_suffix(word)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
    })
}

fn columns(
    heading: &csv::StringRecord,
    file: &str,
    line: Option<usize>,
    how: OperationKind,
    case: &Case,
    faults: &mut Faults,
) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    let mut whole = true;
    for (place, name) in heading
        .iter()
        .enumerate()
        .filter(|(_, name)| !is_note(name))
    {
        let (key, how) = if name.ends_with('=') {
            match OperationKind::split(name) {
                Ok((key, how, _)) => (key, how),
                Err(error) => {
                    faults.add(file, line, error.to_string());
                    whole = false;
                    continue;
                }
            }
        } else {
            (name, how)
        };
        match Key::parse(key, case) {
            Ok(key) => columns.push(Column {
                key,
                how,
                figures: Vec::new(),
                place,
            }),
            Err(error) => {
                faults.add(file, line, format!("column {}: {error}", place + 1));
                whole = false;
            }
        }
    }
    if whole && columns.is_empty() {
        faults.add(file, line, tr!("has no column of a parameter"));
        whole = false;
    }
    whole.then_some(columns)
}

/// Adds one row; whether it was without fault.
fn add_row(
    record: &csv::StringRecord,
    width: usize,
    file: &str,
    line: Option<usize>,
    columns: &mut [Column],
    faults: &mut Faults,
) -> bool {
    if record.len() != width {
        let message = tr!(
            "the heading has {width} cells, this row {}",
            record.len(),
            width = width
        );
        faults.add(file, line, message);
        return false;
    }
    let mut whole = true;
    for column in columns {
        let cell = record.get(column.place).unwrap_or("");
        match number::read(cell) {
            Ok(figure) if !is_figure(figure) && !figure.is_nan() => {
                let message = tr!(
                    "`{}`: a figure has to be 0, or have a size from 1e-15 to 1e15, found `{cell}`",
                    column.key,
                    cell = cell
                );
                faults.add(file, line, message);
                whole = false;
            }
            Ok(figure) if !figure.is_nan() => column.figures.push(figure),
            _ => {
                let found = match cell {
                    "" => tr!("an empty cell").to_owned(),
                    cell => format!("`{cell}`"),
                };
                faults.add(
                    file,
                    line,
                    tr!("`{}`: {found} is no number", column.key, found = found),
                );
                whole = false;
            }
        }
    }
    whole
}
