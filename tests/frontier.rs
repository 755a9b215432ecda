//! Is every frontier the lower hull that an independent solver finds, with no corner missing?
//!
//! `EASTWEST_FRONTIER_PAIRS=all` takes every pair of axes for every random case and for 24 periods, some minutes longer;
//! pairs may also be named: `cost-carbon,carbon-round-trip`. `EASTWEST_FRONTIER_WEIGHTS` takes another number of weights.

mod common;
#[cfg(feature = "highs")]
mod engine_support;
#[path = "common/peers.rs"]
mod peers;

use common::{Random, dataset, random_case};
use eastwest::Case;
use eastwest::frontier::Held;
use eastwest::frontier::{Axis, Frontier, FrontierError, frontier};
use eastwest::parameter::Change;
use eastwest::program::Program;

/// The pairs that the documentation names.
const PAIRS: [[Axis; 2]; 4] = [
    [Axis::Cost, Axis::Carbon],
    [Axis::Cost, Axis::RoundTrip],
    [Axis::Cost, Axis::Green],
    [Axis::Carbon, Axis::RoundTrip],
];

/// Relative difference up to which two objectives are the same.
const AGREEMENT: f64 = 1e-9;

/// The corners in their linear measures.
fn corners(frontier: &Frontier) -> Vec<(f64, f64)> {
    let measure = |axis: Axis, point: &eastwest::frontier::Point| {
        axis.measure(&frontier.case, &point.figures)
    };
    let points = frontier.points.iter();
    points
        .map(|p| (measure(frontier.x, p), measure(frontier.y, p)))
        .collect()
}

/// Better and better in the second measure, worse and worse in the first, at an ever higher price; and the price is
/// the slope between the corners.
fn assert_convex(frontier: &Frontier) {
    let name = &frontier.case.name;
    let corners = corners(frontier);
    let largest =
        |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(0.0_f64, |m, v| m.max(v.abs()));
    let (sizes_x, sizes_y) = (largest(|c| c.0), largest(|c| c.1));
    let mut last = 0.0;
    for (k, pair) in corners.windows(2).enumerate() {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[0].1 - pair[1].1);
        assert!(
            dx > 0.0 && dy > 1e-13 * pair[0].1.abs(),
            "{name}, corner {k}: {pair:?}"
        );
        let slope = frontier.points[k + 1].slope.expect("a slope");
        assert!(slope > last, "{name}, corner {k}: {slope} after {last}");
        // what differences of sums can resolve
        let blur = 1e-12 * (sizes_x + slope * sizes_y) / dy;
        assert!(
            (dx / dy - slope).abs() <= 1e-6 * slope + blur,
            "{name}, corner {k}: {} and {slope}",
            dx / dy
        );
        last = slope;
    }
    let weights: Vec<(f64, f64)> = frontier.points.iter().map(|p| p.weights).collect();
    assert_eq!(weights[0].0, 0.0, "{name}");
    assert_eq!(weights[weights.len() - 1].1, 1.0, "{name}");
    assert!(
        weights.windows(2).all(|w| w[0].1 == w[1].0),
        "{name}: {weights:?}"
    );
}

/// The programme of a weight.
fn weighted(
    program: &Program,
    frontier: &Frontier,
    measures: &[Vec<f64>; 2],
    weight: f64,
) -> Program {
    let mut program = program.clone();
    program.objectives.truncate(1);
    let both = measures[0].iter().zip(&measures[1]);
    program.objectives[0].coefficients = both
        .map(|(f, g)| (1.0 - weight) * f + weight * frontier.scale * g)
        .collect();
    program
}

/// How large the terms are that a measure of a frontier is the sum of, 1 at the least: at an end of 0 t, what is displaced
/// and what displaces it may be much.
fn size(frontier: &Frontier, axis: Axis) -> f64 {
    let case = &frontier.case;
    let of = |point: &eastwest::frontier::Point| {
        let terms = &point.figures.magnitudes;
        let terms = match axis {
            Axis::Cost => terms.paid_cny,
            Axis::Carbon => terms.carbon_t[case.accounting as usize],
            Axis::RoundTrip | Axis::Green | Axis::Hourly => 0.0,
        };
        terms.max(axis.measure(case, &point.figures).abs())
    };
    frontier.points.iter().map(of).fold(1.0, f64::max)
}

/// `count` weights, ascending: two in three at random, the others at the ends of corners' weights, spread over all corners.
fn drawn_weights(frontier: &Frontier, count: usize) -> Vec<f64> {
    let mut random = Random::new(11);
    let points = &frontier.points;
    let apart = (3 * points.len() / count.max(1)).max(1);
    let mut weights: Vec<f64> = (0..count)
        .map(|k| match k % 3 {
            0 => points[k / 3 * apart % points.len()].weights.1,
            _ => random.between(0.0, 1.0),
        })
        .collect();
    weights.sort_by(f64::total_cmp);
    weights
}

/// The frontier against the reference, each weight by a programme of its own.
fn assert_supports(case: &Case, axes: [Axis; 2], count: usize) -> Frontier {
    assert_supports_by(case, axes, count, peers::least).0
}

/// The frontier against what `least` finds at `count` weights, and how far they are apart at most, relative to the terms.
fn assert_supports_by(
    case: &Case,
    axes: [Axis; 2],
    count: usize,
    mut least: impl FnMut(&Program) -> f64,
) -> (Frontier, f64) {
    let frontier =
        frontier(case, axes[0], axes[1]).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let held = Held::new(case, axes).expect("a plan");
    let measures = axes.map(|axis| axis.coefficients(&held.case, &held.formulation));
    let corners = corners(&frontier);
    let (size_x, size_y) = (size(&frontier, frontier.x), size(&frontier, frontier.y));
    let mut most = 0.0_f64;
    for weight in drawn_weights(&frontier, count) {
        let value = |c: &(f64, f64)| (1.0 - weight) * c.0 + weight * frontier.scale * c.1;
        let found = corners.iter().map(value).fold(f64::INFINITY, f64::min);
        let expected = least(&weighted(&held.program, &frontier, &measures, weight));
        // a sum of terms that cancel is no more exact than they are
        let size = (1.0 - weight) * size_x + weight * frontier.scale * size_y;
        most = most.max((found - expected).abs() / size);
        assert!(
            most <= AGREEMENT,
            "{}, {axes:?}, weight {weight}: {found}, reference {expected}",
            case.name
        );
    }
    assert!(
        frontier.is_complete(),
        "{}, {axes:?}: {most:.1e} apart, {:?}",
        case.name,
        frontier.walk
    );
    assert_convex(&frontier);
    assert_eq!(frontier.walk.solved_from_scratch, 1, "{}", case.name);
    (frontier, most)
}

/// Weights at which a frontier is held against the reference, without HiGHS and with it, unless the environment says
/// how many: HiGHS is fast enough for many.
fn weights(without_highs: usize, with_highs: usize) -> usize {
    let many = if cfg!(feature = "highs") {
        with_highs
    } else {
        without_highs
    };
    asked("EASTWEST_FRONTIER_WEIGHTS").map_or(many, |count| count.parse().expect("a number"))
}

/// The pairs that the environment asks for.
fn asked_pairs() -> Option<Vec<[Axis; 2]>> {
    let asked = asked("EASTWEST_FRONTIER_PAIRS")?;
    let named = |name: &str| PAIRS.into_iter().find(|&pair| pair_name(pair) == name);
    let pair = |name: &str| named(name).unwrap_or_else(|| panic!("no pair is called `{name}`"));
    Some(if asked == "all" {
        PAIRS.to_vec()
    } else {
        asked.split(',').map(pair).collect()
    })
}

fn pair_name([x, y]: [Axis; 2]) -> String {
    format!("{}-{}", x.name(), y.name())
}

fn asked(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

#[test]
fn frontiers_of_random_cases_are_those_of_an_independent_solver() {
    let asked = asked_pairs();
    let mut corners = 0;
    for seed in 0..200 {
        let one = [PAIRS[seed as usize % PAIRS.len()]];
        for &axes in asked.as_deref().unwrap_or(&one) {
            corners += assert_supports(&random_case(seed), axes, weights(6, 200))
                .points
                .len();
        }
    }
    assert!(corners > 400, "{corners} corners");
}

#[test]
fn frontiers_of_shipped_datasets_are_those_of_an_independent_solver() {
    for axes in PAIRS {
        assert_supports(&dataset("tiny"), axes, weights(30, 500));
        assert_supports(&dataset("chatgpt"), axes, weights(60, 500));
        assert_supports(&dataset("china").averaged(), axes, weights(30, 500));
    }
}

/// Thousands of corners, each an edge apart from the next, against one HiGHS model that goes from weight to weight.
#[cfg(feature = "highs")]
#[test]
fn the_frontier_of_24_periods_is_that_of_an_independent_solver() {
    use engine_support::warm::{Manner, Warm};
    let case = dataset("china");
    let count = weights(100, 100);
    for axes in asked_pairs().unwrap_or_else(|| PAIRS[..2].to_vec()) {
        let mut model: Option<Warm> = None;
        let (frontier, apart) = assert_supports_by(&case, axes, count, |program| {
            let model = model.get_or_insert_with(|| Warm::new(program, Manner::NEW_COSTS));
            model.solve(program.clone()).objective
        });
        println!(
            "{}: {} corners, {count} weights, {apart:.1e} apart at most",
            pair_name(axes),
            frontier.points.len()
        );
        let least = if axes == PAIRS[0] { 1000 } else { 2 };
        assert!(frontier.points.len() >= least);
    }
}

/// By hand: one axis is no frontier.
#[test]
fn a_frontier_needs_two_measures() {
    let error = frontier(&dataset("tiny"), Axis::Cost, Axis::Cost).expect_err("an error");
    assert_eq!(error, FrontierError::OneAxis { axis: Axis::Cost });
    assert_eq!(
        error.to_string(),
        "a frontier needs two measures, and both are cost"
    );
}

/// The cheap end is the plan of `solve`, to the last tie.
#[test]
fn a_frontier_against_cost_begins_at_the_plan_of_solve() {
    for seed in 0..60 {
        let case = random_case(seed);
        let frontier = frontier(&case, Axis::Cost, Axis::Carbon).expect("a frontier");
        let (first, plan) = (&frontier.points[0].figures, &frontier.cheapest);
        let scale = 1.0 + plan.costs.total().abs();
        assert!(
            (first.costs.total() - plan.costs.total()).abs() <= 1e-9 * scale,
            "{}",
            case.name
        );
        let (a, b) = (
            first.carbon.of(case.accounting),
            plan.carbon.of(case.accounting),
        );
        assert!(
            (a - b).abs() <= 1e-9 * (1.0 + b),
            "{}: {a} and {b}",
            case.name
        );
    }
}

/// Every plan of a frontier serves the load that the cheapest plan serves, and breaks no rule more than it.
#[test]
fn no_carbon_is_saved_by_serving_less() {
    let mut short = 0;
    for seed in 0..120 {
        let case = random_case(seed);
        for axes in PAIRS {
            let frontier = frontier(&case, axes[0], axes[1]).expect("a frontier");
            let base = &frontier.cheapest;
            short += usize::from(base.unserved_mwh > 1.0);
            for point in &frontier.points {
                let figures = &point.figures;
                let near = |a: f64, b: f64| (a - b).abs() <= 1e-7 * (1.0 + b.abs());
                assert!(
                    near(figures.unserved_mwh, base.unserved_mwh),
                    "{}",
                    case.name
                );
                assert!(
                    near(figures.it_energy_mwh, base.it_energy_mwh),
                    "{}",
                    case.name
                );
                assert!(
                    figures.costs.shortfall <= base.costs.shortfall * (1.0 + 1e-7) + 1e-3,
                    "{}",
                    case.name
                );
            }
        }
    }
    assert!(short > 20, "only {short} cases are short of anything");
}

/// The hydro hub emits nothing: the last corner is at exactly 0 t, where every term of the objective vanishes. Coal: 4 MW,
/// 8,760 h, PUE 1.2, 0.84 kg/kWh; costs as in the case's tables.
#[test]
fn an_end_at_exactly_nothing_is_proved() {
    let case = common::kept("frontier-zero-end");
    for axes in [[Axis::Cost, Axis::Carbon], [Axis::Carbon, Axis::Cost]] {
        let frontier = frontier(&case, axes[0], axes[1]).expect("a frontier");
        assert!(frontier.is_complete(), "{axes:?}: {:?}", frontier.walk);
        let mut found = corners(&frontier);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut expected = [(27_674_880.0, 35_320.32), (46_977_120.0, 0.0)];
        if axes[0] == Axis::Carbon {
            expected = [(0.0, 46_977_120.0), (35_320.32, 27_674_880.0)];
        }
        assert_eq!(found.len(), 2);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found.0 - expected.0).abs() <= 1e-6, "{found:?}");
            assert!((found.1 - expected.1).abs() <= 1e-6, "{found:?}");
        }
    }
}

/// Half of the hubs free of carbon, or all green: ends at nothing, by every pair of measures and in every accounting.
#[test]
fn frontiers_with_an_end_at_nothing_are_complete_and_have_no_corner_twice() {
    let mut corners = 0;
    for seed in 0..120 {
        let mut case = random_case(seed);
        for (index, hub) in case.hubs.iter_mut().enumerate() {
            if index % 2 == 0 {
                hub.emission_factor_kg_per_kwh.base = 0.0;
                if let Some(factor) = &mut hub.residual_emission_factor_kg_per_kwh {
                    factor.base = 0.0;
                }
                hub.green_share.base = 1.0;
                hub.green_share.shape.clear();
            }
        }
        if seed % 3 == 0 {
            case.accounting = eastwest::case::Accounting::Market;
            case.policy.carbon_cap_t = Some(0.0);
        }
        let axes = PAIRS[seed as usize % PAIRS.len()];
        let frontier = frontier(&case, axes[0], axes[1]).expect("a frontier");
        assert!(
            frontier.is_complete(),
            "{seed} {axes:?}: {:?}",
            frontier.walk
        );
        for pair in frontier.points.windows(2) {
            let of = |point: &eastwest::frontier::Point| {
                axes.map(|axis| axis.measure(&frontier.case, &point.figures))
            };
            let ([a, b], [c, d]) = (of(&pair[0]), of(&pair[1]));
            assert!(c > a && d < b, "{seed} {axes:?}: {a} {b} then {c} {d}");
        }
        corners += frontier.points.len();
    }
    assert!(corners > 200, "{corners} corners");
}

/// Demands in the wrong unit by 10^9, and links a thousand-millionth as wide: no path is certified. Corners are found one by one
/// instead; none lies above what another solver finds by more than such figures can tell, and nothing is called complete.
#[test]
fn where_no_path_is_certified_corners_are_found_one_by_one() {
    for (name, change) in [
        ("tiny", "demand*=1e9"),
        ("tiny", "link_capacity*=1e-9"),
        ("chatgpt", "demand*=1e9"),
    ] {
        let mut case = dataset(name);
        let change = Change::parse(change, &case).expect("a change");
        change.apply(&mut case).expect("a value within range");
        let axes = [Axis::Cost, Axis::Carbon];
        let frontier = frontier(&case, axes[0], axes[1]).expect("a frontier");
        let weighed = frontier.weighed.as_ref().expect("no path");
        assert!(!frontier.is_complete() && !frontier.points.is_empty());
        assert!(weighed.solved >= 2 && weighed.open_edges == 0);
        assert!(
            weighed.why.contains("no certified optimum"),
            "{}",
            weighed.why
        );
        let held = Held::new(&case, axes).expect("a plan");
        let measures = axes.map(|axis| axis.coefficients(&held.case, &held.formulation));
        for weight in [0.1, 0.5, 0.9] {
            let value = |c: &(f64, f64)| (1.0 - weight) * c.0 + weight * frontier.scale * c.1;
            let found = corners(&frontier)
                .iter()
                .map(value)
                .fold(f64::INFINITY, f64::min);
            let program = weighted(&held.program, &frontier, &measures, weight);
            let expected = peers::least(&program);
            assert!(
                (found - expected).abs() <= 1e-5 * (1.0 + expected.abs()),
                "{name}: {found}, reference {expected}"
            );
        }
    }
}
