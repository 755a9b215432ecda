use super::super::sparse::{IndexSet, SparseVector};
use super::super::tolerances::{CANCELLED, DROP};
use super::super::updates::Updates;
use super::{Random, assert_close};

fn vector(length: usize, entries: &[(usize, f64)]) -> SparseVector {
    let mut vector = SparseVector::zero(length);
    for &(place, value) in entries {
        vector.add(place, value);
    }
    vector
}

/// Few entries are cleared one by one, many at a stroke, and what is not listed in either case.
#[test]
fn a_cleared_vector_is_zero_whatever_was_known_of_it() {
    for entries in [&[(3, 1.0)][..], &[(0, 1.0), (1, 2.0), (7, -1.0)]] {
        for known in [true, false] {
            let mut full = vector(8, entries);
            if !known {
                full.value[5] = 4.0;
                full.known = false;
            }
            full.clear();
            assert_eq!(full.value, [0.0; 8]);
            assert!(full.index.is_empty() && full.known);
        }
    }
}

#[test]
fn a_copy_is_the_same_whatever_was_known_of_either() {
    for entries in [&[(3, 1.0)][..], &[(0, 1.0), (1, 2.0), (7, -1.0)]] {
        for known in [true, false] {
            let mut source = vector(8, entries);
            if !known {
                source.value[5] = 4.0;
                source.known = false;
            }
            let mut copy = vector(8, &[(2, 9.0), (5, 9.0)]);
            copy.copy(&source);
            assert_eq!((&copy.value, &copy.index), (&source.value, &source.index));
            assert_eq!(copy.known, known);
        }
    }
}

#[test]
fn settling_drops_what_is_as_good_as_zero_and_lists_the_rest() {
    let entries = [
        (1, 2.0),
        (4, 0.5 * DROP),
        (2, -3.0),
        (5, -0.5 * DROP),
        (0, 2.0 * DROP),
    ];
    for known in [true, false] {
        let mut settled = vector(7, &entries);
        settled.known = known;
        if !known {
            settled.index.clear();
        }
        settled.settle();
        settled.index.sort_unstable();
        assert_eq!(settled.index, [0, 1, 2]);
        assert_eq!(settled.value, [2.0 * DROP, 2.0, -3.0, 0.0, 0.0, 0.0, 0.0]);
        assert!(settled.known);
        assert_close(&[settled.square()], &[13.0]);
    }
}

#[test]
fn a_sum_that_cancels_keeps_its_place_with_next_to_nothing() {
    let cancelled = vector(3, &[(1, 2.0), (2, 1.0), (1, -2.0)]);
    assert_eq!(cancelled.index, [1, 2]);
    assert_eq!(cancelled.value, [0.0, CANCELLED, 1.0]);
    let kept = vector(3, &[(1, 2.0), (1, -1.5), (1, -1e-3)]);
    assert_close(&kept.value, &[0.0, 0.499, 0.0]);
}

#[test]
fn a_set_has_each_member_once_and_loses_only_what_is_removed() {
    let mut random = Random(4);
    let mut set = IndexSet::new(12);
    let mut expected = [false; 12];
    for _ in 0..400 {
        let (i, member) = (random.below(12), random.below(2) == 0);
        set.set(i, member);
        expected[i] = member;
        let mut members = set.members().to_vec();
        members.sort_unstable();
        let listed: Vec<u32> = (0..12).filter(|&k| expected[k as usize]).collect();
        assert_eq!(members, listed);
    }
    set.clear();
    set.set(3, true);
    assert_eq!(set.members(), [3]);
}

fn no_updates() -> Updates {
    let mut updates = Updates::default();
    updates.clear();
    updates
}

/// Columns exchanged at random, as position and α.
fn exchanged(random: &mut Random, n: usize) -> (Updates, Vec<(usize, SparseVector)>) {
    let (mut updates, mut columns) = (no_updates(), Vec::new());
    for _ in 0..1 + random.below(4) {
        let p = random.below(n);
        let mut alpha = vector(n, &[(p, random.between(0.5, 2.0))]);
        for i in (0..n).filter(|&i| i != p) {
            if random.below(2) == 0 {
                alpha.add(i, random.between(-1.0, 1.0));
            }
        }
        updates.push(p, &alpha);
        columns.push((p, alpha));
    }
    (updates, columns)
}

/// Every place that is not zero is listed, each once.
fn assert_listed(vector: &SparseVector) {
    let mut places = vector.index.clone();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), vector.index.len(), "listed once");
    for (i, value) in vector.value.iter().enumerate() {
        assert!(*value == 0.0 || places.contains(&(i as u32)));
    }
}

/// B' = B E with column p of E replaced by α: E⁻¹ and E⁻ᵀ are multiplied out again.
#[test]
fn updates_undo_the_product_with_the_columns_they_replace() {
    let mut random = Random(5);
    let n = 6;
    for round in 0..100 {
        let known = round % 2 == 0;
        let (mut updates, columns) = exchanged(&mut random, n);
        assert_eq!(updates.len(), columns.len());
        assert!(!updates.is_empty());
        let kept: usize = columns.iter().map(|(_, alpha)| alpha.index.len() - 1).sum();
        assert_eq!(updates.entry_count(), kept);
        let entries = [(random.below(n), 1.0), (random.below(n), -0.5)];
        let right = vector(n, &entries);
        let (mut x, mut y) = (right.clone(), right.clone());
        (x.known, y.known) = (known, known);
        updates.apply(&mut x);
        updates.apply_transposed(&mut y);
        if known {
            assert_listed(&x);
            assert_listed(&y);
        }
        // E₁ E₂ … x
        let mut product = x.value.clone();
        for (p, alpha) in columns.iter().rev() {
            let own = std::mem::take(&mut product[*p]);
            for i in 0..n {
                product[i] += alpha.value[i] * own;
            }
        }
        assert_close(&product, &right.value);
        let mut product = y.value.clone();
        for (p, alpha) in &columns {
            product[*p] = alpha.value.iter().zip(&product).map(|(a, y)| a * y).sum();
        }
        assert_close(&product, &right.value);
        updates.clear();
        assert!(updates.is_empty() && updates.entry_count() == 0);
    }
}

/// A place that was nonzero and becomes zero stays listed; one that was zero is listed when it is not any more.
#[test]
fn a_transposed_update_keeps_the_list_of_places() {
    let mut updates = no_updates();
    updates.push(0, &vector(3, &[(0, 2.0), (1, 1.0)]));
    let mut cancels = vector(3, &[(0, 3.0), (1, 3.0)]);
    updates.apply_transposed(&mut cancels);
    assert_eq!(cancels.index, [0, 1]);
    assert_eq!(cancels.value, [CANCELLED, 3.0, 0.0]);
    let mut appears = vector(3, &[(1, 3.0)]);
    updates.apply_transposed(&mut appears);
    assert_eq!(appears.index, [1, 0]);
    assert_eq!(appears.value, [-1.5, 3.0, 0.0]);
    let mut stays = vector(3, &[(2, 3.0)]);
    updates.apply_transposed(&mut stays);
    assert_eq!((stays.index, stays.value), (vec![2], vec![0.0, 0.0, 3.0]));
}
