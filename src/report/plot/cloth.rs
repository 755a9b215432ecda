//! What areas are filled with: colours that are told apart, and patterns where there are more areas than colours.

use crate::report::plot::palette::RGBColor;

use super::frame::Point;
use super::palette::{self, WHITE};
use super::picture::{Fill, Picture};
use crate::case::Side;

/// Lines over a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    Plain,
    Rising,
    Falling,
    Level,
    Upright,
}

const PATTERNS: [Pattern; 5] = [
    Pattern::Plain,
    Pattern::Rising,
    Pattern::Falling,
    Pattern::Level,
    Pattern::Upright,
];

/// A colour with its pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cloth {
    pub colour: RGBColor,
    pub pattern: Pattern,
}

/// Cloths of so many areas of a side: its colours, then the same colours with lines over them.
pub(super) fn cloths(of: Side, count: usize) -> Vec<Cloth> {
    let colours = palette::colours(of);
    (0..count)
        .map(|k| Cloth {
            colour: colours[k % colours.len()],
            pattern: PATTERNS[k / colours.len() % PATTERNS.len()],
        })
        .collect()
}

/// Pixels between lines of a pattern.
const GAP: f64 = 7.0;

/// Fills an area.
pub(super) fn fill(picture: &mut Picture, corners: Vec<Point>, cloth: Cloth) {
    let angle = match cloth.pattern {
        Pattern::Plain => None,
        Pattern::Level => Some(0.0),
        Pattern::Falling => Some(45.0),
        Pattern::Upright => Some(90.0),
        Pattern::Rising => Some(135.0_f64),
    };
    let lines = angle.map_or_else(Vec::new, |angle| hatch(&corners, angle.to_radians()));
    picture.area(corners, cloth.colour);
    let light = Fill {
        colour: WHITE,
        opacity: 0.75,
    };
    for (from, to) in lines {
        picture.line(vec![from, to], light, 1.25);
    }
}

/// Parallel lines within a polygon, at multiples of the gap from the sheet's corner, so that neighbouring areas join:
/// on each line, what lies between its 1st and 2nd crossing with the edges, its 3rd and 4th, and so on.
fn hatch(corners: &[Point], angle: f64) -> Vec<(Point, Point)> {
    let (sin, cos) = angle.sin_cos();
    let along = |p: Point| p.0 * cos + p.1 * sin;
    let across = |p: Point| p.1 * cos - p.0 * sin;
    let least = corners
        .iter()
        .map(|p| across(*p))
        .fold(f64::INFINITY, f64::min);
    let most = corners
        .iter()
        .map(|p| across(*p))
        .fold(f64::NEG_INFINITY, f64::max);
    let mut lines = Vec::new();
    let mut at = (least / GAP).ceil() * GAP;
    while at < most {
        let mut crossings: Vec<f64> = Vec::new();
        for (k, &from) in corners.iter().enumerate() {
            let to = corners[(k + 1) % corners.len()];
            let (a, b) = (across(from) - at, across(to) - at);
            if (a < 0.0) != (b < 0.0) {
                crossings.push(along(from) + a / (a - b) * (along(to) - along(from)));
            }
        }
        crossings.sort_by(f64::total_cmp);
        let point = |along: f64| (along * cos - at * sin, along * sin + at * cos);
        for pair in crossings
            .chunks_exact(2)
            .filter(|pair| pair[1] - pair[0] > 0.5)
        {
            lines.push((point(pair[0]), point(pair[1])));
        }
        at += GAP;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_two_dozen_areas_are_filled_alike() {
        for side in Side::BOTH {
            let cloths = cloths(side, 24);
            for (k, a) in cloths.iter().enumerate() {
                assert!(!cloths[k + 1..].contains(a), "{a:?}");
            }
            assert!(
                cloths[..6]
                    .iter()
                    .all(|cloth| cloth.pattern == Pattern::Plain)
            );
        }
    }

    /// By hand: level lines in a U of two legs, 10 wide each, over a foot: two pieces above the foot, one within it.
    #[test]
    fn a_pattern_stays_within_its_area() {
        let u = [
            (0.0, 0.0),
            (10.0, 0.0),
            (10.0, 15.0),
            (20.0, 15.0),
            (20.0, 0.0),
            (30.0, 0.0),
            (30.0, 30.0),
            (0.0, 30.0),
        ];
        let lines = hatch(&u, 0.0);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let at = |y: f64| {
            lines
                .iter()
                .filter(|l| near(l.0.1, y) && near(l.1.1, y))
                .map(|l| (l.0.0.round(), l.1.0.round()))
                .collect::<Vec<_>>()
        };
        assert_eq!(at(7.0), [(0.0, 10.0), (20.0, 30.0)]);
        assert_eq!(at(21.0), [(0.0, 30.0)]);
        for (from, to) in hatch(&u, std::f64::consts::FRAC_PI_4) {
            for p in [from, to] {
                assert!(
                    (-1e-9..=30.0 + 1e-9).contains(&p.0) && (-1e-9..=30.0 + 1e-9).contains(&p.1)
                );
            }
        }
        assert!(hatch(&[], 0.3).is_empty());
    }
}
