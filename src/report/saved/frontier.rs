//! Frontiers: what pictures need of them.

use crate::case::Case;
use crate::claims::Claims;
use crate::frontier::{Axis, Frontier};
use crate::placement::Placement;

/// One frontier, or a family of them, in one plane.
#[derive(Debug, Clone)]
pub struct FrontierRows {
    /// Id and title of the case, where known.
    pub case: Option<(String, String)>,
    /// Column of what is best at the first corner: `cost_cny`.
    pub x: String,
    /// Column of what is best at the last corner: `carbon_t`.
    pub y: String,
    /// Unit of the slopes.
    pub slope_unit: String,
    /// The frontiers.
    pub curves: Vec<Curve>,
    /// The cheapest plan, where known.
    pub base: Option<(f64, f64)>,
    /// The cheapest plan on eastern hubs alone, where known.
    pub baseline: Option<Baseline>,
}

/// A frontier.
#[derive(Debug, Clone)]
pub struct Curve {
    /// What parts it from others of its family: `carbon_price=100`. Empty where it stands alone.
    pub name: String,
    /// Its corners, from the best x to the best y.
    pub corners: Vec<Corner>,
    /// Whether it is proved that no plan lies below it, where known.
    pub is_complete: Option<bool>,
}

/// A corner of a frontier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corner {
    /// Figure on the first axis.
    pub x: f64,
    /// Figure on the second axis.
    pub y: f64,
    /// What one unit less of y costs in x on the edge that leads here; none at the first corner.
    pub slope: Option<f64>,
}

/// The plan on eastern hubs alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// Figure on the first axis.
    pub x: f64,
    /// Figure on the second axis.
    pub y: f64,
    /// Part of the plan's IT energy that it serves, 0..1.
    pub served_share: f64,
}

/// `CNY/t`, `CNY/(ms·MWh)`
fn slope_unit(x: Axis, y: Axis) -> String {
    let of = match y.measure_unit() {
        unit if unit.contains(' ') => format!("({})", unit.replace(' ', "·")),
        unit => unit.to_owned(),
    };
    format!("{}/{of}", x.measure_unit())
}

impl FrontierRows {
    /// Frontiers with their names, and the claims of the case that the first of them is of.
    #[must_use]
    pub fn of(frontiers: &[(String, &Frontier)], claims: Option<&Claims>) -> Option<Self> {
        let (_, first) = frontiers.first()?;
        let (x, y, case) = (first.x, first.y, &first.case);
        let curves = frontiers.iter().map(|(name, frontier)| Curve {
            name: name.clone(),
            corners: corners(frontier),
            is_complete: Some(frontier.is_complete()),
        });
        Some(Self {
            case: Some((case.name.clone(), case.title.clone())),
            x: x.column().to_owned(),
            y: y.column().to_owned(),
            slope_unit: slope_unit(x, y),
            curves: curves.collect(),
            base: Some((
                x.value(case, &first.cheapest),
                y.value(case, &first.cheapest),
            )),
            baseline: claims.map(|claims| Baseline {
                x: value(x, case, &claims.baseline),
                y: value(y, case, &claims.baseline),
                served_share: claims.compared_share,
            }),
        })
    }
}

fn corners(frontier: &Frontier) -> Vec<Corner> {
    let points = frontier.points.iter();
    points
        .map(|point| Corner {
            x: frontier.x.value(&frontier.case, &point.figures),
            y: frontier.y.value(&frontier.case, &point.figures),
            slope: point.slope,
        })
        .collect()
}

/// What stands on an axis, of a plan.
fn value(axis: Axis, case: &Case, plan: &Placement) -> f64 {
    match axis {
        Axis::Cost => plan.costs.paid(),
        Axis::Carbon => plan.carbon.of(case.accounting),
        Axis::RoundTrip => plan.mean_rtt_ms,
        Axis::Green => plan.green_share(),
    }
}
