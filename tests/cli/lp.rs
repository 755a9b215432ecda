//! `eastwest lp`: optimal, infeasible and unbounded files; proofs are computed again from the file alone.

use std::collections::BTreeMap;

use eastwest::exchange::read_mps;
use eastwest::program::Program;
use serde_json::Value;

use super::typing::{Desk, assert_fits};

const SOLVERS: &[&str] = if cfg!(feature = "highs") {
    &["engine", "microlp", "clarabel", "highs"]
} else {
    &["engine", "microlp", "clarabel"]
};

/// 10 MW to place; west costs 3 and holds 6 MW, east costs 5: 6·3 + 4·5 = 38. The file maximises the negative
/// and adds 100.
const OPTIMAL: &str = "NAME two_hubs (FREE)\nOBJSENSE\n MAX\nROWS\n N gain\n E demand\n N note\nCOLUMNS\n \
    west gain -3 demand 1\n east gain -5 demand 1\n east note 1\nRHS\n r gain -100 demand 10\nBOUNDS\n UP b west 6\nENDATA\n";

/// 20 MW are asked for; west holds 12, east 5, and `a` may only go west.
const INFEASIBLE: &str = "NAME short (FREE)\nROWS\n N cost\n E demand_a\n G demand_b\n L cap_west\n\
    COLUMNS\n a_west cost 3 demand_a 1\n a_west cap_west 1\n b_west cost 3 demand_b 1\n b_west cap_west 1\n \
    b_east cost 5 demand_b 1\nRHS\n r demand_a 10 demand_b 10\n r cap_west 12\nBOUNDS\n UP b b_east 5\nENDATA\n";

/// What is made is sold at a profit, without end; at least 2 have to be sold.
const UNBOUNDED: &str = "NAME endless (FREE)\nOBJSENSE\n MAX\nROWS\n N gain\n L balance\n G least\nCOLUMNS\n \
    sold gain 3 balance 1\n sold least 1\n made gain -1 balance -2\n idle gain -1\nRHS\n r balance 4 least 2\nENDATA\n";

fn desk(text: &str) -> Desk {
    let desk = Desk::new();
    desk.write("model.mps", text);
    desk
}

#[test]
fn an_optimal_file_gives_its_objective_in_its_own_sense() {
    let desk = desk(OPTIMAL);
    for solver in SOLVERS {
        let typed = desk.type_in(&["lp", "model.mps", "--solver", solver]);
        assert_eq!(typed.code, 0, "{}", typed.err);
        assert!(
            typed.out.contains("status           optimal\n"),
            "{}",
            typed.out
        );
        assert!(
            typed.out.contains(&format!("solver           {solver}\n")),
            "{}",
            typed.out
        );
        assert_fits(&typed.out);
        let answer = desk.json(&["lp", "model.mps", "--solver", solver, "--format", "json"]);
        assert_eq!(answer["status"], "optimal");
        let objective = answer["objective"].as_f64().expect("a number");
        assert!(
            (objective - 62.0).abs() <= 1e-7 * 62.0,
            "{solver}: {objective}"
        );
        assert!(
            answer["certificate"]["primal_residual"]
                .as_f64()
                .expect("a number")
                <= 1e-9
        );
        for proof in ["farkas", "crossed_bounds", "ray"] {
            assert!(answer[proof].is_null());
        }
    }
    let table = desk.fine(&["lp", "model.mps"]);
    assert!(
        table.starts_with("two_hubs: 1 row, 2 columns, 2 entries\n"),
        "{table}"
    );
    assert!(table.contains("objective        62\n"), "{table}");
}

#[test]
fn what_is_odd_about_a_file_is_warned_of_on_standard_error() {
    let typed = desk(OPTIMAL).type_in(&["lp", "model.mps"]);
    assert_eq!(
        typed.err,
        "warning: row `note` is free and not the objective: it is left out\n  --> model.mps\n"
    );
    let desk = desk(
        "NAME x (FREE)\nROWS\n N c\n L r\nCOLUMNS\n x c 1 r -1\nRHS\n r r 4\nBOUNDS\n UP b x -1\nENDATA\n",
    );
    let typed = desk.type_in(&["lp", "model.mps", "--format", "json"]);
    assert!(
        typed.err.contains("its lower bound is taken as -inf"),
        "{}",
        typed.err
    );
    assert_eq!(
        serde_json::from_str::<Value>(&typed.out).expect("JSON")["objective"],
        -4.0
    );
}

/// Figures by name, all finite.
fn figures(value: &Value) -> BTreeMap<String, f64> {
    let named = value.as_object().expect("an object").iter();
    let figures = named.map(|(name, value)| (name.clone(), value.as_f64().expect("a number")));
    figures.collect()
}

fn program(text: &str) -> Program {
    read_mps(text.as_bytes(), "model.mps").expect("a programme")
}

/// By the definition of Farkas' lemma, from the file: the least value that the weighted rows and columns can have
/// within their bounds, where every point gives them the value 0.
fn contradiction(program: &Program, multipliers: &BTreeMap<String, f64>) -> f64 {
    let weight = |i: usize| {
        multipliers
            .get(&program.row_name(i))
            .copied()
            .unwrap_or(0.0)
    };
    let least = |weight: f64, lower: f64, upper: f64| match weight {
        0.0 => 0.0,
        w if w > 0.0 => w * lower,
        w => w * upper,
    };
    let rows = (0..program.row_count())
        .map(|i| least(weight(i), program.row_lower[i], program.row_upper[i]));
    let columns = (0..program.column_count()).map(|j| {
        let sum: f64 = program.matrix.column(j).map(|(i, a)| a * weight(i)).sum();
        least(-sum, program.lower[j], program.upper[j])
    });
    rows.chain(columns).sum()
}

#[test]
fn an_infeasible_file_comes_with_a_proof_that_holds() {
    let (desk, file) = (desk(INFEASIBLE), program(INFEASIBLE));
    for solver in SOLVERS {
        let answer = desk.json(&["lp", "model.mps", "--solver", solver, "--format", "json"]);
        assert_eq!(answer["status"], "infeasible", "{solver}");
        assert!(
            answer["objective"].is_null()
                && answer["certificate"].is_null()
                && answer["ray"].is_null()
        );
        let multipliers = figures(&answer["farkas"]["rows"]);
        assert!(
            multipliers
                .keys()
                .all(|name| (0..file.row_count()).any(|i| file.row_name(i) == *name))
        );
        // 20 asked for, 17 there
        let found = contradiction(&file, &multipliers);
        assert!((found - 3.0).abs() <= 1e-12, "{found}");
        assert_eq!(answer["farkas"]["contradiction"], found);
        assert_eq!(answer["farkas"]["residual"], 0.0);
        assert_eq!(
            figures(&answer["farkas"]["columns"]),
            BTreeMap::from([("b_east".to_owned(), -1.0)])
        );
    }
    let table = desk.fine(&["lp", "model.mps"]);
    assert_fits(&table);
    for said in [
        "status           infeasible",
        "demand_a",
        "≤ 12",
        "≥ 10",
        "b_east",
        "proof residual   0.0e0",
    ] {
        assert!(table.contains(said), "no `{said}` in {table}");
    }
}

#[test]
fn an_unbounded_file_comes_with_a_ray_that_holds() {
    let (desk, file) = (desk(UNBOUNDED), program(UNBOUNDED));
    for solver in SOLVERS {
        let answer = desk.json(&["lp", "model.mps", "--solver", solver, "--format", "json"]);
        assert_eq!(answer["status"], "unbounded", "{solver}");
        assert!(answer["objective"].is_null() && answer["farkas"].is_null());
        let (step, point) = (
            figures(&answer["ray"]["columns"]),
            figures(&answer["ray"]["point"]),
        );
        let of = |named: &BTreeMap<String, f64>, j: usize| {
            named.get(&file.column_name(j)).copied().unwrap_or(0.0)
        };
        let vector =
            |named| -> Vec<f64> { (0..file.column_count()).map(|j| of(named, j)).collect() };
        let (step, point) = (vector(&step), vector(&point));
        // the point is feasible, and so is every point from there along the ray
        for length in [0.0, 1.0, 1e6] {
            let x: Vec<f64> = point
                .iter()
                .zip(&step)
                .map(|(x, z)| x + length * z)
                .collect();
            let activity = file.matrix.times(&x, file.row_count());
            for (i, value) in activity.iter().enumerate() {
                assert!(
                    file.row_lower[i] - 1e-9 <= *value
                        && *value <= file.row_upper[i] + 1e-9 * (1.0 + length)
                );
            }
            assert!(x.iter().zip(&file.lower).all(|(x, lower)| x >= lower));
        }
        let gain: f64 = file
            .objective()
            .coefficients
            .iter()
            .zip(&step)
            .map(|(c, z)| -c * z)
            .sum();
        assert!(gain > 0.1, "{gain}");
        let said = answer["ray"]["objective_change"]
            .as_f64()
            .expect("a number");
        assert!((said - gain).abs() <= 1e-12, "{said}, {gain}");
        assert_eq!(answer["ray"]["residual"], 0.0);
    }
    let table = desk.fine(&["lp", "model.mps"]);
    assert_fits(&table);
    for said in [
        "status           unbounded",
        "sold",
        "≥ 0",
        "proof residual   0.0e0",
    ] {
        assert!(table.contains(said), "no `{said}` in {table}");
    }
}

#[test]
fn bounds_that_cross_are_named() {
    let desk = desk(
        "NAME x (FREE)\nROWS\n N c\n L r\nCOLUMNS\n x c 1 r 1\nRHS\n r r 4\nBOUNDS\n LO b x 5\n UP b x 3\nENDATA\n",
    );
    for solver in SOLVERS {
        let answer = desk.json(&["lp", "model.mps", "--solver", solver, "--format", "json"]);
        assert_eq!(answer["status"], "infeasible");
        assert_eq!(answer["crossed_bounds"]["name"], "x");
        assert_eq!(answer["crossed_bounds"]["lower"], 5.0);
        assert_eq!(answer["crossed_bounds"]["upper"], 3.0);
    }
    assert!(
        desk.fine(&["lp", "model.mps"])
            .contains("`x` has to be at least 5 and at most 3")
    );
}

/// Many rows in conflict: the table shows the heaviest and counts the rest, JSON has them all.
#[test]
fn a_long_proof_is_cut_in_the_table_only() {
    let columns: String = (0..40)
        .map(|k| format!(" x{k} c 1 need{k} 1\n x{k} all 1\n"))
        .collect();
    let rows: String = (0..40).map(|k| format!(" G need{k}\n")).collect();
    let sides: String = (0..40).map(|k| format!(" r need{k} 1\n")).collect();
    let text = format!(
        "NAME long (FREE)\nROWS\n N c\n L all\n{rows}COLUMNS\n{columns}RHS\n r all 39\n{sides}ENDATA\n"
    );
    let desk = desk(&text);
    let answer = desk.json(&["lp", "model.mps", "--format", "json"]);
    let multipliers = figures(&answer["farkas"]["rows"]);
    assert_eq!(multipliers.len(), 41);
    assert!((contradiction(&program(&text), &multipliers) - 1.0).abs() <= 1e-9);
    let table = desk.fine(&["lp", "model.mps"]);
    assert!(
        table.contains("… and 29 more with smaller figures"),
        "{table}"
    );
    assert!(table.lines().count() < 30);
}

fn case_file(name: &str) -> String {
    let path = format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a file of the repository")
}

/// A few coefficients of 1e-6 to 1e-12 are what makes them finite. The optima are those of a simplex method in rational numbers.
#[test]
fn small_coefficients_that_count_lead_to_the_optimum_or_to_no_verdict() {
    for (file, optimum) in [
        ("bounded1", 56.5937559),
        ("bounded2", 13.7),
        ("bounded3", -2.61e12),
    ] {
        let desk = desk(&case_file(&format!("lp-false-unbounded/{file}.mps")));
        for solver in SOLVERS {
            let typed = desk.type_in(&["lp", "model.mps", "--format", "json", "--solver", solver]);
            if typed.code == 3 {
                assert!(typed.out.is_empty(), "{}", typed.out);
                assert!(typed.err.starts_with("error: "), "{}", typed.err);
                continue;
            }
            assert_eq!(typed.code, 0, "{}", typed.err);
            let answer: Value = serde_json::from_str(&typed.out).expect("JSON");
            assert_eq!(answer["status"], "optimal", "{file}, {solver}");
            let objective = answer["objective"].as_f64().expect("a number");
            assert!(
                (objective - optimum).abs() <= 2e-3 * optimum.abs(),
                "{file}, {solver}: {objective}"
            );
        }
    }
}

/// From 1e20 on a bound is infinite: what may be left out is, with a warning; what has to be met is refused with its line.
#[test]
fn bounds_from_1e20_on_are_infinite_or_refused() {
    for file in [
        "eq_3e22",
        "fx_1e22",
        "lo_1e20",
        "min_x_ge_1e25",
        "range_2e20",
    ] {
        let desk = desk(&case_file(&format!("lp-1e20/{file}.mps")));
        let said = [
            "no number can meet",
            "model.mps, line ",
            "1e20 and more stands for infinity",
        ];
        desk.refused(2, &["lp", "model.mps"], &said);
    }
    for file in ["free_max_le_1e25", "max_x_le_1e20"] {
        let desk = desk(&case_file(&format!("lp-1e20/{file}.mps")));
        let typed = desk.type_in(&["lp", "model.mps", "--format", "json"]);
        assert!(typed.err.contains("is taken as infinite"), "{}", typed.err);
        let answer: Value = serde_json::from_str(&typed.out).expect("JSON");
        assert_eq!(answer["status"], "unbounded");
        assert_eq!(answer["ray"]["residual"], 0.0);
    }
}

/// 4 rows and 4 columns with costs of 1e8: the engine's own optimum, and so are a tenth and ten times of them.
#[test]
fn large_costs_are_certified_by_the_engine() {
    let desk = desk(&case_file("lp-uncertified-costs/small.mps"));
    let answer = desk.type_in(&["lp", "model.mps", "--format", "json"]);
    let answer: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(answer["solver"], "engine");
    let objective = answer["objective"].as_f64().expect("a number");
    assert!((objective - 1_314_000_000.0).abs() <= 1e-3, "{objective}");
}

/// An optimum that comes without prices is proved by the engine's.
#[test]
fn no_optimum_without_its_certificate() {
    let desk = desk(OPTIMAL);
    let answer = desk.json(&["lp", "model.mps", "--solver", "microlp", "--format", "json"]);
    for measure in ["primal_residual", "dual_residual", "relative_gap"] {
        let value = answer["certificate"][measure].as_f64();
        assert!(
            value.is_some_and(|value| value <= 1e-9),
            "{measure}: {value:?}"
        );
    }
}

#[test]
fn an_objective_of_nothing_is_0() {
    let desk = desk(
        "NAME nothing (FREE)\nOBJSENSE MAX\nROWS\n N gain\n L r\nCOLUMNS\n x gain -1 r 1\nRHS\n r r 4\nENDATA\n",
    );
    assert!(
        desk.fine(&["lp", "model.mps"])
            .contains("objective        0\n")
    );
    let typed = desk.type_in(&["lp", "model.mps", "--format", "json"]);
    assert!(typed.out.contains("\"objective\": 0.0"), "{}", typed.out);
}

#[test]
fn what_is_no_mps_is_refused_with_its_line() {
    let desk = desk("NAME x (FREE)\nROWS\n N c\n L r\nCOLUMNS\n x c 1 rr 1\nENDATA\n");
    for format in ["table", "json"] {
        let said = [
            "no row is called `rr`",
            "model.mps, line 6",
            "did you mean `r`?",
        ];
        desk.refused(2, &["lp", "model.mps", "--format", format], &said[..2]);
    }
    desk.write("empty.mps", "");
    desk.refused(2, &["lp", "empty.mps"], &["empty"]);
    desk.write("noise.mps", [0xff, 0xfe, 0x00, 0x01]);
    desk.refused(2, &["lp", "noise.mps"], &["not text"]);
    desk.write(
        "quadratic.mps",
        "NAME x\nROWS\n N c\nCOLUMNS\n x c 1\nQUADOBJ\n x x 1\nENDATA\n",
    );
    desk.refused(2, &["lp", "quadratic.mps"], &["quadratic terms"]);
    desk.refused(2, &["lp", "nowhere.mps"], &["cannot read `nowhere.mps`"]);
    desk.write("model.lp", "Minimize\n x\nEnd\n");
    desk.refused(2, &["lp", "model.lp"], &["LP file", "-o FILE.mps"]);
    desk.refused(
        2,
        &["lp", "model.mps", "--format", "csv"],
        &["[possible values: table, json]"],
    );
}
