//! `eastwest lp FILE.mps`

mod no_optimum;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use eastwest::Program;
use eastwest::exchange;
use eastwest::legible::escaped_in_json;
use eastwest::solver::{self, Solved, Solver, Status};

use super::solve::solver_names;
use super::{Failure, output};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// MPS file, fixed or free form
    #[arg(value_name = "FILE.mps")]
    path: PathBuf,
    /// Who solves it (highs: in a build with `--features highs`)
    #[arg(long, default_value_t = Solver::default(), value_parser = solver_names())]
    solver: Solver,
    /// Lines for people, or one JSON document
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for people
    Table,
    /// One document
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let name = arguments.path.display().to_string();
    if arguments
        .path
        .extension()
        .is_some_and(|ending| ending == "lp")
    {
        return Err(Failure::Input(tr!(
            "error: `{name}` is an LP file by its name, and MPS is what can be read\nhelp: `eastwest export CASE -o FILE.mps` writes the programme of a case as MPS",
            name = name
        )));
    }
    let bytes = std::fs::read(&arguments.path)
        .map_err(|error| {
            let help = if arguments.path.is_dir() {
                tr!("\nhelp: `eastwest solve` takes a case; `eastwest lp` takes the MPS file that `eastwest export` writes")
            } else {
                ""
            };
            Failure::Input(tr!("error: cannot read `{name}`: {error}{help}", name = name, error = error, help = help))
        })?;
    let (program, warnings) = exchange::read_mps_with_warnings(&bytes, &name)
        .map_err(|error| Failure::Input(tr!("error: {error}", error = error)))?;
    for warning in &warnings {
        say!(
            "warning: {warning}\n  --> {name}",
            warning = warning,
            name = name
        );
    }
    let solved = output::watched(|| solver::solve_with_proof(&program, arguments.solver))
        .map_err(Failure::Solver)?;
    let text = match arguments.format {
        Format::Table => lines(&program, &solved),
        Format::Json => json(&program, &solved).context(tr!("cannot write JSON"))?,
    };
    output::print(&text)?;
    Ok(())
}

/// The objective in the direction of the file, where there is one.
fn objective(program: &Program, solved: &Solved) -> Option<f64> {
    (solved.status == Status::Optimal).then(|| program.reported(solved.objective))
}

fn lines(program: &Program, solved: &Solved) -> String {
    let mut text = tr!(
        "{}: {}\nstatus           {}\n",
        program.name,
        output::size(program),
        solved.status.name()
    );
    if let Some(objective) = objective(program, solved) {
        let certificate = &solved.certificate;
        text += &tr!("objective        {objective}\n", objective = objective);
        text += &tr!("primal residual  {:.1e}\n", certificate.primal_residual);
        let given = |value: Option<f64>| {
            value.map_or_else(
                || tr!("not given").to_owned(),
                |value| format!("{value:.1e}"),
            )
        };
        text += &tr!("dual residual    {}\n", given(certificate.dual_residual));
        text += &tr!("relative gap     {}\n", given(certificate.relative_gap));
    }
    text += &tr!("solver           {}\n", solved.solver);
    if solved.status != Status::Optimal {
        text += &no_optimum::lines(program, solved.proof.as_ref());
    }
    text
}

fn json(program: &Program, solved: &Solved) -> serde_json::Result<String> {
    let optimal = solved.status == Status::Optimal;
    let mut document = serde_json::json!({
        "schema_version": 1,
        "name": program.name,
        "status": solved.status,
        "objective": objective(program, solved),
        "certificate": optimal.then_some(solved.certificate),
        "farkas": null,
        "crossed_bounds": null,
        "ray": null,
        "solver": solved.solver.name(),
        "rows": program.row_count(),
        "columns": program.column_count(),
        "entries": program.matrix.entry_count(),
    });
    if let Some(proof) = &solved.proof {
        let (key, value) = no_optimum::json(program, proof);
        document[key] = value;
    }
    let text = serde_json::to_string_pretty(&document)?;
    Ok(escaped_in_json(&text).into_owned() + "\n")
}
