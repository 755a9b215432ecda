//! What do the ranges of figures do to the answer? Worked by hand on `tiny`, and held against `solve`.

use std::ops::ControlFlow;
use std::path::Path;

use eastwest::answer::answer;
use eastwest::figures::{Figures, read_figures};
use eastwest::input::read_case;
use eastwest::parameter::Change;
use eastwest::ranges::{Moved, Outcome, Ranges, SampleOptions, Shape, ranges};
use eastwest::solver::Solver;
use eastwest::{Case, report};

fn shipped(name: &str) -> (Case, Figures) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    let case = read_case(&folder)
        .unwrap_or_else(|report| panic!("{report}"))
        .case;
    let figures = read_figures(&folder).unwrap_or_else(|report| panic!("{report}"));
    (case, figures.expect("a figures.csv"))
}

fn studied(case: &Case, figures: &Figures, points: u64) -> Ranges {
    let moved = Moved {
        read: case,
        changes: &[],
        one_period: true,
    };
    let options = SampleOptions {
        points,
        seed: 5,
        shape: Shape::Triangular,
    };
    ranges(moved, figures, options, &|_| ControlFlow::Continue(())).expect("a study")
}

/// Cost and carbon saved, as `solve --set` tells them.
fn told(case: &Case, change: &str) -> [f64; 3] {
    let mut changed = case.clone();
    let change = Change::parse(change, case).expect("a change");
    change.apply(&mut changed).expect("a value within range");
    let claims = answer(&changed.averaged(), Solver::Engine)
        .expect("an answer")
        .claims
        .expect("claims");
    let headroom = claims.headroom.expect("a service with a limit");
    let carbon = claims
        .carbon
        .iter()
        .find(|claim| claim.accounting == changed.accounting);
    [
        claims.cost.net_cny,
        carbon.expect("the case's accounting").avoided_t(),
        headroom.plan.factor - headroom.baseline.factor,
    ]
}

#[test]
fn each_end_is_what_solve_says_there() {
    let (case, figures) = shipped("tiny");
    let found = studied(&case, &figures, 0);
    assert!(found.found.sample.is_none());
    assert!(found.figures.len() >= 4, "{:?}", found.figures);
    for (figure, ends) in found.figures.iter().zip(&found.found.tornado) {
        for (value, end) in [figure.range.low, figure.range.high].into_iter().zip(ends) {
            let right = told(&case, &format!("{}={value}", figure.key));
            for (outcome, right) in Outcome::ALL.into_iter().zip(right) {
                let found = end.of(outcome);
                assert!(
                    (found - right).abs() <= 1e-7 * right.abs().max(1.0),
                    "{} at {value}: {outcome:?} {found}, by solve {right}",
                    figure.key
                );
            }
        }
    }
}

/// No point of the sample lies beyond the corners of `tiny`, which has few figures and no interaction that ascent could miss.
#[test]
fn corners_enclose_the_base_the_ends_and_the_sample() {
    let (case, figures) = shipped("tiny");
    let found = studied(&case, &figures, 600);
    let sample = found.found.sample.as_ref().expect("a sample");
    assert_eq!((sample.failed, sample.is_stopped), (0, false));
    for outcome in Outcome::ALL {
        let [adverse, favourable] = &found.found.corners[outcome as usize];
        let (low, high) = (adverse.outcome, favourable.outcome);
        let inside = |value: f64| {
            let room = 1e-9 * (1.0 + value.abs());
            assert!(
                low - room <= value && value <= high + room,
                "{outcome:?}: {low} {value} {high}"
            );
        };
        inside(found.found.base.of(outcome));
        found
            .found
            .tornado
            .iter()
            .flatten()
            .for_each(|end| inside(end.of(outcome)));
        inside(sample.quantile(outcome, 0.0));
        inside(sample.quantile(outcome, 1.0));
        assert!((0.0..=1.0).contains(&sample.holds[outcome as usize]));
    }
}

#[test]
fn the_same_study_comes_out_for_any_number_of_threads() {
    let (case, figures) = shipped("tiny");
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let found = pool
            .expect("a pool")
            .install(|| studied(&case, &figures, 300));
        report::ranges_json(&found)
    };
    let once = with(1);
    assert!(once.contains("\"schema_version\": 1"), "{once}");
    assert_eq!(once, with(3));
}
