//! Keys → settings.

use super::encoding;
use super::findings::Findings;
use super::keys::Keys;
use super::report::{Location, Problem};
use super::schema;
use super::sheet::wrong_word;
use super::units::Rates;
use crate::case::draft::{
    self, BaselineSettings, NetworkSettings, PolicySettings, Settings, Table,
};
use crate::case::{Accounting, Currency, Penalties, Side};
use crate::text::decode::Encoding;

/// The settings that the keys state.
pub(super) fn settings(keys: &Keys, rates: &Rates, findings: &mut Findings) -> Settings {
    currency(keys, findings);
    encoding(keys, findings);
    let defaults = Settings::default();
    Settings {
        name: keys.text("name").unwrap_or_default(),
        title: keys.text("title"),
        title_zh: keys.text("title_zh"),
        note: keys.text("note"),
        note_zh: keys.text("note_zh"),
        horizon_hours: keys.number("horizon_hours").unwrap_or(f64::NAN),
        accounting: accounting(keys, findings),
        carbon_price_cny_per_t: keys
            .number("carbon.price_cny_per_t")
            .unwrap_or(defaults.carbon_price_cny_per_t),
        green_premium_cny_per_mwh: keys.number("green.premium_cny_per_mwh"),
        network: network(keys),
        policy: policy(keys),
        penalties: penalties(keys),
        discount_rate: keys
            .number("finance.discount_rate")
            .unwrap_or(defaults.discount_rate),
        baseline: baseline(keys, findings),
        shown: shown(keys, rates, findings),
    }
}

fn word<T: Copy>(
    keys: &Keys,
    key: &'static str,
    allowed: &'static str,
    words: &[(&'static str, T)],
    findings: &mut Findings,
) -> Option<T> {
    let found = keys.text(key)?;
    let value = words.iter().find(|(word, _)| *word == found);
    if value.is_none() {
        let mut location = Location::file(schema::file(Table::Settings));
        keys.locate(key, &mut location);
        let quantity = key.rsplit('.').next().unwrap_or(key);
        let problem = wrong_word(quantity, found, allowed, words);
        findings.cell(location, problem, (Table::Settings, None, key.to_owned()));
    }
    value.map(|(_, value)| *value)
}

/// Money columns are in CNY; others are converted with `[exchange]`.
fn currency(keys: &Keys, findings: &mut Findings) {
    word(keys, "currency", "`CNY`", &[("CNY", ())], findings);
}

/// Costs are shown in another currency by its rate.
fn shown(keys: &Keys, rates: &Rates, findings: &mut Findings) -> Option<Currency> {
    let key = "currency_shown";
    let code = keys.text(key)?;
    let rate = match code.as_str() {
        "CNY" => Some(1.0),
        other => rates.get(&other.to_lowercase()).copied(),
    };
    if rate.is_none() {
        let mut location = Location::file(schema::file(Table::Settings));
        keys.locate(key, &mut location);
        let currency = code.clone();
        let cell = (Table::Settings, None, key.to_owned());
        findings.cell(location, Problem::NoRate { currency }, cell);
    }
    rate.map(|cny_per_unit| Currency { code, cny_per_unit })
}

/// It was heeded before the files were read as text.
fn encoding(keys: &Keys, findings: &mut Findings) {
    let words = [Encoding::Utf8, Encoding::Gb18030].map(|known| (known.name(), ()));
    word(
        keys,
        encoding::KEY,
        tr!("`utf-8` or `gb18030`"),
        &words,
        findings,
    );
}

fn accounting(keys: &Keys, findings: &mut Findings) -> Accounting {
    let words = [
        ("location", Accounting::Location),
        ("market", Accounting::Market),
        ("marginal", Accounting::Marginal),
    ];
    word(
        keys,
        "carbon.accounting",
        tr!("`location`, `market` or `marginal`"),
        &words,
        findings,
    )
    .unwrap_or_default()
}

fn baseline(keys: &Keys, findings: &mut Findings) -> BaselineSettings {
    let sides = [("east", Side::East), ("west", Side::West)];
    let plan = keys.text("baseline.plan");
    if let Some(found) = plan.clone().filter(|file| file != "baseline.csv") {
        let mut location = Location::file(schema::file(Table::Settings));
        keys.locate("baseline.plan", &mut location);
        let only = [("baseline.csv", ())];
        let problem = wrong_word(
            "plan",
            found,
            tr!("`baseline.csv`, a table of this case"),
            &only,
        );
        let cell = (Table::Settings, None, "baseline.plan".to_owned());
        findings.cell(location, problem, cell);
    }
    let hubs = keys.list("baseline.hubs");
    if hubs.is_empty() && keys.text("baseline.hubs").is_some() {
        let mut location = Location::file(schema::file(Table::Settings));
        keys.locate("baseline.hubs", &mut location);
        let problem = Problem::Case(draft::Problem::Needed {
            quantity: "a hub",
            reason: tr!(
                "`[baseline] hubs` names none; without that line the baseline is all eastern hubs"
            )
            .to_owned(),
        });
        let cell = (Table::Settings, None, "baseline.hubs".to_owned());
        findings.cell(location, problem, cell);
    }
    BaselineSettings {
        side: word(
            keys,
            "baseline.side",
            tr!("`east` or `west`"),
            &sides,
            findings,
        ),
        hubs,
        plan,
    }
}

fn network(keys: &Keys) -> NetworkSettings {
    let defaults = NetworkSettings::default();
    NetworkSettings {
        derive_links: keys
            .truth("network.derive_links")
            .unwrap_or(defaults.derive_links),
        route_factor: keys.number("network.route_factor"),
        fibre_delay_us_per_km: keys.number("network.fibre_delay_us_per_km"),
        equipment_delay_ms: keys.number("network.equipment_delay_ms"),
        price_cny_per_gbps_month: keys.number("network.price_cny_per_gbps_month"),
        capacity_gbps: keys.number("network.capacity_gbps"),
        transfer_cny_per_tb: keys
            .number("network.transfer_cny_per_tb")
            .unwrap_or(defaults.transfer_cny_per_tb),
    }
}

fn policy(keys: &Keys) -> PolicySettings {
    PolicySettings {
        green_share_min: keys.number("policy.green_share_min"),
        green_share_min_east: keys.number("policy.green_share_min_east"),
        green_share_min_west: keys.number("policy.green_share_min_west"),
        hourly_green_share_min: keys.number("policy.hourly_green_share_min"),
        hourly_green_share_min_each_hub: keys.number("policy.hourly_green_share_min_each_hub"),
        green_share_min_by_hub: keys.green_by_hub.clone(),
        carbon_cap_t: keys.number("policy.carbon_cap_t"),
        hub_share_max: keys.number("policy.hub_share_max"),
        training_west_share_min: keys.number("policy.training_west_share_min"),
    }
}

fn penalties(keys: &Keys) -> Penalties {
    let defaults = Penalties::default();
    let or = |key: &str, default| keys.number(key).unwrap_or(default);
    Penalties {
        unserved_cny_per_mwh: or(
            "penalty.unserved_cny_per_mwh",
            defaults.unserved_cny_per_mwh,
        ),
        urgent_first: defaults.urgent_first,
        green_cny_per_mwh: or("penalty.green_cny_per_mwh", defaults.green_cny_per_mwh),
        carbon_cny_per_t: or("penalty.carbon_cny_per_t", defaults.carbon_cny_per_t),
        share_cny_per_mwh: or("penalty.share_cny_per_mwh", defaults.share_cny_per_mwh),
    }
}
