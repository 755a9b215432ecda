//! The formulas of the formulation written a second time.

use std::collections::BTreeMap;

use crate::Case;
use crate::case::{Accelerator, Accounting, Baseline, Kind, PaidFor, Side, Supply, Work};
use crate::formulation::measures::Item;

const INF: f64 = f64::INFINITY;

/// Coefficients by name of column.
pub(super) type Line = BTreeMap<String, f64>;

/// A programme by names.
#[derive(Default)]
pub(super) struct Written {
    /// Lower and upper bound of each row, and its coefficients.
    pub rows: BTreeMap<String, (f64, f64, Line)>,
    /// What each column adds to each item.
    pub items: BTreeMap<String, BTreeMap<&'static str, f64>>,
}

/// A load column.
pub(super) struct Load {
    pub name: String,
    pub workload: usize,
    pub origin: usize,
    pub hub: usize,
    pub period: Option<usize>,
}

impl Written {
    pub(super) fn row(&mut self, name: String, lower: f64, upper: f64, line: Line) {
        let twice = self.rows.insert(name.clone(), (lower, upper, line));
        assert!(twice.is_none(), "{name} is written twice");
    }

    pub(super) fn item(&mut self, column: &str, item: Item, amount: f64) {
        let items = self.items.entry(column.to_owned()).or_default();
        *items.entry(item.name()).or_default() += amount;
    }
}

/// Parts of a name joined by dots.
fn name(parts: &[&str]) -> String {
    parts.join(".")
}

/// The programme of `case` by the formulas of `formulation` and its modules.
pub(super) struct Book<'a> {
    pub case: &'a Case,
    pub loads: Vec<Load>,
    /// What draws power: column, hub, period (none is all), MW of one unit.
    pub draws: Vec<(String, usize, Option<usize>, f64)>,
    /// What stands of a kind at a hub.
    stock: BTreeMap<(usize, usize), Line>,
    written: Written,
}

impl<'a> Book<'a> {
    /// The loads alone.
    pub(super) fn begun(case: &'a Case) -> Self {
        let mut book = Book {
            case,
            loads: Vec::new(),
            draws: Vec::new(),
            stock: BTreeMap::new(),
            written: Written::default(),
        };
        book.loads();
        book
    }

    pub(super) fn of(case: &'a Case) -> Written {
        let mut book = Self::begun(case);
        book.demand();
        book.accelerators();
        book.hubs();
        book.links();
        book.contracts();
        book.green();
        book.hourly_green();
        book.policies();
        book.written
    }

    fn periods(&self) -> usize {
        self.case.periods.len()
    }

    fn months(&self) -> f64 {
        self.case.periods.iter().map(|p| p.hours).sum::<f64>() / 730.0
    }

    /// n[t], or the horizon.
    fn hours(&self, period: Option<usize>) -> f64 {
        let all = self.case.periods.iter().enumerate();
        all.filter(|(t, _)| period.is_none_or(|own| own == *t))
            .map(|(_, p)| p.hours)
            .sum()
    }

    fn runs(load: &Load, t: usize) -> bool {
        load.period.is_none_or(|own| own == t)
    }

    fn penalty(&self, w: usize) -> f64 {
        let id = self.case.workload_ids().nth(w).expect("a workload");
        self.case.unserved_penalty_cny_per_mwh(id)
    }

    /// x\[w,o,h,t\] and what it adds to every figure.
    fn loads(&mut self) {
        let case = self.case;
        for (w, workload) in case.workloads.iter().enumerate() {
            let origins: Vec<usize> = match &workload.work {
                Work::Inference(service) => {
                    service.requests_per_s.iter().map(|r| r.0.index()).collect()
                }
                Work::Training(run) => vec![run.origin.index()],
                Work::Storage(archive) => archive.volume_pb.iter().map(|v| v.0.index()).collect(),
            };
            for origin in origins {
                for hub in 0..case.hubs.len() {
                    let rtt = case.links[origin * case.hubs.len() + hub].rtt_ms;
                    let limit = match &workload.work {
                        Work::Inference(service) => service.rtt_limit_ms,
                        _ => INF,
                    };
                    if !workload.allowed[hub] || rtt > limit + 1e-9 {
                        continue;
                    }
                    let periods: Vec<Option<usize>> = match &workload.work {
                        Work::Inference(_) => (0..self.periods()).map(Some).collect(),
                        Work::Training(run) => (0..self.periods())
                            .filter(|t| run.window[*t])
                            .map(Some)
                            .collect(),
                        Work::Storage(_) => vec![None],
                    };
                    for period in periods {
                        self.load(w, origin, hub, period);
                    }
                }
            }
        }
    }

    fn load(&mut self, w: usize, o: usize, h: usize, period: Option<usize>) {
        let case = self.case;
        let hub = &case.hubs[h];
        let ids = ["load", &case.workloads[w].id, &case.origins[o].id, &hub.id];
        let mut column = name(&ids);
        if let Some(t) = period {
            column = name(&[&column, &case.periods[t].id]);
        }
        let load = Load {
            name: column.clone(),
            workload: w,
            origin: o,
            hub: h,
            period,
        };
        // what its accelerators draw idle, they draw anyhow
        let idle = self.kind_of(w).map_or(0.0, |k| {
            if self.is_decided(k) {
                case.accelerators[k].idle_power_share
            } else {
                0.0
            }
        });
        self.draw(column.clone(), h, period, 1.0 - idle);
        let hours = self.hours(period);
        let link = &case.links[o * case.hubs.len() + h];
        let tb_per_hour = match &case.workloads[w].work {
            Work::Inference(_) => 0.0,
            Work::Training(run) => run.volume_tb / run.energy_mwh,
            Work::Storage(archive) => archive.traffic_tb_per_pb_day / 24.0 / archive.mw_per_pb,
        };
        for (item, amount) in [
            (Item::ItEnergy, hours),
            (Item::RoundTrip, hours * link.rtt_ms),
            (
                Item::Transfer,
                hours * tb_per_hour * link.transfer_cny_per_tb,
            ),
        ] {
            self.written.item(&column, item, amount);
        }
        self.loads.push(load);
    }

    /// The kind that a workload runs on.
    pub(super) fn kind_of(&self, w: usize) -> Option<usize> {
        match &self.case.workloads[w].work {
            Work::Inference(service) => Some(service.accelerator.index()),
            Work::Training(run) => Some(run.accelerator.index()),
            Work::Storage(_) => None,
        }
    }

    /// How many of a kind are there already.
    pub(super) fn is_owned(&self, k: usize) -> bool {
        let fleet = &self.case.accelerators[k].fleet;
        fleet.movable + fleet.installed.iter().sum::<f64>() > 0.0
    }

    /// Whether what stands of a kind is a column: else it is the load, as one period has it where nothing stands.
    pub(super) fn is_decided(&self, k: usize) -> bool {
        self.periods() > 1 || self.is_owned(k)
    }

    /// A column that draws so much at a hub in a period, or in all.
    fn draw(&mut self, column: String, hub: usize, period: Option<usize>, mw: f64) {
        for t in (0..self.periods()).filter(|t| period.is_none_or(|own| own == *t)) {
            self.energy(&column, hub, t, mw);
        }
        self.draws.push((column, hub, period, mw));
    }

    /// `of(t)` for every column that draws at a hub in period `t`.
    fn drawn(&self, hub: usize, t: usize, of: f64) -> Line {
        let here = self
            .draws
            .iter()
            .filter(|(_, at, period, _)| *at == hub && period.is_none_or(|own| own == t));
        here.map(|(column, _, _, mw)| (column.clone(), mw * of))
            .collect()
    }

    /// What stands where: a\[k,h\], or the load; its limits; what is bought.
    fn accelerators(&mut self) {
        let case = self.case;
        for (k, kind) in case.accelerators.iter().enumerate() {
            for h in 0..case.hubs.len() {
                self.accelerators_at(k, h);
            }
            let mw = |count: f64| count * kind.it_power_w / 1e6;
            let mut all = Line::new();
            for (h, hub) in case.hubs.iter().enumerate() {
                let Some(stands) = self.stock.get(&(k, h)).cloned() else {
                    continue;
                };
                all.extend(stands.clone());
                if kind.fleet.max_by_hub[h] < INF {
                    let row = name(&["fleet_max", &kind.id, &hub.id]);
                    self.written
                        .row(row, -INF, mw(kind.fleet.max_by_hub[h]), stands);
                }
            }
            if kind.fleet.max < INF {
                let row = name(&["fleet_max", &kind.id]);
                self.written.row(row, -INF, mw(kind.fleet.max), all.clone());
            }
            if all.is_empty() {
                continue;
            }
            let annuity = self.annuity(kind);
            if self.is_owned(k) {
                let bought = name(&["bought", &kind.id]);
                self.written.item(&bought, Item::Accelerators, annuity);
                all.insert(bought, -1.0);
                let standing: f64 = (0..case.hubs.len()).map(|h| self.standing(k, h)).sum();
                let there = standing + mw(kind.fleet.movable);
                let row = name(&["fleet_bought", &kind.id]);
                self.written.row(row, -INF, there, all);
            } else {
                for column in all.keys() {
                    self.written.item(column, Item::Accelerators, annuity);
                }
            }
        }
    }

    fn accelerators_at(&mut self, k: usize, h: usize) {
        let case = self.case;
        let kind = &case.accelerators[k];
        let of_kind = |load: &Load| load.hub == h && self.kind_of(load.workload) == Some(k);
        let loads = self.sum(of_kind, |_| 1.0);
        if loads.is_empty() && kind.fleet.installed[h] == 0.0 {
            return;
        }
        if !self.is_decided(k) {
            self.stock.insert((k, h), loads);
            return;
        }
        let hub = &case.hubs[h].id;
        let column = name(&["installed", &kind.id, hub]);
        self.written.items.entry(column.clone()).or_default();
        for t in 0..self.periods() {
            let now = |load: &Load| loads.contains_key(&load.name) && Self::runs(load, t);
            let mut line = self.sum(now, |_| 1.0);
            if !line.is_empty() {
                line.insert(column.clone(), -1.0);
                let row = name(&["accelerator_peak", &kind.id, hub, &case.periods[t].id]);
                self.written.row(row, -INF, 0.0, line);
            }
        }
        if kind.idle_power_share > 0.0 {
            self.draw(column.clone(), h, None, kind.idle_power_share);
        }
        if kind.fleet.installed[h] > 0.0 {
            let mut line = Line::from([(column.clone(), 1.0)]);
            let horizon: f64 = case.periods.iter().map(|p| p.hours).sum();
            let penalty = horizon * case.penalties.unserved_cny_per_mwh;
            let removed = name(&["removed", &kind.id, hub]);
            self.short(&mut line, removed, 1.0, penalty);
            let row = name(&["standing", &kind.id, hub]);
            self.written.row(row, self.standing(k, h), INF, line);
        }
        self.stock.insert((k, h), Line::from([(column, 1.0)]));
    }

    /// What of a kind stands at a hub, as far as there is room, power and leave.
    fn standing(&self, k: usize, h: usize) -> f64 {
        let case = self.case;
        let mw = |k: usize, h: usize| {
            let kind = &case.accelerators[k];
            kind.fleet.installed[h] * kind.it_power_w / 1e6
        };
        let within = |h: usize| {
            let kinds = 0..case.accelerators.len();
            let all: f64 = kinds.clone().map(|k| mw(k, h)).sum();
            let idle: f64 = kinds
                .map(|k| mw(k, h) * case.accelerators[k].idle_power_share)
                .sum();
            let hub = &case.hubs[h];
            let pue = (0..self.periods())
                .map(|t| hub.pue.at(t))
                .fold(0.0, f64::max);
            let room = (hub.capacity_mw / all)
                .min(hub.facility_limit_mw / (idle * pue))
                .min(1.0);
            let most =
                case.accelerators[k].fleet.max_by_hub[h] * case.accelerators[k].it_power_w / 1e6;
            (mw(k, h) * if room.is_nan() { 1.0 } else { room }).min(most)
        };
        let all: f64 = (0..case.hubs.len()).map(within).sum();
        let most = case.accelerators[k].fleet.max * case.accelerators[k].it_power_w / 1e6;
        within(h) * if all > most { most / all } else { 1.0 }
    }

    #[allow(clippy::disallowed_methods)]
    /// Price of a MW in equal parts over its life, of which the horizon is a part.
    fn annuity(&self, kind: &Accelerator) -> f64 {
        let (r, years) = (self.case.discount_rate, kind.lifetime_years);
        let yearly = if r == 0.0 {
            1.0 / years
        } else {
            r / (1.0 - (1.0 + r).powf(-years))
        };
        let horizon: f64 = self.case.periods.iter().map(|p| p.hours).sum();
        kind.price_cny / (kind.it_power_w / 1e6) * yearly * horizon / 8760.0
    }

    /// What so many MW draw, pay and emit at a hub in period `t`.
    fn energy(&mut self, column: &str, hub: usize, t: usize, mw: f64) {
        let case = self.case;
        let hub = &case.hubs[hub];
        let energy = mw * case.periods[t].hours * hub.pue.at(t);
        let average = hub.emission_factor_kg_per_kwh.at(t);
        let residual = hub.residual_emission_factor_kg_per_kwh.as_ref();
        let residual = residual.map_or(average, |factor| factor.at(t));
        let green = hub.green_share.at(t);
        let marginal = hub.marginal_emission_factor_kg_per_kwh.as_ref();
        let tonnes = [
            average * energy,
            (1.0 - green) * residual * energy,
            marginal.map_or(0.0, |factor| factor.at(t)) * energy,
        ];
        let priced = tonnes[match case.accounting {
            Accounting::Location => 0,
            Accounting::Market => 1,
            Accounting::Marginal => 2,
        }];
        for (item, amount) in [
            (Item::Energy, energy),
            (
                Item::Electricity,
                1000.0 * hub.price_cny_per_kwh.at(t) * energy,
            ),
            (Item::GreenEnergy, green * energy),
            (Item::MatchedEnergy, green * energy),
            (Item::CarbonLocation, tonnes[0]),
            (Item::CarbonMarket, tonnes[1]),
            (Item::CarbonMarginal, tonnes[2]),
            (Item::Carbon, case.carbon_price_cny_per_t * priced),
        ] {
            self.written.item(column, item, amount);
        }
    }

    /// `of` for every load that `which` takes, by name of its column.
    fn sum(&self, which: impl Fn(&Load) -> bool, of: impl Fn(&Load) -> f64) -> Line {
        let loads = self.loads.iter().filter(|load| which(load));
        loads.map(|load| (load.name.clone(), of(load))).collect()
    }

    fn short(&mut self, line: &mut Line, column: String, sign: f64, penalty: f64) {
        self.written.item(&column, Item::Shortfall, penalty);
        line.insert(column, sign);
    }

    /// Demands, with what is not served.
    fn demand(&mut self) {
        let case = self.case;
        for (w, workload) in case.workloads.iter().enumerate() {
            match &workload.work {
                Work::Inference(service) => {
                    for (origin, rate) in &service.requests_per_s {
                        for t in 0..self.periods() {
                            let mw = rate.at(t) * service.mw_per_request_per_s;
                            self.demand_row(w, origin.index(), Some(t), mw);
                        }
                    }
                }
                Work::Storage(archive) => {
                    for (origin, volume) in &archive.volume_pb {
                        self.demand_row(w, origin.index(), None, volume * archive.mw_per_pb);
                    }
                }
                Work::Training(run) => {
                    let mut line =
                        self.sum(|load| load.workload == w, |load| self.hours(load.period));
                    let origin = &case.origins[run.origin.index()].id;
                    let column = name(&["unserved", &workload.id, origin]);
                    self.short(&mut line, column, 1.0, self.penalty(w));
                    let row = name(&["training_energy", &workload.id]);
                    self.written.row(row, run.energy_mwh, run.energy_mwh, line);
                    if run.power_limit_mw < INF && run.window.contains(&true) {
                        self.parts(w, run.power_limit_mw);
                    }
                }
            }
        }
    }

    /// y\[w,h\], no less than the load of any period; together no more than the run has.
    fn parts(&mut self, w: usize, limit_mw: f64) {
        let case = self.case;
        let id = &case.workloads[w].id;
        let mut limit = Line::new();
        for (h, hub) in case.hubs.iter().enumerate() {
            let here = self.sum(|load| load.workload == w && load.hub == h, |_| 1.0);
            if here.is_empty() {
                continue;
            }
            let Work::Training(run) = &case.workloads[w].work else {
                continue;
            };
            if run.window.iter().filter(|open| **open).count() == 1 {
                limit.extend(here);
                continue;
            }
            let part = name(&["part", id, &hub.id]);
            self.written.items.entry(part.clone()).or_default();
            for t in 0..self.periods() {
                let now = |load: &Load| load.workload == w && load.hub == h && Self::runs(load, t);
                let mut line = self.sum(now, |_| 1.0);
                if !line.is_empty() {
                    line.insert(part.clone(), -1.0);
                    let row = name(&["run_part", id, &hub.id, &case.periods[t].id]);
                    self.written.row(row, -INF, 0.0, line);
                }
            }
            limit.insert(part, 1.0);
        }
        self.written
            .row(name(&["training_power", id]), -INF, limit_mw, limit);
    }

    fn demand_row(&mut self, w: usize, o: usize, period: Option<usize>, mw: f64) {
        let case = self.case;
        let mut place = name(&[&case.workloads[w].id, &case.origins[o].id]);
        if let Some(t) = period {
            place = name(&[&place, &case.periods[t].id]);
        }
        let here = |l: &Load| l.workload == w && l.origin == o && l.period == period;
        let mut line = self.sum(here, |_| 1.0);
        let penalty = self.hours(period) * self.penalty(w);
        self.short(&mut line, name(&["unserved", &place]), 1.0, penalty);
        self.written.row(name(&["demand", &place]), mw, mw, line);
    }

    /// Contracted capacity and grid connections.
    fn hubs(&mut self) {
        let case = self.case;
        for (h, hub) in case.hubs.iter().enumerate() {
            let fee = 1000.0 * hub.hosting_cny_per_kw_month * self.months();
            let capacity = name(&["hub_capacity", &hub.id]);
            // what stands, and what is stored
            let is_storage = |load: &Load| self.kind_of(load.workload).is_none();
            let mut line = self.sum(|load| load.hub == h && is_storage(load), |_| 1.0);
            for ((_, at), stands) in &self.stock {
                if *at == h {
                    line.extend(stands.clone());
                }
            }
            for column in line.keys() {
                self.written.item(column, Item::Hosting, fee);
            }
            self.written.row(capacity, -INF, hub.capacity_mw, line);
            for t in 0..self.periods() {
                if hub.facility_limit_mw < INF {
                    let line = self.drawn(h, t, hub.pue.at(t));
                    let row = name(&["facility_limit", &hub.id, &case.periods[t].id]);
                    self.written.row(row, -INF, hub.facility_limit_mw, line);
                }
            }
        }
    }

    /// E[w,o,h], where three periods or more are open and data move; gives each with its traffic in Gbps per MWh and its run.
    fn energies(&mut self) -> Vec<(usize, usize, String, f64)> {
        let case = self.case;
        let mut energies = Vec::new();
        for (w, workload) in case.workloads.iter().enumerate() {
            let Work::Training(run) = &workload.work else {
                continue;
            };
            let open = run.window.iter().filter(|open| **open).count();
            if open < 3 || run.volume_tb == 0.0 {
                continue;
            }
            for h in 0..case.hubs.len() {
                let here = |load: &Load| load.workload == w && load.hub == h;
                let mut line = self.sum(here, |load| self.hours(load.period));
                if line.is_empty() {
                    continue;
                }
                let origin = &case.origins[run.origin.index()].id;
                let place = name(&[&workload.id, origin, &case.hubs[h].id]);
                let energy = name(&["energy", &place]);
                line.insert(energy.clone(), -1.0);
                self.written
                    .row(name(&["run_energy", &place]), 0.0, 0.0, line);
                self.written.items.entry(energy.clone()).or_default();
                let tb = run.volume_tb / run.energy_mwh;
                let hours = run.window_hours.min(run.transfer_hours.unwrap_or(INF));
                let gbps = tb * 8000.0 / (hours * 3600.0);
                energies.push((w, h, energy, gbps));
            }
        }
        energies
    }

    /// Gbps in period `t` of one MW of a load.
    fn gbps(&self, load: &Load, t: usize) -> f64 {
        match &self.case.workloads[load.workload].work {
            Work::Inference(service) if load.period == Some(t) => {
                // kB to Gb
                service.traffic_kb_per_request * 8e-6 / service.mw_per_request_per_s
            }
            Work::Inference(_) => 0.0,
            // wherever in the window the work is done, its data flow all the time
            Work::Training(run) if run.window[t] => {
                let hours = run.window_hours.min(run.transfer_hours.unwrap_or(INF));
                let gbps_per_mwh = run.volume_tb / run.energy_mwh * 8000.0 / (hours * 3600.0);
                gbps_per_mwh * self.hours(load.period)
            }
            Work::Training(_) => 0.0,
            Work::Storage(archive) => {
                archive.traffic_tb_per_pb_day * 8000.0 / 86_400.0 / archive.mw_per_pb
            }
        }
    }

    /// Gbps on a link in period `t` that one MW of a run away from its home exchanges with it.
    fn exchanged(&self, load: &Load, (o, h): (usize, usize), t: usize) -> f64 {
        let case = self.case;
        let workload = &case.workloads[load.workload];
        let Work::Training(run) = &workload.work else {
            return 0.0;
        };
        let at = |h: usize| crate::case::HubId::new(h);
        let rtt = |h: usize| case.links[run.origin.index() * case.hubs.len() + h].rtt_ms;
        let largest = match &case.baseline {
            Baseline::Plan { shares, .. } => {
                let mut own: Vec<_> = shares
                    .iter()
                    .filter(|row| row.workload.index() == load.workload)
                    .collect();
                own.sort_by(|a, b| b.share.total_cmp(&a.share));
                own.first().map(|row| row.hub.index())
            }
            _ => None,
        };
        let mut hubs: Vec<usize> = (0..case.hubs.len())
            .filter(|&h| workload.allowed[h])
            .collect();
        hubs.sort_by(|&a, &b| rtt(a).total_cmp(&rtt(b)));
        let in_baseline = hubs
            .iter()
            .copied()
            .find(|&h| case.baseline.uses(case, at(h)));
        let home = largest
            .filter(|&h| workload.allowed[h])
            .or(in_baseline)
            .or(hubs.first().copied());
        let away = home != Some(load.hub) && !run.held;
        let on_the_way = load.origin == o && (load.hub == h || home == Some(h));
        if away && on_the_way && load.period == Some(t) {
            run.sync_gbps_per_mw
        } else {
            0.0
        }
    }

    /// Contracted bandwidth, links and trunks.
    fn links(&mut self) {
        let case = self.case;
        let energies = self.energies();
        let is_summed = |load: &Load| {
            energies
                .iter()
                .any(|(w, h, ..)| (*w, *h) == (load.workload, load.hub))
        };
        let mut trunks = vec![Line::new(); case.trunks.len()];
        for (o, origin) in case.origins.iter().enumerate() {
            for (h, hub) in case.hubs.iter().enumerate() {
                let link = &case.links[o * case.hubs.len() + h];
                let flows = |load: &Load, t: usize| {
                    let here = load.origin == o && load.hub == h;
                    here && !is_summed(load) && self.gbps(load, t) > 0.0
                };
                let summed = |t: usize| {
                    let flowing = energies.iter().filter(move |(w, at, ..)| {
                        let work = &case.workloads[*w].work;
                        let flows = matches!(work, Work::Training(run) if run.origin.index() == o && run.window[t]);
                        flows && *at == h
                    });
                    flowing.map(|(_, _, energy, gbps)| (energy.clone(), *gbps))
                };
                let peaks: Vec<Line> = (0..self.periods())
                    .map(|t| {
                        let mut line = self.sum(|load| flows(load, t), |load| self.gbps(load, t));
                        line.extend(summed(t));
                        for load in &self.loads {
                            let gbps = self.exchanged(load, (o, h), t);
                            if gbps > 0.0 {
                                *line.entry(load.name.clone()).or_insert(0.0) += gbps;
                            }
                        }
                        line
                    })
                    .collect();
                if peaks.iter().all(Line::is_empty) {
                    continue;
                }
                let place = name(&[&origin.id, &hub.id]);
                let fee = link.price_cny_per_gbps_month * self.months();
                let contract = if let [traffic] = &peaks[..] {
                    for (column, gbps) in traffic {
                        self.written.item(column, Item::Bandwidth, fee * gbps);
                    }
                    traffic.clone()
                } else {
                    let b = name(&["bandwidth", &place]);
                    self.written.item(&b, Item::Bandwidth, fee);
                    for (t, mut line) in peaks.into_iter().enumerate() {
                        line.insert(b.clone(), -1.0);
                        let row = name(&["link_peak", &place, &case.periods[t].id]);
                        self.written.row(row, -INF, 0.0, line);
                    }
                    Line::from([(b, 1.0)])
                };
                if link.capacity_gbps < INF {
                    let row = name(&["link_capacity", &place]);
                    self.written
                        .row(row, -INF, link.capacity_gbps, contract.clone());
                }
                if let Some(trunk) = link.trunk {
                    for (column, gbps) in contract {
                        *trunks[trunk.index()].entry(column).or_insert(0.0) += gbps;
                    }
                }
            }
        }
        for (trunk, line) in case.trunks.iter().zip(trunks) {
            if !line.is_empty() {
                let row = name(&["trunk_capacity", &trunk.id]);
                self.written.row(row, -INF, trunk.capacity_gbps, line);
            }
        }
    }

    /// z\[c,t\] of the contracts of a hub that give anything in a period.
    fn used(&self, h: usize, t: usize) -> Vec<String> {
        let contracts = self.case.power_contracts.iter();
        contracts
            .filter(|c| c.hub.index() == h && c.profile.at(t) > 0.0)
            .map(|c| name(&["contract_used", &c.id, &self.case.periods[t].id]))
            .collect()
    }

    /// m\[c\] and z\[c,t\]: a MWh of a contract is one less from the grid.
    fn contracts(&mut self) {
        let case = self.case;
        for c in &case.power_contracts {
            let m = name(&["contracted", &c.id]);
            let hub = &case.hubs[c.hub.index()];
            let mut fixed = self.months() * 1000.0 * c.connection_cny_per_kw_month;
            for (t, period) in case.periods.iter().enumerate() {
                let mwh = period.hours * c.profile.at(t);
                if c.paid_for == PaidFor::Generated {
                    fixed += mwh * c.price_cny_per_mwh;
                }
                if mwh == 0.0 {
                    continue;
                }
                let z = name(&["contract_used", &c.id, &period.id]);
                let price = match c.paid_for {
                    PaidFor::Used => c.price_cny_per_mwh + c.grid_fee_cny_per_mwh,
                    PaidFor::Generated => c.grid_fee_cny_per_mwh,
                };
                let direct = if c.supply == Supply::Direct { 1.0 } else { 0.0 };
                let (grey, marginal) = (
                    1.0 - hub.green_share.at(t),
                    hub.marginal_emission_factor_kg_per_kwh.as_ref(),
                );
                let tonnes = [
                    direct * hub.emission_factor_kg_per_kwh.at(t),
                    grey * hub.residual_factor(t),
                    direct * marginal.map_or(0.0, |factor| factor.at(t)),
                ];
                for (item, amount) in [
                    (Item::Electricity, -1000.0 * hub.price_cny_per_kwh.at(t)),
                    (Item::PowerContracts, price),
                    (Item::GreenEnergy, grey),
                    (Item::MatchedEnergy, grey),
                    (Item::CarbonLocation, -tonnes[0]),
                    (Item::CarbonMarket, -tonnes[1]),
                    (Item::CarbonMarginal, -tonnes[2]),
                    (
                        Item::Carbon,
                        -case.carbon_price_cny_per_t * tonnes[case.accounting as usize],
                    ),
                ] {
                    self.written.item(&z, item, amount);
                }
                let row = name(&["contract_generated", &c.id, &period.id]);
                let line = Line::from([(z, 1.0), (m.clone(), -mwh)]);
                self.written.row(row, -INF, 0.0, line);
            }
            self.written.item(&m, Item::PowerContracts, fixed);
            if c.mw_max < INF {
                let line = Line::from([(m, 1.0)]);
                let row = name(&["contract_max", &c.id]);
                self.written.row(row, -INF, c.mw_max, line);
            }
        }
        for (h, hub) in case.hubs.iter().enumerate() {
            for (t, period) in case.periods.iter().enumerate() {
                let used = self.used(h, t);
                if !used.is_empty() {
                    let mut line = self.drawn(h, t, -period.hours * hub.pue.at(t));
                    line.extend(used.into_iter().map(|z| (z, 1.0)));
                    let row = name(&["contracts_drawn", &hub.id, &period.id]);
                    self.written.row(row, -INF, 0.0, line);
                }
            }
        }
    }

    /// So much of the energy of every period is green in it.
    fn hourly_green(&mut self) {
        let case = self.case;
        let all: Vec<usize> = (0..case.hubs.len()).collect();
        if let Some(share) = case.policy.hourly_green_share_min {
            self.hourly_target("all", share, &all);
        }
        if let Some(share) = case.policy.hourly_green_share_min_each_hub {
            for &h in &all {
                self.hourly_target(&case.hubs[h].id, share, &[h]);
            }
        }
    }

    fn hourly_target(&mut self, whose: &str, share: f64, hubs: &[usize]) {
        let case = self.case;
        for (t, period) in case.periods.iter().enumerate() {
            let mut line = Line::new();
            for &h in hubs {
                let hub = &case.hubs[h];
                let green = hub.green_share.at(t);
                let over = (green - share) * period.hours * hub.pue.at(t);
                line.extend(self.drawn(h, t, over));
                line.extend(self.used(h, t).into_iter().map(|z| (z, 1.0 - green)));
            }
            if line.is_empty() {
                continue;
            }
            let penalty = case.penalties.green_cny_per_mwh;
            let short = name(&["hourly_green_short", whose, &period.id]);
            self.short(&mut line, short, 1.0, penalty);
            let row = name(&["hourly_green", whose, &period.id]);
            self.written.row(row, 0.0, INF, line);
        }
    }

    pub(super) fn has_green_target(&self) -> bool {
        let p = &self.case.policy;
        let all = [
            p.green_share_min,
            p.green_share_min_east,
            p.green_share_min_west,
        ];
        all.iter().any(Option::is_some) || !p.green_share_min_by_hub.is_empty()
    }

    /// q\[h,t\], within what is not green yet, and the targets.
    fn green(&mut self) {
        let case = self.case;
        let market = case.accounting == Accounting::Market;
        if !self.has_green_target() && !market {
            return;
        }
        for (h, hub) in case.hubs.iter().enumerate() {
            for t in 0..self.periods() {
                let q = name(&["green", &hub.id, &case.periods[t].id]);
                let residual = hub.residual_factor(t);
                let price = if market {
                    case.carbon_price_cny_per_t
                } else {
                    0.0
                };
                for (item, amount) in [
                    (Item::GreenPremium, hub.green_premium_cny_per_mwh),
                    (Item::GreenEnergy, 1.0),
                    (Item::CarbonMarket, -residual),
                    (Item::Carbon, -residual * price),
                ] {
                    self.written.item(&q, item, amount);
                }
                let grey = (1.0 - hub.green_share.at(t)) * case.periods[t].hours * hub.pue.at(t);
                let mut line = self.drawn(h, t, -grey);
                for z in self.used(h, t) {
                    line.insert(z, 1.0 - hub.green_share.at(t));
                }
                line.insert(q, 1.0);
                let row = name(&["green_bound", &hub.id, &case.periods[t].id]);
                self.written.row(row, -INF, 0.0, line);
            }
        }
        let policy = &case.policy;
        let on = |side: Side| move |h: usize| case.hubs[h].side == side;
        if let Some(share) = policy.green_share_min {
            self.target("all", share, |_| true);
        }
        if let Some(share) = policy.green_share_min_east {
            self.target("east", share, on(Side::East));
        }
        if let Some(share) = policy.green_share_min_west {
            self.target("west", share, on(Side::West));
        }
        for &(hub, share) in &policy.green_share_min_by_hub {
            self.target(&case.hubs[hub.index()].id, share, |h| h == hub.index());
        }
    }

    /// Green energy, own and bought, less the share of all energy, in the hubs of a scope.
    fn target(&mut self, scope: &str, share: f64, holds: impl Fn(usize) -> bool) {
        let case = self.case;
        let of = |column: &str, item: Item| self.written.items[column][item.name()];
        let drawing = self.draws.iter().filter(|(_, hub, ..)| holds(*hub));
        let mut line: Line = drawing
            .map(|(column, ..)| {
                let green = of(column, Item::GreenEnergy) - share * of(column, Item::Energy);
                (column.clone(), green)
            })
            .collect();
        for hub in (0..case.hubs.len()).filter(|h| holds(*h)) {
            for period in &case.periods {
                line.insert(name(&["green", &case.hubs[hub].id, &period.id]), 1.0);
            }
        }
        for hub in (0..case.hubs.len()).filter(|h| holds(*h)) {
            for t in 0..self.periods() {
                for z in self.used(hub, t) {
                    line.insert(z, 1.0 - case.hubs[hub].green_share.at(t));
                }
            }
        }
        let penalty = case.penalties.green_cny_per_mwh;
        self.short(&mut line, name(&["green_short", scope]), 1.0, penalty);
        self.written
            .row(name(&["green_target", scope]), 0.0, INF, line);
    }

    /// Carbon cap, hub shares, training in the west.
    fn policies(&mut self) {
        let case = self.case;
        let penalties = &case.penalties;
        if let Some(cap) = case.policy.carbon_cap_t {
            let item = Item::carbon(case.accounting).name();
            let items = self.written.items.iter();
            let mut line: Line = items
                .map(|(column, items)| (column.clone(), items.get(item).copied().unwrap_or(0.0)))
                .filter(|(_, tonnes)| *tonnes != 0.0)
                .collect();
            let over = "carbon_over".to_owned();
            self.short(&mut line, over, -1.0, penalties.carbon_cny_per_t);
            self.written.row("carbon_cap".to_owned(), -INF, cap, line);
        }
        if let Some(share) = case.policy.hub_share_max {
            for (h, hub) in case.hubs.iter().enumerate() {
                let part = |load: &Load| if load.hub == h { 1.0 - share } else { -share };
                let mut line = self.sum(|_| true, |load| part(load) * self.hours(load.period));
                let over = name(&["hub_share_over", &hub.id]);
                self.short(&mut line, over, -1.0, penalties.share_cny_per_mwh);
                self.written
                    .row(name(&["hub_share", &hub.id]), -INF, 0.0, line);
            }
        }
        if let Some(share) = case.policy.training_west_share_min {
            let part = |load: &Load| match case.hubs[load.hub].side {
                Side::West => 1.0 - share,
                Side::East => -share,
            };
            let training = |load: &Load| case.workloads[load.workload].kind() == Kind::Training;
            let mut line = self.sum(training, |load| part(load) * self.hours(load.period));
            let missing = "training_west_short".to_owned();
            self.short(&mut line, missing, 1.0, penalties.share_cny_per_mwh);
            self.written.row("training_west".to_owned(), 0.0, INF, line);
        }
    }
}
