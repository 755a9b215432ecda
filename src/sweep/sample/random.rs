//! Random numbers by index: SplitMix64 without its state.
//!
//! SplitMix64 (Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014) adds a
//! constant to a counter and mixes the sum; its `i`-th output is thus `mix(start + (i + 1)·γ)`, at hand
//! without those before it. Every use has a start of its own, itself mixed from the seed, what it is
//! for, and the parameter's place.

use crate::mixing::{GAMMA, mix};

/// A sequence of random numbers, each at hand by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stream {
    start: u64,
}

impl Stream {
    /// The stream of a seed for one purpose and one parameter.
    #[must_use]
    pub(crate) const fn new(seed: u64, purpose: u64, parameter: u64) -> Self {
        let seeded = mix(seed.wrapping_add(GAMMA));
        let purposed = mix(seeded.wrapping_add(purpose.wrapping_mul(GAMMA)) ^ GAMMA);
        Self {
            start: mix(purposed.wrapping_add(parameter.wrapping_mul(GAMMA)) ^ seeded),
        }
    }

    /// 64 random bits.
    #[must_use]
    pub(crate) const fn bits(self, index: u64) -> u64 {
        mix(self
            .start
            .wrapping_add(index.wrapping_add(1).wrapping_mul(GAMMA)))
    }

    /// A number in the open unit interval: the middle of one of 2⁵² equal parts.
    #[must_use]
    pub(crate) const fn unit(self, index: u64) -> f64 {
        middle(self.bits(index) >> 12)
    }
}

/// The middle of part `part` of 2⁵² equal parts of the unit interval; exact.
#[allow(clippy::cast_precision_loss)]
pub(super) const fn middle(part: u64) -> f64 {
    const PARTS: f64 = (1_u64 << 52) as f64;
    (part as f64 + 0.5) / PARTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outputs_are_those_of_split_mix_64() {
        // published outputs for the state 1234567
        let stream = Stream { start: 1_234_567 };
        let outputs: Vec<u64> = (0..3).map(|index| stream.bits(index)).collect();
        assert_eq!(
            outputs,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn units_lie_inside_the_open_interval_and_their_mean_is_a_half() {
        let stream = Stream::new(1, 0, 0);
        let units: Vec<f64> = (0..100_000).map(|index| stream.unit(index)).collect();
        assert!(units.iter().all(|&unit| unit > 0.0 && unit < 1.0));
        let mean = units.iter().sum::<f64>() / 1e5;
        // standard error 0.0009
        assert!((mean - 0.5).abs() < 0.005, "{mean}");
        assert!(middle(0) > 0.0 && middle((1 << 52) - 1) < 1.0);
    }

    #[test]
    fn streams_differ_by_seed_purpose_and_parameter() {
        let starts = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)]
            .map(|(seed, purpose, parameter)| Stream::new(seed, purpose, parameter).start);
        let distinct: std::collections::HashSet<u64> = starts.into_iter().collect();
        assert_eq!(distinct.len(), 5);
    }
}
