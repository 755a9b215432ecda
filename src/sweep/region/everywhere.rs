//! # A proof for a whole region
//!
//! What a region proves at one scenario, it proves at all where the bounds of its residuals and its gap hold over the whole box of the
//! grid. With `|φ_w| ≤ reach_w`, and cost and dual objective `Σ_{v,w} a_vw φ_v φ_w` and `Σ_{v,w} b_vw φ_v φ_w`,
//!
//! ```text
//!     residual ≤ Σ_w residual_w·reach_w        gap ≤ Σ_{v,w} |a_vw − b_vw|·reach_v·reach_w / (1 + least cost)
//! ```
//!
//! where the least cost is bounded term by term. A tenth of what a certificate may have is asked, so that the rounding of a row's own
//! certificate changes nothing.

use std::collections::BTreeMap;

use crate::certificate::Certificate;
use crate::sweep::indicators::{Term, cost_items, has_contracts};
use crate::sweep::subject::Subject;

use super::Region;

/// Asked for, as a part of the tolerance.
const PART: f64 = 0.1;

impl Region {
    /// Whether its certificate holds at whatever scenario of the grid's box lies in it.
    #[must_use]
    pub(crate) fn proves_everywhere(&self, subject: &Subject) -> bool {
        let reach = &subject.all.reach;
        let bound = |residuals: &[f64]| -> f64 {
            let pairs = residuals.iter().zip(reach);
            pairs.map(|(residual, reach)| residual * reach).sum()
        };
        let has_contracts = has_contracts(&subject.indicators.kinds);
        let costs: Vec<&Term> = self
            .terms
            .iter()
            .filter(|term| cost_items(has_contracts).any(|item| item as u32 == term.figure))
            .collect();
        let mut apart = BTreeMap::<(u16, u16), f64>::new();
        let mut add = |term: &Term, sign: f64| {
            let place = (term.v.min(term.w), term.v.max(term.w));
            *apart.entry(place).or_default() += sign * term.factor;
        };
        costs.iter().for_each(|term| add(term, 1.0));
        self.dual_terms.iter().for_each(|term| add(term, -1.0));
        let reach_of = |w: u16| reach[usize::from(w)];
        let apart: f64 = apart
            .iter()
            .map(|(&(v, w), factor)| factor.abs() * reach_of(v) * reach_of(w))
            .sum();
        let least: f64 = costs.iter().map(|term| least(term, subject)).sum();
        let most = Certificate {
            primal_residual: bound(&self.primal_residual) / PART,
            dual_residual: Some(bound(&self.dual_residual) / PART),
            relative_gap: Some(apart / (1.0 + least.max(0.0)) / PART),
        };
        most.holds()
    }
}

/// Least value of a term over the box.
fn least(term: &Term, subject: &Subject) -> f64 {
    let span = |w: u16| match usize::from(w).checked_sub(1) {
        None => (1.0, 1.0),
        Some(m) => subject.spans[m],
    };
    let ((a, b), (c, d)) = (span(term.v), span(term.w));
    let corners = [a * c, a * d, b * c, b * d].map(|product| term.factor * product);
    corners.into_iter().fold(f64::INFINITY, f64::min)
}
