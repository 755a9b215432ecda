//! From a figure of the tables to the [keys](crate::parameter) that move it.
//!
//! | figure `v`, stated `v₀` | key | its value |
//! |---|---|---|
//! | prices, factors, shares, limits | the key of the column | `v` |
//! | requests, volumes | `demand` | `v / v₀` |
//! | accelerator-seconds of a request | `demand`, `traffic` | `v / v₀`, `× v₀ / v`: the same requests |
//! | utilisation of a service | `demand`, `traffic` | `v₀ / v`, `× v / v₀` |
//! | traffic of a request, of storage | `traffic` | `v / v₀` |
//! | compute of a run | `demand`, `traffic`, `accelerators_max` | `v / v₀`, `× v₀ / v`, `× v₀ / v`: the same data and fleet |
//! | utilisation of a run, peak of its chips | as compute | `v₀ / v`, `× v / v₀`, `× v / v₀` |
//! | IT power of a chip | `demand`, `traffic` of what runs on it; `fleet`; `accelerator_price` | `v / v₀`, `× v₀ / v`; `× v / v₀`; `× v₀ / v`: as many chips |
//! | life of a chip, discount rate | `accelerator_price` | `× annuity(v) / annuity(v₀)` |
//! | MW per PB | `demand`, `traffic` | `v / v₀`, `× v₀ / v` |
//! | data and checkpoints of a run, `r` the other | `traffic` | `(v + r) / (v₀ + r)` |
//! | demand share of an origin | `demand` of what is spread by shares, there | `v / v₀`; then all of it `× S / (S + Σ (v − v₀))`, S the sum of all shares |
//! | route factor and fibre delay of `[network]` | `round_trip` of derived links, without the delay `e` of equipment | `+ −e`, `× v / v₀`, `+ e` |
//! | equipment delay | `round_trip` of derived links | `+ (v − v₀)` |
//! | rate of a currency | every key of a figure that is stated in it | `× v / v₀` |
//!
//! Figures that share a key are moved together without harm: what sets a key comes first, what scales it next, what is added last.
//!
//! No key moves what is `installed`, coordinates, profiles and hours.

use super::place::FigurePlace;
use super::tables::Tables;
use crate::case::{Accelerator, Case, Kind, annuity};
use crate::input::schema::EXCHANGE;
use crate::parameter::OperationKind;

/// How the value of a key follows from a figure in the default unit of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Law {
    /// It is the figure.
    Same,
    /// The figure over what the tables state, plus what stays.
    Multiple { base: f64, rest: f64 },
    /// What the tables state over the figure.
    Inverse { base: f64 },
    /// The figure less what the tables state.
    Difference { base: f64 },
    /// What it is, whatever the figure.
    Constant { value: f64, base: f64 },
    /// The annuity at this rate over that at the stated one.
    OfRate { years: f64, base: f64 },
    /// The annuity over this life over that over the stated one.
    OfLife { rate: f64, base: f64 },
}

impl Law {
    pub(crate) fn at(self, figure: f64) -> f64 {
        match self {
            Law::Same => figure,
            Law::Multiple { base, rest } => (figure + rest) / (base + rest),
            Law::Inverse { base } => base / figure,
            Law::Difference { base } => figure - base,
            Law::Constant { value, .. } => value,
            Law::OfRate { years, base } => annuity(figure, years) / annuity(base, years),
            Law::OfLife { rate, base } => annuity(rate, figure) / annuity(rate, base),
        }
    }

    /// The figure that the tables state, where the law holds it.
    pub(crate) const fn base(self) -> Option<f64> {
        match self {
            Law::Same => None,
            Law::Multiple { base, .. }
            | Law::Inverse { base }
            | Law::Difference { base }
            | Law::Constant { base, .. }
            | Law::OfRate { base, .. }
            | Law::OfLife { base, .. } => Some(base),
        }
    }
}

/// A key, what is done to it, and the law of the value with which.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Handle {
    pub key: String,
    pub law: Law,
    pub how: OperationKind,
}

impl Handle {
    const fn set(key: String, law: Law) -> Self {
        let how = OperationKind::Value;
        Handle { key, law, how }
    }

    const fn scale(key: String, law: Law) -> Self {
        let how = OperationKind::Factor;
        Handle { key, law, how }
    }

    const fn add(key: String, law: Law) -> Self {
        let how = OperationKind::Addition;
        Handle { key, law, how }
    }
}

/// The keys that move the figures at a place, which may be a pattern.
pub(super) fn handles(place: &FigurePlace, tables: &Tables, case: &Case) -> Vec<Handle> {
    let wide = Wide {
        place,
        tables,
        case,
    };
    match place.file.as_str() {
        "case.toml" => wide.settings(),
        "links.csv" => wide.same(&wide.rows(case.links.len())),
        "hubs.csv" => wide.same(&wide.rows(case.hubs.len())),
        "origins.csv" => wide.shares(),
        "trunks.csv" => wide.same(&wide.rows(usize::MAX)),
        "power_contracts.csv" => wide.same(&wide.rows(case.power_contracts.len())),
        "accelerators.csv" => wide.accelerators(),
        "fleet.csv" => wide.same(&wide.fleets()),
        "inference.csv" | "storage.csv" | "training.csv" => wide.workloads(),
        _ => Vec::new(),
    }
}

/// The keys of the columns whose figure is that of the key.
fn quantity(file: &str, column: &str) -> Option<&'static str> {
    Some(match (file, column) {
        ("hubs.csv", "capacity_mw") => "capacity",
        ("hubs.csv", "facility_limit_mw") => "facility_limit",
        ("hubs.csv", "pue") => "pue",
        ("hubs.csv", "price_cny_per_kwh") => "electricity_price",
        ("hubs.csv", "hosting_cny_per_kw_month") => "hosting_fee",
        ("hubs.csv", "green_share") => "green_share",
        ("hubs.csv", "emission_factor_kg_per_kwh") => "emission_factor",
        ("hubs.csv", "residual_emission_factor_kg_per_kwh") => "residual_emission_factor",
        ("hubs.csv", "marginal_emission_factor_kg_per_kwh") => "marginal_emission_factor",
        ("hubs.csv", "green_premium_cny_per_mwh") => "green_premium",
        ("links.csv", "price_cny_per_gbps_month") => "bandwidth_price",
        ("links.csv", "transfer_cny_per_tb") => "transfer_price",
        ("links.csv", "capacity_gbps") => "link_capacity",
        ("links.csv", "rtt_ms") => "round_trip",
        ("trunks.csv", "capacity_gbps") => "trunk_capacity",
        ("accelerators.csv", "price_cny") => "accelerator_price",
        ("accelerators.csv", "idle_power_share") => "idle_power",
        ("fleet.csv", "max") => "fleet",
        ("power_contracts.csv", "price_cny_per_mwh") => "contract_price",
        ("power_contracts.csv", "grid_fee_cny_per_mwh") => "contract_grid_fee",
        ("power_contracts.csv", "connection_cny_per_kw_month") => "contract_connection",
        ("power_contracts.csv", "mw_max") => "contract_max",
        ("inference.csv", "rtt_limit_ms") => "rtt_limit",
        ("training.csv", "accelerators_max") => "accelerators_max",
        ("training.csv", "transfer_days") => "transfer_days",
        ("case.toml", "carbon.price_cny_per_t") => "carbon_price",
        ("case.toml", "policy.green_share_min") => "green_target.all",
        ("case.toml", "policy.green_share_min_east") => "green_target.east",
        ("case.toml", "policy.green_share_min_west") => "green_target.west",
        ("case.toml", "policy.hourly_green_share_min") => "hourly_green_share",
        ("case.toml", "policy.hourly_green_share_min_each_hub") => "hourly_green_share_each_hub",
        ("case.toml", "policy.carbon_cap_t") => "carbon_cap",
        ("case.toml", "policy.hub_share_max") => "hub_share_max",
        ("case.toml", "policy.training_west_share_min") => "training_west_share",
        ("case.toml", "penalty.unserved_cny_per_mwh") => "unserved_penalty",
        ("case.toml", "penalty.green_cny_per_mwh") => "green_penalty",
        ("case.toml", "penalty.carbon_cny_per_t") => "carbon_penalty",
        ("case.toml", "penalty.share_cny_per_mwh") => "share_penalty",
        _ => return None,
    })
}

struct Wide<'a> {
    place: &'a FigurePlace,
    tables: &'a Tables,
    case: &'a Case,
}

impl Wide<'_> {
    /// The rows that the pattern selects; one empty name where they are all that the case has.
    fn rows(&self, all: usize) -> Vec<String> {
        let FigurePlace { file, row, column } = self.place;
        let cells = self.tables.select(file, row, column);
        let rows: Vec<String> = cells.map(|cell| cell.place.row.clone()).collect();
        if rows.len() == all && rows.len() > 1 {
            vec![String::new()]
        } else {
            rows
        }
    }

    /// Rows of `fleet.csv`; that of all hubs together is the kind alone.
    fn fleets(&self) -> Vec<String> {
        let rows = self.rows(usize::MAX).into_iter();
        rows.map(|row| row.strip_suffix(".*").unwrap_or(&row).to_owned())
            .collect()
    }

    fn same(&self, rows: &[String]) -> Vec<Handle> {
        let Some(quantity) = quantity(&self.place.file, &self.place.column) else {
            return Vec::new();
        };
        let keyed = |row: &String| match row.as_str() {
            "" => quantity.to_owned(),
            row => format!("{quantity}.{row}"),
        };
        rows.iter()
            .map(|row| Handle::set(keyed(row), Law::Same))
            .collect()
    }

    /// Workloads: one key for a whole workload where the pattern leaves its origin open.
    fn workloads(&self) -> Vec<Handle> {
        let FigurePlace { file, row, column } = self.place;
        let open = row.split('.').nth(1).is_none_or(|origin| origin == "*");
        let mut handles: Vec<Handle> = Vec::new();
        for cell in self.tables.select(file, row, column) {
            let id = cell.place.row.split('.').next().unwrap_or_default();
            let part = if open { id } else { cell.place.row.as_str() };
            for handle in self.workload(id, part, &cell.place.row, cell.figure) {
                if !handles.iter().any(|other| other.key == handle.key) {
                    handles.push(handle);
                }
            }
        }
        handles
    }

    fn workload(&self, id: &str, part: &str, row: &str, base: f64) -> Vec<Handle> {
        let FigurePlace { file, column, .. } = self.place;
        let other = |column: &str| self.tables.figure(file, row, column).unwrap_or(0.0);
        let ratio = |rest: f64| Law::Multiple { base, rest };
        let (more, less) = (ratio(0.0), Law::Inverse { base });
        let demand = |law: Law| Handle::set(format!("demand.{part}"), law);
        let traffic = |law: Law| Handle::scale(format!("traffic.{id}"), law);
        let fleet = |law: Law| Handle::scale(format!("accelerators_max.{id}"), law);
        match column.as_str() {
            "requests_per_s" | "volume_pb" => vec![demand(more)],
            "accelerator_s_per_request" => vec![demand(more), traffic(less)],
            "utilisation" if file == "inference.csv" => vec![demand(less), traffic(more)],
            "traffic_kb_per_request" | "traffic_tb_per_pb_day" => vec![traffic(more)],
            "compute_pf_days" | "accelerator_hours" => {
                vec![demand(more), traffic(less), fleet(less)]
            }
            "utilisation" if file == "training.csv" => {
                vec![demand(less), traffic(more), fleet(more)]
            }
            "mw_per_pb" => vec![demand(more), traffic(less)],
            "data_tb" => vec![traffic(ratio(other("checkpoint_tb")))],
            "checkpoint_tb" => vec![traffic(ratio(other("data_tb")))],
            _ => self.same(&[id.to_owned()]),
        }
    }

    fn settings(&self) -> Vec<Handle> {
        let column = self.place.column.as_str();
        match column {
            "green.premium_cny_per_mwh" => self.unstated_hubs(),
            "network.price_cny_per_gbps_month" => {
                self.unstated_links("price_cny_per_gbps_month", "bandwidth_price")
            }
            "network.transfer_cny_per_tb" => {
                self.unstated_links("transfer_cny_per_tb", "transfer_price")
            }
            "network.capacity_gbps" => self.unstated_links("capacity_gbps", "link_capacity"),
            "network.route_factor"
            | "network.fibre_delay_us_per_km"
            | "network.equipment_delay_ms" => self.round_trips(column),
            "finance.discount_rate" => self.discount(),
            _ if column.starts_with(EXCHANGE) => self.exchange(),
            _ => quantity("case.toml", column)
                .map(|key| vec![Handle::set(key.to_owned(), Law::Same)])
                .unwrap_or_default(),
        }
    }

    /// Hubs that state no premium of their own.
    fn unstated_hubs(&self) -> Vec<Handle> {
        let column = "green_premium_cny_per_mwh";
        let hubs = self.case.hubs.iter().map(|hub| hub.id.as_str());
        let unstated = hubs.filter(|id| self.tables.figure("hubs.csv", id, column).is_none());
        unstated
            .map(|id| Handle::set(format!("green_premium.{id}"), Law::Same))
            .collect()
    }

    /// Names of the links, `ORIGIN.HUB`, in the order of the case.
    fn links(&self) -> impl Iterator<Item = (String, &crate::case::Link)> {
        let case = self.case;
        case.origin_ids().flat_map(move |origin| {
            case.hub_ids().map(move |hub| {
                let name = format!("{}.{}", case[origin].id, case[hub].id);
                (name, case.link(origin, hub))
            })
        })
    }

    /// Links that state no figure of their own.
    fn unstated_links(&self, column: &str, quantity: &str) -> Vec<Handle> {
        self.links()
            .filter(|(name, _)| self.tables.figure("links.csv", name, column).is_none())
            .map(|(name, _)| Handle::set(format!("{quantity}.{name}"), Law::Same))
            .collect()
    }

    /// Round trips of derived links: `2 · km · route · delay / 1000 + equipment`.
    fn round_trips(&self, column: &str) -> Vec<Handle> {
        let equipment = self.case.network.equipment_delay_ms;
        let Some(base) = self.tables.figure("case.toml", "", column) else {
            return Vec::new();
        };
        let keys = if self.case.links.iter().all(|link| link.derived) {
            vec!["round_trip".to_owned()]
        } else {
            let derived = self.links().filter(|(_, link)| link.derived);
            derived
                .map(|(name, _)| format!("round_trip.{name}"))
                .collect()
        };
        let constant = |value| Law::Constant { value, base };
        let of_key = |key: String| match column {
            "network.equipment_delay_ms" => vec![Handle::add(key, Law::Difference { base })],
            _ => vec![
                Handle::add(key.clone(), constant(-equipment)),
                Handle::scale(key.clone(), Law::Multiple { base, rest: 0.0 }),
                Handle::add(key, constant(equipment)),
            ],
        };
        keys.into_iter().flat_map(of_key).collect()
    }

    /// Demand of the origins of services and archives that are spread by shares.
    fn shares(&self) -> Vec<Handle> {
        let FigurePlace { file, row, column } = self.place;
        if column != DEMAND_SHARE {
            return Vec::new();
        }
        let cells = self.tables.select(file, row, column);
        let of_cell = cells.flat_map(|cell| {
            let law = Law::Multiple {
                base: cell.figure,
                rest: 0.0,
            };
            let spread = spread_by_share(self.tables).into_iter();
            spread.map(move |id| Handle::scale(format!("demand.{id}.{}", cell.place.row), law))
        });
        of_cell.collect()
    }

    fn accelerators(&self) -> Vec<Handle> {
        let FigurePlace { file, row, column } = self.place;
        let cells = self.tables.select(file, row, column);
        let of_cell = |id: &str, base: f64| {
            let kinds = self.case.accelerators.iter().enumerate();
            let mut kind = kinds.filter(|(_, kind)| kind.id == id);
            kind.next()
                .map_or_else(Vec::new, |(k, kind)| self.accelerator(k, kind, base))
        };
        match column.as_str() {
            "it_power_w" | "peak_tflops" | "lifetime_years" => cells
                .flat_map(|cell| of_cell(&cell.place.row, cell.figure))
                .collect(),
            _ => self.same(&self.rows(usize::MAX)),
        }
    }

    fn accelerator(&self, k: usize, kind: &Accelerator, base: f64) -> Vec<Handle> {
        let (more, less) = (Law::Multiple { base, rest: 0.0 }, Law::Inverse { base });
        let price = |law| Handle::scale(format!("accelerator_price.{}", kind.id), law);
        let works = |wanted: fn(Kind) -> bool| {
            let of_kind = self.case.workload_ids().filter(move |&id| {
                self.case
                    .accelerator_of(id)
                    .is_some_and(|of| of.index() == k)
                    && wanted(self.case[id].kind())
            });
            of_kind.map(|id| self.case[id].id.as_str())
        };
        match self.place.column.as_str() {
            // how many stand is counted, and no key counts more of them in MW
            "it_power_w" if kind.fleet.is_owned() => Vec::new(),
            "it_power_w" => {
                let of_work = |id: &str| {
                    [
                        Handle::set(format!("demand.{id}"), more),
                        Handle::scale(format!("traffic.{id}"), less),
                    ]
                };
                let works = works(|_| true).flat_map(of_work);
                let here = self
                    .case
                    .hub_ids()
                    .filter(|&hub| kind.fleet.max_at(hub).is_finite());
                let here = here.map(|hub| format!("fleet.{}.{}", kind.id, self.case[hub].id));
                let fleets = here.chain([format!("fleet.{}", kind.id)]);
                let fleets = fleets.map(|key| Handle::scale(key, more));
                works.chain([price(less)]).chain(fleets).collect()
            }
            "peak_tflops" => works(|kind| kind == Kind::Training)
                .flat_map(|id| {
                    [
                        Handle::set(format!("demand.{id}"), less),
                        Handle::scale(format!("traffic.{id}"), more),
                        Handle::scale(format!("accelerators_max.{id}"), more),
                    ]
                })
                .collect(),
            _ => {
                let rate = self.case.discount_rate;
                vec![price(Law::OfLife { rate, base })]
            }
        }
    }

    /// The annuity of every kind that has a price.
    fn discount(&self) -> Vec<Handle> {
        let base = self.case.discount_rate;
        let priced = self
            .case
            .accelerators
            .iter()
            .filter(|kind| kind.price_cny > 0.0);
        let of_kind = |kind: &Accelerator| {
            let law = Law::OfRate {
                years: kind.lifetime_years,
                base,
            };
            Handle::scale(format!("accelerator_price.{}", kind.id), law)
        };
        priced.map(of_kind).collect()
    }

    /// All figures that are stated in a currency; none where a key is missing for one of them.
    fn exchange(&self) -> Vec<Handle> {
        let Some((_, code)) = self.place.column.split_once('.') else {
            return Vec::new();
        };
        let Some(base) = self.tables.figure("case.toml", "", &self.place.column) else {
            return Vec::new();
        };
        let mut handles = Vec::new();
        for place in self.tables.in_currency(code) {
            let wide = Wide {
                place: &place,
                ..*self
            };
            let moved = match place.file.as_str() {
                "hubs.csv" => wide.same(&wide.rows(self.case.hubs.len())),
                "links.csv" => wide.same(&wide.rows(self.case.links.len())),
                "accelerators.csv" => wide.same(&wide.rows(usize::MAX)),
                "case.toml" => wide.settings(),
                _ => Vec::new(),
            };
            if moved.is_empty() {
                return Vec::new();
            }
            let law = Law::Multiple { base, rest: 0.0 };
            handles.extend(
                moved
                    .into_iter()
                    .map(|handle| Handle::scale(handle.key, law)),
            );
        }
        handles
    }
}

/// The column of shares by which demand is spread over origins.
pub(super) const DEMAND_SHARE: &str = "demand_share";

/// Services and archives whose demand is stated for all origins together.
pub(super) fn spread_by_share(tables: &Tables) -> Vec<String> {
    let files = ["inference.csv", "storage.csv"].into_iter();
    let rows = files.filter_map(|file| tables.rows.get(file)).flatten();
    let mut spread: Vec<String> = rows
        .filter_map(|row| Some(row.strip_suffix(".*")?.to_owned()))
        .collect();
    spread.dedup();
    spread
}

/// Why nothing moves a figure.
pub(super) fn why_held(place: &FigurePlace, case: &Case) -> &'static str {
    match (place.file.as_str(), place.column.as_str()) {
        (_, "lat_deg" | "lon_deg") => tr!("no key moves a place on the map"),
        ("fleet.csv", "installed") => tr!("what stands there already is as it is"),
        ("accelerators.csv", "it_power_w") => {
            tr!("what stands there already is counted in chips, not in MW")
        }
        ("accelerators.csv", "peak_tflops") => {
            tr!("no training run is told in compute of this chip")
        }
        ("accelerators.csv", _) | ("case.toml", "finance.discount_rate")
            if case.accelerators.iter().all(|kind| kind.price_cny <= 0.0) =>
        {
            tr!("no accelerator has a price")
        }
        ("origins.csv", DEMAND_SHARE) => tr!("nothing is spread over origins by their shares"),
        ("case.toml", column) if column.starts_with("network.") => tr!("every link states its own"),
        ("case.toml", "green.premium_cny_per_mwh") => tr!("every hub states its own"),
        ("hourly.csv" | "periods.csv" | "profiles.csv", _) => tr!("no key moves hours and shapes"),
        ("case.toml", column) if column.starts_with(EXCHANGE) => {
            tr!("figures are stated in this currency that no key moves, or none is")
        }
        _ => tr!("no key of `--set` moves it"),
    }
}
