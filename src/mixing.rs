//! Fixed numbers that look random: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), by index.

/// 2⁶⁴ divided by the golden ratio, made odd.
pub(crate) const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// Variant 13 of Stafford's mixers, as in SplitMix64.
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Weight of column `j` in the objective that breaks the last ties, in 1..2: the output of SplitMix64 for
/// state `j`. Generic, so that no two plans that differ weigh the same but by accident; multiples of an
/// irrational number would not do, because they tie `(i, j)` with `(i + k, j − k)`.
///
/// Every solver and every proof of optimality has to break ties by these same weights.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn order_weight(j: usize) -> f64 {
    let bits = mix((j as u64).wrapping_add(1).wrapping_mul(GAMMA)) >> 11;
    1.0 + bits as f64 / (1_u64 << 53) as f64
}
