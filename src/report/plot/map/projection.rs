//! # Albers' equal-area conic projection
//!
//! ```text
//!     n = (sin φ₁ + sin φ₂) / 2,   c = cos² φ₁ + 2 n sin φ₁
//!     ρ(φ) = √(c − 2 n sin φ) / n,   θ = n (λ − λ₀)
//!     x = ρ sin θ,   y = ρ cos θ   (downwards)
//! ```
//!
//! with standard parallels φ₁, φ₂ a sixth of the height from the edges of what is shown (Snyder, *Map
//! Projections: A Working Manual*, 1987, §14). A map about the equator, where n nears 0, is drawn as if a
//! little to the north.

use super::super::frame::{Frame, Point};

/// Degrees north and east.
#[derive(Debug, Clone, Copy)]
pub(super) struct GeoPoint {
    pub lat_deg: f64,
    pub lon_deg: f64,
}

/// From degrees to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection {
    n: f64,
    c: f64,
    /// Longitude that points up.
    pub centre_lon_deg: f64,
    /// Latitudes shown, from south to north.
    pub lat_deg: (f64, f64),
    /// Greatest distance from the central longitude.
    pub half_lon_deg: f64,
    scale: f64,
    shift: Point,
}

/// Room around the outermost places, pixels.
const PADDING: f64 = 45.0;

impl Projection {
    /// Holds all places, as large as the frame allows.
    pub(crate) fn around(places: &[GeoPoint], frame: Frame) -> Self {
        let range = |of: fn(&GeoPoint) -> f64| {
            let values = places.iter().map(of);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
                (least.min(v), most.max(v))
            })
        };
        let (south, north) = range(|place| place.lat_deg);
        let (west, east) = range(|place| place.lon_deg);
        let sixth = (north - south) / 6.0;
        let sine = |deg: f64| deg.to_radians().sin();
        let mut n = (sine(south + sixth) + sine(north - sixth)) / 2.0;
        if n.abs() < 0.02 {
            n = 0.02;
        }
        let first = (south + sixth).to_radians();
        let unscaled = Self {
            n,
            c: first.cos().powi(2) + 2.0 * n * first.sin(),
            centre_lon_deg: f64::midpoint(west, east),
            lat_deg: (south, north),
            half_lon_deg: (east - west) / 2.0,
            scale: 1.0,
            shift: (0.0, 0.0),
        };
        unscaled.fitted(places, frame)
    }

    fn fitted(self, places: &[GeoPoint], frame: Frame) -> Self {
        let points: Vec<Point> = places.iter().map(|place| self.point(*place)).collect();
        let range = |of: fn(&Point) -> f64| {
            let values = points.iter().map(of);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
                (least.min(v), most.max(v))
            })
        };
        let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
        // a single place is shown with some ten degrees around it
        let extent = |size: f64| size.max(0.15);
        let across = (frame.width() - 2.0 * PADDING) / extent(right - left);
        let down = (frame.height() - 2.0 * PADDING) / extent(bottom - top);
        let scale = across.min(down);
        let centre = |from: f64, to: f64, least: f64, most: f64| {
            f64::midpoint(from, to) - scale * f64::midpoint(least, most)
        };
        Self {
            scale,
            shift: (
                centre(frame.left, frame.right, left, right),
                centre(frame.top, frame.bottom, top, bottom),
            ),
            ..self
        }
    }

    /// The pixel of a place, less than half a turn from the central longitude.
    pub(crate) fn point(&self, place: GeoPoint) -> Point {
        let rho = (self.c - 2.0 * self.n * place.lat_deg.to_radians().sin())
            .max(0.0)
            .sqrt()
            / self.n;
        let theta = self.n * (place.lon_deg - self.centre_lon_deg).to_radians();
        (
            self.shift.0 + self.scale * rho * theta.sin(),
            self.shift.1 + self.scale * rho * theta.cos(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0.0,
        top: 0.0,
        right: 900.0,
        bottom: 700.0,
    };

    fn place(lat_deg: f64, lon_deg: f64) -> GeoPoint {
        GeoPoint { lat_deg, lon_deg }
    }

    #[test]
    fn north_is_up_east_is_right_and_all_are_within() {
        let places = [place(20.0, 110.0), place(45.8, 126.5), place(43.8, 87.6)];
        let projection = Projection::around(&places, FRAME);
        let [haikou, harbin, urumqi] = places.map(|place| projection.point(place));
        assert!(harbin.1 < haikou.1 && urumqi.0 < haikou.0 && haikou.0 < harbin.0);
        for point in [haikou, harbin, urumqi] {
            assert!((PADDING - 1e-6..=900.0 - PADDING + 1e-6).contains(&point.0));
            assert!((PADDING - 1e-6..=700.0 - PADDING + 1e-6).contains(&point.1));
        }
    }

    /// Areas of equal size on the globe are of equal size on the map.
    #[test]
    fn areas_are_kept() {
        let places = [place(20.0, 80.0), place(50.0, 130.0)];
        let projection = Projection::around(&places, FRAME);
        let area = |lat: f64, lon: f64| {
            let corner = |dlat: f64, dlon: f64| projection.point(place(lat + dlat, lon + dlon));
            let (a, b, c) = (corner(0.0, 0.0), corner(0.001, 0.0), corner(0.0, 0.001));
            let cross = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
            cross.abs() / lat.to_radians().cos()
        };
        assert!((area(22.0, 85.0) / area(48.0, 125.0) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn the_south_and_the_equator_can_be_drawn_too() {
        for (south, north) in [(-40.0, -10.0), (-20.0, 20.0), (1.0, 1.0)] {
            let projection = Projection::around(&[place(south, 10.0), place(north, 40.0)], FRAME);
            let (low, high) = (place(south, 25.0), place(north + 1.0, 25.0));
            let (low, high) = (projection.point(low), projection.point(high));
            assert!(low.1 > high.1, "{low:?} {high:?}");
        }
    }
}
