use super::*;

fn chained(counts: &Counts, count: usize) -> Vec<u32> {
    let mut lines = Vec::new();
    let mut line = chain(counts, count);
    while line != NONE {
        lines.push(line);
        line = counts.next[line as usize];
    }
    lines
}

#[test]
fn lines_are_chained_by_their_counts() {
    let mut counts = Counts::default();
    counts.begin(5, 3);
    for (line, count) in [(4, 2), (3, 1), (2, 2), (1, 3), (0, 2)] {
        counts.set(line, count);
    }
    assert_eq!(chained(&counts, 1), [3]);
    assert_eq!(chained(&counts, 2), [0, 2, 4]);
    assert_eq!(chained(&counts, 3), [1]);
    assert!(chained(&counts, 4).is_empty());
    // from the middle, the end and the beginning of a chain
    counts.set(2, 1);
    assert_eq!(chained(&counts, 2), [0, 4]);
    assert_eq!(chained(&counts, 1), [2, 3]);
    counts.remove(4);
    assert_eq!(chained(&counts, 2), [0]);
    counts.remove(4);
    counts.set(0, 3);
    assert!(chained(&counts, 2).is_empty());
    assert_eq!(chained(&counts, 3), [0, 1]);
    counts.remove(0);
    counts.set(1, 2);
    assert_eq!(
        (chained(&counts, 2), chained(&counts, 3)),
        (vec![1], vec![])
    );
    counts.begin(5, 3);
    assert!((0..4).all(|count| chained(&counts, count).is_empty()));
}

/// A nucleus of the given columns, of which row 9 has a position already.
fn nucleus(columns: &[&[(usize, f64)]]) -> Nucleus {
    let mut position_of_row = vec![NONE; 10];
    position_of_row[9] = 0;
    let mut nucleus = Nucleus::default();
    nucleus.begin(10);
    for (c, column) in columns.iter().enumerate() {
        nucleus.add(20 + c, column.iter().copied(), &position_of_row);
    }
    nucleus.link();
    nucleus
}

fn chosen(columns: &[&[(usize, f64)]]) -> Option<(u32, usize, f64)> {
    let nucleus = nucleus(columns);
    let pivot = nucleus.choose()?;
    Some((
        nucleus.row(pivot.row),
        nucleus.structural(pivot.column),
        pivot.value,
    ))
}

/// Merit is (row count − 1)·(column count − 1); of equal merit the larger entry; an entry under a tenth of its column's largest is none.
#[test]
fn the_pivot_has_the_least_merit_and_then_the_largest_size() {
    let full = |c: f64| vec![(0, c), (1, 1.0), (2, 1.0)];
    // rows 0 and 2 have two entries, row 1 three: (0, 21) and (2, 22) have merit 1
    let best = chosen(&[&full(1.0), &[(0, 2.0), (1, 1.0)], &[(1, 1.0), (2, 3.0)]]);
    assert_eq!(best, Some((2, 22, 3.0)));
    let best = chosen(&[&full(1.0), &[(0, -4.0), (1, 1.0)], &[(1, 1.0), (2, 3.0)]]);
    assert_eq!(best, Some((0, 21, -4.0)));
    // too small for its column: the other one, though smaller still
    let best = chosen(&[&full(1.0), &[(0, 2.0), (1, 21.0)], &[(1, 1.0), (2, 0.5)]]);
    assert_eq!(best, Some((2, 22, 0.5)));
    let best = chosen(&[&full(1.0), &[(0, 2.0), (1, 19.0)], &[(1, 1.0), (2, 0.5)]]);
    assert_eq!(best, Some((0, 21, 2.0)));
    // a column on its own, then a row on its own
    let single: &[(usize, f64)] = &[(1, 0.25)];
    assert_eq!(
        chosen(&[&full(9.0), &full(8.0), single]),
        Some((1, 22, 0.25))
    );
    let mut long = full(7.0);
    long.push((3, 5.0));
    assert_eq!(chosen(&[&long, &full(8.0), &full(6.0)]), Some((3, 20, 5.0)));
    // the row's entry is too small: no pivot of it
    long[3].1 = 0.5;
    assert_ne!(
        chosen(&[&long, &full(8.0), &full(6.0)]).map(|p| p.0),
        Some(3)
    );
    assert_eq!(chosen(&[]), None);
    assert_eq!(chosen(&[&[]]), None);
}

/// Rows 0, 4, 5 and 6 have two entries, and every column but the second has four: (5, 21) has merit 2, the others 3. A column of two entries in
/// rows of four and five comes before all rows and has merit 3.
#[test]
fn a_row_that_is_looked_at_later_can_be_better() {
    let of = |rows: &[usize]| rows.iter().map(|&row| (row, 1.0)).collect::<Vec<_>>();
    let (long, short) = (of(&[0, 1, 2, 4]), of(&[5, 1, 2]));
    let (third, fourth) = (of(&[0, 5, 1, 6]), of(&[4, 1, 2, 6]));
    let pair = of(&[1, 2]);
    let four: [&[(usize, f64)]; 4] = [&long, &short, &third, &fourth];
    assert_eq!(chosen(&four), Some((5, 21, 1.0)));
    let five = [four[0], four[1], four[2], four[3], &pair[..]];
    assert_eq!(chosen(&five), Some((5, 21, 1.0)));
}

/// Entries in rows that have a position belong to U, and what is next to nothing to neither.
#[test]
fn a_column_is_divided_between_u_and_the_nucleus() {
    let divided = nucleus(&[&[(9, 5.0), (4, 2.0), (3, 1e-12), (5, SINGULAR), (2, 2e-11)]]);
    assert_eq!(divided.upper[0], [(0, 5.0)]);
    assert_eq!(divided.columns[0], [(0, 2.0), (1, 2e-11)]);
    assert_eq!(divided.rows, [4, 2]);
    let mut again = divided;
    again.begin(10);
    assert!(again.rows.is_empty() && again.local.iter().all(|&row| row == NONE));
}

/// After every elimination the patterns list the entries there are, and every line stands in the chain of its count.
#[test]
fn patterns_and_counts_follow_the_elimination() {
    let n = 8;
    for round in 1..40_usize {
        let filled = |i: usize, j: usize| i == j || (7 * i + 5 * j + i * j * round) % 11 < 3;
        let value = |i: usize, j: usize| 1.0 + ((3 * i + 2 * j + round) % 5) as f64;
        let columns: Vec<Vec<(usize, f64)>> = (0..n)
            .map(|j| {
                (0..n)
                    .filter(|&i| filled(i, j))
                    .map(|i| (i, value(i, j)))
                    .collect()
            })
            .collect();
        let lines: Vec<&[(usize, f64)]> = columns.iter().map(Vec::as_slice).collect();
        let mut nucleus = nucleus(&lines);
        let mut factors = Factors::default();
        factors.lower_columns.clear();
        factors.upper_columns.clear();
        let (mut rows_left, mut columns_left) = (vec![true; n], vec![true; n]);
        while let Some(pivot) = nucleus.choose() {
            nucleus.eliminate(&pivot, 1, &mut factors);
            rows_left[pivot.row] = false;
            columns_left[pivot.column] = false;
            for row in (0..nucleus.rows.len()).filter(|&row| rows_left[row]) {
                let has = |c: &u32| {
                    nucleus.columns[*c as usize]
                        .iter()
                        .any(|e| e.0 as usize == row)
                };
                let mut pattern = nucleus.patterns[row].clone();
                pattern.sort_unstable();
                let expected: Vec<u32> = (0..n as u32).filter(has).collect();
                assert_eq!(pattern, expected);
                assert!(chained(&nucleus.row_counts, expected.len()).contains(&(row as u32)));
            }
            for c in (0..n).filter(|&c| columns_left[c]) {
                let count = nucleus.columns[c].len();
                assert!(nucleus.columns[c].iter().all(|e| rows_left[e.0 as usize]));
                assert!(chained(&nucleus.column_counts, count).contains(&(c as u32)));
            }
            let listed = |counts: &Counts| {
                (0..=n)
                    .map(|count| chained(counts, count).len())
                    .sum::<usize>()
            };
            let left = |lines: &[bool]| lines.iter().filter(|left| **left).count();
            assert_eq!(listed(&nucleus.column_counts), left(&columns_left));
            assert_eq!(
                listed(&nucleus.row_counts),
                left(&rows_left[..nucleus.rows.len()])
            );
            assert!(nucleus.multiplier.iter().all(|m| *m == 0.0));
            assert!(nucleus.met.iter().all(|met| !met));
        }
    }
}
