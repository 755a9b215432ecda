//! # Plan and baseline of the load that both hold
//!
//! Where one of them leaves some of a demand unserved, both are compared at what is left of it:
//!
//! ```text
//!     D' = D − max(s_plan, s_baseline)
//! ```
//!
//! is written into the rows of demand, as [`Case::without`] does it to the case; nothing else is other than in the programmes of the whole, but that
//! the baseline has the penalties of the plan, not those by which the most urgent load comes first.

use crate::case::{Accounting, Case};
use crate::claims::served_of;
use crate::formulation::Formulation;
use crate::formulation::measures::Item;
use crate::optimum::line::Edits;
use crate::placement::ShortColumns;

/// A demand, in the programmes of plan and baseline.
pub(super) struct Demand {
    /// Its row in either.
    rows: [usize; 2],
    /// The column of what is short of it in either.
    short: [usize; 2],
    /// What is short counts over this.
    least: f64,
}

impl Demand {
    /// The most that is short of it on either side, where that counts.
    pub(crate) fn missing(&self, x: [&[f64]; 2]) -> f64 {
        let sides = self.short.iter().zip(x);
        let short = sides.map(|(&column, x)| x[column]);
        short
            .filter(|amount| *amount > self.least)
            .fold(0.0, f64::max)
    }
}

/// Demands less what is short of them.
pub(super) struct Reduced<'a> {
    pub demands: &'a [Demand],
    pub missing: &'a [f64],
    /// Plan and baseline of the whole load.
    pub whole: [&'a Formulation; 2],
}

impl Reduced<'_> {
    /// What is left of each demand on a side, by row.
    fn served(&self, side: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let whole = &self.whole[side].program;
        let demands = self.demands.iter().zip(self.missing);
        demands.map(move |(demand, &missing)| {
            let row = demand.rows[side];
            (row, served_of(whole.row_lower[row], missing))
        })
    }

    /// What a figure changes in plan or baseline of the compared load, which is `base` at `A`, where it makes `edits` in that of the whole.
    pub(crate) fn edits(&self, side: usize, mut edits: Edits, base: &Formulation) -> Edits {
        let mut is_demand = vec![false; self.whole[side].rows().len()];
        for demand in self.demands {
            is_demand[demand.rows[side]] = true;
        }
        edits.rows.retain(|(row, ..)| !is_demand[*row]);
        for (row, served) in self.served(side) {
            if served != base.program.row_lower[row] {
                edits.rows.push((row, served, served));
            }
        }
        edits
    }

    /// Makes the programme of plan or baseline of the compared load from that of the whole.
    pub(crate) fn apply(&self, side: usize, accounting: Accounting, to: &mut Formulation) {
        for (row, served) in self.served(side) {
            (to.program.row_lower[row], to.program.row_upper[row]) = (served, served);
        }
        if side == 0 {
            return;
        }
        for demand in self.demands {
            let [of_plan, column] = demand.short;
            let penalty = self.whole[0].measures.at(Item::Shortfall, of_plan);
            to.measures.set(Item::Shortfall, column, penalty);
            to.recost(column, accounting);
        }
    }
}

/// The demands of a case, in plan and baseline; `None` where they do not stand in both.
pub(super) fn demands(case: &Case, both: [&Formulation; 2]) -> Option<Vec<Demand>> {
    let [plan, first] = both;
    let [in_plan, in_first] = both.map(|of| {
        let columns = ShortColumns::of(case, of.columns());
        columns.of_demand()
    });
    if in_plan.len() != in_first.len() {
        return None;
    }
    let row_of = |of: &Formulation, column: usize| {
        let mut rows = of.program.matrix.column(column);
        rows.next().map(|(row, _)| row)
    };
    let pairs = in_plan.into_iter().zip(in_first);
    pairs
        .map(|((a, least), (b, _))| {
            let is_same = plan.columns()[a] == first.columns()[b];
            let rows = [row_of(plan, a)?, row_of(first, b)?];
            is_same.then_some(Demand {
                rows,
                short: [a, b],
                least,
            })
        })
        .collect()
}
