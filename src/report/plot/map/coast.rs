//! Coastlines, so that a map can be read; no borders are drawn.
//!
//! `coast.txt` is Natural Earth's land at 1:50 million (version 4.1, public domain), simplified to 0.05
//! degrees without small islands: one ring a line, `land` or `sea` (a lake's ring), then longitude and
//! latitude of its first point and the steps to the next ones, all in twentieths of a degree.

use crate::report::plot::palette::RGBColor;

use super::super::frame::{Frame, Point};
use super::super::palette::WHITE;
use super::super::picture::Picture;
use super::projection::{GeoPoint, Projection};

const RINGS: &str = include_str!("coast.txt");
const UNITS_PER_DEGREE: f64 = 20.0;

const SEA: RGBColor = RGBColor(0xE6, 0xEE, 0xF4);
const LAND: RGBColor = RGBColor(0xF7, 0xF5, 0xF0);
const SHORE: RGBColor = RGBColor(0xB4, 0xBE, 0xC6);

/// Draws land and sea within `frame`.
pub(super) fn draw(picture: &mut Picture, projection: &Projection, frame: Frame) {
    picture.rectangle(frame, SEA);
    for line in RINGS.lines() {
        let (kind, points) = line.split_once(' ').unwrap_or((line, ""));
        let fill = if kind == "sea" { SEA } else { LAND };
        let ring = ring(points);
        // the globe goes on beyond the edges of the data's map
        for turn in [-360.0, 0.0, 360.0] {
            let turned = ring.iter().map(|&(lon, lat)| (lon + turn, lat)).collect();
            let shown = clipped(turned, window(projection));
            let pixels = shown
                .into_iter()
                .map(|(lon_deg, lat_deg)| projection.point(GeoPoint { lat_deg, lon_deg }));
            let corners = clipped(pixels.collect(), frame);
            if corners.len() > 2 {
                shore(picture, &corners, frame);
                picture.area(corners, fill);
            }
        }
    }
    edge(picture, frame);
}

/// The line between land and sea, where it is not the frame's edge. Drawn under the land, so that half
/// of it is seen.
fn shore(picture: &mut Picture, corners: &[Point], frame: Frame) {
    let on_edge = |a: Point, b: Point| {
        let same = |x: f64, y: f64, edge: f64| (x - edge).abs() < 0.01 && (y - edge).abs() < 0.01;
        same(a.0, b.0, frame.left)
            || same(a.0, b.0, frame.right)
            || same(a.1, b.1, frame.top)
            || same(a.1, b.1, frame.bottom)
    };
    let mut run: Vec<Point> = Vec::new();
    for (k, &from) in corners.iter().enumerate() {
        let to = corners[(k + 1) % corners.len()];
        if on_edge(from, to) {
            picture.line(std::mem::take(&mut run), SHORE, 1.5);
        } else {
            if run.is_empty() {
                run.push(from);
            }
            run.push(to);
        }
    }
    picture.line(run, SHORE, 1.5);
}

/// A white rim that hides what the shore's line leaves outside of the frame.
fn edge(picture: &mut Picture, frame: Frame) {
    let Frame {
        left,
        top,
        right,
        bottom,
    } = frame;
    let rim = [
        (left, top),
        (right, top),
        (right, bottom),
        (left, bottom),
        (left, top),
    ];
    picture.line(rim.to_vec(), WHITE, 2.0);
}

/// Longitude and latitude of a ring's points.
fn ring(text: &str) -> Vec<Point> {
    let mut numbers = text
        .split_ascii_whitespace()
        .filter_map(|word| word.parse::<i32>().ok());
    let (mut lon, mut lat) = (0, 0);
    let mut points = Vec::new();
    while let (Some(east), Some(north)) = (numbers.next(), numbers.next()) {
        (lon, lat) = (lon + east, lat + north);
        points.push((
            f64::from(lon) / UNITS_PER_DEGREE,
            f64::from(lat) / UNITS_PER_DEGREE,
        ));
    }
    points
}

/// More of the globe than the frame can show, as a rectangle of longitude and latitude.
fn window(projection: &Projection) -> Frame {
    let half = (projection.half_lon_deg + 30.0).min(120.0);
    Frame {
        left: projection.centre_lon_deg - half,
        right: projection.centre_lon_deg + half,
        top: (projection.lat_deg.0 - 25.0).max(-89.0),
        bottom: (projection.lat_deg.1 + 25.0).min(89.0),
    }
}

/// A polygon cut at the edges of a rectangle, one after the other (Sutherland and Hodgman, 1974).
fn clipped(polygon: Vec<Point>, frame: Frame) -> Vec<Point> {
    let flip = |points: Vec<Point>| points.into_iter().map(|(x, y)| (y, x)).collect();
    let columns = between(polygon, frame.left, frame.right);
    flip(between(flip(columns), frame.top, frame.bottom))
}

/// The part of a polygon with x within `least..=most`.
fn between(polygon: Vec<Point>, least: f64, most: f64) -> Vec<Point> {
    let above = half(&polygon, least, |x| x >= least);
    half(&above, most, |x| x <= most)
}

fn half(polygon: &[Point], edge: f64, inside: impl Fn(f64) -> bool) -> Vec<Point> {
    let mut kept = Vec::new();
    for (k, &to) in polygon.iter().enumerate() {
        let from = polygon[(k + polygon.len() - 1) % polygon.len()];
        if inside(from.0) != inside(to.0) {
            let share = (edge - from.0) / (to.0 - from.0);
            kept.push((edge, from.1 + share * (to.1 - from.1)));
        }
        if inside(to.0) {
            kept.push(to);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(polygon: &[Point]) -> f64 {
        let next = polygon.iter().cycle().skip(1);
        let twice: f64 = polygon
            .iter()
            .zip(next)
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        twice.abs() / 2.0
    }

    #[test]
    fn a_polygon_is_cut_to_what_lies_within() {
        let square = vec![(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)];
        let frame = |left, top, right, bottom| Frame {
            left,
            top,
            right,
            bottom,
        };
        assert!((area(&clipped(square.clone(), frame(0.0, 0.0, 9.0, 9.0))) - 25.0).abs() < 1e-9);
        assert!((area(&clipped(square.clone(), frame(-1.0, -2.0, 1.0, 2.0))) - 8.0).abs() < 1e-9);
        assert!(clipped(square, frame(6.0, 6.0, 9.0, 9.0)).is_empty());
    }

    #[test]
    fn every_line_of_the_coast_is_a_ring_on_the_globe() {
        assert!(RINGS.lines().count() > 400);
        for line in RINGS.lines() {
            let (kind, points) = line.split_once(' ').expect("a kind");
            assert!(kind == "land" || kind == "sea");
            let ring = ring(points);
            assert!(ring.len() > 3);
            for (lon, lat) in ring {
                assert!(
                    lon.abs() <= 180.0 && (-60.0..=84.0).contains(&lat),
                    "{lon} {lat}"
                );
            }
        }
    }
}
