//! From a figure of the tables to the [keys](crate::parameter) that move it.
//!
//! | figure `v`, stated `v₀` | key | its value |
//! |---|---|---|
//! | prices, factors, shares, limits | the key of the column | `v` |
//! | requests, volumes | `demand` | `v / v₀` |
//! | traffic of a request, of storage | `traffic` | `v / v₀` |
//! | compute of a run | `demand`, `traffic`, `accelerators_max` | `v / v₀`, `× v₀ / v`, `× v₀ / v`: the same data and fleet |
//! | utilisation of a run | as compute | `v₀ / v`, `× v / v₀`, `× v / v₀` |
//! | MW per PB | `demand`, `traffic` | `v / v₀`, `× v₀ / v` |
//! | data and checkpoints of a run, `r` the other | `traffic` | `(v + r) / (v₀ + r)` |
//! | route factor, delays of `[network]` | `round_trip` of each derived link | as it is derived |
//!
//! No key moves what is `installed`, how long chips live, coordinates, demand shares, profiles, hours, rates of currencies, nor
//! what turns requests into MW, which the size of the demand stands for.

use super::entry::Place;
use super::tables::Tables;
use crate::case::Case;

/// How the value of a key follows from a figure in the default unit of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Law {
    /// It is the figure.
    Same,
    /// The figure over what the tables state, plus what stays.
    Multiple { base: f64, rest: f64 },
    /// What the tables state over the figure.
    Inverse { base: f64 },
    /// `offset + slope · figure`
    Line { offset: f64, slope: f64, base: f64 },
}

impl Law {
    pub fn at(self, figure: f64) -> f64 {
        match self {
            Law::Same => figure,
            Law::Multiple { base, rest } => (figure + rest) / (base + rest),
            Law::Inverse { base } => base / figure,
            Law::Line { offset, slope, .. } => offset + slope * figure,
        }
    }

    /// The figure that the tables state, where the law holds it.
    pub const fn base(self) -> Option<f64> {
        match self {
            Law::Same => None,
            Law::Multiple { base, .. } | Law::Inverse { base } | Law::Line { base, .. } => {
                Some(base)
            }
        }
    }
}

/// A key, the law of its value, and whether it is multiplied by that instead of set to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Handle {
    pub key: String,
    pub law: Law,
    pub scales: bool,
}

impl Handle {
    const fn set(key: String, law: Law) -> Self {
        let scales = false;
        Handle { key, law, scales }
    }

    const fn scale(key: String, law: Law) -> Self {
        let scales = true;
        Handle { key, law, scales }
    }
}

/// The keys that move the figures at a place, which may be a pattern.
pub(super) fn handles(place: &Place, tables: &Tables, case: &Case) -> Vec<Handle> {
    let wide = Wide {
        place,
        tables,
        case,
    };
    match place.file.as_str() {
        "case.toml" => wide.settings(),
        "links.csv" => wide.same(&wide.rows(case.links.len())),
        "hubs.csv" => wide.same(&wide.rows(case.hubs.len())),
        "trunks.csv" | "accelerators.csv" => wide.same(&wide.rows(usize::MAX)),
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
        ("inference.csv", "rtt_limit_ms") => "rtt_limit",
        ("training.csv", "accelerators_max") => "accelerators_max",
        ("training.csv", "transfer_days") => "transfer_days",
        ("case.toml", "carbon.price_cny_per_t") => "carbon_price",
        ("case.toml", "policy.green_share_min") => "green_target.all",
        ("case.toml", "policy.green_share_min_east") => "green_target.east",
        ("case.toml", "policy.green_share_min_west") => "green_target.west",
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
    place: &'a Place,
    tables: &'a Tables,
    case: &'a Case,
}

impl Wide<'_> {
    /// The rows that the pattern selects; one empty name where they are all that the case has.
    fn rows(&self, all: usize) -> Vec<String> {
        let Place { file, row, column } = self.place;
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
        let Place { file, row, column } = self.place;
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
        let Place { file, column, .. } = self.place;
        let other = |column: &str| self.tables.figure(file, row, column).unwrap_or(0.0);
        let ratio = |rest: f64| Law::Multiple { base, rest };
        let (more, less) = (ratio(0.0), Law::Inverse { base });
        let demand = |law: Law| Handle::set(format!("demand.{part}"), law);
        let traffic = |law: Law| Handle::scale(format!("traffic.{id}"), law);
        let fleet = |law: Law| Handle::scale(format!("accelerators_max.{id}"), law);
        match column.as_str() {
            "requests_per_s" | "volume_pb" => vec![demand(more)],
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

    /// Round trips of derived links: `2 · km · route · delay / 1000 + equipment` is a line in each of the three.
    fn round_trips(&self, column: &str) -> Vec<Handle> {
        let equipment = self.case.network.equipment_delay_ms;
        let Some(base) = self.tables.figure("case.toml", "", column) else {
            return Vec::new();
        };
        let law = |rtt_ms: f64| match column {
            "network.equipment_delay_ms" => Law::Line {
                offset: rtt_ms - equipment,
                slope: 1.0,
                base,
            },
            _ => Law::Line {
                offset: equipment,
                slope: (rtt_ms - equipment) / base,
                base,
            },
        };
        self.links()
            .filter(|(_, link)| link.derived)
            .map(|(name, link)| Handle::set(format!("round_trip.{name}"), law(link.rtt_ms)))
            .collect()
    }
}
