use super::super::parametric::{Parametric, Reach};
use super::super::{Basis, Engine, Status, Variable};
use super::whole::boxed_program;
use super::{INF, Random, assert_close, objective, program};
use crate::program::{Delta, Program};

/// West costs 3 and holds 6, east costs 5; 10 are asked for.
fn hubs() -> Program {
    program(
        &[3.0, 5.0],
        &[(0.0, INF), (0.0, INF)],
        &[(10.0, &[1.0, 1.0], 10.0), (-INF, &[1.0, 0.0], 6.0)],
    )
}

/// The plan from a solve at the present θ.
fn solved(parametric: &mut Parametric) -> Vec<f64> {
    assert_eq!(parametric.solve(), Status::Optimal);
    parametric.plan()
}

/// The plan that holds from the present θ on.
fn moved(parametric: &mut Parametric) -> Vec<f64> {
    assert_eq!(parametric.reoptimise(), Status::Optimal);
    parametric.plan()
}

fn reach(base: &Program, delta: Delta) -> (f64, Option<Variable>) {
    let mut parametric = Parametric::new(base, delta);
    assert_eq!(parametric.solve(), Status::Optimal);
    let reach = parametric.reach();
    (reach.theta, reach.blocked_by)
}

fn costs(changes: &[(usize, f64)]) -> Delta {
    Delta {
        costs: vec![changes.to_vec()],
        ..Delta::default()
    }
}

/// The west at 3 + 4θ is as dear as the east at θ = ½: its capacity is worth nothing there. At 3 + θ it stays cheaper.
#[test]
fn a_cost_reaches_to_where_a_reduced_cost_vanishes() {
    let (theta, by) = reach(&hubs(), costs(&[(0, 4.0)]));
    assert_close(&[theta], &[0.5]);
    assert_eq!(by, Some(Variable::Row(1)));
    assert_eq!(reach(&hubs(), costs(&[(0, 1.0)])), (INF, None));
    assert_eq!(reach(&hubs(), costs(&[(0, -4.0)])), (INF, None));
    let (theta, _) = reach(&hubs(), costs(&[(1, -8.0)]));
    assert_close(&[theta], &[0.25]);
    // both at once: 3 + 2θ and 5 − 3θ
    let (theta, _) = reach(&hubs(), costs(&[(0, 2.0), (1, -3.0)]));
    assert_close(&[theta], &[0.4]);
}

/// The demand 10 − 8θ leaves nothing for the east at θ = ½; a capacity of 6 + 10θ does so at 0.4, one of 6 − 12θ is gone at ½, and one that
/// falls by 3 reaches to the end.
#[test]
fn bounds_reach_to_where_a_value_meets_its_own() {
    let rows = |changes: &[(usize, f64)], lower: bool| Delta {
        row_lower: if lower { changes.to_vec() } else { Vec::new() },
        row_upper: changes.to_vec(),
        ..Delta::default()
    };
    let (theta, by) = reach(&hubs(), rows(&[(0, -8.0)], true));
    assert_close(&[theta], &[0.5]);
    assert_eq!(by, Some(Variable::Column(1)));
    let (theta, by) = reach(&hubs(), rows(&[(1, 10.0)], false));
    assert_close(&[theta], &[0.4]);
    assert_eq!(by, Some(Variable::Column(1)));
    let (theta, by) = reach(&hubs(), rows(&[(1, -12.0)], false));
    assert_close(&[theta], &[0.5]);
    assert_eq!(by, Some(Variable::Column(0)));
    assert_eq!(reach(&hubs(), rows(&[(1, -3.0)], false)), (INF, None));
    // an upper bound of the east that falls to 4: 9 − 10θ
    let mut held = hubs();
    held.upper[1] = 9.0;
    let delta = Delta {
        upper: vec![(1, -10.0)],
        ..Delta::default()
    };
    let (theta, by) = reach(&held, delta);
    assert_close(&[theta], &[0.5]);
    assert_eq!(by, Some(Variable::Column(1)));
    // a lower bound of the east that rises to 4 from 0: 8θ
    let delta = Delta {
        lower: vec![(1, 8.0)],
        ..Delta::default()
    };
    let (theta, by) = reach(&hubs(), delta);
    assert_close(&[theta], &[0.5]);
    assert_eq!(by, Some(Variable::Column(1)));
}

/// What is asked about is θ up to 1, and from the present θ on.
#[test]
fn a_reach_is_counted_from_the_present_theta() {
    let mut parametric = Parametric::new(&hubs(), costs(&[(0, 4.0)]));
    assert_eq!(parametric.theta(), 0.0);
    parametric.set_theta(0.25);
    assert_eq!(parametric.theta(), 0.25);
    assert_close(&solved(&mut parametric), &[6.0, 4.0]);
    assert_close(&[parametric.reach().theta], &[0.5]);
    parametric.set_theta(0.5);
    // from there on the east is cheaper
    assert_close(&moved(&mut parametric), &[0.0, 10.0]);
    assert_eq!(parametric.reach().theta, INF);
}

#[test]
fn a_drift_moves_the_numbers_of_a_programme() {
    let delta = Delta {
        costs: vec![vec![(0, 4.0)]],
        upper: vec![(1, f64::MAX)],
        row_upper: vec![(1, -4.0)],
        ..Delta::default()
    };
    let mut moved = hubs();
    for theta in [0.5, 0.25] {
        delta.move_to(theta, &hubs(), &mut moved);
        assert_eq!(moved.objectives[0].coefficients, [3.0 + 4.0 * theta, 5.0]);
        assert_eq!(moved.row_upper, [10.0, 6.0 - 4.0 * theta]);
        // too large to bind
        assert_eq!(moved.upper, [INF, INF]);
    }
}

/// A reach can be asked for at any θ of a basis, without a solve there; and where nothing moves it is without end.
#[test]
fn a_reach_reads_the_basis_at_the_present_theta() {
    let falling = Delta {
        row_lower: vec![(0, -8.0)],
        row_upper: vec![(0, -8.0)],
        costs: vec![vec![(0, 1.0)]],
        ..Delta::default()
    };
    let mut parametric = Parametric::new(&hubs(), falling);
    parametric.solve();
    for theta in [0.25, 0.375, 0.125] {
        parametric.set_theta(theta);
        assert_close(&[parametric.reach().theta], &[0.5]);
        // values are still those of the basis, and so is the next reach
        assert_close(&[parametric.reach().theta], &[0.5]);
        assert_close(&parametric.plan(), &[6.0, 4.0 - 8.0 * theta]);
        assert_close(&parametric.prices(), &[5.0, -2.0 + theta]);
    }
    assert_eq!(reach(&hubs(), Delta::default()), (INF, None));
}

/// Both hubs are full: no more can be asked for, and beyond θ = 0 there is no plan.
#[test]
fn where_no_feasible_point_lies_beyond_nothing_is_certified() {
    let mut full = hubs();
    full.upper[1] = 4.0;
    let rising = Delta {
        row_lower: vec![(0, 1.0)],
        row_upper: vec![(0, 1.0)],
        ..Delta::default()
    };
    let status = Parametric::new(&full, rising).solve();
    assert!(matches!(status, Status::Uncertified(_)), "{status:?}");
}

/// Objectives behind the first move as well: cost ties, the second prefers the west by 2 − 4θ.
#[test]
fn a_later_objective_reaches_on_the_face_of_the_first() {
    let mut tie = program(&[1.0, 1.0], &[(0.0, INF); 2], &[(10.0, &[1.0; 2], 10.0)]);
    tie.objectives.push(objective(vec![3.0, 5.0]));
    let delta = Delta {
        costs: vec![Vec::new(), vec![(0, 4.0)]],
        ..Delta::default()
    };
    let mut parametric = Parametric::new(&tie, delta);
    assert_close(&solved(&mut parametric), &[10.0, 0.0]);
    let reach = parametric.reach();
    assert_close(&[reach.theta], &[0.5]);
    assert_eq!(reach.blocked_by, Some(Variable::Column(1)));
    parametric.set_theta(0.5);
    assert_close(&moved(&mut parametric), &[0.0, 10.0]);
}

fn random_drift(random: &mut Random, program: &Program, kind: usize) -> Delta {
    let (m, n) = (program.row_count(), program.column_count());
    let mut delta = Delta::default();
    if kind != 1 {
        let mut moved = |count: usize| -> Vec<(usize, f64)> {
            (0..count)
                .map(|_| (random.below(n), random.between(-6.0, 6.0)))
                .collect::<std::collections::BTreeMap<_, _>>()
                .into_iter()
                .collect()
        };
        delta.costs = vec![moved(3), if kind == 2 { moved(2) } else { Vec::new() }];
    }
    if kind != 0 {
        for j in 0..n {
            if random.below(4) == 0 {
                delta.upper.push((j, random.between(-1.0, 3.0)));
                delta.lower.push((j, random.between(-3.0, 0.5)));
            }
        }
        for i in 0..m {
            if random.below(2) == 0 {
                let change = random.between(-2.0, 2.0);
                delta.row_lower.push((i, change));
                delta.row_upper.push((i, change));
            }
        }
    }
    delta
}

/// The programme at θ, by the definition.
fn at(base: &Program, delta: &Delta, theta: f64) -> Program {
    let mut moved = base.clone();
    for (objective, changes) in moved.objectives.iter_mut().zip(&delta.costs) {
        for &(j, change) in changes {
            objective.coefficients[j] += theta * change;
        }
    }
    for (bounds, changes) in [
        (&mut moved.lower, &delta.lower),
        (&mut moved.upper, &delta.upper),
        (&mut moved.row_lower, &delta.row_lower),
        (&mut moved.row_upper, &delta.row_upper),
    ] {
        for &(at, change) in changes {
            bounds[at] += theta * change;
        }
    }
    moved
}

/// A programme in a box, every other one with rows and columns in units of their own.
fn base(random: &mut Random, own_units: bool) -> Program {
    let mut base = boxed_program(random, 6, 12);
    if own_units {
        let of_row = |i: usize| [1.0, 64.0, 1.0 / 64.0][i % 3];
        for j in 0..12 {
            for e in base.matrix.starts[j]..base.matrix.starts[j + 1] {
                base.matrix.values[e] *= of_row(base.matrix.rows[e]) * [1.0, 16.0][j % 2];
            }
        }
        for i in 0..6 {
            base.row_lower[i] *= of_row(i);
            base.row_upper[i] *= of_row(i);
        }
    }
    base
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-7 * (1.0 + b.abs())
}

/// Whether `basis` is optimal at θ, by a test from outside.
fn holds_at(base: &Program, delta: &Delta, theta: f64, basis: &Basis) -> bool {
    let mut engine = Engine::new(&at(base, delta, theta));
    engine.test_basis(basis).is_ok_and(|test| test.is_optimal())
}

/// What is followed to θ is what is read there, and as dear as a solve from the start.
fn assert_followed(parametric: &Parametric, (base, delta): (&Program, &Delta), theta: f64) {
    let [mut followed, mut read] = [parametric.clone(), parametric.clone()];
    followed.follow(Reach {
        theta,
        blocked_by: None,
    });
    read.set_theta(theta);
    for (a, b) in [
        (followed.plan(), read.plan()),
        (followed.prices(), read.prices()),
    ] {
        assert!(a.iter().zip(&b).all(|(a, b)| near(*a, *b)), "{a:?} {b:?}");
    }
    let program = at(base, delta, theta);
    let value = program.objective().value(&followed.plan());
    assert!(near(value, Engine::new(&program).solve().objective));
}

/// From breakpoint to breakpoint: inside each part its basis is optimal, whatever the θ, and after its end not any more; what is
/// followed is what a solve from the start finds. Breakpoints are crossed, or what is beyond is found anew. Gives the parts.
fn assert_walk(base: &Program, delta: &Delta, crosses: bool) -> usize {
    let mut parts = 0;
    let mut parametric = Parametric::new(base, delta.clone());
    let mut status = parametric.solve();
    for _ in 0..40 {
        if status != Status::Optimal {
            break;
        }
        let theta = parametric.theta();
        let places = parametric.statuses().iter().copied();
        let basis = Basis::pack(base.column_count(), base.row_count(), places);
        let reach = parametric.reach();
        assert!(reach.theta > theta - 1e-9);
        let end = reach.theta.min(1.0);
        if end - theta > 1e-4 {
            for part in [0.1, 0.5, 0.9] {
                let inside = theta + part * (end - theta);
                assert!(holds_at(base, delta, inside, &basis), "{theta} to {end}");
            }
            parts += 1;
        }
        for part in [0.0, 0.5] {
            assert_followed(&parametric, (base, delta), theta + part * (end - theta));
        }
        assert_eq!(reach.blocked_by.is_none(), reach.theta >= 1.0);
        if reach.theta >= 1.0 {
            assert_eq!(reach.theta, INF);
            break;
        }
        if end + 1e-4 <= 1.0 {
            assert!(!holds_at(base, delta, end + 1e-4, &basis), "beyond {end}");
        }
        if crosses {
            parametric.follow(reach);
        } else {
            parametric.set_theta(end);
        }
        status = parametric.reoptimise();
        assert!(crosses || !parametric.keeps_prices());
    }
    parts
}

#[test]
fn a_basis_holds_as_far_as_it_reaches_and_no_further() {
    let mut random = Random(51);
    let mut parts = [0; 3];
    for round in 0..120 {
        let kind = round % 3;
        let base = base(&mut random, round % 2 == 0);
        let delta = random_drift(&mut random, &base, kind);
        assert_eq!(delta.moves_bounds(), kind != 0);
        for crosses in [false, true] {
            parts[kind] += assert_walk(&base, &delta, crosses);
        }
    }
    assert!(parts.iter().all(|count| *count > 60), "{parts:?}");
}
