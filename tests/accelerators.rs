//! Accelerators that stand somewhere: what a plan of two hubs, a day and a night costs, worked by hand.
//!
//! A MW (IT) takes 1,000 accelerators of 1 kW. Hosting is 100 CNY per kW and month, 1.2 million a MW and year; a MW that runs for
//! half a year (4,380 h) at 0.5 CNY/kWh takes 2.19 million of electricity.

#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeMap;

use eastwest::Case;
use eastwest::case::Side;
use eastwest::case::draft::{
    AcceleratorRow, Draft, FleetRow, HubRow, InferenceRow, LinkRow, OriginRow, PeriodRow,
    ProfileRow, TrainingRow,
};
use eastwest::formulation::formulate;
use eastwest::parameter::Change;
use eastwest::placement::Placement;
use eastwest::solver::{self, Solver};

const MILLION: f64 = 1e6;

fn hub(id: &str, side: Side, price: f64, capacity_mw: f64) -> HubRow {
    HubRow {
        hub: id.to_owned(),
        side: Some(side),
        capacity_mw,
        pue: 1.0,
        price_cny_per_kwh: price,
        hosting_cny_per_kw_month: 100.0,
        emission_factor_kg_per_kwh: 0.5,
        ..HubRow::default()
    }
}

fn kind(id: &str) -> AcceleratorRow {
    AcceleratorRow {
        accelerator: id.to_owned(),
        it_power_w: 1000.0,
        ..AcceleratorRow::default()
    }
}

/// A service of 10 MW where its profile is 1.
fn service(id: &str, profile: &str, accelerator: &str) -> InferenceRow {
    InferenceRow {
        service: id.to_owned(),
        origin: "city".to_owned(),
        requests_per_s: 10_000.0,
        demand_profile: Some(profile.to_owned()),
        accelerator: accelerator.to_owned(),
        accelerator_s_per_request: 1.0,
        ..InferenceRow::default()
    }
}

/// A year of 4,380 h of day and as many of night; `near` at 0.5 CNY/kWh and `far` at 0.6, 100 MW each; no workload yet.
fn draft() -> Draft {
    let mut draft = Draft::default();
    draft.settings.name = "chips".to_owned();
    draft.settings.horizon_hours = 8760.0;
    draft.settings.network.price_cny_per_gbps_month = Some(1000.0);
    draft.hubs = vec![
        hub("near", Side::East, 0.5, 100.0),
        hub("far", Side::West, 0.6, 100.0),
    ];
    draft.origins = vec![OriginRow {
        origin: "city".to_owned(),
        ..OriginRow::default()
    }];
    draft.links = ["near", "far"]
        .map(|hub| LinkRow {
            origin: "city".to_owned(),
            hub: hub.to_owned(),
            rtt_ms: Some(5.0),
            ..LinkRow::default()
        })
        .into();
    draft.accelerators = vec![kind("a"), kind("b")];
    draft.periods = ["day", "night"]
        .map(|period| PeriodRow {
            period: period.to_owned(),
            hours: 4380.0,
            group: None,
        })
        .into();
    let profile = |period: &str, day: f64, night: f64| ProfileRow {
        period: period.to_owned(),
        multipliers: BTreeMap::from([
            ("days".to_owned(), day),
            ("nights".to_owned(), night),
            ("always".to_owned(), 1.0),
        ]),
    };
    draft.profiles = vec![profile("day", 1.0, 0.0), profile("night", 0.0, 1.0)];
    draft
}

fn built(draft: &Draft) -> Case {
    draft.build().unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn solved(case: &Case) -> (f64, Placement) {
    let formulation = formulate(case);
    let solved = solver::solve(&formulation.program, Solver::Engine).expect("an answer");
    let plan = Placement::read(case, &formulation, &solved.solution);
    (solved.objective, plan)
}

/// The plan, whose cost by item is its objective.
fn plan(draft: &Draft) -> Placement {
    let (objective, plan) = solved(&built(draft));
    assert_close(plan.costs.total(), objective);
    plan
}

fn assert_close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{found} is not {expected}"
    );
}

/// What stands at a hub, all kinds together, MW.
fn standing_mw(plan: &Placement, hub: usize) -> f64 {
    let here = plan.installed.iter().filter(|at| at.hub.index() == hub);
    here.map(|at| at.mw).sum()
}

#[test]
fn accelerators_are_shared_by_day_and_night_within_a_kind_and_not_between_kinds() {
    let mut draft = draft();
    draft.inference = vec![
        service("by_day", "days", "a"),
        service("by_night", "nights", "a"),
    ];
    let shared = plan(&draft);
    // 10 MW stand, and run all year
    assert_close(standing_mw(&shared, 0), 10.0);
    assert_close(shared.hubs[0].contracted_mw, 10.0);
    assert_close(shared.costs.hosting, 12.0 * MILLION);
    assert_close(shared.costs.electricity, 43.8 * MILLION);
    draft.inference[1].accelerator = "b".to_owned();
    let apart = plan(&draft);
    assert_close(standing_mw(&apart, 0), 20.0);
    assert_close(apart.hubs[0].contracted_mw, 20.0);
    assert_close(apart.costs.hosting, 24.0 * MILLION);
    assert_close(apart.costs.electricity, 43.8 * MILLION);
    assert_eq!(apart.hubs[0].load_mw, [10.0, 10.0]);
}

/// 10 MW that work by day and draw a fifth at night: 0.2·10·8,760 + 0.8·10·4,380 = 52,560 MWh.
#[test]
fn what_stands_idle_draws_its_share() {
    let mut draft = draft();
    draft.accelerators[0].idle_power_share = Some(0.2);
    draft.inference = vec![service("by_day", "days", "a")];
    let alone = plan(&draft);
    assert_close(alone.energy_mwh, 52_560.0);
    assert_close(alone.it_energy_mwh, 43_800.0);
    // the PUE is that of the hub, 1, whatever stands idle
    let case = draft.build().expect("a case");
    assert_close(alone.idle_energy_mwh(&case), 8_760.0);
    assert_close(alone.mean_pue(&case).expect("a PUE"), 1.0);
    assert_close(alone.costs.electricity, 26.28 * MILLION);
    assert_close(alone.carbon.location_t, 26_280.0);
    assert_eq!(alone.hubs[0].draw_mw, [10.0, 2.0]);
    assert_close(alone.hubs[0].energy_mwh, 52_560.0);
    // at night another service of the kind takes them over: nothing is idle
    draft.inference.push(service("by_night", "nights", "a"));
    let shared = plan(&draft);
    assert_close(shared.energy_mwh, 87_600.0);
    // a grid connection feeds what is idle, too: 2 MW of it by night
    draft.inference.pop();
    draft.hubs[0].facility_limit_mw = Some(1.0);
    let elsewhere = plan(&draft);
    assert_close(standing_mw(&elsewhere, 0), 1.0);
    assert_close(standing_mw(&elsewhere, 1), 9.0);
}

/// 100,000 CNY over 4 years at 10 % are 0.1/(1 − 1.1⁻⁴) = 0.315470803706 of it a year: 31.5470803706 million a MW.
#[test]
fn what_is_bought_costs_its_annuity_and_what_is_there_is_sunk() {
    const ANNUITY: f64 = 31.547_080_370_6 * MILLION;
    let mut draft = draft();
    draft.settings.discount_rate = 0.1;
    draft.accelerators[0].price_cny = Some(100_000.0);
    draft.accelerators[0].lifetime_years = Some(4.0);
    draft.inference = vec![service("chat", "always", "a")];
    let new = plan(&draft);
    assert_close(new.costs.accelerators, 10.0 * ANNUITY);
    // the same in one period, where what stands is the load
    let one = built(&draft).averaged();
    let (_, plan_of_one) = solved(&one);
    assert_close(plan_of_one.costs.accelerators, 10.0 * ANNUITY);
    assert_eq!(formulate(&one).columns().len(), 3); // two loads and what is not served
    // 4,000 stand in the dear hub: worth its electricity
    draft.fleet = vec![FleetRow {
        accelerator: "a".to_owned(),
        hub: "far".to_owned(),
        installed: Some(4000.0),
        max: None,
    }];
    for case in [built(&draft), built(&draft).averaged()] {
        let (_, plan) = solved(&case);
        assert_close(plan.costs.accelerators, 6.0 * ANNUITY);
        assert_close(standing_mw(&plan, 1), 4.0);
        assert_close(standing_mw(&plan, 0), 6.0);
    }
    // 4,000 that may stand anywhere stand in the cheap one
    draft.fleet[0].hub = "*".to_owned();
    let movable = plan(&draft);
    assert_close(movable.costs.accelerators, 6.0 * ANNUITY);
    assert_close(standing_mw(&movable, 0), 10.0);
    // at no discount, a quarter of the price a year
    draft.settings.discount_rate = 0.0;
    assert_close(plan(&draft).costs.accelerators, 6.0 * 25.0 * MILLION);
    // what stands where nobody works is hosted all the same
    draft.fleet[0].hub = "far".to_owned();
    draft.inference[0].hubs_allowed = vec!["near".to_owned()];
    let idle = plan(&draft);
    assert_close(standing_mw(&idle, 1), 4.0);
    assert_close(idle.costs.hosting, 14.0 * 1.2 * MILLION);
    assert_close(idle.costs.accelerators, 10.0 * 25.0 * MILLION);
}

#[test]
fn a_fleet_limits_what_stands_at_a_hub_and_at_all() {
    let mut draft = draft();
    draft.inference = vec![service("chat", "always", "a")];
    let limit = |hub: &str, max: f64| FleetRow {
        accelerator: "a".to_owned(),
        hub: hub.to_owned(),
        installed: None,
        max: Some(max),
    };
    draft.fleet = vec![limit("near", 6000.0)];
    let here = plan(&draft);
    assert_close(standing_mw(&here, 0), 6.0);
    assert_close(standing_mw(&here, 1), 4.0);
    draft.fleet.push(limit("*", 8000.0));
    for case in [built(&draft), built(&draft).averaged()] {
        let (_, plan) = solved(&case);
        assert_close(standing_mw(&plan, 0), 6.0);
        assert_close(standing_mw(&plan, 1), 2.0);
        let short: f64 = plan.shortfalls.iter().map(|short| short.amount).sum();
        #[allow(clippy::cast_precision_loss)]
        let periods = case.periods.len() as f64;
        assert_close(short, 2.0 * periods);
    }
    // one accelerator more is worth the electricity of `far` less than the penalty; by key
    let mut case = built(&draft);
    Change::parse("fleet.a=9000", &case)
        .and_then(|change| change.apply(&mut case))
        .expect("a change");
    assert_close(standing_mw(&solved(&case).1, 1), 3.0);
}

/// A run of 10 MW all year, of which the cheap hub holds 5.
fn split_run() -> Draft {
    let mut draft = draft();
    draft.hubs[0].capacity_mw = 5.0;
    draft.training = vec![TrainingRow {
        run: "llm".to_owned(),
        accelerator_hours: Some(10_000.0 * 8760.0),
        accelerator: "a".to_owned(),
        data_origin: "city".to_owned(),
        accelerators_max: Some(10_000.0),
        ..TrainingRow::default()
    }];
    draft
}

#[test]
fn a_run_that_is_held_together_has_the_best_single_hub() {
    let cost = |draft: &Draft| {
        let answer = eastwest::answer::answer(&built(draft), Solver::Engine).expect("an answer");
        (answer.objective_cny, answer.placement)
    };
    let mut draft = split_run();
    // 5 MW at 0.5 and 5 at 0.6 CNY/kWh
    let (free, _) = cost(&draft);
    assert_close(free, (21.9 + 26.28 + 12.0) * MILLION);
    draft.training[0].hubs_max = Some(1.0);
    let (held, plan) = cost(&draft);
    assert_close(held, (52.56 + 12.0) * MILLION);
    assert_close(standing_mw(&plan, 1), 10.0);
    assert_close(standing_mw(&plan, 0), 0.0);
    // where the cheap hub holds it, it goes there
    draft.hubs[0].capacity_mw = 10.0;
    let (_, plan) = cost(&draft);
    assert_close(standing_mw(&plan, 0), 10.0);
    draft.training[0].hubs_max = Some(2.0);
    let faults = draft.build().expect_err("two hubs");
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].to_string().contains("number of hubs"),
        "{}",
        faults[0]
    );
}

/// 5 of 10 MW stand away from `near`, the home of the run: 0.1 Gbps for each MW are 0.5 Gbps on the link of either hub, at 1,000 CNY per
/// Gbps and month 2·0.5·12,000 CNY a year. Held together it exchanges nothing.
#[test]
fn parts_of_a_split_run_exchange_traffic_with_its_home() {
    let mut draft = split_run();
    draft.training[0].sync_gbps_per_mw = Some(0.1);
    let split = plan(&draft);
    assert_close(split.costs.bandwidth, 12_000.0);
    assert_close(
        split.costs.paid(),
        (21.9 + 26.28 + 12.0) * MILLION + 12_000.0,
    );
    let contracted: Vec<f64> = split
        .links
        .iter()
        .map(|link| link.contracted_gbps)
        .collect();
    assert_eq!(contracted.len(), 2);
    contracted.iter().for_each(|&gbps| assert_close(gbps, 0.5));
    // with one period it stands on the loads
    let case = built(&draft).averaged();
    let answer = eastwest::answer::answer(&case, Solver::Engine).expect("an answer");
    assert_close(answer.placement.costs.bandwidth, 12_000.0);
    draft.training[0].hubs_max = Some(1.0);
    let answer = eastwest::answer::answer(&built(&draft), Solver::Engine).expect("an answer");
    assert_close(answer.objective_cny, (52.56 + 12.0) * MILLION);
}

/// All 10 MW of pretrain stay away from coast, the hub of the baseline: 1 Gbps on the link of delta with plateau (12,000 CNY per Gbps and
/// month) and 1 on its link with coast (5,000), for ten months. The run moves as a whole, and is charged all the same.
#[test]
fn a_run_that_moves_as_a_whole_is_charged_what_a_split_one_exchanges() {
    let mut case = common::dataset("tiny");
    let answer = |case: &Case| eastwest::answer::answer(case, Solver::Engine).expect("an answer");
    let alone = answer(&case);
    for workload in &mut case.workloads {
        if let eastwest::case::Work::Training(run) = &mut workload.work {
            run.sync_gbps_per_mw = 0.1;
        }
    }
    let split = answer(&case);
    assert_close(split.objective_cny - alone.objective_cny, 170_000.0);
    let network = |answer: &eastwest::answer::Answer| {
        let claims = answer.claims.as_ref().expect("claims");
        let training = claims.of_kind(Some(eastwest::case::Kind::Training));
        training.expect("training").cost.network_cny
    };
    assert_close(network(&split) - network(&alone), 170_000.0);
}

/// Two runs of 10 MW and a cheap hub for one: each choice tried by hand.
#[test]
fn runs_that_are_held_together_share_the_hubs_at_least_cost() {
    let mut draft = split_run();
    draft.hubs[0].capacity_mw = 10.0;
    draft.training.push(TrainingRow {
        run: "vision".to_owned(),
        accelerator_hours: Some(7_000.0 * 8760.0),
        accelerators_max: Some(7000.0),
        ..draft.training[0].clone()
    });
    for run in &mut draft.training {
        run.hubs_max = Some(1.0);
    }
    let answer = eastwest::answer::answer(&built(&draft), Solver::Engine).expect("an answer");
    // 10 MW at 0.5 and 7 at 0.6: less than 7 at 0.5 and 10 at 0.6
    let near = 10.0 * 8760.0 * 500.0;
    let far = 7.0 * 8760.0 * 600.0;
    assert_close(answer.objective_cny, near + far + 17.0 * 1.2 * MILLION);
}

/// 840 TB in a week instead of a year: 8,760/168 times the rate, 840·8,000/(168·3,600) = 11.1 Gbps.
#[test]
fn data_moved_within_days_take_the_bandwidth_of_the_rush() {
    let mut draft = split_run();
    draft.hubs[0].capacity_mw = 100.0;
    draft.training[0].data_tb = Some(840.0);
    let spread = plan(&draft);
    draft.training[0].transfer_days = Some(7.0);
    let rush = plan(&draft);
    let gbps = |plan: &Placement| plan.links[0].contracted_gbps;
    assert_close(gbps(&rush), 840.0 * 8000.0 / (168.0 * 3600.0));
    assert_close(gbps(&rush) / gbps(&spread), 8760.0 / 168.0);
    assert_close(rush.costs.bandwidth, 12_000.0 * gbps(&rush));
    assert_close(rush.costs.transfer, spread.costs.transfer);
    // one period keeps the rush: it is no hourly figure
    let (_, averaged) = solved(&built(&draft).averaged());
    assert_close(gbps(&averaged), gbps(&rush));
}

/// A run of 10 MW does not follow the cheaper hour from hub to hub: that would take 20 MW of accelerators.
#[test]
fn a_run_has_no_more_accelerators_than_its_fleet_in_all_places_together() {
    let mut draft = split_run();
    draft.hubs[0].capacity_mw = 100.0;
    for (row, (near, far)) in draft.profiles.iter_mut().zip([(1.0, 3.0), (3.0, 1.0)]) {
        row.multipliers.insert("near_price".to_owned(), near);
        row.multipliers.insert("far_price".to_owned(), far);
    }
    draft.hubs[0].price_profile = Some("near_price".to_owned());
    draft.hubs[1].price_profile = Some("far_price".to_owned());
    // half its work: it runs in the cheap hours, all of it at the cheaper hub
    draft.training[0].accelerator_hours = Some(5000.0 * 8760.0);
    let plan = plan(&draft);
    assert_close(standing_mw(&plan, 0) + standing_mw(&plan, 1), 10.0);
    assert_close(plan.hubs[0].load_mw[0], 10.0);
    assert_close(plan.hubs[0].load_mw[1], 0.0);
    assert_close(plan.costs.total(), (21.9 + 12.0) * MILLION);
}

#[test]
fn a_chip_price_never_lowers_the_cost_and_a_bigger_fleet_never_raises_it() {
    for seed in (0..90).step_by(3) {
        let case = common::random_case(seed);
        let (cost, _) = solved(&case);
        let allowed = 1e-7 * cost.abs();
        let with = |text: &str| {
            let mut changed = case.clone();
            let change = Change::parse(text, &case).expect("a change");
            change.apply(&mut changed).expect("a change");
            solved(&changed).0
        };
        assert!(
            with("accelerator_price+=50000") >= cost - allowed,
            "{}",
            case.name
        );
        assert!(with("idle_power=0") <= cost + allowed, "{}", case.name);
        for key in ["fleet.a=inf", "fleet.b.all=inf", "fleet=inf"] {
            // what stands shrinks with its limit, and grows with it
            if case.accelerators.iter().all(|kind| kind.fleet.is_owned()) {
                continue;
            }
            assert!(with(key) <= cost + allowed, "{} {key}", case.name);
        }
    }
}
