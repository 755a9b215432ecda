//! Colours that people with colour-blindness tell apart (Okabe and Ito, *Color Universal Design*, 2008).

use plotters::style::RGBColor;

use crate::case::Side;

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

/// `count` shades of a side, from dark to light.
pub(super) fn shades(of: Side, count: usize) -> Vec<RGBColor> {
    let light = match of {
        Side::East => RGBColor(0xF0, 0xC4, 0x42),
        Side::West => RGBColor(0x9A, 0xD4, 0xF2),
    };
    #[allow(clippy::cast_precision_loss)]
    let share = |k: usize| k as f64 / (count.max(2) - 1) as f64;
    (0..count)
        .map(|k| mixed(side(of), light, share(k)))
        .collect()
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
