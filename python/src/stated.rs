//! # A case as tables
//!
//! What a case is, in the tables and settings that a case is read from: every figure as it stands after all changes, per hub, link and origin,
//! hour by hour where it varies. What the tables have no place for is refused by name.

use std::collections::BTreeMap;

use eastwest::Case;
use eastwest::case::{Baseline, Hourly, Hub, Inference, Side, Training, Work, Workload};

use crate::errors::Failure;

/// A table in the making: its columns by name, all of one length.
struct Sheet<const N: usize> {
    columns: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Sheet<N> {
    const fn new(columns: [&'static str; N]) -> Self {
        Sheet {
            columns,
            rows: Vec::new(),
        }
    }

    /// As CSV without the columns that nobody has a figure in; nothing where it has no rows.
    fn put(self, table: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let told = |column: &usize| self.rows.iter().any(|row| !row[*column].is_empty());
        let kept: Vec<usize> = (0..N).filter(told).collect();
        let header = kept.iter().map(|&column| self.columns[column].to_owned());
        let rows = self.rows.iter();
        let rows = rows.map(|row| kept.iter().map(|&column| row[column].clone()).collect());
        put(
            table,
            std::iter::once(header.collect()).chain(rows).collect(),
            files,
        )
    }
}

fn put(
    table: &str,
    records: Vec<Vec<String>>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: &dyn std::fmt::Display| Failure::Other(error.to_string());
    for record in &records {
        writer.write_record(record).map_err(|error| fault(&error))?;
    }
    let text = writer.into_inner().map_err(|error| fault(&error))?;
    files.insert(format!("{table}.csv"), text);
    Ok(())
}

/// A figure to its last bit; infinite ones are those of an empty cell.
fn figure(value: f64) -> String {
    match value.is_finite() {
        true => value.to_string(),
        false => String::new(),
    }
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, figure)
}

/// The files of a case that is what `case` is; `stated` are the settings that it was read with.
pub fn files_of(case: &Case, stated: &toml::Table) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    let hours: Vec<f64> = case.periods.iter().map(|period| period.hours).collect();
    let mut periods = Sheet::new(["period", "hours", "group"]);
    for period in &case.periods {
        let group = period.group.clone().unwrap_or_default();
        periods
            .rows
            .push([period.id.clone(), figure(period.hours), group]);
    }
    periods.put("periods", &mut files)?;
    let mut profiles = Profiles::default();
    places(case, &hours, &mut files)?;
    network(case, &mut files)?;
    accelerators(case, &mut files)?;
    services(case, &mut profiles, &mut files)?;
    contracts(case, &mut profiles, &mut files)?;
    profiles.put(case, &mut files)?;
    runs(case, &mut files)?;
    archives(case, &mut files)?;
    baseline(case, &mut files)?;
    let settings = toml::to_string(&settings(case, stated));
    let settings = settings.map_err(|error| Failure::Other(error.to_string()))?;
    files.insert("case.toml".to_owned(), settings.into_bytes());
    Ok(files)
}

/// Figures of a hub that may have one value an hour, by column.
fn series(hub: &Hub) -> [(&'static str, Option<&Hourly>); 6] {
    [
        ("price_cny_per_kwh", Some(&hub.price_cny_per_kwh)),
        ("pue", Some(&hub.pue)),
        ("green_share", Some(&hub.green_share)),
        (
            "emission_factor_kg_per_kwh",
            Some(&hub.emission_factor_kg_per_kwh),
        ),
        (
            "residual_emission_factor_kg_per_kwh",
            hub.residual_emission_factor_kg_per_kwh.as_ref(),
        ),
        (
            "marginal_emission_factor_kg_per_kwh",
            hub.marginal_emission_factor_kg_per_kwh.as_ref(),
        ),
    ]
}

/// Hubs, their hours, and origins.
fn places(
    case: &Case,
    hours: &[f64],
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    let mut hubs = Sheet::new([
        "hub",
        "name",
        "name_zh",
        "side",
        "lat_deg",
        "lon_deg",
        "capacity_mw",
        "facility_limit_mw",
        "hosting_cny_per_kw_month",
        "green_premium_cny_per_mwh",
        "price_cny_per_kwh",
        "pue",
        "green_share",
        "emission_factor_kg_per_kwh",
        "residual_emission_factor_kg_per_kwh",
        "marginal_emission_factor_kg_per_kwh",
    ]);
    let mut hourly = Sheet::new([
        "period",
        "hub",
        "price_cny_per_kwh",
        "pue",
        "green_share",
        "emission_factor_kg_per_kwh",
        "residual_emission_factor_kg_per_kwh",
        "marginal_emission_factor_kg_per_kwh",
    ]);
    for hub in &case.hubs {
        let series = series(hub).map(|(_, figures)| figures);
        let mean = |figures: Option<&Hourly>| optional(figures.map(|figures| figures.mean(hours)));
        let [price, pue, green, average, residual, marginal] = series.map(mean);
        hubs.rows.push([
            hub.id.clone(),
            hub.name.clone(),
            hub.name_zh.clone().unwrap_or_default(),
            hub.side.name().to_owned(),
            optional(hub.at.map(|at| at.lat_deg)),
            optional(hub.at.map(|at| at.lon_deg)),
            figure(hub.capacity_mw),
            figure(hub.facility_limit_mw),
            figure(hub.hosting_cny_per_kw_month),
            figure(hub.green_premium_cny_per_mwh),
            price,
            pue,
            green,
            average,
            residual,
            marginal,
        ]);
        let varies = |figures: &&Hourly| hours.len() > 1 && !figures.shape.is_empty();
        if !series.iter().flatten().any(varies) {
            continue;
        }
        for (t, period) in case.periods.iter().enumerate() {
            let at = |figures: Option<&Hourly>| {
                optional(figures.filter(varies).map(|figures| figures.at(t)))
            };
            let [price, pue, green, average, residual, marginal] = series.map(at);
            hourly.rows.push([
                period.id.clone(),
                hub.id.clone(),
                price,
                pue,
                green,
                average,
                residual,
                marginal,
            ]);
        }
    }
    hubs.put("hubs", files)?;
    hourly.put("hourly", files)?;
    // no share of demand: what is spread by shares is stated origin by origin
    let mut origins = Sheet::new(["origin", "name", "name_zh", "lat_deg", "lon_deg"]);
    for origin in &case.origins {
        origins.rows.push([
            origin.id.clone(),
            origin.name.clone(),
            origin.name_zh.clone().unwrap_or_default(),
            optional(origin.at.map(|at| at.lat_deg)),
            optional(origin.at.map(|at| at.lon_deg)),
        ]);
    }
    origins.put("origins", files)
}

/// Links and trunks. A link that is derived, and is what it would be, is left to be derived again.
fn network(case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let mut links = Sheet::new([
        "origin",
        "hub",
        "rtt_ms",
        "price_cny_per_gbps_month",
        "capacity_gbps",
        "transfer_cny_per_tb",
        "trunk",
    ]);
    let network = &case.network;
    for o in case.origin_ids() {
        for h in case.hub_ids() {
            let (origin, hub, link) = (&case[o], &case[h], case.link(o, h));
            let rtt_ms = origin
                .at
                .zip(hub.at)
                .map(|(from, to)| network.derived_rtt_ms(from.great_circle_km(to)));
            let is_derived = link.derived
                && rtt_ms == Some(link.rtt_ms)
                && link.trunk.is_none()
                && link.price_cny_per_gbps_month == network.price_cny_per_gbps_month
                && link.capacity_gbps == network.capacity_gbps
                && link.transfer_cny_per_tb == network.transfer_cny_per_tb;
            if is_derived {
                continue;
            }
            links.rows.push([
                origin.id.clone(),
                hub.id.clone(),
                figure(link.rtt_ms),
                figure(link.price_cny_per_gbps_month),
                figure(link.capacity_gbps),
                figure(link.transfer_cny_per_tb),
                link.trunk.map_or_else(String::new, |t| case[t].id.clone()),
            ]);
        }
    }
    links.put("links", files)?;
    let mut trunks = Sheet::new(["trunk", "capacity_gbps"]);
    for trunk in &case.trunks {
        trunks
            .rows
            .push([trunk.id.clone(), figure(trunk.capacity_gbps)]);
    }
    trunks.put("trunks", files)
}

/// Accelerators and where they stand.
fn accelerators(case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let mut kinds = Sheet::new([
        "accelerator",
        "it_power_w",
        "price_cny",
        "lifetime_years",
        "idle_power_share",
    ]);
    let mut fleet = Sheet::new(["accelerator", "hub", "installed", "max"]);
    for kind in &case.accelerators {
        kinds.rows.push([
            kind.id.clone(),
            figure(kind.it_power_w),
            figure(kind.price_cny),
            figure(kind.lifetime_years),
            figure(kind.idle_power_share),
        ]);
        let stands = kind.fleet.installed.iter().zip(&kind.fleet.max_by_hub);
        let all = (&kind.fleet.movable, &kind.fleet.max);
        let names = case.hubs.iter().map(|hub| hub.id.as_str()).chain(["*"]);
        for (hub, (installed, max)) in names.zip(stands.chain([all])) {
            if *installed > 0.0 || max.is_finite() {
                fleet.rows.push([
                    kind.id.clone(),
                    hub.to_owned(),
                    figure(*installed),
                    figure(*max),
                ]);
            }
        }
    }
    kinds.put("accelerators", files)?;
    fleet.put("fleet", files)
}

/// Hubs where it may run, empty for all.
fn allowed(case: &Case, workload: &Workload) -> Result<String, Failure> {
    if workload.allowed.iter().all(|on| *on) {
        return Ok(String::new());
    }
    let hubs = case.hubs.iter().zip(&workload.allowed);
    let on: Vec<&str> = hubs
        .filter(|(_, on)| **on)
        .map(|(hub, _)| hub.id.as_str())
        .collect();
    if on.is_empty() {
        let told = "may run nowhere, and tables that allow no hub allow all";
        return Err(refused(workload, told));
    }
    Ok(on.join(" "))
}

fn refused(workload: &Workload, told: &str) -> Failure {
    Failure::Input(format!("workload `{}` {told}", workload.id))
}

/// Services.
fn services(
    case: &Case,
    profiles: &mut Profiles,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    let mut services = Sheet::new([
        "service",
        "origin",
        "requests_per_s",
        "demand_profile",
        "accelerator",
        "accelerator_s_per_request",
        "traffic_kb_per_request",
        "rtt_limit_ms",
        "hubs_allowed",
    ]);
    for workload in &case.workloads {
        let Work::Inference(service) = &workload.work else {
            continue;
        };
        let allowed = allowed(case, workload)?;
        for (origin, rate) in &service.requests_per_s {
            let (base, profile) = demand(rate, case.periods.len(), profiles);
            services.rows.push([
                workload.id.clone(),
                case[*origin].id.clone(),
                figure(base),
                profile,
                case[service.accelerator].id.clone(),
                figure(accelerator_s(service)),
                figure(service.traffic_kb_per_request),
                figure(service.rtt_limit_ms),
                allowed.clone(),
            ]);
        }
    }
    services.put("inference", files)
}

/// Busy accelerators for each request per second are seconds of one for a request.
const fn accelerator_s(service: &Inference) -> f64 {
    service.accelerators_per_request_per_s
}

/// What is multiplied by which profile.
fn demand(rate: &Hourly, periods: usize, profiles: &mut Profiles) -> (f64, String) {
    if rate.shape.is_empty() || periods == 1 {
        return (rate.at(0), String::new());
    }
    (rate.base, profiles.name("demand", rate.shape.clone()))
}

/// Contracts for green power; the power of one MW is a profile, even where it is flat.
fn contracts(
    case: &Case,
    profiles: &mut Profiles,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    let mut contracts = Sheet::new([
        "contract",
        "hub",
        "kind",
        "profile",
        "price_cny_per_mwh",
        "paid_for",
        "grid_fee_cny_per_mwh",
        "connection_cny_per_kw_month",
        "mw_max",
        "supply",
    ]);
    for contract in &case.power_contracts {
        let power = (0..case.periods.len()).map(|t| contract.profile.at(t));
        contracts.rows.push([
            contract.id.clone(),
            case[contract.hub].id.clone(),
            contract.source.name().to_owned(),
            profiles.name("power", power.collect()),
            figure(contract.price_cny_per_mwh),
            contract.paid_for.name().to_owned(),
            figure(contract.grid_fee_cny_per_mwh),
            figure(contract.connection_cny_per_kw_month),
            figure(contract.mw_max),
            contract.supply.name().to_owned(),
        ]);
    }
    contracts.put("power_contracts", files)
}

/// Profiles by name, each once: `demand_1`, `power_1`.
#[derive(Default)]
struct Profiles {
    named: Vec<(String, Vec<f64>)>,
}

impl Profiles {
    /// The name of a profile of a kind.
    fn name(&mut self, kind: &str, values: Vec<f64>) -> String {
        let of_kind = self.named.iter().filter(|(name, _)| name.starts_with(kind));
        if let Some((name, _)) = of_kind.clone().find(|(_, known)| *known == values) {
            return name.clone();
        }
        let name = format!("{kind}_{}", of_kind.count() + 1);
        self.named.push((name.clone(), values));
        name
    }

    fn put(self, case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
        if self.named.is_empty() {
            return Ok(());
        }
        let names = self.named.iter().map(|(name, _)| name.clone());
        let mut records = vec![std::iter::once("period".to_owned()).chain(names).collect()];
        for (t, period) in case.periods.iter().enumerate() {
            let figures = self.named.iter();
            let figures = figures.map(|(_, values)| optional(values.get(t).copied()));
            records.push(std::iter::once(period.id.clone()).chain(figures).collect());
        }
        put("profiles", records, files)
    }
}

/// Training runs; one that asks for nothing is none.
fn runs(case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let mut runs = Sheet::new([
        "run",
        "accelerator_hours",
        "accelerator",
        "data_origin",
        "data_tb",
        "accelerators_max",
        "window_first_period",
        "window_last_period",
        "hubs_max",
        "transfer_days",
        "sync_gbps_per_mw",
        "hubs_allowed",
    ]);
    for workload in &case.workloads {
        let Work::Training(run) = &workload.work else {
            continue;
        };
        if run.energy_mwh <= 0.0 {
            continue;
        }
        let [first, last] = window(case, run).ok_or_else(|| {
            let told =
                "has a window that does not go from one period to another, as tables state it";
            refused(workload, told)
        })?;
        let kind = &case[run.accelerator];
        runs.rows.push([
            workload.id.clone(),
            figure(run.accelerator_hours),
            kind.id.clone(),
            case[run.origin].id.clone(),
            figure(run.volume_tb),
            figure(kind.count(run.power_limit_mw)),
            first,
            last,
            if run.held { "1" } else { "" }.to_owned(),
            optional(run.transfer_hours.map(|hours| hours / 24.0)),
            figure(run.sync_gbps_per_mw),
            allowed(case, workload)?,
        ]);
    }
    runs.put("training", files)
}

/// First and last period of a window that may go over the end; empty where all are open.
fn window(case: &Case, run: &Training) -> Option<[String; 2]> {
    if run.window.iter().all(|open| *open) {
        return Some([String::new(), String::new()]);
    }
    let count = run.window.len();
    let before = |t: usize| run.window[(t + count - 1) % count];
    let mut begins = (0..count).filter(|&t| run.window[t] && !before(t));
    let (first, None) = (begins.next()?, begins.next()) else {
        return None;
    };
    let open = run.window.iter().filter(|open| **open).count();
    let last = (first + open - 1) % count;
    let name = |t: usize| case.periods.get(t).map(|period| period.id.clone());
    Some([name(first)?, name(last)?])
}

/// Archives.
fn archives(case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let mut archives = Sheet::new([
        "archive",
        "origin",
        "volume_pb",
        "mw_per_pb",
        "traffic_tb_per_pb_day",
        "hubs_allowed",
    ]);
    for workload in &case.workloads {
        let Work::Storage(archive) = &workload.work else {
            continue;
        };
        let allowed = allowed(case, workload)?;
        for (origin, volume) in &archive.volume_pb {
            archives.rows.push([
                workload.id.clone(),
                case[*origin].id.clone(),
                figure(*volume),
                figure(archive.mw_per_pb),
                figure(archive.traffic_tb_per_pb_day),
                allowed.clone(),
            ]);
        }
    }
    archives.put("storage", files)
}

/// Shares of today's plan, where that is the baseline.
fn baseline(case: &Case, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let mut rows = Sheet::new(["workload", "origin", "hub", "share"]);
    let placed = match &case.baseline {
        Baseline::Plan { shares, .. } => shares.as_slice(),
        Baseline::Side(_) | Baseline::Hubs(_) => &[],
    };
    let is_none = |work: &Work| matches!(work, Work::Training(run) if run.energy_mwh <= 0.0);
    for share in placed {
        if is_none(&case[share.workload].work) {
            continue;
        }
        rows.rows.push([
            case[share.workload].id.clone(),
            case[share.origin].id.clone(),
            case[share.hub].id.clone(),
            figure(share.share),
        ]);
    }
    rows.put("baseline", files)
}

/// Keys and figures of a section, those that there are.
fn section<const N: usize>(figures: [(&str, Option<f64>); N]) -> toml::Value {
    let stated = figures
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.filter(|value| value.is_finite())?)));
    let stated = stated.map(|(key, value)| (key.to_owned(), toml::Value::Float(value)));
    toml::Value::Table(stated.collect())
}

/// What `case.toml` holds. Scenarios, which are changes still to be made, stay as they were stated.
fn settings(case: &Case, stated: &toml::Table) -> toml::Table {
    let text = |text: &str| toml::Value::String(text.to_owned());
    let (network, policy, penalties) = (&case.network, &case.policy, &case.penalties);
    let mut all = toml::Table::new();
    all.insert("name".to_owned(), text(&case.name));
    all.insert("title".to_owned(), text(&case.title));
    let optional = [
        ("title_zh", &case.title_zh),
        ("note", &case.note),
        ("note_zh", &case.note_zh),
    ];
    for (key, said) in optional {
        if let Some(said) = said {
            all.insert(key.to_owned(), text(said));
        }
    }
    let horizon = toml::Value::Float(case.horizon_hours());
    all.insert("horizon_hours".to_owned(), horizon);
    let mut put = |key: &str, value| {
        all.insert(key.to_owned(), value);
    };
    let mut carbon = section([("price_cny_per_t", Some(case.carbon_price_cny_per_t))]);
    let mut links = section([
        ("route_factor", Some(network.route_factor)),
        ("fibre_delay_us_per_km", Some(network.fibre_delay_us_per_km)),
        ("equipment_delay_ms", Some(network.equipment_delay_ms)),
        (
            "price_cny_per_gbps_month",
            Some(network.price_cny_per_gbps_month),
        ),
        ("capacity_gbps", Some(network.capacity_gbps)),
        ("transfer_cny_per_tb", Some(network.transfer_cny_per_tb)),
    ]);
    let mut rules = section([
        ("green_share_min", policy.green_share_min),
        ("green_share_min_east", policy.green_share_min_east),
        ("green_share_min_west", policy.green_share_min_west),
        ("hourly_green_share_min", policy.hourly_green_share_min),
        (
            "hourly_green_share_min_each_hub",
            policy.hourly_green_share_min_each_hub,
        ),
        ("carbon_cap_t", policy.carbon_cap_t),
        ("hub_share_max", policy.hub_share_max),
        ("training_west_share_min", policy.training_west_share_min),
    ]);
    let of_hubs = policy.green_share_min_by_hub.iter();
    let of_hubs = of_hubs.map(|(hub, share)| (case[*hub].id.clone(), toml::Value::Float(*share)));
    let of_hubs: toml::Table = of_hubs.collect();
    let within = |section: &mut toml::Value, key: &str, value| {
        if let Some(section) = section.as_table_mut() {
            section.insert(key.to_owned(), value);
        }
    };
    within(&mut carbon, "accounting", text(case.accounting.name()));
    let derive = toml::Value::Boolean(network.derive_links);
    within(&mut links, "derive_links", derive);
    if !of_hubs.is_empty() {
        let of_hubs = toml::Value::Table(of_hubs);
        within(&mut rules, "green_share_min_by_hub", of_hubs);
    }
    put("carbon", carbon);
    put("network", links);
    put("policy", rules);
    put(
        "finance",
        section([("discount_rate", Some(case.discount_rate))]),
    );
    put(
        "penalty",
        section([
            ("unserved_cny_per_mwh", Some(penalties.unserved_cny_per_mwh)),
            ("green_cny_per_mwh", Some(penalties.green_cny_per_mwh)),
            ("carbon_cny_per_t", Some(penalties.carbon_cny_per_t)),
            ("share_cny_per_mwh", Some(penalties.share_cny_per_mwh)),
        ]),
    );
    let (key, compared) = match &case.baseline {
        Baseline::Side(side) => ("side", text(Side::name(*side))),
        Baseline::Hubs(hubs) => {
            let hubs = hubs.iter().map(|&hub| text(&case[hub].id));
            ("hubs", toml::Value::Array(hubs.collect()))
        }
        Baseline::Plan { .. } => ("plan", text("baseline.csv")),
    };
    let mut baseline = section([]);
    within(&mut baseline, key, compared);
    put("baseline", baseline);
    for key in ["currency_shown", "exchange", "scenarios"] {
        if let Some(value) = stated.get(key) {
            put(key, value.clone());
        }
    }
    all
}
