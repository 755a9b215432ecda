use super::{AcceleratorId, Case, HubId, Work, WorkloadId};

/// Years that an accelerator is written off over where a case does not say: the usual five.
pub(crate) const LIFETIME_YEARS: f64 = 5.0;

/// Hours of a year, over which an annuity is paid.
const HOURS_PER_YEAR: f64 = 8760.0;

/// A kind of accelerator: what one draws and costs, and how many stand and may stand where.
#[derive(Debug, Clone, PartialEq)]
pub struct Accelerator {
    /// Key in the files: `h800`.
    pub id: String,
    /// IT power of one with its share of the server, W.
    pub it_power_w: f64,
    /// Price of one with its share of the server and fabric, CNY; 0 where not given.
    pub price_cny: f64,
    /// Years over which it is written off.
    pub lifetime_years: f64,
    /// Power drawn by one that is idle ÷ power of one at work, 0..1; 0 where not given.
    pub idle_power_share: f64,
    /// How many are there and may be.
    pub fleet: Fleet,
}

/// How many accelerators of a kind are there, and how many there may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Fleet {
    /// By hub: accelerators that stand there already and stay; none where the list is shorter.
    pub installed: Vec<f64>,
    /// Accelerators that are there already and may stand anywhere.
    pub movable: f64,
    /// By hub: most of them; +∞ is no limit, as where the list is shorter.
    pub max_by_hub: Vec<f64>,
    /// Most over all hubs; +∞ is no limit.
    pub max: f64,
}

impl Fleet {
    /// Nothing stands and nothing is limited, in a case of so many hubs.
    #[must_use]
    pub(crate) fn none(hubs: usize) -> Self {
        Self {
            installed: vec![0.0; hubs],
            movable: 0.0,
            max_by_hub: vec![f64::INFINITY; hubs],
            max: f64::INFINITY,
        }
    }

    /// How many stand at a hub already.
    #[must_use]
    pub(crate) fn installed_at(&self, hub: HubId) -> f64 {
        self.installed.get(hub.index()).copied().unwrap_or(0.0)
    }

    /// Most of them at a hub.
    #[must_use]
    pub(crate) fn max_at(&self, hub: HubId) -> f64 {
        let limit = self.max_by_hub.get(hub.index());
        limit.copied().unwrap_or(f64::INFINITY)
    }

    /// Whether any are there already.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        self.movable > 0.0 || self.installed.iter().any(|count| *count > 0.0)
    }
}

impl Accelerator {
    /// One that costs nothing beyond hosting and draws nothing when idle, of which nothing stands yet.
    #[must_use]
    pub fn plain(id: &str, it_power_w: f64, hubs: usize) -> Self {
        Self {
            id: id.to_owned(),
            it_power_w,
            price_cny: 0.0,
            lifetime_years: LIFETIME_YEARS,
            idle_power_share: 0.0,
            fleet: Fleet::none(hubs),
        }
    }

    /// IT power of so many, MW.
    #[must_use]
    pub(crate) fn mw(&self, count: f64) -> f64 {
        if count.is_finite() {
            count * self.it_power_w / 1e6
        } else {
            count
        }
    }

    /// How many draw so much, MW (IT).
    #[must_use]
    pub fn count(&self, mw: f64) -> f64 {
        mw * 1e6 / self.it_power_w
    }

    /// What one MW (IT) of them costs over a horizon, CNY: the annuity of their price.
    ///
    /// ```text
    ///     price / it_power · r / (1 − (1 + r)^−L) · horizon / year        r the discount rate, L the life; 1/L at r = 0
    /// ```
    #[must_use]
    pub(crate) fn annuity_cny_per_mw(&self, discount_rate: f64, horizon_hours: f64) -> f64 {
        let yearly = annuity(discount_rate, self.lifetime_years);
        self.price_cny * 1e6 / self.it_power_w * yearly * horizon_hours / HOURS_PER_YEAR
    }
}

/// What is paid a year for something that costs 1: `r / (1 − (1 + r)^−L)`, and 1/L at r = 0.
pub(crate) fn annuity(discount_rate: f64, lifetime_years: f64) -> f64 {
    if discount_rate > 0.0 {
        discount_rate / -libm::expm1((-lifetime_years) * libm::log1p(discount_rate))
    } else {
        1.0 / lifetime_years
    }
}

impl Case {
    /// The kind of accelerator that a workload runs on; none for storage.
    #[must_use]
    pub(crate) fn accelerator_of(&self, workload: WorkloadId) -> Option<AcceleratorId> {
        match &self[workload].work {
            Work::Inference(service) => Some(service.accelerator),
            Work::Training(run) => Some(run.accelerator),
            Work::Storage(_) => None,
        }
    }

    /// All kinds of accelerators, in order.
    pub fn accelerator_ids(&self) -> impl Iterator<Item = AcceleratorId> + use<> {
        (0..self.accelerators.len()).map(AcceleratorId::new)
    }

    /// IT power of the accelerators of a kind that stand at a hub already, MW.
    ///
    /// Files that let more stand than there is room for are refused. Where a parameter then takes room away (capacity, grid
    /// connection, fleet), what has no room does not stand there any more: all kinds of a hub shrink by one share, so that no
    /// programme is without a plan.
    #[must_use]
    pub(crate) fn standing_mw(&self, accelerator: AcceleratorId, hub: HubId) -> f64 {
        let kind = &self[accelerator];
        let at = |hub: HubId| kind.mw(kind.fleet.installed_at(hub)) * self.standing_share(hub);
        let within = |hub: HubId| at(hub).min(kind.mw(kind.fleet.max_at(hub)));
        let all: f64 = self.hub_ids().map(within).sum();
        let most = kind.mw(kind.fleet.max);
        let share = if all > most { most / all } else { 1.0 };
        within(hub) * share
    }

    /// Whether accelerators that are there already draw power when idle.
    #[must_use]
    pub(crate) fn draws_idle(&self) -> bool {
        let mut kinds = self.accelerators.iter();
        kinds.any(|kind| kind.idle_power_share > 0.0 && kind.fleet.is_owned())
    }

    /// The part of what stands at a hub that it has room and power for.
    fn standing_share(&self, hub: HubId) -> f64 {
        let standing = |of: &dyn Fn(&Accelerator) -> f64| -> f64 {
            let kinds = self.accelerators.iter();
            kinds
                .map(|kind| kind.mw(kind.fleet.installed_at(hub)) * of(kind))
                .sum()
        };
        let idle_mw = standing(&|kind| kind.idle_power_share) * self[hub].pue.peak();
        let part = |room: f64, taken: f64| if taken > room { room / taken } else { 1.0 };
        part(self[hub].capacity_mw, standing(&|_| 1.0))
            .min(part(self[hub].facility_limit_mw, idle_mw))
    }

    /// IT power of the accelerators of a kind that are there already, wherever they may stand, MW.
    #[must_use]
    pub(crate) fn owned_mw(&self, accelerator: AcceleratorId) -> f64 {
        let standing: f64 = self
            .hub_ids()
            .map(|hub| self.standing_mw(accelerator, hub))
            .sum();
        standing + self[accelerator].mw(self[accelerator].fleet.movable)
    }

    /// What one MW (IT) of a kind bought costs over the horizon, CNY.
    #[must_use]
    pub(crate) fn annuity_cny_per_mw(&self, accelerator: AcceleratorId) -> f64 {
        self[accelerator].annuity_cny_per_mw(self.discount_rate, self.horizon_hours())
    }
}
