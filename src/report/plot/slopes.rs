//! What the edges of frontiers are worth, written beside them.

use super::frame::Point;
use super::labels::{Labels, Outwards};
use super::lettering::{Anchor, Lettering};
use super::measure::{IN_MILLIONS_FROM, millions};
use super::picture::Picture;
use crate::language::unit;
use crate::report::number::{amount, decimals_for};

use crate::report::plot::palette::RGBColor;

/// Labels of all frontiers of a picture, where each has no more than [`EACH`].
const MOST: usize = 24;
/// Labels that each may have, however many frontiers there are.
const EACH: usize = 8;
/// An edge of this length has a label of its own, pixels.
const LONG: f64 = 12.0;
/// Shorter edges that follow one another share one for each so many pixels...
const RUN: f64 = 40.0;
/// ... and what is left of them has one from here on.
const REST: f64 = 24.0;
/// Edges that follow one another within this part of their slope are one.
const ALIKE: f64 = 0.01;
/// A figure for several edges speaks for slopes up to this many times the least: `2–3,402` says nothing.
const WIDEST: f64 = 1.5;
/// At the end of a frontier, where the slope is steepest, this is enough.
const END: f64 = 3.0;
/// Labels of two frontiers that say the same this near are one, pixels.
const NEAR: f64 = 14.0;

/// A corner as it is drawn, and the slope of the edge that leads there.
pub(super) type Drawn = (Point, Option<f64>);

/// A frontier as it is drawn.
pub(super) struct Polyline {
    pub corners: Vec<Drawn>,
    /// Of its labels.
    pub colour: RGBColor,
}

/// An edge, or short edges one after the other.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    length: f64,
    middle: Point,
    /// The slopes of its first and its last edge, of which the first is the lesser one.
    slopes: (f64, f64),
}

/// Writes the slopes where there is room, those of the longest stretches first. What several frontiers have in common is
/// written once, in `shared`.
pub(super) fn slopes(
    picture: &mut Picture,
    labels: &mut Labels,
    lines: &[Polyline],
    unit: &str,
    shared: RGBColor,
) {
    let mut stretches: Vec<Vec<Stretch>> = lines.iter().map(|l| longest(&l.corners)).collect();
    let all = stretches.iter().flatten();
    let widest = all.max_by(|a, b| a.length.total_cmp(&b.length));
    let (unit, per) = short_unit(unit, widest.map_or(1.0, |stretch| stretch.slopes.1));
    for stretch in stretches.iter_mut().flatten() {
        stretch.slopes = (stretch.slopes.0 / per, stretch.slopes.1 / per);
    }
    let each = (MOST / lines.len().max(1)).max(EACH);
    let longest = stretches.iter().map(Vec::len).max().unwrap_or(0).min(each);
    let mut written: Vec<(String, Point, usize)> = Vec::new();
    // the longest of each frontier first, so that none takes the room of all
    for rank in 0..longest {
        for (k, (line, of_line)) in lines.iter().zip(&stretches).enumerate() {
            let Some(stretch) = of_line.get(rank) else {
                continue;
            };
            let text = format!("{} {unit}", in_words(stretch.slopes));
            let is_same = |other: &str, at: Point| other == text && is_near(at, stretch.middle);
            // slopes of one frontier rise, so that what rounds alike are neighbours
            let is_told = |(other, at, of): &(String, Point, usize)| {
                is_same(other, *at) || (*of == k && *other == text)
            };
            if written.iter().any(is_told) {
                continue;
            }
            let says = |other: &&Stretch| {
                is_same(&format!("{} {unit}", in_words(other.slopes)), other.middle)
            };
            let sayers = stretches
                .iter()
                .filter(|others| others.iter().any(|o| says(&o)));
            let colour = if sayers.count() > 1 {
                shared
            } else {
                line.colour
            };
            let lettering = Lettering::plain(12.0, Anchor::Start).coloured(colour);
            let label = [(text.clone().into(), lettering)];
            if labels.place(picture, stretch.middle, 3.0, &label, Outwards::Right) {
                written.push((text, stretch.middle, k));
            }
        }
    }
}

/// The unit in which slopes of that size have few digits, and what one of it is in the unit given.
fn short_unit(of: &str, slope: f64) -> (String, f64) {
    match of.split_once('/') {
        Some((given, per)) if slope > 0.0 && slope < 1e-8 => {
            let told = tr!(
                "{given}/billion {per}",
                given = unit(given),
                per = unit(per)
            );
            (told, 1e-9)
        }
        Some((given, per)) if slope < 1e-2 => {
            let told = tr!(
                "{given}/million {per}",
                given = unit(given),
                per = unit(per)
            );
            (told, 1e-6)
        }
        _ if slope >= IN_MILLIONS_FROM => (millions(of), 1e6),
        _ => (unit(of), 1.0),
    }
}

fn is_near(a: Point, b: Point) -> bool {
    (a.0 - b.0).hypot(a.1 - b.1) <= NEAR
}

/// `232.4`, or `448–480` where short edges follow one another.
fn in_words((first, last): (f64, f64)) -> String {
    let shown = |whole: f64| {
        let decimals = decimals(last, whole);
        (amount(first, decimals), amount(last, decimals))
    };
    let (mut from, mut to) = shown(100.0);
    if from == to {
        (from, to) = shown(1000.0);
    }
    if from == to {
        to
    } else {
        format!("{from}–{to}")
    }
}

/// Decimals of a slope, none from `whole` on: edges of nearly one slope follow one another, and digits part them.
fn decimals(slope: f64, whole: f64) -> usize {
    match slope {
        slope if slope >= whole => 0,
        slope if slope >= 1.0 => decimals_for(slope),
        // three that tell, up to eight
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        slope => (2.0 - slope.log10().floor()).clamp(3.0, 8.0) as usize,
    }
}

/// The stretches that are long enough to be written beside: the last one, then the longest first.
fn longest(corners: &[Drawn]) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut run = Run::default();
    for (begin, end) in alike(corners) {
        let piece = &corners[begin..=end];
        let length = lengths(piece).sum::<f64>();
        let (first, last) = (slope_of(piece), piece[piece.len() - 1].1.unwrap_or(0.0));
        let speaks = run.length == 0.0 || last <= WIDEST * run.first;
        if length >= LONG || !speaks {
            stretches.extend(run.told(corners).filter(|run| run.length >= REST));
            run = Run::default();
        }
        if length >= LONG {
            stretches.extend(one_slope(piece));
            continue;
        }
        if run.length == 0.0 {
            (run.begin, run.first) = (begin, first);
        }
        (run.end, run.length) = (end, run.length + length);
        if run.length >= RUN {
            stretches.extend(run.told(corners));
            run = Run::default();
        }
    }
    stretches.extend(run.told(corners).filter(|run| run.length >= END));
    // the steepest is asked for whatever its length
    let steepest = stretches.pop();
    stretches.sort_by(|a, b| b.length.total_cmp(&a.length));
    stretches.splice(0..0, steepest);
    stretches
}

/// Short edges one after the other, by their corners.
#[derive(Default)]
struct Run {
    begin: usize,
    end: usize,
    length: f64,
    /// The slope of its first edge.
    first: f64,
}

impl Run {
    fn told(&self, corners: &[Drawn]) -> impl Iterator<Item = Stretch> {
        let corners = &corners[self.begin.min(corners.len())..corners.len().min(self.end + 1)];
        let is_one = alike(corners).len() == 1;
        let found = if is_one {
            one_slope(corners)
        } else {
            stretch(corners)
        };
        found.filter(|_| self.length > 0.0).into_iter()
    }
}

/// Edges that follow one another with slopes alike, by their first and last corner.
fn alike(corners: &[Drawn]) -> Vec<(usize, usize)> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    for k in 1..corners.len() {
        let is_alike = |&(begin, _): &(usize, usize)| match (corners[begin + 1].1, corners[k].1) {
            (Some(first), Some(this)) => (this - first).abs() <= ALIKE * first.abs(),
            _ => false,
        };
        match pieces.last_mut() {
            Some(piece) if is_alike(piece) => piece.1 = k,
            _ => pieces.push((k - 1, k)),
        }
    }
    pieces
}

/// The slope of the longest edge: of edges alike, the one that speaks for all.
fn slope_of(corners: &[Drawn]) -> f64 {
    let edges = lengths(corners).zip(corners.iter().skip(1));
    let longest = edges.max_by(|a, b| a.0.total_cmp(&b.0));
    longest.and_then(|(_, end)| end.1).unwrap_or(0.0)
}

fn one_slope(corners: &[Drawn]) -> Option<Stretch> {
    let slope = slope_of(corners);
    Some(Stretch {
        slopes: (slope, slope),
        ..stretch(corners)?
    })
}

fn lengths(corners: &[Drawn]) -> impl Iterator<Item = f64> + '_ {
    corners
        .windows(2)
        .map(|pair| distance(pair[0].0, pair[1].0))
}

/// What lies between these corners; `None` of fewer than two.
fn stretch(corners: &[Drawn]) -> Option<Stretch> {
    let first = corners.get(1)?.1?;
    let last = corners.last()?.1?;
    let length: f64 = corners.windows(2).map(|p| distance(p[0].0, p[1].0)).sum();
    let mut left = length / 2.0;
    let mut middle = corners.first()?.0;
    for pair in corners.windows(2) {
        let (from, to) = (pair[0].0, pair[1].0);
        let edge = distance(from, to);
        if edge >= left {
            let share = if edge > 0.0 { left / edge } else { 0.0 };
            let at = |a: f64, b: f64| a + share * (b - a);
            middle = (at(from.0, to.0), at(from.1, to.1));
            break;
        }
        left -= edge;
    }
    Some(Stretch {
        length,
        middle,
        slopes: (first, last),
    })
}

fn distance(from: Point, to: Point) -> f64 {
    (to.0 - from.0).hypot(to.1 - from.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_told_in_units_that_keep_them_short() {
        assert_eq!(short_unit("CNY/t", 9e3), ("CNY/t".to_owned(), 1.0));
        assert_eq!(
            short_unit("CNY/ms", 8e9),
            ("million CNY/ms".to_owned(), 1e6)
        );
        assert_eq!(
            short_unit("t/CNY", 3e-4),
            ("t/million CNY".to_owned(), 1e-6)
        );
        assert_eq!(short_unit("ms/t", 1e-9), ("ms/billion t".to_owned(), 1e-9));
    }

    #[test]
    fn small_slopes_have_three_digits_that_tell() {
        assert_eq!(in_words((0.000_812_34, 0.000_812_34)), "0.000812");
        assert_eq!(in_words((0.25, 0.25)), "0.250");
        assert_eq!(in_words((293.57, 293.83)), "293.6–293.8");
        assert_eq!(in_words((293.57, 294.8)), "294–295");
    }

    /// By hand: a long edge; five short ones of 9 pixels, of which the first three differ by less than 1 % (27 pixels) and
    /// so do the last two (18); one of 30; two of 5 that differ too much to share a figure, of which the last is the end.
    #[test]
    fn edges_alike_are_one_and_slopes_far_apart_share_no_figure() {
        let mut corners = vec![((0.0, 0.0), None), ((50.0, 0.0), Some(1.0))];
        for k in 1..=5 {
            corners.push(((50.0 + 9.0 * f64::from(k), 0.0), Some(200.0 + f64::from(k))));
        }
        corners.push(((125.0, 0.0), Some(300.0)));
        corners.push(((130.0, 0.0), Some(400.0)));
        corners.push(((135.0, 0.0), Some(4000.0)));
        let found = longest(&corners);
        let told: Vec<(f64, Point, String)> = found
            .into_iter()
            .map(|s| (s.length, s.middle, in_words(s.slopes)))
            .collect();
        assert_eq!(
            told,
            [
                (5.0, (132.5, 0.0), "4,000".to_owned()),
                (50.0, (25.0, 0.0), "1.00".to_owned()),
                (30.0, (110.0, 0.0), "300.0".to_owned()),
                (27.0, (63.5, 0.0), "203.0".to_owned()),
                (18.0, (86.0, 0.0), "205.0".to_owned()),
            ]
        );
    }

    /// By hand: ten edges of 9 pixels, each 5 % steeper than the last: five make 45 pixels and one figure, 100 to 122.
    #[test]
    fn short_edges_share_the_slopes_of_the_first_and_the_last() {
        let mut corners = vec![((0.0, 0.0), None)];
        for k in 0..5 {
            let x = 9.0 * f64::from(k + 1);
            corners.push(((x, 0.0), Some(100.0 * 1.05_f64.powi(k))));
        }
        let found = longest(&corners);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].length, in_words(found[0].slopes)),
            (45.0, "100–122".to_owned())
        );
        assert!(longest(&corners[..1]).is_empty() && longest(&[]).is_empty());
    }
}
