//! Labels beside their places, none over another.

use super::frame::{Frame, Point};
use super::lettering::{Anchor, Lettering, Wording};
use super::palette::FAINT_INK;
use super::picture::Picture;

/// Rooms that are taken already.
pub(super) struct Labels {
    sheet: Frame,
    taken: Vec<Frame>,
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
    pub fn within(sheet: Frame) -> Self {
        Self {
            sheet,
            taken: Vec::new(),
        }
    }

    /// Nothing is written over a mark.
    pub fn keep_clear(&mut self, at: Point, radius: f64) {
        self.take(Frame {
            left: at.0 - radius,
            top: at.1 - radius,
            right: at.0 + radius,
            bottom: at.1 + radius,
        });
    }

    pub fn take(&mut self, frame: Frame) {
        self.taken.push(frame);
    }

    /// How many rooms a frame would lie over.
    pub fn hits(&self, frame: &Frame) -> usize {
        let hit = |taken: &&Frame| taken.overlaps(frame);
        self.taken.iter().filter(hit).count()
    }

    /// Writes lines beside a mark, where there is room. Says whether there was.
    pub fn place(
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
        for &distance in distances {
            for direction in DIRECTIONS.map(|(x, y)| (turn * x, y)) {
                let frame = beside(at, radius + distance, direction, size);
                let with_air = Frame {
                    left: frame.left - AIR,
                    right: frame.right + AIR,
                    ..frame
                };
                if self.sheet.holds(&frame) && self.hits(&with_air) == 0 {
                    if distance > DISTANCES[1] {
                        tie(picture, at, radius, &frame);
                    }
                    write(picture, lines, &frame, direction.0);
                    self.take(frame);
                    return true;
                }
            }
        }
        false
    }
}

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

fn write(picture: &mut Picture, lines: &[(Wording, Lettering)], frame: &Frame, side: f64) {
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
        picture.text_on_white(wording.clone(), middle, lettering);
        top += height(&lettering);
    }
}

/// A line from the mark's edge to the nearest point of the frame.
fn tie(picture: &mut Picture, at: Point, radius: f64, frame: &Frame) {
    let end = (
        at.0.clamp(frame.left, frame.right),
        at.1.clamp(frame.top, frame.bottom),
    );
    let length = (end.0 - at.0).hypot(end.1 - at.1).max(1e-9);
    let share = radius / length;
    let start = (at.0 + share * (end.0 - at.0), at.1 + share * (end.1 - at.1));
    picture.line(vec![start, end], FAINT_INK, 0.75);
}
