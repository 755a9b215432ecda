//! # What is swept: a family of programmes with its figures

use std::collections::BTreeMap;

use crate::case::Case;

use super::family::{Family, Range};
use super::gauges::{Gauge, Gauges};

/// A family with what does not change while it is swept.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The programmes.
    pub family: Family,
    /// The figures of a row.
    pub gauges: Gauges,
    /// Least and greatest value of each feature in the grid.
    pub spans: Vec<(f64, f64)>,
    /// By variable, whether it cannot move: its bounds are equal for all φ.
    pub fixed: Vec<bool>,
}

impl Subject {
    /// The subject for a family over parameter ranges.
    #[must_use]
    pub fn new(case: &Case, family: Family, ranges: &[Range], kinds: Vec<Gauge>) -> Self {
        let gauges = Gauges::new(case, &family, kinds);
        let spans = family.spans(ranges);
        Subject {
            fixed: fixed_variables(&family),
            family,
            gauges,
            spans,
        }
    }
}

/// By variable, whether its bounds are equal for all φ: then any reduced cost will do.
fn fixed_variables(family: &Family) -> Vec<bool> {
    let program = &family.formulation.program;
    let lower = program.lower.iter().chain(&program.row_lower);
    let upper = program.upper.iter().chain(&program.row_upper);
    let mut fixed: Vec<bool> = lower.zip(upper).map(|(a, b)| a == b).collect();
    let columns = program.column_count();
    for effect in &family.effects {
        let changes = |of_columns: &[(usize, f64)], of_rows: &[(usize, f64)]| {
            let rows = of_rows.iter().map(|&(i, change)| (columns + i, change));
            let all: BTreeMap<usize, f64> = of_columns.iter().copied().chain(rows).collect();
            all
        };
        let lower = changes(&effect.lower, &effect.row_lower);
        let upper = changes(&effect.upper, &effect.row_upper);
        for v in lower.keys().chain(upper.keys()) {
            fixed[*v] &= lower.get(v) == upper.get(v);
        }
    }
    fixed
}
