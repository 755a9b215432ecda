use crate::engine::basis::BasisStatus;
use crate::engine::form::Form;
use crate::engine::simplex::DualEnd;
use crate::engine::simplex::PrimalEnd;
use crate::engine::simplex::Simplex;
use crate::engine::tests::{INF, Random, assert_close, at_slack, program, random_program};
use crate::engine::tolerances::DROP;
use crate::program::Program;

/// Where the state of the two methods has to be what its definition says, after every step.
pub(super) struct Walk<'a> {
    pub form: &'a Form,
    pub simplex: &'a Simplex,
}

impl Walk<'_> {
    /// Values, reduced costs and lists, kept along the steps, are those computed afresh.
    fn assert_kept(&self) {
        self.assert_places();
        self.assert_numbers();
    }

    pub(super) fn assert_numbers(&self) {
        let (form, simplex) = (self.form, self.simplex);
        let mut fresh = simplex.clone();
        fresh.factorise(form);
        fresh.compute_x(form);
        let size = fresh.point.x.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        for v in 0..form.variables() {
            let gap = (simplex.point.x[v] - fresh.point.x[v]).abs();
            assert!(gap <= 1e-9 * size, "value {v}: {gap}");
        }
        for k in 0..form.rows {
            let outside = simplex.outside(simplex.basis.head[k] as usize);
            assert_eq!(simplex.point.distance[k], outside * outside);
            let listed = simplex.point.infeasible.members().contains(&(k as u32));
            assert_eq!(listed, outside != 0.0, "position {k}");
        }
        fresh.compute_d(form);
        for v in 0..form.variables() {
            if simplex.basis.moves[v] != 0 {
                let gap = (simplex.prices.d[v] - fresh.prices.d[v]).abs();
                assert!(
                    gap <= 1e-9 * (1.0 + fresh.prices.d[v].abs()) * size,
                    "reduced cost {v}: {gap}"
                );
            }
            let listed = simplex.prices.attractive.members().contains(&(v as u32));
            assert_eq!(listed, simplex.is_attractive(v), "variable {v}");
        }
    }

    /// Every position has one basic variable; the others stand at the bound that their place names and may move inwards.
    fn assert_places(&self) {
        let simplex = self.simplex;
        let basic = simplex
            .basis
            .status
            .iter()
            .filter(|p| **p == BasisStatus::Basic);
        assert_eq!(basic.count(), self.form.rows);
        for (k, &v) in simplex.basis.head.iter().enumerate() {
            assert_eq!(simplex.basis.position[v as usize] as usize, k);
            assert_eq!(simplex.basis.status[v as usize], BasisStatus::Basic);
        }
        for v in 0..self.form.variables() {
            let (lower, upper) = (simplex.point.lower[v], simplex.point.upper[v]);
            let fixed = lower == upper;
            let (x, moves) = match simplex.basis.status[v] {
                BasisStatus::Basic => (simplex.point.x[v], 0),
                BasisStatus::Lower => (lower, u8::from(!fixed)),
                BasisStatus::Upper => (upper, 2 * u8::from(!fixed)),
                BasisStatus::Free => (0.0, 3),
            };
            assert_eq!(
                (simplex.point.x[v], simplex.basis.moves[v]),
                (x, moves),
                "variable {v}"
            );
        }
    }

    /// Weights of the dual method are ‖B⁻ᵀ e_p‖².
    fn assert_steepest_edges(&self) {
        let mut fresh = self.simplex.clone();
        fresh.factorise(self.form);
        for k in 0..self.form.rows {
            let v = fresh.basis.head[k] as usize;
            fresh.tableau_row(self.form, k);
            let (kept, exact) = (self.simplex.weights.dual[v], fresh.scratch.rho.square());
            if exact > 0.1 {
                assert!((kept - exact).abs() < 1e-7 * exact, "{kept} and {exact}");
            }
        }
    }
}

/// The dual method from the slack basis, cut short after `steps`.
fn dual(program: &Program, steps: usize) -> (Form, Simplex, DualEnd) {
    let (form, mut simplex) = at_slack(program);
    simplex.prices.load(&form, 0);
    simplex.compute_d(&form);
    simplex.make_dual_feasible(&form);
    assert!(simplex.prices.attractive.members().is_empty());
    simplex.run.iteration_limit = simplex.run.pivots.iterations() + steps;
    simplex.run.may_perturb = false;
    let costs = simplex.prices.cost.clone();
    let end = simplex.dual(&form);
    // rounding alone may shift a cost on the way
    for (cost, before) in simplex.prices.cost.iter().zip(&costs) {
        assert!((cost - before).abs() < 1e-7, "{cost} and {before}");
    }
    (form, simplex, end)
}

/// Positions whose distance² / weight is the largest, by variable.
fn leaving(simplex: &Simplex) -> Vec<u32> {
    let merit = |k: &u32| {
        let v = simplex.basis.head[*k as usize] as usize;
        simplex.point.distance[*k as usize] / simplex.weights.dual[v]
    };
    let members = simplex.point.infeasible.members();
    let best = members.iter().map(merit).fold(0.0, f64::max);
    let chosen = members.iter().filter(|k| merit(k) >= best * (1.0 - 1e-12));
    chosen.map(|k| simplex.basis.head[*k as usize]).collect()
}

#[test]
fn the_dual_method_keeps_its_books_at_every_step() {
    let mut random = Random(21);
    let (mut steps_seen, mut flips, mut ends) = (0, 0, [0, 0]);
    for round in 0..60 {
        let (m, n) = if round % 3 == 0 { (30, 60) } else { (8, 12) };
        let program = random_program(&mut random, m, n, 3);
        let mut before: Option<Simplex> = None;
        for steps in 0..60 {
            let (form, simplex, end) = dual(&program, steps);
            let walk = Walk {
                form: &form,
                simplex: &simplex,
            };
            walk.assert_kept();
            walk.assert_steepest_edges();
            assert!(
                simplex.prices.attractive.members().is_empty(),
                "dual feasible"
            );
            if let Some(before) = before {
                let gone: Vec<u32> = before
                    .basis
                    .head
                    .iter()
                    .copied()
                    .filter(|v| !simplex.basis.head.contains(v))
                    .collect();
                if let [gone] = gone[..] {
                    assert!(leaving(&before).contains(&gone), "steepest edge");
                    let at = simplex.point.x[gone as usize];
                    let bounds = (
                        simplex.point.lower[gone as usize],
                        simplex.point.upper[gone as usize],
                    );
                    assert!(at == bounds.0 || at == bounds.1);
                    steps_seen += 1;
                }
            }
            flips += usize::from(!simplex.scratch.flips.is_empty());
            before = Some(simplex);
            match end {
                DualEnd::Limit => {}
                DualEnd::Feasible => {
                    ends[0] += 1;
                    break;
                }
                DualEnd::Infeasible { .. } => {
                    ends[1] += 1;
                    break;
                }
                DualEnd::Stuck => panic!("{end:?}"),
            }
        }
    }
    assert!(steps_seen > 200 && flips > 20, "{steps_seen} {flips}");
    assert!(ends[0] > 10 && ends[1] > 5, "{ends:?}");
}

/// Weights that are computed for a basis are ‖B⁻ᵀ e_p‖², and those that the way to it has taught.
#[test]
fn weights_that_are_computed_are_those_that_were_learnt() {
    let mut random = Random(22);
    let mut told_apart = 0;
    for _ in 0..20 {
        let program = random_program(&mut random, 30, 60, 3);
        let (form, mut simplex, _) = dual(&program, 25);
        let learnt: Vec<f64> = simplex.basic_weights().collect();
        simplex.weights.forget();
        simplex.factorise(&form);
        simplex.compute_dual_weights();
        assert!(simplex.has_learnt_weights());
        Walk {
            form: &form,
            simplex: &simplex,
        }
        .assert_steepest_edges();
        for (computed, learnt) in simplex.basic_weights().zip(learnt) {
            let same = (computed - learnt).abs() < 1e-7 * computed;
            assert!(same || computed <= 0.1, "{computed} and {learnt}");
            told_apart += usize::from((computed - 1.0).abs() > 0.1);
        }
    }
    assert!(told_apart > 20, "{told_apart}");
}

/// The row that ends the dual method proves it: no column can move its variable to its bound.
#[test]
fn the_row_that_ends_the_dual_method_proves_infeasibility() {
    // x + y ≥ 4 with x ≤ 1, y ≤ 2, and −x − y ≤ −4, the same from above
    for (row, below) in [
        ((4.0, &[1.0, 1.0][..], INF), true),
        ((-INF, &[-1.0, -1.0][..], -4.0), false),
    ] {
        let program = program(&[1.0, 1.0], &[(0.0, 1.0), (0.0, 2.0)], &[row]);
        let (_, _, end) = dual(&program, 99);
        assert_eq!(end, DualEnd::Infeasible { below });
    }
}

/// Rows that hold at the slack basis, costs that pull columns up.
pub(super) fn feasible_program(random: &mut Random, m: usize, n: usize) -> Program {
    let mut program = random_program(random, m, n, 3);
    for value in &mut program.matrix.values {
        *value = value.abs() + 1.0;
    }
    program.lower.fill(0.0);
    for upper in &mut program.upper {
        *upper = if random.below(3) == 0 {
            1.0 + random.below(3) as f64
        } else {
            INF
        };
    }
    program.row_lower.fill(-INF);
    for upper in &mut program.row_upper {
        *upper = random.below(20) as f64;
    }
    for cost in &mut program.objectives[0].coefficients {
        *cost = -1.0 - random.below(9) as f64;
    }
    program
}

fn primal(program: &Program, steps: usize) -> (Form, Simplex, PrimalEnd) {
    let (form, mut simplex) = at_slack(program);
    assert!(simplex.point.infeasible.members().is_empty());
    simplex.prices.load(&form, 0);
    simplex.compute_d(&form);
    simplex.run.iteration_limit = steps;
    simplex.run.may_perturb = false;
    let end = simplex.primal(&form);
    (form, simplex, end)
}

#[test]
fn the_primal_method_keeps_its_books_at_every_step() {
    let mut random = Random(22);
    let (mut steps_seen, mut flips) = (0, 0);
    for round in 0..60 {
        let (m, n) = if round % 3 == 0 { (25, 60) } else { (7, 14) };
        let program = feasible_program(&mut random, m, n);
        let mut before: Option<(Simplex, f64)> = None;
        for steps in 0..80 {
            let (form, simplex, end) = primal(&program, steps);
            Walk {
                form: &form,
                simplex: &simplex,
            }
            .assert_kept();
            assert!(
                simplex.point.infeasible.members().is_empty(),
                "primal feasible"
            );
            let products = simplex
                .prices
                .cost
                .iter()
                .zip(&simplex.point.x)
                .map(|(c, x)| c * x);
            let cost: f64 = products.sum();
            if let Some((before, dearer)) = &before {
                assert!(cost <= dearer + 1e-9 * (1.0 + dearer.abs()), "never dearer");
                steps_seen += assert_entered(before, &simplex);
            }
            flips += usize::from(simplex.run.pivots.flips > 0);
            before = Some((simplex, cost));
            match end {
                PrimalEnd::Limit => {}
                PrimalEnd::Optimal | PrimalEnd::Unbounded { .. } => break,
                PrimalEnd::Stuck => panic!("{end:?}"),
            }
        }
    }
    assert!(steps_seen > 300 && flips > 20, "{steps_seen} {flips}");
}

/// What moved between two states had the largest d² / weight.
fn assert_entered(before: &Simplex, after: &Simplex) -> usize {
    let merit = |v: usize| before.prices.d[v] * before.prices.d[v] / before.weights.primal[v];
    let members = before.prices.attractive.members();
    let best = members
        .iter()
        .map(|&v| merit(v as usize))
        .fold(0.0, f64::max);
    let changed = |v: &usize| {
        before.basis.status[*v] != after.basis.status[*v]
            && before.basis.status[*v] != BasisStatus::Basic
    };
    let moved: Vec<usize> = (0..before.basis.status.len()).filter(changed).collect();
    if let [entered] = moved[..] {
        assert!(merit(entered) >= best * (1.0 - 1e-12), "Devex");
        return 1;
    }
    0
}

/// max x + 3y, x + y ≤ 8, x + 2y ≤ 12 (y enters, the second row leaves with pivot 2): Devex gives x the weight max(1, ½²·1), the
/// leaving row max(¼, 1), and the row ‖(−½)‖² as its steepest-edge weight. Then x: −1 + 3/2 > 0, so y alone is best.
#[test]
fn the_weights_after_a_step_are_those_worked_by_hand() {
    let two = |a: f64| {
        program(
            &[-1.0, -3.0],
            &[(0.0, INF); 2],
            &[(-INF, &[1.0, 1.0], 8.0), (-INF, &[a, 2.0], 12.0)],
        )
    };
    let (_, simplex, _) = primal(&two(1.0), 1);
    assert_eq!(simplex.basis.head, [2, 1]);
    assert_close(
        &[
            simplex.point.x[1],
            simplex.point.x[2],
            simplex.prices.d[0],
            simplex.prices.d[3],
        ],
        &[6.0, 6.0, 0.5, -1.5],
    );
    assert_close(
        &[simplex.weights.primal[0], simplex.weights.primal[3]],
        &[1.0, 1.0],
    );
    assert_close(&[simplex.weights.dual[1]], &[0.25]);
    // an entry of 5 beside the pivot 2: (5/2)² over 1
    let (_, simplex, _) = primal(&two(5.0), 1);
    assert_close(
        &[simplex.weights.primal[0], simplex.prices.d[0]],
        &[6.25, 6.5],
    );
    assert_eq!(
        (simplex.run.pivots.primal, simplex.run.pivots.lexicographic),
        (1, 0)
    );
    // from a pivot of ½ the leaving row inherits 1/(½)²
    let half = program(&[-1.0], &[(0.0, INF)], &[(-INF, &[0.5], 4.0)]);
    let (_, simplex, end) = primal(&half, 9);
    assert_eq!(end, PrimalEnd::Optimal);
    assert_close(
        &[simplex.weights.primal[1], simplex.weights.dual[0]],
        &[4.0, 4.0],
    );
}

/// Weights that go on being learnt may outgrow all numbers: what is attractive enters all the same, and they begin anew.
#[test]
fn weights_beyond_all_numbers_hide_no_column() {
    let mut random = Random(31);
    for _ in 0..40 {
        let program = feasible_program(&mut random, 7, 14);
        let (_, usual, end) = primal(&program, 999);
        let (form, mut simplex) = at_slack(&program);
        simplex.prices.load(&form, 0);
        simplex.compute_d(&form);
        simplex.run.may_perturb = false;
        simplex.prices.carries = true;
        simplex.weights.primal.fill(INF);
        assert_eq!(simplex.primal(&form), end);
        assert!(simplex.weights.primal.contains(&1.0));
        if end == PrimalEnd::Optimal {
            let cost = |simplex: &Simplex| -> f64 {
                let products = simplex
                    .prices
                    .cost
                    .iter()
                    .zip(&simplex.point.x)
                    .map(|(c, x)| c * x);
                products.sum()
            };
            assert_close(&[cost(&simplex)], &[cost(&usual)]);
        }
    }
}

/// A boxed column whose own bound comes first goes there without a pivot; one without an end says in which direction.
#[test]
fn a_column_can_go_to_its_other_bound_or_on_for_ever() {
    let boxed = program(&[-1.0], &[(0.0, 2.0)], &[(-INF, &[1.0], 5.0)]);
    let (_, simplex, end) = primal(&boxed, 9);
    assert_eq!(end, PrimalEnd::Optimal);
    assert_eq!(
        (simplex.run.pivots.flips, simplex.run.pivots.iterations()),
        (1, 1)
    );
    assert_eq!(
        (
            simplex.basis.status[0],
            simplex.point.x[0],
            simplex.point.x[1]
        ),
        (BasisStatus::Upper, 2.0, 2.0)
    );
    let back = program(&[1.0], &[(-2.0, 0.0)], &[(-5.0, &[1.0], INF)]);
    let (form, mut simplex) = at_slack(&back);
    assert_eq!(simplex.basis.status[0], BasisStatus::Upper);
    simplex.prices.load(&form, 0);
    simplex.compute_d(&form);
    assert_eq!(simplex.primal(&form), PrimalEnd::Optimal);
    assert_eq!(
        (
            simplex.point.x[0],
            simplex.point.x[1],
            simplex.run.pivots.flips
        ),
        (-2.0, -2.0, 1)
    );
    for (cost, bounds, rises) in [
        (-1.0, (0.0, INF), true),
        (1.0, (-INF, 0.0), false),
        (1.0, (-INF, INF), false),
    ] {
        let endless = program(&[cost], &[bounds], &[(-INF, &[0.0], 5.0)]);
        let (_, _, end) = primal(&endless, 9);
        assert_eq!(end, PrimalEnd::Unbounded { entering: 0, rises });
    }
}

/// A row of the tableau has its entry wherever a variable may move, by whichever way it is priced: column by column while few are open,
/// all columns for a long row, the touched ones for a short row.
#[test]
fn a_row_of_the_tableau_is_the_same_whichever_way_it_is_priced() {
    let mut random = Random(23);
    let mut listed = 0;
    for (m, n, per_column) in [(12, 30, 6), (40, 400, 1), (60, 90, 2)] {
        for rank in [0, 1] {
            let program = random_program(&mut random, m, n, per_column);
            let (form, mut simplex, _) = dual(&program, 12);
            simplex.prices.rank = rank;
            if rank == 1 {
                simplex
                    .basis
                    .moves
                    .iter_mut()
                    .for_each(|m| *m *= u8::from(random.below(6) == 0));
                for v in 0..form.variables() {
                    simplex
                        .basis
                        .open
                        .set(v, simplex.basis.moves[v] != 0 || random.below(20) == 0);
                }
            }
            for p in 0..m {
                simplex.tableau_row(&form, p);
                let mut y = vec![0.0; m];
                let rows = simplex.factorisation.rows();
                (0..m).for_each(|k| y[rows[k] as usize] = simplex.scratch.rho.value[k]);
                let mut places = simplex.scratch.row.index.clone();
                places.sort_unstable();
                let known = places.len();
                places.dedup();
                assert_eq!(places.len(), known, "listed once");
                for v in 0..form.variables() {
                    let entry: f64 = if v < n {
                        form.by_column.entries(v).map(|(i, a)| a * y[i]).sum()
                    } else {
                        -y[v - n]
                    };
                    let found = simplex.scratch.row.value[v];
                    let is_listed = places.contains(&(v as u32));
                    if simplex.basis.moves[v] == 0 {
                        assert!(found == 0.0 && !is_listed);
                    } else {
                        assert!((found - entry).abs() < 1e-9);
                        assert!(is_listed || entry.abs() < 1e3 * DROP);
                        listed += usize::from(is_listed);
                    }
                }
            }
        }
    }
    assert!(listed > 500, "{listed}");
}
