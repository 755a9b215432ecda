//! Are a sweep's rows right, and the same whoever computes them?

mod common;

use std::path::Path;

use eastwest::Case;
use eastwest::case::{Kind, Side};
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::placement::Placement;
use eastwest::solver::{self, Solver};
use eastwest::sweep::Grid;
use eastwest::sweep::{Options, Plan};

fn china() -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    match read_case(&folder) {
        Ok(read) => read.case.averaged(),
        Err(report) => panic!("{report}"),
    }
}

fn grid(case: &Case, text: &str) -> Grid {
    Grid::parse(text, Path::new("grid.toml"), case).expect("a grid")
}

const PRICES: &str = r#"
[[parameter]]
key = "electricity_price.west"
as = "factor"
range = { from = 0.6, to = 2.4, steps = 7 }
[[parameter]]
key = "bandwidth_price"
as = "factor"
range = { from = 0.2, to = 40, steps = 6 }
[[parameter]]
key = "carbon_price"
range = { from = 0, to = 600, steps = 5 }
"#;

const SIZES: &str = r#"
[[parameter]]
key = "demand.inference"
as = "factor"
range = { from = 0.7, to = 1.3, steps = 7 }
[[parameter]]
key = "capacity.west"
as = "factor"
range = { from = 0.5, to = 1.5, steps = 6 }
[[parameter]]
key = "electricity_price.east"
as = "factor"
values = [0.5, 1.0]
"#;

const STRUCTURE: &str = r#"
[[parameter]]
key = "rtt_limit.search"
values = [10, 20, 30]
[[parameter]]
key = "green_target"
values = [0.5, 0.9]
[[parameter]]
key = "pue.west"
as = "factor"
values = [1.0, 1.1]
"#;

/// Column of a row by its name.
fn field(plan: &Plan<'_>, row: &csv::StringRecord, name: &str) -> f64 {
    let at = plan
        .layout
        .header()
        .iter()
        .position(|column| column == name)
        .expect(name);
    row[at].parse().expect("a number")
}

fn rows(plan: &Plan<'_>) -> Vec<csv::StringRecord> {
    let mut text = Vec::new();
    for block in 0..plan.block_count() {
        text.extend(plan.answer_block(block).text);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_slice());
    reader.records().map(|row| row.expect("a row")).collect()
}

/// Every row against a programme formulated for that scenario alone and solved by another solver.
fn assert_rows_are_right(text: &str, every: usize) {
    let case = china();
    let grid = grid(&case, text);
    let plan = Plan::new(&case, &grid, Options::default()).expect("a plan");
    let rows = rows(&plan);
    assert_eq!(rows.len() as u64, grid.len());
    let mut scratch = case.clone();
    let mut point = vec![0.0; grid.parameters().len()];
    for (at, row) in rows.iter().enumerate().step_by(every) {
        grid.point(at as u64, &mut point);
        grid.apply(&point, &case, &mut scratch)
            .expect("a valid scenario");
        let formulation = formulate(&scratch);
        let ranked = solver::solve(&formulation.program, Solver::Engine).expect("an answer");
        let plan_alone = Placement::read(&scratch, &formulation, &ranked.solution);
        for (column, alone) in [
            ("carbon_location_t", plan_alone.carbon.location_t),
            ("mean_rtt_ms", plan_alone.mean_rtt_ms),
            (
                "west_training_mw",
                plan_alone.side_mean_mw(&scratch, Kind::Training, Side::West),
            ),
        ] {
            let swept = field(&plan, row, column);
            // the tie-break leaves one plan, so more than the cost has to be the same
            assert!(
                (swept - alone).abs() <= 1e-7 * (1.0 + alone.abs()),
                "row {at}: {column} {swept}, {alone}"
            );
        }
        let mut program = formulation.program;
        program.objectives.truncate(1);
        let expected = solver::solve(&program, Solver::Microlp)
            .expect("an answer")
            .objective;
        let found = field(&plan, row, "objective_cny");
        assert!(
            (found - expected).abs() <= 1e-8 * expected.abs(),
            "row {at}: {found}, {expected}"
        );
        for residual in ["primal_residual", "dual_residual", "relative_gap"] {
            assert!(field(&plan, row, residual) <= 1e-6, "row {at}: {residual}");
        }
        assert_eq!(&row[0], (at + 1).to_string());
    }
}

#[test]
fn rows_over_prices_are_those_of_an_independent_solver() {
    assert_rows_are_right(PRICES, 3);
}

#[test]
fn rows_over_demand_and_capacity_are_those_of_an_independent_solver() {
    assert_rows_are_right(SIZES, 3);
}

#[test]
fn rows_over_what_moves_the_matrix_are_those_of_an_independent_solver() {
    assert_rows_are_right(STRUCTURE, 1);
}

#[test]
fn prices_enter_linearly_and_limits_do_not() {
    let case = china();
    let prices = grid(&case, PRICES);
    assert!(
        Plan::new(&case, &prices, Options::default())
            .expect("a plan")
            .is_affine()
    );
    let structure = grid(&case, STRUCTURE);
    let plan = Plan::new(&case, &structure, Options::default()).expect("a plan");
    assert!(plan.bent.contains(&0));
}

#[test]
fn a_block_gives_the_same_bytes_again() {
    let case = china();
    let grid = grid(&case, SIZES);
    let bytes = || {
        Plan::new(&case, &grid, Options::default())
            .expect("a plan")
            .answer_block(0)
            .text
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_sample_takes_distinct_scenarios_in_order() {
    let case = china();
    let grid = grid(&case, PRICES);
    let options = Options {
        sample: Some(20),
        ..Options::default()
    };
    let plan = Plan::new(&case, &grid, options).expect("a plan");
    let numbers: Vec<u64> = (0..plan.len()).map(|at| plan.scenario(at)).collect();
    assert_eq!(numbers.len(), 20);
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(numbers.iter().all(|&number| number < grid.len()));
}

/// The sites of `china` that are no cluster.
const CITIES: [&str; 3] = ["beijing", "shanghai", "guangshen"];

const SHORT: &str = r#"
[[parameter]]
key = "demand.realtime"
as = "factor"
range = { from = 0.5, to = 5, steps = 10 }
[[parameter]]
key = "capacity.shaoguan"
range = { from = 0, to = 600, steps = 7 }
[[parameter]]
key = "carbon_cap"
values = [8e6, 1e9]
"#;

/// MWh of each demand that is short, by what the column calls it; tonnes over the cap.
fn short_by_cause(case: &Case, plan: &Placement) -> std::collections::BTreeMap<String, f64> {
    use eastwest::placement::ShortfallKind;
    let mut short = std::collections::BTreeMap::new();
    for one in &plan.shortfalls {
        let (cause, amount) = match one.what {
            ShortfallKind::Load {
                workload, origin, ..
            } => {
                let (own, origin) = (&case[workload], &case[origin].name);
                let limit = own.rtt_limit_ms();
                let cause = if limit.is_finite() {
                    format!("{} within {limit} ms from {origin}", own.id)
                } else {
                    format!("{} from {origin}", own.id)
                };
                (cause, one.amount * case.horizon_hours())
            }
            ShortfallKind::Training { workload } => {
                (format!("training run {}", case[workload].id), one.amount)
            }
            ShortfallKind::Carbon => ("carbon cap".to_owned(), one.amount),
            other => panic!("{other:?}"),
        };
        *short.entry(cause).or_insert(0.0) += amount;
    }
    short
}

#[test]
fn a_row_with_a_shortfall_says_what_is_short_most_and_the_summary_counts_them() {
    // city sites would hold what the clusters cannot
    let mut case = china();
    for hub in case
        .hubs
        .iter_mut()
        .filter(|hub| CITIES.contains(&hub.id.as_str()))
    {
        hub.capacity_mw = 0.0;
    }
    // all penalties alike, so that the largest shortfall costs most
    case.penalties.unserved_cny_per_mwh = case.penalties.carbon_cny_per_t;
    let grid = grid(&case, SHORT);
    let plan = Plan::new(&case, &grid, Options::default()).expect("a plan");
    let column = |name: &str| plan.layout.header().iter().position(|c| c == name);
    let (status, of) = column("status").zip(column("short_of")).expect("columns");
    let mut scratch = case.clone();
    let mut point = vec![0.0; grid.parameters().len()];
    let mut counted = std::collections::BTreeMap::new();
    for (at, row) in rows(&plan).iter().enumerate() {
        if &row[status] == "optimal" {
            assert_eq!((&row[of], &row[of + 1]), ("", ""));
            continue;
        }
        assert_eq!(&row[status], "shortfall");
        grid.point(at as u64, &mut point);
        grid.apply(&point, &case, &mut scratch)
            .expect("a valid scenario");
        let formulation = formulate(&scratch);
        let solved = solver::solve(&formulation.program, Solver::Engine).expect("an answer");
        let alone = Placement::read(&scratch, &formulation, &solved.solution);
        let short = short_by_cause(&scratch, &alone);
        let most = short.values().copied().fold(0.0, f64::max);
        let told = field(&plan, row, "short_by");
        // all penalties are alike, so the largest shortfall costs most
        assert!(
            (told - most).abs() <= 1e-6 * most,
            "row {at}: {told} of {short:?}"
        );
        let named = short.get(&row[of]).copied().unwrap_or(0.0);
        assert!(
            (named - most).abs() <= 1e-6 * most,
            "row {at}: {} of {short:?}",
            &row[of]
        );
        *counted.entry(row[of].to_owned()).or_insert(0_u64) += 1;
    }
    assert!(counted.len() > 2, "{counted:?}");

    let mut tally = eastwest::sweep::Tally::default();
    for block in 0..plan.block_count() {
        tally.join(&plan.answer_block(block).tally);
    }
    let summary = tally.summary(&plan.layout.causes, 0, 1.0);
    assert_eq!(summary.shortfall, counted.values().sum::<u64>());
    let causes = summary.shortfall_causes.iter();
    let told: std::collections::BTreeMap<String, u64> = causes
        .map(|count| (count.cause.clone(), count.scenarios))
        .collect();
    assert_eq!(told, counted);
    let shares: f64 = summary
        .shortfall_causes
        .iter()
        .map(|count| count.share)
        .sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let ordered = summary.shortfall_causes.windows(2);
    assert!(
        ordered
            .into_iter()
            .all(|two| two[0].scenarios >= two[1].scenarios)
    );
}

/// A cell of a column as CSV writes it.
fn cell(column: &eastwest::sweep::Column, row: usize) -> String {
    use eastwest::sweep::Column;
    match column {
        Column::Figures(figures) if figures.empty.contains(&row) => String::new(),
        Column::Figures(figures) => {
            let mut text = Vec::new();
            eastwest::sweep::written(&mut text, figures.values[row]);
            String::from_utf8(text).expect("text")
        }
        Column::Words(words) => {
            let start = row.checked_sub(1).map_or(0, |before| words.ends[before]);
            words.text[start..words.ends[row]].to_owned()
        }
    }
}

#[test]
fn columns_hold_what_the_text_says() {
    use eastwest::control::Control;
    use eastwest::sweep::{Form, SweepError};
    let case = china();
    // both PUEs together fall under 1 and fail; three times the demand falls short; no limit is infinite
    for text in [
        PRICES,
        "[[parameter]]\nkey = 'pue.west'\nas = 'addition'\nvalues = [0, -0.11]\n\
         [[parameter]]\nkey = 'pue'\nas = 'addition'\nvalues = [0, -0.11]\n\
         [[parameter]]\nkey = 'demand.inference'\nas = 'factor'\nvalues = [1, 3]\n\
         [[parameter]]\nkey = 'carbon_cap'\nvalues = [inf, 2e5]",
    ] {
        let grid = grid(&case, text);
        let plan = Plan::new(&case, &grid, Options::default()).expect("a plan");
        let mut columns = Vec::new();
        plan.run(
            &(0..plan.len()),
            Form::Columns,
            &Control::default(),
            |block| {
                assert!(block.text.is_empty() && block.rows.is_empty());
                columns.push(block.columns);
                Ok::<_, SweepError>(())
            },
        )
        .expect("columns");
        assert_eq!(columns.len(), 1);
        let (columns, rows) = (&columns[0], rows(&plan));
        assert_eq!(columns.others.len() + 1, plan.layout.header().len());
        for (at, row) in rows.iter().enumerate() {
            let cells = columns.others.iter().map(|column| cell(column, at));
            let cells = std::iter::once(columns.scenarios[at].to_string()).chain(cells);
            assert_eq!(cells.collect::<csv::StringRecord>(), *row);
        }
        assert_eq!(columns.scenarios.len(), rows.len());
    }
}
