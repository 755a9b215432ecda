//! What must hold for every case, whatever its numbers.

mod common;

use eastwest::Case;
use eastwest::case::{Hourly, Kind, Side, Work};
use eastwest::formulation::Item;
use eastwest::formulation::formulate;
use eastwest::placement::Placement;
use eastwest::solver::{self, Solver};

const SEEDS: std::ops::Range<u64> = 1000..1040;

fn solve(case: &Case) -> (f64, Placement) {
    let formulation = formulate(case);
    let solved = solver::solve(&formulation.program, Solver::default())
        .unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let placement = Placement::read(case, &formulation, &solved.solution);
    (solved.objective, placement)
}

fn cost(case: &Case) -> f64 {
    solve(case).0
}

fn assert_close(a: f64, b: f64, what: &str) {
    assert!(
        (a - b).abs() <= 2e-7 * (1.0 + a.abs().max(b.abs())),
        "{what}: {a} and {b}"
    );
}

fn assert_no_more(less: f64, more: f64, what: &str) {
    assert!(
        less <= more + 2e-7 * (1.0 + more.abs()),
        "{what}: {less} is more than {more}"
    );
}

fn scale_money(case: &mut Case, k: f64) {
    for kind in &mut case.accelerators {
        kind.price_cny *= k;
    }
    for hub in &mut case.hubs {
        hub.price_cny_per_kwh.base *= k;
        hub.hosting_cny_per_kw_month *= k;
        hub.green_premium_cny_per_mwh *= k;
    }
    for link in &mut case.links {
        link.price_cny_per_gbps_month *= k;
        link.transfer_cny_per_tb *= k;
    }
    case.carbon_price_cny_per_t *= k;
    let penalties = &mut case.penalties;
    for penalty in [
        &mut penalties.unserved_cny_per_mwh,
        &mut penalties.green_cny_per_mwh,
        &mut penalties.carbon_cny_per_t,
        &mut penalties.share_cny_per_mwh,
    ] {
        *penalty *= k;
    }
}

#[test]
fn scaling_all_money_scales_the_cost() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let mut dearer = case.clone();
        scale_money(&mut dearer, 3.0);
        assert_close(3.0 * cost(&case), cost(&dearer), &case.name);
    }
}

#[test]
fn twice_the_demand_on_twice_the_capacity_doubles_everything() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let mut twice = case.clone();
        for workload in &mut twice.workloads {
            workload.scale_demand(2.0);
        }
        for hub in &mut twice.hubs {
            hub.capacity_mw *= 2.0;
            hub.facility_limit_mw *= 2.0;
        }
        for link in &mut twice.links {
            link.capacity_gbps *= 2.0;
        }
        for trunk in &mut twice.trunks {
            trunk.capacity_gbps *= 2.0;
        }
        for kind in &mut twice.accelerators {
            let fleet = &mut kind.fleet;
            let counts = fleet.installed.iter_mut().chain(&mut fleet.max_by_hub);
            counts.for_each(|count| *count *= 2.0);
            (fleet.movable, fleet.max) = (2.0 * fleet.movable, 2.0 * fleet.max);
        }
        twice.policy.carbon_cap_t = case.policy.carbon_cap_t.map(|cap| 2.0 * cap);
        assert_close(2.0 * cost(&case), cost(&twice), &case.name);
    }
}

/// What is relaxed, and how.
type Relaxation = (&'static str, fn(&mut Case));

#[test]
fn relaxing_a_limit_never_raises_the_cost() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let base = cost(&case);
        let relaxations: [Relaxation; 6] = [
            ("capacity", |case| {
                for hub in &mut case.hubs {
                    hub.capacity_mw += 3.0;
                }
            }),
            ("facility limit", |case| {
                for hub in &mut case.hubs {
                    hub.facility_limit_mw += 3.0;
                }
            }),
            ("link and trunk capacity", |case| {
                for link in &mut case.links {
                    link.capacity_gbps += 0.5;
                }
                for trunk in &mut case.trunks {
                    trunk.capacity_gbps += 0.5;
                }
            }),
            ("round-trip limit", |case| {
                for workload in &mut case.workloads {
                    if let Work::Inference(service) = &mut workload.work {
                        service.rtt_limit_ms += 10.0;
                    }
                }
            }),
            ("policies", |case| {
                case.policy = eastwest::case::Policy::default()
            }),
            ("hubs allowed", |case| {
                for workload in &mut case.workloads {
                    workload.allowed.fill(true);
                }
            }),
        ];
        for (what, relax) in relaxations {
            let mut relaxed = case.clone();
            relax(&mut relaxed);
            assert_no_more(
                cost(&relaxed),
                base,
                &format!("{} without {what}", case.name),
            );
        }
    }
}

#[test]
fn leaving_out_a_hub_never_lowers_the_cost() {
    for seed in SEEDS {
        let mut case = common::random_case(seed);
        case.policy.hub_share_max = None;
        let base = cost(&case);
        let mut without = case.clone();
        for workload in &mut without.workloads {
            workload.allowed[1] = false;
        }
        assert_no_more(base, cost(&without), &case.name);
    }
}

#[test]
fn a_hub_that_gets_cheaper_loses_no_energy() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let energy = |case: &Case| solve(case).1.hubs[0].energy_mwh;
        let mut cheaper = case.clone();
        cheaper.hubs[0].price_cny_per_kwh.shape.clear();
        let before = energy(&cheaper);
        cheaper.hubs[0].price_cny_per_kwh.base *= 0.5;
        let after = energy(&cheaper);
        assert!(
            after >= before - 1e-4 * (1.0 + before),
            "{}: {before} then {after}",
            case.name
        );
    }
}

#[test]
fn the_order_of_hubs_changes_nothing_but_the_order() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let mut turned = case.clone();
        let hubs = case.hubs.len();
        turned.hubs.reverse();
        for workload in &mut turned.workloads {
            workload.allowed.reverse();
        }
        for kind in &mut turned.accelerators {
            kind.fleet.installed.reverse();
            kind.fleet.max_by_hub.reverse();
        }
        for (o, links) in turned.links.chunks_mut(hubs).enumerate() {
            links.clone_from_slice(&case.links[o * hubs..(o + 1) * hubs]);
            links.reverse();
        }
        for (hub, _) in &mut turned.policy.green_share_min_by_hub {
            *hub = eastwest::case::HubId::new(hubs - 1 - hub.index());
        }
        let ((a, plan), (b, other)) = (solve(&case), solve(&turned));
        assert_close(a, b, &case.name);
        let carbon = (plan.carbon.location_t, other.carbon.location_t);
        assert!(
            (carbon.0 - carbon.1).abs() <= 1e-4 * (1.0 + carbon.0),
            "{}: {carbon:?}",
            case.name
        );
    }
}

#[test]
fn equal_periods_cost_what_one_period_costs() {
    for seed in SEEDS {
        let mut case = common::random_case(seed);
        let flat = |figure: &mut Hourly| figure.shape.clear();
        for hub in &mut case.hubs {
            for figure in [
                &mut hub.pue,
                &mut hub.price_cny_per_kwh,
                &mut hub.green_share,
            ] {
                flat(figure);
            }
            flat(&mut hub.emission_factor_kg_per_kwh);
            hub.marginal_emission_factor_kg_per_kwh.as_mut().map(flat);
        }
        let horizon = case.horizon_hours();
        for workload in &mut case.workloads {
            match &mut workload.work {
                Work::Inference(service) => {
                    service
                        .requests_per_s
                        .iter_mut()
                        .for_each(|(_, rate)| flat(rate));
                }
                Work::Training(run) => {
                    run.window.fill(true);
                    run.window_hours = horizon;
                }
                Work::Storage(_) => {}
            }
        }
        assert_close(cost(&case), cost(&case.averaged()), &case.name);
    }
}

#[test]
fn every_plan_serves_what_is_asked_or_says_what_is_short() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let (objective, plan) = solve(&case);
        assert_close(objective, plan.costs.total(), "cost by item");
        let short: f64 = plan
            .shortfalls
            .iter()
            .filter(|short| short.what.is_demand())
            .map(|short| match short.what {
                eastwest::placement::ShortfallKind::Load {
                    period: Some(t), ..
                } => short.amount * case.periods[t.index()].hours,
                eastwest::placement::ShortfallKind::Load { period: None, .. } => {
                    short.amount * case.horizon_hours()
                }
                _ => short.amount,
            })
            .sum();
        let asked: f64 = common::demand_by_kind(&case).iter().sum();
        let gap = (plan.it_energy_mwh + short - asked).abs();
        assert!(
            gap <= 1e-5 * (1.0 + asked),
            "{}: {gap} MWh of {asked} unaccounted for",
            case.name
        );
    }
}

/// Every limit of the case, checked on the plan itself, without the programme.
#[test]
fn every_plan_keeps_every_limit() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let (_, plan) = solve(&case);
        let within = |value: f64, limit: f64, what: &str| {
            assert!(
                value <= limit + 1e-5 * (1.0 + limit.abs()),
                "{}: {what} {value} over {limit}",
                case.name
            );
        };
        for used in &plan.hubs {
            let hub = &case[used.hub];
            within(used.contracted_mw, hub.capacity_mw, "capacity");
            for (t, mw) in used.load_mw.iter().enumerate() {
                within(mw * hub.pue.at(t), hub.facility_limit_mw, "facility limit");
            }
        }
        for link in &plan.links {
            within(
                link.contracted_gbps,
                case.link(link.origin, link.hub).capacity_gbps,
                "link",
            );
        }
        for trunk in &plan.trunks {
            within(
                trunk.contracted_gbps,
                case[trunk.trunk].capacity_gbps,
                "trunk",
            );
        }
        for load in &plan.loads {
            let workload = &case[load.workload];
            assert!(workload.may_run_at(load.hub), "{}: not allowed", case.name);
            within(
                case.link(load.origin, load.hub).rtt_ms,
                workload.rtt_limit_ms(),
                "round trip",
            );
        }
        let policies_met = plan.shortfalls.iter().all(|short| short.what.is_demand());
        if policies_met {
            if let Some(share) = case.policy.green_share_min {
                within(share, plan.green_share(), "green share");
            }
            if let Some(share) = case.policy.hub_share_max {
                for used in &plan.hubs {
                    within(used.it_energy_mwh, share * plan.it_energy_mwh, "hub share");
                }
            }
            if let Some(share) = case.policy.training_west_share_min {
                let west = plan.side_mean_mw(&case, Kind::Training, Side::West);
                let east = plan.side_mean_mw(&case, Kind::Training, Side::East);
                within(share * (west + east), west, "training in the west");
            }
        }
    }
}

#[test]
fn green_energy_bought_never_exceeds_what_is_not_green_yet() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let (_, plan) = solve(&case);
        assert!(
            plan.green_share() <= 1.0 + 1e-6,
            "{}: {}",
            case.name,
            plan.green_share()
        );
        assert!(
            plan.carbon.market_t >= -1e-6 * (1.0 + plan.carbon.location_t),
            "{}",
            case.name
        );
    }
}

#[test]
fn every_item_of_the_cost_is_a_cost() {
    for seed in SEEDS {
        let formulation = formulate(&common::random_case(seed));
        for item in [
            Item::Electricity,
            Item::Hosting,
            Item::Bandwidth,
            Item::Transfer,
            Item::Shortfall,
        ] {
            assert!(formulation.measures.of(item).all(|c| c >= 0.0));
        }
    }
}

/// The lower bound that row prices prove: every row and column at the bound its price points at.
fn bound_proved(program: &eastwest::Program, y: &[f64]) -> f64 {
    let at = |price: f64, lower: f64, upper: f64| {
        let bound = if price > 0.0 { lower } else { upper };
        // a price at an infinite bound is rounding, which the certificate measures
        if bound.is_finite() {
            price * bound
        } else {
            0.0
        }
    };
    let rows =
        (0..program.row_count()).map(|i| at(y[i], program.row_lower[i], program.row_upper[i]));
    let columns = (0..program.column_count()).map(|j| {
        let of_rows: f64 = program.matrix.column(j).map(|(i, a)| a * y[i]).sum();
        let price = program.objective().coefficients[j] - of_rows;
        at(price, program.lower[j], program.upper[j])
    });
    program.objective().constant + rows.chain(columns).sum::<f64>()
}

/// Weak duality: no feasible plan, whatever it was made for, is cheaper than what any certificate proves.
#[test]
fn no_plan_is_cheaper_than_any_certificate_proves() {
    for seed in SEEDS {
        let case = common::random_case(seed);
        let program = formulate(&case).program;
        let mut plans = Vec::new();
        for rank in 0..program.objectives.len() {
            let mut other = program.clone();
            other.objectives.swap(0, rank);
            other.objectives.truncate(1);
            plans.extend(
                solver::solve(&other, Solver::Engine)
                    .map(|solved| solved.solution.x)
                    .ok(),
            );
        }
        assert!(plans.len() > 1, "{}", case.name);
        for judge in [Solver::Engine, Solver::Clarabel] {
            let Ok(solved) = solver::solve(&program, judge) else {
                panic!("{}: {judge}", case.name);
            };
            let bound = bound_proved(&program, &solved.solution.duals.expect("prices"));
            assert_close(bound, solved.objective, &format!("{} {judge}", case.name));
            for x in &plans {
                assert_no_more(bound, program.objective().value(x), &case.name);
            }
        }
    }
}

/// Rows of every table but periods, whose order is the day's, in another order: the same cost, carbon and round trip, and
/// the same load at every hub.
#[test]
fn the_order_of_rows_in_files_changes_nothing_but_the_order() {
    let random = &mut common::Random::new(11);
    for name in ["tiny", "chatgpt", "china"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("datasets")
            .join(name);
        let mut files = std::collections::BTreeMap::new();
        for entry in std::fs::read_dir(&folder).expect("a dataset") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            files.insert(name, std::fs::read(path).expect("a file"));
        }
        let read = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
            match eastwest::input::read_case_bytes(name, files) {
                Ok(loaded) => loaded.case.averaged(),
                Err(report) => panic!("{report}"),
            }
        };
        let (a, plan) = solve(&read(&files));
        for _ in 0..3 {
            let mut shuffled = files.clone();
            for (file, bytes) in &mut shuffled {
                if file.ends_with(".csv") && file != "periods.csv" && file != "profiles.csv" {
                    shuffle_rows(random, bytes);
                }
            }
            let case = read(&shuffled);
            let (b, other) = solve(&case);
            assert_close(a, b, name);
            assert_close(plan.carbon.location_t, other.carbon.location_t, name);
            assert_close(plan.mean_rtt_ms, other.mean_rtt_ms, name);
        }
    }
}

fn shuffle_rows(random: &mut common::Random, bytes: &mut Vec<u8>) {
    let mut rows: Vec<Vec<u8>> = bytes
        .split_inclusive(|&b| b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    for k in (2..rows.len()).rev() {
        rows.swap(k, random.count(1, k));
    }
    *bytes = rows.concat();
}
