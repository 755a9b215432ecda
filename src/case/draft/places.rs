//! Hubs and origins.

use super::check::{Faults, Row, ids};
use super::hourly::{Figure, Stated};
use super::place::{DraftPlace, Table};
use super::problem::{Problem, counted};
use super::terms::Noun;
use super::time::Shapes;
use super::{Draft, HubRow, OriginRow};
use crate::case::bounds::Bounds;
use crate::case::quantity::Quantity;
use crate::case::{Accounting, Coordinates, Hourly, Hub, Origin, Period, Side};

/// Words that scopes of rules use.
const RESERVED: [&str; 9] = [
    "east", "west", "all", "东", "西", "東", "东部", "西部", "東部",
];

/// How figures go over the periods.
pub(super) struct OverTime<'a> {
    pub periods: &'a [Period],
    pub shapes: &'a Shapes,
    pub hourly: &'a Stated,
}

/// Coordinates, where both are given and right.
fn coordinates(lat_deg: Option<f64>, lon_deg: Option<f64>) -> Option<Coordinates> {
    let (lat_deg, lon_deg) = (lat_deg?, lon_deg?);
    let on_earth = (-90.0..=90.0).contains(&lat_deg) && (-180.0..=180.0).contains(&lon_deg);
    on_earth.then_some(Coordinates { lat_deg, lon_deg })
}

fn empty(noun: Noun, faults: &mut Faults) {
    faults.push(DraftPlace::table(noun.table()), Problem::Empty { noun });
}

/// The origins of a draft.
pub(super) fn origins(draft: &Draft, faults: &mut Faults) -> Vec<Origin> {
    if draft.origins.is_empty() {
        empty(Noun::Origin, faults);
    }
    let names = draft.origins.iter().map(|row| row.origin.as_str());
    ids(faults, Table::Origins, "origin", Noun::Origin, &[], names);
    for (index, origin) in draft.origins.iter().enumerate() {
        let mut row = faults.row(Table::Origins, index, &origin.origin);
        row.line("name", "a name", origin.name.as_ref());
        row.line("name_zh", "a name", origin.name_zh.as_ref());
        row.coordinates(origin.lat_deg, origin.lon_deg);
        row.optional(
            "demand_share",
            "demand share",
            Bounds::NOT_NEGATIVE,
            origin.demand_share,
        );
    }
    let origin = |row: &OriginRow| Origin {
        id: row.origin.clone(),
        name: row.name.clone().unwrap_or_else(|| row.origin.clone()),
        name_zh: row.name_zh.clone(),
        at: coordinates(row.lat_deg, row.lon_deg),
        demand_share: row.demand_share.unwrap_or(0.0),
    };
    draft.origins.iter().map(origin).collect()
}

/// The hubs of a draft.
pub(super) fn hubs(draft: &Draft, over_time: &OverTime<'_>, faults: &mut Faults) -> Vec<Hub> {
    if draft.hubs.is_empty() {
        empty(Noun::Hub, faults);
    }
    let names = draft.hubs.iter().map(|row| row.hub.as_str());
    ids(faults, Table::Hubs, "hub", Noun::Hub, &RESERVED, names);
    green_premiums(draft, faults);
    let mut hubs = Vec::with_capacity(draft.hubs.len());
    for (index, hub) in draft.hubs.iter().enumerate() {
        let mut row = faults.row(Table::Hubs, index, &hub.hub);
        row.line("name", "a name", hub.name.as_ref());
        row.line("name_zh", "a name", hub.name_zh.as_ref());
        row.coordinates(hub.lat_deg, hub.lon_deg);
        let at = (index, hub);
        figures(&mut row, at, over_time.hourly);
        factors(&mut row, at, over_time.hourly, draft.settings.accounting);
        let premium = draft.settings.green_premium_cny_per_mwh;
        let built = assemble(&mut row, at, over_time, premium);
        hourly_limits(&mut row, hub, &built, over_time.periods);
        hubs.push(built);
    }
    hubs
}

/// A figure that a hub needs, unless `hourly` states it in every period.
fn needed(row: &mut Row<'_>, index: usize, hourly: &Stated, figure: Figure, found: f64) {
    if found.is_nan() && hourly.covers(index, figure) {
        return;
    }
    if found.is_nan() && hourly.count(index, figure) > 0 {
        hourly.gap(row, index, figure);
    } else {
        row.number(figure.column(), figure.quantity(), figure.bounds(), found);
    }
}

/// Figures of a hub on their own.
fn figures(row: &mut Row<'_>, (index, hub): (usize, &HubRow), hourly: &Stated) {
    if hub.side.is_none() {
        row.fault("side", Problem::Missing { quantity: "side" });
    }
    row.number(
        "capacity_mw",
        "capacity",
        Quantity::Capacity.bounds(),
        hub.capacity_mw,
    );
    row.optional(
        "facility_limit_mw",
        "facility limit",
        Quantity::FacilityLimit.bounds(),
        hub.facility_limit_mw,
    );
    if hub.pue < 1.0 && hub.pue.is_finite() {
        row.fault(
            "pue",
            Problem::PueBelowOne {
                found: hub.pue,
                period: None,
            },
        );
    } else {
        needed(row, index, hourly, Figure::Pue, hub.pue);
    }
    needed(row, index, hourly, Figure::Price, hub.price_cny_per_kwh);
    row.number(
        "hosting_cny_per_kw_month",
        "hosting fee",
        Quantity::HostingFee.bounds(),
        hub.hosting_cny_per_kw_month,
    );
    row.optional(
        "green_share",
        "green share",
        Quantity::GreenShare.bounds(),
        hub.green_share,
    );
    row.optional(
        "green_premium_cny_per_mwh",
        "green premium",
        Quantity::GreenPremium.bounds(),
        hub.green_premium_cny_per_mwh,
    );
}

/// Emission factors of a hub, and the one that the accounting needs.
fn factors(
    row: &mut Row<'_>,
    (index, hub): (usize, &HubRow),
    hourly: &Stated,
    accounting: Accounting,
) {
    let average = hub.emission_factor_kg_per_kwh;
    needed(row, index, hourly, Figure::Average, average);
    row.optional(
        "residual_emission_factor_kg_per_kwh",
        "residual emission factor",
        Quantity::ResidualEmissionFactor.bounds(),
        hub.residual_emission_factor_kg_per_kwh,
    );
    row.optional(
        "marginal_emission_factor_kg_per_kwh",
        "marginal emission factor",
        Quantity::MarginalEmissionFactor.bounds(),
        hub.marginal_emission_factor_kg_per_kwh,
    );
    let none = hub.marginal_emission_factor_kg_per_kwh.is_none();
    let stated = hourly.count(index, Figure::Marginal) > 0;
    if none && stated && !hourly.covers(index, Figure::Marginal) {
        hourly.gap(row, index, Figure::Marginal);
    } else if accounting == Accounting::Marginal && none && !stated {
        let problem = Problem::Needed {
            quantity: "marginal emission factor",
            reason: tr!("the case's carbon accounting is `marginal`").to_owned(),
        };
        row.fault("marginal_emission_factor_kg_per_kwh", problem);
    }
}

/// The hub with its profiles and with what is stated for single periods.
fn assemble(
    row: &mut Row<'_>,
    (index, hub): (usize, &HubRow),
    over_time: &OverTime<'_>,
    premium: Option<f64>,
) -> Hub {
    let OverTime { shapes, hourly, .. } = over_time;
    let factor = "emission_factor_profile";
    let average = shapes.hourly(
        row,
        factor,
        hub.emission_factor_kg_per_kwh,
        hub.emission_factor_profile.as_ref(),
    );
    let same_shape = |base: Option<f64>| {
        base.map(|base| Hourly {
            base,
            shape: average.shape.clone(),
        })
    };
    let marginal = same_shape(hub.marginal_emission_factor_kg_per_kwh);
    let average_over_time = hourly.over(index, Figure::Average, average.clone());
    // the average stands in where no residual factor is stated, period by period
    let residual = match same_shape(hub.residual_emission_factor_kg_per_kwh) {
        None if hourly.count(index, Figure::Residual) > 0 => Some(average_over_time.clone()),
        residual => residual,
    };
    let price = hub.price_profile.as_ref();
    let price = shapes.hourly(row, "price_profile", hub.price_cny_per_kwh, price);
    let pue = shapes.hourly(row, "pue_profile", hub.pue, hub.pue_profile.as_ref());
    let green_share = shapes.hourly(
        row,
        "green_share_profile",
        hub.green_share.unwrap_or(0.0),
        hub.green_share_profile.as_ref(),
    );
    Hub {
        id: hub.hub.clone(),
        name: hub.name.clone().unwrap_or_else(|| hub.hub.clone()),
        name_zh: hub.name_zh.clone(),
        side: hub.side.unwrap_or(Side::East),
        at: coordinates(hub.lat_deg, hub.lon_deg),
        capacity_mw: hub.capacity_mw,
        facility_limit_mw: hub.facility_limit_mw.unwrap_or(f64::INFINITY),
        pue: hourly.over(index, Figure::Pue, pue),
        price_cny_per_kwh: hourly.over(index, Figure::Price, price),
        hosting_cny_per_kw_month: hub.hosting_cny_per_kw_month,
        green_share: hourly.over(index, Figure::GreenShare, green_share),
        residual_emission_factor_kg_per_kwh: hourly.over_optional(
            index,
            Figure::Residual,
            residual,
        ),
        marginal_emission_factor_kg_per_kwh: hourly.over_optional(
            index,
            Figure::Marginal,
            marginal,
        ),
        emission_factor_kg_per_kwh: average_over_time,
        green_premium_cny_per_mwh: hub.green_premium_cny_per_mwh.or(premium).unwrap_or(0.0),
    }
}

/// PUE ≥ 1 and green share ≤ 1 in every period, where a profile could break them.
fn hourly_limits(row: &mut Row<'_>, hub: &HubRow, built: &Hub, periods: &[Period]) {
    let pue_below = |t: &usize| built.pue.at(*t) < 1.0 - 1e-9;
    if hub.pue >= 1.0
        && hub.pue_profile.is_some()
        && let Some(t) = (0..periods.len()).find(pue_below)
    {
        let problem = Problem::PueBelowOne {
            found: built.pue.at(t),
            period: Some(periods[t].id.clone()),
        };
        row.fault("pue_profile", problem);
    }
    let over = |t: &usize| built.green_share.at(*t) > 1.0 + 1e-9;
    if built.green_share.base <= 1.0
        && let Some(t) = (0..periods.len()).find(over)
        && let Some(profile) = &hub.green_share_profile
    {
        let problem = Problem::GreenShareOverOne {
            found: built.green_share.at(t),
            period: periods[t].id.clone(),
            profile: profile.clone(),
            multiplier: built.green_share.shape[t],
        };
        row.fault("green_share_profile", problem);
    }
}

/// A green target or market accounting buys green energy, which must have a price at every hub in its scope.
fn green_premiums(draft: &Draft, faults: &mut Faults) {
    let settings = &draft.settings;
    if settings.green_premium_cny_per_mwh.is_some() {
        return;
    }
    let policy = &settings.policy;
    let everywhere = policy.green_share_min.is_some() || settings.accounting == Accounting::Market;
    let needs = |hub: &&HubRow| {
        let side = match hub.side {
            Some(Side::East) => policy.green_share_min_east.is_some(),
            Some(Side::West) => policy.green_share_min_west.is_some(),
            None => false,
        };
        let own = policy
            .green_share_min_by_hub
            .iter()
            .any(|(name, _)| *name == hub.hub);
        hub.green_premium_cny_per_mwh.is_none() && (everywhere || side || own)
    };
    let count = draft.hubs.iter().filter(needs).count();
    if count > 0 {
        let cause = if everywhere && policy.green_share_min.is_none() {
            tr!("market-based accounting")
        } else {
            tr!("a green target")
        };
        let problem = Problem::Needed {
            quantity: tr!("the price of green energy"),
            reason: tr!(
                "{cause} needs it for {} without a price of its own",
                counted(count, "hub"),
                cause = cause
            ),
        };
        faults.push(DraftPlace::setting("green.premium_cny_per_mwh"), problem);
    }
}
