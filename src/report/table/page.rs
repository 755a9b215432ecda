//! Lines, paragraphs and tables of a page of text, within its width.
//!
//! All text of a page passes [`replaced`], so that its only escape sequences are its own colours: [`is_colour`].

use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Row, Table, TableStyle};

use super::Style;
use crate::legible::replaced;

/// A line under the header and nothing else.
const LIGHT: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Columns that stand between two columns of a table, and the indent of the first.
const PADDING: (u16, u16) = (1, 1);

const HEADING: Ansi = Ansi::new().bold();
const LOUD: Ansi = AnsiColor::Red.on_default().bold();
const GOOD: Ansi = AnsiColor::Green.on_default().bold();
const FAINT: Ansi = Ansi::new().dimmed();

/// Whether what follows an escape character is one of a page's own colours, or their end.
#[must_use]
pub(crate) fn is_colour(after_escape: &str) -> bool {
    let ours = ["[0m", "[1m", "[2m", "[31m", "[32m"];
    ours.iter().any(|code| after_escape.starts_with(code))
}

/// A page in the making.
pub(in crate::report) struct Page {
    style: Style,
    text: String,
}

impl Page {
    pub(crate) fn new(style: Style) -> Self {
        Self {
            style,
            text: String::new(),
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// Begins a section.
    pub(crate) fn heading(&mut self, text: &str) {
        self.text.push('\n');
        self.wrapped(text, 0, HEADING);
    }

    /// The first line of all.
    pub(crate) fn title(&mut self, text: &str) {
        self.wrapped(text, 0, HEADING);
    }

    /// Plain text.
    pub(crate) fn paragraph(&mut self, indent: u16, text: &str) {
        self.wrapped(text, indent, Ansi::new());
    }

    /// What is good to know but not the point.
    pub(crate) fn faint(&mut self, text: &str) {
        self.wrapped(text, 0, FAINT);
    }

    /// What nobody may overlook.
    pub(crate) fn loud(&mut self, text: &str) {
        self.wrapped(text, 0, LOUD);
    }

    /// A statement with its verdict: `holds` or `does not hold`.
    pub(crate) fn verdict(&mut self, statement: &str, holds: impl Into<Option<bool>>) {
        let (word, style) = match holds.into() {
            Some(true) => (tr!("holds"), GOOD),
            Some(false) => (tr!("does not hold"), LOUD),
            None => (tr!("open within the gap"), LOUD),
        };
        let lines = wrap(
            &tr!("{statement}: {word}", statement = statement, word = word),
            self.style.width,
            0,
        );
        for line in lines {
            match line.strip_suffix(word) {
                Some(before) => {
                    self.text.push_str(before);
                    self.styled(word, style);
                }
                None => self.text.push_str(&line),
            }
            self.text.push('\n');
        }
    }

    /// A table, its columns narrowed where the page is not wide enough.
    pub(crate) fn sheet(&mut self, sheet: Sheet) {
        let mut table = sheet.table;
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(columns(self.style.width));
        let header = if sheet.has_header {
            header_height(&table)
        } else {
            0
        };
        for (place, line) in table.lines().enumerate() {
            let line = line.trim_end();
            let style = if place <= header && sheet.has_header {
                FAINT
            } else {
                Ansi::new()
            };
            self.styled(line, style);
            self.text.push('\n');
        }
    }

    /// The first of the two tables that fits without narrowing; the second must do otherwise.
    pub(crate) fn sheet_that_fits(&mut self, wide: Sheet, narrow: Sheet) {
        let fits = wide.natural_width() <= self.style.width;
        self.sheet(if fits { wide } else { narrow });
    }

    pub(crate) const fn width(&self) -> usize {
        self.style.width
    }

    fn wrapped(&mut self, text: &str, indent: u16, style: Ansi) {
        for line in wrap(text, self.style.width, indent) {
            self.styled(&line, style);
            self.text.push('\n');
        }
    }

    fn styled(&mut self, text: &str, style: Ansi) {
        if self.style.colour && style != Ansi::new() {
            self.text
                .push_str(&format!("{}{text}{}", style.render(), style.render_reset()));
        } else {
            self.text.push_str(text);
        }
    }
}

/// Rows of cells under a header; the first column is text, the others are numbers.
pub(in crate::report) struct Sheet {
    table: Table,
    has_header: bool,
}

impl Sheet {
    /// A table under that header; a line break in a header cell is kept, but for those at the end where no cell has a second line.
    pub(crate) fn new<T: AsRef<str>>(header: &[T]) -> Self {
        let mut sheet = Self::without_header();
        let texts = header.iter().map(AsRef::as_ref);
        let has_lines = texts
            .clone()
            .any(|cell| cell.trim_end_matches('\n').contains('\n'));
        let shown = texts.map(|cell| match has_lines {
            true => header_cell(cell),
            false => header_cell(cell.trim_end_matches('\n')),
        });
        sheet.table.set_header(cells(shown));
        sheet.pad();
        sheet.has_header = true;
        sheet
    }

    pub(crate) fn without_header() -> Self {
        let mut table = Table::new();
        table.load_style(LIGHT);
        Self {
            table,
            has_header: false,
        }
    }

    pub(crate) fn row(&mut self, row: Vec<String>) {
        self.table.add_row(cells(
            row.into_iter().map(|cell| replaced(&cell).into_owned()),
        ));
        self.pad();
    }

    /// Aligns a column to the left, its header too: it holds text.
    pub(crate) fn text_column(&mut self, index: usize) {
        if let Some(header) = self.table.header().map(|row| left(row, index)) {
            self.table.set_header(header);
        }
        for row in self.table.row_iter_mut() {
            *row = left(row, index);
        }
    }

    /// Columns that it takes where nothing is narrowed.
    pub(crate) fn natural_width(&self) -> usize {
        let padding = usize::from(PADDING.0 + PADDING.1);
        self.table
            .column_max_content_widths()
            .iter()
            .map(|&width| usize::from(width) + padding)
            .sum()
    }

    fn pad(&mut self) {
        for column in self.table.column_iter_mut() {
            column.set_padding(PADDING);
        }
    }
}

/// Cells of a row: the first to the left, the others to the right.
fn cells(texts: impl Iterator<Item = String>) -> Row {
    let aligned = texts.enumerate().map(|(place, text)| {
        let side = if place == 0 {
            CellAlignment::Left
        } else {
            CellAlignment::Right
        };
        Cell::new(text).set_alignment(side)
    });
    Row::from(aligned.collect::<Vec<Cell>>())
}

/// The row with its cell at `index` to the left.
fn left(row: &Row, index: usize) -> Row {
    let aligned = row.cell_iter().enumerate().map(|(place, cell)| {
        if place == index {
            cell.clone().set_alignment(CellAlignment::Left)
        } else {
            cell.clone()
        }
    });
    Row::from(aligned.collect::<Vec<Cell>>())
}

fn header_height(table: &Table) -> usize {
    let lines = table.header().map(|header| {
        header
            .cell_iter()
            .map(|cell| cell.content().lines().count())
            .max()
            .unwrap_or(1)
    });
    lines.unwrap_or(0)
}

/// A heading of a column, whose line ends are ours.
fn header_cell(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(replaced).collect();
    lines.join("\n")
}

/// `text` in lines of at most `width` columns, each indented.
fn wrap(text: &str, width: usize, indent: u16) -> Vec<String> {
    #[cfg(feature = "cli")]
    if crate::language::is_chinese() {
        let (margin, text) = (" ".repeat(indent.into()), replaced(text));
        let lines = crate::language::lines::broken(&text, width.saturating_sub(margin.len()));
        let indented = lines.iter().map(|line| format!("{margin}{line}"));
        return indented.map(|line| line.trim_end().to_owned()).collect();
    }
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(columns(width))
        .add_row([replaced(text)]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((indent, 0));
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}
