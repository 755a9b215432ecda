//! # The three claims of 东数西算, tested
//!
//! Moving work west (1) saves more on energy and hosting than the network then costs, (2) avoids
//! carbon, (3) frees low-latency capacity in the east. Each is measured against the **baseline**: the
//! same programme with every workload restricted to eastern hubs.
//!
//! Where the east cannot hold all load, penalties would decide the comparison, so both sides are
//! solved again for the load that both can serve:
//!
//! ```text
//!     D'[w,o,t] = D[w,o,t] − max(s_plan[w,o,t], s_baseline[w,o,t])
//! ```
//!
//! and what the east cannot serve is stated beside it. With one penalty for all load, the east would drop whatever costs
//! most to serve there, and keep training while its users wait. An operator who has the east alone would give it to the
//! work that needs it. So which load is dropped is decided by **urgency**: the tighter the round-trip limit, the later;
//!
//! ```text
//!     penalty[w] = unserved_cny_per_mwh · (1 + number of distinct limits that are longer than w's)
//! ```
//!
//! with no limit as the longest: training and storage first. These penalties choose the load and are in no figure.

use crate::answer;
use crate::case::{Accounting, Case, HubId, Side, Work, WorkloadId};
use crate::placement::{NEGLIGIBLE, Placement, Shortfall, ShortfallKind};
use crate::rounding::{self, settled};
use crate::solver::{SolveError, Solver};

/// What the east alone cannot serve of one workload.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unserved {
    /// Which workload.
    pub workload: WorkloadId,
    /// Greatest shortfall of any period, all origins together, MW (for training: mean over its window).
    pub peak_mw: f64,
    /// IT energy not served over the horizon, MWh.
    pub energy_mwh: f64,
    /// Its part of the workload's energy, 0..1.
    pub share: f64,
}

/// Claim 1: what moving saves, beside what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostClaim {
    /// Electricity and hosting of the baseline less the plan's, CNY.
    pub saved_cny: f64,
    /// Bandwidth and transfer of the plan less the baseline's, CNY.
    pub network_cny: f64,
    /// Everything paid in the baseline less everything paid in the plan, CNY.
    pub net_cny: f64,
}

impl CostClaim {
    /// Saving ÷ extra network cost, where the network costs more.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.network_cny > 0.0).then(|| self.saved_cny / self.network_cny)
    }

    /// Whether the saving is more than the network.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.saved_cny > self.network_cny.max(0.0)
    }
}

/// Claim 2: carbon avoided in one accounting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CarbonClaim {
    /// Which accounting.
    pub accounting: Accounting,
    /// Emission of the baseline, t CO2.
    pub baseline_t: f64,
    /// Emission of the plan, t CO2.
    pub plan_t: f64,
    /// What rounding of the two may leave of no difference, t CO2.
    pub rounding_t: f64,
}

impl CarbonClaim {
    /// Baseline less plan, t CO2; 0 where they differ by rounding.
    #[must_use]
    pub fn avoided_t(&self) -> f64 {
        let avoided_t = self.baseline_t - self.plan_t;
        if avoided_t.abs() > self.rounding_t {
            avoided_t
        } else {
            0.0
        }
    }

    /// Avoided ÷ baseline; 0 where the baseline emits nothing.
    #[must_use]
    pub fn avoided_share(&self) -> f64 {
        if self.baseline_t > self.rounding_t {
            self.avoided_t() / self.baseline_t
        } else {
            0.0
        }
    }

    /// Whether carbon is avoided.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.avoided_t() > 0.0
    }
}

/// Claim 3: eastern capacity freed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapacityClaim {
    /// Eastern capacity contracted in the baseline less the plan's, MW (IT).
    pub freed_mw: f64,
    /// The service with the tightest round-trip limit.
    pub tightest: Option<WorkloadId>,
    /// Requests per second of that service that the freed capacity could serve.
    pub requests_per_s: Option<f64>,
}

impl CapacityClaim {
    /// Whether capacity is freed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.freed_mw > 0.0
    }
}

/// A move west that adds carbon: the western hub emits more per MWh of IT energy than the eastern
/// hub that it relieves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirtierMove {
    /// The eastern hub that does less than in the baseline.
    pub from: HubId,
    /// The western hub that does more.
    pub to: HubId,
    /// Emission of a MWh (IT) at the eastern hub, t CO2.
    pub from_t_per_mwh: f64,
    /// Emission of a MWh (IT) at the western hub, t CO2.
    pub to_t_per_mwh: f64,
}

/// The three claims, for the load that plan and baseline both serve.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Part of the plan's IT energy that the comparison covers, 0..1.
    pub compared_share: f64,
    /// What the east alone cannot serve.
    pub unserved_in_east: Vec<Unserved>,
    /// Policies that the baseline cannot meet; their penalties are in neither side's figures.
    pub broken_in_east: Vec<Shortfall>,
    /// The plan for the compared load.
    pub plan: Placement,
    /// The baseline for the compared load.
    pub baseline: Placement,
    /// Claim 1.
    pub cost: CostClaim,
    /// Claim 2, by accounting.
    pub carbon: Vec<CarbonClaim>,
    /// Claim 3.
    pub capacity: CapacityClaim,
    /// Where claim 2 stops being true, in the case's accounting.
    pub dirtier_moves: Vec<DirtierMove>,
}

impl Claims {
    /// Moves to western hubs that emit more than an eastern hub that they relieve, in an accounting: where the carbon
    /// claim fails pair by pair. None in marginal accounting where a hub has no marginal factor.
    #[must_use]
    pub fn dirtier_moves_by(&self, case: &Case, accounting: Accounting) -> Vec<DirtierMove> {
        dirtier_moves(case, &self.plan, &self.baseline, accounting)
    }
}

/// Measures the claims for `plan`, the answer to `case`.
///
/// # Errors
/// [`SolveError`] where a comparison cannot be solved.
pub fn assess(case: &Case, plan: &Placement, solver: Solver) -> Result<Claims, SolveError> {
    assess_by(case, plan, |_, case| place(case, solver))
}

/// What is solved to measure the claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The east alone, to learn what it cannot serve.
    East,
    /// The plan for the load that both can serve.
    Plan,
    /// The baseline for that load.
    Baseline,
}

/// As [`assess`], where `place` gives the best plan of each case that is asked.
pub(crate) fn assess_by(
    case: &Case,
    plan: &Placement,
    mut place: impl FnMut(Asked, &Case) -> Result<Placement, SolveError>,
) -> Result<Claims, SolveError> {
    let east = case.restricted_to(Side::East);
    let first = place(Asked::East, &east.urgent_first())?;
    let all_served = [plan, &first]
        .iter()
        .all(|p| !p.shortfalls.iter().any(|s| s.what.is_demand()));
    let (compared_plan, baseline) = if all_served {
        (plan.clone(), first.clone())
    } else {
        let short: Vec<Shortfall> = [plan, &first]
            .iter()
            .flat_map(|p| p.shortfalls.iter().copied())
            .collect();
        (
            place(Asked::Plan, &case.without(&short))?,
            place(Asked::Baseline, &east.without(&short))?,
        )
    };
    Ok(Claims {
        compared_share: if plan.it_energy_mwh > 0.0 {
            compared_plan.it_energy_mwh / plan.it_energy_mwh
        } else {
            1.0
        },
        unserved_in_east: unserved(case, &first),
        broken_in_east: baseline
            .shortfalls
            .iter()
            .filter(|short| !short.what.is_demand())
            .copied()
            .collect(),
        cost: cost_claim(&compared_plan, &baseline),
        carbon: carbon_claims(&compared_plan, &baseline),
        capacity: capacity_claim(case, &compared_plan, &baseline),
        dirtier_moves: dirtier_moves(case, &compared_plan, &baseline, case.accounting),
        plan: compared_plan,
        baseline,
    })
}

fn place(case: &Case, solver: Solver) -> Result<Placement, SolveError> {
    let (formulation, solved) = answer::solve(case, solver)?;
    Ok(Placement::read(case, &formulation, &solved.solution))
}

impl Case {
    /// The same case with every workload restricted to the hubs of one side. Rules that name the
    /// other side, or a share between the sides or hubs, have no meaning there and are dropped.
    #[must_use]
    pub fn restricted_to(&self, side: Side) -> Case {
        let mut case = self.clone();
        for workload in &mut case.workloads {
            for (allowed, hub) in workload.allowed.iter_mut().zip(&self.hubs) {
                *allowed &= hub.side == side;
            }
        }
        case.policy.training_west_share_min = None;
        case.policy.hub_share_max = None;
        case
    }

    /// The same case without the demand that is short: each demand less its greatest shortfall.
    #[must_use]
    pub fn without(&self, short: &[Shortfall]) -> Case {
        let mut case = self.clone();
        for workload in self.workload_ids() {
            let missing = |matches: &dyn Fn(ShortfallKind) -> bool| {
                let of_it = short.iter().filter(|s| matches(s.what));
                of_it.map(|s| s.amount).fold(0.0, f64::max)
            };
            match &mut case.workloads[workload.index()].work {
                Work::Inference(service) => {
                    let per_request = service.mw_per_request_per_s;
                    for (origin, rate) in &mut service.requests_per_s {
                        let served = |t: usize| {
                            let what = ShortfallKind::Load {
                                workload,
                                origin: *origin,
                                period: Some(t),
                            };
                            let short = missing(&|kind| kind == what) / per_request;
                            served_of(rate.at(t), short)
                        };
                        rate.shape = (0..self.periods.len()).map(served).collect();
                        rate.base = 1.0;
                    }
                }
                Work::Training(run) => {
                    let what = ShortfallKind::Training { workload };
                    let energy = served_of(run.energy_mwh, missing(&|kind| kind == what));
                    if run.energy_mwh > 0.0 {
                        run.volume_tb *= energy / run.energy_mwh;
                    }
                    run.energy_mwh = energy;
                }
                Work::Storage(archive) => {
                    let per_pb = archive.mw_per_pb;
                    for (origin, volume_pb) in &mut archive.volume_pb {
                        let what = ShortfallKind::Load {
                            workload,
                            origin: *origin,
                            period: None,
                        };
                        let short = missing(&|kind| kind == what) / per_pb;
                        *volume_pb = served_of(*volume_pb, short);
                    }
                }
            }
        }
        case
    }
}

/// What is left of a demand, nothing where only the solver's rounding would be.
fn served_of(demand: f64, short: f64) -> f64 {
    let served = demand - short;
    if served > 1e-9 * demand { served } else { 0.0 }
}

/// What `plan` leaves unserved, by workload.
#[must_use]
pub fn unserved(case: &Case, plan: &Placement) -> Vec<Unserved> {
    case.workload_ids()
        .filter_map(|workload| {
            let amounts = plan.shortfalls.iter();
            let (peak_mw, energy_mwh) = match &case[workload].work {
                Work::Training(run) => {
                    let what = ShortfallKind::Training { workload };
                    let energy = amounts.filter(|short| short.what == what);
                    let energy_mwh: f64 = energy.map(|short| short.amount).sum();
                    (energy_mwh / run.window_hours, energy_mwh)
                }
                Work::Inference(_) | Work::Storage(_) => {
                    let mut by_period = vec![0.0; case.periods.len()];
                    for short in amounts {
                        add_unserved(workload, short, &mut by_period);
                    }
                    let hours = case.periods.iter().map(|period| period.hours);
                    let energy = by_period.iter().zip(hours).map(|(mw, n)| mw * n);
                    (by_period.iter().copied().fold(0.0, f64::max), energy.sum())
                }
            };
            (energy_mwh > NEGLIGIBLE).then(|| Unserved {
                workload,
                peak_mw,
                energy_mwh,
                share: energy_mwh / case.demand_mwh(workload),
            })
        })
        .collect()
}

/// Adds the load that is short to its periods, MW.
fn add_unserved(workload: WorkloadId, short: &Shortfall, by_period: &mut [f64]) {
    match short.what {
        ShortfallKind::Load {
            workload: of,
            period: Some(t),
            ..
        } if of == workload => by_period[t] += short.amount,
        ShortfallKind::Load {
            workload: of,
            period: None,
            ..
        } if of == workload => {
            for mw in by_period {
                *mw += short.amount;
            }
        }
        _ => {}
    }
}

impl Case {
    /// IT energy that a workload asks for over the horizon, MWh.
    #[must_use]
    pub fn demand_mwh(&self, workload: WorkloadId) -> f64 {
        let hours: Vec<f64> = self.periods.iter().map(|period| period.hours).collect();
        let horizon = self.horizon_hours();
        match &self[workload].work {
            Work::Inference(service) => {
                let rates = service.requests_per_s.iter();
                let mean: f64 = rates.map(|(_, rate)| rate.mean(&hours)).sum();
                mean * service.mw_per_request_per_s * horizon
            }
            Work::Training(run) => run.energy_mwh,
            Work::Storage(archive) => {
                let volume: f64 = archive.volume_pb.iter().map(|(_, pb)| pb).sum();
                volume * archive.mw_per_pb * horizon
            }
        }
    }
}

fn cost_claim(plan: &Placement, baseline: &Placement) -> CostClaim {
    let terms_cny = plan.magnitudes.max(&baseline.magnitudes).paid_cny;
    let of_paid = |difference| settled(difference, terms_cny);
    CostClaim {
        saved_cny: of_paid(baseline.costs.energy_and_hosting() - plan.costs.energy_and_hosting()),
        network_cny: of_paid(plan.costs.network() - baseline.costs.network()),
        net_cny: of_paid(baseline.costs.paid() - plan.costs.paid()),
    }
}

/// Accountings in which both sides have a figure.
fn carbon_claims(plan: &Placement, baseline: &Placement) -> Vec<CarbonClaim> {
    let magnitudes = plan.magnitudes.max(&baseline.magnitudes);
    let claim = |accounting| CarbonClaim {
        accounting,
        baseline_t: baseline.carbon.of(accounting),
        plan_t: plan.carbon.of(accounting),
        rounding_t: rounding::between_optima(magnitudes.carbon_in_t(accounting)),
    };
    let claims = Accounting::ALL.into_iter().map(claim);
    let is_known = |claim: &CarbonClaim| !(claim.baseline_t.is_nan() || claim.plan_t.is_nan());
    claims.filter(is_known).collect()
}

fn capacity_claim(case: &Case, plan: &Placement, baseline: &Placement) -> CapacityClaim {
    let contracted_mw = |placement: &Placement| placement.side_contracted_mw(case, Side::East);
    let before_mw = contracted_mw(baseline);
    let freed_mw = settled(before_mw - contracted_mw(plan), before_mw);
    let services = case.workload_ids().filter_map(|id| match &case[id].work {
        Work::Inference(service) => Some((id, service)),
        _ => None,
    });
    let tightest = services.min_by(|(_, a), (_, b)| a.rtt_limit_ms.total_cmp(&b.rtt_limit_ms));
    CapacityClaim {
        freed_mw,
        tightest: tightest.map(|(id, _)| id),
        requests_per_s: tightest.map(|(_, service)| freed_mw / service.mw_per_request_per_s),
    }
}

/// Emission of a MWh of IT energy at a hub, mean over the horizon, t CO2.
fn emission_t_per_mwh(case: &Case, hub: HubId, accounting: Accounting) -> f64 {
    let weighted: f64 = case
        .periods
        .iter()
        .enumerate()
        .map(|(t, period)| {
            let factor = case[hub].emission_factor(accounting, t).unwrap_or(0.0);
            period.hours * case[hub].pue.at(t) * factor
        })
        .sum();
    weighted / case.horizon_hours()
}

fn dirtier_moves(
    case: &Case,
    plan: &Placement,
    baseline: &Placement,
    accounting: Accounting,
) -> Vec<DirtierMove> {
    let energy_mwh = |placement: &Placement, hub: HubId| placement.hubs[hub.index()].it_energy_mwh;
    let change = |hub| {
        let difference = energy_mwh(plan, hub) - energy_mwh(baseline, hub);
        settled(difference, plan.it_energy_mwh)
    };
    let on = |side| case.hub_ids().filter(move |&hub| case[hub].side == side);
    let mut moves = Vec::new();
    for from in on(Side::East).filter(|&hub| change(hub) < 0.0) {
        for to in on(Side::West).filter(|&hub| change(hub) > 0.0) {
            let from_t_per_mwh = emission_t_per_mwh(case, from, accounting);
            let to_t_per_mwh = emission_t_per_mwh(case, to, accounting);
            if settled(to_t_per_mwh - from_t_per_mwh, from_t_per_mwh) > 0.0 {
                moves.push(DirtierMove {
                    from,
                    to,
                    from_t_per_mwh,
                    to_t_per_mwh,
                });
            }
        }
    }
    moves
}
