use super::{AcceleratorId, Case, Hourly, HubId, OriginId, Period, id};

id!(
    /// A workload of a case.
    WorkloadId
);

/// The three kinds of work.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Latency-bound; follows its users hour by hour.
    Inference,
    /// Flexible in place and time.
    Training,
    /// Constant, without a latency limit.
    Storage,
}

impl Kind {
    /// All kinds, in the order in which they are reported.
    pub const ALL: [Kind; 3] = [Kind::Inference, Kind::Training, Kind::Storage];

    /// `inference`, `training` or `storage`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Inference => "inference",
            Kind::Training => "training",
            Kind::Storage => "storage",
        }
    }
}

/// Something that has to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// Key in the files: `chat`.
    pub id: String,
    /// For each hub of the case, whether the workload may run there.
    pub allowed: Vec<bool>,
    /// What it is, in its users' terms and in MW.
    pub work: Work,
}

/// What a workload is.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// A service with users.
    Inference(Inference),
    /// A training run.
    Training(Training),
    /// An archive.
    Storage(Storage),
}

/// A service: `mw = requests_per_s · accelerator_s_per_request / utilisation · it_power_w / 10⁶`.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// Requests per second by origin and period.
    pub requests_per_s: Vec<(OriginId, Hourly)>,
    /// IT load of one request per second, MW.
    pub mw_per_request_per_s: f64,
    /// Traffic of one request, both ways, kB (1,000 bytes).
    pub traffic_kb_per_request: f64,
    /// Longest round-trip time, ms; +∞ where not given.
    pub rtt_limit_ms: f64,
    /// Accelerator it runs on.
    pub accelerator: AcceleratorId,
    /// Accelerators kept busy by one request per second.
    pub accelerators_per_request_per_s: f64,
}

impl Inference {
    /// Traffic that one MW of load makes, Gbps.
    #[must_use]
    pub fn gbps_per_mw(&self) -> f64 {
        // kB/s → Gbps: 1,000 bytes · 8 bits / 10⁹
        self.traffic_kb_per_request * 8e-6 / self.mw_per_request_per_s
    }
}

/// A training run: `energy_mwh = accelerator_hours · it_power_w / 10⁶`.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// IT energy that the run needs, MWh.
    pub energy_mwh: f64,
    /// IT power of all accelerators that it can use at once, MW; +∞ where not given.
    pub power_limit_mw: f64,
    /// Where its data lies.
    pub origin: OriginId,
    /// Data moved in and checkpoints moved out over the link, TB.
    pub volume_tb: f64,
    /// For each period, whether the run may use it.
    pub window: Vec<bool>,
    /// Hours of the horizon inside the window.
    pub window_hours: f64,
    /// What [`Case::averaged`](super::Case::averaged) multiplied `power_limit_mw` by: the window's part of the horizon; else 1.
    pub power_limit_share: f64,
    /// Hours within which all its data are moved, at one rate; `None` spreads them over its window.
    pub transfer_hours: Option<f64>,
    /// Traffic between its parts for each MW that stands away from its home ([`Case::home_of`](super::Case::home_of)), Gbps; 0 where
    /// not given.
    pub sync_gbps_per_mw: f64,
    /// Whether it runs at one hub alone.
    pub held: bool,
    /// Compute, in petaflop/s-days; `None` where only accelerator-hours are given.
    pub compute_pf_days: Option<f64>,
    /// Accelerator-hours, as given or derived from the compute.
    pub accelerator_hours: f64,
    /// Accelerator it runs on.
    pub accelerator: AcceleratorId,
}

impl Training {
    /// Traffic per MWh placed at a hub, Gbps: the run's volume, spread over the hours of [`Training::flow_hours`]; 0 where
    /// no period is open.
    #[must_use]
    pub fn gbps_per_mwh(&self) -> f64 {
        let hours = self.flow_hours();
        if hours > 0.0 {
            // TB → Gb: 8,000
            self.tb_per_mwh() * 8000.0 / (hours * 3600.0)
        } else {
            0.0
        }
    }

    /// Hours over which its data are spread: those of its window, or the fewer within which they have to be moved.
    #[must_use]
    pub(crate) fn flow_hours(&self) -> f64 {
        let within = self.transfer_hours.unwrap_or(f64::INFINITY);
        self.window_hours.min(within)
    }

    /// How many periods its window has.
    #[must_use]
    pub(crate) fn open_periods(&self) -> usize {
        self.window.iter().filter(|open| **open).count()
    }

    /// Opens or closes a period of the window; `None` where there is no such period.
    pub(crate) fn set_window(
        &mut self,
        period: usize,
        open: bool,
        periods: &[Period],
    ) -> Option<()> {
        *self.window.get_mut(period)? = open;
        let inside = periods.iter().zip(&self.window);
        self.window_hours = inside
            .filter(|(_, open)| **open)
            .map(|(p, _)| p.hours)
            .sum();
        Some(())
    }

    /// Volume moved per MWh placed at a hub, TB; 0 for a run without work, which moves nothing.
    #[must_use]
    pub fn tb_per_mwh(&self) -> f64 {
        if self.energy_mwh > 0.0 {
            self.volume_tb / self.energy_mwh
        } else {
            0.0
        }
    }
}

/// An archive: constant load, sized in PB.
#[derive(Debug, Clone, PartialEq)]
pub struct Storage {
    /// PB kept by origin.
    pub volume_pb: Vec<(OriginId, f64)>,
    /// IT load of one PB, MW.
    pub mw_per_pb: f64,
    /// Growth and refresh traffic per PB kept, TB per day.
    pub traffic_tb_per_pb_day: f64,
}

impl Storage {
    /// Traffic that one MW of load makes, Gbps.
    #[must_use]
    pub fn gbps_per_mw(&self) -> f64 {
        self.traffic_tb_per_pb_day * 8000.0 / 86_400.0 / self.mw_per_pb
    }

    /// Volume that one MW of load moves in an hour, TB.
    #[must_use]
    pub fn tb_per_mwh(&self) -> f64 {
        self.traffic_tb_per_pb_day / 24.0 / self.mw_per_pb
    }
}

impl Workload {
    /// Which of the three kinds it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.work {
            Work::Inference(_) => Kind::Inference,
            Work::Training(_) => Kind::Training,
            Work::Storage(_) => Kind::Storage,
        }
    }

    /// Whether it may run at `hub`, latency aside.
    #[must_use]
    pub fn may_run_at(&self, hub: HubId) -> bool {
        self.allowed[hub.index()]
    }

    /// Longest round-trip time, ms; +∞ where there is no limit.
    #[must_use]
    pub const fn rtt_limit_ms(&self) -> f64 {
        match &self.work {
            Work::Inference(service) => service.rtt_limit_ms,
            Work::Training(_) | Work::Storage(_) => f64::INFINITY,
        }
    }

    /// Multiplies everything it asks for.
    pub fn scale_demand(&mut self, factor: f64) {
        match &mut self.work {
            Work::Inference(service) => {
                for (_, rate) in &mut service.requests_per_s {
                    rate.base *= factor;
                }
            }
            Work::Training(run) => {
                run.energy_mwh *= factor;
                // ∞ · 0 is no number, and a run without work needs no limit
                if run.power_limit_mw.is_finite() {
                    run.power_limit_mw *= factor;
                }
                run.compute_pf_days = run.compute_pf_days.map(|days| days * factor);
                run.accelerator_hours *= factor;
                run.volume_tb *= factor;
            }
            Work::Storage(archive) => {
                for (_, volume) in &mut archive.volume_pb {
                    *volume *= factor;
                }
            }
        }
    }

    /// Rates become their means over each group; a run may use a group of which it may use any period.
    pub(super) fn group(&mut self, groups: &super::Groups, periods: &[Period]) {
        match &mut self.work {
            Work::Inference(service) => {
                for (_, rate) in &mut service.requests_per_s {
                    rate.group(groups);
                }
            }
            Work::Training(run) => {
                let mut window = vec![false; groups.count];
                for (&group, open) in groups.of_period.iter().zip(&run.window) {
                    window[group] |= open;
                }
                run.window_hours = periods
                    .iter()
                    .zip(&window)
                    .filter(|(_, open)| **open)
                    .map(|(period, _)| period.hours)
                    .sum();
                run.window = window;
            }
            Work::Storage(_) => {}
        }
    }

    pub(super) fn average(&mut self, hours: &[f64]) {
        match &mut self.work {
            Work::Inference(service) => {
                for (_, rate) in &mut service.requests_per_s {
                    rate.average(hours);
                }
            }
            Work::Training(run) => {
                let horizon: f64 = hours.iter().sum();
                let share = run.window_hours / horizon;
                run.power_limit_share *= share;
                // ∞ · 0 is no number
                if run.power_limit_mw.is_finite() {
                    run.power_limit_mw *= share;
                }
                run.window = vec![run.window_hours > 0.0];
                run.window_hours = if run.window[0] { horizon } else { 0.0 };
            }
            Work::Storage(_) => {}
        }
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
