use super::HubId;

/// Rules that a plan has to follow; `None` is no rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// Least green share of all energy, 0..1.
    pub green_share_min: Option<f64>,
    /// Least green share of the energy of the eastern hubs, 0..1.
    pub green_share_min_east: Option<f64>,
    /// Least green share of the energy of the western hubs, 0..1.
    pub green_share_min_west: Option<f64>,
    /// Least green share of the energy of single hubs, 0..1.
    pub green_share_min_by_hub: Vec<(HubId, f64)>,
    /// Least green share of all energy in every period, of what is green in that period, 0..1.
    pub hourly_green_share_min: Option<f64>,
    /// The same at every hub by itself, 0..1.
    pub hourly_green_share_min_each_hub: Option<f64>,
    /// Most carbon over the horizon in the case's accounting, t CO2.
    pub carbon_cap_t: Option<f64>,
    /// Most of all IT energy that one hub may serve, 0..1.
    pub hub_share_max: Option<f64>,
    /// Least share of training energy in western hubs, 0..1.
    pub training_west_share_min: Option<f64>,
}

/// Prices of a shortfall: high enough that a plan has one only where nothing else is possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Penalties {
    /// Demand not served, CNY per MWh (IT).
    pub unserved_cny_per_mwh: f64,
    /// Whether what bears a shorter round trip costs more to leave unserved, see [`super::urgency`].
    pub urgent_first: bool,
    /// Green energy missing from a green target, CNY per MWh.
    pub green_cny_per_mwh: f64,
    /// Carbon over the cap, CNY per t CO2.
    pub carbon_cny_per_t: f64,
    /// Energy in breach of a share rule (hub share, training in the west), CNY per MWh (IT).
    pub share_cny_per_mwh: f64,
}

impl Default for Penalties {
    fn default() -> Self {
        Self {
            unserved_cny_per_mwh: 100_000.0,
            urgent_first: false,
            green_cny_per_mwh: 100_000.0,
            carbon_cny_per_t: 100_000.0,
            share_cny_per_mwh: 100_000.0,
        }
    }
}
