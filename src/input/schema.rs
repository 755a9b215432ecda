//! The columns of every table and the keys of `case.toml`, as docs/case.md lists them.

use super::naming::Field;
use crate::case::draft::Table;

const HUBS: &[Field] = &[
    Field::text("hub"),
    Field::text("name"),
    Field::text("name_zh"),
    Field::text("side"),
    Field::number("lat_deg", "deg"),
    Field::number("lon_deg", "deg"),
    Field::number("capacity_mw", "mw"),
    Field::number("facility_limit_mw", "mw"),
    Field::number("pue", ""),
    Field::number("price_cny_per_kwh", "cny_per_kwh"),
    Field::number("hosting_cny_per_kw_month", "cny_per_kw_month"),
    Field::number("green_share", ""),
    Field::number("emission_factor_kg_per_kwh", "kg_per_kwh"),
    Field::number("residual_emission_factor_kg_per_kwh", "kg_per_kwh"),
    Field::number("marginal_emission_factor_kg_per_kwh", "kg_per_kwh"),
    Field::number("green_premium_cny_per_mwh", "cny_per_mwh"),
    Field::text("pue_profile"),
    Field::text("price_profile"),
    Field::text("green_share_profile"),
    Field::text("emission_factor_profile"),
];

const ORIGINS: &[Field] = &[
    Field::text("origin"),
    Field::text("name"),
    Field::text("name_zh"),
    Field::number("lat_deg", "deg"),
    Field::number("lon_deg", "deg"),
    Field::number("demand_share", ""),
];

const LINKS: &[Field] = &[
    Field::text("origin"),
    Field::text("hub"),
    Field::number("rtt_ms", "ms"),
    Field::number("price_cny_per_gbps_month", "cny_per_gbps_month"),
    Field::number("capacity_gbps", "gbps"),
    Field::number("transfer_cny_per_tb", "cny_per_tb"),
    Field::text("trunk"),
];

const TRUNKS: &[Field] = &[Field::text("trunk"), Field::number("capacity_gbps", "gbps")];

const ACCELERATORS: &[Field] = &[
    Field::text("accelerator"),
    Field::number("peak_tflops", "tflops"),
    Field::number("it_power_w", "w"),
    Field::number("price_cny", "cny"),
    Field::number("lifetime_years", "years"),
    Field::number("idle_power_share", ""),
];

const FLEET: &[Field] = &[
    Field::text("accelerator"),
    Field::text("hub"),
    Field::number("installed", ""),
    Field::number("max", ""),
];

const POWER_CONTRACTS: &[Field] = &[
    Field::text("contract"),
    Field::text("hub"),
    Field::text("kind"),
    Field::text("profile"),
    Field::number("price_cny_per_mwh", "cny_per_mwh"),
    Field::text("paid_for"),
    Field::number("grid_fee_cny_per_mwh", "cny_per_mwh"),
    Field::number("connection_cny_per_kw_month", "cny_per_kw_month"),
    Field::number("mw_max", "mw"),
    Field::text("supply"),
];

const INFERENCE: &[Field] = &[
    Field::text("service"),
    Field::text("origin"),
    Field::number("requests_per_s", "requests_per_s"),
    Field::text("demand_profile"),
    Field::text("accelerator"),
    Field::number("accelerator_s_per_request", "s_per_request"),
    Field::number("utilisation", ""),
    Field::number("traffic_kb_per_request", "kb_per_request"),
    Field::number("rtt_limit_ms", "ms"),
    Field::text("hubs_allowed"),
];

const TRAINING: &[Field] = &[
    Field::text("run"),
    Field::number("compute_pf_days", "pf_days"),
    Field::number("accelerator_hours", "hours"),
    Field::text("accelerator"),
    Field::number("utilisation", ""),
    Field::text("data_origin"),
    Field::number("data_tb", "tb"),
    Field::number("checkpoint_tb", "tb"),
    Field::number("accelerators_max", ""),
    Field::text("window_first_period"),
    Field::text("window_last_period"),
    Field::number("hubs_max", ""),
    Field::number("transfer_days", "days"),
    Field::number("sync_gbps_per_mw", "gbps_per_mw"),
    Field::text("hubs_allowed"),
];

const STORAGE: &[Field] = &[
    Field::text("archive"),
    Field::text("origin"),
    Field::number("volume_pb", "pb"),
    Field::number("mw_per_pb", "mw_per_pb"),
    Field::number("traffic_tb_per_pb_day", "tb_per_pb_day"),
    Field::text("hubs_allowed"),
];

const BASELINE: &[Field] = &[
    Field::text("workload"),
    Field::text("origin"),
    Field::text("hub"),
    Field::number("share", ""),
];

const PERIODS: &[Field] = &[
    Field::text("period"),
    Field::number("hours", "hours"),
    Field::text("group"),
];

const PROFILES: &[Field] = &[Field::text("period")];

const HOURLY: &[Field] = &[
    Field::text("period"),
    Field::text("hub"),
    Field::number("price_cny_per_kwh", "cny_per_kwh"),
    Field::number("pue", ""),
    Field::number("green_share", ""),
    Field::number("emission_factor_kg_per_kwh", "kg_per_kwh"),
    Field::number("residual_emission_factor_kg_per_kwh", "kg_per_kwh"),
    Field::number("marginal_emission_factor_kg_per_kwh", "kg_per_kwh"),
];

/// The columns of a table; the first is its key. Profiles have further columns of any name.
#[must_use]
pub(crate) const fn columns(table: Table) -> &'static [Field] {
    match table {
        Table::Settings => &[],
        Table::Hubs => HUBS,
        Table::Origins => ORIGINS,
        Table::Links => LINKS,
        Table::Trunks => TRUNKS,
        Table::Accelerators => ACCELERATORS,
        Table::Fleet => FLEET,
        Table::PowerContracts => POWER_CONTRACTS,
        Table::Inference => INFERENCE,
        Table::Training => TRAINING,
        Table::Storage => STORAGE,
        Table::Periods => PERIODS,
        Table::Profiles => PROFILES,
        Table::Hourly => HOURLY,
        Table::Baseline => BASELINE,
    }
}

/// The file of a table: `hubs.csv`.
#[must_use]
pub(crate) fn file(table: Table) -> String {
    match table {
        Table::Settings => "case.toml".to_owned(),
        _ => format!("{}.csv", table.name()),
    }
}

/// The files of all tables, `case.toml` first.
pub(crate) fn files() -> impl Iterator<Item = String> + Clone {
    std::iter::once(Table::Settings)
        .chain(Table::LISTS)
        .map(file)
}

/// A section of `case.toml`; the first has no name. Sections without fields have keys of any name.
pub(crate) struct Section {
    /// Its name, dotted.
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// The section of rates of currencies.
pub(crate) const EXCHANGE: &str = "exchange";
/// The section of named changes, read when the case stands.
pub(crate) const SCENARIOS: &str = "scenarios";
/// The section of green targets of single hubs.
pub(crate) const GREEN_BY_HUB: &str = "policy.green_share_min_by_hub";

/// All sections of `case.toml`.
pub(crate) const SECTIONS: &[Section] = &[
    Section {
        name: "",
        fields: &[
            Field::text("name"),
            Field::text("title"),
            Field::text("title_zh"),
            Field::text("note"),
            Field::text("note_zh"),
            Field::number("horizon_hours", "hours"),
            Field::text("currency"),
            Field::text("currency_shown"),
            Field::text("encoding"),
        ],
    },
    Section {
        name: EXCHANGE,
        fields: &[],
    },
    Section {
        name: SCENARIOS,
        fields: &[],
    },
    Section {
        name: "carbon",
        fields: &[
            Field::text("accounting"),
            Field::number("price_cny_per_t", "cny_per_t"),
        ],
    },
    Section {
        name: "green",
        fields: &[Field::number("premium_cny_per_mwh", "cny_per_mwh")],
    },
    Section {
        name: "network",
        fields: &[
            Field::truth("derive_links"),
            Field::number("route_factor", ""),
            Field::number("fibre_delay_us_per_km", "us_per_km"),
            Field::number("equipment_delay_ms", "ms"),
            Field::number("price_cny_per_gbps_month", "cny_per_gbps_month"),
            Field::number("capacity_gbps", "gbps"),
            Field::number("transfer_cny_per_tb", "cny_per_tb"),
        ],
    },
    Section {
        name: "policy",
        fields: &[
            Field::number("green_share_min", ""),
            Field::number("green_share_min_east", ""),
            Field::number("green_share_min_west", ""),
            Field::number("hourly_green_share_min", ""),
            Field::number("hourly_green_share_min_each_hub", ""),
            Field::number("carbon_cap_t", "t"),
            Field::number("hub_share_max", ""),
            Field::number("training_west_share_min", ""),
        ],
    },
    Section {
        name: GREEN_BY_HUB,
        fields: &[],
    },
    Section {
        name: "finance",
        fields: &[Field::number("discount_rate", "")],
    },
    Section {
        name: "baseline",
        fields: &[
            Field::text("side"),
            Field::list("hubs"),
            Field::text("plan"),
        ],
    },
    Section {
        name: "penalty",
        fields: &[
            Field::number("unserved_cny_per_mwh", "cny_per_mwh"),
            Field::number("green_cny_per_mwh", "cny_per_mwh"),
            Field::number("carbon_cny_per_t", "cny_per_t"),
            Field::number("share_cny_per_mwh", "cny_per_mwh"),
        ],
    },
];
