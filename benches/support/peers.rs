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

/// Warm-started HiGHS over these scenarios, in the manner that is fastest on the first `trial` of them.
/// Its first solve is not counted.
pub fn warm(setting: &Setting, scenarios: &[(u64, Row)], trial: usize) -> Needed {
    let few = &scenarios[..trial.min(scenarios.len())];
    let tried = Manner::ALL.map(|manner| (manner, warm_in(setting, few, manner).seconds));
    let best = tried.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    warm_in(
        setting,
        scenarios,
        best.map_or(Manner::ALL[0], |best| best.0),
    )
}

fn warm_in(setting: &Setting, scenarios: &[(u64, Row)], manner: Manner) -> Needed {
    let mut needed = Needed::nothing(Some(manner));
    let mut model: Option<Warm> = None;
    for (scenario, row) in scenarios {
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

/// good_lp and HiGHS, each scenario built and solved afresh. The programme is formulated before the
/// clock starts.
pub fn afresh(setting: &Setting, scenarios: &[(u64, Row)]) -> Needed {
    let mut needed = Needed::nothing(None);
    for (scenario, row) in scenarios {
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
