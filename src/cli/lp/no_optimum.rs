//! What `eastwest lp` says of a programme without an optimum: the proof, by the file's names.

use eastwest::Program;
use eastwest::solver::proof::{Crossed, Farkas, Proof, Ray};
use serde_json::{Map, Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::output::padded;

/// Rows and columns shown to people; JSON has all.
const SHOWN: usize = 12;
/// Widest name shown in full, in columns of a terminal.
const NAME_WIDTH: usize = 48;

/// The proof in short.
pub(crate) fn lines(program: &Program, proof: Option<&Proof>) -> String {
    match proof {
        None => String::new(),
        Some(Proof::Farkas(farkas)) => farkas_lines(program, farkas),
        Some(Proof::Crossed(crossed)) => tr!(
            "proof            `{}` has to be at least {} and at most {}\n",
            crossed.name,
            crossed.lower,
            crossed.upper
        ),
        Some(Proof::Ray(ray)) => ray_lines(program, ray),
    }
}

/// The key of the document that the proof stands under, and what stands there.
pub(crate) fn json(program: &Program, proof: &Proof) -> (&'static str, Value) {
    match proof {
        Proof::Farkas(farkas) => ("farkas", farkas_json(program, farkas)),
        Proof::Crossed(Crossed { name, lower, upper }) => (
            "crossed_bounds",
            json!({ "name": name, "lower": lower, "upper": upper }),
        ),
        Proof::Ray(ray) => ("ray", ray_json(program, ray)),
    }
}

fn farkas_json(program: &Program, farkas: &Farkas) -> Value {
    json!({
        "rows": by_name(&farkas.multipliers, |i| program.row_name(i)),
        "columns": by_name(&farkas.weights, |j| program.column_name(j)),
        "contradiction": farkas.contradiction,
        "residual": farkas.residual,
    })
}

fn ray_json(program: &Program, ray: &Ray) -> Value {
    let column = |j| program.column_name(j);
    json!({
        "columns": by_name(&ray.direction, column),
        "objective_change": program.reported(ray.rate),
        "residual": ray.residual,
        "point": by_name(&ray.point, column),
    })
}

/// What is not zero, by name.
fn by_name(values: &[f64], name: impl Fn(usize) -> String) -> Value {
    let named = values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value != 0.0);
    Value::Object(
        named
            .map(|(at, &value)| (name(at), json!(value)))
            .collect::<Map<_, _>>(),
    )
}

/// One line of a table: a name, a figure, and a bound.
struct Line {
    name: String,
    value: f64,
    bound: String,
}

fn farkas_lines(program: &Program, farkas: &Farkas) -> String {
    let bound = |weight: f64, lower: f64, upper: f64| match weight > 0.0 {
        _ if lower == upper => format!("= {lower}"),
        true => format!("≥ {lower}"),
        false => format!("≤ {upper}"),
    };
    let multipliers = farkas.multipliers.iter().enumerate();
    let rows = multipliers.map(|(i, &value)| Line {
        name: program.row_name(i),
        value,
        bound: bound(value, program.row_lower[i], program.row_upper[i]),
    });
    let weights = farkas.weights.iter().enumerate();
    let columns = weights.map(|(j, &value)| Line {
        name: program.column_name(j),
        value,
        bound: bound(value, program.lower[j], program.upper[j]),
    });
    let mut text = tr!(
        "proof            times these multipliers, rows and columns add up to 0 at every point,\n                 but within their bounds to {} at least: no point is within all\nproof residual   {:.1e}\n",
        short(farkas.contradiction),
        farkas.residual
    );
    text += &table(["row", "multiplier", "bound"], rows.collect());
    text + &table(["column", "multiplier", "bound"], columns.collect())
}

fn ray_lines(program: &Program, ray: &Ray) -> String {
    let mut text = tr!(
        "proof            from a feasible point (in --format json), this step can be taken\n                 for ever, and each time changes the objective by {}\nproof residual   {:.1e}\n",
        short(program.reported(ray.rate)),
        ray.residual
    );
    let steps = ray.direction.iter().enumerate();
    let steps = steps.map(|(j, &value)| Line {
        name: program.column_name(j),
        value,
        bound: match (program.lower[j].is_finite(), program.upper[j].is_finite()) {
            (true, false) => format!("≥ {}", program.lower[j]),
            (false, true) => format!("≤ {}", program.upper[j]),
            (false, false) => "free".to_owned(),
            (true, true) => tr!("{} to {}", program.lower[j], program.upper[j]),
        },
    });
    text += &table(["column", "step", "bound"], steps.collect());
    text
}

/// The lines of the greatest figures, and how many more there are; nothing where all are zero.
fn table(head: [&str; 3], mut lines: Vec<Line>) -> String {
    lines.retain(|line| line.value != 0.0);
    if lines.is_empty() {
        return String::new();
    }
    // stable: equal figures stay in the order of the file
    lines.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    for line in &mut lines {
        line.name = cut(&line.name);
    }
    let names = lines.iter().map(|line| line.name.width());
    let width = names.max().unwrap_or(0).max(head[0].len());
    let mut text = format!("\n  {:width$}  {:>12}  {}\n", head[0], head[1], head[2]);
    for line in &lines {
        text += &format!(
            "  {}  {:>12}  {}\n",
            padded(&line.name, width),
            short(line.value),
            line.bound
        );
    }
    if more > 0 {
        text += &tr!(
            "  … and {more} more with smaller figures (all in --format json)\n",
            more = more
        );
    }
    text
}

fn cut(name: &str) -> String {
    if name.width() <= NAME_WIDTH {
        return name.to_owned();
    }
    let mut kept = String::new();
    for letter in name.chars() {
        if kept.width() + letter.width().unwrap_or(0) >= NAME_WIDTH {
            break;
        }
        kept.push(letter);
    }
    kept + "…"
}

/// Six significant digits, without zeros at the end.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    let size = rounded.abs();
    if size != 0.0 && !(1e-4..1e7).contains(&size) {
        format!("{rounded:e}")
    } else {
        format!("{rounded}")
    }
}
