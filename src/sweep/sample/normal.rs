//! The standard normal distribution.

/// Quantile of the standard normal distribution for `p` in the open unit interval.
///
/// Algorithm AS 241 (PPND16), about 16 digits: Wichura, *Applied Statistics* 37 (1988) 477–484.
pub(super) fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let magnitude = if r <= 5.0 {
        ratio(&MIDDLE, r - 1.6)
    } else {
        ratio(&FAR, r - 5.0)
    };
    magnitude.copysign(q)
}

/// Distribution function of the standard normal distribution, to about 10⁻¹⁶ absolutely.
///
/// The series of Marsaglia, *Evaluating the normal distribution*, J. Stat. Softw. 11 (2004).
pub(super) fn distribution_function(z: f64) -> f64 {
    if z.abs() > 8.0 {
        // within 10⁻¹⁵ of the limit
        return if z < 0.0 { 0.0 } else { 1.0 };
    }
    let (mut sum, mut term, mut previous, mut i) = (z, z, f64::NAN, 1.0);
    while sum != previous {
        previous = sum;
        i += 2.0;
        term *= z * z / i;
        sum += term;
    }
    const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_7;
    0.5 + sum * libm::exp(-0.5 * z * z - LN_SQRT_TAU)
}

/// Numerator and denominator of a rational approximation, highest power first.
type Rational = ([f64; 8], [f64; 8]);

fn ratio((numerator, denominator): &Rational, r: f64) -> f64 {
    let horner = |coefficients: &[f64; 8]| coefficients.iter().fold(0.0, |sum, c| sum * r + c);
    horner(numerator) / horner(denominator)
}

/// For |p − ½| ≤ 0.425.
const CENTRE: Rational = (
    [
        2_509.080_928_730_122_7,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_854,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
);
/// For r ≤ 5.
const MIDDLE: Rational = (
    [
        0.000_774_545_014_278_341_4,
        0.022_723_844_989_269_184,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        0.000_547_593_808_499_534_5,
        0.015_198_666_563_616_457,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);
/// For r > 5.
const FAR: Rational = (
    [
        2.010_334_399_292_288_1e-7,
        2.711_555_568_743_487_6e-5,
        0.001_242_660_947_388_078_4,
        0.026_532_189_526_576_124,
        0.296_560_571_828_504_87,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_7e-15,
        1.421_511_758_316_446e-7,
        1.846_318_317_510_054_8e-5,
        0.000_786_869_131_145_613_3,
        0.014_875_361_290_850_615,
        0.136_929_880_922_735_8,
        0.599_832_206_555_888,
        1.0,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // Abramowitz, Stegun, table 26.5, and the algorithm's own check values
        for (p, z) in [
            (0.5, 0.0),
            (0.75, 0.674_489_750_196_081_7),
            (0.975, 1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813_5),
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
        ] {
            let found = quantile(p);
            assert!((found - z).abs() < 1e-13 * (1.0 + z.abs()), "{p}: {found}");
        }
    }

    #[test]
    fn the_distribution_function_undoes_the_quantile() {
        for p in [1e-9, 0.001, 0.1, 0.5, 0.8, 0.999] {
            let found = distribution_function(quantile(p));
            assert!((found - p).abs() < 1e-15, "{p}: {found}");
        }
        assert!((distribution_function(1.0) - 0.841_344_746_068_542_9).abs() < 1e-15);
        assert_eq!(distribution_function(-40.0), 0.0);
        assert_eq!(distribution_function(f64::INFINITY), 1.0);
    }
}
