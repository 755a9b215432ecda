//! Frontiers: what pictures need of them.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::parameter::ParameterKeys;
use super::{SavedError, table};
use crate::frontier::{Family, Frontier};
use crate::language::either;
use crate::parameter::Allowed;
use crate::parameter::Parameter;
use crate::report::frontier::{BASELINE, NAME};

/// One frontier, or a family of them, in one plane.
#[derive(Debug, Clone)]
pub struct FrontierRows {
    /// Id and title of the case, where known.
    pub case: Option<(String, String)>,
    /// Column of what is best at the first corner: `cost_cny`.
    pub x: &'static str,
    /// Column of what is best at the last corner: `carbon_t`.
    pub y: &'static str,
    /// Unit of the slopes: `CNY/t`.
    pub slope_unit: &'static str,
    /// The accounting of its carbon; none where frontiers differ in it, and where it is not known.
    pub accounting: Option<String>,
    /// Heading of what parts frontiers of a family, where they are one.
    pub parameter: Option<String>,
    /// The frontiers.
    pub curves: Vec<Curve>,
    /// The cheapest plan, where known.
    pub base: Option<(f64, f64)>,
    /// What the baselines are, in words; `the baseline` in files of earlier versions.
    pub baseline: String,
}

/// A baseline of which no name is known.
const NAMELESS: &str = "the baseline";

/// A frontier.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Value of the family's parameter; none where it stands alone.
    pub value: Option<f64>,
    /// Its corners, from the best x to the best y.
    pub corners: Vec<Corner>,
    /// Whether it is proved that no plan lies below it, where known.
    pub is_complete: Option<bool>,
    /// What it is compared with, where known.
    pub baseline: Option<Baseline>,
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
    /// IT energy that the plan does not serve, MWh.
    pub unserved_mwh: f64,
}

/// The case's baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// Figure on the first axis.
    pub x: f64,
    /// Figure on the second axis.
    pub y: f64,
    /// Part of the plan's IT energy that it serves, 0..1.
    pub served_share: f64,
}

/// What the heading of the slopes says of both axes: their columns, and the unit.
fn axes(price_column: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let (given, per) = price_column.rsplit_once("_per_")?;
    // `not_green_mwh` has no `_per_` in it
    let (x, money) = match given {
        "abatement_cost_cny" | "cost_cny" => ("cost_cny", "CNY"),
        "carbon_t" => ("carbon_t", "t"),
        "mean_rtt_ms" => ("mean_rtt_ms", "ms"),
        "not_green_mwh" => ("green_share", "MWh"),
        "unmatched_mwh" => ("matched_share", "MWh"),
        _ => return None,
    };
    let (y, unit) = match (money, per) {
        ("CNY", "t") => ("carbon_t", "CNY/t"),
        ("CNY", "ms") => ("mean_rtt_ms", "CNY/ms"),
        ("CNY", "not_green_mwh") => ("green_share", "CNY/MWh"),
        ("CNY", "unmatched_mwh") => ("matched_share", "CNY/MWh"),
        ("t", "unmatched_mwh") => ("matched_share", "t/MWh"),
        ("ms", "unmatched_mwh") => ("matched_share", "ms/MWh"),
        ("MWh", "unmatched_mwh") => ("matched_share", "MWh/MWh"),
        ("MWh", "not_green_mwh") => ("green_share", "MWh/MWh"),
        ("t", "cny") => ("cost_cny", "t/CNY"),
        ("t", "ms") => ("mean_rtt_ms", "t/ms"),
        ("t", "not_green_mwh") => ("green_share", "t/MWh"),
        ("ms", "cny") => ("cost_cny", "ms/CNY"),
        ("ms", "t") => ("carbon_t", "ms/t"),
        ("ms", "not_green_mwh") => ("green_share", "ms/MWh"),
        ("MWh", "cny") => ("cost_cny", "MWh/CNY"),
        ("MWh", "t") => ("carbon_t", "MWh/t"),
        ("MWh", "ms") => ("mean_rtt_ms", "MWh/ms"),
        _ => return None,
    };
    Some((x, y, unit))
}

impl FrontierRows {
    /// A frontier or a family.
    #[must_use]
    pub fn of(family: &Family) -> Option<Self> {
        let first = &family.members.first()?.frontier;
        let (x, y, slope_unit) = axes(&first.price_column())?;
        let curves = family.members.iter().map(|member| Curve {
            value: member.value,
            corners: corners(&member.frontier),
            is_complete: Some(member.frontier.is_complete()),
            baseline: member.baseline.as_ref().map(|baseline| Baseline {
                x: baseline.value(first.x),
                y: baseline.value(first.y),
                served_share: baseline.served_share,
            }),
        });
        Some(Self {
            case: Some((
                first.case.name.clone(),
                either(&first.case.title, first.case.title_zh.as_deref()).to_owned(),
            )),
            x,
            y,
            slope_unit,
            accounting: one_of(
                family
                    .members
                    .iter()
                    .map(|m| m.frontier.case.accounting.name()),
            ),
            parameter: family.parameter.as_ref().map(Parameter::label),
            curves: curves.collect(),
            // that of a family is none of the case as it is
            base: family
                .parameter
                .is_none()
                .then(|| first.place(&first.cheapest)),
            baseline: first.case.baseline.in_words(&first.case),
        })
    }

    pub(super) fn from_json(path: &Path, text: &str) -> Result<Self, SavedError> {
        let document: DocumentKeys =
            serde_json::from_str(text).map_err(|error| SavedError::new(path, error.to_string()))?;
        let (x, y, slope_unit) = axes_of(path, &document.slope)?;
        let baselines = document.frontiers.iter();
        let mut names = baselines.filter_map(|of| of.baseline.as_ref()?.get(NAME)?.as_str());
        let name = names.next();
        let mut curves = Vec::new();
        for frontier in &document.frontiers {
            let points = frontier.points.iter();
            let corners = points.map(|point| {
                Some(Corner {
                    x: point.get(x)?.as_f64()?,
                    y: point.get(y)?.as_f64()?,
                    slope: point.get(&document.slope)?.as_f64(),
                    unserved_mwh: point.get("unserved_mwh")?.as_f64()?,
                })
            });
            let corners: Option<Vec<Corner>> = corners.collect();
            curves.push(Curve {
                value: frontier.value.as_ref().and_then(stated),
                corners: corners.ok_or_else(|| {
                    SavedError::new(
                        path,
                        tr!(
                            "a point lacks `{x}`, `{y}`, `unserved_mwh` or `{}`",
                            document.slope,
                            x = x,
                            y = y
                        ),
                    )
                })?,
                is_complete: Some(frontier.complete),
                baseline: frontier.baseline.as_ref().and_then(|plan| {
                    Some(Baseline {
                        x: plan.get(x)?.as_f64()?,
                        y: plan.get(y)?.as_f64()?,
                        served_share: plan.get("served_share")?.as_f64()?,
                    })
                }),
            });
        }
        let alone = document.parameter.is_none();
        let cheapest = document
            .frontiers
            .first()
            .map(|frontier| &frontier.cheapest);
        let base = cheapest
            .filter(|_| alone)
            .and_then(|plan| Some((plan.get(x)?.as_f64()?, plan.get(y)?.as_f64()?)));
        let title = either(&document.title, document.title_zh.as_deref()).to_owned();
        Self {
            case: Some((document.case, title)),
            x,
            y,
            slope_unit,
            accounting: one_of(document.frontiers.iter().map(|frontier| {
                let own = frontier.accounting.as_ref();
                // files of earlier versions state one for all
                own.unwrap_or(&document.accounting).as_str()
            })),
            baseline: name.unwrap_or(NAMELESS).to_owned(),
            parameter: document.parameter.map(|parameter| parameter.label()),
            curves,
            base,
        }
        .whole(path)
    }

    pub(super) fn from_table(path: &Path) -> Result<Self, SavedError> {
        let header = table::header(path)?;
        let find = |name: &str| header.iter().position(|other| other == name);
        let price = header.iter().position(|name| axes(name).is_some());
        let (Some(price), Some(point)) = (price, find("point")) else {
            return Err(SavedError::new(path, tr!("has no column of slopes"))
                .with_help(tr!("`eastwest frontier CASE -o FILE.csv` writes them")));
        };
        let (x, y, slope_unit) = axes_of(path, &header[price])?;
        let (Some(at_x), Some(at_y), Some(unserved)) = (find(x), find(y), find("unserved_mwh"))
        else {
            let lacking = tr!("lacks `{x}`, `{y}` or `unserved_mwh`", x = x, y = y);
            return Err(SavedError::new(path, lacking));
        };
        let name = find(&format!("{BASELINE}{NAME}"));
        let columns = Columns {
            name,
            value: (point > 0).then_some(0),
            x: at_x,
            y: at_y,
            price,
            unserved,
            accounting: find("accounting"),
            // files of earlier versions have none
            baseline: [x, y, "served_share"]
                .map(|name| find(&format!("{BASELINE}{name}")))
                .into_iter()
                .collect(),
        };
        let (curves, accountings, name) = columns.curves(path, &header)?;
        Self {
            case: None,
            x,
            y,
            slope_unit,
            accounting: one_of(accountings.iter().map(String::as_str)),
            parameter: (point > 0).then(|| header[0].clone()),
            // a frontier of cost begins with the cheapest plan
            base: curves
                .first()
                .filter(|_| point == 0 && x == "cost_cny")
                .and_then(|curve| curve.corners.first())
                .map(|corner| (corner.x, corner.y)),
            curves,
            baseline: name.unwrap_or_else(|| NAMELESS.to_owned()),
        }
        .whole(path)
    }

    fn whole(self, path: &Path) -> Result<Self, SavedError> {
        let is_number = |corner: &Corner| corner.x.is_finite() && corner.y.is_finite();
        let is_empty = |curve: &Curve| curve.corners.is_empty();
        if self.curves.is_empty() || self.curves.iter().any(is_empty) {
            return Err(SavedError::new(path, tr!("has a frontier without corners")));
        }
        if !self
            .curves
            .iter()
            .flat_map(|curve| &curve.corners)
            .all(is_number)
        {
            return Err(SavedError::new(
                path,
                tr!("has a corner without its figures"),
            ));
        }
        Ok(self)
    }
}

/// Where a table holds what is read of it.
struct Columns {
    /// A family's value.
    value: Option<usize>,
    x: usize,
    y: usize,
    price: usize,
    unserved: usize,
    /// Files of earlier versions have none.
    accounting: Option<usize>,
    /// The baseline's x, y and share.
    baseline: Option<Vec<usize>>,
    /// The baseline in words.
    name: Option<usize>,
}

/// Frontiers, their accountings, and what their baselines are.
type Read = (Vec<Curve>, Vec<String>, Option<String>);

impl Columns {
    /// Frontiers, one after the other, and their accountings, where told.
    fn curves(&self, path: &Path, header: &[String]) -> Result<Read, SavedError> {
        let mut name: Option<String> = None;
        let mut curves: Vec<Curve> = Vec::new();
        let mut accountings: Vec<String> = Vec::new();
        table::each(path, header, |row| {
            if let Some(at) = self.accounting
                && accountings.iter().all(|known| known != row.text(at))
            {
                accountings.push(row.text(at).to_owned());
            }
            let told = self.name.map(|at| row.text(at));
            if let Some(told) = told.filter(|told| name.is_none() && !told.is_empty()) {
                name = Some(told.to_owned());
            }
            let named = |at: usize| Allowed::Accounting.read(row.text(at));
            let value = self
                .value
                .map(|at| named(at).map_or_else(|| row.number(at), Ok));
            let value = value.transpose()?;
            let slope = row.number(self.price)?;
            let corner = Corner {
                x: row.number(self.x)?,
                y: row.number(self.y)?,
                slope: slope.is_finite().then_some(slope),
                unserved_mwh: row.number(self.unserved)?,
            };
            match curves.last_mut() {
                Some(curve) if curve.value == value => curve.corners.push(corner),
                _ => curves.push(Curve {
                    value,
                    corners: vec![corner],
                    is_complete: None,
                    baseline: self.baseline_of(row)?,
                }),
            }
            Ok(())
        })?;
        Ok((curves, accountings, name))
    }

    fn baseline_of(&self, row: &table::TableRow<'_>) -> Result<Option<Baseline>, SavedError> {
        let Some([x, y, share]) = self.baseline.as_deref() else {
            return Ok(None);
        };
        let [x, y, served_share] = [row.number(*x)?, row.number(*y)?, row.number(*share)?];
        let is_there = x.is_finite() && y.is_finite() && served_share.is_finite();
        Ok(is_there.then_some(Baseline { x, y, served_share }))
    }
}

/// The accounting that all have; none where they differ.
fn one_of<'a>(mut accountings: impl Iterator<Item = &'a str>) -> Option<String> {
    let first = accountings.next()?;
    accountings
        .all(|other| other == first)
        .then(|| first.to_owned())
}

fn axes_of(
    path: &Path,
    price_column: &str,
) -> Result<(&'static str, &'static str, &'static str), SavedError> {
    let what = || {
        tr!(
            "`{price_column}` is no slope of a frontier",
            price_column = price_column
        )
    };
    axes(price_column).ok_or_else(|| SavedError::new(path, what()))
}

/// The keys of the JSON document that are read.
#[derive(Deserialize)]
struct DocumentKeys {
    case: String,
    title: String,
    #[serde(default)]
    title_zh: Option<String>,
    accounting: String,
    slope: String,
    parameter: Option<ParameterKeys>,
    frontiers: Vec<FrontierKeys>,
}

/// The value of a member: a number, `inf`, or a name.
fn stated(value: &Value) -> Option<f64> {
    let word = || {
        let word = value.as_str()?;
        Allowed::Accounting.read(word).or_else(|| word.parse().ok())
    };
    value.as_f64().or_else(word)
}

#[derive(Deserialize)]
struct FrontierKeys {
    value: Option<Value>,
    accounting: Option<String>,
    complete: bool,
    cheapest: Map<String, Value>,
    baseline: Option<Map<String, Value>>,
    points: Vec<Map<String, Value>>,
}

fn corners(frontier: &Frontier) -> Vec<Corner> {
    let points = frontier.points.iter();
    points
        .map(|point| {
            let (x, y) = frontier.place(&point.figures);
            let slope = frontier.price(point);
            Corner {
                x,
                y,
                slope,
                unserved_mwh: point.figures.unserved_mwh,
            }
        })
        .collect()
}
