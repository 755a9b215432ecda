//! Sheets → rows of the draft.

use std::collections::{BTreeMap, HashMap};

use super::findings::Findings;
use super::sheet::{Rows, Sheet};
use crate::case::draft::{
    AcceleratorRow, BaselineRow, Draft, FleetRow, HourlyRow, HubRow, InferenceRow, LinkRow,
    OriginRow, PeriodRow, PowerContractRow, ProfileRow, Settings, StorageRow, Table, TrainingRow,
    TrunkRow,
};
use crate::case::{PaidFor, PowerSource, Side, Supply};

/// The draft that settings and sheets state.
pub(super) fn draft(
    settings: Settings,
    sheets: &HashMap<Table, Sheet>,
    findings: &mut Findings,
) -> Draft {
    Draft {
        settings,
        hubs: rows(sheets, Table::Hubs, findings, hub),
        origins: rows(sheets, Table::Origins, findings, origin),
        links: rows(sheets, Table::Links, findings, link),
        trunks: rows(sheets, Table::Trunks, findings, trunk),
        accelerators: rows(sheets, Table::Accelerators, findings, accelerator),
        fleet: rows(sheets, Table::Fleet, findings, fleet),
        power_contracts: rows(sheets, Table::PowerContracts, findings, power_contract),
        inference: rows(sheets, Table::Inference, findings, inference),
        training: rows(sheets, Table::Training, findings, training),
        storage: rows(sheets, Table::Storage, findings, storage),
        periods: rows(sheets, Table::Periods, findings, period),
        profiles: profiles(sheets, findings),
        hourly: rows(sheets, Table::Hourly, findings, hourly),
        baseline: rows(sheets, Table::Baseline, findings, baseline),
    }
}

fn rows<T>(
    sheets: &HashMap<Table, Sheet>,
    table: Table,
    findings: &mut Findings,
    make: fn(&mut Rows<'_>) -> T,
) -> Vec<T> {
    sheets
        .get(&table)
        .map(|sheet| sheet.rows(findings).map(make))
        .unwrap_or_default()
}

fn hub(row: &mut Rows<'_>) -> HubRow {
    HubRow {
        hub: row.text("hub"),
        name: row.optional_text("name"),
        name_zh: row.optional_text("name_zh"),
        side: row.word("side", tr!("`east` or `west`"), &Side::NAMES),
        lat_deg: row.optional_number("lat_deg"),
        lon_deg: row.optional_number("lon_deg"),
        capacity_mw: row.number("capacity_mw"),
        facility_limit_mw: row.optional_number("facility_limit_mw"),
        pue: row.number("pue"),
        price_cny_per_kwh: row.number("price_cny_per_kwh"),
        hosting_cny_per_kw_month: row.number("hosting_cny_per_kw_month"),
        green_share: row.optional_number("green_share"),
        emission_factor_kg_per_kwh: row.number("emission_factor_kg_per_kwh"),
        residual_emission_factor_kg_per_kwh: row
            .optional_number("residual_emission_factor_kg_per_kwh"),
        marginal_emission_factor_kg_per_kwh: row
            .optional_number("marginal_emission_factor_kg_per_kwh"),
        green_premium_cny_per_mwh: row.optional_number("green_premium_cny_per_mwh"),
        pue_profile: row.optional_text("pue_profile"),
        price_profile: row.optional_text("price_profile"),
        green_share_profile: row.optional_text("green_share_profile"),
        emission_factor_profile: row.optional_text("emission_factor_profile"),
    }
}

fn origin(row: &mut Rows<'_>) -> OriginRow {
    OriginRow {
        origin: row.text("origin"),
        name: row.optional_text("name"),
        name_zh: row.optional_text("name_zh"),
        lat_deg: row.optional_number("lat_deg"),
        lon_deg: row.optional_number("lon_deg"),
        demand_share: row.optional_number("demand_share"),
    }
}

fn link(row: &mut Rows<'_>) -> LinkRow {
    LinkRow {
        origin: row.text("origin"),
        hub: row.text("hub"),
        rtt_ms: row.optional_number("rtt_ms"),
        price_cny_per_gbps_month: row.optional_number("price_cny_per_gbps_month"),
        capacity_gbps: row.optional_number("capacity_gbps"),
        transfer_cny_per_tb: row.optional_number("transfer_cny_per_tb"),
        trunk: row.optional_text("trunk"),
    }
}

fn trunk(row: &mut Rows<'_>) -> TrunkRow {
    TrunkRow {
        trunk: row.text("trunk"),
        capacity_gbps: row.number("capacity_gbps"),
    }
}

fn accelerator(row: &mut Rows<'_>) -> AcceleratorRow {
    AcceleratorRow {
        accelerator: row.text("accelerator"),
        peak_tflops: row.optional_number("peak_tflops"),
        it_power_w: row.number("it_power_w"),
        price_cny: row.optional_number("price_cny"),
        lifetime_years: row.optional_number("lifetime_years"),
        idle_power_share: row.optional_number("idle_power_share"),
    }
}

fn fleet(row: &mut Rows<'_>) -> FleetRow {
    FleetRow {
        accelerator: row.text("accelerator"),
        hub: row.text("hub"),
        installed: row.optional_number("installed"),
        max: row.optional_number("max"),
    }
}

fn power_contract(row: &mut Rows<'_>) -> PowerContractRow {
    PowerContractRow {
        contract: row.text("contract"),
        hub: row.text("hub"),
        kind: row.word(
            "kind",
            "`wind`, `solar`, `wind_solar`, `hydro`, `biomass` or `geothermal`",
            &PowerSource::NAMES,
        ),
        profile: row.text("profile"),
        price_cny_per_mwh: row.number("price_cny_per_mwh"),
        paid_for: row.word("paid_for", "`used` or `generated`", &PaidFor::NAMES),
        grid_fee_cny_per_mwh: row.optional_number("grid_fee_cny_per_mwh"),
        connection_cny_per_kw_month: row.optional_number("connection_cny_per_kw_month"),
        mw_max: row.optional_number("mw_max"),
        supply: row.word("supply", "`grid` or `direct`", &Supply::NAMES),
    }
}

fn inference(row: &mut Rows<'_>) -> InferenceRow {
    InferenceRow {
        service: row.text("service"),
        origin: row.text("origin"),
        requests_per_s: row.number("requests_per_s"),
        demand_profile: row.optional_text("demand_profile"),
        accelerator: row.text("accelerator"),
        accelerator_s_per_request: row.number("accelerator_s_per_request"),
        utilisation: row.optional_number("utilisation"),
        traffic_kb_per_request: row.optional_number("traffic_kb_per_request"),
        rtt_limit_ms: row.optional_number("rtt_limit_ms"),
        hubs_allowed: row.list("hubs_allowed"),
    }
}

fn training(row: &mut Rows<'_>) -> TrainingRow {
    TrainingRow {
        run: row.text("run"),
        compute_pf_days: row.optional_number("compute_pf_days"),
        accelerator_hours: row.optional_number("accelerator_hours"),
        accelerator: row.text("accelerator"),
        utilisation: row.optional_number("utilisation"),
        data_origin: row.text("data_origin"),
        data_tb: row.optional_number("data_tb"),
        checkpoint_tb: row.optional_number("checkpoint_tb"),
        accelerators_max: row.optional_number("accelerators_max"),
        window_first_period: row.optional_text("window_first_period"),
        window_last_period: row.optional_text("window_last_period"),
        hubs_max: row.optional_number("hubs_max"),
        transfer_days: row.optional_number("transfer_days"),
        sync_gbps_per_mw: row.optional_number("sync_gbps_per_mw"),
        hubs_allowed: row.list("hubs_allowed"),
    }
}

fn storage(row: &mut Rows<'_>) -> StorageRow {
    StorageRow {
        archive: row.text("archive"),
        origin: row.text("origin"),
        volume_pb: row.number("volume_pb"),
        mw_per_pb: row.number("mw_per_pb"),
        traffic_tb_per_pb_day: row.optional_number("traffic_tb_per_pb_day"),
        hubs_allowed: row.list("hubs_allowed"),
    }
}

fn period(row: &mut Rows<'_>) -> PeriodRow {
    PeriodRow {
        period: row.text("period"),
        hours: row.number("hours"),
        group: row.optional_text("group"),
    }
}

fn hourly(row: &mut Rows<'_>) -> HourlyRow {
    HourlyRow {
        period: row.text("period"),
        hub: row.text("hub"),
        price_cny_per_kwh: row.optional_number("price_cny_per_kwh"),
        pue: row.optional_number("pue"),
        green_share: row.optional_number("green_share"),
        emission_factor_kg_per_kwh: row.optional_number("emission_factor_kg_per_kwh"),
        residual_emission_factor_kg_per_kwh: row
            .optional_number("residual_emission_factor_kg_per_kwh"),
        marginal_emission_factor_kg_per_kwh: row
            .optional_number("marginal_emission_factor_kg_per_kwh"),
    }
}

pub(super) fn baseline(row: &mut Rows<'_>) -> BaselineRow {
    BaselineRow {
        workload: row.text("workload"),
        origin: row.text("origin"),
        hub: row.text("hub"),
        share: row.number("share"),
    }
}

fn profiles(sheets: &HashMap<Table, Sheet>, findings: &mut Findings) -> Vec<ProfileRow> {
    let Some(sheet) = sheets.get(&Table::Profiles) else {
        return Vec::new();
    };
    let names = sheet.extra_columns();
    sheet.rows(findings).map(|row| {
        let multipliers: BTreeMap<String, f64> = names
            .iter()
            .filter_map(|name| Some((name.clone(), row.optional_number(name)?)))
            .collect();
        ProfileRow {
            period: row.text("period"),
            multipliers,
        }
    })
}
