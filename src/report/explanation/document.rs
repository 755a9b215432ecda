//! # The explanation as plain records
//!
//! Ids instead of indices, units in the names, full precision; `null` is not at hand or without end.

use serde::Serialize;

use super::as_set;
use crate::answer::Provenance;
use crate::case::Case;
use crate::certificate::Certificate;
use crate::explain::{
    At, Barred, Carrier, Explanation, LatencyLimit, LatencyStep, Piece, PricedLimit, PricedShare,
    Without, WorkloadPrice,
};

/// Version of the keys below.
const SCHEMA_VERSION: u32 = 1;

/// A whole explanation.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExplanationDocument {
    schema_version: u32,
    case: String,
    horizon_hours: f64,
    pub(crate) periods: usize,
    /// Best cost with penalties, CNY.
    objective_cny: f64,
    /// Best cost without penalties, CNY.
    paid_cny: f64,
    pub(crate) limits: Vec<LimitRecord>,
    shares: Vec<ShareRecord>,
    round_trip_limits: Vec<LatencyRecord>,
    pub(crate) workloads: Vec<WorkloadRecord>,
    firmness: FirmnessRecord,
    without_hub: Vec<WithoutRecord>,
    droppable_together: Vec<String>,
    certificate: Certificate,
    provenance: Provenance,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct LimitRecord {
    pub(crate) key: String,
    pub(crate) kind: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) degenerate: bool,
    pub(crate) one_more_saves_cny: Option<f64>,
    pub(crate) holds_up_to: Option<f64>,
    pub(crate) one_less_costs_cny: Option<f64>,
    pub(crate) holds_down_to: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct ShareRecord {
    key: String,
    value: f64,
    slope_up_cny_per_point: Option<f64>,
    slope_down_cny_per_point: Option<f64>,
    point_more_cny: Option<f64>,
    point_less_cny: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct LatencyRecord {
    service: String,
    rtt_limit_ms: f64,
    longest_used_ms: f64,
    next: Option<StepRecord>,
    first_saving: Option<StepRecord>,
}

#[derive(Debug, Clone, Serialize)]
struct StepRecord {
    rtt_limit_ms: f64,
    saving_cny: f64,
    /// `[origin, hub]`.
    admits: Vec<[String; 2]>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct WorkloadRecord {
    pub(crate) workload: String,
    pub(crate) origin: Option<String>,
    pub(crate) demand_mw: f64,
    pub(crate) unserved_mw: f64,
    pub(crate) next_mwh_costs_cny: Option<f64>,
    pub(crate) last_mwh_costs_cny: Option<f64>,
    pub(crate) hubs: Vec<AtRecord>,
    pub(crate) barred: Vec<BarredRecord>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct AtRecord {
    pub(crate) hub: String,
    pub(crate) mean_mw: f64,
    pub(crate) share_within_reach: f64,
    pub(crate) cost_cny_per_mwh: UnitCostRecord,
    pub(crate) fall_before_more_cny_per_mwh: Option<f64>,
    pub(crate) rise_before_less_cny_per_mwh: Option<f64>,
    pub(crate) electricity_price_fall_cny_per_kwh: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct UnitCostRecord {
    pub(crate) electricity: f64,
    pub(crate) hosting: f64,
    pub(crate) accelerators: f64,
    pub(crate) bandwidth: f64,
    pub(crate) transfer: f64,
    pub(crate) carbon_price: f64,
    pub(crate) rules: f64,
    pub(crate) scarcity: f64,
    pub(crate) total: f64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct BarredRecord {
    pub(crate) hub: String,
    /// `not_allowed` or `round_trip`.
    pub(crate) why: &'static str,
    pub(crate) shortest_rtt_ms: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct FirmnessRecord {
    within: f64,
    allowance_cny: f64,
    bounds: Vec<FirmRecord>,
}

#[derive(Debug, Clone, Serialize)]
struct FirmRecord {
    hub: Option<String>,
    side: Option<&'static str>,
    workload: Option<String>,
    now_mw: f64,
    least_mw: f64,
    most_mw: f64,
    least_bound_mw: f64,
    most_bound_mw: f64,
}

#[derive(Debug, Clone, Serialize)]
struct WithoutRecord {
    hub: String,
    extra_cost_cny: f64,
    extra_unserved_mwh: f64,
}

impl ExplanationDocument {
    /// The records of an explanation.
    #[must_use]
    pub(crate) fn of(told: &Explanation) -> Self {
        let case = &told.case;
        let hub_id = |hub: &crate::case::HubId| case[*hub].id.clone();
        Self {
            schema_version: SCHEMA_VERSION,
            case: case.name.clone(),
            horizon_hours: case.horizon_hours(),
            periods: case.periods.len(),
            objective_cny: told.objective_cny,
            paid_cny: told.placement.costs.paid(),
            limits: told
                .limits
                .iter()
                .map(|l| LimitRecord::of(case, l))
                .collect(),
            shares: told
                .shares
                .iter()
                .map(|s| ShareRecord::of(case, s))
                .collect(),
            round_trip_limits: told
                .latency
                .iter()
                .map(|l| LatencyRecord::of(case, l))
                .collect(),
            workloads: told
                .places
                .iter()
                .map(|p| WorkloadRecord::of(case, p))
                .collect(),
            firmness: FirmnessRecord::of(told),
            without_hub: told
                .without
                .iter()
                .map(|w| WithoutRecord::of(case, w))
                .collect(),
            droppable_together: told.droppable.iter().map(hub_id).collect(),
            certificate: told.certificate,
            provenance: told.provenance.clone(),
        }
    }
}

impl LimitRecord {
    fn of(case: &Case, priced: &PricedLimit) -> Self {
        let (priced, unit) = &as_set(case, priced);
        let more: Option<Piece> = priced.more;
        Self {
            key: priced.limit.key(case),
            kind: priced.limit.rule().name(),
            value: priced.now,
            unit,
            degenerate: priced.is_degenerate(),
            one_more_saves_cny: more.map(|_| priced.one_more_saves()),
            holds_up_to: more
                .filter(|piece| piece.ends)
                .map(|piece| priced.now + piece.until),
            one_less_costs_cny: priced.less.map(|_| priced.one_less_costs()),
            holds_down_to: priced.less.map(|piece| (priced.now + piece.until).max(0.0)),
        }
    }
}

impl ShareRecord {
    fn of(case: &Case, priced: &PricedShare) -> Self {
        Self {
            key: priced.share.key(case),
            value: priced.now,
            slope_up_cny_per_point: priced.slope_up_cny_per_point,
            slope_down_cny_per_point: priced.slope_down_cny_per_point,
            point_more_cny: priced.point_more_cny,
            point_less_cny: priced.point_less_cny,
        }
    }
}

impl LatencyRecord {
    fn of(case: &Case, limit: &LatencyLimit) -> Self {
        let step = |step: &LatencyStep| StepRecord {
            rtt_limit_ms: step.rtt_limit_ms,
            saving_cny: step.saving_cny,
            admits: step
                .admits
                .iter()
                .map(|&(origin, hub)| [case[origin].id.clone(), case[hub].id.clone()])
                .collect(),
        };
        Self {
            service: case[limit.service].id.clone(),
            rtt_limit_ms: limit.rtt_limit_ms,
            longest_used_ms: limit.longest_used_ms,
            next: limit.next.as_ref().map(step),
            first_saving: limit.first_saving.as_ref().map(step),
        }
    }
}

impl WorkloadRecord {
    fn of(case: &Case, place: &WorkloadPrice) -> Self {
        Self {
            workload: case[place.workload].id.clone(),
            origin: place.origin.map(|origin| case[origin].id.clone()),
            demand_mw: place.demand_mw,
            unserved_mw: place.unserved_mw,
            next_mwh_costs_cny: place.next_mwh_costs_cny,
            last_mwh_costs_cny: place.last_mwh_costs_cny,
            hubs: place.hubs.iter().map(|at| AtRecord::of(case, at)).collect(),
            barred: place
                .barred
                .iter()
                .map(|&(hub, why)| BarredRecord {
                    hub: case[hub].id.clone(),
                    why: match why {
                        Barred::NotAllowed => "not_allowed",
                        Barred::TooFar(_) => "round_trip",
                    },
                    shortest_rtt_ms: match why {
                        Barred::NotAllowed => None,
                        Barred::TooFar(ms) => Some(ms),
                    },
                })
                .collect(),
        }
    }
}

impl AtRecord {
    fn of(case: &Case, at: &At) -> Self {
        let cost = &at.unit_cost;
        let fall = at.fall_before_more_cny_per_mwh;
        Self {
            hub: case[at.hub].id.clone(),
            mean_mw: at.mean_mw,
            share_within_reach: at.within_reach,
            cost_cny_per_mwh: UnitCostRecord {
                electricity: cost.electricity,
                hosting: cost.hosting,
                accelerators: cost.accelerators,
                bandwidth: cost.bandwidth,
                transfer: cost.transfer,
                carbon_price: cost.carbon_price,
                rules: cost.rules,
                scarcity: cost.scarcity,
                total: cost.with_scarcity(),
            },
            fall_before_more_cny_per_mwh: fall,
            rise_before_less_cny_per_mwh: at.rise_before_less_cny_per_mwh,
            electricity_price_fall_cny_per_kwh: fall.map(|fall| fall / at.kwh_per_mwh),
        }
    }
}

impl FirmnessRecord {
    fn of(told: &Explanation) -> Self {
        let case = &told.case;
        let bounds = told.firmness.iter().map(|firm| {
            let (hub, side, workload) = match firm.carrier {
                Carrier::Hub(hub) => (Some(hub), None, None),
                Carrier::Side(side) => (None, Some(side.name()), None),
                Carrier::WorkloadAt(workload, hub) => (Some(hub), None, Some(workload)),
            };
            FirmRecord {
                hub: hub.map(|hub| case[hub].id.clone()),
                side,
                workload: workload.map(|workload| case[workload].id.clone()),
                now_mw: firm.now_mw,
                least_mw: firm.least_mw,
                most_mw: firm.most_mw,
                least_bound_mw: firm.least_bound_mw,
                most_bound_mw: firm.most_bound_mw,
            }
        });
        Self {
            within: told.request.within,
            allowance_cny: told.allowance_cny,
            bounds: bounds.collect(),
        }
    }
}

impl WithoutRecord {
    fn of(case: &Case, without: &Without) -> Self {
        Self {
            hub: case[without.hub].id.clone(),
            extra_cost_cny: without.cost_cny,
            extra_unserved_mwh: without.unserved_mwh,
        }
    }
}
