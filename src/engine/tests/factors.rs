use super::super::factorise::Factoriser;
use super::super::form::Form;
use super::super::lu::Factors;
use super::super::sparse::SparseVector;
use super::super::tolerances::{MARKOWITZ, SINGULAR};
use super::{INF, Random, assert_close, program, random_program};
use crate::program::{Matrix, Program};

/// A programme whose matrix has the given entries `(row, column, value)`, in units of its own.
fn with_entries(rows: usize, columns: usize, entries: &[(usize, usize, f64)]) -> Form {
    let lines: Vec<(f64, &[f64], f64)> = vec![(0.0, &[], INF); rows];
    let mut plain = program(&vec![0.0; columns], &vec![(0.0, INF); columns], &lines);
    plain.matrix = Matrix::from_triplets(columns, entries.to_vec());
    Form::new(&plain, false)
}

struct Run {
    factoriser: Factoriser,
    factors: Factors,
}

/// Factors of the given columns and logicals.
fn factorise(form: &Form, columns: &[usize], logicals: &[usize]) -> Run {
    let mut run = Run {
        factoriser: Factoriser::default(),
        factors: Factors::default(),
    };
    again(&mut run, form, columns, logicals);
    run
}

fn again(run: &mut Run, form: &Form, columns: &[usize], logicals: &[usize]) {
    let logicals = logicals.iter().map(|i| form.columns + i);
    let basic = logicals.chain(columns.iter().copied());
    run.factoriser.run(form, basic, &mut run.factors);
}

/// Column of `[A, −I]` that a variable has, by row.
fn column_of(form: &Form, v: usize) -> Vec<f64> {
    let mut column = vec![0.0; form.rows];
    if v < form.columns {
        form.by_column.entries(v).for_each(|(i, a)| column[i] = a);
    } else {
        column[v - form.columns] = -1.0;
    }
    column
}

/// L is lower and U upper triangular, both stand by columns and by rows, and their product is the basis.
fn assert_product(form: &Form, run: &Run) {
    let (factors, head) = (&run.factors, &run.factoriser.head);
    let m = form.rows;
    assert_eq!((head.len(), factors.row_at.len()), (m, m));
    for (k, &row) in factors.row_at.iter().enumerate() {
        assert_eq!(factors.position_of_row[row as usize] as usize, k);
    }
    let mut by_rows = [0, 0];
    for p in 0..m {
        assert!(factors.lower_columns.entries(p).all(|(i, _)| i > p));
        assert!(factors.upper_columns.entries(p).all(|(i, _)| i < p));
        for (i, value) in factors.lower_columns.entries(p) {
            assert!(factors.lower_range.contains(&p) && factors.lower_range.contains(&i));
            assert!(factors.lower_rows.entries(i).any(|e| e == (p, value)));
            by_rows[0] += 1;
        }
        for (i, value) in factors.upper_columns.entries(p) {
            assert!(factors.upper_rows.entries(i).any(|e| e == (p, value)));
            by_rows[1] += 1;
        }
        let mut product = vec![0.0; m];
        let diagonal = (p, 1.0 / factors.inverse_pivot[p]);
        for (k, u) in factors.upper_columns.entries(p).chain([diagonal]) {
            for (i, l) in factors.lower_columns.entries(k).chain([(k, 1.0)]) {
                product[i] += l * u;
            }
        }
        let expected = column_of(form, head[p] as usize);
        for i in 0..m {
            let found = product[factors.position_of_row[i] as usize];
            assert!(
                (found - expected[i]).abs() < 1e-9,
                "{found} {}",
                expected[i]
            );
        }
    }
    assert_eq!(by_rows[0], factors.lower_rows.index.len());
    assert_eq!(by_rows[1], factors.upper_rows.index.len());
    assert_eq!(factors.entry_count(), by_rows[0] + by_rows[1]);
}

/// `B x = b` and `Bᵀ y = c` multiplied out; what is listed is what is not zero, each place once.
fn assert_solves(form: &Form, run: &mut Run, right: &SparseVector) {
    let m = form.rows;
    let head: Vec<usize> = run.factoriser.head.iter().map(|&v| v as usize).collect();
    let row_at = run.factors.row_at.clone();
    let mut x = right.clone();
    run.factors.solve(&mut x);
    let mut product = vec![0.0; m];
    for (k, &v) in head.iter().enumerate() {
        if x.value[k] != 0.0 {
            for (i, a) in column_of(form, v).iter().enumerate() {
                product[run.factors.position_of_row[i] as usize] += a * x.value[k];
            }
        }
    }
    let close = |found: &[f64]| {
        let pairs = found.iter().zip(&right.value);
        pairs.for_each(|(f, e)| assert!((f - e).abs() < 1e-8, "{f} and {e}"));
    };
    close(&product);
    assert_listed(&x);
    let mut y = right.clone();
    run.factors.solve_transposed(&mut y);
    let mut by_row = vec![0.0; m];
    (0..m).for_each(|k| by_row[row_at[k] as usize] = y.value[k]);
    let dot = |v: &usize| -> f64 {
        let column = column_of(form, *v);
        column.iter().zip(&by_row).map(|(a, y)| a * y).sum()
    };
    close(&head.iter().map(dot).collect::<Vec<_>>());
    assert_listed(&y);
}

fn assert_listed(vector: &SparseVector) {
    if vector.known {
        let mut listed = vector.index.clone();
        listed.sort_unstable();
        let places = 0..vector.value.len() as u32;
        let filled: Vec<u32> = places
            .filter(|&i| vector.value[i as usize] != 0.0)
            .collect();
        assert_eq!(listed, filled);
    }
}

fn sparse(random: &mut Random, m: usize, count: usize) -> SparseVector {
    let mut vector = SparseVector::zero(m);
    for _ in 0..count {
        vector.add(random.below(m), random.between(0.5, 1.5));
    }
    vector
}

#[test]
fn the_factors_of_any_basis_multiply_to_it() {
    let mut random = Random(11);
    let mut run = Run {
        factoriser: Factoriser::default(),
        factors: Factors::default(),
    };
    let mut repaired = 0;
    for round in 0..400 {
        let (m, n) = (1 + random.below(14), 1 + random.below(20));
        let per_column = 1 + random.below(4);
        let form = Form::new(&random_program(&mut random, m, n, per_column), false);
        let columns: Vec<usize> = (0..n).filter(|_| random.below(3) > 0).take(m).collect();
        let logicals: Vec<usize> = (0..m).take(m - columns.len()).collect();
        again(&mut run, &form, &columns, &logicals);
        assert_product(&form, &run);
        let (rejected, inserted) = (&run.factoriser.rejected, &run.factoriser.inserted);
        assert_eq!(rejected.len(), inserted.len(), "round {round}");
        assert!(rejected.iter().all(|v| columns.contains(&(*v as usize))));
        assert!(inserted.iter().all(|&v| v as usize >= form.columns));
        assert!(rejected.windows(2).all(|pair| pair[0] < pair[1]));
        repaired += usize::from(!rejected.is_empty());
        let count = random.below(3);
        let right = sparse(&mut random, m, count);
        assert_solves(&form, &mut run, &right);
    }
    assert!((50..350).contains(&repaired), "{repaired}");
}

/// A triangle, in any order, is peeled: nothing is eliminated. With the entries below its diagonal the columns are peeled, with
/// those above it the rows, which leaves its entries in L.
#[test]
fn a_triangle_needs_no_elimination() {
    let mut random = Random(12);
    for upper in [true, false] {
        let n = 9;
        let mut order: Vec<usize> = (0..n).collect();
        for k in (1..n).rev() {
            order.swap(k, random.below(k + 1));
        }
        let mut entries = Vec::new();
        for k in 0..n {
            for i in 0..=k {
                // dense, so that the other order of peeling would find nothing
                let (row, column) = if upper { (i, k) } else { (k, i) };
                entries.push((order[row], column, if i == k { 2.0 } else { 1.0 }));
            }
        }
        let form = with_entries(n, n, &entries);
        let columns: Vec<usize> = (0..n).collect();
        let run = factorise(&form, &columns, &[]);
        assert_product(&form, &run);
        assert_eq!(run.factors.lower_columns.index.len(), 0);
        assert_eq!(run.factors.upper_columns.index.len(), n * (n - 1) / 2);
    }
}

/// A row with a single entry left, in a column with more, is peeled without filling in: L has what stands below it.
#[test]
fn a_row_singleton_fills_nothing_in() {
    // rows 1, 2 and 3 and columns 1, 2 and 3 are full; row 0 has column 0 alone, which stands in all rows
    let mut entries = vec![(0, 0, 1.0)];
    for i in 1..4 {
        entries.push((i, 0, 2.0));
        for j in 1..4 {
            entries.push((i, j, if i == j { 3.0 } else { 1.0 }));
        }
    }
    let form = with_entries(4, 4, &entries);
    let run = factorise(&form, &[0, 1, 2, 3], &[]);
    assert_product(&form, &run);
    assert_eq!(run.factoriser.head[0], 0);
    assert_eq!(run.factors.lower_columns.entries(0).count(), 3);
    // three of the first pivot, then a full three by three
    assert_eq!(run.factors.entry_count(), 3 + 6);
}

/// An arrow (first row, first column, diagonal) and a chain (diagonal and its neighbours) have pivots that fill nothing in,
/// and they are found in any order of rows.
#[test]
fn the_nucleus_is_eliminated_without_fill_where_it_can_be() {
    let mut random = Random(13);
    let n = 12;
    for chain in [true, false] {
        for _ in 0..20 {
            let mut order: Vec<usize> = (0..n).collect();
            for k in (1..n).rev() {
                order.swap(k, random.below(k + 1));
            }
            let mut entries = Vec::new();
            for k in 0..n {
                let near = if chain { k.saturating_sub(1) } else { 0 };
                if k > near {
                    entries.push((order[near], k, 1.0));
                    entries.push((order[k], near, 1.0));
                }
                entries.push((order[k], k, 4.0));
            }
            let form = with_entries(n, n, &entries);
            let columns: Vec<usize> = (0..n).collect();
            let run = factorise(&form, &columns, &[]);
            assert_product(&form, &run);
            assert_eq!(run.factors.entry_count(), 2 * (n - 1));
        }
    }
}

/// Whatever their sizes, no multiplier is over 1/[`MARKOWITZ`] where all columns are full.
#[test]
fn pivots_are_not_much_smaller_than_their_column() {
    let mut random = Random(14);
    for _ in 0..50 {
        let n = 7;
        let mut entries = Vec::new();
        for i in 0..n {
            for j in 0..n {
                entries.push((i, j, libm::pow(10.0, random.between(-4.0, 0.0))));
            }
        }
        let form = with_entries(n, n, &entries);
        let columns: Vec<usize> = (0..n).collect();
        let run = factorise(&form, &columns, &[]);
        assert!(run.factoriser.rejected.is_empty());
        let lower = &run.factors.lower_columns.value;
        assert_eq!(lower.len(), n * (n - 1) / 2);
        assert!(lower.iter().all(|l| l.abs() <= 1.0 / MARKOWITZ + 1e-9));
    }
}

/// Of (1, 1) and (2, 2) the second has the larger entries and is kept, in the first row; the logical of the second row takes the place of the first.
/// An entry that is next to nothing is no pivot, whether its column, its row or neither stands alone.
#[test]
fn a_singular_basis_is_repaired_with_logicals() {
    let form = with_entries(2, 2, &[(0, 0, 1.0), (1, 0, 1.0), (0, 1, 2.0), (1, 1, 2.0)]);
    let run = factorise(&form, &[0, 1], &[]);
    assert_eq!(run.factoriser.rejected, [0]);
    assert_eq!(run.factoriser.inserted, [2 + 1]);
    assert_product(&form, &run);
    for tiny in [1e-13, SINGULAR, -SINGULAR] {
        refuse_a_first_column_of(tiny);
    }
}

/// A basis of two columns, the first of which has nothing but `tiny`: it is rejected.
fn refuse_a_first_column_of(tiny: f64) {
    for entries in [
        &[(0, 0, tiny), (1, 1, 1.0)][..],
        &[(0, 0, tiny), (1, 1, 1.0), (0, 1, 1.0)],
        &[(0, 0, tiny), (1, 0, tiny), (0, 1, 1.0), (1, 1, 1.0)],
    ] {
        let mut form = with_entries(2, 2, entries);
        // unscaled, so that it stays next to nothing
        for j in 0..2 {
            for e in form.by_column.range(j) {
                let row = form.by_column.index[e] as usize;
                let own = entries.iter().find(|entry| (entry.0, entry.1) == (row, j));
                form.by_column.value[e] = own.map_or(0.0, |entry| entry.2);
            }
        }
        let run = factorise(&form, &[0, 1], &[]);
        assert_eq!(run.factoriser.rejected, [0], "{entries:?}");
        assert_eq!(run.factoriser.inserted.len(), 1);
    }
}

/// Column `k` has a diagonal and, one time in three, an entry of a neighbouring row.
fn short_reach(random: &mut Random, m: usize) -> Form {
    let mut entries = Vec::new();
    for k in 0..m {
        entries.push((k, k, 2.0));
        if random.below(3) == 0 {
            entries.push(((k + 1) % m, k, 1.0));
        }
        if random.below(7) == 0 {
            entries.push((k, (k + 3) % m, 1.0));
        }
    }
    with_entries(m, m, &entries)
}

/// From 200 rows on, a right-hand side with at most one entry to 40 rows keeps its list while it leads to no more.
#[test]
fn a_short_right_hand_side_keeps_its_list() {
    for (m, count, kept) in [
        (400, 1, true),
        (400, 10, true),
        (400, 11, false),
        (200, 5, true),
        (200, 6, false),
        (199, 1, false),
    ] {
        let entries: Vec<_> = (0..m).map(|k| (k, k, 2.0)).collect();
        let form = with_entries(m, m, &entries);
        let columns: Vec<usize> = (0..m).collect();
        let mut run = factorise(&form, &columns, &[]);
        let mut right = SparseVector::zero(m);
        (0..count).for_each(|k| right.add(17 * k, 1.0));
        let mut x = right.clone();
        run.factors.solve(&mut x);
        assert_eq!(x.known, kept, "{m} rows, {count} entries");
        let mut y = right.clone();
        run.factors.solve_transposed(&mut y);
        assert_eq!(y.known, kept, "{m} rows, {count} entries");
    }
    // ten rows in a chain are within reach, eleven are not
    for (length, kept) in [(10, true), (11, false)] {
        let m = 400;
        let mut entries: Vec<_> = (0..m).map(|k| (k, k, 2.0)).collect();
        entries.extend((1..length).map(|k| (k, k - 1, 1.0)));
        let form = with_entries(m, m, &entries);
        let columns: Vec<usize> = (0..m).collect();
        let mut run = factorise(&form, &columns, &[]);
        for (solve, row) in [(true, 0), (false, length - 1)] {
            let position = run.factors.position_of_row[row] as usize;
            let mut x = SparseVector::zero(m);
            x.add(position, 1.0);
            if solve {
                run.factors.solve(&mut x);
            } else {
                run.factors.solve_transposed(&mut x);
            }
            assert_eq!(x.known, kept, "{length} in a chain");
            assert_listed(&x);
        }
    }
}

#[test]
fn long_and_short_right_hand_sides_are_solved_alike() {
    let mut random = Random(15);
    for _ in 0..8 {
        let m = 230 + random.below(60);
        let form = short_reach(&mut random, m);
        let columns: Vec<usize> = (0..m).collect();
        let mut run = factorise(&form, &columns, &[]);
        assert_product(&form, &run);
        for count in [1, 2, 4, 7, 40, m] {
            let mut right = sparse(&mut random, m, count);
            assert_solves(&form, &mut run, &right);
            right.known = false;
            right.index.clear();
            assert_solves(&form, &mut run, &right);
        }
    }
}

/// Positions outside the range of L have no entry there: a basis of logicals has none at all.
#[test]
fn the_range_of_l_is_as_short_as_can_be() {
    let form = with_entries(4, 4, &[(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)]);
    let run = factorise(&form, &[0, 1, 2], &[3]);
    assert!(run.factors.lower_range.is_empty());
    let mut entries = vec![(0, 0, 1.0)];
    for (i, j) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
        entries.push((i, j, if i == j { 3.0 } else { 1.0 }));
    }
    let form = with_entries(4, 4, &entries);
    let run = factorise(&form, &[0, 1, 2], &[3]);
    // the logical and the single column come first, the full two by two last
    assert_eq!(run.factors.lower_range, 2..4);
    let numbers: Vec<f64> = run.factors.lower_columns.value.clone();
    assert_close(&numbers, &[1.0 / 3.0]);
}

/// A programme without columns is its logicals.
#[test]
fn a_basis_of_logicals_is_minus_one() {
    let nothing: Program = program(&[], &[], &[(0.0, &[], 1.0), (0.0, &[], 1.0)]);
    let form = Form::new(&nothing, false);
    let run = factorise(&form, &[], &[0, 1]);
    assert_eq!(run.factors.inverse_pivot, [-1.0, -1.0]);
    assert_product(&form, &run);
}
