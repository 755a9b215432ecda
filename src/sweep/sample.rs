//! # Samples: scenarios drawn from stated distributions
//!
//! Sample `i` of parameter `a` is a point `u(i, a)` of the unit interval, turned into a figure by the
//! inverse of the parameter's distribution function ([`Distribution::quantile`]). All of it is a function
//! of the seed, the parameter's place and the sample's number alone: nothing is kept between samples, so
//! that any of them can be drawn at any time, by any thread, in any order.
//!
//! - [`Method::Independent`]: `u` is the `i`-th output of a SplitMix64 generator of its own
//!   ([`random`]).
//! - [`Method::LatinHypercube`]: `u = (π_a(i) + v) / n` with `π_a` a permutation of `0..n`
//!   ([`Permutation`]) and `v` independent: exactly one sample in each of `n` equal strata of every
//!   parameter (McKay, Beckman, Conover, *Technometrics* 21, 1979).
//! - [`Method::Sobol`]: a scrambled Sobol sequence ([`sobol`]): evenly spread over all parameters at
//!   once; best with a count that is a power of two.

mod direction_numbers;
pub(crate) mod distribution;
mod normal;
mod permutation;
pub(crate) mod random;
pub(crate) mod sobol;

pub(crate) use distribution::Distribution;
pub(crate) use permutation::Permutation;

use random::Stream;
use sobol::Sobol;

/// How points are spread over the unit cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// Each parameter's strata are each met once.
    LatinHypercube,
    /// Low discrepancy.
    Sobol,
    /// Independent draws.
    Independent,
}

impl Method {
    /// All methods.
    pub(crate) const ALL: [Method; 3] =
        [Method::LatinHypercube, Method::Sobol, Method::Independent];

    /// `latin-hypercube`, `sobol` or `independent`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Method::LatinHypercube => "latin-hypercube",
            Method::Sobol => "sobol",
            Method::Independent => "independent",
        }
    }
}

/// The greatest double below 1.
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// Points in the unit cube, by number.
#[derive(Debug, Clone)]
pub(crate) struct Sampler {
    count: u64,
    method: Drawn,
}

/// What each method keeps for each parameter.
#[derive(Debug, Clone)]
enum Drawn {
    LatinHypercube(Vec<(Permutation, Stream)>),
    Sobol(Sobol),
    Independent(Vec<Stream>),
}

impl Sampler {
    /// `count` points with `parameters` coordinates each.
    ///
    /// Returns `None` where the method cannot: no more than [`sobol::DIMENSIONS`] parameters and
    /// 2⁵² points for Sobol, and at least one point for all.
    #[must_use]
    pub(crate) fn new(method: Method, count: u64, seed: u64, parameters: usize) -> Option<Sampler> {
        if count == 0 {
            return None;
        }
        let stream = |purpose| move |a: usize| Stream::new(seed, purpose, a as u64);
        let method = match method {
            Method::Independent => Drawn::Independent((0..parameters).map(stream(0)).collect()),
            Method::LatinHypercube => {
                let keys = (0..parameters).map(stream(1));
                let strata = keys.map(|key| Permutation::new(count, key));
                Drawn::LatinHypercube(strata.zip((0..parameters).map(stream(2))).collect())
            }
            Method::Sobol if count > sobol::COUNT_MAX => return None,
            Method::Sobol => Drawn::Sobol(Sobol::new(parameters, seed)?),
        };
        Some(Sampler { count, method })
    }

    /// How many points there are.
    #[must_use]
    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// Coordinate `parameter` of point `index`, in the open unit interval.
    ///
    /// # Panics
    /// If there is no such parameter.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn unit(&self, index: u64, parameter: usize) -> f64 {
        match &self.method {
            Drawn::Independent(streams) => streams[parameter].unit(index),
            Drawn::Sobol(sobol) => sobol.unit(index, parameter),
            Drawn::LatinHypercube(axes) => {
                let (permutation, within) = &axes[parameter];
                let stratum = permutation.at(index) as f64;
                let unit = (stratum + within.unit(index)) / self.count as f64;
                unit.min(BELOW_ONE)
            }
        }
    }
}
