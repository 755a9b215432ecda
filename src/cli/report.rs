//! `eastwest report CASE`

use std::path::{Path, PathBuf};

use clap::Args;
use eastwest::answer::{self, Answer};
use eastwest::control::Control;
use eastwest::explain::{Focus, Request, explain_with};
use eastwest::figures::read_figures;
use eastwest::frontier::{Axis, Family, frontier_with};
use eastwest::optimum::held::held_runs;
use eastwest::parameter::Change;
use eastwest::report::page::{Language, Live, MOST_POINTS, Other, Page, Results, Snapshot};
use eastwest::report::saved::{self, Plan, Saved};
use eastwest::results::outputs::Outputs;
use eastwest::solver::Solver;

use super::baseline::BaselineArguments;
use super::case::{self, CaseArguments, Loaded};
use super::{Failure, output};

/// The engine of the page: `wasm/build` makes it from this source, and `.ci/page` holds the two against one another.
static ENGINE: &[u8] = include_bytes!("report/engine.wasm.deflate");

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest report mycase -o report.html\n  \
    eastwest report mycase -o report.html --lang zh --periods one\n  \
    eastwest report mycase -o report.html --compare carbon_price=200\n  \
    eastwest report mycase -o report.html --compare today.json      # of `solve --format json`")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    /// The page: one HTML file that needs no other and no network
    #[arg(short, long, value_name = "FILE.html")]
    output: PathBuf,
    /// Also another plan beside this one: a saved answer (.json), or the case with one change (KEY=VALUE)
    #[arg(long, value_name = "OTHER.json|KEY=VALUE")]
    compare: Option<String>,
    /// Also results that were saved, with a picture whose points can be picked: what `sweep` (CSV or Parquet) or `frontier` (CSV or JSON) wrote;
    /// may be repeated
    #[arg(long, value_name = "RESULTS")]
    with: Vec<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let compared_file = arguments.compare.as_deref().and_then(saved_file);
    let outputs = Outputs::new(arguments.force)
        .sparing(&arguments.case.path)
        .sparing_all(arguments.baseline.file())
        .sparing_all(compared_file.as_deref())
        .sparing_all(arguments.with.iter().map(PathBuf::as_path));
    outputs.check(std::slice::from_ref(&arguments.output))?;
    let input = |report: eastwest::input::Report| Failure::Input(report.to_string());
    let mut loaded = case::load(&arguments.case)?;
    arguments.baseline.apply(&mut loaded)?;
    let figures = read_figures(&arguments.case.path).map_err(input)?;
    let other = match &arguments.compare {
        Some(text) => Some(compared(text, &loaded)?),
        None => None,
    };
    let results = with(&arguments.with)?;
    let found = output::watched(|| Found::of(&loaded))?;
    let command = command(&arguments.case);
    let live = Live {
        module: ENGINE,
        texts: &loaded.texts,
        changes: &loaded.changes,
        command: &command,
        one_period: &found.one_period,
    };
    let page = Page {
        answer: &found.answer,
        family: found.family.as_ref(),
        explanation: found.explanation.as_ref(),
        figures: figures.as_ref(),
        other: other.as_ref(),
        results: &results,
        // the engine reads the case, which knows no other baseline than its own
        live: (!arguments.baseline.is_given()).then_some(&live),
        language: Language::spoken(),
    };
    let html = page.html().map_err(anyhow::Error::from)?;
    outputs.write(&arguments.output, html.as_bytes())?;
    let size = html.len().div_ceil(1000);
    Ok(output::print(&tr!(
        "{}: {size} kB, for any browser; nothing in it needs a network\n",
        arguments.output.display(),
        size = size
    ))?)
}

/// All that the page tells of a case.
struct Found {
    answer: Answer,
    one_period: Answer,
    family: Option<Family>,
    explanation: Option<eastwest::explain::Explanation>,
}

impl Found {
    fn of(loaded: &Loaded) -> Result<Self, Failure> {
        let mut answer =
            answer::answer(&loaded.case, Solver::default()).map_err(Failure::Solver)?;
        answer.provenance.case_hash = Some(loaded.hash.clone());
        answer.provenance.options.clone_from(&loaded.options);
        let averaged = loaded.case.averaged();
        let one_period = answer::answer(&averaged, Solver::default()).map_err(Failure::Solver)?;
        // runs that are held together have neither a frontier nor reasons
        if !held_runs(&averaged).is_empty() {
            return Ok(Found {
                answer,
                one_period,
                family: None,
                explanation: None,
            });
        }
        let control = Control::default();
        let family = frontier_with(&averaged, Axis::Cost, Axis::Carbon, &control)
            .map_err(|error| error.to_string())
            .and_then(|drawn| {
                Family::from(drawn)
                    .with_baselines()
                    .map_err(|error| error.to_string())
            });
        if let Err(error) = &family {
            say!("warning: the page has no frontier: {error}", error = error);
        }
        let request = Request {
            focus: Focus::on::<&str>(&averaged, &[])
                .map_err(|error| Failure::Input(tr!("error: {error}", error = error)))?,
            within: 0.01,
        };
        let explanation = explain_with(&averaged, &request, &control)?;
        Ok(Found {
            answer,
            one_period,
            family: family.ok(),
            explanation: Some(explanation),
        })
    }
}

/// The results of these files, which have to fit on a page.
fn with(files: &[PathBuf]) -> Result<Vec<Results>, Failure> {
    let mut read = Vec::new();
    let mut all = 0;
    for file in files {
        let told = |error: &dyn std::fmt::Display| {
            Failure::Input(tr!(
                "error: --with {}: {error}",
                file.display(),
                error = error
            ))
        };
        let results = Results {
            name: file.display().to_string(),
            saved: saved::read(file).map_err(|error| told(&error))?,
        };
        let Some(points) = results.points() else {
            return Err(told(&tr!(
                "it is {}, which has no points to be picked\nhelp: rows of `sweep` and frontiers have",
                results.saved.kind()
            )));
        };
        all += points;
        if all > MOST_POINTS {
            return Err(told(&tr!(
                "a page holds at most {most} points, and there are {all} with it\nhelp: `eastwest sweep … --sample {most}` spreads fewer over the grid",
                most = MOST_POINTS,
                all = all
            )));
        }
        read.push(results);
    }
    Ok(read)
}

/// The words that say which case was solved, without `--periods`.
fn command(case: &CaseArguments) -> Vec<String> {
    let mut words = vec![case.path.display().to_string()];
    let options = case
        .scenarios
        .iter()
        .map(|name| ["--scenario".to_owned(), name.clone()]);
    let options = options.chain(
        case.changes
            .iter()
            .map(|text| ["--set".to_owned(), text.clone()]),
    );
    words.extend(options.flatten());
    words
}

/// The other plan: from a file, or of the case with a change.
fn compared(text: &str, loaded: &Loaded) -> Result<Other, Failure> {
    if let Some(file) = saved_file(text) {
        return saved_plan(Path::new(text), &file);
    }
    let told = |error: String| {
        Failure::Input(tr!(
            "error: --compare {text}: {error}",
            text = text,
            error = error
        ))
    };
    let mut case = loaded.case.clone();
    let change = Change::parse(text, &case).map_err(|error| told(error.to_string()))?;
    change
        .apply(&mut case)
        .map_err(|error| told(error.to_string()))?;
    let answer = answer::answer(&case, Solver::default()).map_err(Failure::Solver)?;
    Ok(Other {
        name: text.to_owned(),
        snapshot: Snapshot::of(&answer).map_err(anyhow::Error::from)?,
        plan: Plan::from(&answer),
    })
}

/// The file of the plan that was saved at a place, or in a folder; nothing where a change is meant.
fn saved_file(text: &str) -> Option<PathBuf> {
    let path = Path::new(text);
    if path.is_dir() {
        return Some(path.join("answer.json"));
    }
    (path.exists() || text.ends_with(".json")).then(|| path.to_owned())
}

fn saved_plan(path: &Path, file: &Path) -> Result<Other, Failure> {
    let told = |error: &dyn std::fmt::Display| {
        Failure::Input(tr!(
            "error: --compare {}: {error}",
            path.display(),
            error = error
        ))
    };
    let help = tr!("it has to be an answer that `eastwest solve --format json` wrote");
    let Saved::Plan(plan) = saved::read(path).map_err(|error| told(&error))? else {
        return Err(told(&help));
    };
    let text = std::fs::read_to_string(file).map_err(|error| told(&error))?;
    let snapshot = Snapshot::from_json(&text)
        .map_err(|error| told(&tr!("{error}\nhelp: {help}", error = error, help = help)))?;
    Ok(Other {
        name: path.display().to_string(),
        snapshot,
        plan: *plan,
    })
}
