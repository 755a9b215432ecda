//! Conflicts and mends, checked without the code that found them: rules are switched in the case instead of
//! the programme, another solver judges, and mends are made as a user makes them.

mod common;

use std::path::Path;

use eastwest::Case;
use eastwest::case::Scope;
use eastwest::case::{Kind, Work};
use eastwest::diagnosis::{Cause, Conflict, Diagnosis, RemedyKind, Rule, diagnose};
use eastwest::formulation::ColumnKey;
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::parameter::Change;
use eastwest::placement::Placement;
use eastwest::report::{Style, diagnosis_table};
use eastwest::solver::{self, Solver};
use rayon::prelude::*;

// ---------------------------------------------------------------- cases that cannot meet everything

fn dataset(name: &str, changes: &[&str]) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    let mut case = match read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    };
    for text in changes {
        change(&mut case, text);
    }
    case
}

fn change(case: &mut Case, text: &str) {
    let made = Change::parse(text, case).and_then(|change| change.apply(case));
    made.unwrap_or_else(|error| panic!("{text}: {error}"));
}

/// `china` without its city sites, whose room would end most conflicts.
fn ten_clusters(changes: &[&str]) -> Case {
    let cities = [
        "enabled.beijing=0",
        "enabled.shanghai=0",
        "enabled.guangshen=0",
    ];
    dataset("china", &[&cities[..], changes].concat())
}

/// Conflicts of every sort, in the shipped datasets.
fn conflicting() -> Vec<(&'static str, Case)> {
    let one = |changes: &[&str]| ten_clusters(changes).averaged();
    vec![
        ("capacity", dataset("tiny", &["capacity.coast=6"])),
        ("latency", dataset("tiny", &["rtt_limit.chat=3"])),
        (
            "latency and capacity",
            dataset("tiny", &["demand.chat.delta*=4"]),
        ),
        ("carbon", dataset("tiny", &["carbon_cap=60000"])),
        (
            "grid connection",
            dataset("tiny", &["facility_limit.coast=9"]),
        ),
        ("link", dataset("tiny", &["link_capacity.delta.coast=0.5"])),
        (
            "accelerators",
            dataset("tiny", &["accelerators_max.pretrain=7000"]),
        ),
        (
            "west",
            dataset("tiny", &["training_west_share=1", "capacity.plateau=5"]),
        ),
        ("hub share", dataset("tiny", &["hub_share_max=0.4"])),
        (
            "two of different kinds",
            dataset(
                "tiny",
                &["accelerators_max.pretrain=7000", "rtt_limit.chat=3"],
            ),
        ),
        ("one service of a nation", one(&["demand.realtime*=4"])),
        ("a cap over a nation", one(&["carbon_cap=9000000"])),
    ]
}

fn diagnosed(case: &Case) -> Diagnosis {
    diagnose(case).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

// ---------------------------------------------------------------- rules switched in the case

/// The least shortfall where only `rules` hold, in MWh, t: zero where they can hold together. Demands that
/// are no rule may be served and need not be.
fn least_shortfall(case: &Case, rules: &[Rule]) -> f64 {
    let has = |rule: Rule| rules.contains(&rule);
    let mut loose = case.clone();
    for hub in case.hub_ids() {
        let own = &mut loose.hubs[hub.index()];
        if !has(Rule::Capacity { hub }) {
            // no more than all demand ever is
            own.capacity_mw = 1e6;
        }
        if !has(Rule::FacilityLimit { hub }) {
            own.facility_limit_mw = f64::INFINITY;
        }
        for origin in case.origin_ids() {
            if !has(Rule::LinkCapacity { origin, hub }) {
                let place = origin.index() * case.hubs.len() + hub.index();
                loose.links[place].capacity_gbps = f64::INFINITY;
            }
        }
    }
    for (place, trunk) in loose.trunks.iter_mut().enumerate() {
        let trunk_id = eastwest::case::TrunkId::new(place);
        if !has(Rule::TrunkCapacity { trunk: trunk_id }) {
            trunk.capacity_gbps = 1e9;
        }
    }
    for workload in case.workload_ids() {
        let own = &mut loose.workloads[workload.index()];
        if !has(Rule::Hubs { workload }) {
            own.allowed.fill(true);
        }
        match &mut own.work {
            Work::Inference(service) if !has(Rule::RttLimit { workload }) => {
                service.rtt_limit_ms = f64::INFINITY;
            }
            Work::Training(run) if !has(Rule::Accelerators { workload }) => {
                run.power_limit_mw = f64::INFINITY;
            }
            _ => {}
        }
    }
    for accelerator in case.accelerator_ids() {
        let fleet = &mut loose.accelerators[accelerator.index()].fleet;
        for hub in case.hub_ids() {
            if !has(Rule::Fleet {
                accelerator,
                hub: Some(hub),
            }) {
                fleet.max_by_hub[hub.index()] = f64::INFINITY;
            }
        }
        if !has(Rule::Fleet {
            accelerator,
            hub: None,
        }) {
            fleet.max = f64::INFINITY;
        }
    }
    loosen_policies(&mut loose, &has);
    solve_for_shortfall(&loose, &has)
}

fn loosen_policies(case: &mut Case, has: &dyn Fn(Rule) -> bool) {
    let kept = |rule: Rule| has(rule).then_some(());
    let policy = &mut case.policy;
    let green = |scope| kept(Rule::GreenTarget { scope });
    policy.green_share_min = green(Scope::All).and(policy.green_share_min);
    policy.green_share_min_east = green(Scope::East).and(policy.green_share_min_east);
    policy.green_share_min_west = green(Scope::West).and(policy.green_share_min_west);
    policy
        .green_share_min_by_hub
        .retain(|&(hub, _)| green(Scope::Hub(hub)).is_some());
    policy.carbon_cap_t = kept(Rule::CarbonCap).and(policy.carbon_cap_t);
    policy.hub_share_max = kept(Rule::HubShare).and(policy.hub_share_max);
    policy.training_west_share_min = kept(Rule::TrainingWest).and(policy.training_west_share_min);
}

fn solve_for_shortfall(case: &Case, has: &dyn Fn(Rule) -> bool) -> f64 {
    let formulation = formulate(case);
    let price = |column: &ColumnKey| match *column {
        ColumnKey::Unserved {
            workload,
            origin,
            period,
        } => {
            let hours = match (case[workload].kind(), period) {
                (Kind::Training, _) => 1.0,
                (_, Some(t)) => case.periods[t.index()].hours,
                (_, None) => case.horizon_hours(),
            };
            if has(Rule::Demand { workload, origin }) {
                hours
            } else {
                0.0
            }
        }
        column if column.is_shortfall() => 1.0,
        _ => 0.0,
    };
    let prices = formulation.columns().iter().map(price).collect();
    let stays =
        |(j, key): (usize, &ColumnKey)| matches!(key, ColumnKey::Removed { .. }).then_some(j);
    let standing: Vec<usize> = formulation
        .columns()
        .iter()
        .enumerate()
        .filter_map(stays)
        .collect();
    let mut program = formulation.program;
    program.objectives.truncate(1);
    program.objectives[0].coefficients = prices;
    // what stands at a hub stays there: no rule of a conflict lets it go
    for j in standing {
        program.upper[j] = 0.0;
    }
    #[cfg(feature = "highs")]
    let judge = Solver::Highs;
    #[cfg(not(feature = "highs"))]
    let judge = Solver::Microlp;
    match solver::solve(&program, judge) {
        Ok(solved) => solved.objective,
        Err(error) => panic!("{}: {error}", case.name),
    }
}

/// Below this, relative to all demand, nothing is short.
fn rounding(case: &Case) -> f64 {
    let asked: f64 = case.workload_ids().map(|w| case.demand_mwh(w)).sum();
    1e-7 * (1.0 + asked)
}

fn assert_irreducible(what: &str, case: &Case, conflict: &Conflict) {
    let rules = &conflict.rules;
    let short = least_shortfall(case, rules);
    assert!(
        short > rounding(case),
        "{what}: {rules:?} can hold together"
    );
    if conflict.missing.policy.is_none() {
        let told = conflict.missing.energy_mwh;
        assert!(
            (told - short).abs() <= 1e-6 * (1.0 + short),
            "{what}: {told} MWh told, {short} found"
        );
    }
    for spared in rules {
        let rest: Vec<Rule> = rules
            .iter()
            .copied()
            .filter(|rule| rule != spared)
            .collect();
        let short = least_shortfall(case, &rest);
        assert!(
            short <= rounding(case),
            "{what}: {spared:?} can be spared, {short} are short without it"
        );
    }
}

#[test]
fn no_rule_of_a_conflict_can_be_spared() {
    for (what, case) in conflicting() {
        let diagnosis = diagnosed(&case);
        assert_eq!(diagnosis.cause, Cause::Conflict, "{what}");
        assert!(diagnosis.complete, "{what}");
        for conflict in &diagnosis.conflicts {
            assert_irreducible(what, &case, conflict);
        }
    }
}

#[test]
fn conflicts_of_random_cases_are_irreducible_and_found_where_something_must_be_short() {
    let causes: Vec<Cause> = (0..60).into_par_iter().map(assert_conflicts).collect();
    let seen = |cause| causes.iter().filter(|&&found| found == cause).count();
    assert!(
        seen(Cause::None) > 5 && seen(Cause::Conflict) > 5,
        "{causes:?}"
    );
}

/// What is the matter with a random case, once its conflicts were seen to be irreducible.
fn assert_conflicts(seed: u64) -> Cause {
    let case = common::random_case(seed);
    let diagnosis = diagnosed(&case);
    let all: Vec<Rule> = every_rule(&case);
    let must_be_short = least_shortfall(&case, &all) > rounding(&case);
    assert_eq!(
        diagnosis.cause == Cause::Conflict,
        must_be_short,
        "{}",
        case.name
    );
    assert_eq!(
        diagnosis.cause == Cause::None,
        diagnosis.shortfalls.is_empty()
    );
    for conflict in &diagnosis.conflicts {
        assert_irreducible(&case.name, &case, conflict);
    }
    diagnosis.cause
}

fn every_rule(case: &Case) -> Vec<Rule> {
    let mut rules = vec![Rule::CarbonCap, Rule::HubShare, Rule::TrainingWest];
    rules.extend([Scope::All, Scope::East, Scope::West].map(|scope| Rule::GreenTarget { scope }));
    for hub in case.hub_ids() {
        rules.extend([Rule::Capacity { hub }, Rule::FacilityLimit { hub }]);
        rules.push(Rule::GreenTarget {
            scope: Scope::Hub(hub),
        });
        rules.extend(
            case.origin_ids()
                .map(|origin| Rule::LinkCapacity { origin, hub }),
        );
    }
    for accelerator in case.accelerator_ids() {
        let places = case.hub_ids().map(Some).chain([None]);
        rules.extend(places.map(|hub| Rule::Fleet { accelerator, hub }));
    }
    let trunks = (0..case.trunks.len()).map(eastwest::case::TrunkId::new);
    rules.extend(trunks.map(|trunk| Rule::TrunkCapacity { trunk }));
    for workload in case.workload_ids() {
        rules.extend([
            Rule::Hubs { workload },
            Rule::RttLimit { workload },
            Rule::Accelerators { workload },
        ]);
        rules.extend(
            case.origin_ids()
                .map(|origin| Rule::Demand { workload, origin }),
        );
    }
    rules
}

// ---------------------------------------------------------------- mends

fn plan(case: &Case) -> Placement {
    let formulation = formulate(case);
    match solver::solve(&formulation.program, Solver::Engine) {
        Ok(solved) => Placement::read(case, &formulation, &solved.solution),
        Err(error) => panic!("{}: {error}", case.name),
    }
}

fn assert_mends(what: &str, case: &Case, diagnosis: &Diagnosis) {
    let present = plan(case);
    for mend in &diagnosis.mends {
        let mut mended = case.clone();
        for step in &mend.steps {
            change(&mut mended, &step.change());
        }
        let plan = plan(&mended);
        assert!(
            plan.shortfalls.is_empty(),
            "{what}: {mend:?}: {:?}",
            plan.shortfalls
        );
        let more = plan.costs.paid() - present.costs.paid();
        let size = 1e-7 * (1.0 + plan.costs.paid());
        assert!(
            (more - mend.cost_change_cny).abs() <= size,
            "{what}: {mend:?}: {more}"
        );
    }
}

#[test]
fn every_mend_lets_the_plan_meet_everything_at_the_price_told() {
    for (what, case) in conflicting() {
        let diagnosis = diagnosed(&case);
        assert_mends(what, &case, &diagnosis);
        let kinds: Vec<RemedyKind> = diagnosis.mends.iter().map(|mend| mend.kind).collect();
        assert!(kinds.contains(&RemedyKind::Demand), "{what}: {kinds:?}");
        assert!(kinds.len() > 1, "{what}: less demand is not the only way");
    }
}

#[test]
fn mends_of_random_cases_hold() {
    (100..150).into_par_iter().for_each(|seed| {
        let case = common::random_case(seed);
        let diagnosis = diagnosed(&case);
        assert_mends(&case.name, &case, &diagnosis);
        assert_eq!(
            diagnosis.mends.is_empty(),
            diagnosis.cause == Cause::None,
            "{}: {:?}",
            case.name,
            diagnosis.cause
        );
    });
}

/// By hand, from datasets/tiny/README.md: 26 MW in all (10 and 2 of chat, 10 of training, 4 of backup), 14 on
/// the plateau; so the coast needs 12.
#[test]
fn the_least_capacity_and_the_least_limit_are_told() {
    let diagnosis = diagnosed(&dataset("tiny", &["capacity.coast=6"]));
    let capacity = |diagnosis: &Diagnosis| -> Vec<String> {
        let mends = diagnosis
            .mends
            .iter()
            .filter(|m| m.kind == RemedyKind::Capacity);
        mends
            .map(|mend| {
                mend.steps
                    .iter()
                    .map(|s| s.change())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    };
    assert_eq!(capacity(&diagnosis), ["capacity.coast=12"]);
    // chat for Delta reaches the coast in 4 ms, chat for Upland the plateau in 10
    let diagnosis = diagnosed(&dataset("tiny", &["rtt_limit.chat=3"]));
    let limit = diagnosis
        .mends
        .iter()
        .find(|m| m.kind == RemedyKind::RttLimit);
    assert_eq!(
        limit.map(|m| m.steps[0].change()),
        Some("rtt_limit.chat=10".to_owned())
    );
    // all that can be clean is 127,020 t
    let diagnosis = diagnosed(&dataset("tiny", &["carbon_cap=60000"]));
    let cap = diagnosis
        .mends
        .iter()
        .find(|m| m.kind == RemedyKind::CarbonCap);
    assert_eq!(
        cap.map(|m| m.steps[0].change()),
        Some("carbon_cap=127020".to_owned())
    );
}

/// Green energy can always be bought, so a green target is missed only where its penalty is cheaper.
#[test]
fn a_penalty_that_is_cheaper_than_its_rule_is_told_apart_from_a_conflict() {
    let case = dataset("tiny", &["green_target=0.9", "green_penalty=1"]);
    let diagnosis = diagnosed(&case);
    assert_eq!(diagnosis.cause, Cause::Penalty);
    assert!(diagnosis.conflicts.is_empty());
    assert_mends("penalty", &case, &diagnosis);
    let kinds: Vec<RemedyKind> = diagnosis.mends.iter().map(|mend| mend.kind).collect();
    assert_eq!(kinds, [RemedyKind::GreenTarget, RemedyKind::Penalty]);
}

// ---------------------------------------------------------------- words

#[test]
fn a_diagnosis_reads_as_it_should_and_fits() {
    let mut text = String::new();
    for (what, case) in conflicting().into_iter().take(10) {
        let table = diagnosis_table(&case, &diagnosed(&case), Style::default());
        assert!(
            table.lines().all(|line| line.chars().count() <= 100),
            "{table}"
        );
        text.push_str(&format!("##### {what}\n{table}\n"));
    }
    insta::assert_snapshot!(text);
}

/// Hours are told where periods are hours: realtime for Guangdong is over what Shaoguan has but at night.
#[test]
fn hours_are_told() {
    let case = ten_clusters(&["demand.realtime*=2.5"]);
    let found = eastwest::diagnosis::conflicts(&case, &plan(&case).shortfalls, 1);
    let Ok((conflicts, complete)) = found else {
        panic!("no verdict");
    };
    assert!(!complete);
    let periods = conflicts[0].missing.periods();
    assert!(!periods.is_empty() && periods.len() < 24, "{periods:?}");
}

/// What is missing at most is told as such where less is missing in other hours, with the hours in which it is most.
#[test]
#[cfg_attr(
    feature = "highs",
    ignore = "takes minutes, and says the same without HiGHS"
)]
fn a_peak_is_told_as_a_peak() {
    let case = ten_clusters(&["demand.realtime*=3"]);
    let diagnosis = diagnosed(&case);
    let page = diagnosis_table(&case, &diagnosis, Style::default()).replace('\n', " ");
    let mut peaks = 0;
    for conflict in diagnosis.conflicts.iter().take(3) {
        let missing = &conflict.missing;
        let short: Vec<f64> = missing
            .periods()
            .iter()
            .map(|&t| missing.load_mw[t])
            .collect();
        let least = short.iter().copied().fold(f64::INFINITY, f64::min);
        if missing.peak_mw() > 1.01 * least {
            let said = format!("up to {:.1} MW more than", missing.peak_mw());
            assert!(page.contains(&said), "no `{said}` in {page}");
            peaks += 1;
        }
    }
    assert!(
        peaks > 0 && page.contains(", most from 20:00 to 21:00"),
        "{page}"
    );
}
