use super::{Coordinates, id};

id!(
    /// An origin of a case.
    OriginId
);
id!(
    /// A trunk of a case.
    TrunkId
);

/// Where users or training data are: a metro or a province.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Key in the files: `SH`.
    pub id: String,
    /// Name for people, Latin script.
    pub name: String,
    /// Name in Chinese, where given.
    pub name_zh: Option<String>,
    /// Where it is, where given.
    pub at: Option<Coordinates>,
    /// Its part of a demand that a workload states for all origins (`*`), relative to the others.
    pub demand_share: f64,
}

/// An origin–hub pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Round-trip time, ms.
    pub rtt_ms: f64,
    /// Price of contracted bandwidth, CNY per Gbps and month.
    pub price_cny_per_gbps_month: f64,
    /// Most bandwidth that can be contracted, Gbps; +∞ where not given.
    pub capacity_gbps: f64,
    /// Price of moving bulk data (training data, checkpoints, storage refresh), CNY/TB.
    pub transfer_cny_per_tb: f64,
    /// The trunk whose capacity the link shares.
    pub trunk: Option<TrunkId>,
    /// Whether the round-trip time was derived from coordinates.
    pub derived: bool,
}

/// Links that share one physical capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct Trunk {
    /// Key in the files.
    pub id: String,
    /// Most bandwidth contracted over all its links, Gbps.
    pub capacity_gbps: f64,
}

/// How a missing link is derived:
///
/// ```text
///     rtt_ms = 2 · great_circle_km · route_factor · fibre_delay_us_per_km / 1000 + equipment_delay_ms
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Whether a pair that the files do not give is derived; where not, it does not exist and is an error.
    pub derive_links: bool,
    /// Fibre length ÷ great circle.
    pub route_factor: f64,
    /// One-way delay of fibre, µs/km.
    pub fibre_delay_us_per_km: f64,
    /// Delay of equipment, both ways together, ms.
    pub equipment_delay_ms: f64,
    /// Price of links that state none, CNY per Gbps and month.
    pub price_cny_per_gbps_month: f64,
    /// Capacity of links that state none, Gbps; +∞ where not given.
    pub capacity_gbps: f64,
    /// Transfer price of links that state none, CNY/TB.
    pub transfer_cny_per_tb: f64,
}

impl Network {
    /// Round-trip time over a great circle of that length.
    #[must_use]
    pub fn derived_rtt_ms(&self, great_circle_km: f64) -> f64 {
        2.0 * great_circle_km * self.route_factor * self.fibre_delay_us_per_km / 1000.0
            + self.equipment_delay_ms
    }
}
