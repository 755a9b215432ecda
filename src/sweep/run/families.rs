//! Blocks in which parameters bend the programme: a family of its own for each combination of their values that comes often enough,
//! and each scenario for itself elsewhere.

use std::collections::HashMap;

use super::super::history::Nearness;
use super::super::record::Record;
use super::super::subject::Subject;
use super::super::worker::{Seeds, Worker};
use super::{Block, Part, Plan};
use crate::case::Case;
use crate::family::{Family, NoFamily, Range as Span};

/// Scenarios that a family of its own has to serve for it to pay.
const FAMILY_WORTH: usize = 24;

impl Plan<'_> {
    /// One family for each combination of the bent parameters' values that comes often enough.
    pub(super) fn answer_in_families(&self, part: &Part<'_>) -> Block {
        let mut by_values: HashMap<Vec<u64>, Vec<u64>> = HashMap::new();
        let mut first_met: Vec<Vec<u64>> = Vec::new();
        for at in part.whole.clone() {
            let point = self.point(at);
            let values: Vec<u64> = self.bent.iter().map(|&k| point[k].to_bits()).collect();
            let scenarios = by_values.entry(values.clone()).or_insert_with(|| {
                first_met.push(values);
                Vec::new()
            });
            scenarios.push(at);
        }
        let mut records: HashMap<u64, Record> = HashMap::new();
        let mut scratch = self.case.clone();
        let mut bases = 0;
        for values in first_met {
            let scenarios = &by_values[&values];
            // groups know nothing of one another
            if scenarios.iter().any(|at| part.is_wanted(*at)) {
                bases += self.answer_group(scenarios, part, &mut scratch, &mut records);
            }
        }
        // where `stop` was set on the way, records are missing, and no row is written below
        let mut block = self.rows(part, |at, _, record| {
            *record = records
                .remove(&at)
                .unwrap_or_else(|| Record::failed("not answered".to_owned()));
        });
        block.tally.bases = bases;
        block
    }

    /// Answers scenarios that share the values of the bent parameters; gives the number of bases met.
    fn answer_group(
        &self,
        scenarios: &[u64],
        part: &Part<'_>,
        scratch: &mut Case,
        records: &mut HashMap<u64, Record>,
    ) -> u64 {
        let points: Vec<Vec<f64>> = scenarios.iter().map(|&at| self.point(at)).collect();
        let shared = spans_of(&points);
        if scenarios.len() >= FAMILY_WORTH {
            let learnt = Family::learn(&shared, |point| self.formulation(point, scratch));
            if let Ok(family) = learnt {
                let subject = Subject::new(self.case, family, &shared, self.kinds.clone());
                let mut worker = Worker::new(&subject, &Seeds::new(&shared), Nearness::Distance);
                for (&at, point) in scenarios.iter().zip(&points) {
                    if part.is_stopped() || at >= part.answered.end {
                        break;
                    }
                    let mut record = Record::blank();
                    worker.answer(point, &mut record);
                    records.insert(at, record);
                }
                return worker.basis_count() as u64;
            }
        }
        for (&at, point) in scenarios.iter().zip(&points) {
            if part.is_stopped() {
                break;
            }
            // each by itself
            if !part.is_wanted(at) {
                continue;
            }
            records.insert(at, self.answer_alone(point, scratch));
        }
        scenarios.len() as u64
    }

    /// Formulates and solves one scenario for itself.
    fn answer_alone(&self, point: &[f64], scratch: &mut Case) -> Record {
        let span: Vec<Span> = point
            .iter()
            .map(|&value| Span {
                low: value,
                high: value,
            })
            .collect();
        match Family::learn(&span, |point| self.formulation(point, scratch)) {
            Ok(family) => {
                let subject = Subject::new(self.case, family, &span, self.kinds.clone());
                let mut record = Record::blank();
                Worker::new(&subject, &Seeds::new(&span), Nearness::Distance)
                    .answer(point, &mut record);
                record
            }
            Err(NoFamily::Invalid(error)) => Record::failed(error.to_string()),
            Err(NoFamily::Bent(_)) => Record::failed("no programme".to_owned()),
        }
    }
}

fn spans_of(points: &[Vec<f64>]) -> Vec<Span> {
    let width = points.first().map_or(0, Vec::len);
    (0..width)
        .map(|k| {
            let values = points.iter().map(|point| point[k]);
            Span {
                low: values.clone().fold(f64::INFINITY, f64::min),
                high: values.fold(f64::NEG_INFINITY, f64::max),
            }
        })
        .collect()
}
