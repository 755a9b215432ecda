//! # Free MPS, written
//!
//! Rows and columns in the programme's order, one entry a line, every number the shortest that reads back
//! the same. What the format leaves open is settled so:
//!
//! - The first `N` row is the first objective. Further objectives follow as `N` rows, best rank first, for
//!   people: solvers ignore `N` rows after the first.
//! - The objective's constant c₀ is written as right-hand side −c₀ of its row, the convention of CPLEX,
//!   Gurobi, HiGHS, Xpress and COIN-OR. (GLPK alone takes it as +c₀.)
//! - A programme stated as a maximisation has `OBJSENSE MAX` and its first objective the way it was stated.
//! - A row without finite bounds is an `N` row too. A row with two different bounds is the one nearer to zero,
//!   exactly, with a range; where the width has no exact binary form, the other bound may move by its last digit.
//! - A column with lower bound zero and upper bound below it gets both, so that no reader takes
//!   the lower one for −∞. A column without entries has a zero in the objective.
//! - Names are kept, but for white space and control characters, and a leading `$`.

use std::io::{self, BufWriter, Write};

use crate::exchange::mps_fields::MARKER;
use crate::exchange::names::Rules;
use crate::exchange::numbers::{Number, negated};
use crate::exchange::writable;
use crate::program::{Program, Sense, widened};

/// What free MPS allows as a name. A `$` begins a comment.
pub(super) const RULES: Rules = Rules {
    longest: 255,
    allows: |c| !c.is_whitespace() && !c.is_control(),
    needs_prefix: |name| name.starts_with('$') || name == MARKER,
};

/// Writes `program` as free MPS.
///
/// # Errors
/// Those of `sink`; `InvalidInput` that says what where the programme has no finite
/// coefficient, no sound bound, or a row whose bounds cross, which MPS cannot state.
pub fn write_mps(program: &Program, sink: impl Write) -> io::Result<()> {
    writable::check(program)?;
    let names = Names::of(program);
    let mut sink = BufWriter::new(sink);
    write_head(program, &mut sink)?;
    write_rows(program, &names, &mut sink)?;
    write_columns(program, &names, &mut sink)?;
    write_sides(program, &names, &mut sink)?;
    write_bounds(program, &names, &mut sink)?;
    writeln!(sink, "ENDATA")?;
    sink.flush()
}

/// The names of objectives and rows, which must differ, and of columns.
struct Names {
    rows: Vec<String>,
    objective_count: usize,
    columns: Vec<String>,
}

impl Names {
    fn of(program: &Program) -> Self {
        let objectives = program.objectives.iter().map(|o| o.name.clone());
        let rows = (0..program.row_count()).map(|i| program.row_name(i));
        let columns = (0..program.column_count()).map(|j| program.column_name(j));
        Names {
            rows: RULES.applied(objectives.chain(rows).collect()),
            objective_count: program.objectives.len(),
            columns: RULES.applied(columns.collect()),
        }
    }

    fn objective(&self, rank: usize) -> &str {
        &self.rows[rank]
    }

    fn row(&self, i: usize) -> &str {
        &self.rows[self.objective_count + i]
    }
}

/// How MPS states a row: its type, right-hand side and range.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stated {
    Free,
    Single { kind: char, side: f64 },
    Range { kind: char, side: f64, width: f64 },
}

/// The statement of `lower ≤ row ≤ upper`.
fn stated(lower: f64, upper: f64) -> Stated {
    let (lower, upper) = (widened(lower), widened(upper));
    let single = |kind, side| Stated::Single { kind, side };
    match (lower.is_finite(), upper.is_finite()) {
        (false, false) => Stated::Free,
        (false, true) => single('L', upper),
        (true, false) => single('G', lower),
        (true, true) if lower == upper => single('E', lower),
        (true, true) => stated_range(lower, upper),
    }
}

/// A range from the bound nearer to zero, its width the first of the nearest three that gives the other bound exactly.
fn stated_range(lower: f64, upper: f64) -> Stated {
    let width = upper - lower;
    let from_lower = lower.abs() <= upper.abs();
    let exact = |&width: &f64| {
        if from_lower {
            lower + width == upper
        } else {
            upper - width == lower
        }
    };
    let width = [width, width.next_up(), width.next_down()]
        .into_iter()
        .find(exact)
        .unwrap_or(width);
    let (kind, side) = if from_lower {
        ('G', lower)
    } else {
        ('L', upper)
    };
    Stated::Range { kind, side, width }
}

fn statements(program: &Program) -> impl Iterator<Item = (usize, Stated)> + '_ {
    let bounds = program.row_lower.iter().zip(&program.row_upper);
    bounds
        .map(|(&lower, &upper)| stated(lower, upper))
        .enumerate()
}

fn write_head(program: &Program, sink: &mut impl Write) -> io::Result<()> {
    if program.objectives.len() > 1 {
        writeln!(
            sink,
            "* The first N row is minimised or maximised; those below it are ranked, and decide ties."
        )?;
    }
    let name = RULES.applied(vec![program.name.clone()]).concat();
    writeln!(sink, "NAME {name}")?;
    match program.sense {
        Sense::Minimise => Ok(()),
        Sense::Maximise => writeln!(sink, "OBJSENSE\n    MAX"),
    }
}

fn write_rows(program: &Program, names: &Names, sink: &mut impl Write) -> io::Result<()> {
    writeln!(sink, "ROWS")?;
    for rank in 0..program.objectives.len() {
        writeln!(sink, " N {}", names.objective(rank))?;
    }
    for (i, statement) in statements(program) {
        let kind = match statement {
            Stated::Free => 'N',
            Stated::Single { kind, .. } | Stated::Range { kind, .. } => kind,
        };
        writeln!(sink, " {kind} {}", names.row(i))?;
    }
    Ok(())
}

fn write_columns(program: &Program, names: &Names, sink: &mut impl Write) -> io::Result<()> {
    writeln!(sink, "COLUMNS")?;
    for (j, column) in names.columns.iter().enumerate() {
        let mut empty = program.matrix.starts[j] == program.matrix.starts[j + 1];
        for (rank, objective) in program.objectives.iter().enumerate() {
            let cost = as_stated(program, rank, objective.coefficients[j]);
            if cost != 0.0 {
                writeln!(sink, " {column} {} {}", names.objective(rank), Number(cost))?;
                empty = false;
            }
        }
        if empty {
            writeln!(sink, " {column} {} 0", names.objective(0))?;
        }
        for (i, value) in program.matrix.column(j) {
            writeln!(sink, " {column} {} {}", names.row(i), Number(value))?;
        }
    }
    Ok(())
}

/// A number of the objective of `rank`, turned back if the programme was stated as a maximisation.
fn as_stated(program: &Program, rank: usize, minimised: f64) -> f64 {
    if rank == 0 {
        program.reported(minimised)
    } else {
        minimised
    }
}

/// Right-hand sides, then ranges.
fn write_sides(program: &Program, names: &Names, sink: &mut impl Write) -> io::Result<()> {
    writeln!(sink, "RHS")?;
    for (rank, objective) in program.objectives.iter().enumerate() {
        let constant = as_stated(program, rank, objective.constant);
        if constant != 0.0 {
            let side = Number(negated(constant));
            writeln!(sink, " RHS {} {side}", names.objective(rank))?;
        }
    }
    let mut ranges = Vec::new();
    for (i, statement) in statements(program) {
        let side = match statement {
            Stated::Free => continue,
            Stated::Single { side, .. } => side,
            Stated::Range { side, width, .. } => {
                ranges.push((i, width));
                side
            }
        };
        if side != 0.0 {
            writeln!(sink, " RHS {} {}", names.row(i), Number(side))?;
        }
    }
    if !ranges.is_empty() {
        writeln!(sink, "RANGES")?;
    }
    ranges
        .into_iter()
        .try_for_each(|(i, width)| writeln!(sink, " RNG {} {}", names.row(i), Number(width)))
}

fn write_bounds(program: &Program, names: &Names, sink: &mut impl Write) -> io::Result<()> {
    writeln!(sink, "BOUNDS")?;
    let bounds = program.lower.iter().zip(&program.upper);
    for (column, (&lower, &upper)) in names.columns.iter().zip(bounds) {
        write_bound(column, widened(lower), widened(upper), sink)?;
    }
    Ok(())
}

fn write_bound(column: &str, lower: f64, upper: f64, sink: &mut impl Write) -> io::Result<()> {
    if lower == upper {
        return writeln!(sink, " FX BND {column} {}", Number(lower));
    }
    match (lower.is_finite(), upper.is_finite()) {
        (false, false) => return writeln!(sink, " FR BND {column}"),
        (false, true) => writeln!(sink, " MI BND {column}")?,
        _ => {}
    }
    if upper.is_finite() {
        writeln!(sink, " UP BND {column} {}", Number(upper))?;
    }
    // after `UP`, because readers that let a negative upper bound open the lower one do it there
    if lower.is_finite() && (lower != 0.0 || upper < 0.0) {
        writeln!(sink, " LO BND {column} {}", Number(lower))?;
    }
    Ok(())
}
