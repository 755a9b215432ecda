use super::super::basis::{Basis, BasisMismatch, BasisStatus};
use super::Random;

const PLACES: [BasisStatus; 4] = [
    BasisStatus::Basic,
    BasisStatus::Lower,
    BasisStatus::Upper,
    BasisStatus::Free,
];

#[test]
fn a_basis_gives_back_every_place() {
    let mut random = Random(3);
    for (columns, rows) in [(0, 1), (31, 1), (32, 0), (33, 70), (100, 29)] {
        let mut draw =
            |n: usize| -> Vec<BasisStatus> { (0..n).map(|_| PLACES[random.below(4)]).collect() };
        let (columns, rows) = (draw(columns), draw(rows));
        let basis = Basis::from_statuses(&columns, &rows);
        assert_eq!(basis.column_count(), columns.len());
        assert_eq!(basis.row_count(), rows.len());
        for (j, place) in columns.iter().enumerate() {
            assert_eq!(basis.column(j), *place);
        }
        for (i, place) in rows.iter().enumerate() {
            assert_eq!(basis.row(i), *place);
        }
        let all: Vec<BasisStatus> = columns.iter().chain(&rows).copied().collect();
        assert_eq!(basis.statuses().collect::<Vec<_>>(), all);
    }
}

#[test]
fn the_distance_is_the_number_of_places_that_differ() {
    for a in PLACES {
        for b in PLACES {
            let own = Basis::from_statuses(&[a; 40], &[BasisStatus::Lower]);
            let mut columns = [a; 40];
            (columns[0], columns[17], columns[31], columns[39]) = (b, b, b, b);
            let other = Basis::from_statuses(&columns, &[BasisStatus::Lower]);
            assert_eq!(own.distance(&other), if a == b { 0 } else { 4 });
        }
    }
}

#[test]
fn a_basis_fits_a_programme_of_its_own_dimensions_alone() {
    let basis = Basis::from_statuses(&[BasisStatus::Lower; 3], &[BasisStatus::Basic; 2]);
    assert_eq!(basis.fits(3, 2), Ok(()));
    for (columns, rows) in [(3, 1), (2, 2), (2, 3), (4, 4)] {
        let expected = BasisMismatch {
            columns,
            rows,
            found_columns: 3,
            found_rows: 2,
        };
        assert_eq!(basis.fits(columns, rows), Err(expected));
    }
}
