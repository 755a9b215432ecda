use super::super::form::{Form, Lists, normalised};
use super::super::scaling::{bound_factor, cost_factor, factors, typical};
use super::super::tolerances::BLEND;
use super::{INF, Random, assert_close, objective, program, random_program};
use crate::mixing::order_weight;
use crate::program::Program;

#[test]
fn the_typical_size_is_a_geometric_mean_rounded_to_a_power_of_two() {
    let of = |sizes: &[f64]| typical(sizes.iter().copied());
    assert_eq!(of(&[8.0]), 8.0);
    assert_eq!(of(&[2.0, 8.0, 8.0, 2.0]), 4.0);
    assert_eq!(of(&[0.25, 0.25, 0.5]), 0.25);
    assert_eq!(of(&[2.7]), 2.0);
    assert_eq!(of(&[3.0]), 4.0);
    // nothing to go by
    assert_eq!(of(&[]), 1.0);
    assert_eq!(of(&[0.0, INF, f64::NAN]), 1.0);
    assert_eq!(of(&[0.0, 16.0, INF]), 16.0);
    // no further than 2⁶⁰ either way
    assert_eq!(of(&[1e30]), 60_f64.exp2());
    assert_eq!(of(&[1e-30]), (-60_f64).exp2());
}

/// Rows (1, −100) twice: a row's factor is 1/√(1·100), then the columns are 0.1 and 10, whose factors 10 and 0.1 undo it.
/// As powers of two ⅛, 8 and ⅛. A third row without an entry keeps 1.
#[test]
fn rows_and_columns_are_scaled_by_their_extremes() {
    let bounds = [(0.0, INF); 2];
    let rows: [(f64, &[f64], f64); 3] = [
        (0.0, &[1.0, -100.0], INF),
        (0.0, &[1.0, -100.0], INF),
        (0.0, &[0.0, 0.0], INF),
    ];
    let (rows, columns) = factors(&program(&[0.0; 2], &bounds, &rows));
    assert_eq!((rows, columns), (vec![0.125, 0.125, 1.0], vec![8.0, 0.125]));
    // one entry: the row takes it all
    let single = program(&[0.0], &bounds[..1], &[(0.0, &[-1024.0], INF)]);
    assert_eq!(factors(&single), (vec![1.0 / 1024.0], vec![1.0]));
    // rows of 16 to 1 and of 256: factors ¼ and 1/256; then columns of 4 to 1 and ¼: ½ and 4; and once more
    let steps = program(
        &[0.0; 2],
        &bounds,
        &[(0.0, &[16.0, 1.0], INF), (0.0, &[256.0, 0.0], INF)],
    );
    let (rows, columns) = factors(&steps);
    let scaled = [
        16.0 * rows[0] * columns[0],
        1.0 * rows[0] * columns[1],
        256.0 * rows[1] * columns[0],
    ];
    assert_eq!(scaled, [1.0, 1.0, 1.0]);
}

#[test]
fn a_matrix_of_sizes_near_one_is_left_as_it_is() {
    let bounds = [(0.0, INF); 2];
    let near = [(0.0, &[0.2, -5.0][..], INF), (0.0, &[-0.2, 5.0], INF)];
    let mut near = program(&[0.0; 2], &bounds, &near);
    assert_eq!(factors(&near), (vec![1.0; 2], vec![1.0; 2]));
    near.matrix.values[0] = 0.0;
    assert_eq!(factors(&near), (vec![1.0; 2], vec![1.0; 2]));
    near.matrix.values[0] = -6.0;
    assert_ne!(factors(&near), (vec![1.0; 2], vec![1.0; 2]));
    near.matrix.values[0] = 0.01;
    assert_ne!(factors(&near), (vec![1.0; 2], vec![1.0; 2]));
}

/// A column's bound 64 in units of 4 is 16; a row's −2 and 8 with factor 2 are 4 and 16: 2^((4 + 2 + 4)/3) is nearest to 8.
/// Costs −16 and 2 with factors ½ and 1 are 8 and 2: typically 4.
#[test]
fn bounds_and_costs_have_a_typical_size() {
    let mut bounded = program(
        &[-16.0, 2.0],
        &[(0.0, 64.0), (0.0, 1e20)],
        &[(-2.0, &[1.0, 1.0], 8.0)],
    );
    assert_eq!(bound_factor(&bounded, &[2.0], &[4.0, 1.0]), 8.0);
    assert_eq!(cost_factor(&[-16.0, 2.0, 0.0], &[0.5, 1.0, 1.0]), 0.25);
    bounded.row_lower[0] = -INF;
    assert_eq!(bound_factor(&bounded, &[2.0], &[4.0, 1.0]), 16.0);
}

/// Numbers over six orders of magnitude, with two objectives.
fn of_many_sizes(random: &mut Random) -> Program {
    let mut program = random_program(random, 6, 9, 3);
    for value in &mut program.matrix.values {
        *value *= 10_f64.powi(random.below(7) as i32 - 3);
    }
    for cost in &mut program.objectives[0].coefficients {
        *cost *= 100.0;
    }
    program.objectives.push(objective(vec![3000.0; 9]));
    program
}

/// a' = R·a·C, x' = x/(C·β), r' = r·R/β, c' = γ·c·C.
#[test]
fn the_form_is_the_programme_in_its_units() {
    let mut random = Random(1);
    for _ in 0..40 {
        let program = of_many_sizes(&mut random);
        let form = Form::new(&program, true);
        let (rows, columns) = factors(&program);
        let beta = bound_factor(&program, &rows, &columns);
        assert_eq!((form.rows, form.columns, form.variables()), (6, 9, 15));
        for j in 0..9 {
            assert_eq!(form.column_factor(j), columns[j]);
            assert_eq!(form.unit[j], columns[j] * beta);
            let scaled = program.matrix.column(j);
            let scaled = scaled.map(|(i, a)| (i, rows[i] * a * columns[j]));
            assert!(form.by_column.entries(j).eq(scaled));
            for (rank, objective) in program.objectives.iter().enumerate() {
                let cost = objective.coefficients[j];
                assert_eq!(
                    form.cost[rank][j],
                    form.cost_scale(rank) * cost * columns[j]
                );
            }
        }
        for i in 0..6 {
            assert_eq!(form.row_factor(i), rows[i]);
            assert_eq!(form.unit[9 + i], beta / rows[i]);
            assert!((0..3).all(|rank| form.cost[rank][9 + i] == 0.0));
            for (j, a) in form.by_row.entries(i) {
                let mut same = form.by_column.entries(j).filter(|&(row, _)| row == i);
                assert_eq!(same.next(), Some((i, a)));
            }
        }
        assert_eq!(form.by_row.index.len(), program.matrix.values.len());
        let unscaled = |bounds: &[f64]| -> Vec<f64> {
            let pairs = bounds.iter().zip(&form.unit);
            pairs.map(|(bound, unit)| bound * unit).collect()
        };
        let both = |columns: &[f64], rows: &[f64]| [columns, rows].concat();
        let (lower, upper) = (unscaled(&form.lower), unscaled(&form.upper));
        assert_eq!(lower, both(&program.lower, &program.row_lower));
        assert_eq!(upper, both(&program.upper, &program.row_upper));
    }
}

/// y = y'·R/γ and d = d'/(γ·C), by rank.
#[test]
fn prices_and_reduced_costs_come_back_in_the_programmes_units() {
    let mut random = Random(7);
    for _ in 0..20 {
        let program = of_many_sizes(&mut random);
        let form = Form::new(&program, true);
        let (rows, columns) = factors(&program);
        let (y, d) = (vec![3.0; 6], vec![5.0; 15]);
        for (rank, objective) in program.objectives.iter().enumerate() {
            let gamma = form.cost_scale(rank);
            assert_eq!(gamma, cost_factor(&objective.coefficients, &columns));
        }
        let gamma = form.cost_scale(0);
        let prices: Vec<f64> = rows.iter().map(|r| 3.0 * r / gamma).collect();
        let reduced: Vec<f64> = columns.iter().map(|c| 5.0 / (gamma * c)).collect();
        assert_eq!(form.prices(&y), prices);
        assert_eq!(form.reduced_costs(&d), reduced);
    }
}

#[test]
fn edits_are_scaled_by_the_same_factors() {
    let mut program = program(
        &[100.0, 1.0],
        &[(0.0, 64.0), (0.0, INF)],
        &[(-INF, &[1.0, 100.0], 8.0), (2.0, &[3.0, 0.0], INF)],
    );
    let mut form = Form::new(&program, true);
    // entries by column: (0, 0), (1, 0), (0, 1)
    form.set_entry(1, 1, 0, -7.0);
    form.set_cost(0, 1, 11.0);
    form.set_bounds(1, 3.0, 5.0);
    form.set_bounds(2 + 1, -INF, 9.0);
    assert_eq!(program.matrix.rows[1], 1);
    program.matrix.values[1] = -7.0;
    let (r, c) = (form.row_factor(1), form.column_factor(0));
    assert_eq!(form.by_column.entries(0).nth(1), Some((1, r * -7.0 * c)));
    assert_eq!(form.by_row.entries(1).next(), Some((0, r * -7.0 * c)));
    assert_eq!(
        form.cost[0][1],
        11.0 * form.cost_scale(0) * form.column_factor(1)
    );
    assert_eq!(
        (form.lower[1], form.upper[1]),
        (3.0 / form.unit[1], 5.0 / form.unit[1])
    );
    assert_eq!((form.lower[3], form.upper[3]), (-INF, 9.0 / form.unit[3]));
}

/// The tie-break weighs towards the finite bound, lower first, and follows when bounds change; rows never weigh.
#[test]
fn the_tie_break_weighs_towards_the_finite_bound() {
    let bounds = [(0.0, 9.0), (-INF, 9.0), (-INF, INF)];
    let tied = program(&[1.0; 3], &bounds, &[(0.0, &[1.0, 100.0, 1.0], INF)]);
    let mut form = Form::new(&tied, true);
    let weight = |form: &Form, j: usize| order_weight(j) * form.column_factor(j);
    assert_eq!(form.cost.len(), 2);
    assert_eq!(form.cost_scale(1), 1.0);
    assert_eq!(
        form.cost[1],
        [weight(&form, 0), -weight(&form, 1), 0.0, 0.0]
    );
    form.set_bounds(0, -INF, 1.0);
    form.set_bounds(1, -INF, INF);
    form.set_bounds(2, 4.0, INF);
    form.set_bounds(3, 1.0, 2.0);
    assert_eq!(
        form.cost[1],
        [-weight(&form, 0), 0.0, weight(&form, 2), 0.0]
    );
    // without it the last objective is the programme's own
    let mut form = Form::new(&tied, false);
    form.set_bounds(0, -INF, 1.0);
    assert_eq!(form.cost.len(), 1);
    assert!(form.cost[0][0] > 0.0);
}

#[test]
fn the_blend_weighs_each_objective_less_than_the_one_before() {
    let mut ranked = program(&[4.0], &[(0.0, INF)], &[(0.0, &[1.0], INF)]);
    ranked.objectives.push(objective(vec![8.0]));
    let mut form = Form::new(&ranked, true);
    for (rank, cost) in [2.0, 3.0, 5.0].into_iter().enumerate() {
        form.cost[rank] = vec![cost, 0.0];
    }
    let mut blend = vec![9.0, 9.0];
    form.blend_into(&mut blend);
    assert_close(&blend, &[2.0 + BLEND * 3.0 + BLEND * BLEND * 5.0, 0.0]);
}

/// Bounds that cross by more than the tolerance are counted, and no longer once they do not.
#[test]
fn bounds_that_cross_are_counted() {
    let plain = program(&[1.0; 2], &[(0.0, 1.0); 2], &[(0.0, &[1.0, 1.0], 1.0)]);
    let mut form = Form::new(&plain, true);
    assert_eq!(form.unit, [1.0; 3]);
    for (lower, upper, crossed) in [
        (2.0, 1.0, 1),
        (1.0, 1.0, 0),
        (1.0 + 5e-10, 1.0, 0),
        (1.0 + 2e-9, 1.0, 1),
        (1000.0 + 5e-7, 1000.0, 0),
        (1000.0 + 2e-6, 1000.0, 1),
        (-1000.0 + 5e-7, -1000.0, 0),
        (-1000.0 + 2e-6, -1000.0, 1),
        (5e-10, 0.0, 0),
        (2e-9, 0.0, 1),
        (-INF, INF, 0),
        (INF, INF, 1),
        (-INF, -INF, 1),
        (0.0, INF, 0),
    ] {
        form.set_bounds(0, lower, upper);
        assert_eq!(form.crossed, crossed, "{lower} and {upper}");
        form.set_bounds(2, 3.0, 2.0);
        assert_eq!(form.crossed, crossed + 1);
        form.set_bounds(2, 0.0, 1.0);
    }
}

#[test]
fn bounds_of_1e20_and_more_are_none() {
    assert_eq!(normalised(1e20), INF);
    assert_eq!(normalised(-1e20), -INF);
    assert_eq!(normalised(9.9e19), 9.9e19);
    assert_eq!(normalised(-9.9e19), -9.9e19);
}

/// The transpose has each entry once, lists its rows in ascending order, and tells where each entry went.
#[test]
fn a_transpose_says_where_each_entry_went() {
    let mut random = Random(2);
    let (mut target, mut twin) = (Lists::empty(), Vec::new());
    for count in [1, 5, 9] {
        let mut lists = Lists::empty();
        for _ in 0..7 {
            for i in 0..count {
                if random.below(2) == 0 {
                    lists.push(i as u32, random.between(-1.0, 1.0));
                }
            }
            lists.close();
        }
        lists.transpose_into(count, &mut target, &mut twin);
        assert_eq!(target.start.len(), count + 1);
        assert_eq!(target.index.len(), lists.index.len());
        for k in 0..7 {
            for e in lists.range(k) {
                let place = twin[e] as usize;
                assert_eq!(target.value[place], lists.value[e]);
                assert_eq!(target.index[place] as usize, k);
                assert!(target.range(lists.index[e] as usize).contains(&place));
            }
        }
        for i in 0..count {
            let columns = &target.index[target.range(i)];
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
        }
        let lengths: usize = (0..count).map(|i| target.range(i).len()).sum();
        assert_eq!(lengths, lists.index.len());
    }
    target.clear();
    assert_eq!(
        (target.start, target.index, target.value),
        (vec![0], vec![], vec![])
    );
}
