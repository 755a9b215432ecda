//! Cases built in code, small enough to read.

use eastwest::case::{
    Accelerator, AcceleratorId, Accounting, Case, Coordinates, Hourly, Hub, Inference, Link,
    Network, Origin, OriginId, Penalties, Period, Policy, Side, Storage, Training, Trunk, TrunkId,
    Work, Workload,
};

fn hub(id: &str, name: &str, name_zh: &str, side: Side, capacity_mw: f64) -> Hub {
    let east = side == Side::East;
    let by = |east_value, west_value| if east { east_value } else { west_value };
    Hub {
        id: id.to_owned(),
        name: name.to_owned(),
        name_zh: Some(name_zh.to_owned()),
        side,
        at: Some(Coordinates {
            lat_deg: 31.0,
            lon_deg: by(121.0, 105.0),
        }),
        capacity_mw,
        facility_limit_mw: f64::INFINITY,
        pue: Hourly::flat(by(1.25, 1.15)),
        price_cny_per_kwh: Hourly::flat(by(0.72, 0.36)),
        hosting_cny_per_kw_month: by(450.0, 280.0),
        green_share: Hourly::flat(by(0.2, 0.6)),
        emission_factor_kg_per_kwh: Hourly::flat(by(0.58, 0.48)),
        residual_emission_factor_kg_per_kwh: None,
        marginal_emission_factor_kg_per_kwh: None,
        green_premium_cny_per_mwh: by(60.0, 25.0),
    }
}

fn origin(id: &str, name: &str, name_zh: &str) -> Origin {
    Origin {
        id: id.to_owned(),
        name: name.to_owned(),
        name_zh: Some(name_zh.to_owned()),
        at: None,
        demand_share: 1.0,
    }
}

fn link(rtt_ms: f64, trunk: Option<usize>, derived: bool) -> Link {
    Link {
        rtt_ms,
        price_cny_per_gbps_month: 20_000.0 + 300.0 * rtt_ms,
        capacity_gbps: if derived { f64::INFINITY } else { 400.0 },
        transfer_cny_per_tb: 40.0,
        trunk: trunk.map(TrunkId::new),
        derived,
    }
}

fn service(
    hubs: usize,
    id: &str,
    requests_per_s: Vec<(OriginId, Hourly)>,
    rtt_limit_ms: f64,
) -> Workload {
    Workload {
        id: id.to_owned(),
        allowed: vec![true; hubs],
        work: Work::Inference(Inference {
            requests_per_s,
            mw_per_request_per_s: 0.002,
            traffic_kb_per_request: 40.0,
            rtt_limit_ms,
            accelerator: AcceleratorId::new(0),
            accelerators_per_request_per_s: 4.0,
        }),
    }
}

fn run(hubs: usize, id: &str, energy_mwh: f64, periods: &[Period]) -> Workload {
    let window_hours = periods.iter().map(|p| p.hours).sum();
    Workload {
        id: id.to_owned(),
        allowed: vec![true; hubs],
        work: Work::Training(Training {
            energy_mwh,
            power_limit_mw: energy_mwh / window_hours * 1.5,
            origin: OriginId::new(0),
            volume_tb: 900.0,
            window: vec![true; periods.len()],
            window_hours,
            power_limit_share: 1.0,
            transfer_hours: None,
            sync_gbps_per_mw: 0.0,
            held: false,
            compute_pf_days: Some(3640.0),
            accelerator_hours: 2e6,
            accelerator: AcceleratorId::new(0),
        }),
    }
}

fn archive(hubs: usize, id: &str, volume_pb: Vec<(OriginId, f64)>) -> Workload {
    Workload {
        id: id.to_owned(),
        allowed: vec![true; hubs],
        work: Work::Storage(Storage {
            volume_pb,
            mw_per_pb: 0.02,
            traffic_tb_per_pb_day: 0.5,
        }),
    }
}

fn network() -> Network {
    Network {
        derive_links: true,
        route_factor: 1.5,
        fibre_delay_us_per_km: 4.9,
        equipment_delay_ms: 1.0,
        price_cny_per_gbps_month: 30_000.0,
        capacity_gbps: f64::INFINITY,
        transfer_cny_per_tb: 40.0,
    }
}

fn case(name: &str, title: &str, periods: Vec<Period>) -> Case {
    Case {
        name: name.to_owned(),
        title: title.to_owned(),
        title_zh: None,
        note: None,
        note_zh: None,
        periods,
        hubs: Vec::new(),
        origins: Vec::new(),
        links: Vec::new(),
        power_contracts: Vec::new(),
        trunks: Vec::new(),
        workloads: Vec::new(),
        network: network(),
        policy: Policy::default(),
        accounting: Accounting::Location,
        carbon_price_cny_per_t: 80.0,
        penalties: Penalties::default(),
        accelerators: vec![Accelerator::plain("a100", 500.0, 0)],
        discount_rate: 0.0,
        baseline: Default::default(),
        shown: Some(eastwest::case::Currency {
            code: "USD".to_owned(),
            cny_per_unit: 8.0,
        }),
        placed: Vec::new(),
        placed_of: None,
    }
}

fn period(id: &str, hours: f64) -> Period {
    Period {
        id: id.to_owned(),
        hours,
        group: None,
    }
}

fn shaped(base: f64, shape: &[f64]) -> Hourly {
    Hourly {
        base,
        shape: shape.to_vec(),
    }
}

/// Two hubs, two origins, one workload of each kind, three periods of a year.
pub fn two_hubs() -> Case {
    let periods = vec![
        period("night", 2920.0),
        period("day", 3650.0),
        period("evening", 2190.0),
    ];
    let mut case = case(
        "tiny",
        "Two hubs, two origins, one workload of each kind",
        periods,
    );
    let mut wuhu = hub("wuhu", "Wuhu", "芜湖", Side::East, 120.0);
    wuhu.price_cny_per_kwh = shaped(0.72, &[0.5, 1.1, 1.4]);
    let mut zhongwei = hub("zhongwei", "Zhongwei", "中卫", Side::West, 150.0);
    zhongwei.emission_factor_kg_per_kwh = Hourly::flat(0.64);
    zhongwei.price_cny_per_kwh = shaped(0.36, &[0.8, 1.0, 1.2]);
    case.hubs = vec![wuhu, zhongwei];
    case.origins = vec![
        origin("SH", "Shanghai", "上海"),
        origin("CD", "Chengdu", "成都"),
    ];
    case.trunks = vec![Trunk {
        id: "east-west".to_owned(),
        capacity_gbps: 500.0,
    }];
    case.links = vec![
        link(8.0, None, false),
        link(42.5, Some(0), true),
        link(38.0, Some(0), true),
        link(18.25, None, false),
    ];
    let demand = |base| shaped(base, &[0.4, 1.0, 1.3]);
    case.workloads = vec![
        service(
            2,
            "chat",
            vec![
                (OriginId::new(0), demand(15_000.0)),
                (OriginId::new(1), demand(6_000.0)),
            ],
            40.0,
        ),
        run(2, "llm", 300_000.0, &case.periods),
        archive(
            2,
            "backup",
            vec![(OriginId::new(0), 400.0), (OriginId::new(1), 150.5)],
        ),
    ];
    case.policy.green_share_min = Some(0.45);
    case
}

/// The ten clusters, twelve origins, six workloads and four periods, with figures of the right size
/// but of no source: what a page has to hold.
pub fn ten_hubs() -> Case {
    let hours = (0..4)
        .map(|h| period(&format!("h{:02}", 6 * h), 2190.0))
        .collect();
    let mut case = case(
        "ten",
        "Ten clusters, a day in four periods, invented figures",
        hours,
    );
    case.hubs = [
        ("zhangjiakou", "Zhangjiakou", "张家口", Side::East, 300.0),
        ("wuhu", "Wuhu", "芜湖", Side::East, 250.0),
        (
            "qingpu",
            "Yangtze River Delta demonstration zone",
            "长三角生态绿色一体化发展示范区",
            Side::East,
            400.0,
        ),
        ("shaoguan", "Shaoguan", "韶关", Side::East, 250.0),
        ("tianfu", "Tianfu", "天府", Side::West, 300.0),
        ("chongqing", "Chongqing", "重庆", Side::West, 200.0),
        ("guian", "Gui'an", "贵安", Side::West, 400.0),
        ("horinger", "Horinger", "和林格尔", Side::West, 500.0),
        ("qingyang", "Qingyang", "庆阳", Side::West, 300.0),
        ("zhongwei", "Zhongwei", "中卫", Side::West, 400.0),
    ]
    .into_iter()
    .enumerate()
    .map(|(k, (id, name, name_zh, side, capacity))| {
        let mut hub = hub(id, name, name_zh, side, capacity);
        let shape: Vec<f64> = (0..4)
            .map(|h| if (1..4).contains(&h) { 1.3 } else { 0.6 })
            .collect();
        hub.price_cny_per_kwh = shaped(hub.price_cny_per_kwh.base + 0.01 * k as f64, &shape);
        hub
    })
    .collect();
    case.hubs[7].emission_factor_kg_per_kwh = Hourly::flat(0.685);
    case.origins = [
        ("BJ", "Beijing", "北京"),
        ("SH", "Shanghai", "上海"),
        ("GD", "Guangdong", "广东"),
        ("ZJ", "Zhejiang", "浙江"),
        ("JS", "Jiangsu", "江苏"),
        ("SD", "Shandong", "山东"),
        ("SC", "Sichuan", "四川"),
        ("HB", "Hubei", "湖北"),
        ("FJ", "Fujian", "福建"),
        ("SN", "Shaanxi", "陕西"),
        ("NM", "Inner Mongolia", "内蒙古"),
        ("XJ", "Xinjiang", "新疆"),
    ]
    .into_iter()
    .map(|(id, name, name_zh)| origin(id, name, name_zh))
    .collect();
    case.links = (0..12)
        .flat_map(|o| (0..10).map(move |h| (o, h)))
        .map(|(o, h)| {
            let rtt_ms = 5.0 + 4.1 * f64::from((o * 7 + h * 3) % 11);
            let mut link = link(rtt_ms, None, (o + h) % 3 != 0);
            link.capacity_gbps = f64::INFINITY;
            link
        })
        .collect();
    let day: Vec<f64> = (0..4)
        .map(|h| 0.6 + 0.4 * libm::sin(f64::from(h) / 4.0 * std::f64::consts::TAU - 2.0))
        .collect();
    let everywhere = |base: f64| -> Vec<(OriginId, Hourly)> {
        (0..12)
            .map(|o| {
                (
                    OriginId::new(o),
                    shaped(base * (1.0 + o as f64 / 6.0), &day),
                )
            })
            .collect()
    };
    case.workloads = vec![
        service(10, "chat", everywhere(6_000.0), 15.0),
        service(10, "code-completion", everywhere(3_000.0), 10.0),
        service(10, "batch-inference", everywhere(5_000.0), f64::INFINITY),
        run(10, "frontier-model", 1_400_000.0, &case.periods),
        run(10, "fine-tuning", 500_000.0, &case.periods),
        archive(
            10,
            "backup",
            (0..12).map(|o| (OriginId::new(o), 120.0)).collect(),
        ),
    ];
    case
}

/// As [`two_hubs`], with too little capacity for the load and a carbon cap that cannot be kept.
pub fn short() -> Case {
    let mut case = two_hubs();
    case.name = "short".to_owned();
    case.hubs[0].capacity_mw = 20.0;
    case.hubs[1].capacity_mw = 30.0;
    case.policy.carbon_cap_t = Some(100_000.0);
    case
}

/// As [`two_hubs`], with names that every format has to write with care.
pub fn hostile_names() -> Case {
    let mut case = two_hubs();
    case.title = "=1+1, <b>\"bold\"</b> & 'quoted'\u{1b}[31m\nnext line".to_owned();
    case.hubs[0].name = "=SUM(A1,\"x\")".to_owned();
    case.hubs[1].name = "<script>&amp;</script>".to_owned();
    case.hubs[1].name_zh = Some("中\u{1b}[0m卫,\n\"宁夏\"\u{fffe}\u{202e}".to_owned());
    case
}
