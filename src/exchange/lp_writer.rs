//! # CPLEX LP format, written
//!
//! Readable, and kept to what every reader of the format takes (CPLEX, Gurobi, HiGHS, GLPK):
//!
//! - Names hold letters (A to Z, a to z), digits, `_` and `.` only, and do not begin as a number or keyword does;
//!   letters of other scripts are spelt by their code points.
//! - Lines stay under 255 characters.
//! - A row with two different bounds is `row: terms - range.row = 0` with `lower <= range.row <= upper` among
//!   the bounds: GLPK takes no double inequality in a row. Its bounds stay exact.
//! - The objective's constant is the coefficient of a column `constant` fixed at 1: GLPK takes no bare number.
//! - A row without finite bounds is a comment, further objectives are not written (MPS has both).
//! - A column without entries has a zero in the objective.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};

use crate::exchange::names::Rules;
use crate::exchange::numbers::Number;
use crate::exchange::writable;
use crate::program::{Program, Sense, widened};

/// Longest line, in bytes; the format's limit is 255 with the line's end.
const WIDEST: usize = 250;

/// Words that the format gives a meaning, in lower case. Those with `e` in front are refused anyway.
const KEYWORDS: [&str; 31] = [
    "max", "maximum", "maximize", "maximise", "min", "minimum", "minimize", "minimise", "subject",
    "such", "st", "s.t.", "st.", "to", "that", "bound", "bounds", "free", "inf", "infinity",
    "general", "generals", "gen", "integer", "integers", "int", "binary", "binaries", "bin",
    "semi", "sos",
];

/// What the format allows as a name. A leading `e` could be read as an exponent.
const RULES: Rules = Rules {
    // short enough for a bound with two numbers of 25 characters to fit a line
    longest: 180,
    allows: |c| c.is_ascii_alphanumeric() || c == '_' || c == '.',
    needs_prefix: |name| {
        name.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E'))
            || KEYWORDS.contains(&name.to_ascii_lowercase().as_str())
    },
};

/// Writes the first objective, the rows and the columns of `program` in CPLEX LP format.
///
/// # Errors
/// Those of `sink`; `InvalidInput` that says what where the programme has no finite
/// coefficient, no sound bound, or a row whose bounds cross.
pub fn write_lp(program: &Program, sink: impl Write) -> io::Result<()> {
    writable::check(program)?;
    let names = Names::of(program);
    let mut lines = LineWriter {
        sink: BufWriter::new(sink),
        line: String::new(),
    };
    let title = RULES.applied(vec![program.name.clone()]).concat();
    lines.whole(format_args!("\\ Problem name: {title}"))?;
    write_objective(program, &names, &mut lines)?;
    write_rows(program, &names, &mut lines)?;
    write_bounds(program, &names, &mut lines)?;
    lines.whole(format_args!("End"))?;
    lines.sink.flush()
}

/// Legal names: of the objective and the rows, of the columns, of the columns that stand for ranges, and of the constant.
struct Names {
    objective: String,
    rows: Vec<String>,
    columns: Vec<String>,
    /// By row; empty where the row has no range.
    ranges: Vec<String>,
    constant: String,
}

impl Names {
    fn of(program: &Program) -> Self {
        let objective = program.objective().name.clone();
        let rows = (0..program.row_count()).map(|i| program.row_name(i));
        let mut rows = RULES.applied(std::iter::once(objective).chain(rows).collect());
        let objective = rows.remove(0);
        let columns = (0..program.column_count()).map(|j| program.column_name(j));
        let ranges = rows.iter().map(|row| format!("range.{row}"));
        let extra = std::iter::once("constant".to_owned()).chain(ranges);
        let mut columns = RULES.applied(columns.chain(extra).collect());
        let mut ranges = columns.split_off(program.column_count());
        let constant = ranges.remove(0);
        Names {
            objective,
            rows,
            columns,
            ranges,
            constant,
        }
    }
}

/// Text that breaks between terms before a line gets too wide.
struct LineWriter<W: Write> {
    sink: W,
    line: String,
}

impl<W: Write> LineWriter<W> {
    /// A line of its own.
    fn whole(&mut self, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        self.sink.write_fmt(text)?;
        self.sink.write_all(b"\n")
    }

    /// Begins a row or objective.
    fn begin(&mut self, name: &str) {
        self.line.clear();
        self.line.push(' ');
        self.line.push_str(name);
        self.line.push(':');
    }

    /// Adds a piece, on a line of its own where it does not fit.
    fn piece(&mut self, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        let before = self.line.len();
        // writing to a string cannot fail
        let _ = self.line.write_fmt(text);
        if self.line.len() > WIDEST {
            self.sink.write_all(&self.line.as_bytes()[..before])?;
            self.sink.write_all(b"\n")?;
            self.line.replace_range(..before, " ");
        }
        Ok(())
    }

    /// ` + 3 x`.
    fn term(&mut self, coefficient: f64, column: &str) -> io::Result<()> {
        let sign = if coefficient < 0.0 { '-' } else { '+' };
        let size = Number(coefficient.abs());
        self.piece(format_args!(" {sign} {size} {column}"))
    }

    /// Ends a row or objective.
    fn end(&mut self) -> io::Result<()> {
        self.line.push('\n');
        self.sink.write_all(self.line.as_bytes())
    }
}

fn write_objective(
    program: &Program,
    names: &Names,
    lines: &mut LineWriter<impl Write>,
) -> io::Result<()> {
    let sense = match program.sense {
        Sense::Minimise => "Minimize",
        Sense::Maximise => "Maximize",
    };
    lines.whole(format_args!("{sense}"))?;
    lines.begin(&names.objective);
    let objective = program.objective();
    let is_empty = |j: usize| program.matrix.starts[j] == program.matrix.starts[j + 1];
    let columns = objective.coefficients.iter().enumerate();
    let mut terms: Vec<(f64, &str)> = columns
        .filter(|&(j, &cost)| cost != 0.0 || is_empty(j))
        .map(|(j, &cost)| (cost, names.columns[j].as_str()))
        .collect();
    if has_constant(program) {
        terms.push((objective.constant, &names.constant));
    } else if terms.is_empty() {
        // a reader wants one term at least
        terms.push((0.0, &names.columns[0]));
    }
    for (cost, column) in terms {
        lines.term(program.reported(cost), column)?;
    }
    lines.end()
}

/// Whether the column `constant` is needed: for the objective's constant, or because there is no other column.
fn has_constant(program: &Program) -> bool {
    program.objective().constant != 0.0 || program.column_count() == 0
}

fn write_rows(
    program: &Program,
    names: &Names,
    lines: &mut LineWriter<impl Write>,
) -> io::Result<()> {
    lines.whole(format_args!("Subject To"))?;
    let by_row = ByRow::of(program);
    let some_column = names.columns.first().unwrap_or(&names.constant);
    let mut written = 0;
    for (i, name) in names.rows.iter().enumerate() {
        let (lower, upper) = (widened(program.row_lower[i]), widened(program.row_upper[i]));
        if lower.is_infinite() && upper.is_infinite() {
            lines.whole(format_args!("\\ {name} is free"))?;
            continue;
        }
        lines.begin(name);
        for &(j, value) in by_row.entries(i) {
            lines.term(value, &names.columns[j])?;
        }
        if by_row.entries(i).is_empty() {
            lines.term(0.0, some_column)?;
        }
        write_relation(lower, upper, &names.ranges[i], lines)?;
        lines.end()?;
        written += 1;
    }
    if written == 0 {
        // a reader wants one row at least
        lines.whole(format_args!(" + 0 {some_column} = 0"))?;
    }
    Ok(())
}

/// The right-hand side of a row with a finite bound.
fn write_relation(
    lower: f64,
    upper: f64,
    range: &str,
    lines: &mut LineWriter<impl Write>,
) -> io::Result<()> {
    if lower == upper {
        lines.piece(format_args!(" = {}", Number(lower)))
    } else if is_range(lower, upper) {
        lines.term(-1.0, range)?;
        lines.piece(format_args!(" = 0"))
    } else if lower.is_finite() {
        lines.piece(format_args!(" >= {}", Number(lower)))
    } else {
        lines.piece(format_args!(" <= {}", Number(upper)))
    }
}

fn is_range(lower: f64, upper: f64) -> bool {
    lower.is_finite() && upper.is_finite() && lower != upper
}

fn write_bounds(
    program: &Program,
    names: &Names,
    lines: &mut LineWriter<impl Write>,
) -> io::Result<()> {
    lines.whole(format_args!("Bounds"))?;
    for (j, name) in names.columns.iter().enumerate() {
        write_bound(
            name,
            widened(program.lower[j]),
            widened(program.upper[j]),
            lines,
        )?;
    }
    for (i, name) in names.ranges.iter().enumerate() {
        let (lower, upper) = (widened(program.row_lower[i]), widened(program.row_upper[i]));
        if is_range(lower, upper) {
            write_bound(name, lower, upper, lines)?;
        }
    }
    if has_constant(program) {
        write_bound(&names.constant, 1.0, 1.0, lines)?;
    }
    Ok(())
}

fn write_bound(
    column: &str,
    lower: f64,
    upper: f64,
    lines: &mut LineWriter<impl Write>,
) -> io::Result<()> {
    let (low, high) = (Number(lower), Number(upper));
    if lower == upper {
        lines.whole(format_args!(" {column} = {low}"))
    } else if lower.is_infinite() && upper.is_infinite() {
        lines.whole(format_args!(" {column} free"))
    } else if upper.is_finite() {
        // both, so that no reader guesses the lower one
        lines.whole(format_args!(" {low} <= {column} <= {high}"))
    } else if lower != 0.0 {
        lines.whole(format_args!(" {column} >= {low}"))
    } else {
        Ok(())
    }
}

/// The matrix by rows: entries of row `i` are `starts[i]..starts[i + 1]`, columns ascending.
struct ByRow {
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl ByRow {
    fn of(program: &Program) -> Self {
        let mut starts = vec![0; program.row_count() + 1];
        for &i in &program.matrix.rows {
            starts[i + 1] += 1;
        }
        for i in 0..program.row_count() {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); program.matrix.entry_count()];
        for j in 0..program.column_count() {
            for (i, value) in program.matrix.column(j) {
                entries[next[i]] = (j, value);
                next[i] += 1;
            }
        }
        ByRow { starts, entries }
    }

    fn entries(&self, i: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[i]..self.starts[i + 1]]
    }
}
