//! What a caller may ask, as JSON:
//!
//! ```text
//!     {"open": {"name", "texts": {file: text}, "changes": [KEY=VALUE], "language": "en", "base_one": …, "base_all": … or null}}
//!     {"solve": {"set": [KEY=VALUE], "one": true, "claims": false}}    → figures, tables
//!     {"draw": {}}                                                     → verdicts and map of the last answer
//!     {"json": {}}                                                     → the document of the last answer
//! ```
//!
//! An answer is an object; where something is wrong it is `{"error": text}`. Where a change of `set` cannot be made, the text begins with
//! that change and `: `.

use std::collections::BTreeMap;

use eastwest::Case;
use eastwest::answer::{Answer, answer_with, plan};
use eastwest::control::Control;
use eastwest::input::read_case_texts;
use eastwest::parameter::{Change, list_parameters};
use eastwest::report::json;
use eastwest::report::page::{Language, Position, Snapshot};
use eastwest::solver::{SolveError, Solver};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Request {
    Open(Box<Opening>),
    Solve(Asked),
    Draw {},
    Json {},
}

#[derive(Deserialize)]
struct Opening {
    name: String,
    texts: BTreeMap<String, String>,
    changes: Vec<String>,
    language: Language,
    base_one: Option<Snapshot>,
    base_all: Option<Snapshot>,
}

#[derive(Deserialize)]
struct Asked {
    set: Vec<String>,
    one: bool,
    claims: bool,
}

/// A case that was opened.
struct Opened {
    base: Case,
    hash: String,
    opening: Box<Opening>,
}

/// What was opened, and the last answer.
#[derive(Default)]
pub struct Session {
    opened: Option<Opened>,
    last: Option<Answer>,
}

impl Session {
    /// Answers a request.
    pub fn answer(&mut self, request: &[u8]) -> String {
        let told: Result<Request, String> = serde_json::from_slice(request).map_err(|error| error.to_string());
        // documents are English in every language
        let language = match (&told, &self.opened) {
            (Ok(Request::Open(opening)), _) => opening.language,
            (Ok(Request::Json {}), _) | (_, None) => Language::En,
            (_, Some(opened)) => opened.opening.language,
        };
        let answered = language.speak(|| told.and_then(|request| self.answered(request)));
        let answered = answered.unwrap_or_else(|error| json!({ "error": error }));
        answered.to_string()
    }

    fn answered(&mut self, request: Request) -> Result<Value, String> {
        match request {
            Request::Open(opening) => self.open(opening),
            Request::Solve(asked) => self.solve(&asked),
            Request::Draw {} => {
                let language = self.opened()?.opening.language;
                let drawn = Position::verdicts_and_map(self.last()?, language);
                Ok(json!({ "position": drawn.map_err(|error| error.to_string())? }))
            }
            Request::Json {} => serde_json::from_str(&json(self.last()?)).map_err(|error| error.to_string()),
        }
    }

    fn opened(&self) -> Result<&Opened, String> {
        self.opened.as_ref().ok_or_else(|| "no case is open".to_owned())
    }

    fn last(&self) -> Result<&Answer, String> {
        self.last.as_ref().ok_or_else(|| "nothing was solved".to_owned())
    }

    fn open(&mut self, opening: Box<Opening>) -> Result<Value, String> {
        let read = read_case_texts(&opening.name, &opening.texts).map_err(|report| report.to_string())?;
        let mut base = read.case;
        changed(&mut base, &opening.changes)?;
        let keys: Vec<String> = list_parameters(&base).into_iter().map(|known| known.key).collect();
        self.opened = Some(Opened {
            base,
            hash: read.hash.to_string(),
            opening,
        });
        Ok(json!({ "keys": keys }))
    }

    fn solve(&mut self, asked: &Asked) -> Result<Value, String> {
        let opened = self.opened()?;
        let mut case = opened.base.clone();
        changed(&mut case, &asked.set)?;
        if asked.one {
            case = case.averaged();
        }
        let control = Control::default().on_threads(1);
        let answer = if asked.claims {
            answer_with(&case, Solver::Engine, &control)
        } else {
            plan(&case, Solver::Engine)
        };
        let mut answer = answer.map_err(|error: SolveError| error.to_string())?;
        answer.provenance.case_hash = Some(opened.hash.clone());
        let opening = &opened.opening;
        let base = if asked.one { &opening.base_one } else { &opening.base_all };
        let position = match base {
            Some(base) => serde_json::to_value(Position::of(base, &answer, opening.language).map_err(|error| error.to_string())?),
            None => Ok(json!({})),
        };
        self.last = Some(answer);
        position.map_err(|error| error.to_string())
    }
}

/// Makes changes one after the other, as `--set` does.
fn changed(case: &mut Case, changes: &[String]) -> Result<(), String> {
    for text in changes {
        let change = Change::parse(text, case).map_err(|error| format!("{text}: {error}"))?;
        change.apply(case).map_err(|error| format!("{text}: {error}"))?;
    }
    Ok(())
}
