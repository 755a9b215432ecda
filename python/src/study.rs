//! What a study found, and how it is told.

use std::path::Path;

use eastwest::answer::{Answer, Provenance};
use eastwest::breakeven::Breakeven;
use eastwest::explain::Explanation;
use eastwest::frontier::Family;
use eastwest::ranges::Ranges;
use eastwest::report::DiagnosisDocument;
use eastwest::report::plot::{self, Look, Picture};
use eastwest::report::saved::{FrontierRows, Plan, Saved, TraceRows, read_json};
use eastwest::report::{self, Style};
use eastwest::trace::Trace;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{Failure, unwound};

/// The result of a study, by kind.
pub enum Body {
    Answer(Box<Answer>),
    Explanation(Box<Explanation>),
    Breakeven(Box<Breakeven>),
    Diagnosis(Box<DiagnosisDocument>, String),
    Ranges(Box<Ranges>),
    Frontier(Box<Family>, Provenance),
    Trace(Box<Trace>, Provenance),
    /// As it was told before: it came from another process.
    Told(Box<Told>),
}

/// All that is told of a result.
pub struct Told {
    json: String,
    text: String,
    full: String,
    tables: Vec<(String, Vec<u8>)>,
}

/// A result.
#[pyclass(frozen, module = "eastwest._core")]
pub struct Study {
    body: Body,
}

impl Study {
    pub fn new(body: Body) -> Self {
        Study { body }
    }

    fn written(&self) -> String {
        match &self.body {
            Body::Answer(answer) => report::json(answer),
            Body::Explanation(told) => report::explanation_json(told),
            Body::Breakeven(turned) => report::breakeven_json(turned),
            Body::Diagnosis(document, _) => report::diagnosis_json(document),
            Body::Ranges(found) => report::ranges_json(found),
            Body::Frontier(family, provenance) => report::frontier_json(family, provenance),
            Body::Trace(trace, provenance) => report::trace_json(trace, provenance),
            Body::Told(told) => told.json.clone(),
        }
    }

    fn page(&self, is_full: bool) -> String {
        let style = Style::default();
        match &self.body {
            Body::Answer(answer) if is_full => report::table(answer, style),
            Body::Answer(answer) => report::brief(answer, style),
            Body::Explanation(told) => report::explanation_table(told, style),
            Body::Breakeven(turned) => report::breakeven_table(turned, style),
            Body::Diagnosis(_, text) => text.clone(),
            Body::Ranges(found) => report::ranges_table(found, style),
            Body::Frontier(family, _) => report::frontier_table(family, style),
            Body::Trace(trace, _) => report::trace_table(trace, style),
            Body::Told(told) if is_full => told.full.clone(),
            Body::Told(told) => told.text.clone(),
        }
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let one = |name: &str, bytes| vec![(name.to_owned(), bytes)];
        match &self.body {
            Body::Answer(answer) => report::csv(answer),
            Body::Ranges(found) => one("ranges.csv", report::ranges_csv(found)),
            Body::Frontier(family, _) => one("frontier.csv", report::frontier_csv(family)),
            Body::Trace(trace, _) => one("trace.csv", report::trace_csv(trace)),
            Body::Told(told) => told.tables.clone(),
            Body::Explanation(_) | Body::Breakeven(_) | Body::Diagnosis(..) => Vec::new(),
        }
    }

    fn drawn(&self, kind: &str) -> Result<String, Failure> {
        let (name, look) = (Path::new("result"), Look::default());
        let saved = match &self.body {
            Body::Answer(answer) => Saved::Plan(Box::new(Plan::from(&**answer))),
            Body::Frontier(family, _) => {
                let rows = FrontierRows::of(family);
                let empty = || Failure::Solver("there is no frontier to draw".to_owned());
                Saved::Frontier(rows.ok_or_else(empty)?)
            }
            Body::Trace(trace, _) => Saved::Trace(TraceRows::from(&**trace)),
            Body::Ranges(found) => return Ok(plot::tornado(found, &look).svg()),
            _ => read_json(name, &self.written())
                .map_err(|error| Failure::Input(error.to_string()))?,
        };
        picture(&saved, kind, &look).map(|picture| picture.svg())
    }
}

fn picture(saved: &Saved, kind: &str, look: &Look) -> Result<Picture, Failure> {
    match (saved, kind) {
        (Saved::Plan(plan), "costs") => Ok(plot::costs(plan, look)),
        (Saved::Plan(plan), "map") => Ok(plot::map(plan, look)),
        (Saved::Plan(plan), "hours") => Ok(plot::hours(plan, look)),
        (Saved::Plan(plan), "calendar") => Ok(plot::calendar(plan, look)),
        (Saved::Plan(plan), "duration") => Ok(plot::duration(plan, look)),
        (Saved::Frontier(rows), "frontier") => Ok(plot::frontier(rows, look)),
        (Saved::Trace(rows), "trace") => Ok(plot::trace(rows, look)),
        (Saved::Ranges(document), "ranges") => Ok(plot::tornado_as(document, look)),
        _ => Err(Failure::Input(format!(
            "no picture `{kind}` is drawn of {}",
            saved.kind()
        ))),
    }
}

#[pymethods]
impl Study {
    /// Makes a result again from all that is told of it.
    #[staticmethod]
    fn from_state(
        json: String,
        text: String,
        full: String,
        tables: Vec<(String, Vec<u8>)>,
    ) -> Self {
        Study::new(Body::Told(Box::new(Told {
            json,
            text,
            full,
            tables,
        })))
    }

    /// The JSON document that the command writes.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        let written = py.detach(|| unwound(|| Ok(self.written())));
        written.map_err(|failure| failure.raise(py))
    }

    /// The page that the command prints.
    fn text(&self, py: Python<'_>, full: bool) -> PyResult<String> {
        let page = py.detach(|| unwound(|| Ok(self.page(full))));
        page.map_err(|failure| failure.raise(py))
    }

    /// The CSV files that the command writes, by name.
    fn tables<'py>(&self, py: Python<'py>) -> PyResult<Vec<(String, Bound<'py, PyBytes>)>> {
        let files = py.detach(|| unwound(|| Ok(self.files())));
        let files = files.map_err(|failure| failure.raise(py))?;
        let as_python = |(name, bytes): (String, Vec<u8>)| (name, PyBytes::new(py, &bytes));
        Ok(files.into_iter().map(as_python).collect())
    }

    /// A picture as SVG.
    fn svg(&self, py: Python<'_>, kind: &str) -> PyResult<String> {
        let drawn = py.detach(|| unwound(|| self.drawn(kind)));
        drawn.map_err(|failure| failure.raise(py))
    }

    /// Value of the first objective, CNY; nothing where it was no answer.
    fn objective_cny(&self) -> Option<f64> {
        match &self.body {
            Body::Answer(answer) => Some(answer.objective_cny),
            _ => None,
        }
    }
}
