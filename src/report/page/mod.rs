//! # The answer as a page
//!
//! [`Page::html`] writes one HTML file that holds everything: pictures, tables, the case, and the engine compiled to WebAssembly, so that a
//! reader moves a price and sees the plan that is then best, without a network. The same functions write the tables in the file and,
//! within the engine of the page, those of a position: [`Position`].
//!
//! Nothing in it asks for anything: a Content-Security-Policy forbids it, with the hashes of its one script and its one style.

mod controls;
mod frontier;
mod html;
mod lang;
mod live;
mod money;
mod places;
mod reasons;
mod rows;
mod snapshot;
mod sources;
mod verdicts;

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use crate::language::Language;
#[cfg(feature = "cli")]
pub(crate) use rows::MOST_POINTS;
pub(crate) use rows::Results;
pub use snapshot::Snapshot;

use crate::answer::Answer;
use crate::explain::Explanation;
use crate::figures::Figures;
use crate::frontier::Family;
use crate::language::either;
use crate::report::number::grouped;
use crate::report::saved::Plan;
use html::{escaped, in_script, note, paragraph, section};
use lang::Text;
use snapshot::Drawn;

const SCRIPT: &str = include_str!("page.js");
const WORKER: &str = include_str!("worker.js");
const STYLE: &str = include_str!("page.css");

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// The plan.
    pub answer: &'a Answer,
    /// The cost–carbon frontier.
    pub family: Option<&'a Family>,
    /// What binds, and why work runs where it runs.
    pub explanation: Option<&'a Explanation>,
    /// Where the figures come from.
    pub figures: Option<&'a Figures>,
    /// The other plan, where two are compared.
    pub other: Option<&'a Other>,
    /// Results that were saved, whose points can be picked.
    pub results: &'a [Results],
    /// What the live part works on; without it the page has none.
    pub live: Option<&'a Live<'a>>,
    /// The language of its texts.
    pub language: Language,
}

/// A plan that the page's own is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Other {
    /// What it is called.
    pub name: String,
    /// Its figures.
    pub snapshot: Snapshot,
    /// What is drawn of it.
    pub plan: Plan,
}

/// What the live part of a page works on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Live<'a> {
    /// The engine: a WebAssembly module, deflated (RFC 1951).
    pub module: &'a [u8],
    /// The case's files, as [`Loaded::texts`](crate::input::Loaded::texts) has them.
    pub texts: &'a BTreeMap<String, String>,
    /// Changes that the base plan has, as after `--set`.
    pub changes: &'a [String],
    /// The words of the command line that say which case: its folder, `--scenario`, `--set`.
    pub command: &'a [String],
    /// The base plan with one period.
    pub one_period: &'a Answer,
}

impl Page<'_> {
    /// The page as one HTML document.
    ///
    /// # Errors
    /// None that can occur: what is written is made of numbers and texts.
    pub(crate) fn html(&self) -> Result<String, serde_json::Error> {
        self.language.speak(|| self.written())
    }

    fn written(&self) -> Result<String, serde_json::Error> {
        let (plan, drawn) = Snapshot::and_drawn(self.answer)?;
        let main = self.main(&plan, &drawn)?;
        let data = match self.live {
            Some(live) => self.data(live, &plan)?,
            None => String::new(),
        };
        let (title, tag) = (self.title(&plan), self.language.tag());
        let policy = policy();
        let skip = escaped(self.language.text(Text::Skip));
        Ok(format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"generator\" content=\"eastwest {version}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<script>{EARLY}</script>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">{skip}</a>\n{main}{data}<script>{SCRIPT}</script>\n</body>\n</html>\n",
            version = env!("CARGO_PKG_VERSION"),
        ))
    }

    fn title(&self, plan: &Snapshot) -> String {
        let (name, title) = (plan.case.name.as_str(), plan.case.spoken_title());
        if name == title {
            escaped(name)
        } else {
            escaped(&tr!("{}: {}", name, title))
        }
    }

    fn main(&self, plan: &Snapshot, drawn: &Drawn) -> Result<String, serde_json::Error> {
        let language = self.language;
        let of = Plan::from(self.answer);
        let mut sections = vec![
            verdicts::verdicts(plan, language),
            self.live_section(),
            places::map(plan, drawn, &of, language),
        ];
        sections.extend(self.other.map(|other| self.comparison(plan, other)));
        sections.extend([
            money::costs(plan, &of, language),
            money::carbon(plan, language),
            places::hours(plan, drawn, &of, language),
        ]);
        sections.extend(
            self.family
                .map(|family| frontier::frontier(plan, family, language)),
        );
        sections.extend(
            self.explanation
                .map(|told| reasons::reasons(plan, told, language)),
        );
        sections.push(rows::rows(self.results, language)?);
        sections.push(sources::sources(self.figures, language));
        sections.push(self.proof(plan));
        let sections = sections.concat();
        let short = live::shortfalls(&plan.shortfall, language);
        Ok(format!(
            "{}<main id=\"main\">\n{short}{sections}</main>\n",
            self.head(plan, &sections)
        ))
    }

    fn head(&self, plan: &Snapshot, sections: &str) -> String {
        let language = self.language;
        let status = if plan.status == "optimal" {
            Text::Optimal
        } else {
            Text::Shortfall
        };
        let periods = plan.case.periods.len();
        let solved = language.say(
            if periods == 1 {
                Text::SolvedOne
            } else {
                Text::Solved
            },
            &[
                ("hours", &grouped(plan.case.horizon_hours, 0)),
                ("periods", &periods.to_string()),
                ("solver", &plan.provenance.solver),
                ("status", language.text(status)),
            ],
        );
        let (title, solved) = (self.title(plan), escaped(&solved));
        let kind = escaped(language.text(Text::Report));
        let least = note(language.text(Text::LowerIsPlan));
        let contents = escaped(language.text(Text::Contents));
        let of_case = plan.case.note.as_deref().map_or_else(String::new, |of| {
            note(either(of, plan.case.note_zh.as_deref()))
        });
        format!(
            "<header><p class=\"kind\">{kind}</p><h1>{title}</h1><p class=\"note\">{solved}</p>{of_case}{least}\
             <nav aria-label=\"{contents}\"><ul>{}</ul></nav></header>\n",
            links(sections)
        )
    }

    fn live_section(&self) -> String {
        let Some(live) = self.live else {
            return String::new();
        };
        let language = self.language;
        let text = |text| escaped(language.text(text));
        let sliders = controls::controls(&live.one_period.case, language);
        let inner = format!(
            "<noscript><p>{no_script}</p></noscript>\n<p>{how}</p>\n<div class=\"live\" hidden>\n\
             <p id=\"standing\" role=\"status\" aria-live=\"polite\">{loading}</p>\n\
             <div class=\"bench\"><form id=\"controls\" autocomplete=\"off\">\n{sliders}\
             <label for=\"free\">{free}</label><textarea id=\"free\" rows=\"2\" spellcheck=\"false\" disabled></textarea>\n\
             <p id=\"fault\" role=\"alert\"></p>\n<button type=\"button\" id=\"reset\" disabled>{reset}</button>\n</form>\n\
             <div class=\"found\"><div id=\"figures\"></div></div></div>\n\
             <div id=\"position\"></div>\n\
             <p class=\"note\">{link}</p>\n<h3>{command}</h3>\n<pre id=\"command\" tabindex=\"0\"></pre>\n</div>\n",
            no_script = text(Text::NoScript),
            how = text(Text::LiveHow),
            loading = text(Text::Loading),
            free = text(Text::FreeField),
            reset = text(Text::Reset),
            link = text(Text::LinkKept),
            command = text(Text::CommandLine),
        );
        section("live", language.text(Text::Live), &inner)
    }

    fn comparison(&self, plan: &Snapshot, other: &Other) -> String {
        let language = self.language;
        let with = paragraph(&language.say(Text::CompareWith, &[("other", &other.name)]));
        let columns = live::Columns {
            before: language.text(Text::Other).to_owned(),
            now: language.text(Text::Plan).to_owned(),
        };
        let tables = live::changes(&other.snapshot, plan, &columns, language);
        let map = places::figure_of_map(&other.plan, Text::MapOther, language);
        let inner = format!("{with}{tables}{map}");
        section("compare", language.text(Text::Compare), &inner)
    }

    fn proof(&self, plan: &Snapshot) -> String {
        let language = self.language;
        let from = &plan.provenance;
        #[allow(clippy::cast_precision_loss)]
        let count = |count: usize| grouped(count as f64, 0);
        let programme = language.say(
            Text::Programme,
            &[
                ("rows", &count(from.rows)),
                ("columns", &count(from.columns)),
            ],
        );
        let origin = language.say(
            Text::Origin,
            &[
                ("version", &from.version),
                ("solver", &from.solver),
                ("hash", from.case_hash.as_deref().unwrap_or("–")),
            ],
        );
        let options = match &from.options[..] {
            [] => String::new(),
            options => paragraph(&language.say(Text::Options, &[("options", &options.join(" "))])),
        };
        let inner = format!(
            "{}{}{}{}{options}",
            live::proof(plan, language),
            note(language.text(Text::HowProved)),
            paragraph(&programme),
            paragraph(&origin)
        );
        section("proof", language.text(Text::Proof), &inner)
    }

    /// What the script reads: data that no parser takes for markup.
    fn data(&self, live: &Live<'_>, plan: &Snapshot) -> Result<String, serde_json::Error> {
        let language = self.language;
        let text = |text| language.text(text);
        let many = self.answer.case.periods.len();
        let data = Data {
            language,
            periods: many,
            command: live.command,
            texts: [
                ("loading", text(Text::Loading)),
                ("working", text(Text::Working)),
                ("workingAll", text(Text::WorkingAll)),
                ("one", text(Text::AnsweredOne)),
                ("all", text(Text::AnsweredAll)),
                ("ofOne", text(Text::ForOnePeriod)),
                ("ofAll", text(Text::ForAllPeriods)),
                ("onlyOne", text(Text::OnlyOnePeriod)),
                ("refused", text(Text::RefusedChange)),
                ("uncertified", text(Text::Uncertified)),
                ("ask", text(Text::AskCommand)),
                ("noEngine", text(Text::NoEngine)),
                ("times", text(Text::Times)),
            ]
            .into(),
            open: Opening {
                name: &plan.case.name,
                texts: live.texts,
                changes: live.changes,
                language,
                base_one: Snapshot::of(live.one_period)?,
                base_all: (many > 1).then(|| plan.clone()),
            },
        };
        let json = in_script(&serde_json::to_string(&data)?);
        let worker = in_script(&serde_json::to_string(WORKER)?);
        let engine = base64(live.module);
        Ok(format!(
            "<script type=\"application/json\" id=\"data\">{json}</script>\n\
             <script type=\"application/json\" id=\"worker\">{worker}</script>\n\
             <script type=\"application/octet-stream\" id=\"engine\">{engine}</script>\n"
        ))
    }
}

/// The table of contents, from the sections that there are.
fn links(sections: &str) -> String {
    let marks = sections.split("<section id=\"").skip(1);
    let links = marks.filter_map(|rest| {
        let (id, rest) = rest.split_once('"')?;
        let (_, rest) = rest.split_once("<h2 id=\"")?;
        let (_, rest) = rest.split_once('>')?;
        let (heading, _) = rest.split_once("</h2>")?;
        Some(format!("<li><a href=\"#{id}\">{heading}</a></li>"))
    });
    links.collect()
}

#[derive(Serialize)]
struct Data<'a> {
    language: Language,
    periods: usize,
    command: &'a [String],
    texts: BTreeMap<&'static str, &'static str>,
    open: Opening<'a>,
}

/// The first request to the engine of the page.
#[derive(Serialize)]
struct Opening<'a> {
    name: &'a str,
    texts: &'a BTreeMap<String, String>,
    changes: &'a [String],
    language: Language,
    base_one: Snapshot,
    base_all: Option<Snapshot>,
}

/// Says that scripts run before anything is laid out: what they fill in has its room from the first.
const EARLY: &str = "document.documentElement.className='js'";

/// What the page may do: run its two scripts and WebAssembly, a worker from a blob, its one style. No network at all.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src {}; \
         connect-src 'none'; img-src 'none'; base-uri 'none'; form-action 'none'",
        [EARLY, SCRIPT].map(hash).join(" "),
        hash(STYLE)
    )
}

/// Bytes in base 64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |k: usize| usize::from(three.get(k).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for k in 0..4 {
            let digit = DIGITS[bits >> (18 - 6 * k) & 63];
            out.push(if k > three.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    out
}

/// A position of the sliders, as the page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Position {
    /// Tables of what changed against the base plan, with the proof: HTML.
    pub figures: String,
    /// The first objective, CNY.
    pub objective_cny: f64,
    /// Emissions in the case's accounting, t CO2.
    pub carbon_t: f64,
    /// What is not met is not empty.
    pub is_short: bool,
}

impl Position {
    /// The tables of an answer beside the base plan's.
    ///
    /// # Errors
    /// As [`Snapshot::of`].
    pub fn of(
        base: &Snapshot,
        answer: &Answer,
        language: Language,
    ) -> Result<Self, serde_json::Error> {
        language.speak(|| Self::written(base, answer, language))
    }

    fn written(
        base: &Snapshot,
        answer: &Answer,
        language: Language,
    ) -> Result<Self, serde_json::Error> {
        let now = Snapshot::of(answer)?;
        let own = now
            .carbon
            .all()
            .find(|(name, _)| *name == now.carbon.accounting);
        Ok(Self {
            figures: format!(
                "{}{}",
                live::proof(&now, language),
                live::changes(base, &now, &live::Columns::of_live(language), language)
            ),
            objective_cny: now.objective_cny,
            carbon_t: own.map_or(f64::NAN, |(_, tonnes)| tonnes),
            is_short: !now.shortfall.is_empty(),
        })
    }

    /// Verdicts and map of an answer: HTML.
    ///
    /// # Errors
    /// As [`Snapshot::of`].
    pub fn verdicts_and_map(
        answer: &Answer,
        language: Language,
    ) -> Result<String, serde_json::Error> {
        language.speak(|| {
            let now = Snapshot::of(answer)?;
            let map = places::figure_of_map(&Plan::from(answer), Text::MapNow, language);
            Ok(format!("{}{map}", verdicts::list(&now, language)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 4648.
    #[test]
    fn base_64_is_that_of_the_standard() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in examples {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
