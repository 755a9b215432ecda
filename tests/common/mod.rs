//! Random cases for tests: small, valid, and with every kind of rule among them.

#![allow(dead_code)] // each test file uses a part

use eastwest::case::{
    Accelerator, AcceleratorId, Accounting, Baseline, Case, Coordinates, Hourly, Hub, HubId,
    Inference, Kind, Link, Network, Origin, OriginId, PaidFor, Penalties, Period, Policy,
    PowerContract, PowerSource, Side, Storage, Supply, Training, Trunk, TrunkId, Work, Workload,
};

/// A shipped dataset.
pub fn dataset(name: &str) -> Case {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    match eastwest::input::read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

/// A small case kept in `tests/cases`.
pub fn kept(name: &str) -> Case {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    match eastwest::input::read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

/// A small generator with a fixed sequence for a seed (splitmix64, Steele et al. 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        low + (high - low) * unit
    }

    /// Uniform in `low..=high`.
    pub fn count(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low + 1) as u64) as usize
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}

fn hourly(random: &mut Random, low: f64, high: f64, periods: usize) -> Hourly {
    let base = random.between(low, high);
    let shape = if random.one_in(2) {
        Vec::new()
    } else {
        (0..periods).map(|_| random.between(0.6, 1.2)).collect()
    };
    Hourly { base, shape }
}

/// A factor that stays at least 1 in all periods.
fn pue(random: &mut Random, periods: usize) -> Hourly {
    let mut pue = hourly(random, 1.05, 1.5, periods);
    for factor in &mut pue.shape {
        *factor = factor.max(1.0 / pue.base);
    }
    pue
}

fn hub(random: &mut Random, index: usize, periods: usize, big: bool) -> Hub {
    Hub {
        id: format!("hub{index}"),
        name: format!("Hub {index}"),
        name_zh: None,
        side: if index.is_multiple_of(2) {
            Side::East
        } else {
            Side::West
        },
        at: Some(Coordinates {
            lat_deg: random.between(22.0, 45.0),
            lon_deg: random.between(95.0, 122.0),
        }),
        capacity_mw: random.between(5.0, if big { 80.0 } else { 30.0 }),
        facility_limit_mw: if random.one_in(4) {
            random.between(5.0, 40.0)
        } else {
            f64::INFINITY
        },
        pue: pue(random, periods),
        price_cny_per_kwh: hourly(random, 0.25, 0.8, periods),
        hosting_cny_per_kw_month: random.between(150.0, 600.0),
        green_share: hourly(random, 0.0, 0.8, periods),
        emission_factor_kg_per_kwh: hourly(random, 0.1, 0.9, periods),
        residual_emission_factor_kg_per_kwh: None,
        marginal_emission_factor_kg_per_kwh: Some(hourly(random, 0.5, 1.0, periods)),
        green_premium_cny_per_mwh: random.between(3.0, 30.0),
    }
}

fn workloads(random: &mut Random, hubs: usize, origins: usize, hours: &[f64]) -> Vec<Workload> {
    let periods = hours.len();
    let horizon: f64 = hours.iter().sum();
    let mut workloads = Vec::new();
    for index in 0..random.count(1, 3) {
        let requests_per_s = (0..origins)
            .map(|o| (OriginId::new(o), hourly(random, 50.0, 900.0, periods)))
            .collect();
        workloads.push(Workload {
            id: format!("service{index}"),
            allowed: allowed(random, hubs),
            work: Work::Inference(Inference {
                requests_per_s,
                mw_per_request_per_s: random.between(0.002, 0.02),
                traffic_kb_per_request: random.between(5.0, 500.0),
                rtt_limit_ms: [15.0, 25.0, 60.0, f64::INFINITY][random.count(0, 3)],
                accelerator: AcceleratorId::new(index % 2),
                accelerators_per_request_per_s: 1.0,
            }),
        });
    }
    for index in 0..random.count(0, 2) {
        let mean_mw = random.between(1.0, 15.0);
        let window: Vec<bool> = (0..periods).map(|t| t == 0 || !random.one_in(3)).collect();
        let window_hours = hours
            .iter()
            .zip(&window)
            .filter(|(_, w)| **w)
            .map(|(n, _)| n)
            .sum();
        workloads.push(Workload {
            id: format!("run{index}"),
            allowed: allowed(random, hubs),
            work: Work::Training(Training {
                energy_mwh: mean_mw * horizon,
                power_limit_mw: if random.one_in(2) {
                    2.5 * mean_mw
                } else {
                    f64::INFINITY
                },
                origin: OriginId::new(random.count(0, origins - 1)),
                volume_tb: random.between(0.0, 5000.0),
                window,
                window_hours,
                power_limit_share: 1.0,
                transfer_hours: None,
                sync_gbps_per_mw: 0.0,
                held: false,
                compute_pf_days: Some(1.0),
                accelerator_hours: 1.0,
                accelerator: AcceleratorId::new(0),
            }),
        });
    }
    if random.one_in(2) {
        workloads.push(Workload {
            id: "archive".to_owned(),
            allowed: allowed(random, hubs),
            work: Work::Storage(Storage {
                volume_pb: (0..origins)
                    .map(|o| (OriginId::new(o), random.between(0.0, 300.0)))
                    .collect(),
                mw_per_pb: random.between(0.003, 0.02),
                traffic_tb_per_pb_day: random.between(0.0, 2.0),
            }),
        });
    }
    workloads
}

fn allowed(random: &mut Random, hubs: usize) -> Vec<bool> {
    (0..hubs).map(|h| h == 0 || !random.one_in(5)).collect()
}

fn policy(random: &mut Random, hubs: usize) -> Policy {
    let mut share = |low, high| random.one_in(4).then(|| random.between(low, high));
    let mut policy = Policy {
        green_share_min: share(0.2, 0.9),
        green_share_min_east: share(0.2, 0.9),
        green_share_min_west: share(0.2, 0.9),
        hourly_green_share_min: None,
        hourly_green_share_min_each_hub: None,
        green_share_min_by_hub: Vec::new(),
        carbon_cap_t: share(1_000.0, 100_000.0),
        hub_share_max: share(0.4, 0.9),
        training_west_share_min: share(0.3, 1.0),
    };
    if random.one_in(4) {
        policy.green_share_min_by_hub.push((
            HubId::new(random.count(0, hubs - 1)),
            random.between(0.3, 0.9),
        ));
    }
    policy
}

/// Two kinds of accelerators; in every third case with prices, idle draw, some that stand already and limits. They are drawn apart
/// from all else, so that the rest of a case does not depend on them.
fn accelerators(seed: u64, hubs: &[Hub]) -> Vec<Accelerator> {
    let random = &mut Random::new(seed ^ 0xacce1);
    let mut kinds = vec![
        Accelerator::plain("a", 1000.0, hubs.len()),
        Accelerator::plain("b", 500.0, hubs.len()),
    ];
    if !seed.is_multiple_of(3) {
        return kinds;
    }
    for kind in &mut kinds {
        kind.price_cny = random.between(0.0, 200_000.0);
        kind.lifetime_years = random.between(2.0, 8.0);
        kind.idle_power_share = [0.0, random.between(0.05, 0.6)][random.count(0, 1)];
        let per_mw = kind.count(1.0);
        for (h, hub) in hubs.iter().enumerate() {
            if random.one_in(4) {
                kind.fleet.installed[h] =
                    per_mw * random.between(0.0, 0.1) * hub.capacity_mw.min(5.0);
            }
            if random.one_in(6) {
                kind.fleet.max_by_hub[h] = per_mw * random.between(1.0, 20.0);
            }
        }
        if random.one_in(4) {
            kind.fleet.movable = per_mw * random.between(0.5, 5.0);
        }
        if random.one_in(5) {
            kind.fleet.max = per_mw * random.between(8.0, 60.0);
        }
    }
    kinds
}

/// The random case of a seed.
pub fn random_case(seed: u64) -> Case {
    let random = &mut Random::new(seed);
    let (hubs, origins) = (random.count(2, 6), random.count(1, 6));
    let periods = [1, 1, 2, 3, 6][random.count(0, 4)];
    let hours: Vec<f64> = (0..periods).map(|_| random.between(20.0, 700.0)).collect();
    let big = !random.one_in(3);
    let trunks = random.count(0, 2);
    let network = Network {
        derive_links: true,
        route_factor: 1.4,
        fibre_delay_us_per_km: 4.9,
        equipment_delay_ms: 1.0,
        price_cny_per_gbps_month: 12_000.0,
        capacity_gbps: f64::INFINITY,
        transfer_cny_per_tb: 10.0,
    };
    let case_hubs: Vec<Hub> = (0..hubs).map(|i| hub(random, i, periods, big)).collect();
    let case_origins: Vec<Origin> = (0..origins)
        .map(|i| Origin {
            id: format!("origin{i}"),
            name: format!("Origin {i}"),
            name_zh: None,
            at: Some(Coordinates {
                lat_deg: random.between(22.0, 45.0),
                lon_deg: random.between(95.0, 122.0),
            }),
            demand_share: random.between(0.1, 1.0),
        })
        .collect();
    let mut links = Vec::new();
    for origin in &case_origins {
        for hub in &case_hubs {
            let km = match (origin.at, hub.at) {
                (Some(a), Some(b)) => a.great_circle_km(b),
                _ => 0.0,
            };
            links.push(Link {
                rtt_ms: network.derived_rtt_ms(km),
                price_cny_per_gbps_month: random.between(0.0, 30_000.0),
                capacity_gbps: if random.one_in(5) {
                    random.between(0.05, 3.0)
                } else {
                    f64::INFINITY
                },
                transfer_cny_per_tb: random.between(0.0, 50.0),
                trunk: (trunks > 0 && random.one_in(3))
                    .then(|| TrunkId::new(random.count(0, trunks - 1))),
                derived: true,
            });
        }
    }
    let workloads = workloads(random, hubs, origins, &hours);
    Case {
        name: format!("random{seed}"),
        title: format!("Random case {seed}"),
        title_zh: None,
        note: None,
        note_zh: None,
        periods: hours
            .iter()
            .enumerate()
            .map(|(t, &hours)| Period {
                id: format!("t{t}"),
                hours,
                group: None,
            })
            .collect(),
        policy: policy(random, hubs),
        accounting: [
            Accounting::Location,
            Accounting::Market,
            Accounting::Marginal,
        ][random.count(0, 2)],
        accelerators: accelerators(seed, &case_hubs),
        discount_rate: if seed.is_multiple_of(2) { 0.06 } else { 0.0 },
        carbon_price_cny_per_t: if random.one_in(2) {
            random.between(0.0, 400.0)
        } else {
            0.0
        },
        penalties: Penalties::default(),
        baseline: Baseline::default(),
        shown: None,
        placed: Vec::new(),
        placed_of: None,
        hubs: case_hubs,
        origins: case_origins,
        links,
        power_contracts: Vec::new(),
        trunks: (0..trunks)
            .map(|i| Trunk {
                id: format!("trunk{i}"),
                capacity_gbps: random.between(0.2, 10.0),
            })
            .collect(),
        workloads,
        network,
    }
}

/// Energy asked for, by kind, in the order of [`Kind::ALL`], MWh.
pub fn demand_by_kind(case: &Case) -> [f64; 3] {
    let mut demand = [0.0; 3];
    for id in case.workload_ids() {
        demand[case[id].kind() as usize] += case.demand_mwh(id);
    }
    let _ = Kind::ALL;
    demand
}

/// A case with contracts for green power at some of its hubs, and for half the seeds a rule for every hour.
pub fn with_contracts(mut case: Case, seed: u64) -> Case {
    let mut random = Random::new(seed ^ 0x9d2c_5680);
    let periods = case.periods.len();
    let mut contracts = Vec::new();
    for h in 0..case.hubs.len() {
        for k in 0..random.count(0, 2) {
            let shape = (0..periods).map(|_| {
                let dark = random.one_in(4);
                if dark { 0.0 } else { random.between(0.05, 1.0) }
            });
            let shape = shape.collect();
            let contract = PowerContract {
                id: format!("c{h}_{k}"),
                hub: HubId::new(h),
                source: if k == 0 {
                    PowerSource::Wind
                } else {
                    PowerSource::Solar
                },
                profile: Hourly { base: 1.0, shape },
                price_cny_per_mwh: random.between(100.0, 900.0),
                paid_for: if random.one_in(2) {
                    PaidFor::Used
                } else {
                    PaidFor::Generated
                },
                grid_fee_cny_per_mwh: if random.one_in(2) {
                    0.0
                } else {
                    random.between(20.0, 150.0)
                },
                connection_cny_per_kw_month: if random.one_in(2) {
                    0.0
                } else {
                    random.between(1.0, 30.0)
                },
                mw_max: if random.one_in(3) {
                    f64::INFINITY
                } else {
                    random.between(1.0, 60.0)
                },
                supply: if random.one_in(2) {
                    Supply::Grid
                } else {
                    Supply::Direct
                },
            };
            contracts.push(contract);
        }
    }
    case.power_contracts = contracts;
    if random.one_in(2) {
        case.policy.hourly_green_share_min = Some(random.between(0.1, 0.95));
    }
    if random.one_in(3) {
        case.policy.hourly_green_share_min_each_hub = Some(random.between(0.1, 0.8));
    }
    case
}
