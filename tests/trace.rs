//! Does a trace break where an independent solver's optimum bends, and nowhere else?

mod common;
#[cfg(feature = "highs")]
mod engine_support;
#[path = "common/peers.rs"]
mod peers;

use common::{Random, dataset, kept, random_case};
use eastwest::Case;
use eastwest::case::Side;
use eastwest::case::draft::{AcceleratorRow, Draft, HubRow, InferenceRow, LinkRow, OriginRow};
use eastwest::certificate::Solution;
use eastwest::engine::Engine;
use eastwest::formulation::formulate;
use eastwest::parameter::Parameter;
use eastwest::parameter::{Key, OperationKind};
use eastwest::placement::Placement;
use eastwest::trace::{At, Method, Trace, TraceError, TraceRow, trace};

fn parameter(case: &Case, key: &str, how: OperationKind) -> Parameter {
    let key = Key::parse(key, case).unwrap_or_else(|error| panic!("{error}"));
    Parameter { key, how }
}

/// Least cost, penalties included, at a value: by an independent solver, of a programme formulated for that value.
fn reference(case: &Case, parameter: &Parameter, value: f64) -> f64 {
    let mut changed = case.clone();
    let how = parameter.how.with(value);
    parameter
        .key
        .apply(how, &mut changed)
        .expect("a valid value");
    peers::least(&formulate(&changed).program)
}

/// The straight parts of a trace: start and end rows.
fn parts(trace: &Trace) -> Vec<(&TraceRow, &TraceRow)> {
    let pairs = trace.rows.windows(2);
    pairs
        .filter(|pair| pair[0].at != At::Before)
        .map(|pair| (&pair[0], &pair[1]))
        .collect()
}

/// The cost at a value on the straight line through two rows.
fn on_line((a, b): (&TraceRow, &TraceRow), value: f64) -> f64 {
    let part = (value - a.value) / (b.value - a.value);
    let [from, to] = [a, b].map(|row| row.figures.costs.total());
    from + part * (to - from)
}

/// Inside every part the optimum is on its line, and beyond its end the reference leaves the line where the trace
/// says, by bisection.
fn assert_breaks_where_the_reference_bends(
    case: &Case,
    parameter: &Parameter,
    trace: &Trace,
    most: usize,
) {
    assert!(trace.is_complete(), "{}", case.name);
    let parts = parts(trace);
    let every = parts.len().div_ceil(most);
    for k in (0..parts.len()).step_by(every) {
        let (start, end) = parts[k];
        let least = peers::RESOLUTION * (1.0 + end.figures.costs.total().abs());
        let leaves = |value: f64| {
            (reference(case, parameter, value) - on_line(parts[k], value)).abs() > least
        };
        let middle = 0.5 * (start.value + end.value);
        assert!(
            !leaves(middle),
            "{}: {} at {middle}",
            case.name,
            parameter.label()
        );
        let Some(&next) = parts.get(k + 1) else {
            continue;
        };
        let gap = |value: f64| (on_line(next, value) - on_line(parts[k], value)).abs();
        let far = next.1.value;
        if gap(far) <= 4.0 * least {
            // the slopes are closer than a solver can tell
            continue;
        }
        let (mut on, mut off) = (middle, far);
        assert!(leaves(off), "{}: {} at {off}", case.name, parameter.label());
        for _ in 0..40 {
            let value = 0.5 * (on + off);
            if leaves(value) {
                off = value;
            } else {
                on = value;
            }
        }
        // beyond the breakpoint the lines part slowly: where their distance can be seen
        let seen = (far - end.value).abs() * 2.0 * least / gap(far);
        assert!(
            (off - end.value).abs() <= seen + 1e-9 * end.value.abs(),
            "{}: {} breaks at {}, by bisection at {off} (± {seen})",
            case.name,
            parameter.label(),
            end.value
        );
    }
}

#[test]
fn traces_of_prices_and_sizes_break_where_an_independent_solver_bends() {
    use OperationKind::{Factor, Value};
    let china = dataset("china").averaged();
    for (key, how, from, to, breaks) in [
        ("electricity_price.west", Factor, 0.8, 1.3, 20),
        ("bandwidth_price", Factor, 0.5, 20.0, 20),
        ("carbon_price", Value, 0.0, 4000.0, 20),
        ("capacity.west", Factor, 0.5, 1.5, 100),
        ("demand.inference", Factor, 1.3, 0.7, 60),
        ("hosting_fee.wuhu", Value, 100.0, 600.0, 2),
    ] {
        let parameter = parameter(&china, key, how);
        let trace = trace(&china, &parameter, from, to).expect("a trace");
        assert!(
            trace.breakpoint_count() >= breaks,
            "{key}: {}",
            trace.breakpoint_count()
        );
        let Method::Exact(walk) = &trace.method else {
            panic!("{key} is affine")
        };
        assert_eq!(walk.solved_from_scratch, 1);
        assert_breaks_where_the_reference_bends(&china, &parameter, &trace, 3);
    }
}

#[test]
fn traces_of_random_cases_break_where_an_independent_solver_bends() {
    use OperationKind::{Factor, Value};
    let mut breaks = 0;
    // other solvers need their time
    let (seeds, most) = if cfg!(feature = "highs") {
        (200, 4)
    } else {
        (40, 2)
    };
    for seed in 0..seeds {
        let case = random_case(seed);
        let (key, how, from, to) = [
            ("electricity_price.west", Factor, 0.3, 3.0),
            ("demand", Factor, 0.2, 3.0),
            ("capacity.east", Factor, 3.0, 0.2),
            ("carbon_price", Value, 0.0, 3000.0),
            ("hosting_fee.east", Factor, 3.0, 0.1),
        ][seed as usize % 5];
        let parameter = parameter(&case, key, how);
        let trace =
            trace(&case, &parameter, from, to).unwrap_or_else(|e| panic!("{}: {e}", case.name));
        breaks += trace.breakpoint_count();
        assert_breaks_where_the_reference_bends(&case, &parameter, &trace, most);
    }
    assert!(breaks > 3 * seeds as usize, "{breaks} breakpoints");
}

/// Not the cost alone: between two rows the whole plan is the one that `solve` gives.
#[test]
fn between_two_rows_stands_the_plan_of_solve() {
    let mut random = Random::new(3);
    for seed in 0..60 {
        let case = random_case(seed);
        let key = ["demand", "electricity_price.west", "capacity"][seed as usize % 3];
        let parameter = parameter(&case, key, OperationKind::Factor);
        let trace =
            trace(&case, &parameter, 0.5, 2.0).unwrap_or_else(|e| panic!("{}: {e}", case.name));
        let parts = parts(&trace);
        let (a, b) = parts[random.count(0, parts.len() - 1)];
        let part = random.between(0.1, 0.9);
        let mut changed = case.clone();
        let value = a.value + part * (b.value - a.value);
        parameter
            .key
            .apply(OperationKind::Factor.with(value), &mut changed)
            .expect("valid");
        let formulation = formulate(&changed);
        let outcome = Engine::new(&formulation.program).solve();
        let solution = Solution {
            x: outcome.x,
            duals: None,
        };
        let solved = Placement::read(&changed, &formulation, &solution);
        let between = |a: f64, b: f64| a + part * (b - a);
        for (what, traced, alone) in [
            (
                "cost",
                between(a.figures.costs.total(), b.figures.costs.total()),
                solved.costs.total(),
            ),
            (
                "carbon",
                between(a.figures.carbon.location_t, b.figures.carbon.location_t),
                solved.carbon.location_t,
            ),
            (
                "round trip",
                between(a.figures.round_trip_ms_mwh, b.figures.round_trip_ms_mwh),
                solved.mean_rtt_ms * solved.it_energy_mwh,
            ),
        ] {
            assert!(
                (traced - alone).abs() <= 1e-7 * (1.0 + alone.abs()),
                "{}, {key} {value}: {what} {traced}, solve {alone}",
                case.name
            );
        }
    }
}

#[test]
fn a_trace_walked_backwards_breaks_at_the_same_values() {
    let case = dataset("china").averaged();
    for key in ["electricity_price.east", "capacity.west"] {
        let parameter = parameter(&case, key, OperationKind::Factor);
        let there = trace(&case, &parameter, 0.6, 1.4).expect("a trace");
        let back = trace(&case, &parameter, 1.4, 0.6).expect("a trace");
        assert_eq!(there.breakpoint_count(), back.breakpoint_count(), "{key}");
        for (a, b) in there.rows.iter().zip(back.rows.iter().rev()) {
            assert!(
                (a.value - b.value).abs() <= 1e-9,
                "{key}: {} and {}",
                a.value,
                b.value
            );
            let [a, b] = [a, b].map(|row| row.figures.carbon.location_t);
            assert!((a - b).abs() <= 1e-7 * b, "{key}: {a} and {b}");
        }
    }
}

/// One service of 13 MW with 1.28 Gbps, and two hubs that could each hold it, over one month of 730 h.
fn two_hubs() -> Case {
    let hub = |name: &str, side, price, fee| HubRow {
        hub: name.into(),
        side: Some(side),
        capacity_mw: 20.0,
        pue: 1.2,
        price_cny_per_kwh: price,
        hosting_cny_per_kw_month: fee,
        emission_factor_kg_per_kwh: 0.5,
        ..HubRow::default()
    };
    let link = |hub: &str, rtt_ms| LinkRow {
        origin: "shanghai".into(),
        hub: hub.into(),
        rtt_ms: Some(rtt_ms),
        ..LinkRow::default()
    };
    let mut draft = Draft::default();
    draft.settings.name = "two-hubs".into();
    draft.settings.horizon_hours = 730.0;
    draft.settings.network.price_cny_per_gbps_month = Some(12_000.0);
    draft.hubs = vec![
        hub("coast", Side::East, 0.65, 550.0),
        hub("plateau", Side::West, 0.35, 216.0),
    ];
    draft.origins.push(OriginRow {
        origin: "shanghai".into(),
        ..OriginRow::default()
    });
    draft.links = vec![link("coast", 3.0), link("plateau", 28.0)];
    draft.links[0].price_cny_per_gbps_month = Some(0.0);
    draft.accelerators.push(AcceleratorRow {
        accelerator: "a100".into(),
        it_power_w: 812.5,
        ..AcceleratorRow::default()
    });
    draft.inference.push(InferenceRow {
        service: "chat".into(),
        origin: "shanghai".into(),
        requests_per_s: 8_000.0,
        accelerator: "a100".into(),
        accelerator_s_per_request: 2.0,
        traffic_kb_per_request: Some(20.0),
        rtt_limit_ms: Some(50.0),
        ..InferenceRow::default()
    });
    draft.build().unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// By hand, per MW and month: coast 550,000 + 1.2·0.65·730,000 = 1,119,400 CNY; plateau 216,000 + 876,000·p
/// + 12,000·1.28/13. They are equal at p = 1.029930 CNY/kWh.
#[test]
fn the_price_at_which_two_hubs_are_equal_is_the_breakpoint() {
    let case = two_hubs();
    let price = parameter(&case, "electricity_price.plateau", OperationKind::Value);
    let trace = trace(&case, &price, 0.2, 2.0).expect("a trace");
    let ats: Vec<At> = trace.rows.iter().map(|row| row.at).collect();
    assert_eq!(ats, [At::Start, At::Before, At::After, At::End]);
    let equal = (1_119_400.0 - 216_000.0 - 12_000.0 * 1.28 / 13.0) / 876_000.0;
    assert!(
        (trace.rows[1].value - equal).abs() < 1e-12,
        "{}",
        trace.rows[1].value
    );
    let moved = &trace.rows[2].event.moves;
    assert_eq!(moved.len(), 1);
    assert_eq!(
        moved[0].describe(&case),
        "13 MW of chat for shanghai leaves plateau for coast"
    );
}

/// By hand: coast is fuller than full from 20 MW on; what is more goes to the plateau, until that is full at 40.
#[test]
fn a_growing_demand_bends_where_hubs_fill() {
    let case = two_hubs();
    let demand = parameter(&case, "demand.chat", OperationKind::Factor);
    let trace = trace(&case, &demand, 1.0, 4.0).expect("a trace");
    let values: Vec<f64> = trace.rows.iter().map(|row| row.value).collect();
    assert_eq!(trace.breakpoint_count(), 2, "{values:?}");
    for (row, mw) in trace.rows[1..3].iter().zip([20.0, 40.0]) {
        assert_eq!(row.at, At::Passing);
        assert!((13.0 * row.value - mw).abs() < 1e-9, "{}", row.value);
        assert_eq!(row.event.fills.len(), 1, "{:?}", row.event);
    }
    assert!((trace.rows[3].figures.unserved_mwh - 12.0 * 730.0).abs() < 1e-6);
}

/// A latency limit lets in a link exactly at its round trip.
#[test]
fn a_latency_limit_is_bracketed_at_the_round_trips_of_links() {
    let case = dataset("tiny");
    let limit = parameter(&case, "rtt_limit", OperationKind::Value);
    let trace = trace(&case, &limit, 1.0, 60.0).expect("a trace");
    let Method::Bracketed(bracketing) = &trace.method else {
        panic!("a limit moves columns")
    };
    assert!(!trace.is_complete());
    assert!(trace.breakpoint_count() >= 2);
    for pair in trace
        .rows
        .windows(2)
        .filter(|pair| pair[0].at == At::Before)
    {
        let (low, high) = (pair[0].value, pair[1].value);
        assert!(high - low <= bracketing.width * (1.0 + 1e-9));
        let holds = |rtt: f64| low <= rtt + 1e-8 && rtt <= high + 1e-8;
        assert!(
            case.links.iter().any(|link| holds(link.rtt_ms)),
            "{low} to {high}"
        );
    }
}

#[test]
fn what_is_no_range_is_refused() {
    let case = dataset("tiny");
    let price = parameter(&case, "carbon_price", OperationKind::Value);
    for (from, to) in [(1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
        let error = trace(&case, &price, from, to).expect_err("no range");
        assert!(matches!(error, TraceError::NoRange { .. }), "{error}");
    }
    let error = trace(&case, &price, -1.0, 1.0).expect_err("a negative price");
    assert!(matches!(error, TraceError::Invalid(_)), "{error}");
}

/// With a penalty of nothing nothing is served, and all terms of the cost vanish.
#[test]
fn a_trace_that_ends_at_nothing_is_complete() {
    let case = dataset("tiny");
    let penalty = parameter(&case, "unserved_penalty", OperationKind::Value);
    let trace = trace(&case, &penalty, 3000.0, 0.0).expect("a trace");
    assert!(trace.is_complete(), "{:?}", trace.method);
    let last = trace.rows.last().expect("a row");
    assert_eq!((last.value, last.figures.costs.total()), (0.0, 0.0));
}

/// Lines of a trace that are looked at.
const MOST_LINES: usize = 25;
/// Part of its terms by which a bracket may be off a line and counts as one: as `trace` has it.
const LINE: f64 = 1e-3;

/// A random value between two rows each: lines are true to what is said, with as much again for what lies between the
/// values that were tried.
fn assert_lines_are_true(case: &Case, parameter: &Parameter, trace: &Trace, seed: u64) -> usize {
    let mut random = Random::new(seed);
    let mut parts = parts(trace);
    parts.retain(|(a, b)| a.value != b.value);
    let count = parts.len();
    parts = (0..count)
        .step_by(1 + count / MOST_LINES)
        .map(|k| parts[k])
        .collect();
    for &(a, b) in &parts {
        let part = random.between(0.0, 1.0);
        let value = a.value + part * (b.value - a.value);
        let least = reference(case, parameter, value);
        let line = on_line((a, b), value);
        let apart = (line - least).abs() / least.abs();
        assert!(
            apart <= 2.0 * LINE,
            "{} at {value}: line {line}, least {least}",
            case.name
        );
    }
    parts.len()
}

/// The case's bandwidth enters by a factor that is in the matrix: cost is a curve, of which two rows gave a line that was
/// off by a factor of four (64.6 M for 270.9 M at 0.91).
#[test]
fn lines_between_the_rows_of_a_bracketed_trace_are_true() {
    let case = kept("trace-curved");
    let traffic = parameter(&case, "traffic", OperationKind::Factor);
    let trace = trace(&case, &traffic, 0.0, 5.0).expect("a trace");
    assert!(matches!(trace.method, Method::Bracketed(_)));
    assert!(trace.rows.iter().any(|row| row.at == At::Sampled));
    assert_lines_are_true(&case, &traffic, &trace, 25);
    let part = *parts(&trace)
        .iter()
        .find(|(a, b)| a.value <= 0.91 && 0.91 <= b.value)
        .expect("a part");
    let line = on_line(part, 0.91);
    assert!((line / 270.9e6 - 1.0).abs() < 2e-3, "{line}");
}

#[test]
fn lines_of_random_bracketed_traces_are_true() {
    let mut lines = 0;
    for seed in 0..12 {
        let case = random_case(seed);
        let (key, from, to) = [
            ("traffic", 0.0, 3.0),
            ("pue.east", 1.0, 2.0),
            ("green_share", 0.0, 0.9),
            ("traffic", 1e-9, 1.0),
        ][seed as usize % 4];
        let parameter = parameter(&case, key, OperationKind::Factor);
        match trace(&case, &parameter, from, to) {
            Ok(trace) => lines += assert_lines_are_true(&case, &parameter, &trace, seed),
            Err(TraceError::Invalid(_)) => {}
            Err(error) => panic!("{}: {error}", case.name),
        }
    }
    assert!(lines > 60, "{lines} lines");
}

/// Nothing is asked for at the begin of one, and traffic next to nothing moves the matrix of the other: `solve` answers at
/// every value, and so has a trace to.
#[test]
fn a_trace_answers_where_solve_does() {
    let demand = kept("trace-exit3-demand");
    let sizes = parameter(&demand, "demand", OperationKind::Factor);
    let found = trace(&demand, &sizes, 0.0, 1.0).expect("a trace");
    assert_eq!(found.rows[0].figures.costs.total(), 0.0);
    assert_lines_are_true(&demand, &sizes, &found, 3);

    let case = kept("trace-exit3-traffic");
    let traffic = parameter(&case, "traffic", OperationKind::Factor);
    let found = trace(&case, &traffic, 0.0, 1.0).expect("a trace");
    assert_lines_are_true(&case, &traffic, &found, 5);
    // from the case's README: what HiGHS finds
    assert!((reference(&case, &traffic, 1e-9) / 160_000.0 - 1.0).abs() < 1e-6);
    let mut changed = case.clone();
    let how = OperationKind::Factor.with(1e-9);
    traffic.key.apply(how, &mut changed).expect("a valid value");
    let solved = eastwest::solver::solve(
        &formulate(&changed).program,
        eastwest::solver::Solver::Engine,
    );
    let objective = solved.unwrap_or_else(|error| panic!("{error}")).objective;
    assert!((objective - 160_000.0).abs() < 1e-3, "{objective}");
}
