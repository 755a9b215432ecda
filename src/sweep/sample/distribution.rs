//! Distributions of a parameter, as quantile functions.

use super::normal;

/// A distribution whose parameters have been checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Distribution(Shape);

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Uniform { from: f64, to: f64 },
    LogUniform { from: f64, to: f64 },
    Normal { mean: f64, standard_deviation: f64 },
    TruncatedNormal(Truncated),
    Triangular { from: f64, mode: f64, to: f64 },
    Choice { values: Vec<f64>, until: Vec<f64> },
}

/// A normal distribution without its ends. `low` and `high` are the distribution function there, in the
/// tail that is computed without loss: where `mirrored`, of the distribution turned around.
#[derive(Debug, Clone, PartialEq)]
struct Truncated {
    mean: f64,
    standard_deviation: f64,
    from: f64,
    to: f64,
    low: f64,
    high: f64,
    mirrored: bool,
}

/// Why there is no such distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DistributionError {
    /// A parameter is NaN or infinite.
    #[error("{}", tr!("every figure has to be finite"))]
    NotFinite,
    /// An interval is empty.
    #[error("{}", tr!("`from` has to be less than `to`"))]
    Empty,
    /// A logarithm would be taken of nothing.
    #[error("{}", tr!("`from` has to be over 0"))]
    NotPositive,
    /// There is no spread.
    #[error("{}", tr!("`standard_deviation` has to be over 0"))]
    NoSpread,
    /// The mode lies outside.
    #[error("{}", tr!("`mode` has to lie between `from` and `to`"))]
    ModeOutside,
    /// The interval is so far out that nothing of the distribution is left.
    #[error("{}", tr!("less than a millionth of the distribution lies between `from` and `to`"))]
    NothingLeft,
    /// There is nothing to choose from.
    #[error("{}", tr!("`values` has to hold at least one number"))]
    NoValues,
    /// Weights do not match.
    #[error("{}", tr!("`weights` has to hold one number for each of `values`, none negative, not all 0"))]
    Weights,
}

type Checked = Result<Distribution, DistributionError>;

fn finite(figures: &[f64]) -> Result<(), DistributionError> {
    if figures.iter().all(|figure| figure.is_finite()) {
        Ok(())
    } else {
        Err(DistributionError::NotFinite)
    }
}

fn interval(from: f64, to: f64) -> Result<(), DistributionError> {
    if from < to {
        Ok(())
    } else {
        Err(DistributionError::Empty)
    }
}

impl Distribution {
    /// Evenly between `from` and `to`.
    ///
    /// # Errors
    /// If the interval is empty or not finite.
    pub(crate) fn uniform(from: f64, to: f64) -> Checked {
        finite(&[from, to])?;
        interval(from, to)?;
        Ok(Self(Shape::Uniform { from, to }))
    }

    /// Its logarithm evenly between those of `from` and `to`.
    ///
    /// # Errors
    /// If the interval is empty, not finite, or reaches 0.
    pub(crate) fn log_uniform(from: f64, to: f64) -> Checked {
        finite(&[from, to])?;
        if from <= 0.0 {
            return Err(DistributionError::NotPositive);
        }
        interval(from, to)?;
        Ok(Self(Shape::LogUniform { from, to }))
    }

    /// Normal, without bounds.
    ///
    /// # Errors
    /// If a figure is not finite or the standard deviation not over 0.
    pub(crate) fn normal(mean: f64, standard_deviation: f64) -> Checked {
        finite(&[mean, standard_deviation])?;
        if standard_deviation <= 0.0 {
            return Err(DistributionError::NoSpread);
        }
        Ok(Self(Shape::Normal {
            mean,
            standard_deviation,
        }))
    }

    /// Normal, given that it lies between `from` and `to`; either may be infinite.
    ///
    /// # Errors
    /// If mean or standard deviation are not finite, the latter is not over 0, the interval is empty, or
    /// less than a millionth of the normal distribution lies in it.
    pub(crate) fn truncated_normal(
        mean: f64,
        standard_deviation: f64,
        from: f64,
        to: f64,
    ) -> Checked {
        Self::normal(mean, standard_deviation)?;
        interval(from, to)?;
        // far in the upper tail the distribution function is next to 1 and loses its digits
        let mirrored = from > mean;
        let below = |x: f64| {
            let z = (x - mean) / standard_deviation;
            normal::distribution_function(if mirrored { -z } else { z })
        };
        let (low, high) = if mirrored {
            (below(to), below(from))
        } else {
            (below(from), below(to))
        };
        if high - low < 1e-6 {
            return Err(DistributionError::NothingLeft);
        }
        Ok(Self(Shape::TruncatedNormal(Truncated {
            mean,
            standard_deviation,
            from,
            to,
            low,
            high,
            mirrored,
        })))
    }

    /// Density rising in a line from `from` to `mode` and falling in a line to `to`.
    ///
    /// # Errors
    /// If the interval is empty or not finite, or the mode lies outside.
    pub(crate) fn triangular(from: f64, mode: f64, to: f64) -> Checked {
        finite(&[from, mode, to])?;
        interval(from, to)?;
        if !(from..=to).contains(&mode) {
            return Err(DistributionError::ModeOutside);
        }
        Ok(Self(Shape::Triangular { from, mode, to }))
    }

    /// One of `values`, in proportion to `weights`; evenly where there are none.
    ///
    /// # Errors
    /// If there are no values, one is no number, or the weights are not one a value, none negative, not
    /// all 0. Values may be infinite: no limit is a choice too.
    pub(crate) fn choice(values: Vec<f64>, weights: Option<&[f64]>) -> Checked {
        if values.iter().any(|value| value.is_nan()) {
            return Err(DistributionError::NotFinite);
        }
        if values.is_empty() {
            return Err(DistributionError::NoValues);
        }
        let even = vec![1.0; values.len()];
        let weights = weights.unwrap_or(&even);
        let total: f64 = weights.iter().sum();
        let proper = weights.iter().all(|&weight| weight >= 0.0);
        if weights.len() != values.len() || !proper || !total.is_finite() || total <= 0.0 {
            return Err(DistributionError::Weights);
        }
        let mut sum = 0.0;
        let until = weights.iter().map(|weight| {
            sum += weight;
            sum / total
        });
        let until = until.collect();
        Ok(Self(Shape::Choice { values, until }))
    }

    /// The figure that the parameter stays below with probability `u`, for `u` in the open unit interval.
    #[must_use]
    pub(crate) fn quantile(&self, u: f64) -> f64 {
        match &self.0 {
            Shape::Uniform { from, to } => (from + u * (to - from)).clamp(*from, *to),
            Shape::LogUniform { from, to } => (from * libm::pow(to / from, u)).clamp(*from, *to),
            Shape::Normal {
                mean,
                standard_deviation,
            } => mean + standard_deviation * normal::quantile(u),
            Shape::TruncatedNormal(truncated) => truncated.quantile(u),
            Shape::Triangular { from, mode, to } => triangular_quantile(*from, *mode, *to, u),
            Shape::Choice { values, until } => {
                let place = until.partition_point(|&until| until <= u);
                values[place.min(values.len() - 1)]
            }
        }
    }

    /// The figures that tell whether all it can give is in a range: both ends, or every choice. Empty
    /// where it has no bounds.
    #[must_use]
    pub(crate) fn extremes(&self) -> Vec<f64> {
        match &self.0 {
            Shape::Normal { .. } => Vec::new(),
            Shape::Uniform { from, to }
            | Shape::LogUniform { from, to }
            | Shape::Triangular { from, to, .. } => vec![*from, *to],
            Shape::TruncatedNormal(truncated) => {
                let ends = [truncated.from, truncated.to];
                ends.into_iter().filter(|end| end.is_finite()).collect()
            }
            Shape::Choice { values, .. } => values.clone(),
        }
    }

    /// Whether a parameter can only take single figures, as a switch does.
    #[must_use]
    pub(crate) const fn is_choice(&self) -> bool {
        matches!(self.0, Shape::Choice { .. })
    }

    /// Name and figures, which tell it from every other distribution.
    pub(crate) fn signature(&self) -> (&'static str, Vec<f64>) {
        match &self.0 {
            Shape::Uniform { from, to } => ("uniform", vec![*from, *to]),
            Shape::LogUniform { from, to } => ("loguniform", vec![*from, *to]),
            Shape::Normal {
                mean,
                standard_deviation,
            } => ("normal", vec![*mean, *standard_deviation]),
            Shape::TruncatedNormal(t) => (
                "truncated-normal",
                vec![t.mean, t.standard_deviation, t.from, t.to],
            ),
            Shape::Triangular { from, mode, to } => ("triangular", vec![*from, *mode, *to]),
            Shape::Choice { values, until } => {
                ("choice", values.iter().chain(until).copied().collect())
            }
        }
    }
}

impl Truncated {
    fn quantile(&self, u: f64) -> f64 {
        let u = if self.mirrored { 1.0 - u } else { u };
        let p = self.low + u * (self.high - self.low);
        let z = normal::quantile(p.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0));
        let z = if self.mirrored { -z } else { z };
        (self.mean + self.standard_deviation * z).clamp(self.from, self.to)
    }
}

fn triangular_quantile(from: f64, mode: f64, to: f64, u: f64) -> f64 {
    let width = to - from;
    if u * width < mode - from {
        from + (u * width * (mode - from)).sqrt()
    } else {
        to - ((1.0 - u) * width * (to - mode)).sqrt()
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    fn assert_quantiles(distribution: Checked, expected: [f64; 3]) {
        let distribution = distribution.expect("valid");
        for (u, expected) in [0.1, 0.5, 0.9].into_iter().zip(expected) {
            let found = distribution.quantile(u);
            assert!(
                (found - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                "{distribution:?} at {u}: {found} is not {expected}"
            );
        }
    }

    /// Mean by the midpoint rule over the quantile function.
    fn mean(distribution: &Distribution) -> f64 {
        let n = 20_000_u32;
        let unit = |i: u32| (f64::from(i) + 0.5) / f64::from(n);
        (0..n).map(|i| distribution.quantile(unit(i))).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn quantiles_are_those_worked_out_by_hand() {
        assert_quantiles(Distribution::uniform(2.0, 12.0), [3.0, 7.0, 11.0]);
        // 10^(−1 + 2u)
        let tenth = 10_f64.powf(-0.8);
        assert_quantiles(
            Distribution::log_uniform(0.1, 10.0),
            [tenth, 1.0, 1.0 / tenth],
        );
        let z = 1.281_551_565_544_600_4;
        assert_quantiles(
            Distribution::normal(5.0, 2.0),
            [5.0 - 2.0 * z, 5.0, 5.0 + 2.0 * z],
        );
        // rising over 4 of 10: F(4) = 0.4; 0.1 → √(0.1·10·4) = 2, 0.5 → 10 − √(0.5·10·6), 0.9 → 10 − √6
        let triangular = Distribution::triangular(0.0, 4.0, 10.0);
        assert_quantiles(triangular, [2.0, 10.0 - 30_f64.sqrt(), 10.0 - 6_f64.sqrt()]);
        assert_quantiles(
            Distribution::choice(vec![7.0, 8.0, 9.0], None),
            [7.0, 8.0, 9.0],
        );
    }

    #[test]
    fn a_truncated_normal_keeps_its_shape_inside_and_nothing_outside() {
        // symmetric: the median is the mean, and the tenth is Φ⁻¹(Φ(−1) + 0.1·(Φ(1) − Φ(−1)))
        let symmetric = Distribution::truncated_normal(5.0, 2.0, 3.0, 7.0).expect("valid");
        assert!((symmetric.quantile(0.5) - 5.0).abs() < 1e-12);
        let p = 0.158_655_253_931_457_05 + 0.1 * 0.682_689_492_137_085_9;
        assert!((symmetric.quantile(0.1) - (5.0 + 2.0 * normal::quantile(p))).abs() < 1e-12);
        assert!(symmetric.quantile(1e-300) >= 3.0 && symmetric.quantile(BELOW_ONE) <= 7.0);
        // mean of a half normal: σ·√(2/π)
        let half = Distribution::truncated_normal(0.0, 1.0, 0.0, f64::INFINITY).expect("valid");
        assert!((mean(&half) - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-4);
    }

    const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

    #[test]
    fn a_tail_above_mirrors_the_tail_below() {
        let above = Distribution::truncated_normal(0.0, 1.0, 4.0, 4.5).expect("valid");
        let below = Distribution::truncated_normal(0.0, 1.0, -4.5, -4.0).expect("valid");
        for u in [0.1, 0.5, 0.9] {
            assert!((above.quantile(u) + below.quantile(1.0 - u)).abs() < 1e-12);
            assert!((4.0..=4.5).contains(&above.quantile(u)));
        }
    }

    #[test]
    fn means_are_those_of_the_formulas() {
        let of = |distribution: Checked| mean(&distribution.expect("valid"));
        assert!((of(Distribution::uniform(2.0, 12.0)) - 7.0).abs() < 1e-9);
        assert!((of(Distribution::triangular(0.0, 4.0, 10.0)) - 14.0 / 3.0).abs() < 1e-4);
        assert!((of(Distribution::normal(5.0, 2.0)) - 5.0).abs() < 1e-9);
        assert!((of(Distribution::log_uniform(1.0, 10.0)) - 9.0 / 10_f64.ln()).abs() < 1e-4);
    }

    #[test]
    fn choices_come_in_proportion_to_their_weights() {
        let weights = [1.0, 0.0, 3.0];
        let choice = Distribution::choice(vec![1.0, 2.0, 3.0], Some(&weights)).expect("valid");
        assert!((mean(&choice) - 2.5).abs() < 1e-9);
        assert_eq!(choice.quantile(0.249), 1.0);
        assert_eq!(choice.quantile(0.25), 3.0);
        assert_eq!(choice.quantile(BELOW_ONE), 3.0);
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        use DistributionError as E;
        let cases = [
            (Distribution::uniform(1.0, 1.0), E::Empty),
            (Distribution::uniform(f64::NAN, 1.0), E::NotFinite),
            (Distribution::log_uniform(0.0, 1.0), E::NotPositive),
            (Distribution::normal(0.0, 0.0), E::NoSpread),
            (Distribution::truncated_normal(0.0, 1.0, 2.0, 1.0), E::Empty),
            (
                Distribution::truncated_normal(0.0, 1.0, 9.0, 10.0),
                E::NothingLeft,
            ),
            (Distribution::triangular(0.0, 2.0, 1.0), E::ModeOutside),
            (Distribution::choice(Vec::new(), None), E::NoValues),
            (
                Distribution::choice(vec![1.0], Some(&[1.0, 2.0])),
                E::Weights,
            ),
            (Distribution::choice(vec![1.0], Some(&[-1.0])), E::Weights),
            (
                Distribution::choice(vec![1.0, 2.0], Some(&[0.0, 0.0])),
                E::Weights,
            ),
        ];
        for (distribution, error) in cases {
            assert_eq!(distribution, Err(error));
        }
    }
}
