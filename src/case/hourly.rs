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

    /// Replaces the shape by its mean over the horizon, for a case of one period.
    pub(super) fn average(&mut self, hours: &[f64]) {
        if !self.shape.is_empty() {
            self.shape = vec![self.mean_shape(hours)];
        }
    }
}
