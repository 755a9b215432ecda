//! Every study is one call from a case to a result, told of on its way, stopped by a flag, on as many threads as asked for.

mod common;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;

use common::dataset;
use eastwest::Case;
use eastwest::answer::answer_with;
use eastwest::breakeven::{DriverKind, breakeven_with};
use eastwest::control::{Cancelled, Control, Progress};
use eastwest::diagnosis::diagnose_with;
use eastwest::explain::{Request, explain_with};
use eastwest::figures::read_figures;
use eastwest::frontier::{Axis, family_with, frontier_with};
use eastwest::parameter::{Key, OperationKind, Parameter};
use eastwest::ranges::{Moved, SampleOptions, Shape, ranges_with};
use eastwest::solver::Solver;
use eastwest::sweep::{Grid, Options, sweep_with};
use eastwest::trace::{bracket, trace_with};

/// Runs a study and says in words why there is no result.
type Study = fn(&Case, &Control<'_>) -> Result<(), String>;

fn parameter(key: &str, how: OperationKind, case: &Case) -> Parameter {
    let key = Key::parse(key, case).expect("a key of tiny");
    Parameter { key, how }
}

fn told<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<(), String> {
    result.map(|_| ()).map_err(|error| error.to_string())
}

const STUDIES: [(&str, Study); 10] = [
    ("solve", |case, control| {
        told(answer_with(case, Solver::Engine, control))
    }),
    ("sweep", |case, control| {
        let grid = "[[parameter]]\nkey = 'carbon_price'\nvalues = [0, 100, 200]";
        let grid = Grid::parse(grid, Path::new("grid.toml"), case).expect("a grid");
        told(sweep_with(case, &grid, Options::default(), control))
    }),
    ("frontier", |case, control| {
        told(frontier_with(case, Axis::Cost, Axis::Carbon, control))
    }),
    ("family", |case, control| {
        let parameter = parameter("electricity_price.west", OperationKind::Factor, case);
        let axes = [Axis::Cost, Axis::Carbon];
        told(family_with(case, &parameter, &[1.0, 1.2], axes, control))
    }),
    ("trace", |case, control| {
        let parameter = parameter("electricity_price.west", OperationKind::Factor, case);
        let range = (0.5, 4.0);
        told(trace_with(
            case,
            &parameter,
            range,
            bracket::TOLERANCE,
            control,
        ))
    }),
    ("bracketed trace", |case, control| {
        let parameter = parameter("pue.west", OperationKind::Value, case);
        told(trace_with(case, &parameter, (1.1, 1.3), 0.01, control))
    }),
    ("explain", |case, control| {
        told(explain_with(case, &Request::default(), control))
    }),
    ("breakeven", |case, control| {
        let kinds = [DriverKind::BandwidthPrice, DriverKind::RttLimit];
        told(breakeven_with(case, &kinds, control))
    }),
    ("diagnose", |case, control| {
        told(diagnose_with(case, control))
    }),
    ("ranges", |case, control| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
        let figures = read_figures(&folder).map_err(|report| report.to_string())?;
        let moved = Moved {
            read: case,
            changes: &[],
            one_period: true,
        };
        let options = SampleOptions {
            points: 40,
            seed: 1,
            shape: Shape::Uniform,
            corners: false,
            indices: true,
        };
        told(ranges_with(
            moved,
            &figures.expect("ranges"),
            options,
            control,
        ))
    }),
];

#[test]
fn a_study_whose_flag_is_set_says_that_it_was_cancelled() {
    let case = dataset("tiny");
    for (name, study) in STUDIES {
        let control = Control::default().stopped_by(Arc::new(AtomicBool::new(true)));
        assert_eq!(study(&case, &control), Err(Cancelled.to_string()), "{name}");
    }
}

/// The flag is set by the first word of progress: nothing of what was begun comes back as a result.
#[test]
fn a_study_that_is_stopped_on_its_way_gives_no_result() {
    let case = dataset("tiny");
    for (name, study) in STUDIES {
        for threads in [1, 2] {
            let flag = Arc::new(AtomicBool::new(false));
            let stop = |_: &Progress<'_>| flag.store(true, Ordering::Relaxed);
            let control = Control::default()
                .telling(&stop)
                .stopped_by(Arc::clone(&flag))
                .on_threads(threads);
            assert_eq!(study(&case, &control), Err(Cancelled.to_string()), "{name}");
        }
    }
}

#[test]
fn a_study_tells_how_far_it_is_and_never_more_than_all() {
    let case = dataset("tiny");
    for (name, study) in STUDIES {
        let told = AtomicUsize::new(0);
        let tell = |progress: &Progress<'_>| {
            assert!(
                (0.0..=1.0).contains(&progress.part()),
                "{name}: {progress:?}"
            );
            told.fetch_add(1, Ordering::Relaxed);
        };
        assert_eq!(study(&case, &Control::default().telling(&tell)), Ok(()));
        assert!(told.into_inner() > 1, "{name}");
    }
}

/// Those that the system counts of this process, where it tells.
fn threads() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/task").ok()?.count())
}

#[test]
fn on_one_thread_a_study_stays_on_that_which_called_it() {
    let case = dataset("tiny");
    let own = std::thread::current().id();
    for (name, study) in STUDIES {
        let elsewhere: Mutex<Vec<ThreadId>> = Mutex::default();
        let tell = |_: &Progress<'_>| {
            let here = std::thread::current().id();
            if here != own {
                elsewhere.lock().expect("no panic").push(here);
            }
        };
        let control = Control::default().telling(&tell).on_threads(1);
        assert_eq!(study(&case, &control), Ok(()), "{name}");
        assert_eq!(elsewhere.into_inner().expect("no panic"), [], "{name}");
    }
}

/// In a process of its own, where nobody else starts threads.
#[test]
fn on_one_thread_a_study_starts_none() {
    const ALONE: &str = "EASTWEST_STUDIES_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let own = std::env::current_exe().expect("the test itself");
        let test = "on_one_thread_a_study_starts_none";
        let status = std::process::Command::new(own)
            .args([test, "--exact", "--test-threads=1"])
            .env(ALONE, "1")
            .status();
        assert!(status.expect("a run of this test").success());
        return;
    }
    let case = dataset("tiny");
    for (name, study) in STUDIES {
        let before = threads();
        let tell = |_: &Progress<'_>| assert_eq!(threads(), before, "{name}");
        let control = Control::default().telling(&tell).on_threads(1);
        assert_eq!(study(&case, &control), Ok(()), "{name}");
        assert_eq!(threads(), before, "{name}");
    }
}
