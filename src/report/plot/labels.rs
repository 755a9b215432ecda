//! Labels beside their places, none over another.

use super::frame::{Frame, Point};
use super::lettering::{Anchor, Lettering, Wording};
use super::palette::FAINT_INK;
use super::picture::Picture;

/// Rooms that are taken already.
pub(super) struct Labels {
    sheet: Frame,
    taken: Vec<Frame>,
    /// Points of lines that are written over where nothing else is free.
    lines: Vec<Point>,
}

/// Where a label may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outwards {
    /// Beside its mark, to the right if there is room.
    Right,
    /// Beside its mark, to the left if there is room.
    Left,
    /// Anywhere, tied to its mark by a line.
    Far,
}

/// Directions that a label may lie in, best first: to the right, to the left, and so on.
const DIRECTIONS: [Point; 8] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.8, -0.9),
    (0.8, 0.9),
    (-0.8, -0.9),
    (-0.8, 0.9),
    (0.0, -1.0),
    (0.0, 1.0),
];

/// Distances from the mark's edge that are tried in turn, pixels; from the third on with a line.
const DISTANCES: [f64; 6] = [3.0, 8.0, 18.0, 32.0, 50.0, 75.0];

/// Least room between a label and the one beside it, pixels.
const AIR: f64 = 2.0;

impl Labels {
    pub(crate) fn within(sheet: Frame) -> Self {
        Self {
            sheet,
            taken: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Nothing is written over a mark.
    pub(crate) fn keep_clear(&mut self, at: Point, radius: f64) {
        self.take(Frame {
            left: at.0 - radius,
            top: at.1 - radius,
            right: at.0 + radius,
            bottom: at.1 + radius,
        });
    }

    pub(crate) fn take(&mut self, frame: Frame) {
        self.taken.push(frame);
    }

    /// A line is written over only where there is no other room.
    pub(crate) fn spare(&mut self, points: &[Point]) {
        const STEP: f64 = 4.0;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let mut along = 0.0;
            while along < length {
                let at = |a: f64, b: f64| a + along / length * (b - a);
                self.lines.push((at(from.0, to.0), at(from.1, to.1)));
                along += STEP;
            }
        }
    }

    /// How many points of lines a frame would hide.
    fn hides(&self, frame: &Frame) -> usize {
        let within = |p: &&Point| {
            (frame.left..=frame.right).contains(&p.0) && (frame.top..=frame.bottom).contains(&p.1)
        };
        self.lines.iter().filter(within).count()
    }

    /// At how many points the tie from a mark to a label would meet other marks or labels.
    fn meets(&self, at: Point, radius: f64, frame: &Frame) -> usize {
        const STEP: f64 = 4.0;
        let end = nearest(at, frame);
        let length = (end.0 - at.0).hypot(end.1 - at.1);
        let mut along = radius + STEP;
        let mut met = 0;
        while along < length {
            let point = |a: f64, b: f64| a + along / length * (b - a);
            let (x, y) = (point(at.0, end.0), point(at.1, end.1));
            let holds = |room: &&Frame| {
                // the mark's own room is left by now, but at its corners
                let is_own = (room.left..=room.right).contains(&at.0)
                    && (room.top..=room.bottom).contains(&at.1);
                !is_own
                    && (room.left..=room.right).contains(&x)
                    && (room.top..=room.bottom).contains(&y)
            };
            met += self.taken.iter().filter(holds).count();
            along += STEP;
        }
        met
    }

    /// How many rooms a frame would lie over.
    pub(crate) fn hits(&self, frame: &Frame) -> usize {
        let hit = |taken: &&Frame| taken.overlaps(frame);
        self.taken.iter().filter(hit).count()
    }

    /// Writes lines beside a mark, where there is room: as near as may be, farther off where that hides fewer lines. Says
    /// whether there was room.
    pub(crate) fn place(
        &mut self,
        picture: &mut Picture,
        at: Point,
        radius: f64,
        lines: &[(Wording, Lettering)],
        outwards: Outwards,
    ) -> bool {
        let distances = match outwards {
            Outwards::Far => &DISTANCES[..],
            Outwards::Left | Outwards::Right => &DISTANCES[..2],
        };
        let turn = if outwards == Outwards::Left {
            -1.0
        } else {
            1.0
        };
        let size = size(lines);
        let mut best: Option<(f64, f64, Frame, f64)> = None;
        for (step, &distance) in (0_u32..).zip(distances) {
            for (k, direction) in (0_u32..).zip(DIRECTIONS.map(|(x, y)| (turn * x, y))) {
                let frame = beside(at, radius + distance, direction, size);
                let with_air = Frame {
                    left: frame.left - AIR,
                    right: frame.right + AIR,
                    ..frame
                };
                if !self.sheet.holds(&frame) || self.hits(&with_air) > 0 {
                    continue;
                }
                // nearer ones have no tie
                let met = if distance > DISTANCES[1] {
                    self.meets(at, radius, &frame)
                } else {
                    0
                };
                #[allow(clippy::cast_precision_loss)]
                let (hidden, met) = (self.hides(&frame) as f64, met as f64);
                let farther = STEP * f64::from(step) + f64::from(k);
                let cost = HIDDEN * hidden + MET * met + farther;
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, distance, frame, direction.0));
                }
            }
        }
        let Some((_, distance, frame, side)) = best else {
            return false;
        };
        if distance > DISTANCES[1] {
            tie(picture, at, radius, &frame);
        }
        let ground = if self.hides(&frame) > 0 { 0.5 } else { CLEAR };
        write(picture, lines, &frame, side, ground);
        self.take(frame);
        true
    }
}

/// What a label costs for each point of a line that it hides, for each point at which its tie meets what it does not belong
/// to, and for each distance that it is farther off; a direction that is less wanted costs 1.
const HIDDEN: f64 = 2.5;
const MET: f64 = 20.0;
const STEP: f64 = 8.0;

/// Opacity of a label's ground where it hides none of the lines.
const CLEAR: f64 = 0.85;

fn height(lettering: &Lettering) -> f64 {
    lettering.size + 1.0
}

fn size(lines: &[(Wording, Lettering)]) -> (f64, f64) {
    let width =
        |(wording, lettering): &(Wording, Lettering)| lettering.frame(wording, (0.0, 0.0)).width();
    let widest = lines.iter().map(width).fold(0.0, f64::max);
    (widest, lines.iter().map(|(_, l)| height(l)).sum())
}

/// A frame of that size whose nearest edge is `distance` from `at`.
fn beside(at: Point, distance: f64, direction: Point, (width, height): (f64, f64)) -> Frame {
    let towards = |sign: f64, size: f64| match sign {
        s if s > 0.0 => 0.0,
        s if s < 0.0 => -size,
        _ => -size / 2.0,
    };
    let left = at.0 + distance * direction.0 + towards(direction.0, width);
    let top = at.1 + distance * direction.1 + towards(direction.1, height);
    Frame {
        left,
        top,
        right: left + width,
        bottom: top + height,
    }
}

fn write(
    picture: &mut Picture,
    lines: &[(Wording, Lettering)],
    frame: &Frame,
    side: f64,
    ground: f64,
) {
    let mut top = frame.top;
    for (wording, lettering) in lines {
        let (anchor, x) = match side {
            s if s > 0.0 => (Anchor::Start, frame.left),
            s if s < 0.0 => (Anchor::End, frame.right),
            _ => (Anchor::Middle, f64::midpoint(frame.left, frame.right)),
        };
        let lettering = Lettering {
            anchor,
            ..*lettering
        };
        let middle = (x, top + height(&lettering) / 2.0);
        picture.text_on(ground, wording.clone(), middle, lettering);
        top += height(&lettering);
    }
}

/// The point of a frame that is nearest.
fn nearest(at: Point, frame: &Frame) -> Point {
    (
        at.0.clamp(frame.left, frame.right),
        at.1.clamp(frame.top, frame.bottom),
    )
}

/// A line from the mark's edge to the nearest point of the frame.
fn tie(picture: &mut Picture, at: Point, radius: f64, frame: &Frame) {
    let end = nearest(at, frame);
    let length = (end.0 - at.0).hypot(end.1 - at.1).max(1e-9);
    let share = radius / length;
    let start = (at.0 + share * (end.0 - at.0), at.1 + share * (end.1 - at.1));
    picture.line(vec![start, end], FAINT_INK, 0.75);
}
