//! Do other programs, with readers of their own, find the same optimum in the files that we export?

mod common;

use std::path::Path;
use std::process::Command;

use eastwest::Case;
use eastwest::answer::answer;
use eastwest::case::Kind;
use eastwest::claims::ClaimProgram;
use eastwest::exchange::{write_lp, write_mps};
use eastwest::formulation::formulate;
use eastwest::program::Program;
use eastwest::solver::{self, Solver};

/// Relative difference that the issue of the solvers allows.
const AGREEMENT: f64 = 1e-7;
const CASES: u64 = 200;

/// The programme of a case with its cost alone, which is what a file holds, and its least cost by the engine.
fn exported(case: &Case) -> (Program, f64) {
    let mut program = formulate(case).program;
    program.objectives.truncate(1);
    let solved = solver::solve(&program, Solver::Engine)
        .unwrap_or_else(|error| panic!("{}: {error}", case.name));
    assert_eq!(solved.solver, Solver::Engine, "{}", case.name);
    (program, solved.objective)
}

fn assert_same(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= AGREEMENT * (1.0 + expected.abs()),
        "{what}: {found}, by the engine {expected}"
    );
}

fn write(program: &Program, path: &Path) {
    let mut bytes = Vec::new();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("mps") => write_mps(program, &mut bytes),
        _ => write_lp(program, &mut bytes),
    }
    .expect("a programme that a file can state");
    std::fs::write(path, bytes).expect("a file");
}

/// Objective of the basic solution that `glpsol` finds; `None` where it is not installed.
fn by_glpsol(model: &Path, form: &str) -> Option<f64> {
    let answer = model.with_extension("answer");
    let run = Command::new("glpsol")
        .args([form, "--min"])
        .arg(model)
        .arg("-w")
        .arg(&answer)
        .output();
    let output = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        other => other.expect("a process"),
    };
    let told = String::from_utf8_lossy(&output.stdout);
    let answer = std::fs::read_to_string(&answer).unwrap_or_else(|_| panic!("{told}"));
    // s bas <rows> <columns> <primal status> <dual status> <objective>
    let line = answer.lines().find(|line| line.starts_with("s bas"));
    let words: Vec<&str> = line.expect("a basic solution").split(' ').collect();
    assert_eq!(&words[4..6], ["f", "f"], "not optimal: {told}");
    Some(words[6].parse().expect("a number"))
}

/// Both forms of a case's file by `glpsol`; gives whether it is installed.
fn assert_glpsol_agrees(case: &Case, folder: &Path) -> bool {
    let (program, expected) = exported(case);
    // glpsol takes the right-hand side of the objective for the constant itself, not for its negative; costs
    // of cases have none
    assert_eq!(program.objective().constant, 0.0);
    for (name, form) in [("model.mps", "--freemps"), ("model.lp", "--lp")] {
        let model = folder.join(name);
        write(&program, &model);
        let Some(found) = by_glpsol(&model, form) else {
            eprintln!("SKIPPED: glpsol is not installed");
            return false;
        };
        assert_same(found, expected, &format!("{} by glpsol {form}", case.name));
    }
    true
}

#[test]
fn glpsol_finds_the_same_cost_in_the_exported_files_of_200_cases() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = (0..CASES).map(common::random_case);
    for case in cases {
        if !assert_glpsol_agrees(&case, folder.path()) {
            return;
        }
    }
}

/// The shipped datasets, each with one period.
fn datasets() -> Vec<Case> {
    let of_one_period = |name| dataset(name).averaged();
    ["tiny", "chatgpt", "china", "china-year"]
        .map(of_one_period)
        .into()
}

/// What the claims of a case tell, each with the programme that `export --claim` writes of it: a cost, or a multiple with the other sign.
fn told_by_claims(case: &Case) -> Vec<(ClaimProgram, f64)> {
    let answer = answer(case, Solver::Engine).expect("an answer");
    let claims = answer.claims.expect("claims");
    let baseline_cny = claims.baseline.costs.total();
    let mut told = vec![(ClaimProgram::Baseline, baseline_cny)];
    for kind in [Kind::Training, Kind::Storage, Kind::Inference] {
        let claim = claims.of_kind(Some(kind));
        let cost = claim.map(|claim| baseline_cny - claim.cost.net_cny);
        told.extend(cost.map(|cost| (ClaimProgram::Only(kind), cost)));
    }
    if let Some(of) = &claims.headroom {
        told.push((ClaimProgram::HeadroomBaseline, -of.baseline.factor));
        told.push((ClaimProgram::HeadroomPlan, -of.plan.factor));
    }
    told
}

fn dataset(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    match eastwest::input::read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

#[test]
fn glpsol_finds_the_same_cost_in_the_exported_datasets() {
    let folder = tempfile::tempdir().expect("a folder");
    for case in datasets() {
        if !assert_glpsol_agrees(&case, folder.path()) {
            return;
        }
    }
}

#[test]
fn glpsol_finds_what_the_claims_tell_in_their_exported_programmes() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("claim.mps");
    for case in datasets() {
        let told = told_by_claims(&case);
        assert!(told.len() >= 5, "{}: {told:?}", case.name);
        for (claim, expected) in told {
            let program = claim.of(&case).expect("a solve").expect("a programme");
            write(&program, &model);
            let Some(found) = by_glpsol(&model, "--freemps") else {
                eprintln!("SKIPPED: glpsol is not installed");
                return;
            };
            let what = format!("{} {} by glpsol", case.name, claim.name());
            assert_same(found, expected, &what);
        }
    }
}

/// HiGHS reads the file by itself: nothing of ours but the file is between its answer and the engine's.
#[cfg(feature = "highs")]
mod highs {
    use super::*;
    use std::ffi::CString;

    use rayon::prelude::*;

    fn by_highs(model: &Path) -> f64 {
        let path = CString::new(model.to_str().expect("a path in UTF-8")).expect("a path");
        let quiet = CString::new("output_flag").expect("a name");
        // SAFETY: the handle lives from create to destroy, strings end with zero, and the status of each call that
        // can fail is looked at.
        unsafe {
            let highs = highs_sys::Highs_create();
            highs_sys::Highs_setBoolOptionValue(highs, quiet.as_ptr(), 0);
            let read = highs_sys::Highs_readModel(highs, path.as_ptr());
            assert_eq!(read, highs_sys::STATUS_OK, "{}", model.display());
            let run = highs_sys::Highs_run(highs);
            assert_eq!(run, highs_sys::STATUS_OK, "{}", model.display());
            let status = highs_sys::Highs_getModelStatus(highs);
            assert_eq!(status, highs_sys::MODEL_STATUS_OPTIMAL);
            let objective = highs_sys::Highs_getObjectiveValue(highs);
            highs_sys::Highs_destroy(highs);
            objective
        }
    }

    #[test]
    fn highs_finds_the_same_cost_in_the_exported_files_of_200_cases() {
        let folder = tempfile::tempdir().expect("a folder");
        (0..CASES).into_par_iter().for_each(|seed| {
            let case = common::random_case(seed);
            let (program, expected) = exported(&case);
            for ending in ["mps", "lp"] {
                let name = format!("{seed}.{ending}");
                let model = folder.path().join(&name);
                write(&program, &model);
                assert_same(
                    by_highs(&model),
                    expected,
                    &format!("{} by HiGHS, {name}", case.name),
                );
            }
        });
    }

    #[test]
    fn highs_finds_the_same_cost_in_the_exported_datasets() {
        let folder = tempfile::tempdir().expect("a folder");
        for case in datasets() {
            let (program, expected) = exported(&case);
            for ending in ["mps", "lp"] {
                let model = folder.path().join(format!("{}.{ending}", case.name));
                write(&program, &model);
                let what = format!("{}.{ending} by HiGHS", case.name);
                assert_same(by_highs(&model), expected, &what);
            }
        }
    }

    /// 10,663 rows and 27,669 columns: seconds for HiGHS, a quarter of a minute for Clarabel and for glpsol. microlp ends with
    /// rows broken by more than the check allows, which refuses it, and is not asked (README, Solvers).
    #[test]
    fn all_who_can_solve_china_with_all_periods_find_the_same_cost() {
        let folder = tempfile::tempdir().expect("a folder");
        let (program, expected) = exported(&dataset("china"));
        for solver in [Solver::Clarabel, Solver::Highs] {
            let solved = solver::solve(&program, solver).expect("a checked answer");
            assert_same(solved.objective, expected, solver.name());
        }
        let model = folder.path().join("china.mps");
        write(&program, &model);
        assert_same(by_highs(&model), expected, "the file by HiGHS");
        match by_glpsol(&model, "--freemps") {
            Some(found) => assert_same(found, expected, "the file by glpsol"),
            None => eprintln!("SKIPPED: glpsol is not installed"),
        }
    }
}
