//! Reasons: worked out by hand, and held against an independent solver.

mod common;

use std::path::Path;

use eastwest::Case;
use eastwest::answer::plan as answer;
use eastwest::case::{HubId, OriginId, WorkloadId};
use eastwest::explain::{
    Carrier, Explanation, Focus, Limit, PricedLimit, Request, Share, WorkloadPrice, explain,
};
use eastwest::formulation::{ColumnKey, RowKey};
use eastwest::formulation::{Formulation, formulate};
use eastwest::parameter::Change;
use eastwest::program::{Objective, Program};
use eastwest::solver::{Solver, Status, solve};

const COAST: HubId = HubId::new(0);
const PLATEAU: HubId = HubId::new(1);

fn dataset(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    let read = eastwest::input::read_case(&folder);
    read.unwrap_or_else(|report| panic!("{report}")).case
}

fn changed(case: &Case, change: &str) -> Case {
    let mut case = case.clone();
    let change = Change::parse(change, &case).unwrap_or_else(|error| panic!("{error}"));
    change
        .apply(&mut case)
        .unwrap_or_else(|error| panic!("{error}"));
    case
}

fn told(case: &Case) -> Explanation {
    explain(case, &Request::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Least value of the first objective, by a solver that shares nothing with the engine.
fn least(program: &Program) -> f64 {
    let mut first = program.clone();
    first.objectives.truncate(1);
    let solved = solve(&first, Solver::Microlp).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(solved.status, Status::Optimal);
    solved.objective
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-7 * (1.0 + expected.abs())
}

fn workload<'a>(told: &'a Explanation, id: &str) -> &'a WorkloadPrice {
    let mut places = told.places.iter();
    let place = places.find(|place| told.case[place.workload].id == id);
    place.unwrap_or_else(|| panic!("no {id}"))
}

/// README of `tiny`: gains per MW at plateau are 5,872,437.5 (chat of upland), 5,827,872.5 (pretrain) and 5,681,612.5
/// (backup); 2 of 4 MW of backup are there.
#[test]
fn room_at_plateau_is_worth_what_backup_gains_there_as_long_as_there_is_backup() {
    let told = told(&dataset("tiny"));
    let [limit] = told.limits.as_slice() else {
        panic!("{:?}", told.limits);
    };
    assert_eq!((limit.limit, limit.now), (Limit::Capacity(PLATEAU), 14.0));
    assert!(close(limit.one_more_saves(), 5_681_612.5));
    assert!(close(limit.one_less_costs(), 5_681_612.5));
    assert!(!limit.is_degenerate());
    let (more, less) = (limit.more.expect("a price"), limit.less.expect("a price"));
    assert!(close(more.until, 2.0) && more.ends);
    assert!(close(less.until, -2.0) && less.ends);
}

/// With 16 MW everything that wants to be at plateau fits; with 12 MW backup has left and pretrain is next. With 2 MW
/// pretrain has left as well, and what gains there gains 2,737.5 · 5 + 4,380 · 5 = 35,587.5 besides: plateau has sold all
/// the green energy that it may, so coast's premium counts.
#[test]
fn where_a_limit_is_just_met_its_two_prices_differ() {
    let tiny = dataset("tiny");
    for (capacity, more, less) in [
        (16.0, 0.0, 5_681_612.5),
        (12.0, 5_681_612.5, 5_827_872.5),
        (2.0, 5_863_460.0, 5_908_025.0),
    ] {
        let told = told(&changed(&tiny, &format!("capacity.plateau={capacity}")));
        let limit = told.limits[0];
        assert!(limit.is_degenerate());
        assert!(close(limit.one_more_saves(), more), "{capacity}: {limit:?}");
        assert!(close(limit.one_less_costs(), less), "{capacity}: {limit:?}");
    }
}

/// Moving a MWh of pretrain to coast makes room for backup: 5,827,872.5 − 5,681,612.5 = 146,260 per MW; of chat of
/// upland 5,872,437.5 − 5,681,612.5 = 190,825. Backup at plateau can only take pretrain's place.
#[test]
fn what_moves_a_workload_is_its_gain_less_that_of_whoever_takes_the_room() {
    let told = told(&dataset("tiny"));
    let at = |id: &str, hub: HubId| {
        let place = workload(&told, id);
        *place
            .hubs
            .iter()
            .find(|at| at.hub == hub)
            .expect("a hub within reach")
    };
    let per_mwh = |cny: f64| cny / 7300.0;
    let pretrain = at("pretrain", COAST);
    assert_eq!(pretrain.mean_mw, 0.0);
    assert!(close(
        pretrain.fall_before_more_cny_per_mwh.expect("room"),
        per_mwh(146_260.0)
    ));
    assert_eq!(pretrain.rise_before_less_cny_per_mwh, None);
    let there = at("pretrain", PLATEAU);
    assert_eq!(
        there.fall_before_more_cny_per_mwh, None,
        "all of it is there"
    );
    assert!(close(
        there.rise_before_less_cny_per_mwh.expect("a rise"),
        per_mwh(146_260.0)
    ));
    let chat = at("chat", PLATEAU);
    assert!(close(
        chat.rise_before_less_cny_per_mwh.expect("a rise"),
        per_mwh(190_825.0)
    ));
    assert!(close(chat.within_reach, 2.0 / 12.0));
    let backup = at("backup", PLATEAU);
    assert!(close(
        backup.fall_before_more_cny_per_mwh.expect("room"),
        per_mwh(146_260.0)
    ));
    // and its cost by item: README, table "Where one MW is best", per MW over 7,300 h
    let cost = pretrain.unit_cost;
    for (found, per_mw) in [
        (cost.electricity, 7_300_000.0),
        (cost.hosting, 4_000_000.0),
        (cost.carbon_price, 273_750.0),
        (cost.rules, 13_687.5),
        (cost.bandwidth, 5_000.0),
        (cost.transfer, 3_285.0),
        (cost.scarcity, 0.0),
    ] {
        assert!(close(found, per_mwh(per_mw)), "{found} {per_mw}");
    }
    assert!(close(there.unit_cost.scarcity, per_mwh(5_681_612.5)));
    // shadow prices of the demands, README
    let next = |id: &str| workload(&told, id).next_mwh_costs_cny.expect("a price");
    assert!(close(next("pretrain"), 1_568.419_520_547_945));
    assert!(close(next("backup"), per_mwh(11_628_862.5)));
    assert!(close(
        next("chat"),
        per_mwh((10.0 * 11_592_437.5 + 2.0 * 11_408_612.5) / 12.0)
    ));
}

/// With 29 ms, chat of delta gains 5,857,437.5 per MW at plateau and takes the room of 8 MW of pretrain and 2 of backup:
/// 10 · (5,857,437.5 − 5,827,872.5) + 2 · (5,827,872.5 − 5,681,612.5) = 588,170.
#[test]
fn the_next_link_of_a_longer_limit_is_priced_by_its_own_optimum() {
    let told = told(&dataset("tiny"));
    let [limit] = told.latency.as_slice() else {
        panic!("{:?}", told.latency);
    };
    let next = limit.next.as_ref().expect("a longer link");
    assert_eq!((limit.rtt_limit_ms, limit.longest_used_ms), (25.0, 10.0));
    assert_eq!(next.rtt_limit_ms, 29.0);
    assert_eq!(next.admits, [(OriginId::new(0), PLATEAU)]);
    assert!((next.saving_cny - 588_170.0).abs() < 1e-2);
    assert_eq!(limit.first_saving.as_ref(), Some(next));
}

/// A point more asks for 2,321.4 MWh more, which plateau sells at 5 CNY.
#[test]
fn a_percentage_point_of_green_share_costs_the_premium_of_what_it_asks_for() {
    let tiny = dataset("tiny");
    let told = told(&tiny);
    let [share] = told.shares.as_slice() else {
        panic!("{:?}", told.shares);
    };
    assert!(matches!(share.share, Share::Green(_)));
    assert!(close(
        share.slope_up_cny_per_point.expect("a slope"),
        11_607.0
    ));
    assert!(close(
        share.slope_down_cny_per_point.expect("a slope"),
        11_607.0
    ));
    for (target, found) in [(0.51, share.point_more_cny), (0.49, share.point_less_cny)] {
        let case = changed(&tiny, &format!("green_target={target}"));
        let expected = least(&formulate(&case).program) - told.objective_cny;
        assert!((found.expect("a cost") - expected).abs() < 1.0);
    }
}

/// Own green energy is 83,220 + 61,320 (bought at plateau at most) of 232,140 MWh: at 0.622641… plateau has sold out
/// and coast's premium counts; by then the price has two sides.
#[test]
fn a_share_at_which_another_seller_begins_has_two_slopes() {
    let tiny = dataset("tiny");
    let sold_out = (83_220.0 + 61_320.0) / 232_140.0;
    let case = changed(&tiny, &format!("green_target={sold_out}"));
    let told = told(&case);
    let share = told.shares[0];
    let (up, down) = (
        share.slope_up_cny_per_point.expect("a slope"),
        share.slope_down_cny_per_point.expect("a slope"),
    );
    for (slope, step) in [(up, 1e-5), (down, -1e-5)] {
        let moved = changed(&tiny, &format!("green_target={}", sold_out + step));
        let difference = least(&formulate(&moved).program) - told.objective_cny;
        assert!(
            (difference - slope * step * 100.0).abs() < 1e-4 * difference.abs(),
            "{slope} {step} {difference}"
        );
    }
    assert!(up > 1.5 * down, "{up} {down}");
}

/// Moves a limit by `step`: its rows in the programme, not the case.
fn moved(formulation: &Formulation, limit: Limit, step: f64) -> Program {
    let mut program = formulation.program.clone();
    for (i, &row) in formulation.rows().iter().enumerate() {
        let is_it = match (limit, row) {
            (Limit::Capacity(a), RowKey::HubCapacity { hub }) => a == hub,
            (Limit::FacilityLimit(a), RowKey::FacilityLimit { hub, .. }) => a == hub,
            (Limit::LinkCapacity(o, h), RowKey::LinkCapacity { origin, hub }) => {
                (o, h) == (origin, hub)
            }
            (Limit::TrunkCapacity(a), RowKey::TrunkCapacity { trunk }) => a == trunk,
            (Limit::Accelerators(a), RowKey::TrainingPower { workload, .. }) => a == workload,
            (Limit::Fleet(kind, at), RowKey::FleetMax { accelerator, hub }) => {
                (kind, at) == (accelerator, hub)
            }
            (Limit::CarbonCap, RowKey::CarbonCap) => true,
            _ => false,
        };
        if is_it {
            program.row_upper[i] += step;
        }
    }
    program
}

/// Half way through each piece the cost is what its slope says; beyond its end it is more.
fn prices_agree(formulation: &Formulation, best: f64, limit: &PricedLimit) {
    for piece in [limit.more, limit.less].into_iter().flatten() {
        let at = |t: f64| least(&moved(formulation, limit.limit, t)) - best;
        let tolerance = 1e-8 * best.abs().max(1.0);
        for part in [0.5, 1.0] {
            let t = part * piece.until;
            let found = at(t);
            assert!(
                (found - piece.slope * t).abs() <= tolerance,
                "{limit:?}: {found} at {t}"
            );
        }
        let beyond = 1.5 * piece.until;
        if piece.ends && limit.now + beyond >= 0.0 {
            let found = at(beyond);
            assert!(
                found >= piece.slope * beyond - tolerance,
                "{limit:?}: {found} at {beyond}"
            );
        }
    }
}

#[test]
fn every_price_is_the_difference_that_it_predicts_on_both_sides() {
    let china = dataset("china").averaged();
    let explained = told(&china);
    let formulation = formulate(&china);
    assert_eq!(explained.limits.len(), 7);
    for limit in &explained.limits {
        prices_agree(&formulation, explained.objective_cny, limit);
    }
    let mut degenerate = 0;
    let mut limits = 0;
    for seed in 0..40 {
        let case = common::random_case(seed);
        let explained = told(&case);
        let formulation = formulate(&case);
        for limit in &explained.limits {
            prices_agree(&formulation, explained.objective_cny, limit);
            limits += 1;
            degenerate += usize::from(limit.is_degenerate());
        }
    }
    assert!(limits > 60, "{limits} limits, {degenerate} degenerate");
}

/// The least cost with a subsidy per MWh of a workload at a hub is the old cost less the subsidy of what is there as long
/// as nothing moves, and less than that as soon as anything does.
#[test]
fn a_subsidy_moves_a_workload_just_when_it_is_said_to() {
    let mut checked = 0;
    for case in [
        dataset("china").averaged(),
        dataset("tiny"),
        common::random_case(5),
    ] {
        let explained = told(&case);
        let formulation = formulate(&case);
        for place in &explained.places {
            for at in place.hubs.iter().step_by(2) {
                let energy = at.mean_mw * case.horizon_hours();
                let with = |subsidy: f64| -> f64 {
                    let mut program = formulation.program.clone();
                    subsidise(
                        &case,
                        &formulation,
                        &mut program,
                        (place.workload, at.hub),
                        subsidy,
                    );
                    least(&program) - explained.objective_cny + subsidy * energy
                };
                let moves = |subsidy: f64| with(subsidy) < -1e-9 * explained.objective_cny;
                let priced = |price: &f64| *price > 0.1 && *price < 1e4;
                if let Some(fall) = at.fall_before_more_cny_per_mwh.filter(priced) {
                    assert!(!moves(0.999 * fall), "{at:?}");
                    assert!(moves(1.05 * fall + 1.0), "{at:?}");
                    checked += 1;
                }
                if let Some(rise) = at.rise_before_less_cny_per_mwh.filter(priced) {
                    assert!(!moves(-0.999 * rise), "{at:?}");
                    assert!(moves(-1.05 * rise - 1.0), "{at:?}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 40, "{checked}");
}

fn subsidise(
    case: &Case,
    formulation: &Formulation,
    program: &mut Program,
    (of, at): (WorkloadId, HubId),
    subsidy_cny_per_mwh: f64,
) {
    for (j, key) in formulation.columns().iter().enumerate() {
        if let ColumnKey::Load {
            workload,
            hub,
            period,
            ..
        } = *key
            && (workload, hub) == (of, at)
        {
            program.objectives[0].coefficients[j] -= subsidy_cny_per_mwh * case.hours_of(period);
        }
    }
}

/// Least and most load within the allowance, by a solver that shares nothing with the engine.
#[test]
fn firmness_is_what_an_independent_solver_finds() {
    let cases = [
        dataset("tiny"),
        dataset("china").averaged(),
        common::random_case(3),
        common::random_case(11),
    ];
    for case in cases {
        let explained = told(&case);
        let formulation = formulate(&case);
        for firm in &explained.firmness {
            let load: Vec<f64> = formulation
                .columns()
                .iter()
                .map(|key| match *key {
                    ColumnKey::Load { hub, period, .. } if carries(&case, firm.carrier, hub) => {
                        case.hours_of(period) / case.horizon_hours()
                    }
                    _ => 0.0,
                })
                .collect();
            let mut program = formulation.program.clone();
            let row = program.row_count();
            let cost = program.objective().coefficients.clone();
            program.matrix = program.matrix.with_row(row, cost.into_iter());
            program.row_lower.push(f64::NEG_INFINITY);
            program
                .row_upper
                .push(explained.objective_cny + explained.allowance_cny);
            program.labels = eastwest::program::Labels::Named {
                columns: (0..program.column_count())
                    .map(|j| format!("c{j}"))
                    .collect(),
                rows: (0..=row).map(|i| format!("r{i}")).collect(),
            };
            for (sign, found) in [(1.0, firm.least_mw), (-1.0, firm.most_mw)] {
                program.objectives = vec![Objective {
                    name: "load_mw".into(),
                    coefficients: load.iter().map(|share| sign * share).collect(),
                    constant: 0.0,
                }];
                let expected = sign * independent(&program);
                assert!(
                    (found - expected).abs() < 1e-4 * (1.0 + expected.abs()),
                    "{} {:?}: {found} {expected}",
                    case.name,
                    firm.carrier
                );
                let bound = if sign > 0.0 {
                    firm.least_bound_mw
                } else {
                    firm.most_bound_mw
                };
                assert!(
                    sign * (expected - bound) >= -1e-4 * (1.0 + expected.abs()),
                    "{} {:?}: {bound} bounds {expected}",
                    case.name,
                    firm.carrier
                );
            }
        }
    }
}

/// By HiGHS where it is built in, else by Clarabel.
fn independent(program: &Program) -> f64 {
    #[cfg(feature = "highs")]
    let solver = Solver::Highs;
    #[cfg(not(feature = "highs"))]
    let solver = Solver::Clarabel;
    let solved = solve(program, solver).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(solved.solver, solver);
    solved.objective
}

fn carries(case: &Case, carrier: Carrier, hub: HubId) -> bool {
    match carrier {
        Carrier::Hub(only) => only == hub,
        Carrier::Side(side) => case[hub].side == side,
        Carrier::WorkloadAt(..) => false,
    }
}

#[test]
fn what_a_hub_is_worth_is_what_the_best_plan_without_it_costs_more() {
    // the cheapest plan of `china` has no use for its city sites
    let cities: &[&str] = &["beijing", "shanghai", "guangshen"];
    let cases = [
        (dataset("tiny"), &[][..]),
        (dataset("china").averaged(), cities),
    ];
    for (case, unused) in cases {
        let told = told(&case);
        assert_eq!(told.without.len(), case.hubs.len());
        for without in &told.without {
            let closed = changed(&case, &format!("capacity.{}=0", case[without.hub].id));
            let expected = least(&formulate(&closed).program) - told.objective_cny;
            assert!(
                (without.cost_cny - expected).abs() <= 1e-8 * told.objective_cny,
                "{without:?} {expected}"
            );
        }
        let droppable = told.droppable.iter();
        let droppable: Vec<&str> = droppable.map(|&hub| case[hub].id.as_str()).collect();
        assert_eq!(droppable, unused);
    }
}

/// With twice the room at coast and none of plateau's advantages, plateau is not used, and can go.
#[test]
fn a_hub_without_advantage_can_be_dropped() {
    let case = changed(&dataset("tiny"), "electricity_price.plateau=2");
    let told = told(&case);
    assert_eq!(told.droppable, [PLATEAU]);
    assert_eq!(told.without[1].cost_cny, 0.0);
    assert!(told.without[0].cost_cny > 0.0);
}

#[test]
fn names_mean_what_they_name_and_nothing_else() {
    let china = dataset("china");
    let focus = Focus::on(&china, &["guian", "chat", "rtt_limit", "SH"]).expect("names");
    assert_eq!((focus.hubs.len(), focus.workloads.len()), (1, 1));
    assert_eq!((focus.origins.len(), focus.rules.len()), (1, 1));
    let unknown = Focus::on(&china, &["guian", "guain"]).expect_err("no such name");
    assert_eq!(unknown.nearest.as_deref(), Some("guian"));
}

/// Shares of random cases (green targets of all kinds, greatest share of a hub, training in the west): a whole point, and
/// a small step on each side against the slope there.
#[test]
fn shares_of_random_cases_are_priced_on_both_sides() {
    let (mut shares, mut slopes) = (0, 0);
    for seed in 0..60 {
        let case = common::random_case(seed);
        let explained = told(&case);
        let cost = |share: Share, value: f64| -> Option<f64> {
            let allowed = (0.0..=1.0).contains(&value);
            let change = format!("{}={value}", share.key(&case));
            allowed.then(|| least(&formulate(&changed(&case, &change)).program))
        };
        let best = explained.objective_cny;
        let tolerance = 1e-8 * best.abs();
        for priced in &explained.shares {
            shares += 1;
            for (step, found) in [
                (0.01, priced.point_more_cny),
                (-0.01, priced.point_less_cny),
            ] {
                let expected = cost(priced.share, priced.now + step).map(|cost| cost - best);
                match (found, expected) {
                    (Some(found), Some(expected)) => {
                        assert!((found - expected).abs() <= tolerance, "{seed} {priced:?}");
                    }
                    (found, expected) => assert_eq!(found, expected, "{seed} {priced:?}"),
                }
            }
            let sides = [
                (1e-4, priced.slope_up_cny_per_point),
                (-1e-4, priced.slope_down_cny_per_point),
            ];
            for (step, slope) in sides {
                let (Some(slope), Some(there)) = (slope, cost(priced.share, priced.now + step))
                else {
                    continue;
                };
                slopes += 1;
                let predicted = slope * 100.0 * step;
                let room = tolerance + 2e-2 * predicted.abs();
                assert!(
                    (there - best - predicted).abs() <= room,
                    "{seed} {priced:?}: {} {predicted}",
                    there - best
                );
            }
        }
    }
    assert!(
        shares >= 20 && slopes >= 30,
        "{shares} shares, {slopes} slopes"
    );
}

/// 24 periods: prices found from a warm basis against programmes that are solved from scratch.
#[test]
fn prices_over_a_day_are_the_differences_that_they_predict() {
    let china = dataset("china");
    let request = Request {
        focus: Focus::on(&china, &["accelerators_max"]).expect("a rule"),
        ..Request::default()
    };
    let explained = explain(&china, &request).unwrap_or_else(|error| panic!("{error}"));
    let formulation = formulate(&china);
    // runs that are busy for less than all of the year stand in smaller contracts than their fleets
    assert_eq!(explained.limits.len(), 1);
    assert_eq!((explained.places.len(), explained.firmness.len()), (0, 0));
    let limit = &explained.limits[0];
    for piece in [limit.more, limit.less].into_iter().flatten() {
        let mut program = moved(&formulation, limit.limit, piece.until);
        program.objectives.truncate(1);
        let solved = solve(&program, Solver::Engine).unwrap_or_else(|error| panic!("{error}"));
        let found = solved.objective - explained.objective_cny;
        let predicted = piece.slope * piece.until;
        assert!((found - predicted).abs() < 10.0, "{found} {predicted}");
    }
}

/// A price below nothing makes the cost of the plan less than nothing, -319,406,900 CNY in all; one per cent of what is
/// paid and earned is an amount all the same.
#[test]
fn a_negative_cost_has_an_allowance() {
    let case = common::kept("explain-negative-cost");
    let told = told(&case);
    assert!(
        (told.objective_cny + 319_406_900.0).abs() < 100.0,
        "{}",
        told.objective_cny
    );
    let costs = told.placement.costs;
    let paid = costs
        .items()
        .into_iter()
        .filter(|(name, _)| *name != "shortfall");
    let sizes: f64 = paid.map(|(_, cny)| cny.abs()).sum();
    assert!((told.allowance_cny - 0.01 * sizes).abs() < 1e-3);
    for firm in &told.firmness {
        assert!(firm.least_mw <= firm.now_mw && firm.now_mw <= firm.most_mw);
    }
}

/// Bases that follow on one another with one slope are one piece: the price of room at h3 holds up to 11.7816 MW.
#[test]
fn a_range_ends_where_the_slope_changes() {
    let case = common::kept("explain-range-too-short");
    let told = told(&case);
    let h3 = HubId::new(3);
    let mut limits = told.limits.iter();
    let limit = limits
        .find(|l| l.limit == Limit::Capacity(h3))
        .expect("a price");
    let until = limit.now + limit.more.expect("a piece").until;
    assert!((until - 11.781_623_68).abs() < 1e-6, "{until}");
}

/// Inside each range the slope holds, and just beyond its end it does not.
#[test]
fn ranges_of_random_cases_end_where_slopes_change() {
    let mut ends = 0;
    for seed in 0..80 {
        let case = common::random_case(seed);
        let explained = told(&case);
        let mut formulation = formulate(&case);
        formulation.program.objectives.truncate(1);
        let at = |limit: Limit, t: f64| {
            let program = moved(&formulation, limit, t);
            let outcome = eastwest::engine::Engine::new(&program).solve();
            outcome.objective - explained.objective_cny
        };
        for limit in &explained.limits {
            for piece in [limit.more, limit.less].into_iter().flatten() {
                let line = |t: f64| piece.slope * t;
                let noise = 1e-10 * (1.0 + explained.objective_cny.abs());
                let inside = at(limit.limit, 0.9 * piece.until) - line(0.9 * piece.until);
                assert!(inside.abs() <= noise, "{seed} {limit:?}: {inside:e}");
                let beyond = 1.1 * piece.until;
                if piece.ends && limit.now + beyond >= 0.0 {
                    let over = at(limit.limit, beyond) - line(beyond);
                    assert!(over > noise, "{seed} {limit:?}: {over:e} over its end");
                    ends += 1;
                }
            }
        }
    }
    assert!(ends > 40, "{ends} ends");
}

/// Hosting for a thousand-millionth of its price, or 10^12 times as dear: the engine cannot certify every question by its own
/// measure. What `solve` believes there is explained.
#[test]
fn what_solve_can_answer_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/trace-exit3-traffic");
    let read = eastwest::input::read_case(&folder);
    let case = read.unwrap_or_else(|report| panic!("{report}")).case;
    for change in ["hosting_fee*=1e-9", "hosting_fee*=1e12"] {
        let case = changed(&case, change);
        let (told, answer) = (
            told(&case),
            answer(&case, Solver::Engine).expect("an answer"),
        );
        let (own, other) = (told.objective_cny, answer.objective_cny);
        assert!(
            (own - other).abs() <= 1e-9 * other.abs(),
            "{change}: {own} against {other}"
        );
    }
}
