//! # What a sweep found, in short
//!
//! Counts by status and by how scenarios were answered, ranges of the main figures, bases and speed. It
//! stands beside the results as JSON; its speed is that of one run and not part of the results.

use serde::Serialize;

use crate::formulation::measures::Item;

use super::cause::Causes;
use super::gauges::{Gauge, total_cost};
use super::record::{How, Layout, Record};

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
    pub fn add(&mut self, layout: &Layout, record: &Record) {
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
        self.objective_cny.take(total_cost(&record.figures));
        if let Some(carbon) = layout.figure(&record.figures, Gauge::Item(Item::CarbonLocation)) {
            self.carbon_location_t.take(carbon);
        }
        let proof = &record.certificate;
        let worst = |so_far: &mut f64, value: Option<f64>| {
            *so_far = so_far.max(value.unwrap_or(0.0));
        };
        worst(&mut self.worst_primal_residual, Some(proof.primal_residual));
        worst(&mut self.worst_dual_residual, proof.dual_residual);
        worst(&mut self.worst_relative_gap, proof.relative_gap);
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
    fn by_cause(&self, causes: &Causes) -> Vec<CauseCount> {
        let met = self.causes.iter().enumerate().filter(|(_, n)| **n > 0);
        #[allow(clippy::cast_precision_loss)]
        let mut counts: Vec<CauseCount> = met
            .map(|(cause, &scenarios)| CauseCount {
                cause: causes.name(cause).to_owned(),
                scenarios,
                share: scenarios as f64 / self.shortfall.max(1) as f64,
            })
            .collect();
        counts.sort_by_key(|count| std::cmp::Reverse(count.scenarios));
        counts
    }

    /// The summary, for a run that answered this in `seconds`.
    #[must_use]
    pub fn summary(&self, causes: &Causes, seed_bases: u64, seconds: f64) -> Summary {
        #[allow(clippy::cast_precision_loss)]
        let rate = self.count() as f64 / seconds.max(1e-9);
        Summary {
            scenarios: self.count(),
            optimal: self.optimal,
            shortfall: self.shortfall,
            shortfall_causes: self.by_cause(causes),
            failed: self.answered(How::Failed),
            certified: self.answered(How::Certified),
            pivoted: self.answered(How::Pivoted),
            reference: self.answered(How::Reference),
            seed_bases,
            further_bases: self.bases,
            objective_cny: self.objective_cny.seen(),
            carbon_location_t: self.carbon_location_t.seen(),
            worst_primal_residual: self.worst_primal_residual,
            worst_dual_residual: self.worst_dual_residual,
            worst_relative_gap: self.worst_relative_gap,
            seconds,
            scenarios_per_s: rate,
        }
    }
}

/// How many scenarios fall short of one thing most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseCount {
    /// What is short.
    pub cause: String,
    /// Scenarios.
    pub scenarios: u64,
    /// Their part of all scenarios with a shortfall, 0..1.
    pub share: f64,
}

/// What stands in `RESULTS.summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Scenarios answered by this run.
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
    /// Distinct bases met by the scenarios that start every block.
    pub seed_bases: u64,
    /// Bases met beside these, counted in each block for itself.
    pub further_bases: u64,
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
    /// Wall-clock time of this run, s.
    pub seconds: f64,
    /// Scenarios per second of this run.
    pub scenarios_per_s: f64,
}
