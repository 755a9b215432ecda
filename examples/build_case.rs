//! Build a case in code: the same rows as the files, and the same checks.

use eastwest::answer::answer;
use eastwest::case::Side;
use eastwest::case::draft::{AcceleratorRow, Draft, HubRow, InferenceRow, LinkRow, OriginRow};
use eastwest::report::{Style, table};
use eastwest::solver::Solver;

fn hub(name: &str, side: Side, price_cny_per_kwh: f64, hosting_cny_per_kw_month: f64) -> HubRow {
    HubRow {
        hub: name.into(),
        side: Some(side),
        capacity_mw: 20.0,
        pue: 1.2,
        price_cny_per_kwh,
        hosting_cny_per_kw_month,
        emission_factor_kg_per_kwh: 0.5,
        ..HubRow::default()
    }
}

fn link(hub: &str, rtt_ms: f64) -> LinkRow {
    LinkRow {
        origin: "shanghai".into(),
        hub: hub.into(),
        rtt_ms: Some(rtt_ms),
        ..LinkRow::default()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut draft = Draft::default();
    draft.settings.name = "two-hubs".into();
    draft.settings.horizon_hours = 730.0;
    draft.settings.network.price_cny_per_gbps_month = Some(12_000.0);
    draft.hubs = vec![
        hub("coast", Side::East, 0.65, 550.0),
        hub("plateau", Side::West, 0.35, 216.0),
    ];
    draft.origins.push(OriginRow {
        origin: "shanghai".into(),
        ..OriginRow::default()
    });
    draft.links = vec![link("coast", 3.0), link("plateau", 28.0)];
    draft.accelerators.push(AcceleratorRow {
        accelerator: "a100".into(),
        it_power_w: 812.5,
        ..AcceleratorRow::default()
    });
    draft.inference.push(InferenceRow {
        service: "chat".into(),
        origin: "shanghai".into(),
        requests_per_s: 8_000.0,
        accelerator: "a100".into(),
        accelerator_s_per_request: 2.0,
        traffic_kb_per_request: Some(20.0),
        rtt_limit_ms: Some(50.0),
        ..InferenceRow::default()
    });

    let case = draft.build().map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    let answer = answer(&case, Solver::default())?;
    let style = Style {
        colour: false,
        width: 100,
    };
    print!("{}", table(&answer, style));
    Ok(())
}
