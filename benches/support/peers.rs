//! The peers: HiGHS changed in place and warm-started, and good_lp with HiGHS building each scenario afresh.

use std::time::Instant;

use eastwest::solver::{self, Solver, Status};

use super::setting::Setting;
use crate::engine_support::relative;
use crate::engine_support::warm::{Manner, Warm};

use super::run::Row;

/// What a peer needed for some scenarios, and how far its objectives are from the engine's.
#[derive(Debug, Clone)]
pub struct Needed {
    pub scenarios: usize,
    pub seconds: f64,
    /// Warm starts that ended without a verdict and were followed by a cold one.
    pub restarts: usize,
    /// Greatest relative difference of an objective.
    pub apart: f64,
    /// How it was asked.
    pub manner: Option<Manner>,
}

impl Needed {
    #[allow(clippy::cast_precision_loss)]
    pub fn each_us(&self) -> f64 {
        1e6 * self.seconds / self.scenarios.max(1) as f64
    }

    /// Adds the answer to one scenario.
    ///
    /// # Panics
    /// If the engine has another answer.
    fn take(&mut self, setting: &Setting, scenario: u64, objective: f64, row: &Row) {
        let apart = relative(objective, row.objective_cny);
        assert!(
            apart <= 1e-9,
            "{}, scenario {scenario}: HiGHS {objective}, engine {} ({})",
            setting.name,
            row.objective_cny,
            row.how
        );
        self.apart = self.apart.max(apart);
        self.scenarios += 1;
    }

    fn nothing(manner: Option<Manner>) -> Self {
        Needed {
            scenarios: 0,
            seconds: 0.0,
            restarts: 0,
            apart: 0.0,
            manner,
        }
    }
}

/// Warm-started HiGHS over these scenarios, in the manner that is fastest on the first few, until its warm starts
/// have taken `limit_s` seconds. Its first solve is not counted.
pub fn warm(setting: &Setting, scenarios: &[(u64, Row)], limit_s: f64) -> Needed {
    let few = &scenarios[..(scenarios.len() / 4).clamp(1, scenarios.len())];
    let manners = Manner::ALL.map(|manner| warm_in(setting, few, manner, 0.2 * limit_s));
    let best = manners
        .into_iter()
        .min_by(|a, b| a.each_us().total_cmp(&b.each_us()));
    let manner = best.and_then(|best| best.manner);
    warm_in(
        setting,
        scenarios,
        manner.unwrap_or(Manner::ALL[0]),
        limit_s,
    )
}

fn warm_in(setting: &Setting, scenarios: &[(u64, Row)], manner: Manner, limit_s: f64) -> Needed {
    let mut needed = Needed::nothing(Some(manner));
    let mut model: Option<Warm> = None;
    for (scenario, row) in scenarios {
        if needed.seconds > limit_s {
            break;
        }
        let program = setting.programme(*scenario);
        let first = model.is_none();
        let model = model.get_or_insert_with(|| Warm::new(&program, manner));
        let verdict = model.solve(program);
        needed.restarts = model.restarts;
        assert_eq!(verdict.status, Status::Optimal, "{}", setting.name);
        if !first {
            needed.seconds += verdict.seconds;
            needed.take(setting, *scenario, verdict.objective, row);
        }
    }
    needed
}

/// good_lp and HiGHS, each scenario built and solved afresh, until `limit_s` seconds have passed. The
/// programme is formulated before the clock starts.
pub fn afresh(setting: &Setting, scenarios: &[(u64, Row)], limit_s: f64) -> Needed {
    let mut needed = Needed::nothing(None);
    for (scenario, row) in scenarios {
        if needed.seconds > limit_s {
            break;
        }
        let program = setting.programme(*scenario);
        let clock = Instant::now();
        let solved = solver::solve(&program, Solver::Highs);
        needed.seconds += clock.elapsed().as_secs_f64();
        match solved {
            Ok(solved) => needed.take(setting, *scenario, solved.objective, row),
            Err(error) => panic!("{}, scenario {scenario}: {error}", setting.name),
        }
    }
    needed
}
