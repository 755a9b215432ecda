//! What is turned: drivers, their keys and their ranges.

use crate::case::{Case, Hourly, Side, Training, Work};
use crate::parameter::{ChangeError, Key, OperationKind, Parameter};

/// Which figure goes through its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DriverKind {
    /// Electricity prices of the western hubs, as a multiple.
    WesternElectricity,
    /// Electricity prices of the eastern hubs, as a multiple.
    EasternElectricity,
    /// Bandwidth prices of all links, as a multiple.
    BandwidthPrice,
    /// The gap between eastern and western hosting fees: western fees as a multiple, eastern ones held.
    HostingGap,
    /// Green shares of the western hubs, as a multiple.
    WesternGreenShare,
    /// The carbon price, CNY per t.
    CarbonPrice,
    /// The round-trip limit of the service with the tightest, ms.
    RttLimit,
    /// PUE of the western hubs, as a multiple.
    WesternPue,
    /// Round trips of all links, as a multiple.
    Latency,
    /// Capacity of the eastern hubs, as a multiple.
    EasternCapacity,
    /// Prices of accelerators, as a multiple.
    AcceleratorPrice,
    /// Days within which the data of training runs are moved.
    TransferDays,
    /// Prices of contracts for green power, as a multiple.
    ContractPrice,
    /// Most that can be contracted of green power, as a multiple.
    ContractMax,
    /// Least green share of all energy in every period.
    HourlyGreenShare,
}

impl DriverKind {
    /// All drivers, in the order in which they are told of.
    pub const ALL: [DriverKind; 15] = [
        DriverKind::WesternElectricity,
        DriverKind::EasternElectricity,
        DriverKind::BandwidthPrice,
        DriverKind::HostingGap,
        DriverKind::WesternGreenShare,
        DriverKind::CarbonPrice,
        DriverKind::RttLimit,
        DriverKind::WesternPue,
        DriverKind::Latency,
        DriverKind::EasternCapacity,
        DriverKind::AcceleratorPrice,
        DriverKind::TransferDays,
        DriverKind::ContractPrice,
        DriverKind::ContractMax,
        DriverKind::HourlyGreenShare,
    ];

    /// Its name on the command line: `western-electricity`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            DriverKind::WesternElectricity => "western-electricity",
            DriverKind::EasternElectricity => "eastern-electricity",
            DriverKind::BandwidthPrice => "bandwidth",
            DriverKind::HostingGap => "hosting-gap",
            DriverKind::WesternGreenShare => "western-green-share",
            DriverKind::CarbonPrice => "carbon-price",
            DriverKind::RttLimit => "rtt-limit",
            DriverKind::WesternPue => "western-pue",
            DriverKind::Latency => "latency",
            DriverKind::EasternCapacity => "eastern-capacity",
            DriverKind::AcceleratorPrice => "accelerator-price",
            DriverKind::TransferDays => "transfer-days",
            DriverKind::ContractPrice => "contract-price",
            DriverKind::ContractMax => "contract-max",
            DriverKind::HourlyGreenShare => "hourly-green-share",
        }
    }
}

/// A figure of a case with the range that it goes through.
#[derive(Debug, Clone)]
pub struct Driver {
    /// Which.
    pub kind: DriverKind,
    /// Its key, and whether it is a value or a factor.
    pub parameter: Parameter,
    /// Where the case stands: 1 for a factor.
    pub now: f64,
    /// Least value of the range.
    pub from: f64,
    /// Greatest value of the range; infinite for a round-trip limit, which is then none.
    pub to: f64,
}

/// Greatest factor of electricity prices and hosting fees.
const MOST_TIMES: f64 = 5.0;
/// Greatest factor of bandwidth prices, which differ by a factor of ten between quotations already.
const MOST_BANDWIDTH: f64 = 100.0;
/// Greatest factor of a PUE.
const MOST_PUE: f64 = 1.5;
/// Least and greatest factor of round trips: half is faster than light allows on most routes.
const ROUND_TRIPS: (f64, f64) = (0.5, 3.0);
/// Least and greatest factor of eastern capacity.
const CAPACITIES: (f64, f64) = (0.1, 4.0);
/// Greatest carbon price, CNY per t.
const MOST_CARBON: f64 = 2000.0;
/// Greatest western green share: what is left of it has to be more than rounding.
const MOST_GREEN: f64 = 0.999;
/// Keeps a figure at the end of its range within what is allowed, whatever rounding does.
const INSIDE: f64 = 1e-12;

impl Driver {
    /// The driver in a case; `None` where the case has no such figure, or none that could move.
    ///
    /// # Errors
    /// [`ChangeError`] where its key cannot be read.
    pub(crate) fn of(case: &Case, kind: DriverKind) -> Result<Option<Self>, ChangeError> {
        let Some((key, how, now, (from, to))) = plan(case, kind) else {
            return Ok(None);
        };
        let key = Key::parse(&key, case)?;
        Ok((from < to).then_some(Driver {
            kind,
            parameter: Parameter { key, how },
            now,
            from,
            to,
        }))
    }
}

/// Key, operation, value now and range.
type Stretch = (String, OperationKind, f64, (f64, f64));

fn plan(case: &Case, kind: DriverKind) -> Option<Stretch> {
    let has = |side: Side| case.hubs.iter().any(|hub| hub.side == side);
    let western = |of: &dyn Fn(&crate::case::Hub) -> f64| -> Vec<f64> {
        let hubs = case.hubs.iter().filter(|hub| hub.side == Side::West);
        hubs.map(of).collect()
    };
    let factor = |key: &str, range| (key.to_owned(), OperationKind::Factor, 1.0, range);
    let needs = |side: Side, plan: Stretch| has(side).then_some(plan);
    match kind {
        DriverKind::WesternElectricity => needs(
            Side::West,
            factor("electricity_price.west", (0.0, MOST_TIMES)),
        ),
        DriverKind::EasternElectricity => needs(
            Side::East,
            factor("electricity_price.east", (0.0, MOST_TIMES)),
        ),
        DriverKind::BandwidthPrice => {
            (!case.links.is_empty()).then(|| factor("bandwidth_price", (0.0, MOST_BANDWIDTH)))
        }
        DriverKind::HostingGap => needs(Side::West, factor("hosting_fee.west", (0.0, MOST_TIMES))),
        DriverKind::WesternGreenShare => {
            let greatest = western(&|hub| hub.green_share.peak()).into_iter();
            let greatest = greatest.fold(0.0, f64::max);
            let most = MOST_GREEN / greatest;
            (greatest > 0.0).then(|| factor("green_share.west", (0.0, most)))
        }
        DriverKind::CarbonPrice => Some((
            "carbon_price".to_owned(),
            OperationKind::Value,
            case.carbon_price_cny_per_t,
            (0.0, MOST_CARBON.max(2.0 * case.carbon_price_cny_per_t)),
        )),
        DriverKind::RttLimit => rtt_limit(case),
        DriverKind::WesternPue => {
            let least = western(&|hub| least_of(&hub.pue)).into_iter();
            let least = least.fold(f64::INFINITY, f64::min);
            let lowest = (1.0 + INSIDE) / least;
            needs(Side::West, factor("pue.west", (lowest, MOST_PUE)))
        }
        DriverKind::Latency => (!case.links.is_empty()).then(|| factor("round_trip", ROUND_TRIPS)),
        DriverKind::EasternCapacity => needs(Side::East, factor("capacity.east", CAPACITIES)),
        DriverKind::AcceleratorPrice => {
            let priced = case.accelerators.iter().any(|kind| kind.price_cny > 0.0);
            priced.then(|| factor("accelerator_price", (0.0, MOST_TIMES)))
        }
        DriverKind::TransferDays => transfer_days(case),
        DriverKind::ContractPrice => {
            let priced = case
                .power_contracts
                .iter()
                .any(|c| c.price_cny_per_mwh > 0.0);
            priced.then(|| factor("contract_price", (0.0, MOST_TIMES)))
        }
        DriverKind::ContractMax => {
            let limited = case.power_contracts.iter().any(|c| c.mw_max.is_finite());
            limited.then(|| factor("contract_max", (0.0, MOST_TIMES)))
        }
        DriverKind::HourlyGreenShare => (!case.power_contracts.is_empty()).then(|| {
            let now = case.policy.hourly_green_share_min.unwrap_or(0.0);
            let key = "hourly_green_share".to_owned();
            (key, OperationKind::Value, now, (0.0, 1.0))
        }),
    }
}

/// Days within which the data of all runs are moved, or, where the case states different ones, of the run that moves most. From an
/// hour to the longest window: from there on the rate is the same.
fn transfer_days(case: &Case) -> Option<Stretch> {
    let runs = case
        .workloads
        .iter()
        .filter_map(|workload| match &workload.work {
            Work::Training(run) if run.volume_tb > 0.0 && run.window_hours > 0.0 => {
                Some((workload.id.as_str(), run))
            }
            _ => None,
        });
    let mut runs: Vec<(&str, &Training)> = runs.collect();
    runs.sort_by(|a, b| b.1.volume_tb.total_cmp(&a.1.volume_tb));
    let (id, most) = *runs.first()?;
    let all = runs
        .iter()
        .all(|(_, run)| run.transfer_hours == most.transfer_hours);
    if !all {
        runs.truncate(1);
    }
    let hours = |of: fn(&Training) -> f64| runs.iter().map(|(_, run)| of(run)).fold(0.0, f64::max);
    let (now, most) = (hours(Training::flow_hours), hours(|run| run.window_hours));
    let key = if all {
        "transfer_days".to_owned()
    } else {
        format!("transfer_days.{id}")
    };
    let [least, now, most] = [1.0, now, most].map(|hours| hours / 24.0);
    Some((key, OperationKind::Value, now, (least, most)))
}

fn least_of(figure: &Hourly) -> f64 {
    let hours = figure.shape.len().max(1);
    (0..hours)
        .map(|t| figure.at(t))
        .fold(f64::INFINITY, f64::min)
}

/// The service with the tightest finite limit; the range is all limits.
fn rtt_limit(case: &Case) -> Option<Stretch> {
    let services = case
        .workloads
        .iter()
        .filter_map(|workload| match &workload.work {
            Work::Inference(service) if service.rtt_limit_ms.is_finite() => {
                Some((workload.id.as_str(), service.rtt_limit_ms))
            }
            _ => None,
        });
    let (id, limit) = services.min_by(|a, b| a.1.total_cmp(&b.1))?;
    let key = format!("rtt_limit.{id}");
    Some((key, OperationKind::Value, limit, (0.0, f64::INFINITY)))
}
