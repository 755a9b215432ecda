//! A case with one of everything: two periods of 12 h and 36 h, three hubs, two origins.

use eastwest::Case;
use eastwest::case::{
    Accelerator, AcceleratorId, Accounting, Hourly, Hub, HubId, Inference, Link, Network, Origin,
    OriginId, PaidFor, Penalties, Period, Policy, PowerContract, PowerSource, Side, Storage,
    Supply, Training, Trunk, TrunkId, Work, Workload,
};

fn hub(id: &str, side: Side, price: f64, green_share: f64) -> Hub {
    Hub {
        id: id.to_owned(),
        name: id.to_owned(),
        name_zh: None,
        side,
        at: None,
        capacity_mw: 100.0,
        facility_limit_mw: f64::INFINITY,
        pue: Hourly {
            base: 1.2,
            shape: vec![1.0, 0.9],
        },
        price_cny_per_kwh: Hourly {
            base: price,
            shape: vec![1.5, 0.5],
        },
        hosting_cny_per_kw_month: 300.0,
        green_share: Hourly::flat(green_share),
        emission_factor_kg_per_kwh: Hourly::flat(0.6),
        residual_emission_factor_kg_per_kwh: None,
        marginal_emission_factor_kg_per_kwh: None,
        green_premium_cny_per_mwh: 30.0,
    }
}

fn origin(id: &str) -> Origin {
    Origin {
        id: id.to_owned(),
        name: id.to_owned(),
        name_zh: None,
        at: None,
        demand_share: 1.0,
    }
}

fn link(rtt_ms: f64, capacity_gbps: f64, trunk: Option<TrunkId>) -> Link {
    Link {
        rtt_ms,
        price_cny_per_gbps_month: 1000.0 + rtt_ms,
        capacity_gbps,
        transfer_cny_per_tb: 50.0,
        trunk,
        derived: false,
    }
}

fn workload(id: &str, work: Work) -> Workload {
    Workload {
        id: id.to_owned(),
        allowed: vec![true; 3],
        work,
    }
}

fn chat() -> Workload {
    let rate = |base| Hourly {
        base,
        shape: vec![2.0, 1.0],
    };
    workload(
        "chat",
        Work::Inference(Inference {
            requests_per_s: vec![
                (OriginId::new(0), rate(500.0)),
                (OriginId::new(1), rate(200.0)),
            ],
            mw_per_request_per_s: 0.01,
            traffic_kb_per_request: 40.0,
            rtt_limit_ms: 30.0,
            accelerator: AcceleratorId::new(0),
            accelerators_per_request_per_s: 20.0,
        }),
    )
}

fn pretrain() -> Workload {
    workload(
        "pretrain",
        Work::Training(Training {
            energy_mwh: 480.0,
            power_limit_mw: 20.0,
            origin: OriginId::new(1),
            volume_tb: 600.0,
            window: vec![true, true],
            window_hours: 48.0,
            power_limit_share: 1.0,
            transfer_hours: None,
            sync_gbps_per_mw: 0.0,
            held: false,
            compute_pf_days: Some(3640.0),
            accelerator_hours: 960_000.0,
            accelerator: AcceleratorId::new(0),
        }),
    )
}

fn vault() -> Workload {
    workload(
        "vault",
        Work::Storage(Storage {
            volume_pb: vec![(OriginId::new(0), 100.0), (OriginId::new(1), 60.0)],
            mw_per_pb: 0.02,
            traffic_tb_per_pb_day: 5.0,
        }),
    )
}

/// Hubs `wuhu` (east), `zhongwei`, `horinger` (west); origins `SH`, `BJ`; workloads `chat`,
/// `pretrain` (data at `BJ`), `vault`; the trunk `backbone` carries `SH.zhongwei`.
pub fn case() -> Case {
    let mut hubs = vec![
        hub("wuhu", Side::East, 0.7, 0.2),
        hub("zhongwei", Side::West, 0.4, 0.6),
        hub("horinger", Side::West, 0.36, 0.5),
    ];
    hubs[1].facility_limit_mw = 150.0;
    hubs[1].marginal_emission_factor_kg_per_kwh = Some(Hourly::flat(0.8));
    hubs[2].residual_emission_factor_kg_per_kwh = Some(Hourly::flat(0.7));
    let none = f64::INFINITY;
    let links = vec![
        link(8.0, 400.0, None),
        link(36.0, none, Some(TrunkId::new(0))),
        link(32.0, none, None),
        link(22.0, none, None),
        link(24.0, none, None),
        link(12.0, none, None),
    ];
    Case {
        name: "fixture".to_owned(),
        title: "one of everything".to_owned(),
        title_zh: None,
        note: None,
        note_zh: None,
        periods: [("day", 12.0), ("rest", 36.0)]
            .map(|(id, hours)| Period {
                id: id.to_owned(),
                hours,
                group: None,
            })
            .into(),
        hubs,
        origins: vec![origin("SH"), origin("BJ")],
        links,
        power_contracts: Vec::new(),
        trunks: vec![Trunk {
            id: "backbone".to_owned(),
            capacity_gbps: 2000.0,
        }],
        workloads: vec![chat(), pretrain(), vault()],
        network: network(),
        policy: Policy {
            green_share_min_by_hub: vec![(HubId::new(2), 0.8)],
            carbon_cap_t: Some(5000.0),
            ..Policy::default()
        },
        accounting: Accounting::Location,
        carbon_price_cny_per_t: 80.0,
        penalties: Penalties::default(),
        accelerators: vec![Accelerator::plain("a100", 500.0, 3)],
        discount_rate: 0.0,
        baseline: Default::default(),
        shown: None,
        placed: Vec::new(),
        placed_of: None,
    }
}

fn network() -> Network {
    Network {
        derive_links: false,
        route_factor: 1.4,
        fibre_delay_us_per_km: 5.0,
        equipment_delay_ms: 1.0,
        price_cny_per_gbps_month: 1000.0,
        capacity_gbps: f64::INFINITY,
        transfer_cny_per_tb: 50.0,
    }
}

/// The work of a workload, as what it is.
pub fn inference(case: &Case, place: usize) -> &Inference {
    match &case.workloads[place].work {
        Work::Inference(service) => service,
        _ => panic!("workload {place} is no service"),
    }
}

/// As [`inference`].
pub fn training(case: &Case) -> &Training {
    match &case.workloads[1].work {
        Work::Training(run) => run,
        _ => panic!("workload 1 is no training run"),
    }
}

/// The same with a contract for wind at `zhongwei`.
pub fn case_with_contract() -> Case {
    let mut case = case();
    case.power_contracts.push(PowerContract {
        id: "gust".to_owned(),
        hub: HubId::new(1),
        source: PowerSource::Wind,
        profile: Hourly {
            base: 1.0,
            shape: vec![0.5, 0.3],
        },
        price_cny_per_mwh: 200.0,
        paid_for: PaidFor::Used,
        grid_fee_cny_per_mwh: 90.0,
        connection_cny_per_kw_month: 10.0,
        mw_max: 50.0,
        supply: Supply::Direct,
    });
    case
}

/// As [`inference`].
pub fn storage(case: &Case) -> &Storage {
    match &case.workloads[2].work {
        Work::Storage(archive) => archive,
        _ => panic!("workload 2 is no archive"),
    }
}
