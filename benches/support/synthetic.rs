//! A case of 30 hubs and 300 origins from a seed.

use eastwest::Case;
use eastwest::case::Side;
use eastwest::case::draft::{
    AcceleratorRow, Draft, HubRow, InferenceRow, OriginRow, StorageRow, TrainingRow,
};

use crate::engine_support::Random;

/// Round-trip limits of the services, ms: most reach every hub.
const LIMITS_MS: [Option<f64>; 9] = [
    None,
    None,
    Some(60.0),
    None,
    Some(40.0),
    None,
    None,
    Some(30.0),
    None,
];

/// The case of a seed: nine services and an archive at every origin, some training runs.
pub fn synthetic(seed: u64, hubs: usize, origins: usize) -> Case {
    let mut random = Random(seed);
    let mut draft = Draft::default();
    draft.settings.name = "synthetic".into();
    draft.settings.horizon_hours = 8760.0;
    let network = &mut draft.settings.network;
    network.route_factor = Some(1.4);
    network.fibre_delay_us_per_km = Some(4.9);
    network.equipment_delay_ms = Some(1.0);
    network.price_cny_per_gbps_month = Some(12_000.0);
    network.transfer_cny_per_tb = 50.0;
    draft.hubs = (0..hubs).map(|h| hub(&mut random, h)).collect();
    draft.origins = (0..origins).map(|o| origin(&mut random, o)).collect();
    draft.accelerators = vec![AcceleratorRow {
        accelerator: "chip".into(),
        it_power_w: 1000.0,
        ..AcceleratorRow::default()
    }];
    for service in 0..LIMITS_MS.len() {
        draft.inference.push(inference(&mut random, service));
    }
    draft.storage.push(StorageRow {
        archive: "archive".into(),
        origin: "*".into(),
        volume_pb: 100_000.0,
        mw_per_pb: 0.0015,
        traffic_tb_per_pb_day: Some(0.1),
        ..StorageRow::default()
    });
    draft.training = (0..12).map(|k| run(&mut random, k, origins)).collect();
    match draft.build() {
        Ok(case) => case,
        Err(faults) => panic!("{faults:?}"),
    }
}

fn hub(random: &mut Random, h: usize) -> HubRow {
    let east = h.is_multiple_of(3);
    let (lon_deg, price) = if east {
        (random.between(113.0, 121.5), random.between(0.55, 0.75))
    } else {
        (random.between(98.0, 111.0), random.between(0.3, 0.5))
    };
    HubRow {
        hub: format!("hub{h}"),
        side: Some(if east { Side::East } else { Side::West }),
        lat_deg: Some(random.between(23.0, 43.0)),
        lon_deg: Some(lon_deg),
        capacity_mw: random.between(100.0, 500.0),
        pue: random.between(1.15, 1.3),
        price_cny_per_kwh: price,
        hosting_cny_per_kw_month: random.between(200.0, 550.0),
        green_share: Some(random.between(0.2, 0.8)),
        emission_factor_kg_per_kwh: random.between(0.15, 0.75),
        green_premium_cny_per_mwh: Some(random.between(4.0, 8.0)),
        ..HubRow::default()
    }
}

fn origin(random: &mut Random, o: usize) -> OriginRow {
    OriginRow {
        origin: format!("origin{o}"),
        lat_deg: Some(random.between(22.0, 45.0)),
        lon_deg: Some(random.between(100.0, 122.0)),
        demand_share: Some(random.between(0.2, 3.0)),
        ..OriginRow::default()
    }
}

fn inference(random: &mut Random, service: usize) -> InferenceRow {
    InferenceRow {
        service: format!("service{service}"),
        origin: "*".into(),
        requests_per_s: random.between(200_000.0, 500_000.0),
        accelerator: "chip".into(),
        accelerator_s_per_request: random.between(0.5, 1.0),
        traffic_kb_per_request: Some(random.between(5.0, 60.0)),
        rtt_limit_ms: LIMITS_MS[service],
        ..InferenceRow::default()
    }
}

fn run(random: &mut Random, k: usize, origins: usize) -> TrainingRow {
    TrainingRow {
        run: format!("run{k}"),
        accelerator_hours: Some(random.between(2e8, 9e8)),
        accelerator: "chip".into(),
        data_origin: format!("origin{}", random.below(origins)),
        data_tb: Some(random.between(1e3, 1e5)),
        ..TrainingRow::default()
    }
}
