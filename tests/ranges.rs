//! What do the ranges of figures do to the answer? Worked by hand on `tiny`, and held against `solve`.

use std::path::Path;

use eastwest::answer::answer;
use eastwest::figures::{Figures, read_figures};
use eastwest::input::read_case;
use eastwest::parameter::Change;
use eastwest::ranges::{Moved, Outcome, Ranges, SampleOptions, Shape, ranges};
use eastwest::solver::Solver;
use eastwest::{Case, report};

fn shipped(name: &str) -> (Case, Figures) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    let case = read_case(&folder)
        .unwrap_or_else(|report| panic!("{report}"))
        .case;
    let figures = read_figures(&folder).unwrap_or_else(|report| panic!("{report}"));
    (case, figures.expect("a figures.csv"))
}

fn studied(case: &Case, figures: &Figures, points: u64, corners: bool) -> Ranges {
    let moved = Moved {
        read: case,
        changes: &[],
        one_period: true,
    };
    let options = SampleOptions {
        points,
        seed: 5,
        shape: Shape::Triangular,
        corners,
        indices: true,
    };
    ranges(moved, figures, options).expect("a study")
}

/// Cost and carbon saved, as `solve --set` tells them.
fn told(case: &Case, change: &str) -> [f64; 3] {
    let mut changed = case.clone();
    let change = Change::parse(change, case).expect("a change");
    change.apply(&mut changed).expect("a value within range");
    told_of(&changed.averaged())
}

fn told_of(changed: &Case) -> [f64; 3] {
    let claims = answer(changed, Solver::Engine)
        .expect("an answer")
        .claims
        .expect("claims");
    let headroom = claims.headroom.expect("a service with a limit");
    let carbon = claims
        .carbon
        .iter()
        .find(|claim| claim.accounting == changed.accounting);
    [
        claims.cost.net_cny,
        carbon.expect("the case's accounting").avoided_t(),
        headroom.plan.factor - headroom.baseline.factor,
    ]
}

/// Plan and baseline of `tiny` differ by 14 MW that go from coast to plateau, which saves 81,742,700 CNY, 15,330 t and 0.9 multiples. By hand:
///
/// - coast's price ± 0.2 CNY/kWh on 14 MW · 1.25 · 7,300 h = 127,750 MWh is 25,550,000 CNY either way;
/// - plateau's, 0.1 less or 0.2 more on 14 · 1.2 · 7,300 = 122,640 MWh, is 12,264,000 more saved, or 24,528,000 less;
/// - its rent, 50 less or 100 more a month on 14,000 kW for ten months, is 7,000,000 more, or 14,000,000 less;
/// - a MW there is worth 5,681,612.5 CNY and 1,095 t to backup, and lets chat's 12 MW grow by a twelfth more: two of them go or come.
///
/// All against, a MW saves 1,219,000 of fees instead of 5,796,000, on 12 MW: 81,742,700 − 2 · 5,681,612.5 − 12 · 4,577,000. All for, it
/// saves 8,997,000, on 16: 81,742,700 + 2 · 5,681,612.5 + 16 · 3,201,000.
#[test]
fn ends_and_corners_of_tiny_are_as_worked_by_hand() {
    let (case, figures) = shipped("tiny");
    let found = studied(&case, &figures, 0, true);
    let close = |found: f64, by_hand: f64, what: &str| {
        let off = (found - by_hand).abs();
        assert!(
            off <= 1e-9 * by_hand.abs(),
            "{what}: {found}, by hand {by_hand}"
        );
    };
    let by_hand = [
        (
            "electricity_price.coast",
            [-25_550_000.0, 25_550_000.0],
            0.0,
            0.0,
        ),
        (
            "capacity.plateau",
            [-11_363_225.0, 11_363_225.0],
            2_190.0,
            2.0 / 12.0,
        ),
        (
            "electricity_price.plateau",
            [12_264_000.0, -24_528_000.0],
            0.0,
            0.0,
        ),
        (
            "hosting_fee.plateau",
            [7_000_000.0, -14_000_000.0],
            0.0,
            0.0,
        ),
    ];
    let told = found.figures.iter().zip(&found.found.tornado);
    for ((figure, alone), (key, cny, t, multiple)) in told.zip(by_hand) {
        assert_eq!(figure.key, key);
        for ((end, cny), sign) in alone.ends.iter().zip(cny).zip([-1.0, 1.0]) {
            close(end.of(Outcome::CostSaved), 81_742_700.0 + cny, key);
            close(end.of(Outcome::CarbonSaved), 15_330.0 + sign * t, key);
            close(end.of(Outcome::HeadroomGained), 0.9 + sign * multiple, key);
        }
    }
    let corners = found.found.corners.expect("corners");
    let [adverse, favourable] = &corners[Outcome::CostSaved as usize];
    close(adverse.outcome, 15_455_475.0, "all against");
    close(favourable.outcome, 144_321_925.0, "all for");
}

#[test]
fn each_end_is_what_solve_says_there() {
    let (case, figures) = shipped("tiny");
    let found = studied(&case, &figures, 0, true);
    assert!(found.found.sample.is_none());
    assert!(found.figures.len() >= 4, "{:?}", found.figures);
    for (figure, alone) in found.figures.iter().zip(&found.found.tornado) {
        let ends = [figure.range.low, figure.range.high];
        for (value, end) in ends.into_iter().zip(&alone.ends) {
            let right = told(&case, &format!("{}={value}", figure.key));
            for (outcome, right) in Outcome::ALL.into_iter().zip(right) {
                let found = end.of(outcome);
                assert!(
                    (found - right).abs() <= 1e-7 * right.abs().max(1.0),
                    "{} at {value}: {outcome:?} {found}, by solve {right}",
                    figure.key
                );
            }
        }
    }
}

/// A case whose outcome is greatest between the ends: as the price of the plateau falls, moving there saves more, and the baseline
/// stays; a scan in steps finds nothing beyond the interval, and comes near to both its ends.
#[test]
fn an_interval_holds_all_that_a_scan_finds() {
    for name in ["tiny", "china"] {
        let (case, figures) = shipped(name);
        let found = studied(&case, &figures, 0, false);
        let mut whole = 0;
        for (figure, alone) in found.figures.iter().zip(&found.found.tornado) {
            if !alone.intervals.iter().any(|of| of.is_whole) || whole > 8 {
                continue;
            }
            let Ok(key) = Change::parse(&format!("{}=1", figure.key), &case) else {
                continue;
            };
            assert_eq!(key.key.to_string(), figure.key);
            whole += 1;
            let steps = 6;
            for step in 0..=steps {
                let part = f64::from(step) / f64::from(steps);
                let value = figure.range.low + part * (figure.range.high - figure.range.low);
                let right = told(&case, &format!("{}={value}", figure.key));
                for (outcome, right) in Outcome::ALL.into_iter().zip(right) {
                    let of = alone.of(outcome);
                    let room = 1e-7 * right.abs().max(1.0);
                    assert!(
                        !of.is_whole || (of.least - room <= right && right <= of.greatest + room),
                        "{name}, {} at {value}: {outcome:?} {right}, {of:?}",
                        figure.key
                    );
                }
            }
        }
        assert!(whole >= 3, "{name}: {whole} figures over their whole range");
    }
}

/// Points of the sample drawn anew and solved from scratch, as `solve --set` does: the same to 1e-9.
#[test]
fn points_of_the_sample_are_what_solve_says_there() {
    for (name, wanted) in [("tiny", 40), ("china", 40)] {
        let (case, figures) = shipped(name);
        let ranges_of = figures.ranges(&case);
        let moved = Moved {
            read: &case,
            changes: &[],
            one_period: true,
        };
        let options = SampleOptions {
            points: (ranges_of.len() as u64 + 2) * 3,
            seed: 11,
            shape: Shape::Triangular,
            corners: false,
            indices: true,
        };
        let answered = eastwest::ranges::points(moved, &figures, options);
        // beside like loads, all else free is never worse than all else held
        for (_, outcomes) in &answered {
            let gained = outcomes.as_ref().expect("an answer");
            assert!(gained.of(Outcome::HeadroomGained) >= 0.0, "{gained:?}");
        }
        let step = (answered.len() / wanted).max(1);
        for (point, outcomes) in answered.iter().step_by(step) {
            let outcomes = outcomes.as_ref().expect("an answer");
            let changed = moved.at(&ranges_of, point).expect("a valid case");
            let right = told_of(&changed);
            for (outcome, right) in Outcome::ALL.into_iter().zip(right) {
                let found = outcomes.of(outcome);
                assert!(
                    (found - right).abs() <= 1e-9 * right.abs().max(1.0),
                    "{name}: {outcome:?} {found}, by solve {right}"
                );
            }
        }
    }
}

/// Round trips and their limits decide which loads there are, and figures of `china` move them. All points have the rows and columns of one frame, so
/// that no engine is made anew after the stated values, and no programme is solved from the start.
#[test]
fn points_with_other_round_trips_stand_in_one_engine() {
    let (case, figures) = shipped("china");
    let found = studied(&case, &figures, 400, false);
    let mut figures = found.figures.iter();
    assert!(figures.any(|of| of.key == "rtt_limit.realtime"));
    let sample = found.found.sample.expect("a sample");
    assert!(sample.points > 300 && sample.failed == 0, "{sample:?}");
    let work = sample.work;
    assert!(work.moved > 0, "{work:?}");
    assert_eq!((work.new, work.from_scratch), (0, 0), "{work:?}");
}

/// No point of the sample lies beyond the corners of `tiny`, which has few figures and no interaction that ascent could miss.
#[test]
fn corners_enclose_the_base_the_ends_and_the_sample() {
    let (case, figures) = shipped("tiny");
    let found = studied(&case, &figures, 600, true);
    let sample = found.found.sample.as_ref().expect("a sample");
    assert_eq!((sample.failed, sample.is_stopped), (0, false));
    for outcome in Outcome::ALL {
        let corners = found.found.corners.as_ref().expect("corners");
        let [adverse, favourable] = &corners[outcome as usize];
        let (low, high) = (adverse.outcome, favourable.outcome);
        let inside = |value: f64| {
            let room = 1e-9 * (1.0 + value.abs());
            assert!(
                low - room <= value && value <= high + room,
                "{outcome:?}: {low} {value} {high}"
            );
        };
        inside(found.found.base.of(outcome));
        for alone in &found.found.tornado {
            alone.ends.iter().for_each(|end| inside(end.of(outcome)));
        }
        inside(sample.quantile(outcome, 0.0));
        inside(sample.quantile(outcome, 1.0));
        assert!((0.0..=1.0).contains(&sample.holds[outcome as usize]));
    }
}

#[test]
fn the_same_study_comes_out_for_any_number_of_threads() {
    let (case, figures) = shipped("tiny");
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let found = pool
            .expect("a pool")
            .install(|| studied(&case, &figures, 300, true));
        report::ranges_json(&found)
    };
    let once = with(1);
    assert!(once.contains("\"schema_version\": 1"), "{once}");
    assert_eq!(once, with(3));
}

/// All figures with a range are moved, but the prices of the network for links that state none, of which `china` has none.
#[test]
fn few_figures_are_held_and_each_with_a_reason() {
    for (name, held) in [("tiny", 0), ("china", 2)] {
        let (case, figures) = shipped(name);
        let found = figures.held(&case);
        assert_eq!(found.len(), held, "{name}: {found:?}");
        for (entry, why) in found {
            assert_eq!(why, "every link states its own", "{}", entry.place);
        }
    }
}

/// What is drawn from the saved study is what is drawn from the study.
#[test]
fn a_saved_study_is_drawn_as_it_was() {
    use report::plot::{Look, tornado, tornado_as};
    use report::saved::{Saved, read};
    let (case, figures) = shipped("tiny");
    let found = studied(&case, &figures, 300, true);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ranges.json");
    std::fs::write(&path, report::ranges_json(&found)).expect("written");
    let look = Look::default();
    match read(&path) {
        Ok(Saved::Ranges(saved)) => {
            assert_eq!(
                tornado_as(&saved, &look).svg(),
                tornado(&found, &look).svg()
            );
        }
        other => panic!("{other:?}"),
    }
}

/// Whatever unit the tables state a figure in, it is told in the one that `--set` takes, with its numbers.
#[test]
fn a_figure_is_told_in_the_unit_of_its_numbers() {
    let (case, figures) = shipped("chatgpt");
    let found = studied(&case, &figures, 0, false);
    let stated = figures.ranges(&case);
    let mut other = 0;
    for (told, stated) in found.figures.iter().zip(&stated) {
        let (low, value, high) = stated.entry.range().expect("a range");
        if told.unit == stated.entry.unit {
            assert_eq!(
                [told.range.low, told.range.high],
                [low, high],
                "{}",
                told.key
            );
        } else {
            other += 1;
            assert_ne!(told.range.value, value, "{} in {}", told.key, told.unit);
        }
    }
    assert!(other > 0, "the case has prices in USD");
    let price = found
        .figures
        .iter()
        .find(|f| f.key == "electricity_price.zhangjiakou");
    let price = price.expect("a price with a range");
    assert_eq!(price.unit, "cny_per_kwh");
    let set = format!("{}={}", price.key, price.range.low);
    let end = told(&case, &set)[0];
    let at = found
        .figures
        .iter()
        .position(|f| f.key == price.key)
        .expect("the price");
    let low = found.found.tornado[at].ends[0].of(Outcome::CostSaved);
    assert!((low - end).abs() <= 1.0, "{low} {end}");
}
