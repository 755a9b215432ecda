//! The rows of a draft. A required figure that is not stated is `NaN` ([`UNSTATED`]), an optional one
//! `None`; a required name that is not stated is empty.

use std::collections::BTreeMap;

use crate::case::{Accounting, Currency, PaidFor, Penalties, PowerSource, Side, Supply};

/// A required figure that is not stated. [`Draft::build`](super::Draft::build) reports it as missing.
pub(crate) const UNSTATED: f64 = f64::NAN;

/// What `case.toml` says. Units are those of the names.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Short name, an id.
    pub name: String,
    /// One line for people; the name where absent.
    pub title: Option<String>,
    /// The same in Chinese.
    pub title_zh: Option<String>,
    /// What has to be known of the case beside any answer, for people.
    pub note: Option<String>,
    /// The same in Chinese.
    pub note_zh: Option<String>,
    /// Length of the horizon, h.
    pub horizon_hours: f64,
    /// What policies and the carbon price use.
    pub accounting: Accounting,
    /// Carbon price, CNY/t CO2.
    pub carbon_price_cny_per_t: f64,
    /// Price of green energy on top of the electricity price, for hubs that state none.
    pub green_premium_cny_per_mwh: Option<f64>,
    /// How links that state nothing are completed.
    pub network: NetworkSettings,
    /// Rules, each optional.
    pub policy: PolicySettings,
    /// Prices of shortfalls.
    pub penalties: Penalties,
    /// Yearly discount rate, 0..1, of the annuity of accelerators.
    pub discount_rate: f64,
    /// What plans are compared with.
    pub baseline: BaselineSettings,
    /// A currency in which costs are shown beside CNY.
    pub shown: Option<Currency>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            title: None,
            title_zh: None,
            note: None,
            note_zh: None,
            horizon_hours: UNSTATED,
            accounting: Accounting::default(),
            carbon_price_cny_per_t: 0.0,
            green_premium_cny_per_mwh: None,
            network: NetworkSettings::default(),
            policy: PolicySettings::default(),
            penalties: Penalties::default(),
            discount_rate: 0.0,
            baseline: BaselineSettings::default(),
            shown: None,
        }
    }
}

/// `[baseline]` of `case.toml`: at most one of the three; all on eastern hubs where none is given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BaselineSettings {
    /// All load on the hubs of a side.
    pub side: Option<Side>,
    /// All load on these hubs, by id.
    pub hubs: Vec<String>,
    /// The file of today's plan, whose rows are [`Draft::baseline`](super::Draft::baseline).
    pub plan: Option<String>,
}

/// A row of `baseline.csv`: the part of a workload's load from an origin (`*`: from each) that runs at a hub today.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineRow {
    /// Id of the workload.
    pub workload: String,
    /// Id of the origin, or `*`.
    pub origin: String,
    /// Id of the hub.
    pub hub: String,
    /// Its part, 0..1.
    pub share: f64,
}

/// `[network]` of `case.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkSettings {
    /// Whether pairs that `links` does not give are derived from coordinates.
    pub derive_links: bool,
    /// Fibre length ÷ great circle, at least 1.
    pub route_factor: Option<f64>,
    /// One-way delay of fibre, µs/km.
    pub fibre_delay_us_per_km: Option<f64>,
    /// Equipment delay, both ways together, ms.
    pub equipment_delay_ms: Option<f64>,
    /// Bandwidth price of links that state none, CNY per Gbps and month.
    pub price_cny_per_gbps_month: Option<f64>,
    /// Capacity of links that state none, Gbps; unlimited where absent.
    pub capacity_gbps: Option<f64>,
    /// Price of moving bulk data over links that state none, CNY/TB.
    pub transfer_cny_per_tb: f64,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            derive_links: true,
            route_factor: None,
            fibre_delay_us_per_km: None,
            equipment_delay_ms: None,
            price_cny_per_gbps_month: None,
            capacity_gbps: None,
            transfer_cny_per_tb: 0.0,
        }
    }
}

/// `[policy]` of `case.toml`; `None` is no rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicySettings {
    /// Least green share of all energy, 0..1.
    pub green_share_min: Option<f64>,
    /// Least green share in the east, 0..1.
    pub green_share_min_east: Option<f64>,
    /// Least green share in the west, 0..1.
    pub green_share_min_west: Option<f64>,
    /// Least green share of single hubs, 0..1.
    pub green_share_min_by_hub: Vec<(String, f64)>,
    /// Least green share of all energy in every period, 0..1.
    pub hourly_green_share_min: Option<f64>,
    /// Least green share of every hub's energy in every period, 0..1.
    pub hourly_green_share_min_each_hub: Option<f64>,
    /// Most carbon over the horizon, t CO2.
    pub carbon_cap_t: Option<f64>,
    /// Most of all IT energy at one hub, 0..1.
    pub hub_share_max: Option<f64>,
    /// Least share of training energy in the west, 0..1.
    pub training_west_share_min: Option<f64>,
}

/// A row of `hubs`.
#[derive(Debug, Clone, PartialEq)]
pub struct HubRow {
    /// Id.
    pub hub: String,
    /// Name for people; the id where absent.
    pub name: Option<String>,
    /// Name in Chinese.
    pub name_zh: Option<String>,
    /// East or west; required.
    pub side: Option<Side>,
    /// Degrees north.
    pub lat_deg: Option<f64>,
    /// Degrees east.
    pub lon_deg: Option<f64>,
    /// Most contracted IT load, MW (IT).
    pub capacity_mw: f64,
    /// Most facility power, MW; no limit where absent.
    pub facility_limit_mw: Option<f64>,
    /// Facility ÷ IT energy, at least 1.
    pub pue: f64,
    /// Electricity price at the meter, CNY/kWh; may be negative.
    pub price_cny_per_kwh: f64,
    /// Fee per contracted kW (IT) and month, power excluded, CNY.
    pub hosting_cny_per_kw_month: f64,
    /// Renewable share of its energy by contract, 0..1; 0 where absent.
    pub green_share: Option<f64>,
    /// Average location-based grid factor, kg CO2/kWh.
    pub emission_factor_kg_per_kwh: f64,
    /// Factor of energy without a green contract, kg CO2/kWh; the average where absent.
    pub residual_emission_factor_kg_per_kwh: Option<f64>,
    /// Factor of one more MWh, kg CO2/kWh.
    pub marginal_emission_factor_kg_per_kwh: Option<f64>,
    /// Price of green energy on top, CNY/MWh.
    pub green_premium_cny_per_mwh: Option<f64>,
    /// Profile that multiplies `pue`.
    pub pue_profile: Option<String>,
    /// Profile that multiplies `price_cny_per_kwh`.
    pub price_profile: Option<String>,
    /// Profile that multiplies `green_share`.
    pub green_share_profile: Option<String>,
    /// Profile that multiplies all three emission factors.
    pub emission_factor_profile: Option<String>,
}

impl Default for HubRow {
    fn default() -> Self {
        Self {
            hub: String::new(),
            name: None,
            name_zh: None,
            side: None,
            lat_deg: None,
            lon_deg: None,
            capacity_mw: UNSTATED,
            facility_limit_mw: None,
            pue: UNSTATED,
            price_cny_per_kwh: UNSTATED,
            hosting_cny_per_kw_month: UNSTATED,
            green_share: None,
            emission_factor_kg_per_kwh: UNSTATED,
            residual_emission_factor_kg_per_kwh: None,
            marginal_emission_factor_kg_per_kwh: None,
            green_premium_cny_per_mwh: None,
            pue_profile: None,
            price_profile: None,
            green_share_profile: None,
            emission_factor_profile: None,
        }
    }
}

/// A row of `origins`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OriginRow {
    /// Id.
    pub origin: String,
    /// Name for people; the id where absent.
    pub name: Option<String>,
    /// Name in Chinese.
    pub name_zh: Option<String>,
    /// Degrees north.
    pub lat_deg: Option<f64>,
    /// Degrees east.
    pub lon_deg: Option<f64>,
    /// Its part of demands stated for `*`, relative to the others; 0 where absent.
    pub demand_share: Option<f64>,
}

/// A row of `links`. What is absent takes what [`NetworkSettings`] says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkRow {
    /// Id of the origin.
    pub origin: String,
    /// Id of the hub.
    pub hub: String,
    /// Round-trip time, ms; derived from coordinates where absent.
    pub rtt_ms: Option<f64>,
    /// Price of contracted bandwidth, CNY per Gbps and month.
    pub price_cny_per_gbps_month: Option<f64>,
    /// Most bandwidth, Gbps.
    pub capacity_gbps: Option<f64>,
    /// Price of moving bulk data, CNY/TB.
    pub transfer_cny_per_tb: Option<f64>,
    /// Id of the trunk that it shares.
    pub trunk: Option<String>,
}

/// A row of `trunks`.
#[derive(Debug, Clone, PartialEq)]
pub struct TrunkRow {
    /// Id.
    pub trunk: String,
    /// Most bandwidth contracted over all its links, Gbps.
    pub capacity_gbps: f64,
}

impl Default for TrunkRow {
    fn default() -> Self {
        Self {
            trunk: String::new(),
            capacity_gbps: UNSTATED,
        }
    }
}

/// A row of `accelerators`.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceleratorRow {
    /// Id.
    pub accelerator: String,
    /// Dense peak in the precision of the work, TFLOPS; required where a run states compute.
    pub peak_tflops: Option<f64>,
    /// IT power of one accelerator with its share of the server, W.
    pub it_power_w: f64,
    /// Price of one with its share of the server and fabric, CNY; 0 where absent.
    pub price_cny: Option<f64>,
    /// Years over which it is written off; [`LIFETIME_YEARS`](crate::case::LIFETIME_YEARS) where absent.
    pub lifetime_years: Option<f64>,
    /// Power drawn idle ÷ power at work, 0..1; 0 where absent.
    pub idle_power_share: Option<f64>,
}

impl Default for AcceleratorRow {
    fn default() -> Self {
        Self {
            accelerator: String::new(),
            peak_tflops: None,
            it_power_w: UNSTATED,
            price_cny: None,
            lifetime_years: None,
            idle_power_share: None,
        }
    }
}

/// A row of `power_contracts`: green power that a hub may contract.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerContractRow {
    /// Id.
    pub contract: String,
    /// Id of the hub that it feeds.
    pub hub: String,
    /// What its plants are; required.
    pub kind: Option<PowerSource>,
    /// Profile of the power of one MW, 0..1.
    pub profile: String,
    /// Price at the plant, CNY/MWh.
    pub price_cny_per_mwh: f64,
    /// Which energy the price is paid for; what is used where absent.
    pub paid_for: Option<PaidFor>,
    /// What the way to the hub costs, CNY per MWh used; 0 where absent.
    pub grid_fee_cny_per_mwh: Option<f64>,
    /// Charge per contracted kW and month, CNY; 0 where absent.
    pub connection_cny_per_kw_month: Option<f64>,
    /// Most that can be contracted, MW; no limit where absent.
    pub mw_max: Option<f64>,
    /// The way to the hub; the grid where absent.
    pub supply: Option<Supply>,
}

impl Default for PowerContractRow {
    fn default() -> Self {
        Self {
            contract: String::new(),
            hub: String::new(),
            kind: None,
            profile: String::new(),
            price_cny_per_mwh: UNSTATED,
            paid_for: None,
            grid_fee_cny_per_mwh: None,
            connection_cny_per_kw_month: None,
            mw_max: None,
            supply: None,
        }
    }
}

/// A row of `fleet`: accelerators of a kind at a hub, or at all together (`*`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FleetRow {
    /// Id of the accelerator.
    pub accelerator: String,
    /// Id of the hub, or `*`.
    pub hub: String,
    /// How many are there already; those of `*` may stand anywhere. 0 where absent.
    pub installed: Option<f64>,
    /// Most that may be there; no limit where absent.
    pub max: Option<f64>,
}

/// A row of `inference`: a service, at one origin or at all (`*`).
#[derive(Debug, Clone, PartialEq)]
pub struct InferenceRow {
    /// Id of the service.
    pub service: String,
    /// Id of the origin, or `*`.
    pub origin: String,
    /// Demand where the profile is 1, requests/s.
    pub requests_per_s: f64,
    /// Profile that multiplies it.
    pub demand_profile: Option<String>,
    /// Id of the accelerator.
    pub accelerator: String,
    /// Accelerator-seconds per request.
    pub accelerator_s_per_request: f64,
    /// Share of time that accelerators in service are busy, over 0 up to 1; 1 where absent.
    pub utilisation: Option<f64>,
    /// Traffic of a request, both ways, kB (1,000 bytes); 0 where absent.
    pub traffic_kb_per_request: Option<f64>,
    /// Longest round trip, ms; no limit where absent.
    pub rtt_limit_ms: Option<f64>,
    /// Hub ids, `east` or `west`; all where empty.
    pub hubs_allowed: Vec<String>,
}

impl Default for InferenceRow {
    fn default() -> Self {
        Self {
            service: String::new(),
            origin: String::new(),
            requests_per_s: UNSTATED,
            demand_profile: None,
            accelerator: String::new(),
            accelerator_s_per_request: UNSTATED,
            utilisation: None,
            traffic_kb_per_request: None,
            rtt_limit_ms: None,
            hubs_allowed: Vec::new(),
        }
    }
}

/// A row of `training`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrainingRow {
    /// Id of the run.
    pub run: String,
    /// Total compute, petaflop/s-days; exactly one of this and `accelerator_hours`.
    pub compute_pf_days: Option<f64>,
    /// Total work in accelerator-hours.
    pub accelerator_hours: Option<f64>,
    /// Id of the accelerator.
    pub accelerator: String,
    /// Achieved ÷ peak compute, over 0 up to 1; with `compute_pf_days` only.
    pub utilisation: Option<f64>,
    /// Id of the origin where its data lies.
    pub data_origin: String,
    /// Data moved to where it runs, TB; 0 where absent.
    pub data_tb: Option<f64>,
    /// Checkpoints moved back, all of them, TB; 0 where absent.
    pub checkpoint_tb: Option<f64>,
    /// Most accelerators at once; no limit where absent.
    pub accelerators_max: Option<f64>,
    /// First period that it may use.
    pub window_first_period: Option<String>,
    /// Last period that it may use, in the order of the periods, wrapping around.
    pub window_last_period: Option<String>,
    /// Most hubs that it may be split over: 1, or no limit where absent.
    pub hubs_max: Option<f64>,
    /// Days within which its data are moved; spread over its window where absent.
    pub transfer_days: Option<f64>,
    /// Traffic between its parts for each MW away from its home, Gbps; none where absent.
    pub sync_gbps_per_mw: Option<f64>,
    /// Hub ids, `east` or `west`; all where empty.
    pub hubs_allowed: Vec<String>,
}

/// A row of `storage`: an archive, at one origin or at all (`*`).
#[derive(Debug, Clone, PartialEq)]
pub struct StorageRow {
    /// Id of the archive.
    pub archive: String,
    /// Id of the origin, or `*`.
    pub origin: String,
    /// Volume kept, PB.
    pub volume_pb: f64,
    /// IT load of one PB, MW.
    pub mw_per_pb: f64,
    /// Growth and refresh, TB per PB and day; 0 where absent.
    pub traffic_tb_per_pb_day: Option<f64>,
    /// Hub ids, `east` or `west`; all where empty.
    pub hubs_allowed: Vec<String>,
}

impl Default for StorageRow {
    fn default() -> Self {
        Self {
            archive: String::new(),
            origin: String::new(),
            volume_pb: UNSTATED,
            mw_per_pb: UNSTATED,
            traffic_tb_per_pb_day: None,
            hubs_allowed: Vec::new(),
        }
    }
}

/// A row of `periods`.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRow {
    /// Id.
    pub period: String,
    /// Hours of the horizon that it stands for.
    pub hours: f64,
    /// Id of the representative hour that stands for it where periods are grouped; all rows state one, or none.
    pub group: Option<String>,
}

impl Default for PeriodRow {
    fn default() -> Self {
        Self {
            period: String::new(),
            hours: UNSTATED,
            group: None,
        }
    }
}

/// A row of `hourly`: figures of a hub in one period, which go before those of `hubs` there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HourlyRow {
    /// Id of the period.
    pub period: String,
    /// Id of the hub.
    pub hub: String,
    /// Electricity price at the meter, CNY/kWh; may be negative.
    pub price_cny_per_kwh: Option<f64>,
    /// Facility ÷ IT energy, at least 1.
    pub pue: Option<f64>,
    /// Renewable share of the hub's energy by contract, 0..1.
    pub green_share: Option<f64>,
    /// Average location-based grid factor, kg CO2/kWh.
    pub emission_factor_kg_per_kwh: Option<f64>,
    /// Factor of energy without a green contract, kg CO2/kWh.
    pub residual_emission_factor_kg_per_kwh: Option<f64>,
    /// Factor of one more MWh, kg CO2/kWh.
    pub marginal_emission_factor_kg_per_kwh: Option<f64>,
}

/// A row of `profiles`: the multipliers of one period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProfileRow {
    /// Id of the period.
    pub period: String,
    /// Multiplier by name of the profile, dimensionless, at least 0.
    pub multipliers: BTreeMap<String, f64>,
}
