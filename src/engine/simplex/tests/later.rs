//! Later objectives, degeneracy, and what is left behind when a method is cut short.

use super::state::cone;
use super::steps::{Walk, feasible_program};
use crate::engine::basis::BasisStatus;
use crate::engine::simplex::PrimalEnd;
use crate::engine::tests::whole::boxed_program;
use crate::engine::tests::{INF, Random, assert_close, at_slack, objective, program};
use crate::engine::{Engine, Reason, Settings, Status};

/// On the face that is optimal for the first objective, the second is followed with the same books: what is held stays where it is, what may move is
/// open, and the first objective does not change.
#[test]
fn the_books_are_kept_for_a_later_objective() {
    let mut random = Random(61);
    let mut steps_seen = 0;
    for _ in 0..80 {
        let mut ranked = feasible_program(&mut random, 8, 24);
        for cost in &mut ranked.objectives[0].coefficients {
            *cost = if random.below(3) == 0 { -1.0 } else { 0.0 };
        }
        let second: Vec<f64> = (0..24).map(|_| -1.0 - random.below(7) as f64).collect();
        ranked.objectives.push(objective(second.clone()));
        for steps in 0..40 {
            let (mut form, mut simplex) = at_slack(&ranked);
            form.cost[1] = [&second[..], &[0.0; 8]].concat();
            simplex.run.may_perturb = false;
            simplex.prices.load(&form, 0);
            simplex.compute_d(&form);
            if simplex.primal(&form) != PrimalEnd::Optimal || !simplex.freeze() {
                break;
            }
            let first = |x: &[f64]| ranked.objectives[0].value(x);
            let optimum = first(&simplex.point.x);
            let held: Vec<usize> = (0..32)
                .filter(|&v| {
                    simplex.basis.moves[v] == 0 && simplex.basis.status[v] != BasisStatus::Basic
                })
                .collect();
            let stood: Vec<f64> = held.iter().map(|&v| simplex.point.x[v]).collect();
            simplex.prices.load(&form, 1);
            simplex.compute_d(&form);
            assert_eq!(
                (simplex.prices.rank, simplex.prices.cost_altered),
                (1, false)
            );
            let before = simplex.run.pivots;
            simplex.run.iteration_limit = before.iterations() + steps;
            let end = simplex.primal(&form);
            Walk {
                form: &form,
                simplex: &simplex,
            }
            .assert_numbers();
            for v in 0..32 {
                let open = simplex.basis.open.members().contains(&(v as u32));
                assert!(open || simplex.basis.moves[v] == 0, "variable {v}");
            }
            for (&v, stood) in held.iter().zip(&stood) {
                assert_eq!(simplex.point.x[v], *stood, "variable {v} is held");
            }
            assert!((first(&simplex.point.x) - optimum).abs() < 1e-9 * (1.0 + optimum.abs()));
            assert_eq!(simplex.run.pivots.primal, before.primal);
            steps_seen += simplex.run.pivots.lexicographic;
            if end != PrimalEnd::Limit {
                break;
            }
        }
    }
    assert!(steps_seen > 200, "{steps_seen}");
}

/// The blend is rank 0 with costs that are not the true ones; the true ones come back.
#[test]
fn the_blend_is_a_cost_of_its_own() {
    let mut ranked = program(&[4.0], &[(0.0, INF)], &[(-INF, &[1.0], 9.0)]);
    ranked.objectives.push(objective(vec![1.0]));
    let (form, mut simplex) = at_slack(&ranked);
    simplex.prices.rank = 1;
    simplex.prices.blend(&form);
    assert!(simplex.prices.cost[0] > 4.0 && simplex.prices.cost[0] < 4.1);
    assert_eq!(
        (simplex.prices.rank, simplex.prices.cost_altered),
        (0, true)
    );
    simplex.prices.load(&form, 0);
    assert_eq!(
        (simplex.prices.cost[0], simplex.prices.cost_altered),
        (4.0, false)
    );
}

/// With two columns that cost the same, one step decides between them; with none that tie, nothing is left to decide.
#[test]
fn steps_for_later_objectives_are_counted_as_such() {
    for (costs, steps) in [([1.0, 1.0], 1), ([1.0, 2.0], 0)] {
        let mut tie = program(&costs, &[(0.0, INF); 2], &[(10.0, &[1.0; 2], 10.0)]);
        tie.objectives.push(objective(vec![2.0, 1.0]));
        let settings = Settings {
            tie_break: false,
            ..Settings::default()
        };
        let mut engine = Engine::with_settings(&tie, settings);
        // from the basis with the first column, as the first objective alone leaves it
        let start = crate::engine::Basis::from_statuses(
            &[BasisStatus::Basic, BasisStatus::Lower],
            &[BasisStatus::Lower],
        );
        let outcome = engine.solve_from(&start).expect("dimensions fit");
        assert_eq!(outcome.pivots.lexicographic, steps);
        assert_eq!(outcome.pivots.primal + outcome.pivots.dual, 0);
        assert_close(&outcome.reduced_costs, &[0.0, costs[1] - 1.0]);
        assert_close(&outcome.duals, &[1.0]);
    }
}

/// All steps are degenerate, so bounds are moved apart and put back: the origin, exactly, or a way out that is proved.
#[test]
fn degenerate_programmes_end_alike_from_anywhere() {
    let mut random = Random(62);
    let mut ends = [0, 0];
    for round in 0..40 {
        let (m, n) = (30 + random.below(20), 60 + random.below(40));
        let mut stalls = cone(&mut random, m, n);
        if round % 2 == 0 {
            stalls.matrix.values.iter_mut().for_each(|a| *a = a.abs());
        }
        let mut engine = Engine::new(&stalls);
        let outcome = engine.solve();
        match outcome.status {
            Status::Optimal => {
                ends[0] += 1;
                assert!(outcome.objective.abs() < 1e-9);
            }
            Status::Unbounded => ends[1] += 1,
            other => panic!("{other:?}"),
        }
        assert!(!engine.simplex.point.bounds_altered);
        assert_eq!(engine.simplex.point.upper, engine.form.upper);
        let mut places = vec![BasisStatus::Lower; n];
        (0..20).for_each(|_| places[random.below(n)] = BasisStatus::Basic);
        let start = crate::engine::Basis::from_statuses(&places, &vec![BasisStatus::Basic; m]);
        let again = engine.solve_from(&start).expect("dimensions fit");
        assert_eq!(again.status, outcome.status);
    }
    assert!(ends[0] > 5 && ends[1] > 5, "{ends:?}");
}

/// Cut short after a perturbation, the engine has the programme's own bounds again.
#[test]
fn a_solve_cut_short_leaves_no_perturbation_behind() {
    let stalls = cone(&mut Random(31), 40, 90);
    let settings = Settings {
        iteration_limit: Some(24),
        ..Settings::default()
    };
    let mut engine = Engine::with_settings(&stalls, settings);
    let status = engine.solve().status;
    assert_eq!(status, Status::Uncertified(Reason::IterationLimit));
    assert!(!engine.simplex.point.bounds_altered);
    assert_eq!(engine.simplex.point.upper, engine.form.upper);
    engine.simplex.run.iteration_limit = usize::MAX;
    let end = engine.reoptimise().status;
    assert_eq!(end, Engine::new(&stalls).solve().status);
}

/// A reduced cost that rounding left on the wrong side of zero is made zero before it divides; one that is right, or of a free column, is not.
#[test]
fn a_reduced_cost_on_the_wrong_side_is_shifted_before_it_enters() {
    for (cost, bounds, kept) in [
        (-5e-10, (0.0, INF), false),
        (5e-10, (-INF, 0.0), false),
        (5e-10, (0.0, INF), true),
        (-5e-10, (-INF, 0.0), true),
        (-5e-10, (-INF, INF), true),
        (5e-10, (-INF, INF), true),
        (0.0, (0.0, INF), true),
        (0.0, (-INF, 0.0), true),
    ] {
        // up for a column that may rise, down for one that may fall
        let row = if bounds.1 > 0.0 {
            (2.0, &[1.0][..], INF)
        } else {
            (-INF, &[1.0][..], -2.0)
        };
        let plain = program(&[cost], &[bounds], &[row]);
        let (form, mut simplex) = at_slack(&plain);
        simplex.prices.load(&form, 0);
        simplex.compute_d(&form);
        simplex.dual(&form);
        assert_eq!(simplex.run.pivots.dual, 1);
        assert_eq!(simplex.prices.cost_altered, !kept, "{cost} {bounds:?}");
        assert_eq!(simplex.prices.cost[0], if kept { cost } else { 0.0 });
        assert!((simplex.prices.d[1] - simplex.prices.cost[0]).abs() < 1e-15);
    }
}

/// Without a tie-break and without fresh factors the answers are the same, up to rounding, and so are their prices after edits.
#[test]
fn settings_change_no_answer() {
    let mut random = Random(63);
    for _ in 0..60 {
        let mut plain = boxed_program(&mut random, 6, 12);
        for value in &mut plain.matrix.values {
            *value *= random.between(0.9, 1.1);
        }
        for cost in &mut plain.objectives[0].coefficients {
            *cost += random.between(0.0, 1.0);
        }
        let mut engines = [true, false].map(|path_free| {
            let settings = Settings {
                path_free,
                tie_break: path_free,
                ..Settings::default()
            };
            Engine::with_settings(&plain, settings)
        });
        for round in 0..4 {
            let number = random.between(0.0, 3.0);
            let outcomes = engines.each_mut().map(|engine| {
                if round > 0 {
                    engine.set_cost(0, round, number);
                    engine.set_column_bounds(round + 4, 0.0, number);
                }
                engine.reoptimise()
            });
            let [a, b] = &outcomes;
            assert_eq!(a.status, b.status);
            if a.status == Status::Optimal {
                for (a, b) in [
                    (&a.x, &b.x),
                    (&a.duals, &b.duals),
                    (&a.reduced_costs, &b.reduced_costs),
                ] {
                    assert!(
                        a.iter()
                            .zip(b)
                            .all(|(a, b)| (a - b).abs() < 1e-7 * (1.0 + b.abs()))
                    );
                }
            }
        }
    }
}
