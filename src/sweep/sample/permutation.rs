use super::random::Stream;

/// Rounds of the network: four make a permutation that polynomial tests cannot tell from a random one
/// (Luby, Rackoff, *SIAM J. Comput.* 17, 1988); two more cost little.
const ROUNDS: usize = 6;

/// A random permutation of `0..count` that is computed place by place, in constant memory.
///
/// A Feistel network permutes the numbers of an even count of bits; where it leaves the range, it is
/// applied again until it comes back (cycle walking: Black, Rogaway, *Ciphers with arbitrary finite
/// domains*, CT-RSA 2002). The bits hold less than four times the range, so a few steps suffice.
#[derive(Debug, Clone)]
pub(crate) struct Permutation {
    count: u64,
    half_bits: u32,
    keys: [Stream; ROUNDS],
}

impl Permutation {
    /// A permutation of `0..count`, chosen by `key`.
    #[must_use]
    pub(crate) fn new(count: u64, key: Stream) -> Self {
        let bits = u64::BITS - count.saturating_sub(1).leading_zeros();
        let mut keys = [key; ROUNDS];
        for (round, slot) in (0..).zip(&mut keys) {
            *slot = Stream::new(key.bits(round), round, bits.into());
        }
        Self {
            count,
            half_bits: bits.div_ceil(2).max(1),
            keys,
        }
    }

    /// Where `place` goes; places at or over the count go nowhere and are given back.
    #[must_use]
    pub(crate) fn at(&self, place: u64) -> u64 {
        if place >= self.count {
            return place;
        }
        let mut image = self.network(place);
        while image >= self.count {
            image = self.network(image);
        }
        image
    }

    fn network(&self, place: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (place >> self.half_bits, place & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (key.bits(right) & mask));
        }
        left << self.half_bits | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_met_exactly_once_for_any_count() {
        for count in [1, 2, 3, 4, 5, 16, 17, 100, 1000, 4096, 4097] {
            let permutation = Permutation::new(count, Stream::new(3, 1, 4));
            let mut images: Vec<u64> = (0..count).map(|place| permutation.at(place)).collect();
            images.sort_unstable();
            assert_eq!(images, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn other_keys_give_other_permutations_and_none_is_the_identity() {
        let images = |key| {
            let permutation = Permutation::new(1000, Stream::new(key, 0, 0));
            (0..1000)
                .map(|place| permutation.at(place))
                .collect::<Vec<_>>()
        };
        assert_ne!(images(1), images(2));
        let fixed = (0..).zip(images(1)).filter(|(place, image)| place == image);
        // one fixed point is expected of a random permutation
        assert!(fixed.count() < 8);
    }

    #[test]
    fn the_greatest_count_fits() {
        let permutation = Permutation::new(u64::MAX, Stream::new(0, 0, 0));
        let images = [0, 1, u64::MAX - 1].map(|place| permutation.at(place));
        assert!(images.iter().all(|&image| image < u64::MAX));
        assert_eq!(Permutation::new(0, Stream::new(0, 0, 0)).at(5), 5);
    }
}
