//! Contracts for green power.

use super::Draft;
use super::check::{Faults, Names, Row, ids};
use super::place::Table;
use super::problem::Problem;
use super::rows::PowerContractRow;
use super::terms::Noun;
use super::time::Shapes;
use crate::case::quantity::Quantity;
use crate::case::{Hourly, HubId, Period, PowerContract, PowerSource};

/// Words that select contracts by what they are made of.
const RESERVED: [&str; 7] = [
    "all",
    "wind",
    "solar",
    "wind_solar",
    "hydro",
    "biomass",
    "geothermal",
];

/// The contracts of a draft.
pub(super) fn contracts(
    draft: &Draft,
    (shapes, periods): (&Shapes, &[Period]),
    hubs: &Names,
    faults: &mut Faults,
) -> Vec<PowerContract> {
    let rows = &draft.power_contracts;
    let names = rows.iter().map(|row| row.contract.as_str());
    let noun = Noun::PowerContract;
    ids(
        faults,
        Table::PowerContracts,
        "contract",
        noun,
        &RESERVED,
        names,
    );
    let mut contracts = Vec::with_capacity(rows.len());
    for (index, stated) in rows.iter().enumerate() {
        let mut row = faults.row(Table::PowerContracts, index, &stated.contract);
        figures(&mut row, stated);
        let hub = row.refer("hub", hubs, &stated.hub);
        let profile = profile(&mut row, stated, shapes, periods);
        contracts.extend(hub.map(|hub| contract(stated, HubId::new(hub), profile)));
    }
    contracts
}

/// Figures and words of a row on their own.
fn figures(row: &mut Row<'_>, stated: &PowerContractRow) {
    if stated.kind.is_none() {
        row.fault("kind", Problem::Missing { quantity: "kind" });
    }
    row.number(
        "price_cny_per_mwh",
        "price of green power",
        Quantity::ContractPrice.bounds(),
        stated.price_cny_per_mwh,
    );
    for (column, quantity, of, found) in [
        (
            "grid_fee_cny_per_mwh",
            "grid fee",
            Quantity::ContractGridFee,
            stated.grid_fee_cny_per_mwh,
        ),
        (
            "connection_cny_per_kw_month",
            "connection charge",
            Quantity::ContractConnection,
            stated.connection_cny_per_kw_month,
        ),
        (
            "mw_max",
            "most that can be contracted",
            Quantity::ContractMax,
            stated.mw_max,
        ),
    ] {
        row.optional(column, quantity, of.bounds(), found);
    }
}

/// What one contracted MW gives, 0..1 in every period.
fn profile(
    row: &mut Row<'_>,
    stated: &PowerContractRow,
    shapes: &Shapes,
    periods: &[Period],
) -> Hourly {
    if stated.profile.is_empty() {
        row.fault(
            "profile",
            Problem::MissingId {
                noun: Noun::Profile,
            },
        );
        return Hourly::flat(1.0);
    }
    let profile = shapes.hourly(row, "profile", 1.0, Some(&stated.profile));
    let over = (0..periods.len()).find(|&t| profile.at(t) > 1.0 + 1e-9);
    if let Some(t) = over {
        let problem = Problem::PowerOverOne {
            found: profile.at(t),
            period: periods[t].id.clone(),
            profile: stated.profile.clone(),
        };
        row.fault("profile", problem);
    }
    profile
}

fn contract(stated: &PowerContractRow, hub: HubId, profile: Hourly) -> PowerContract {
    PowerContract {
        id: stated.contract.clone(),
        hub,
        source: stated.kind.unwrap_or(PowerSource::Wind),
        profile,
        price_cny_per_mwh: stated.price_cny_per_mwh,
        paid_for: stated.paid_for.unwrap_or_default(),
        grid_fee_cny_per_mwh: stated.grid_fee_cny_per_mwh.unwrap_or(0.0),
        connection_cny_per_kw_month: stated.connection_cny_per_kw_month.unwrap_or(0.0),
        mw_max: stated.mw_max.unwrap_or(f64::INFINITY),
        supply: stated.supply.unwrap_or_default(),
    }
}
