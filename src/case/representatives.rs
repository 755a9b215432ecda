//! # Representative periods
//!
//! Periods that are alike are one. The horizon begins as one class for each set of runs that may use a period; then, again and again, the class
//! that differs most within itself is cut in two at the mean of the figure in which it does, until there are as many as were asked for:
//!
//! ```text
//!     next cut:  max over classes C and figures f of  w_f² Σ_{t∈C} hours_t·(s_f(t) − mean_C s_f)²
//! ```
//!
//! with `s_f` the shape of an hourly figure, 1 in the mean, and `w_f` what it counts (variance-based cuts: Wan, Wong and Prusinkiewicz, *An
//! algorithm for multidimensional data clustering*, ACM Trans. Math. Softw. 14, 1988). What a figure counts decides how near the aggregated case
//! is to the full one, never whether what is said of that is true: it is proved on the full programme ([`aggregate`](crate::optimum::aggregate)).

use std::collections::BTreeMap;

use super::{Case, Hourly, Inference, Work};

/// What all services count together, what prices and efficiency of all hubs do, and what green power does.
const COUNTS: [f64; 3] = [1.0, 0.5, 0.2];

/// Hourly figures that change, with what each counts: those that have one shape count together.
struct Figures(Vec<(f64, Vec<f64>)>);

impl Figures {
    fn of(case: &Case) -> Self {
        let mut weights = BTreeMap::new();
        let mut add = |figure: &Hourly, weight: f64| {
            if !figure.shape.is_empty() && weight > 0.0 {
                let bits: Vec<u64> = figure.shape.iter().map(|s| s.to_bits()).collect();
                *weights.entry(bits).or_insert(0.0) += weight;
            }
        };
        let [services, prices, green] = COUNTS;
        let (hubs, contracts) = (case.hubs.len() as f64, case.power_contracts.len() as f64);
        for (rate, part) in rates(case) {
            add(rate, services * part);
        }
        for hub in &case.hubs {
            add(&hub.price_cny_per_kwh, prices / hubs);
            add(&hub.pue, prices / hubs);
            add(&hub.green_share, green / hubs);
            add(&hub.emission_factor_kg_per_kwh, green / hubs);
        }
        for contract in &case.power_contracts {
            add(&contract.profile, green / contracts);
        }
        let shapes = weights.into_iter();
        let shapes = shapes.map(|(bits, weight)| {
            let shape = bits.into_iter().map(f64::from_bits).collect();
            (weight, shape)
        });
        Figures(shapes.collect())
    }

    /// Of a class of periods: the figure in which it differs most, its mean there, and how much it differs.
    fn spread(&self, class: &[usize], hours: &[f64]) -> (usize, f64, f64) {
        let total: f64 = class.iter().map(|&t| hours[t]).sum();
        let mut most = (0, 0.0, 0.0);
        for (f, (weight, shape)) in self.0.iter().enumerate() {
            let mean = class.iter().map(|&t| hours[t] * shape[t]).sum::<f64>() / total;
            let squares = class.iter().map(|&t| hours[t] * (shape[t] - mean).powi(2));
            let spread = weight * weight * squares.sum::<f64>();
            if spread > most.2 {
                most = (f, mean, spread);
            }
        }
        most
    }
}

fn services(case: &Case) -> impl Iterator<Item = &Inference> {
    case.workloads
        .iter()
        .filter_map(|workload| match &workload.work {
            Work::Inference(service) => Some(service),
            Work::Training(_) | Work::Storage(_) => None,
        })
}

/// The rates of all services from each origin, each with what part it has of the power of all.
fn rates(case: &Case) -> Vec<(&Hourly, f64)> {
    let of = |service: &'_ Inference| service.mw_per_request_per_s;
    let rates = services(case).flat_map(|service| {
        let rates = service.requests_per_s.iter();
        rates.map(move |(_, rate)| (rate, of(service) * rate.base))
    });
    let rates: Vec<(&Hourly, f64)> = rates.collect();
    let total: f64 = rates.iter().map(|(_, mw)| mw).sum();
    let part = |(rate, mw): (_, f64)| (rate, mw / total.max(f64::MIN_POSITIVE));
    rates.into_iter().map(part).collect()
}

impl Case {
    /// The periods in which a service, or all together, ask for most, where that changes.
    pub(crate) fn peaks(&self) -> Vec<usize> {
        let mw = |service: &Inference, t: usize| -> f64 {
            let rates = service.requests_per_s.iter();
            service.mw_per_request_per_s * rates.map(|(_, rate)| rate.at(t)).sum::<f64>()
        };
        let greatest = |asked: &dyn Fn(usize) -> f64| {
            let most = (0..self.periods.len()).max_by(|&a, &b| asked(a).total_cmp(&asked(b)))?;
            let is_peak = (0..self.periods.len()).any(|t| asked(t) < asked(most));
            is_peak.then_some(most)
        };
        let of_each = services(self).filter_map(|service| greatest(&|t| mw(service, t)));
        let of_all = greatest(&|t| services(self).map(|service| mw(service, t)).sum());
        let mut peaks: Vec<usize> = of_each.chain(of_all).collect();
        peaks.sort_unstable();
        peaks.dedup();
        peaks
    }

    /// The same case with at most `count` periods, each the mean of periods that are alike; those of `alone` stand for themselves. And for
    /// each period of this case, the one that stands for it.
    pub(crate) fn represented(&self, count: usize, alone: &[usize]) -> (Case, Vec<usize>) {
        let classes = self.classes(count, alone);
        let mut of_period = vec![usize::MAX; self.periods.len()];
        let mut by_first = classes;
        by_first.sort_by_key(|class| class[0]);
        for (group, class) in by_first.iter().enumerate() {
            class.iter().for_each(|&t| of_period[t] = group);
        }
        let names = by_first
            .iter()
            .map(|class| self.periods[class[0]].id.clone());
        let case = self.by_groups(names.collect(), of_period.clone());
        (case, of_period)
    }

    /// Periods by class; each in ascending order.
    fn classes(&self, count: usize, alone: &[usize]) -> Vec<Vec<usize>> {
        let figures = Figures::of(self);
        let hours: Vec<f64> = self.periods.iter().map(|period| period.hours).collect();
        let mut open = BTreeMap::<Vec<bool>, Vec<usize>>::new();
        for t in (0..hours.len()).filter(|t| !alone.contains(t)) {
            open.entry(self.open_runs(t)).or_default().push(t);
        }
        let spread = |class: Vec<usize>| (figures.spread(&class, &hours), class);
        let mut classes: Vec<_> = open.into_values().map(spread).collect();
        while classes.len() + alone.len() < count {
            let widest = (0..classes.len()).max_by(|&a, &b| {
                let (a, b) = (classes[a].0.2, classes[b].0.2);
                a.total_cmp(&b)
            });
            let Some(widest) = widest.filter(|&k| classes[k].0.2 > 0.0) else {
                break;
            };
            let ((figure, mean, _), class) = classes.swap_remove(widest);
            let shape = &figures.0[figure].1;
            let (low, high): (Vec<usize>, _) = class.into_iter().partition(|&t| shape[t] <= mean);
            // a spread that is rounding has nothing on one side
            let parts = [low, high].into_iter().filter(|part| !part.is_empty());
            let parts: Vec<_> = parts.map(&spread).collect();
            if let [only] = parts.as_slice() {
                classes.push(((0, 0.0, 0.0), only.1.clone()));
                continue;
            }
            classes.extend(parts);
        }
        let single = alone.iter().map(|&t| vec![t]);
        classes
            .into_iter()
            .map(|(_, class)| class)
            .chain(single)
            .collect()
    }

    /// Which runs may use a period.
    fn open_runs(&self, t: usize) -> Vec<bool> {
        let runs = self
            .workloads
            .iter()
            .filter_map(|workload| match &workload.work {
                Work::Training(run) => Some(run.window.get(t).copied().unwrap_or(true)),
                Work::Inference(_) | Work::Storage(_) => None,
            });
        runs.collect()
    }
}
