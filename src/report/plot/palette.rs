//! Colours that people with colour-blindness tell apart (Okabe and Ito, *Color Universal Design*, 2008).

use crate::case::Side;

/// A colour by its parts of red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RGBColor(pub u8, pub u8, pub u8);

pub(super) const WHITE: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
pub(super) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
pub(super) const FAINT_INK: RGBColor = RGBColor(0x5F, 0x5F, 0x5F);
pub(super) const GRID: RGBColor = RGBColor(0xE2, 0xE2, 0xE2);

pub(super) const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xB2);
pub(super) const ORANGE: RGBColor = RGBColor(0xE6, 0x9F, 0x00);
pub(super) const GREEN: RGBColor = RGBColor(0x00, 0x9E, 0x73);
pub(super) const YELLOW: RGBColor = RGBColor(0xF0, 0xE4, 0x42);
pub(super) const SKY: RGBColor = RGBColor(0x56, 0xB4, 0xE9);
pub(super) const VERMILLION: RGBColor = RGBColor(0xD5, 0x5E, 0x00);
pub(super) const PURPLE: RGBColor = RGBColor(0xCC, 0x79, 0xA7);

/// The colour of a side: blue for the west, vermillion for the east, in every picture.
pub(super) const fn side(side: Side) -> RGBColor {
    match side {
        Side::East => VERMILLION,
        Side::West => BLUE,
    }
}

/// Six colours for areas of a side, cold for the west and warm for the east, all twelve of which are told apart by everybody:
/// those of Okabe and Ito, and others as far from them as the test below wants.
pub(super) const fn colours(of: Side) -> [RGBColor; 6] {
    match of {
        Side::East => [
            VERMILLION,
            ORANGE,
            YELLOW,
            PURPLE,
            RGBColor(0x5C, 0x1F, 0x00),
            RGBColor(0xF9, 0xCD, 0xB4),
        ],
        Side::West => [
            BLUE,
            SKY,
            GREEN,
            RGBColor(0x39, 0x04, 0x65),
            RGBColor(0x8F, 0xE0, 0xD9),
            RGBColor(0x25, 0x09, 0xB8),
        ],
    }
}

/// `count` colours of values in order, from dark to light (viridis: van der Walt and Smith, 2015, without its yellow, which
/// is too light for lines).
pub(super) fn ramp(count: usize) -> Vec<RGBColor> {
    const STOPS: [RGBColor; 5] = [
        RGBColor(0x44, 0x01, 0x54),
        RGBColor(0x3B, 0x52, 0x8B),
        RGBColor(0x21, 0x91, 0x8C),
        RGBColor(0x5E, 0xC9, 0x62),
        RGBColor(0xB5, 0xC9, 0x1E),
    ];
    let last = STOPS.len() - 1;
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    let colour = |k: usize| {
        let at = k as f64 / (count.max(2) - 1) as f64 * last as f64;
        let below = (at as usize).min(last - 1);
        mixed(STOPS[below], STOPS[below + 1], at - below as f64)
    };
    (0..count).map(colour).collect()
}

/// The colour at `share`, 0..1, of the way from one to another.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn mixed(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let mix = |from: u8, to: u8| {
        (f64::from(from) + share.clamp(0.0, 1.0) * (f64::from(to) - f64::from(from))).round() as u8
    };
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen without one kind of cones (Machado, Oliveira and Fernandes, 2009, severity 1), in linear light.
    const SIGHTS: [[[f64; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ];

    /// CIE L*a*b* of a colour as it is seen.
    fn lab(colour: RGBColor, sight: [[f64; 3]; 3]) -> [f64; 3] {
        let linear = [colour.0, colour.1, colour.2].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        let times = |row: [f64; 3], v: [f64; 3]| row[0] * v[0] + row[1] * v[1] + row[2] * v[2];
        let seen = sight.map(|row| times(row, linear).clamp(0.0, 1.0));
        let f = |t: f64| {
            if t > 0.008_856 {
                t.cbrt()
            } else {
                7.787 * t + 16.0 / 116.0
            }
        };
        let x = f(times([0.4124, 0.3576, 0.1805], seen) / 0.9505);
        let y = f(times([0.2126, 0.7152, 0.0722], seen));
        let z = f(times([0.0193, 0.1192, 0.9505], seen) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// A distance of 2.3 is just seen beside one another; these are not beside one another.
    #[test]
    fn all_colours_of_areas_are_told_apart_by_everybody() {
        let all = [colours(Side::West), colours(Side::East)].concat();
        for sight in SIGHTS {
            for (k, &a) in all.iter().enumerate() {
                for &b in &all[k + 1..] {
                    let (a, b) = (lab(a, sight), lab(b, sight));
                    let apart = (a[0] - b[0]).hypot(a[1] - b[1]).hypot(a[2] - b[2]);
                    assert!(apart > 15.0, "{a:?} {b:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn no_two_colours_of_a_ramp_are_the_same() {
        for count in [1, 2, 7, 20] {
            let mut colours: Vec<_> = ramp(count).iter().map(|c| (c.0, c.1, c.2)).collect();
            colours.sort_unstable();
            colours.dedup();
            assert_eq!(colours.len(), count);
        }
    }
}
