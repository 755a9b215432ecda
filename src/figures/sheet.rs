//! Rows of a table of text: `figures.csv` and `sources.csv`, whose every column is read.

use crate::input::report::{Fault, Location, Problem};
use crate::text::nearest::nearest;
use crate::text::records::{other_separator, records, unclosed_quote};

/// A row, its cells in the order of the columns asked for; empty where a column is not there.
#[derive(Debug)]
pub(super) struct SheetRow {
    pub line: usize,
    cells: Vec<String>,
}

impl SheetRow {
    /// The cell of the column at `index` of those asked for.
    pub(crate) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }
}

/// The rows of a table with these columns, of which the first `needed` have to be there.
pub(super) fn rows(
    file: &str,
    text: &str,
    columns: &[&'static str],
    needed: usize,
    faults: &mut Vec<Fault>,
) -> Vec<SheetRow> {
    let mut push = |location: Location, problem: Problem| {
        faults.push(Fault {
            location,
            problem,
            note: None,
        });
    };
    if let Some(line) = unclosed_quote(text) {
        push(Location::line(file, line), Problem::UnclosedQuote);
        return Vec::new();
    }
    let mut lines = records(text).into_iter();
    let Some(header) = lines.next() else {
        push(Location::file(file), Problem::EmptyFile);
        return Vec::new();
    };
    let top = Location::line(file, header.number);
    if let Some(separator) = other_separator(&header.cells) {
        push(top, Problem::WrongSeparator { separator });
        return Vec::new();
    }
    let mut places = vec![None; columns.len()];
    for (at, heading) in header.cells.iter().enumerate() {
        match columns.iter().position(|column| *column == heading) {
            Some(column) if places[column].is_none() => places[column] = Some(at),
            Some(_) => push(
                top.clone(),
                Problem::RepeatedColumn {
                    column: heading.to_owned(),
                },
            ),
            None if heading.is_empty() => {
                push(top.clone(), Problem::NamelessColumn { number: at + 1 })
            }
            None => push(
                top.clone(),
                Problem::UnknownName {
                    what: "column",
                    name: heading.to_owned(),
                    nearest: nearest(heading, columns.iter().copied()).map(str::to_owned),
                    allowed: columns.to_vec(),
                },
            ),
        }
    }
    for (column, _) in columns
        .iter()
        .zip(&places)
        .take(needed)
        .filter(|(_, at)| at.is_none())
    {
        push(
            top.clone(),
            Problem::MissingColumn {
                column: (*column).to_owned(),
            },
        );
    }
    let mut made = Vec::new();
    for line in lines {
        let (found, wanted) = (line.cells.len(), header.cells.len());
        let spare = line.cells.iter().skip(wanted).all(str::is_empty);
        if found < wanted || !spare {
            let problem = Problem::RowLength {
                found,
                columns: wanted,
                figure: None,
            };
            push(Location::line(file, line.number), problem);
            continue;
        }
        let cell = |at: &Option<usize>| at.and_then(|at| line.cells.get(at));
        made.push(SheetRow {
            line: line.number,
            cells: places
                .iter()
                .map(|at| cell(at).unwrap_or_default().to_owned())
                .collect(),
        });
    }
    made
}
