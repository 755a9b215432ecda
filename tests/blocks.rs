//! Programmes of blocks: the interior point's plan and its proved bound against the engine's optimum, and against HiGHS where it is built in.

#[path = "common/mod.rs"]
mod common;
mod engine_support;

use eastwest::Case;
use eastwest::blocks::{Bounds, Ended, Feasible, Misfit, Partition, RESIDUAL, solve};
use eastwest::certificate::primal_residual;
use eastwest::engine::{Engine, Status};
use eastwest::formulation::formulate;
use eastwest::program::{Labels, Matrix, Objective, Program, Sense};
use eastwest::solver::{self, Solver};
use engine_support::Random;

const GAP: f64 = 1e-7;

/// A programme in the making.
#[derive(Default)]
struct Draft {
    costs: Vec<f64>,
    bounds: Vec<(f64, f64)>,
    of_columns: Vec<Option<u32>>,
    row_bounds: Vec<(f64, f64)>,
    of_rows: Vec<Option<u32>>,
    entries: Vec<(usize, usize, f64)>,
    blocks: usize,
}

impl Draft {
    fn column(&mut self, owner: Option<u32>, cost: f64, bounds: (f64, f64)) -> usize {
        self.costs.push(cost);
        self.bounds.push(bounds);
        self.of_columns.push(owner);
        self.costs.len() - 1
    }

    fn row(&mut self, owner: Option<u32>, bounds: (f64, f64), terms: &[(usize, f64)]) {
        let row = self.row_bounds.len();
        self.row_bounds.push(bounds);
        self.of_rows.push(owner);
        self.entries.extend(terms.iter().map(|&(j, a)| (row, j, a)));
    }

    fn finish(self) -> (Program, Partition) {
        let columns = self.costs.len();
        let program = Program {
            name: "blocks".into(),
            labels: Labels::Named {
                columns: (0..columns).map(|j| format!("x{j}")).collect(),
                rows: (0..self.row_bounds.len())
                    .map(|i| format!("r{i}"))
                    .collect(),
            },
            objectives: vec![Objective {
                name: "cost".into(),
                coefficients: self.costs,
                constant: 3.0,
            }],
            sense: Sense::Minimise,
            lower: self.bounds.iter().map(|b| b.0).collect(),
            upper: self.bounds.iter().map(|b| b.1).collect(),
            row_lower: self.row_bounds.iter().map(|b| b.0).collect(),
            row_upper: self.row_bounds.iter().map(|b| b.1).collect(),
            matrix: Matrix::from_triplets(columns, self.entries),
        };
        let partition = Partition {
            blocks: self.blocks,
            rows: self.of_rows,
            columns: self.of_columns,
        };
        (program, partition)
    }
}

/// Places with contracts of the first stage, demands in each block that they serve, and what links the blocks. Small integers, so that
/// many plans are equally good; at times nothing says what is missing, or a column has no bound, or is fixed, or two bounds.
fn random_blocks(random: &mut Random) -> (Program, Partition) {
    let inf = f64::INFINITY;
    let (places, demands) = (2 + random.below(3), 1 + random.below(4));
    let mut draft = Draft {
        blocks: 2 + random.below(7),
        ..Draft::default()
    };
    let has_shortfall = random.below(5) > 0;
    let contracts: Vec<usize> = (0..places)
        .map(|_| {
            let most = if random.below(2) == 0 {
                inf
            } else {
                random.integer(2, 12)
            };
            draft.column(None, random.integer(0, 9), (0.0, most))
        })
        .collect();
    // takes of a contract what blocks could have had
    let archive = draft.column(None, random.integer(-2, 4), (0.0, random.integer(1, 5)));
    let level = draft.column(None, 0.0, (-inf, inf));
    if random.below(2) == 0 {
        draft.row(
            None,
            (-inf, random.integer(5, 30)),
            &[(contracts[0], 1.0), (contracts[1], 2.0)],
        );
    }
    draft.row(None, (1.0, inf), &[(archive, 1.0), (level, -1.0)]);
    draft.row(None, (-4.0, inf), &[(level, 1.0)]);
    let (mut energy, mut all) = (Vec::new(), Vec::new());
    for block in 0..draft.blocks as u32 {
        let owner = Some(block);
        let mut at_place = vec![Vec::new(); places];
        for demand in 0..demands {
            let mut terms = Vec::new();
            for (place, at_place) in at_place.iter_mut().enumerate() {
                if random.below(4) == 0 && place > 0 {
                    continue;
                }
                let bounds = match random.below(8) {
                    0 => (0.0, random.integer(1, 4)),
                    1 => (random.integer(-1, 0), inf),
                    2 if random.below(4) == 0 => (1.0, 1.0),
                    _ => (0.0, inf),
                };
                let x = draft.column(owner, random.integer(0, 9), bounds);
                terms.push((x, 1.0));
                at_place.push((x, random.integer(1, 3)));
                all.push((x, random.integer(1, 2)));
                if demand == 0 {
                    energy.push((x, random.integer(1, 2)));
                }
            }
            if has_shortfall {
                terms.push((draft.column(owner, random.integer(20, 60), (0.0, inf)), 1.0));
            }
            let asked = random.integer(0, 8);
            let most = match random.below(3) {
                0 => inf,
                1 => asked,
                _ => asked + 2.0,
            };
            draft.row(owner, (asked, most), &terms);
        }
        for (place, mut terms) in at_place.into_iter().enumerate() {
            terms.push((contracts[place], -1.0));
            if place == 0 {
                terms.push((archive, 1.0));
            }
            if random.below(6) == 0 {
                terms.push((level, random.integer(1, 2)));
            }
            draft.row(owner, (-inf, 0.0), &terms);
        }
    }
    match random.below(4) {
        0 => draft.row(None, (-inf, random.integer(10, 40)), &all),
        1 => {
            let short = draft.column(None, 70.0, (0.0, inf));
            let terms: Vec<_> = energy.into_iter().chain([(short, 1.0)]).collect();
            let asked = random.integer(5, 15);
            draft.row(None, (asked, asked), &terms);
        }
        2 => draft.row(
            None,
            (random.integer(0, 5), random.integer(20, 60)),
            &energy,
        ),
        _ => {}
    }
    draft.finish()
}

/// Residuals worked out row by row and block by block, without the crate.
fn assert_is_feasible(program: &Program, x: &[f64]) {
    let mut sums = vec![(0.0, 1.0); program.row_count()];
    for (j, &x) in x.iter().enumerate() {
        assert!(
            program.lower[j] <= x && x <= program.upper[j],
            "column {j}: {x}"
        );
        for k in program.matrix.starts[j]..program.matrix.starts[j + 1] {
            let term = program.matrix.values[k] * x;
            let sum = &mut sums[program.matrix.rows[k]];
            *sum = (sum.0 + term, sum.1 + term.abs());
        }
    }
    for (i, (sum, size)) in sums.into_iter().enumerate() {
        let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
        let slack = 1e-8 * size;
        assert!(
            lower - slack <= sum && sum <= upper + slack,
            "row {i}: {sum} in {lower}..{upper}"
        );
    }
}

fn plan_of(ended: &Ended) -> Option<&Feasible> {
    match ended {
        Ended::Reached(plan) => Some(plan),
        Ended::Stopped(plan) | Ended::Stuck(plan) => plan.as_ref(),
    }
}

#[test]
fn two_hundred_random_programmes_of_blocks_end_where_the_engine_does() {
    let mut random = Random(16);
    let (mut optimal, mut reached, mut none) = (0, 0, 0);
    for k in 0..200 {
        let (program, partition) = random_blocks(&mut random);
        let outcome = Engine::new(&program).solve();
        let ended = solve(&program, &partition, GAP, &|_| {}).expect("a partition that fits");
        if let Some(plan) = plan_of(&ended) {
            assert_is_feasible(&program, &plan.x);
            assert!(primal_residual(&program, &plan.x) <= RESIDUAL);
        }
        match outcome.status {
            Status::Optimal => {
                optimal += 1;
                let optimum = outcome.objective;
                // what the engine calls the optimum is off by rounding itself
                let rounding = 1e-9 * (1.0 + optimum.abs());
                if let Some(Feasible { bounds, .. }) = plan_of(&ended) {
                    assert!(
                        bounds.lower <= optimum + rounding,
                        "{k}: {bounds:?}, {optimum}"
                    );
                    assert!(
                        bounds.upper >= optimum - 1e-6 * (1.0 + optimum.abs()),
                        "{k}: {bounds:?}, {optimum}"
                    );
                }
                if let Ended::Reached(plan) = &ended {
                    reached += 1;
                    assert!(plan.bounds.gap() <= GAP);
                    let apart = (plan.bounds.upper - optimum).abs() / (1.0 + optimum.abs());
                    assert!(apart <= 2.0 * GAP, "{k}: {:?}, {optimum}", plan.bounds);
                }
            }
            _ => {
                none += 1;
                assert!(
                    !matches!(ended, Ended::Reached(_)),
                    "{k}: {:?}, {ended:?}",
                    outcome.status
                );
            }
        }
    }
    println!("{optimal} optimal, {reached} reached, {none} without an optimum");
    assert!(none >= 20, "programmes without an optimum: {none}");
    assert!(reached * 100 >= 95 * optimal, "{reached} of {optimal}");
}

#[cfg(feature = "highs")]
#[test]
fn two_hundred_random_programmes_of_blocks_cost_what_highs_says() {
    let mut random = Random(61);
    for k in 0..200 {
        let (program, partition) = random_blocks(&mut random);
        let verdict = engine_support::judge::solve(&program);
        let ended = solve(&program, &partition, GAP, &|_| {}).expect("a partition that fits");
        let is_optimal = verdict.status == solver::Status::Optimal;
        match ended {
            Ended::Reached(plan) => {
                assert!(is_optimal, "{k}");
                let apart = (plan.bounds.upper - verdict.objective).abs();
                assert!(
                    apart <= 1e-6 * (1.0 + verdict.objective.abs()),
                    "{k}: {:?}, {}",
                    plan.bounds,
                    verdict.objective
                );
            }
            Ended::Stopped(_) | Ended::Stuck(_) => {}
        }
    }
}

/// One contract u at 3 a MW serves blocks that ask for 1, 4 and 2 MW at 1 a MW; what is missing costs 10. By hand: the block of 4 pays
/// 10 − 1 for each MW above the contract, more than 3, so u = 4 and the cost is 12 + 7.
fn by_hand() -> (Program, Partition) {
    let mut draft = Draft {
        blocks: 3,
        ..Draft::default()
    };
    let u = draft.column(None, 3.0, (0.0, f64::INFINITY));
    for (block, asked) in [(0, 1.0), (1, 4.0), (2, 2.0)] {
        let owner = Some(block);
        let x = draft.column(owner, 1.0, (0.0, f64::INFINITY));
        let s = draft.column(owner, 10.0, (0.0, f64::INFINITY));
        draft.row(owner, (asked, asked), &[(x, 1.0), (s, 1.0)]);
        draft.row(owner, (f64::NEG_INFINITY, 0.0), &[(x, 1.0), (u, -1.0)]);
    }
    draft.finish()
}

#[test]
fn a_contract_for_three_hours_is_what_the_greatest_asks_for() {
    let (program, partition) = by_hand();
    let ended = solve(&program, &partition, 1e-9, &|_| {}).expect("a partition that fits");
    let Ended::Reached(plan) = ended else {
        panic!("{ended:?}");
    };
    assert!((plan.x[0] - 4.0).abs() < 1e-6, "{:?}", plan.x);
    // with the constant of 3
    assert!(
        plan.bounds.lower <= 22.0 && (plan.bounds.upper - 22.0).abs() < 1e-6,
        "{:?}",
        plan.bounds
    );
    // the greatest hour alone pays for the contract
    assert!((plan.prices[3] + 3.0).abs() < 1e-5, "{:?}", plan.prices);
}

/// Blocks whose loads stand still ask the contract alone for something: 1, 4 and 2 of 2u, and 6 of −3u at the least. By hand: the greatest,
/// u ≥ 2, costs 6, and its row alone has a price.
#[test]
fn rows_that_ask_the_first_stage_for_one_sum_are_one_row() {
    let mut draft = Draft {
        blocks: 4,
        ..Draft::default()
    };
    let inf = f64::INFINITY;
    let u = draft.column(None, 3.0, (0.0, inf));
    for (block, asked) in [(0, 1.0), (1, 4.0), (2, 2.0)] {
        draft.row(Some(block), (asked, inf), &[(u, 2.0)]);
    }
    draft.row(Some(3), (-60.0, inf), &[(u, -3.0)]);
    // a block of its own, that there be one
    let x = draft.column(Some(3), 1.0, (0.0, inf));
    draft.row(Some(3), (5.0, inf), &[(x, 1.0)]);
    let (program, partition) = draft.finish();
    let ended = solve(&program, &partition, 1e-9, &|_| {}).expect("a partition that fits");
    let Ended::Reached(plan) = ended else {
        panic!("{ended:?}");
    };
    assert!((plan.x[0] - 2.0).abs() < 1e-6, "{:?}", plan.x);
    // with the constant of 3 and the 5 of the other block
    assert!((plan.bounds.upper - 14.0).abs() < 1e-6, "{:?}", plan.bounds);
    let prices = &plan.prices;
    assert!((prices[1] - 1.5).abs() < 1e-5, "{prices:?}");
    assert!(
        [0, 2, 3].iter().all(|&i| prices[i].abs() < 1e-5),
        "{prices:?}"
    );
}

/// Of 2u at least 4 and of −u at least −1, which contradict one another: no plan, and no panic.
#[test]
fn rows_of_one_sum_that_contradict_one_another_have_no_plan() {
    let mut draft = Draft {
        blocks: 2,
        ..Draft::default()
    };
    let inf = f64::INFINITY;
    let u = draft.column(None, 3.0, (0.0, inf));
    draft.row(Some(0), (4.0, inf), &[(u, 2.0)]);
    draft.row(Some(1), (-1.0, inf), &[(u, -1.0)]);
    let (program, partition) = draft.finish();
    let ended = solve(&program, &partition, 1e-6, &|_| {}).expect("a partition that fits");
    assert_eq!(ended, Ended::Stuck(None));
}

#[test]
fn a_partition_that_does_not_fit_is_refused_with_its_place() {
    let (program, mut partition) = by_hand();
    partition.rows[3] = Some(2);
    assert_eq!(
        solve(&program, &partition, 1e-6, &|_| {}),
        Err(Misfit::Across {
            column: 3,
            own: 1,
            row: 3,
            other: 2
        })
    );
    partition.rows[3] = Some(3);
    assert_eq!(
        solve(&program, &partition, 1e-6, &|_| {}),
        Err(Misfit::NoBlock { block: 3 })
    );
    partition.rows.pop();
    assert_eq!(
        solve(&program, &partition, 1e-6, &|_| {}),
        Err(Misfit::Size {
            rows: 5,
            columns: 7
        })
    );
}

#[test]
fn without_a_bound_the_gap_is_infinite() {
    let bounds = Bounds {
        lower: f64::NEG_INFINITY,
        upper: 1.0,
    };
    assert_eq!(bounds.gap(), f64::INFINITY);
    let crossed_by_rounding = Bounds {
        lower: 1.0 + 1e-15,
        upper: 1.0,
    };
    assert_eq!(crossed_by_rounding.gap(), 0.0);
}

/// Contracts for some places that serve the demands of many blocks, all with one pattern: only costs, demands and the bounds of some columns
/// differ, and coefficients where `is_one_matrix` is not asked for. So many that such blocks are worked on side by side, and some are left
/// over.
fn blocks_of_one_pattern(random: &mut Random, is_one_matrix: bool) -> (Program, Partition) {
    let inf = f64::INFINITY;
    let (places, demands) = (2 + random.below(2), 1 + random.below(3));
    let mut draft = Draft {
        blocks: 9 + random.below(16),
        ..Draft::default()
    };
    let contracts: Vec<usize> = (0..places)
        .map(|_| draft.column(None, random.integer(1, 9), (0.0, inf)))
        .collect();
    let mut takes: Vec<f64> = (0..places * demands)
        .map(|_| random.integer(1, 3))
        .collect();
    let mut gives = 1.0;
    let is_bounded: Vec<bool> = takes.iter().map(|_| random.below(4) == 0).collect();
    let mut energy = Vec::new();
    for block in 0..draft.blocks as u32 {
        let owner = Some(block);
        if !is_one_matrix {
            takes.fill_with(|| random.integer(1, 6) / 4.0);
            gives = random.integer(1, 3);
        }
        let mut at_place = vec![Vec::new(); places];
        for demand in 0..demands {
            let mut terms = vec![(draft.column(owner, random.integer(20, 60), (0.0, inf)), 1.0)];
            for (place, at_place) in at_place.iter_mut().enumerate() {
                let k = demand * places + place;
                let most = if is_bounded[k] {
                    random.integer(1, 6)
                } else {
                    inf
                };
                let x = draft.column(owner, random.integer(0, 9), (0.0, most));
                terms.push((x, 1.0));
                at_place.push((x, takes[k]));
                if k == 0 {
                    energy.push((x, 1.0));
                }
            }
            let asked = random.integer(0, 8);
            draft.row(owner, (asked, asked), &terms);
        }
        for (place, mut terms) in at_place.into_iter().enumerate() {
            terms.push((contracts[place], -gives));
            draft.row(owner, (-inf, 0.0), &terms);
        }
    }
    // all blocks together need some of the first place
    let short = draft.column(None, 70.0, (0.0, inf));
    energy.push((short, 1.0));
    draft.row(None, (random.integer(5, 15), inf), &energy);
    draft.finish()
}

#[test]
fn blocks_side_by_side_end_where_the_engine_does() {
    let mut random = Random(8);
    for k in 0..80 {
        let (program, partition) = blocks_of_one_pattern(&mut random, k < 40);
        let outcome = Engine::new(&program).solve();
        assert_eq!(outcome.status, Status::Optimal, "{k}");
        let optimum = outcome.objective;
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("threads");
            pool.install(|| solve(&program, &partition, GAP, &|_| {}))
        };
        let ended = on(1);
        assert_eq!(on(3), ended, "{k}");
        let Ok(Ended::Reached(plan)) = ended else {
            panic!("{k}: {optimum}, {ended:?}");
        };
        assert_is_feasible(&program, &plan.x);
        let rounding = 1e-9 * (1.0 + optimum.abs());
        assert!(plan.bounds.lower <= optimum + rounding, "{k}");
        let apart = (plan.bounds.upper - optimum).abs() / (1.0 + optimum.abs());
        assert!(apart <= 2.0 * GAP, "{k}: {:?}, {optimum}", plan.bounds);
    }
}

/// Sums go in the order of blocks, so that a plan is the same to the last bit on one thread and on many.
#[test]
fn answers_are_the_same_on_any_number_of_threads() {
    let mut random = Random(7);
    for _ in 0..10 {
        let (program, partition) = random_blocks(&mut random);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("threads");
            pool.install(|| solve(&program, &partition, GAP, &|_| {}))
        };
        let one = on(1);
        assert!(one.is_ok());
        for threads in [2, 5] {
            assert_eq!(on(threads), one);
        }
    }
}

/// Cases with every kind of policy, of one to several periods: their keys say which block each row and column is in, and the plan over blocks
/// costs what the simplex method finds.
#[test]
fn periods_of_random_cases_are_blocks_and_cost_what_the_simplex_method_says() {
    bracketed(60, common::random_case);
}

/// The same with contracts for green power, whose megawatts all periods share.
#[test]
fn periods_of_cases_with_contracts_are_blocks_and_cost_what_the_simplex_method_says() {
    bracketed(60, |seed| {
        common::with_contracts(common::random_case(seed), seed)
    });
}

/// Of 80 cases, at least so many are of blocks; nine in ten of those are solved to the gap, and bounds of all lie about the optimum.
fn bracketed(at_least: usize, case_of: impl Fn(u64) -> Case) {
    let (mut of_several, mut reached) = (0, 0);
    for seed in 0..80 {
        let case = case_of(seed);
        let program = formulate(&case).program;
        let Some(partition) = Partition::stated(&program) else {
            continue;
        };
        assert_eq!(partition.blocks, case.periods.len(), "seed {seed}");
        assert_eq!(partition.check(&program), Ok(()), "seed {seed}");
        let mut first = program.clone();
        first.objectives.truncate(1);
        let optimum = Engine::new(&first).solve().objective;
        let ended = solve(&program, &partition, 1e-6, &|_| {}).expect("a partition that fits");
        of_several += 1;
        let rounding = 1e-9 * (1.0 + optimum.abs());
        if let Some(plan) = plan_of(&ended) {
            assert_is_feasible(&program, &plan.x);
            let Bounds { lower, upper } = plan.bounds;
            assert!(
                lower <= optimum + rounding,
                "seed {seed}: {lower} over {optimum}"
            );
            assert!(
                upper >= optimum - 1e-6 * (1.0 + optimum.abs()),
                "seed {seed}: {upper} under {optimum}"
            );
        }
        if let Ended::Reached(plan) = &ended {
            reached += 1;
            assert!(plan.bounds.gap() <= 1e-6);
        } else {
            println!(
                "seed {seed}: {optimum} {:?}",
                plan_of(&ended).map(|plan| (plan.bounds, plan.steps))
            );
        }
    }
    println!("{reached} of {of_several}");
    assert!(
        of_several >= at_least && reached * 10 >= 9 * of_several,
        "{reached} of {of_several}"
    );
}

/// A day of `china`: by way of the inside it has the plan that the simplex method finds from the slack basis, by all objectives.
#[test]
fn by_way_of_the_inside_a_day_has_the_plan_that_it_has_without() {
    let program = formulate(&common::dataset("china")).program;
    let cold = Engine::new(&program).solve();
    let solved = solver::solve(&program, Solver::Engine).expect("an optimum");
    assert!(solved.certificate.holds());
    for objective in &program.objectives {
        let [found, expected] = [&solved.solution.x, &cold.x].map(|x| objective.value(x));
        assert!((found - expected).abs() <= 1e-9 * (1.0 + expected.abs()));
    }
    for (j, (found, expected)) in solved.solution.x.iter().zip(&cold.x).enumerate() {
        let differ = (found - expected).abs();
        assert!(
            differ <= 1e-6 * (1.0 + expected.abs()),
            "{j}: {found} {expected}"
        );
    }
}
