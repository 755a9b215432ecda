//! # What a sweep found, in short
//!
//! Counts by status and by how scenarios were answered, ranges of the main figures, bases and speed. It
//! stands beside the results as JSON; its speed is that of one run and not part of the results.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Serialize;

use crate::formulation::measures::Item;

use super::cause::Causes;
use super::indicators::Indicator;
use super::record::{How, Layout, Record};
use super::row_writer::{DIGITS, PROOF_DIGITS, round};

/// Least and greatest value of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Extent {
    /// Least.
    pub least: f64,
    /// Greatest.
    pub greatest: f64,
}

impl Extent {
    const NONE: Extent = Extent {
        least: f64::INFINITY,
        greatest: f64::NEG_INFINITY,
    };

    fn take(&mut self, value: f64) {
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
    }

    fn join(&mut self, other: Extent) {
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }

    /// Nothing where no value was seen.
    fn seen(self) -> Option<Extent> {
        (self.least <= self.greatest).then_some(self)
    }
}

/// Counts of a part of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    how: [u64; How::ALL.len()],
    optimal: u64,
    shortfall: u64,
    objective_cny: Extent,
    carbon_location_t: Extent,
    worst_primal_residual: f64,
    worst_dual_residual: f64,
    worst_relative_gap: f64,
    /// By the place of the cause.
    causes: Vec<u64>,
    /// Bases that were new to their block.
    pub bases: u64,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            how: [0; How::ALL.len()],
            optimal: 0,
            shortfall: 0,
            objective_cny: Extent::NONE,
            carbon_location_t: Extent::NONE,
            worst_primal_residual: 0.0,
            worst_dual_residual: 0.0,
            worst_relative_gap: 0.0,
            causes: Vec::new(),
            bases: 0,
        }
    }
}

impl Tally {
    /// Counts one row.
    pub(crate) fn add(&mut self, layout: &Layout, record: &Record) {
        self.how[record.how as usize] += 1;
        if record.figures.is_empty() {
            return;
        }
        if let Some((cause, _)) = layout.cause(&record.figures) {
            self.shortfall += 1;
            self.count_cause(cause, 1);
        } else {
            self.optimal += 1;
        }
        // as they are written, so that rows that are read again give the same
        let shown = |value: f64| round(value, DIGITS);
        self.objective_cny
            .take(shown(layout.total_cost(&record.figures)));
        if let Some(carbon) = layout.figure(&record.figures, Indicator::Item(Item::CarbonLocation))
        {
            self.carbon_location_t.take(shown(carbon));
        }
        let proof = &record.certificate;
        let residuals = [
            Some(proof.primal_residual),
            proof.dual_residual,
            proof.relative_gap,
        ];
        self.take_residuals(residuals.map(|value| value.map(|value| round(value, PROOF_DIGITS))));
    }

    fn take_residuals(&mut self, residuals: [Option<f64>; 3]) {
        let worst = [
            &mut self.worst_primal_residual,
            &mut self.worst_dual_residual,
            &mut self.worst_relative_gap,
        ];
        for (so_far, value) in worst.into_iter().zip(residuals) {
            *so_far = so_far.max(value.unwrap_or(0.0));
        }
    }

    fn count_cause(&mut self, cause: usize, scenarios: u64) {
        if self.causes.len() <= cause {
            self.causes.resize(cause + 1, 0);
        }
        self.causes[cause] += scenarios;
    }

    /// Adds another part.
    pub fn join(&mut self, other: &Tally) {
        for (mine, theirs) in self.how.iter_mut().zip(other.how) {
            *mine += theirs;
        }
        self.optimal += other.optimal;
        self.shortfall += other.shortfall;
        self.objective_cny.join(other.objective_cny);
        self.carbon_location_t.join(other.carbon_location_t);
        self.worst_primal_residual = self.worst_primal_residual.max(other.worst_primal_residual);
        self.worst_dual_residual = self.worst_dual_residual.max(other.worst_dual_residual);
        self.worst_relative_gap = self.worst_relative_gap.max(other.worst_relative_gap);
        for (cause, &scenarios) in other.causes.iter().enumerate() {
            self.count_cause(cause, scenarios);
        }
        self.bases += other.bases;
    }

    /// Scenarios counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.how.iter().sum()
    }

    /// Scenarios answered in one way.
    #[must_use]
    pub fn answered(&self, how: How) -> u64 {
        self.how[how as usize]
    }

    /// Scenarios with a shortfall by what is short most in them, the most frequent first.
    fn by_cause(&self, name_of: impl Fn(usize) -> (String, String)) -> Vec<CauseCount> {
        let met = self.causes.iter().enumerate().filter(|(_, n)| **n > 0);
        #[allow(clippy::cast_precision_loss)]
        let mut counts: Vec<CauseCount> = met
            .map(|(cause, &scenarios)| {
                let (cause, told) = name_of(cause);
                CauseCount {
                    cause,
                    told,
                    scenarios,
                    share: scenarios as f64 / self.shortfall.max(1) as f64,
                }
            })
            .collect();
        counts.sort_by(|a, b| (b.scenarios, &a.cause).cmp(&(a.scenarios, &b.cause)));
        counts
    }

    /// The summary, for a run that answered this in `seconds`.
    #[must_use]
    pub fn summary(&self, causes: &Causes, seed_bases: u64, seconds: f64) -> Summary {
        #[allow(clippy::cast_precision_loss)]
        let rate = self.count() as f64 / seconds.max(1e-9);
        Summary {
            answered: Some(self.count()),
            seed_bases: Some(seed_bases),
            further_bases: Some(self.bases),
            seconds: Some(seconds),
            scenarios_per_s: Some(rate),
            ..self.counts(causes)
        }
    }

    /// The summary of rows, whoever answered them and however fast.
    #[must_use]
    pub(crate) fn counts(&self, causes: &Causes) -> Summary {
        self.counted(|cause| (causes.name(cause).to_owned(), causes.told(cause)))
    }

    /// `name_of` gives a cause as rows have it, and as it is told.
    fn counted(&self, name_of: impl Fn(usize) -> (String, String)) -> Summary {
        Summary {
            scenarios: self.count(),
            optimal: self.optimal,
            shortfall: self.shortfall,
            shortfall_causes: self.by_cause(name_of),
            failed: self.answered(How::Failed),
            certified: self.answered(How::Certified),
            pivoted: self.answered(How::Pivoted),
            reference: self.answered(How::Reference),
            objective_cny: self.objective_cny.seen(),
            carbon_location_t: self.carbon_location_t.seen(),
            worst_primal_residual: self.worst_primal_residual,
            worst_dual_residual: self.worst_dual_residual,
            worst_relative_gap: self.worst_relative_gap,
            answered: None,
            seed_bases: None,
            further_bases: None,
            seconds: None,
            scenarios_per_s: None,
        }
    }
}

/// Counts of rows that were written, by what stands in them.
#[derive(Debug, Clone)]
pub(crate) struct RowTally {
    /// Places of `status`, `how`, `objective_cny`, `carbon_location_t`, `short_of` and the residuals.
    places: [usize; 8],
    tally: Tally,
    causes: Vec<String>,
    by_name: HashMap<String, usize>,
}

impl RowTally {
    /// No rows yet, of these columns; `None` where they are not those of a sweep.
    #[must_use]
    pub(crate) fn new(header: &[String]) -> Option<Self> {
        let names = [
            "status",
            "how",
            "objective_cny",
            "carbon_location_t",
            "short_of",
            "primal_residual",
            "dual_residual",
            "relative_gap",
        ];
        let mut places = [0; 8];
        for (place, name) in places.iter_mut().zip(names) {
            *place = header.iter().position(|column| column == name)?;
        }
        Some(RowTally {
            places,
            tally: Tally::default(),
            causes: Vec::new(),
            by_name: HashMap::new(),
        })
    }

    /// Counts the row on a line.
    pub(crate) fn add(&mut self, line: &[u8]) {
        let cells: Vec<&[u8]> = cells(line).collect();
        let cell = |at: usize| text_of(cells.get(self.places[at]).copied().unwrap_or_default());
        let figure = |at: usize| cell(at).parse::<f64>().ok();
        let how = cell(1);
        let how = How::ALL.into_iter().find(|known| known.name() == how);
        self.tally.how[how.unwrap_or(How::Failed) as usize] += 1;
        match &*cell(0) {
            "optimal" => self.tally.optimal += 1,
            "shortfall" => {
                self.tally.shortfall += 1;
                let cause = cell(4);
                let at = numbered(&mut self.causes, &mut self.by_name, &cause);
                self.tally.count_cause(at, 1);
            }
            _ => return,
        }
        if let Some(cost) = figure(2) {
            self.tally.objective_cny.take(cost);
        }
        if let Some(carbon) = figure(3) {
            self.tally.carbon_location_t.take(carbon);
        }
        self.tally.take_residuals([figure(5), figure(6), figure(7)]);
    }

    /// Adds what a run answered.
    pub(crate) fn join(&mut self, tally: &Tally, causes: &Causes) {
        let mut renamed = tally.clone();
        renamed.causes.clear();
        for (cause, &scenarios) in tally.causes.iter().enumerate().filter(|(_, n)| **n > 0) {
            let at = numbered(&mut self.causes, &mut self.by_name, causes.name(cause));
            renamed.count_cause(at, scenarios);
        }
        self.tally.join(&renamed);
    }

    /// The summary of the rows.
    #[must_use]
    pub(crate) fn summary(&self) -> Summary {
        // rows do not say what their text is made of
        self.tally.counted(|cause| {
            let name = self.causes.get(cause).cloned().unwrap_or_default();
            (name.clone(), name)
        })
    }
}

/// The number of a name; the next one where it is new.
fn numbered(names: &mut Vec<String>, by_name: &mut HashMap<String, usize>, name: &str) -> usize {
    if let Some(&at) = by_name.get(name) {
        return at;
    }
    names.push(name.to_owned());
    by_name.insert(name.to_owned(), names.len() - 1);
    names.len() - 1
}

/// The cells of a line as they stand there, in quotation marks or not.
fn cells(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let mut quoted = false;
    line.split(move |&byte| {
        quoted ^= byte == b'"';
        byte == b',' && !quoted
    })
}

/// A cell without its quotation marks.
fn text_of(cell: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(cell);
    match text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => Cow::Owned(inner.replace("\"\"", "\"")),
        None => text,
    }
}

/// How many scenarios fall short of one thing most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseCount {
    /// What is short.
    pub cause: String,
    /// The same in the language that was spoken.
    #[serde(skip)]
    pub(crate) told: String,
    /// Scenarios.
    pub scenarios: u64,
    /// Their part of all scenarios with a shortfall, 0..1.
    pub share: f64,
}

/// What stands in `RESULTS.summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Rows of the results.
    pub scenarios: u64,
    /// Of these, with everything met.
    pub optimal: u64,
    /// With a demand or a policy short.
    pub shortfall: u64,
    /// Of these, by what is short most, the most frequent first.
    pub shortfall_causes: Vec<CauseCount>,
    /// Without an answer; their rows say why.
    pub failed: u64,
    /// Proved optimal without a pivot.
    pub certified: u64,
    /// Reached by pivots from a known basis.
    pub pivoted: u64,
    /// Handed to the reference solver.
    pub reference: u64,
    /// Range of the objective, CNY.
    pub objective_cny: Option<Extent>,
    /// Range of location-based carbon, t CO2.
    pub carbon_location_t: Option<Extent>,
    /// Greatest of all rows.
    pub worst_primal_residual: f64,
    /// Greatest of all rows.
    pub worst_dual_residual: f64,
    /// Greatest of all rows.
    pub worst_relative_gap: f64,
    /// Of the rows, those that the last run answered; this and what follows is left out by `merge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<u64>,
    /// Distinct bases met by the scenarios that start every block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed_bases: Option<u64>,
    /// Bases met beside these, counted in each block for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub further_bases: Option<u64>,
    /// Wall-clock time of the run, s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Scenarios per second of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenarios_per_s: Option<f64>,
}
