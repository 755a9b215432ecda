use std::sync::{Arc, Mutex};

use super::super::watch::{Look, Watcher, watched, watcher};
use super::super::{Engine, Status};
use super::{INF, program};
use crate::program::Program;

/// Minimise 7 + 2 Σ x_j with x_j + x_{j+1} ≥ 1: a chain that takes a step for about every other row.
fn chain(rows: usize) -> Program {
    let columns = rows + 1;
    let dense: Vec<Vec<f64>> = (0..rows)
        .map(|i| {
            (0..columns)
                .map(|j| f64::from(u8::from(j == i || j == i + 1)))
                .collect()
        })
        .collect();
    let rows: Vec<_> = dense.iter().map(|row| (1.0, row.as_slice(), INF)).collect();
    let mut chain = program(&vec![2.0; columns], &vec![(0.0, INF); columns], &rows);
    chain.objectives[0].constant = 7.0;
    chain
}

fn note() -> (Watcher, Arc<Mutex<Vec<Look>>>) {
    let looks = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&looks);
    let watcher: Watcher = Arc::new(move |look: &Look| kept.lock().expect("no panic").push(*look));
    (watcher, looks)
}

#[test]
fn a_watcher_sees_steps_and_a_bound_that_rises_and_changes_nothing() {
    let chain = chain(300);
    let alone = Engine::new(&chain).solve();
    let (watcher, looks) = note();
    let seen = watched(Some(watcher), || Engine::new(&chain).solve());
    assert_eq!(seen, alone);
    assert_eq!(seen.status, Status::Optimal);
    let looks = looks.lock().expect("no panic");
    assert!(looks.len() >= 2, "{}", looks.len());
    for pair in looks.windows(2) {
        assert!(pair[0].pivots < pair[1].pivots);
    }
    for look in looks.iter() {
        assert_eq!((look.rows, look.columns), (300, 301));
        assert!(look.objective >= 7.0 && look.objective <= 2.0 * seen.objective);
    }
}

/// Only the work that it was set for is watched, and a watcher within a watcher gives back.
#[test]
fn a_watcher_is_told_of_its_own_work_only() {
    let chain = chain(300);
    let ((outer, outer_looks), (inner, inner_looks)) = (note(), note());
    watched(Some(outer), || {
        watched(Some(inner), || Engine::new(&chain).solve());
        assert!(outer_looks.lock().expect("no panic").is_empty());
        watched(None, || Engine::new(&chain).solve());
        assert!(outer_looks.lock().expect("no panic").is_empty());
        Engine::new(&chain).solve();
    });
    let counts = [outer_looks, inner_looks].map(|looks| looks.lock().expect("no panic").len());
    assert!(counts[0] > 0 && counts[0] == counts[1], "{counts:?}");
    assert!(watcher().is_none());
}
