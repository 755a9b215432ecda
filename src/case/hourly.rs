/// A mean of figures that cancel, over the largest of them, that is taken as none.
const NEXT_TO_NOTHING: f64 = 1e-6;

/// Periods in groups.
#[derive(Debug)]
pub(crate) struct Groups {
    /// The group of each period.
    pub of_period: Vec<usize>,
    /// The hours of each period.
    pub hours: Vec<f64>,
    /// How many groups there are.
    pub count: usize,
}

impl Groups {
    /// The hours of each group.
    pub(super) fn totals(&self) -> Vec<f64> {
        let mut totals = vec![0.0; self.count];
        for (&group, n) in self.of_period.iter().zip(&self.hours) {
            totals[group] += n;
        }
        totals
    }
}

/// A figure that may change from period to period: `base × shape[t]`.
///
/// An empty shape is flat. Parameters scale the base and leave the shape alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Hourly {
    /// The figure where the shape is 1, in the unit of the field that holds it.
    pub base: f64,
    /// One multiplier per period, or empty for a flat figure.
    pub shape: Vec<f64>,
}

impl Hourly {
    /// The same figure in all periods.
    #[must_use]
    pub const fn flat(base: f64) -> Self {
        Self {
            base,
            shape: Vec::new(),
        }
    }

    /// A figure of its own in each period, of so many hours: the base is their mean weighted by hours, or the largest
    /// size of any where the mean is next to nothing (prices that cancel), so that it can be scaled.
    #[must_use]
    pub(crate) fn of(figures: &[f64], hours: &[f64]) -> Self {
        let largest = figures
            .iter()
            .fold(0.0, |most: f64, figure| most.max(figure.abs()));
        let same = figures.windows(2).all(|pair| pair[0] == pair[1]);
        if same || largest == 0.0 {
            return Self::flat(figures.first().copied().unwrap_or(0.0));
        }
        let total: f64 = hours.iter().sum();
        let mean = hours
            .iter()
            .zip(figures)
            .map(|(n, figure)| n * figure)
            .sum::<f64>()
            / total;
        let base = if mean.abs() > NEXT_TO_NOTHING * largest {
            mean
        } else {
            largest
        };
        Self {
            base,
            shape: figures.iter().map(|figure| figure / base).collect(),
        }
    }

    /// The figure in period `t`.
    #[must_use]
    pub fn at(&self, t: usize) -> f64 {
        self.base * self.shape.get(t).copied().unwrap_or(1.0)
    }

    /// Mean of the shape, weighted by the hours of each period.
    fn mean_shape(&self, hours: &[f64]) -> f64 {
        let total: f64 = hours.iter().sum();
        let weighted: f64 = hours.iter().zip(&self.shape).map(|(n, s)| n * s).sum();
        weighted / total
    }

    /// Mean over the horizon, weighted by the hours of each period.
    #[must_use]
    pub fn mean(&self, hours: &[f64]) -> f64 {
        if self.shape.is_empty() {
            self.base
        } else {
            self.base * self.mean_shape(hours)
        }
    }

    /// The greatest figure of any period.
    #[must_use]
    pub fn peak(&self) -> f64 {
        if self.shape.is_empty() {
            self.base
        } else {
            (0..self.shape.len())
                .map(|t| self.at(t))
                .fold(f64::NEG_INFINITY, f64::max)
        }
    }

    /// Replaces the shape by its mean over each group.
    pub(super) fn group(&mut self, groups: &Groups) {
        if self.shape.is_empty() {
            return;
        }
        let mut means = vec![0.0; groups.count];
        let periods = groups.of_period.iter().zip(&groups.hours);
        for ((&group, n), s) in periods.zip(&self.shape) {
            means[group] += n * s;
        }
        let totals = groups.totals();
        self.shape = means.iter().zip(totals).map(|(sum, n)| sum / n).collect();
    }

    /// Replaces the shape by its mean over the horizon, for a case of one period.
    pub(super) fn average(&mut self, hours: &[f64]) {
        if !self.shape.is_empty() {
            self.shape = vec![self.mean_shape(hours)];
        }
    }
}
