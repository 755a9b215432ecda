//! Values of drivers in words and units.

use crate::breakeven::{Driver, DriverKind};
use crate::case::{Case, Hub, Side};
use crate::report::number::{figure, grouped, percent};

/// A driver in words.
pub(super) fn name(kind: DriverKind) -> &'static str {
    match kind {
        DriverKind::WesternElectricity => tr!("western electricity"),
        DriverKind::EasternElectricity => tr!("eastern electricity"),
        DriverKind::BandwidthPrice => tr!("bandwidth price"),
        DriverKind::HostingGap => tr!("hosting fee gap"),
        DriverKind::WesternGreenShare => tr!("western green share"),
        DriverKind::CarbonPrice => tr!("carbon price"),
        DriverKind::RttLimit => tr!("round-trip limit"),
        DriverKind::WesternPue => tr!("western PUE"),
        DriverKind::Latency => tr!("latency of links"),
        DriverKind::EasternCapacity => tr!("eastern capacity"),
        DriverKind::AcceleratorPrice => tr!("chip price"),
        DriverKind::TransferDays => tr!("days for moving data"),
        DriverKind::ContractPrice => tr!("contract price"),
        DriverKind::ContractMax => tr!("contracts to be had"),
        DriverKind::HourlyGreenShare => tr!("hourly green share"),
    }
}

/// Where the case stands: `0.35–0.69 CNY/kWh`.
pub(super) fn now(case: &Case, driver: &Driver) -> String {
    match driver.kind {
        DriverKind::HostingGap => tr!("{} CNY/kW/month", figure(gap(case, 1.0))),
        DriverKind::CarbonPrice => tr!("{} CNY/t", figure(driver.now)),
        DriverKind::RttLimit => milliseconds(driver.now),
        DriverKind::TransferDays => days(driver.now),
        DriverKind::HourlyGreenShare => percent(driver.now),
        kind => format!("{}{}", scaled(case, driver, 1.0), unit(kind)),
    }
}

/// A value of the driver: `× 2.3124 (0.81–1.60)`, `123.4 CNY/t`, `10.2311 ms`.
pub(super) fn at(case: &Case, driver: &Driver, value: f64) -> String {
    match driver.kind {
        DriverKind::HostingGap => tr!(
            "× {value:.4} (gap {})",
            figure(gap(case, value)),
            value = value
        ),
        DriverKind::CarbonPrice => tr!("{} CNY/t", figure(value)),
        DriverKind::RttLimit => milliseconds(value),
        DriverKind::TransferDays => days(value),
        DriverKind::HourlyGreenShare => percent(value),
        _ => format!("× {value:.4} ({})", scaled(case, driver, value)),
    }
}

fn unit(kind: DriverKind) -> &'static str {
    match kind {
        DriverKind::WesternElectricity | DriverKind::EasternElectricity => tr!(" CNY/kWh"),
        DriverKind::BandwidthPrice => tr!(" CNY/Gbps/month"),
        DriverKind::Latency => " ms",
        DriverKind::EasternCapacity => " MW",
        DriverKind::AcceleratorPrice => tr!(" CNY"),
        DriverKind::ContractPrice => tr!(" CNY/MWh"),
        DriverKind::ContractMax => " MW",
        _ => "",
    }
}

/// Least and greatest figure that the driver touches, times a factor.
fn scaled(case: &Case, driver: &Driver, factor: f64) -> String {
    let Some((low, high)) = driver.parameter.key.base(case) else {
        return String::new();
    };
    let decimals = match driver.kind {
        DriverKind::BandwidthPrice | DriverKind::AcceleratorPrice | DriverKind::ContractPrice => 0,
        DriverKind::Latency | DriverKind::EasternCapacity | DriverKind::ContractMax => 1,
        _ => 3,
    };
    let (low, high) = (
        grouped(factor * low, decimals),
        grouped(factor * high, decimals),
    );
    if low == high {
        low
    } else {
        format!("{low}–{high}")
    }
}

/// Mean hosting fee of the east less that of the west times a factor, weighted by capacity, CNY per kW and month.
fn gap(case: &Case, factor: f64) -> f64 {
    mean_fee(case, Side::East) - factor * mean_fee(case, Side::West)
}

fn mean_fee(case: &Case, side: Side) -> f64 {
    let hubs = || case.hubs.iter().filter(|hub| hub.side == side);
    let sum = |of: fn(&Hub) -> f64| hubs().map(of).sum::<f64>();
    let capacity_mw = sum(|hub| hub.capacity_mw);
    if capacity_mw > 0.0 {
        sum(|hub| hub.capacity_mw * hub.hosting_cny_per_kw_month) / capacity_mw
    } else {
        0.0
    }
}

fn days(days: f64) -> String {
    tr!("{} days", figure(days))
}

fn milliseconds(ms: f64) -> String {
    format!("{} ms", figure(ms))
}

/// What is turned.
pub(super) fn definition(case: &Case, driver: &Driver) -> String {
    let key = driver.parameter.label();
    match driver.kind {
        DriverKind::HostingGap => tr!(
            "the eastern fees stay and the western ones are multiplied (`{key}`); the gap is between the means weighted by capacity, {} and {} CNY per kW and month now",
            figure(mean_fee(case, Side::East)),
            figure(mean_fee(case, Side::West)),
            key = key
        ),
        DriverKind::CarbonPrice => tr!("`{key}`, in the case's accounting", key = key),
        DriverKind::RttLimit => tr!("`{key}`, of the service with the tightest", key = key),
        DriverKind::HourlyGreenShare => tr!(
            "`{key}`: so much of all energy is green in every period",
            key = key
        ),
        DriverKind::TransferDays => {
            tr!(
                "`{key}`: the data of training runs are moved within so many days, at one rate",
                key = key
            )
        }
        _ => tr!("all that `{key}` touches, times the factor", key = key),
    }
}

/// The range: `from 0 to 5 times`.
pub(super) fn range(driver: &Driver) -> String {
    let (from, to) = (figure(driver.from), figure(driver.to));
    match driver.kind {
        DriverKind::HourlyGreenShare => tr!("from none to all").to_owned(),
        DriverKind::CarbonPrice => tr!("from {from} to {to} CNY/t", from = from, to = to),
        DriverKind::TransferDays => tr!("from {from} to {to} days", from = from, to = to),
        DriverKind::RttLimit => tr!("from the shortest round trip to no limit").to_owned(),
        _ => tr!("from {from} to {to} times", from = from, to = to),
    }
}
