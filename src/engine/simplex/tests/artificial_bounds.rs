//! ArtificialBounds, and the dual method in them.

use crate::engine::artificial_bounds::ArtificialBounds;
use crate::engine::tests::{INF, Random, assert_close, at_slack, program, random_program};
use crate::engine::{Basis, BasisStatus, Engine, Settings, Status};
use crate::program::Program;

/// An artificial bound at a distance that a row implies: a tenth wider, and a tenth more.
fn roomy(distance: f64) -> f64 {
    1.1 * distance + 0.1
}

#[test]
fn a_row_implies_bounds_of_its_terms() {
    // x + 2 y = 10 of which y is at least 1; −z ≤ 4
    let implied = program(
        &[0.0; 3],
        &[(0.0, INF), (1.0, INF), (-INF, 0.0)],
        &[
            (10.0, &[1.0, 2.0, 0.0], 10.0),
            (-INF, &[0.0, 0.0, -1.0], 4.0),
        ],
    );
    let bounds = ArtificialBounds::new(&at_slack(&implied).0);
    assert_close(&bounds.upper[..3], &[roomy(8.0), roomy(5.0), 0.0]);
    assert_close(&bounds.lower[..3], &[0.0, 1.0, -roomy(4.0)]);
    // activities: that of the first row is fixed, that of the second is at least 0
    assert_close(&bounds.lower[3..], &[10.0, -0.1]);
    assert_close(&bounds.upper[3..], &[10.0, 4.0]);
}

#[test]
fn what_no_row_bounds_is_enough_for_all_that_ask() {
    // 3 x ≤ b, x ≤ 2; y + c ≥ 7, y ≤ 5; f is free and alone
    let asked = program(
        &[0.0; 5],
        &[(0.0, 2.0), (0.0, INF), (0.0, 5.0), (0.0, INF), (-INF, INF)],
        &[
            (-INF, &[3.0, -1.0, 0.0, 0.0, 0.0], 0.0),
            (7.0, &[0.0, 0.0, 1.0, 1.0, 0.0], INF),
        ],
    );
    let bounds = ArtificialBounds::new(&at_slack(&asked).0);
    assert_close(&bounds.upper[..4], &[2.0, roomy(6.0), 5.0, roomy(7.0)]);
    assert!(bounds.upper[4] > 1e3 && bounds.lower[4] < -1e3);
    assert!(
        bounds
            .lower
            .iter()
            .chain(&bounds.upper)
            .all(|b| b.is_finite())
    );
}

/// An artificial bound is never within a true bound, however far that is.
#[test]
fn true_bounds_stand_however_far_they_are() {
    let far = program(
        &[0.0; 2],
        &[(-5e6, 0.0), (0.0, 7e6)],
        &[(-9e9, &[1.0, 1.0], 9e9)],
    );
    let bounds = ArtificialBounds::new(&at_slack(&far).0);
    assert_eq!(bounds.lower, [-5e6, 0.0, -9e9]);
    assert_eq!(bounds.upper, [0.0, 7e6, 9e9]);
}

/// Loads of `origins` to place on `hubs` with capacities and peaks that are paid for.
fn placement(random: &mut Random, origins: usize, hubs: usize) -> Program {
    let columns = origins * hubs + hubs;
    let mut lines = Vec::new();
    for o in 0..origins {
        let mut line = vec![0.0; columns];
        line[o * hubs..(o + 1) * hubs].fill(1.0);
        let demand = 1.0 + random.below(9) as f64;
        lines.push((demand, line, demand));
    }
    for h in 0..hubs {
        let mut line = vec![0.0; columns];
        (0..origins).for_each(|o| line[o * hubs + h] = 1.0);
        line[origins * hubs + h] = -1.0;
        lines.push((-INF, line, 0.0));
    }
    let mut bounds = vec![(0.0, INF); columns];
    for bound in &mut bounds[origins * hubs..] {
        bound.1 = 10.0 * origins as f64 / hubs as f64 + random.below(5) as f64;
    }
    let costs: Vec<f64> = (0..columns).map(|_| random.between(1.0, 9.0)).collect();
    let rows: Vec<_> = lines
        .iter()
        .map(|(l, line, u)| (*l, &line[..], *u))
        .collect();
    program(&costs, &bounds, &rows)
}

/// No feasible point of a placement is at one, so that the dual method ends at a feasible basis, and the answer
/// from there is that of a fresh engine.
#[test]
fn from_the_basis_of_other_costs_the_dual_method_comes_to_a_feasible_one() {
    let mut random = Random(811);
    let mut pivots = 0;
    for _ in 0..60 {
        let base = placement(&mut random, 12, 4);
        let mut engine = Engine::new(&base);
        assert_eq!(engine.solve().status, Status::Optimal);
        let mut changed = base.clone();
        for j in 0..changed.lower.len() {
            let cost = random.between(1.0, 9.0);
            changed.objectives[0].coefficients[j] = cost;
            engine.set_cost(0, j, cost);
        }
        let before = engine.simplex.run.pivots.dual;
        engine.read_here();
        engine.cross_artificial_bounds();
        pivots += engine.simplex.run.pivots.dual - before;
        assert!(engine.simplex.point.infeasible.members().is_empty());
        assert!(!engine.simplex.point.bounds_altered);
        assert_eq!(engine.simplex.point.upper, engine.form.upper);
        let outcome = engine.reoptimise();
        let fresh = Engine::new(&changed).solve();
        assert_eq!(outcome.status, Status::Optimal);
        let apart = outcome.x.iter().zip(&fresh.x).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-9);
        // what is left are later objectives and what the blend of all of them left
        assert!(outcome.pivots.iterations() < 10, "{:?}", outcome.pivots);
    }
    assert!(pivots > 60, "{pivots}");
}

/// Whatever the programme, bounds change the way and not the answer: infeasible, unbounded, free columns and all.
#[test]
fn boxes_change_no_answer() {
    let mut random = Random(812);
    let mut seen = [0; 3];
    for _ in 0..600 {
        let base = random_program(&mut random, 8, 14, 3);
        let mut engine = Engine::new(&base);
        engine.solve();
        let mut changed = base.clone();
        for j in 0..14 {
            let cost = random.below(11) as f64 - 4.0;
            changed.objectives[0].coefficients[j] = cost;
            engine.set_cost(0, j, cost);
        }
        engine.read_here();
        engine.cross_artificial_bounds();
        let outcome = engine.reoptimise();
        let fresh = Engine::new(&changed).solve();
        assert_eq!(outcome.status, fresh.status);
        match fresh.status {
            Status::Optimal => {
                let scale = 1.0 + fresh.objective.abs();
                assert!((outcome.objective - fresh.objective).abs() <= 1e-9 * scale);
                seen[0] += 1;
            }
            Status::Unbounded => seen[1] += 1,
            _ => seen[2] += 1,
        }
    }
    assert!(seen.iter().all(|&n| n > 20), "{seen:?}");
}

/// A bound or an entry that changes makes other bounds; a cost does not.
#[test]
fn boxes_follow_edits() {
    let mut random = Random(813);
    let mut engine = Engine::new(&placement(&mut random, 5, 3));
    engine.solve();
    let mut made = || {
        engine.set_cost(0, 0, 2.0);
        engine.cross_artificial_bounds();
        engine.set_cost(0, 0, 3.0);
        let kept = engine.artificial_bounds.is_some();
        engine.set_row_bounds(0, 2.0, 2.0);
        let by_bound = engine.artificial_bounds.is_none();
        engine.cross_artificial_bounds();
        engine.set_coefficient(0, 0, 1.5).expect("in the pattern");
        (kept, by_bound, engine.artificial_bounds.is_none())
    };
    assert_eq!(made(), (true, true, true));
}

/// A large programme goes by the dual method from a basis whose edge weights are known, a small one by the primal
/// method unless more than 200 columns are attractive.
#[test]
fn the_method_depends_on_the_size_and_on_how_much_is_attractive() {
    for (rows, columns, weighed, dual) in [
        (1, 201, true, false),
        (1, 202, false, true),
        (1000, 2, true, true),
        (1000, 2, false, false),
        (999, 2, true, false),
    ] {
        let mut costs = vec![1.0; columns];
        costs[0] = 5.0;
        let line = vec![1.0; columns];
        let nothing = vec![0.0; columns];
        let mut lines: Vec<(f64, &[f64], f64)> = vec![(-INF, &nothing, 1.0); rows];
        lines[0] = (10.0, &line, 10.0);
        let mut engine = Engine::new(&program(&costs, &vec![(0.0, INF); columns], &lines));
        let mut places = vec![BasisStatus::Lower; columns];
        places[0] = BasisStatus::Basic;
        let mut of_rows = vec![BasisStatus::Basic; rows];
        of_rows[0] = BasisStatus::Lower;
        let basis = Basis::from_statuses(&places, &of_rows);
        engine.load_basis(&basis).expect("dimensions fit");
        if weighed {
            engine.set_edge_weights(&vec![1.0; rows]);
        }
        let outcome = engine.reoptimise();
        assert_eq!(outcome.status, Status::Optimal);
        assert_close(&[outcome.objective], &[10.0]);
        assert_eq!(
            outcome.pivots.dual > 0,
            dual,
            "{rows} rows, {columns} columns"
        );
        assert_eq!(engine.edge_weights().is_some(), rows >= 1000);
    }
}

/// Edge weights come back to the variables they belong to.
#[test]
fn edge_weights_are_those_of_the_basis() {
    let mut lines: Vec<(f64, &[f64], f64)> = vec![(-INF, &[1.0, 0.0], 9.0); 1000];
    lines[3] = (2.0, &[1.0, 1.0], INF);
    let mut engine = Engine::new(&program(&[1.0, 3.0], &[(0.0, 1.0), (0.0, INF)], &lines));
    let outcome = engine.solve();
    assert_eq!(outcome.x, [1.0, 1.0]);
    let weights: Vec<f32> = (0..1000).map(|k| 2.0 + k as f32).collect();
    engine.set_edge_weights(&weights);
    // columns come first, and of these the one between its bounds alone is basic
    assert_eq!(engine.simplex.weights.dual[..3], [1.0, 2.0, 3.0]);
    assert_eq!(engine.edge_weights().as_ref(), Some(&weights));
    engine.load_basis(&outcome.basis).expect("dimensions fit");
    let fresh = engine.edge_weights().expect("of a large programme");
    assert!(fresh.iter().all(|&weight| weight == 1.0));
    engine.set_edge_weights(&weights);
    assert_eq!(engine.edge_weights(), Some(weights));
}

/// Factors that have gone wrong are told by the residuals, and the solve is taken up with new ones.
#[test]
fn an_answer_of_bad_factors_is_not_the_last_word() {
    let mut random = Random(814);
    let base = placement(&mut random, 12, 4);
    let settings = Settings {
        path_free: false,
        ..Settings::default()
    };
    let mut seen = 0;
    for p in 0..16 {
        let mut engine = Engine::with_settings(&base, settings);
        let right = engine.solve();
        engine.simplex.scratch.alpha.clear();
        engine.simplex.scratch.alpha.add(p, 3.0);
        engine
            .simplex
            .factorisation
            .replace(p, &engine.simplex.scratch.alpha);
        let attempted = engine.clone().attempt();
        seen += usize::from(attempted.status != Status::Optimal);
        let outcome = engine.reoptimise();
        assert_eq!(outcome.status, Status::Optimal);
        assert_close(&outcome.x, &right.x);
    }
    assert!(seen > 0, "{seen}");
}
