//! # The columns and rows of all points
//!
//! Round trips and their limits decide which loads there are, and figures move them. Were each point's programme written for its own case, rows and
//! columns would come and go from point to point, and with them the engine. So all are written with the columns of the case that
//! reaches furthest, and loads that are out of reach are held at nothing.

use crate::case::Case;
use crate::case::reach::{origins, reachable};
use crate::formulation::{Formulation, formulate, formulate_within};

use super::study::Range;

/// Programmes of plan and baseline.
pub(super) type Both = [Formulation; 2];

/// The columns and rows of all points.
#[derive(Debug)]
pub(super) struct Frame {
    /// The case that reaches furthest, and that at its baseline; none where each point has rows and columns of its own.
    widest: Option<[Case; 2]>,
    /// By figure, whether it moves a limit of latency, and with it perhaps which services have the tightest.
    pub moves_limits: Vec<bool>,
}

impl Frame {
    /// Learns it by moving each figure alone to its ends.
    pub(crate) fn of(ranges: &[Range], case_at: impl Fn(&[f64]) -> Option<Case>) -> Self {
        let stated: Vec<f64> = ranges.iter().map(|range| range.value).collect();
        let mut frame = Frame {
            widest: None,
            moves_limits: vec![false; ranges.len()],
        };
        let Some(base) = case_at(&stated) else {
            return frame;
        };
        let mut wide = stated.clone();
        for (k, range) in ranges.iter().enumerate() {
            let mut most = reach(&base);
            for end in [range.low, range.high] {
                let mut point = stated.clone();
                point[k] = end;
                let Some(there) = case_at(&point) else {
                    continue;
                };
                frame.moves_limits[k] |= limits_ms(&there) != limits_ms(&base);
                if reach(&there) > most {
                    most = reach(&there);
                    wide[k] = end;
                }
            }
        }
        // with several periods, columns that are never used cost more than new rows and columns now and then
        if base.periods.len() == 1 {
            let widest = case_at(&wide);
            frame.widest = widest.map(|case| [case.clone(), case.at_baseline()]);
        }
        frame
    }

    /// The programme of a plan.
    pub(crate) fn plan(&self, case: &Case) -> Formulation {
        self.within(0, case)
    }

    /// The programme of a case at its baseline.
    pub(crate) fn baseline(&self, held: &Case) -> Formulation {
        self.within(1, held)
    }

    /// The programmes of the plan, and of the baseline with the most urgent load first.
    pub(crate) fn both(&self, case: &Case) -> Both {
        let first = case.at_baseline().urgent_first();
        [self.plan(case), self.baseline(&first)]
    }

    fn within(&self, side: usize, case: &Case) -> Formulation {
        let framed = self.widest.as_ref();
        let framed = framed.and_then(|widest| formulate_within(case, &widest[side]));
        framed.unwrap_or_else(|| formulate(case))
    }
}

/// How many loads there may be.
fn reach(case: &Case) -> usize {
    let of = |w| {
        let pairs = origins(&case[w])
            .into_iter()
            .flat_map(|origin| case.hub_ids().map(move |hub| (origin, hub)));
        pairs
            .filter(|&(origin, hub)| reachable(case, w, origin, hub))
            .count()
    };
    case.workload_ids().map(of).sum()
}

fn limits_ms(case: &Case) -> Vec<f64> {
    let workloads = case.workloads.iter();
    workloads.map(crate::case::Workload::rtt_limit_ms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimum::solved;
    use crate::parameter::Change;
    use crate::solver::Solver;

    fn china(changes: &[&str]) -> Case {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
        let read = crate::input::read_case(&folder).unwrap_or_else(|report| panic!("{report}"));
        let mut case = read.case.averaged();
        for text in changes {
            let change = Change::parse(text, &case).expect("a change");
            change.apply(&mut case).expect("a value within range");
        }
        case
    }

    /// With limits of 4 and 10 ms there are fewer loads than with one of 20: within the frame all have as many columns, and the plan of each costs
    /// what it costs without.
    #[test]
    fn a_programme_within_a_frame_has_the_plan_of_its_own() {
        let frame = china(&["rtt_limit.realtime=20"]);
        let columns = formulate(&frame).columns().len();
        for limit in ["rtt_limit.realtime=4", "rtt_limit.realtime=10"] {
            let case = china(&[limit]);
            let own = formulate(&case);
            let within = formulate_within(&case, &frame).expect("all is in the frame");
            assert!(own.columns().len() < columns, "{limit}");
            assert_eq!(within.columns().len(), columns, "{limit}");
            let [own, within] = [own, within].map(|of| {
                let found = solved(&case, &of, Solver::Engine).expect("an optimum");
                found.objective
            });
            assert!(
                (own - within).abs() <= 1e-11 * own,
                "{limit}: {own} {within}"
            );
        }
        let further = china(&["rtt_limit.realtime=40"]);
        assert!(formulate_within(&further, &frame).is_none());
    }
}
