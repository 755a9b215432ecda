use std::borrow::Cow;

/// Figures of one parameter, by place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Series {
    /// As listed.
    List(Vec<f64>),
    /// From one figure to another in equal steps, both included.
    Linear(Linear),
    /// `from` to `to` in equal ratios, both included; both over 0.
    Logarithmic {
        /// First.
        from: f64,
        /// Last.
        to: f64,
        /// How many figures; at least 2.
        steps: u64,
    },
}

/// Equal steps. Where both ends and the step are decimals, so is every figure: 0.8 to 1.2 in five steps
/// holds the double nearest to 0.9, as a list would.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Linear {
    from: f64,
    to: f64,
    steps: u64,
    /// The figures are whole multiples of 1 over this power of ten.
    scale: Option<f64>,
}

#[allow(clippy::cast_precision_loss)]
impl Linear {
    /// `steps` figures `from` … `to`; two at least.
    #[must_use]
    pub(crate) fn new(from: f64, to: f64, steps: u64) -> Self {
        let steps = steps.max(2);
        let last = (steps - 1) as f64;
        let scales = (0..=12).map(|decimals| 10_f64.powi(decimals));
        let whole = |scale: &f64| {
            let (first, end) = ((from * scale).round(), (to * scale).round());
            // all that `at` computes before its last division is then exact
            let exact = (first.abs().max(end.abs()) + 1.0) * last < (1_u64 << 53) as f64;
            exact && first / scale == from && end / scale == to && (end - first) % last == 0.0
        };
        Self {
            from,
            to,
            steps,
            scale: scales.into_iter().find(whole),
        }
    }

    fn at(&self, place: u64) -> f64 {
        let last = self.steps - 1;
        match self.scale {
            _ if place == 0 => self.from,
            _ if place == last => self.to,
            Some(scale) => {
                let (first, end) = ((self.from * scale).round(), (self.to * scale).round());
                let (before, after) = (last.saturating_sub(place) as f64, place as f64);
                (first * before + end * after) / last as f64 / scale
            }
            None => {
                let part = place as f64 / last as f64;
                self.from * (1.0 - part) + self.to * part
            }
        }
    }
}

impl Series {
    /// How many figures there are.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub(crate) const fn len(&self) -> u64 {
        match self {
            Series::List(figures) => figures.len() as u64,
            Series::Linear(linear) => linear.steps,
            Series::Logarithmic { steps, .. } => *steps,
        }
    }

    /// The figure at `place`; both ends of a range are exact.
    ///
    /// # Panics
    /// If a list is not as long.
    #[must_use]
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    pub(crate) fn at(&self, place: u64) -> f64 {
        match *self {
            Series::List(ref figures) => figures[place as usize],
            Series::Linear(ref linear) => linear.at(place),
            Series::Logarithmic { from, to, steps } => {
                let last = steps.saturating_sub(1);
                match place {
                    0 => from,
                    place if place == last => to,
                    place => from * libm::pow(to / from, place as f64 / last as f64),
                }
            }
        }
    }

    /// Whether the figures go one way, and then whether up; of those that stand still, that they do.
    #[must_use]
    pub(crate) fn rises(&self) -> Option<bool> {
        match self {
            Series::List(figures) if figures.is_sorted() => Some(true),
            Series::List(figures) => figures.is_sorted_by(|a, b| a >= b).then_some(false),
            range => Some(range.at(0) <= range.at(range.len() - 1)),
        }
    }

    /// The figures that tell whether all are in a range: all of a list; of a range the ends, and the
    /// second, which is neither end of a longer one.
    pub(super) fn telling(&self) -> Cow<'_, [f64]> {
        match self {
            Series::List(figures) => Cow::Borrowed(figures),
            range => Cow::Owned([0, 1, range.len() - 1].map(|place| range.at(place)).into()),
        }
    }

    /// Name and figures, which tell it from every other series.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn signature(&self) -> (&'static str, Cow<'_, [f64]>) {
        match self {
            Series::List(figures) => ("list", Cow::Borrowed(figures)),
            Series::Linear(Linear {
                from, to, steps, ..
            }) => ("linear", Cow::Owned(vec![*from, *to, *steps as f64])),
            Series::Logarithmic { from, to, steps } => {
                ("logarithmic", Cow::Owned(vec![*from, *to, *steps as f64]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(series: &Series) -> Vec<f64> {
        (0..series.len()).map(|place| series.at(place)).collect()
    }

    #[test]
    fn a_linear_range_holds_both_ends_and_equal_steps() {
        let series = |from, to, steps| all(&Series::Linear(Linear::new(from, to, steps)));
        assert_eq!(series(0.8, 1.2, 5), [0.8, 0.9, 1.0, 1.1, 1.2]);
        assert_eq!(series(0.1, 0.7, 7), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
        assert_eq!(series(1.0, -1.0, 2), [1.0, -1.0]);
        // steps that are no decimals: the ends stay exact
        let thirds = series(0.1, 0.2, 4);
        assert_eq!((thirds[0], thirds[3]), (0.1, 0.2));
        assert!((thirds[1] - 0.4 / 3.0).abs() < 1e-16);
        assert_eq!(series(5.0, 5.0, 3), [5.0, 5.0, 5.0]);
        let huge = Linear::new(0.0, 1e300, u64::MAX);
        assert_eq!((huge.at(0), huge.at(u64::MAX - 1)), (0.0, 1e300));
    }

    #[test]
    fn a_logarithmic_range_holds_both_ends_and_equal_ratios() {
        let series = Series::Logarithmic {
            from: 0.1,
            to: 1000.0,
            steps: 5,
        };
        for (found, expected) in all(&series)
            .into_iter()
            .zip([0.1, 1.0, 10.0, 100.0, 1000.0])
        {
            assert!((found - expected).abs() < 1e-12 * expected, "{found}");
        }
        assert_eq!((series.at(0), series.at(4)), (0.1, 1000.0));
    }
}
