use super::{Hourly, HubId, id};

id!(
    /// A contract for green power of a case.
    PowerContractId
);

/// What the plants of a contract turn into power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerSource {
    /// Wind.
    Wind,
    /// The sun.
    Solar,
    /// Wind and sun behind one meter.
    WindSolar,
    /// Water.
    Hydro,
    /// Biomass.
    Biomass,
    /// Heat of the earth.
    Geothermal,
}

impl PowerSource {
    /// All of them.
    pub(crate) const ALL: [PowerSource; 6] = [
        PowerSource::Wind,
        PowerSource::Solar,
        PowerSource::WindSolar,
        PowerSource::Hydro,
        PowerSource::Biomass,
        PowerSource::Geothermal,
    ];

    /// `wind`, `wind_solar`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            PowerSource::Wind => "wind",
            PowerSource::Solar => "solar",
            PowerSource::WindSolar => "wind_solar",
            PowerSource::Hydro => "hydro",
            PowerSource::Biomass => "biomass",
            PowerSource::Geothermal => "geothermal",
        }
    }

    /// What it may be called in files.
    pub(crate) const NAMES: [(&'static str, PowerSource); 10] = [
        ("wind", PowerSource::Wind),
        ("solar", PowerSource::Solar),
        ("wind_solar", PowerSource::WindSolar),
        ("hydro", PowerSource::Hydro),
        ("biomass", PowerSource::Biomass),
        ("geothermal", PowerSource::Geothermal),
        ("风电", PowerSource::Wind),
        ("光伏", PowerSource::Solar),
        ("风光", PowerSource::WindSolar),
        ("水电", PowerSource::Hydro),
    ];
}

/// The way of contracted power to its hub.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// Over the public grid (绿电交易): a contract, which counts in the market alone.
    #[default]
    Grid,
    /// By a line of its own (绿电直连): what it feeds is not drawn from the grid, in any accounting.
    Direct,
}

impl Supply {
    /// `grid` or `direct`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Supply::Grid => "grid",
            Supply::Direct => "direct",
        }
    }

    /// What it may be called in files.
    pub(crate) const NAMES: [(&'static str, Supply); 4] = [
        ("grid", Supply::Grid),
        ("direct", Supply::Direct),
        ("绿电交易", Supply::Grid),
        ("绿电直连", Supply::Direct),
    ];
}

/// Which energy a contract's price is paid for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PaidFor {
    /// What the hub uses: the least of what is contracted, generated and used, as green power is settled in China.
    #[default]
    Used,
    /// All that the contracted plants could give, used or not: take or pay.
    Generated,
}

impl PaidFor {
    /// `used` or `generated`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            PaidFor::Used => "used",
            PaidFor::Generated => "generated",
        }
    }

    /// What it may be called in files.
    pub(crate) const NAMES: [(&'static str, PaidFor); 2] =
        [("used", PaidFor::Used), ("generated", PaidFor::Generated)];
}

/// Green power that a hub may contract: so many MW of plants, which give what their profile says in every period. What the hub
/// does not use in that period is curtailed.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerContract {
    /// Key in the files: `zw_wind`.
    pub id: String,
    /// Which hub it feeds.
    pub hub: HubId,
    /// What its plants are.
    pub source: PowerSource,
    /// Power of one contracted MW, MW (0..1).
    pub profile: Hourly,
    /// Price at the plant, CNY/MWh.
    pub price_cny_per_mwh: f64,
    /// Which energy the price is paid for.
    pub paid_for: PaidFor,
    /// What the way to the hub costs, CNY per MWh used: transmission, losses, funds, what the system takes.
    pub grid_fee_cny_per_mwh: f64,
    /// Charge per contracted kW and month, CNY.
    pub connection_cny_per_kw_month: f64,
    /// Most that can be contracted, MW; +∞ is no limit.
    pub mw_max: f64,
    /// The way to the hub.
    pub supply: Supply,
}

impl PowerContract {
    /// Energy that one contracted MW could give over the horizon, MWh, of periods of so many hours.
    #[must_use]
    pub(crate) fn mwh_per_mw(&self, hours: impl Iterator<Item = f64>) -> f64 {
        hours.enumerate().map(|(t, n)| n * self.profile.at(t)).sum()
    }

    /// What a MWh used costs, CNY.
    #[must_use]
    pub(crate) fn cny_per_mwh_used(&self) -> f64 {
        let energy = match self.paid_for {
            PaidFor::Used => self.price_cny_per_mwh,
            PaidFor::Generated => 0.0,
        };
        energy + self.grid_fee_cny_per_mwh
    }
}
