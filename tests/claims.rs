//! The three claims, by kind of work and as a headroom, worked by hand on `tiny` and held against properties.

mod common;

use eastwest::Case;
use eastwest::answer::answer;
use eastwest::case::{Accounting, Kind, Work};
use eastwest::claims::Buyer;
use eastwest::claims::{Bound, Policies};
use eastwest::claims::{ClaimProgram, Claims, KindClaim};
use eastwest::placement::Placement;
use eastwest::solver::Solver;

fn claims(case: &Case) -> Claims {
    let answer = answer(case, Solver::default()).expect("an answer");
    answer.claims.expect("claims")
}

fn plan(case: &Case) -> Placement {
    eastwest::answer::plan(case, Solver::default())
        .expect("a plan")
        .placement
}

fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{found}, by hand {expected}"
    );
}

fn avoided_t(claim: &KindClaim, accounting: Accounting) -> f64 {
    let mut carbon = claim.carbon.iter();
    let own = carbon.find(|of| of.accounting == accounting);
    own.expect("the accounting").avoided_t()
}

/// Fees of a MW that goes from coast to plateau: 7,300,000 − 3,504,000 of electricity and 4,000,000 − 2,000,000 of hosting.
const FEES_CNY_PER_MW: f64 = 5_796_000.0;

/// Its carbon: 9,125 MWh at 0.6 less 8,760 MWh at 0.5.
const LOCATION_T_PER_MW: f64 = 1_095.0;

/// Training: 10 MW, 1 Gbps from 5,000 to 12,000 for ten months, 3,285 TB from 10 to 100. In the market 16 MW stay at coast, 81,760 t,
/// and plateau's 43,800 MWh that are not green are bought green.
#[test]
fn training_alone() {
    let claims = claims(&common::dataset("tiny"));
    let claim = claims.of_kind(Some(Kind::Training)).expect("training");
    close(claim.cost.saved_cny, 10.0 * FEES_CNY_PER_MW);
    close(claim.cost.network_cny, 70_000.0 + 295_650.0);
    close(claim.ratio.expect("a ratio"), 57_960_000.0 / 365_650.0);
    close(claim.moved_mw, 10.0);
    close(
        avoided_t(claim, Accounting::Location),
        10.0 * LOCATION_T_PER_MW,
    );
    close(avoided_t(claim, Accounting::Market), 83_037.5 - 81_760.0);
    assert!(claim.cost.holds() && claim.came_home.is_empty());
}

/// Storage: 4 MW, 2 Gbps from 5,000 to 12,000, 6,570 TB from 10 to 100.
#[test]
fn storage_alone() {
    let claims = claims(&common::dataset("tiny"));
    let claim = claims.of_kind(Some(Kind::Storage)).expect("storage");
    close(claim.cost.saved_cny, 4.0 * FEES_CNY_PER_MW);
    close(claim.cost.network_cny, 140_000.0 + 591_300.0);
    close(claim.ratio.expect("a ratio"), 23_184_000.0 / 731_300.0);
    close(
        avoided_t(claim, Accounting::Location),
        4.0 * LOCATION_T_PER_MW,
    );
}

/// Inference: the 2 MW of upland come home from 24 ms to 10, over a link that costs 8,000 less; no ratio can be made of that.
#[test]
fn inference_alone_comes_home() {
    let case = common::dataset("tiny");
    let claims = claims(&case);
    let claim = claims.of_kind(Some(Kind::Inference)).expect("inference");
    close(claim.cost.saved_cny, 2.0 * FEES_CNY_PER_MW);
    close(claim.cost.network_cny, -16_000.0);
    assert!(claim.cost.holds() && claim.ratio.is_none());
    let [came] = claim.came_home.as_slice() else {
        panic!("{:?}", claim.came_home);
    };
    assert_eq!(case[came.workload].id, "chat");
    assert_eq!(case[came.origin].id, "upland");
    close(came.mw, 2.0);
    assert_eq!((came.from_rtt_ms, came.to_rtt_ms), (24.0, 10.0));
}

/// Together they share plateau's 14 MW; what inference saves of the network and what the others cost cancel, so there is no ratio.
#[test]
fn all_together() {
    let claims = claims(&common::dataset("tiny"));
    let claim = claims.of_kind(None).expect("all");
    close(claim.cost.saved_cny, 14.0 * FEES_CNY_PER_MW);
    close(claim.cost.network_cny, 715_300.0);
    close(claim.moved_mw, 14.0);
    assert!(claim.ratio.is_none());
}

/// Chat is 10 MW of delta, which coast alone serves in time, and 2 MW of upland. With 14 MW of others at coast 16 are left for delta:
/// 1.6 times. With the others on plateau, which they fill, coast's 30 MW hold 2.5 times all 12.
#[test]
fn headroom_of_chat() {
    let case = common::dataset("tiny");
    let claims = claims(&case);
    let of = claims.headroom.expect("a headroom");
    close(of.baseline.factor, 1.6);
    close(of.plan.factor, 2.5);
    close(of.requests_per_s_baseline(), 960.0);
    close(of.requests_per_s_plan(), 1_500.0);
    assert!(of.holds() && of.out_of_reach_share == 0.0);
    let [coast, plateau] = ["coast", "plateau"].map(|id| {
        let mut hubs = case.hub_ids();
        hubs.find(|&hub| case[hub].id == id).expect("a hub")
    });
    let hubs = |binding: &[Bound]| -> Vec<Bound> {
        let hubs = binding
            .iter()
            .filter(|bound| matches!(bound, Bound::Hub(_)));
        hubs.copied().collect()
    };
    assert_eq!(hubs(&of.baseline.binding), [Bound::Hub(coast)]);
    assert_eq!(
        hubs(&of.plan.binding),
        [Bound::Hub(coast), Bound::Hub(plateau)]
    );
    let [freed] = of.freed.as_slice() else {
        panic!("{:?}", of.freed);
    };
    assert_eq!(freed.hub, coast);
    close(freed.mw, 14.0);
    close(freed.reached_share, 1.0);
    assert!(claims.headroom_of_near.is_none(), "25 ms are not under 20");
}

/// With 20 MW at coast the baseline holds chat's 12 MW and 8 of the 14 others, which the plan holds all. Beside these 8 MW in both, 12 MW
/// of coast are left for delta's 10 in the baseline: 1.2 times. On plateau, the 8 leave 6 MW for upland, and coast is delta's: 2 times.
/// (Beside all 14, which fill plateau, coast would hold 20/12 = 1.67 times all of chat.) With 12 MW at coast no other load is held there: none
/// is compared, and 12 MW are 1.2 times delta with or without a plan. (Beside the plan's 14 it would be once: as if moving the others
/// took room from chat.)
#[test]
fn headrooms_are_told_beside_like_loads() {
    for (coast_mw, held, free) in [(20.0, 1.2, 2.0), (12.0, 1.2, 1.2)] {
        let mut case = common::dataset("tiny");
        case.hubs[0].capacity_mw = coast_mw;
        let claims = claims(&case);
        assert!(!claims.unserved.is_empty());
        let of = claims.headroom.expect("a headroom");
        close(of.baseline.factor, held);
        close(of.plan.factor, free);
        assert_eq!(of.holds(), free > held);
        close(of.requests_per_s_baseline(), 600.0 * held);
        for (program, factor) in [
            (ClaimProgram::HeadroomBaseline, held),
            (ClaimProgram::HeadroomPlan, free),
        ] {
            let exported = program.of(&case).expect("a solve").expect("a programme");
            let solved = eastwest::solver::solve(&exported, Solver::Engine).expect("an optimum");
            close(-solved.objective, factor);
        }
    }
}

/// Demand of the tightest services, multiplied.
fn grown(case: &Case, services: &[eastwest::case::WorkloadId], factor: f64) -> Case {
    let mut case = case.clone();
    for service in services {
        case.workloads[service.index()].scale_demand(factor);
    }
    case
}

#[test]
fn demand_times_the_factor_is_served_and_a_thousandth_more_is_not() {
    for case in [common::dataset("tiny"), common::dataset("china").averaged()] {
        let claims = claims(&case);
        let both = [claims.headroom, claims.headroom_of_near];
        for of in both.into_iter().flatten() {
            let short = |factor: f64| {
                let plan = plan(&grown(&case, &of.services, factor * of.plan.factor));
                plan.shortfalls.iter().any(|short| short.what.is_demand())
            };
            assert!(!short(1.0) && short(1.001), "{} {of:?}", case.name);
        }
    }
}

/// What is held at coast cannot make room.
#[test]
fn demand_times_the_factor_of_the_baseline_is_served_beside_it() {
    let case = common::dataset("tiny");
    let of = claims(&case).headroom.expect("a headroom");
    let mut held = case.clone();
    for workload in &mut held.workloads {
        if !matches!(workload.work, Work::Inference(_)) {
            workload.allowed = vec![true, false];
        }
    }
    let short = |factor: f64| {
        let plan = plan(&grown(&held, &of.services, factor * of.baseline.factor));
        !plan.shortfalls.is_empty()
    };
    assert!(!short(1.0) && short(1.001));
}

/// A policy that can be kept is a limit: with no more than 60 % of all load at a hub, coast holds 12·λ ≤ 0.6·(14 + 12·λ), so that λ is
/// 1.75 where capacity alone would let it be 2.5.
#[test]
fn policies_that_can_be_kept_limit_the_headroom() {
    let mut case = common::dataset("tiny");
    case.policy.hub_share_max = Some(0.6);
    let of = claims(&case).headroom.expect("a headroom");
    assert_eq!(of.plan.policies, Policies::Kept);
    close(of.plan.factor, 1.75);
    case.policy = eastwest::case::Policy::default();
    let of = claims(&case).headroom.expect("a headroom");
    assert_eq!(of.plan.policies, Policies::Absent);
    close(of.plan.factor, 2.5);
}

/// Delta's link to coast holds 1 of its 10 MW, so λ is at most 0.1. Upland's 12 MW, which were all served, are then 1.2, and the 14 MW that may
/// run on plateau alone are more than 55 % of the rest: no λ keeps that rule, though the plan does, with 14 of 27 MW.
#[test]
fn policies_that_no_multiple_keeps_are_let_go_and_named() {
    let mut case = common::dataset("tiny");
    // else the east would hold none of what may run on plateau alone, and it would be in neither multiple
    case.baseline = eastwest::case::Baseline::Hubs(case.hub_ids().collect());
    case.policy = eastwest::case::Policy::default();
    case.policy.hub_share_max = Some(0.55);
    for workload in &mut case.workloads {
        match &mut workload.work {
            Work::Inference(chat) => {
                for (origin, rate) in &mut chat.requests_per_s {
                    rate.base *= if origin.index() == 1 { 6.0 } else { 1.0 };
                }
            }
            _ => workload.allowed = vec![false, true],
        }
    }
    let coast_of_delta = case.links.iter_mut().find(|link| link.rtt_ms == 4.0);
    coast_of_delta.expect("the link").capacity_gbps = 0.1;
    let of = claims(&case).headroom.expect("a headroom");
    assert_eq!(of.plan.policies, Policies::LetGo);
    close(of.plan.factor, 0.1);
    let exported = ClaimProgram::HeadroomPlan.of(&case).expect("a solve");
    let exported = exported.expect("a programme");
    let solved = eastwest::solver::solve(&exported, Solver::Engine).expect("an optimum");
    close(solved.objective, -0.1);
    let answer = answer(&case, Solver::default()).expect("an answer");
    let page = eastwest::report::json(&answer).replace(' ', "");
    assert!(page.contains("\"policies_let_go_plan\":true"), "{page}");
}

/// Headrooms are solved without what decides nothing in them; the whole programmes, as they are exported, say the same.
#[test]
fn headrooms_of_random_cases_are_those_of_the_whole_programmes() {
    let mut told = 0;
    for seed in 0..40 {
        let case = common::random_case(seed);
        let Some(of) = claims(&case).headroom else {
            continue;
        };
        for (program, factor) in [
            (ClaimProgram::HeadroomBaseline, of.baseline.factor),
            (ClaimProgram::HeadroomPlan, of.plan.factor),
        ] {
            let Some(whole) = program.of(&case).expect("a solve") else {
                continue;
            };
            told += 1;
            let solved = eastwest::solver::solve(&whole, Solver::Engine).expect("an optimum");
            let found = -solved.objective;
            assert!(
                (found - factor).abs() <= 1e-7 * (1.0 + factor),
                "{seed}: {found} {factor}"
            );
        }
    }
    assert!(told >= 5, "{told} headrooms");
}

/// The baseline lacks 4,635.5 t; at coast a certificate costs 10 CNY and displaces 0.7 t.
#[test]
fn certificates_that_level_the_market() {
    let mut case = common::dataset("tiny");
    let purchase = claims(&case).levelling.equal_carbon.expect("a purchase");
    assert_eq!(purchase.buyer, Buyer::Baseline);
    close(purchase.mwh, 4_635.5 / 0.7);
    close(purchase.price_cny_per_mwh(), 10.0);
    close(purchase.cny_per_t(), 10.0 / 0.7);
    // without the rule nobody buys: a fifth of coast's energy is green, and 83,220 of the plan's 232,140 MWh
    case.policy.green_share_min = None;
    let equal = claims(&case).levelling.equal_share.expect("shares");
    let share = 83_220.0 / 232_140.0;
    close(equal.green_share, share);
    let bought_mwh = (share - 0.2) * 237_250.0;
    let purchase = equal.purchase.expect("a purchase");
    close(purchase.mwh, bought_mwh);
    close(purchase.cost_cny, 10.0 * bought_mwh);
    close(equal.avoided_t, 132_860.0 - 0.7 * bought_mwh - 98_112.0);
}

/// The programmes of the claims, solved by a solver that knows nothing of them, give what the claims say.
#[test]
fn exported_programmes_give_the_claims() {
    let case = common::dataset("tiny");
    let claims = claims(&case);
    let of = claims.headroom.as_ref().expect("a headroom");
    let cost = |kind| {
        let claim = claims.of_kind(Some(kind)).expect("a kind");
        claims.baseline.costs.total() - claim.cost.net_cny
    };
    for (program, expected) in [
        (ClaimProgram::Baseline, claims.baseline.costs.total()),
        (ClaimProgram::Only(Kind::Training), cost(Kind::Training)),
        (ClaimProgram::Only(Kind::Storage), cost(Kind::Storage)),
        (ClaimProgram::Only(Kind::Inference), cost(Kind::Inference)),
        (ClaimProgram::HeadroomBaseline, -of.baseline.factor),
        (ClaimProgram::HeadroomPlan, -of.plan.factor),
    ] {
        let exported = program.of(&case).expect("a solve").expect("a programme");
        let mut bytes = Vec::new();
        eastwest::exchange::write_mps(&exported, &mut bytes).expect("bytes");
        let mut read = eastwest::exchange::read_mps(&bytes, "claim.mps").expect("a programme");
        read.objectives.truncate(1);
        let solved = eastwest::solver::solve(&read, Solver::Microlp).expect("an optimum");
        let found = solved.objective;
        assert!(
            (found - expected).abs() <= 1e-7 * expected.abs(),
            "{}: {found} {expected}",
            program.name()
        );
    }
}

#[test]
fn properties_of_random_cases() {
    let mut told = 0;
    for seed in 0..60 {
        let case = common::random_case(seed);
        let claims = claims(&case);
        let sides = [&claims.plan, &claims.baseline];
        let all = claims.of_kind(None).expect("all");
        let terms = (sides[0].magnitudes.paid_cny).max(sides[1].magnitudes.paid_cny);
        let net = sides[1].costs.paid() - sides[0].costs.paid();
        assert!((all.cost.net_cny - net).abs() <= 1e-7 * terms, "{seed}");
        let is_met = |plan: &Placement| plan.shortfalls.is_empty();
        // the baseline does not keep these
        let policy = &case.policy;
        if policy
            .hub_share_max
            .or(policy.training_west_share_min)
            .is_some()
        {
            continue;
        }
        let serves_all = claims.unserved.is_empty() && is_met(&plan(&case));
        if !(serves_all && sides.into_iter().all(is_met)) {
            continue;
        }
        told += 1;
        for claim in &claims.by_kind {
            // what may move less saves less, and not to move at all is allowed
            let least = -1e-6 * terms;
            assert!(claim.cost.net_cny >= least, "{seed} {claim:?}");
            assert!(claim.cost.net_cny <= net - least, "{seed} {claim:?}");
        }
        let Some(of) = claims.headroom else {
            continue;
        };
        assert!(
            of.plan.factor >= of.baseline.factor * (1.0 - 1e-7),
            "{seed}"
        );
        for hub in 0..case.hubs.len() {
            let mut larger = case.clone();
            larger.hubs[hub].capacity_mw *= 1.3;
            if let Some(grown) = self::claims(&larger).headroom {
                assert!(grown.plan.factor >= of.plan.factor * (1.0 - 1e-7), "{seed}");
            }
        }
    }
    assert!(told >= 5, "{told} cases that both sides can serve");
}
