//! Do the shipped datasets give what their READMEs say?

use std::path::Path;

use eastwest::Case;
use eastwest::answer::{Answer, answer};
use eastwest::case::Scope;
use eastwest::case::{Baseline, Kind, OriginId, Side, Work};
use eastwest::figures::{FigurePlace, Status, read_figures};
use eastwest::formulation::RowKey;
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::parameter::Change;
use eastwest::placement::Placement;
use eastwest::solver::{self, Solver};

fn case(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    match read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

fn solve(case: &Case) -> Answer {
    answer(case, Solver::default()).expect("an answer")
}

fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{found} where the README says {expected}"
    );
}

/// Figures worked out by hand in datasets/tiny/README.md.
#[test]
fn tiny_comes_out_as_worked_by_hand() {
    let case = case("tiny");
    let answer = solve(&case);
    let plan = &answer.placement;
    close(answer.objective_cny, 220_209_100.0);
    close(plan.costs.electricity, 136_656_000.0);
    close(plan.costs.hosting, 76_000_000.0);
    close(plan.costs.bandwidth, 348_000.0);
    close(plan.costs.transfer, 689_850.0);
    close(plan.costs.green_premium, 164_250.0);
    close(plan.costs.carbon_price, 6_351_000.0);
    close(plan.costs.shortfall, 0.0);
    close(plan.carbon.location_t, 127_020.0);
    close(plan.carbon.market_t, 78_402.0);
    close(
        plan.carbon.marginal_t.expect("a marginal factor"),
        185_712.0,
    );
    close(plan.green_share(), 0.5);
    close(plan.mean_rtt_ms, 16.0);
    close(plan.inference_rtt_ms, 5.0);
    let plateau = case
        .hub_ids()
        .find(|&h| case[h].side == Side::West)
        .expect("a western hub");
    let price = plan.shadow_price(RowKey::HubCapacity { hub: plateau });
    close(price.expect("a price"), -5_681_612.5);
    let green = plan.shadow_price(RowKey::GreenTarget { scope: Scope::All });
    close(green.expect("a price"), 5.0);
    assert!(plan.shortfalls.is_empty());
}

#[test]
fn the_claims_on_tiny_are_those_worked_by_hand() {
    let answer = solve(&case("tiny"));
    let claims = answer.claims.as_ref().expect("claims");
    close(claims.cost.saved_cny, 81_144_000.0);
    close(claims.cost.network_cny, 715_300.0);
    close(claims.carbon[0].avoided_t(), 15_330.0);
    close(claims.capacity.freed_mw, 14.0);
    close(claims.baseline.costs.total(), 301_951_800.0);
    assert!(claims.unserved.is_empty() && claims.broken.is_empty());
}

/// About 50,000 USD of electricity a day where the users are: held within 10 %.
#[test]
fn chatgpt_burns_the_reported_electricity_where_its_users_are() {
    let mut case = case("chatgpt").restricted_to(Side::East);
    for workload in &mut case.workloads {
        if matches!(workload.work, Work::Training(_)) {
            workload.scale_demand(0.0);
        }
    }
    let answer = solve(&case);
    let days = case.horizon_hours() / 24.0;
    let usd_per_day = answer.placement.costs.electricity / 7.1 / days;
    assert!(
        (usd_per_day - 50_000.0).abs() <= 5_000.0,
        "{usd_per_day} USD a day"
    );
    assert!(answer.placement.shortfalls.is_empty());
}

#[test]
fn all_solvers_agree_on_tiny_chatgpt_and_one_period_china() {
    for case in [case("tiny"), case("chatgpt"), case("china").averaged()] {
        let mut program = formulate(&case).program;
        program.objectives.truncate(1);
        let objective = |solver| {
            let solved = solver::solve(&program, solver);
            solved.expect("an answer").objective
        };
        let first = objective(Solver::default());
        for &solver in Solver::ALL {
            let other = objective(solver);
            let gap = (other - first).abs();
            assert!(
                gap <= 1e-7 * first,
                "{}: {solver} {other}, {first}",
                case.name
            );
        }
    }
}

/// The figure was computed by another programme, written apart from this one (datasets/china/README.md).
#[test]
fn one_period_china_costs_what_an_independent_programme_found() {
    let answer = solve(&case("china").averaged());
    let gap = (answer.objective_cny - 117_836_691_754.59).abs();
    assert!(
        gap <= 1e-9 * answer.objective_cny,
        "{}",
        answer.objective_cny
    );
    assert!(answer.placement.shortfalls.is_empty());
}

/// Of the energy that `realtime` asks for, what its origins without an eastern hub within its limit ask for.
fn out_of_reach_mwh(case: &Case) -> f64 {
    let realtime = case
        .workload_ids()
        .find(|&w| case[w].id == "realtime")
        .expect("a service");
    let Work::Inference(service) = &case[realtime].work else {
        panic!("a service")
    };
    let hours: Vec<f64> = case.periods.iter().map(|period| period.hours).collect();
    let reaches = |origin: OriginId| {
        let mut eastern = case.hub_ids().filter(|&h| case[h].side == Side::East);
        eastern.any(|hub| case.link(origin, hub).rtt_ms <= service.rtt_limit_ms)
    };
    let rates = service.requests_per_s.iter().filter(|(o, _)| !reaches(*o));
    let rate: f64 = rates.map(|(_, rate)| rate.mean(&hours)).sum();
    rate * service.mw_per_request_per_s * case.horizon_hours()
}

/// `china` without its city sites, whose east cannot hold everything, compared with that east.
fn ten_clusters() -> Case {
    let mut case = case("china");
    case.baseline = Baseline::Side(Side::East);
    for hub in ["beijing", "shanghai", "guangshen"] {
        let off = Change::parse(&format!("enabled.{hub}=0"), &case);
        off.and_then(|change| change.apply(&mut case)).expect(hub);
    }
    case
}

/// With one penalty for all, the east would keep training and leave its users out.
#[test]
fn the_east_leaves_out_first_what_bears_the_longest_round_trip() {
    let case = ten_clusters().averaged();
    let claims = solve(&case).claims.expect("claims");
    let left_out = |id: &str| {
        let mut all = claims.unserved.iter();
        all.find(|missing| case[missing.workload].id == id)
    };
    let realtime = left_out("realtime").expect("what is out of reach");
    close(realtime.energy_mwh / 1e6, out_of_reach_mwh(&case) / 1e6);
    assert!(left_out("chat").is_none() && left_out("voice").is_none());
    // of what bears any round trip, training is left out first: its chips are not bought
    assert!(left_out("llm_bj").is_some() || left_out("llm_zj").is_some());
    let services = claims
        .unserved
        .iter()
        .filter(|missing| case[missing.workload].kind() == Kind::Inference);
    for missing in services {
        let id = case[missing.workload].id.as_str();
        assert!(["realtime", "search"].contains(&id), "{id}");
    }
    for missing in &claims.unserved {
        // also of a run that has a part of the day alone, and one period that holds it
        assert!(missing.share <= 1.0 + 1e-9, "{missing:?}");
        let demand = case.demand_mwh(missing.workload);
        close(missing.energy_mwh / demand, missing.share);
    }
}

/// Where load runs without a move west serves all of it, so that all of it is compared.
#[test]
fn the_baseline_of_china_serves_everything() {
    for case in [case("china"), case("china").averaged()] {
        let held = formulate(&case.at_baseline());
        let mut program = held.program.clone();
        program.objectives.truncate(1);
        let solved = solver::solve(&program, Solver::default()).expect("an answer");
        let plan = Placement::read(&case, &held, &solved.solution);
        assert!(plan.shortfalls.is_empty(), "{:?}", plan.shortfalls);
        let west: f64 = case
            .hub_ids()
            .filter(|&hub| case[hub].side == Side::West)
            .map(|hub| plan.hubs[hub.index()].it_energy_mwh)
            .sum();
        assert!(west < 0.1 * plan.it_energy_mwh, "{west} MWh");
    }
    let claims = solve(&case("china").averaged()).claims.expect("claims");
    close(claims.compared_share, 1.0);
}

#[test]
fn the_eastern_clusters_alone_cannot_hold_china() {
    let answer = solve(&ten_clusters().averaged());
    let claims = answer.claims.expect("claims");
    assert!(!claims.unserved.is_empty());
    assert!(claims.compared_share < 1.0);
    let short_of_demand = |plan: &Placement| {
        plan.shortfalls
            .iter()
            .any(|short| short.what.is_demand() && short.amount > 1e-3)
    };
    assert!(!short_of_demand(&claims.plan) && !short_of_demand(&claims.baseline));
}

/// Where every number comes from, and that the two lists of sources say the same.
#[test]
fn every_figure_of_a_shipped_dataset_has_its_origin() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let list = std::fs::read_to_string(root.join("SOURCES.md")).expect("the list of sources");
    for name in ["tiny", "chatgpt", "china"] {
        let case = case(name);
        let figures = match read_figures(&root.join(name)) {
            Ok(figures) => figures.expect("a file of figures"),
            Err(report) => panic!("{report}"),
        };
        assert_eq!(figures.gaps(&case).without_entry, [], "{name}");
        assert!(!figures.ranges(&case).is_empty(), "{name}");
        for source in &figures.sources {
            let row = format!("| {} | ", source.id);
            let row = list.lines().find(|line| line.starts_with(&row));
            let row = row.unwrap_or_else(|| panic!("{name}: SOURCES.md has no {}", source.id));
            assert!(row.contains(&source.url), "{name}: {}", source.id);
        }
        // an estimate that keys can move says how far it may be wrong
        for entry in figures
            .entries
            .iter()
            .filter(|e| e.status == Status::Estimated)
        {
            let moved = !figures.keys(&entry.place, &case).is_empty();
            let ranged = figures.entries.iter().any(|other| {
                other.range().is_some()
                    && (other.covers(&entry.place) || entry.covers(&other.place))
            });
            assert!(
                !moved || ranged || is_fleet(&entry.place),
                "{name}: {}",
                entry.place
            );
        }
    }
}

/// Fleets have no range of their own: what is estimated is the work, with the fleet that can do it.
fn is_fleet(place: &FigurePlace) -> bool {
    place.column == "accelerators_max"
}

#[test]
fn the_scenarios_of_china_are_what_their_titles_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    let Ok(read) = read_case(&folder) else {
        panic!("china is read")
    };
    let after = |name: &str| {
        let named = read.scenarios.iter().find(|scenario| scenario.name == name);
        let mut case = read.case.clone();
        let applied = named.expect(name).apply(&mut case);
        applied.expect("changes that can be made");
        case
    };
    let hub = |case: &Case, id: &str| case.hubs.iter().find(|hub| hub.id == id).expect(id).clone();
    let capacity = |case: &Case| case.hubs.iter().map(|hub| hub.capacity_mw).sum::<f64>();
    close(capacity(&after("ten-clusters")), 4439.0);
    close(capacity(&read.case), 4439.0 + 2400.0);
    let old = after("factors-2022");
    // provincial averages of 2022, and their residual by the national ratio 0.5856 / 0.5366
    for (id, factor) in [("guian", 0.4989), ("horinger", 0.6849), ("beijing", 0.558)] {
        let hub = hub(&old, id);
        close(hub.emission_factor_kg_per_kwh.base, factor);
        let residual = hub
            .residual_emission_factor_kg_per_kwh
            .expect("a residual factor");
        assert!((residual.base - factor * 0.5856 / 0.5366).abs() < 5e-5);
    }
    assert!(old.hubs.iter().zip(&read.case.hubs).all(|(old, now)| {
        old.emission_factor_kg_per_kwh.base != now.emission_factor_kg_per_kwh.base
    }));
    close(after("allowance").carbon_price_cny_per_t, 70.13);
    close(
        hub(&after("promotional-power"), "guian")
            .price_cny_per_kwh
            .base,
        0.35,
    );
    close(
        hub(&after("announced-growth"), "shaoguan").capacity_mw,
        500_000.0 * 2.5 / 1000.0,
    );
}

/// Columns of a table of a dataset by name, without the first.
fn columns(dataset: &str, table: &str) -> Vec<(String, Vec<f64>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let text = std::fs::read_to_string(folder.join(dataset).join(table)).expect("a table");
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let names = lines.next().expect("a header").split(',').skip(1);
    let mut columns: Vec<(String, Vec<f64>)> =
        names.map(|name| (name.to_owned(), Vec::new())).collect();
    for line in lines {
        for ((_, column), cell) in columns.iter_mut().zip(line.split(',').skip(1)) {
            column.push(cell.parse().expect("a figure"));
        }
    }
    columns
}

/// What the README of `china-year` says of its profiles: 8,760 hours; tariffs, demand and PUE about a mean of 1, PUE within its two ranges; no
/// plant gives more than it has, and none of the sun at midnight; what is used in the evening is more on holidays, the assistant less.
#[test]
fn profiles_of_china_year_are_what_its_readme_says() {
    let profiles = columns("china-year", "profiles.csv");
    assert_eq!(profiles.len(), 28);
    let ends = |column: &[f64]| {
        let least = column.iter().copied().fold(f64::INFINITY, f64::min);
        (least, column.iter().copied().fold(0.0, f64::max))
    };
    let mean = |column: &[f64]| column.iter().sum::<f64>() / column.len() as f64;
    for (name, column) in &profiles {
        assert_eq!(column.len(), 8_760, "{name}");
        let (least, most) = ends(column);
        if name.starts_with("solar_") || name.starts_with("wind_") {
            assert!(0.0 <= least && most <= 1.0, "{name}: {least} to {most}");
            let mean = mean(column);
            assert!((0.1..0.3).contains(&mean), "{name}: {mean}");
        } else {
            assert!(
                (mean(column) - 1.0).abs() < 2e-4,
                "{name}: {}",
                mean(column)
            );
        }
        if name.starts_with("solar_") {
            assert!(
                column.iter().step_by(24).all(|share| *share == 0.0),
                "{name}"
            );
        }
    }
    let of = |name: &str| &profiles.iter().find(|(own, _)| own == name).expect(name).1;
    let near = |found: (f64, f64), told: (f64, f64)| {
        assert!(
            (found.0 - told.0).abs() < 6e-4 && (found.1 - told.1).abs() < 6e-4,
            "{found:?}"
        );
    };
    near(ends(of("pue_north")), (0.952, 1.067));
    near(ends(of("pue_south")), (0.963, 1.038));
    // 1 January is a holiday, 2 January a working day
    let of_day = |name: &str, day: usize| mean(&of(name)[24 * day..24 * (day + 1)]);
    close_to(of_day("assistant", 0) / of_day("assistant", 1), 0.80 / 1.05);
    close_to(of_day("evening", 0) / of_day("evening", 1), 1.08 / 0.98);
}

/// As near as figures of four digits are.
fn close_to(found: f64, told: f64) {
    assert!(
        (found - told).abs() < 1e-3 * told,
        "{found} where the README says {told}"
    );
}
