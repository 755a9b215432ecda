use super::{Groups, Hourly, id};

id!(
    /// A hub of a case.
    HubId
);

/// Which side of the country a hub lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Beside the users.
    East,
    /// Beside cheap and green power.
    West,
}

impl Side {
    /// Both sides, east first.
    pub(crate) const BOTH: [Side; 2] = [Side::East, Side::West];

    /// `east` or `west`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Side::East => "east",
            Side::West => "west",
        }
    }

    /// What it may be called in files.
    pub(crate) const NAMES: [(&'static str, Side); 8] = [
        ("east", Side::East),
        ("west", Side::West),
        ("东", Side::East),
        ("西", Side::West),
        ("東", Side::East),
        ("东部", Side::East),
        ("西部", Side::West),
        ("東部", Side::East),
    ];

    /// The side of that name, in English or in Chinese.
    pub(crate) fn called(name: &str) -> Option<Side> {
        let found = Side::NAMES.iter().find(|(word, _)| *word == name);
        found.map(|(_, side)| *side)
    }
}

/// The emission factor that policies and the carbon price use. All are reported all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Accounting {
    /// Average factor of the local grid; contracts do not count (GHG Protocol Scope 2, location-based).
    #[default]
    Location,
    /// Energy under green contracts counts as zero, the rest at the grid's (residual) factor
    /// (GHG Protocol Scope 2, market-based).
    Market,
    /// Factor of the plants that follow one more MWh.
    Marginal,
}

impl Accounting {
    /// All three, in the order in which they are reported.
    pub(crate) const ALL: [Accounting; 3] = [
        Accounting::Location,
        Accounting::Market,
        Accounting::Marginal,
    ];

    /// `location`, `market` or `marginal`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Accounting::Location => "location",
            Accounting::Market => "market",
            Accounting::Marginal => "marginal",
        }
    }
}

/// A place on the globe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinates {
    /// Degrees north.
    pub lat_deg: f64,
    /// Degrees east.
    pub lon_deg: f64,
}

impl Coordinates {
    /// Length of the great circle to `other` on a sphere of radius 6,371.0088 km (IUGG mean radius),
    /// by the haversine formula.
    #[must_use]
    pub fn great_circle_km(self, other: Coordinates) -> f64 {
        let (a, b) = (self.lat_deg.to_radians(), other.lat_deg.to_radians());
        let half_lon = (other.lon_deg - self.lon_deg).to_radians() / 2.0;
        let (half_lat_sin, half_lon_sin) = (libm::sin((b - a) / 2.0), libm::sin(half_lon));
        let h = half_lat_sin.powi(2) + libm::cos(a) * libm::cos(b) * half_lon_sin.powi(2);
        2.0 * 6371.0088 * libm::asin(h.sqrt().min(1.0))
    }
}

/// A data-centre cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Hub {
    /// Key in the files: `zhongwei`.
    pub id: String,
    /// Name for people, Latin script.
    pub name: String,
    /// Name in Chinese, where given.
    pub name_zh: Option<String>,
    /// East or west.
    pub side: Side,
    /// Where it is, where given.
    pub at: Option<Coordinates>,
    /// Most IT load that can be contracted, MW (IT).
    pub capacity_mw: f64,
    /// Most power that its grid connection feeds, MW (facility); +∞ where not given.
    pub facility_limit_mw: f64,
    /// Power usage effectiveness: facility energy ÷ IT energy; at least 1.
    pub pue: Hourly,
    /// Electricity price at the meter, CNY/kWh.
    pub price_cny_per_kwh: Hourly,
    /// Hosting fee per contracted kW (IT) and month, power excluded, CNY.
    pub hosting_cny_per_kw_month: f64,
    /// Share of the hub's energy that is renewable by its own contracts, 0..1.
    pub green_share: Hourly,
    /// Average location-based grid factor, kg CO2/kWh.
    pub emission_factor_kg_per_kwh: Hourly,
    /// Factor of energy that no green contract covers, for market-based accounting; the average
    /// factor where not given. kg CO2/kWh.
    pub residual_emission_factor_kg_per_kwh: Option<Hourly>,
    /// Factor of one more MWh, where given, kg CO2/kWh.
    pub marginal_emission_factor_kg_per_kwh: Option<Hourly>,
    /// What a MWh of green energy costs on top of the electricity price, CNY/MWh.
    pub green_premium_cny_per_mwh: f64,
}

impl Hub {
    /// Factor of energy without a green contract in market-based accounting, kg CO2/kWh.
    #[must_use]
    pub fn residual_factor(&self, t: usize) -> f64 {
        self.residual_emission_factor_kg_per_kwh
            .as_ref()
            .unwrap_or(&self.emission_factor_kg_per_kwh)
            .at(t)
    }

    /// Emission of a kWh drawn by the facility, green purchases aside, kg CO2/kWh; `None` where the
    /// accounting needs a factor that the hub does not have.
    #[must_use]
    pub(crate) fn emission_factor(&self, accounting: Accounting, t: usize) -> Option<f64> {
        match accounting {
            Accounting::Location => Some(self.emission_factor_kg_per_kwh.at(t)),
            Accounting::Market => Some(self.residual_factor(t) * (1.0 - self.green_share.at(t))),
            Accounting::Marginal => self
                .marginal_emission_factor_kg_per_kwh
                .as_ref()
                .map(|factor| factor.at(t)),
        }
    }

    pub(super) fn average(&mut self, hours: &[f64]) {
        self.series().for_each(|figure| figure.average(hours));
    }

    pub(super) fn group(&mut self, groups: &Groups) {
        self.series().for_each(|figure| figure.group(groups));
    }

    /// Figures that may change from period to period.
    fn series(&mut self) -> impl Iterator<Item = &mut Hourly> {
        let series = [
            Some(&mut self.pue),
            Some(&mut self.price_cny_per_kwh),
            Some(&mut self.green_share),
            Some(&mut self.emission_factor_kg_per_kwh),
            self.residual_emission_factor_kg_per_kwh.as_mut(),
            self.marginal_emission_factor_kg_per_kwh.as_mut(),
        ];
        series.into_iter().flatten()
    }
}
