//! Text → records with their lines.

use csv::{ReaderBuilder, StringRecord};

/// A row of a file.
#[derive(Debug)]
pub(crate) struct Line {
    /// Where it begins, from 1.
    pub number: usize,
    /// Its cells, trimmed.
    pub cells: StringRecord,
}

/// What separates the columns of a header, where that is not the comma.
pub(crate) fn other_separator(header: &StringRecord) -> Option<&'static str> {
    [
        (';', "semicolons"),
        ('；', tr!("full-width semicolons")),
        ('\t', "tabs"),
        ('，', tr!("full-width commas")),
        ('、', tr!("enumeration commas")),
    ]
    .into_iter()
    .find(|(character, _)| {
        let found: usize = header
            .iter()
            .map(|cell| cell.matches(*character).count())
            .sum();
        // no name of a column has one, but a quoted note may
        found > 0 && found + 1 >= header.len()
    })
    .map(|(_, name)| name)
}

/// Whether a record is the line `sep=,` with which a spreadsheet is told what separates cells.
fn is_separator_line(cells: &StringRecord) -> bool {
    cells.len() == 2 && &cells[0] == "sep=" && cells[1].is_empty()
}

/// All records with their lines: comments, blank lines and rows of empty cells left out, cells trimmed.
pub(crate) fn records(text: &str) -> Vec<Line> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut lines = LineCounter {
        text,
        at: 0,
        line: 1,
    };
    let mut records = Vec::new();
    let mut record = StringRecord::new();
    loop {
        let start = reader.position().byte();
        // the text is UTF-8 and rows may have any length, so that reading cannot fail
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) | Err(_) => return records,
        }
        let number = lines.line_of_record(start);
        record.trim();
        let comment = record.get(0).is_some_and(|cell| cell.starts_with('#'));
        let skipped = comment || (records.is_empty() && is_separator_line(&record));
        if !skipped && record.iter().any(|cell| !cell.is_empty()) {
            records.push(Line {
                number,
                cells: record.clone(),
            });
        }
    }
}

/// Counts lines up to a record. The reader's own count is that of the blank lines and comments before it.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_of_record(&mut self, start: u64) -> usize {
        let bytes = self.text.as_bytes();
        let start = usize::try_from(start)
            .unwrap_or(bytes.len())
            .min(bytes.len());
        self.advance(start);
        loop {
            match bytes.get(self.at) {
                Some(b'\n') => self.advance(self.at + 1),
                Some(b'#') => {
                    let rest = &bytes[self.at..];
                    let length = rest.iter().position(|byte| *byte == b'\n');
                    self.advance(self.at + length.unwrap_or(rest.len()));
                }
                _ => return self.line,
            }
        }
    }

    fn advance(&mut self, to: usize) {
        let passed = self.text.as_bytes().get(self.at..to).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(to);
    }
}

/// Line where a quotation mark opens that is never closed: all that follows it would be one cell.
pub(crate) fn unclosed_quote(text: &str) -> Option<usize> {
    let mut line = 1;
    let mut opened = None;
    let mut characters = text.chars().peekable();
    let (mut line_start, mut cell_start, mut comment) = (true, true, false);
    while let Some(c) = characters.next() {
        match (opened, c) {
            (Some(_), '"') if characters.peek() == Some(&'"') => {
                characters.next();
            }
            (Some(_), '"') => opened = None,
            (None, '#') if line_start => comment = true,
            (None, '"') if cell_start && !comment => opened = Some(line),
            _ => {}
        }
        if c == '\n' {
            line += 1;
            comment = false;
        }
        line_start = opened.is_none() && c == '\n';
        cell_start = opened.is_none() && matches!(c, '\n' | ',');
    }
    opened
}
