//! Where hubs and origins stand on the sheet.

use super::super::frame::{Frame, Point};
use super::projection::{GeoPoint, Projection};
use crate::report::saved::Plan;

/// Places of hubs and origins, in their order.
pub(super) struct Places {
    pub hubs: Vec<Point>,
    pub origins: Vec<Point>,
    /// How the map was drawn; `None` for two columns.
    pub projection: Option<Projection>,
}

impl Places {
    /// By coordinates where all have them, in two columns where not.
    pub(crate) fn of(plan: &Plan, frame: Frame) -> Self {
        let of_hubs = plan.hubs.iter().map(|hub| place(hub.lat_deg, hub.lon_deg));
        let origins = plan.origins.iter();
        let of_origins = origins.map(|origin| place(origin.lat_deg, origin.lon_deg));
        let all: Option<Vec<GeoPoint>> = of_hubs.chain(of_origins).collect();
        match all.filter(|all| !all.is_empty()) {
            Some(all) => Self::on_map(&all, plan.hubs.len(), frame),
            None => Self::in_columns(plan, frame),
        }
    }

    /// Whether all hubs and origins have coordinates, and are drawn by them.
    pub(crate) fn have_coordinates(plan: &Plan) -> bool {
        let hubs = plan.hubs.iter().map(|hub| place(hub.lat_deg, hub.lon_deg));
        let origins = plan.origins.iter();
        let mut all = hubs.chain(origins.map(|origin| place(origin.lat_deg, origin.lon_deg)));
        all.all(|place| place.is_some())
    }

    /// Puts origins that lie under a hub's disc at its edge, so that neither hides the other. `radii` are those of the hubs.
    pub(crate) fn move_origins_off_hubs(&mut self, radii: &[f64], frame: Frame) {
        const CLEAR: f64 = 6.0;
        // off one hub may be on another: a few rounds
        for _ in 0..4 {
            for origin in &mut self.origins {
                for (hub, radius) in self.hubs.iter().zip(radii) {
                    let (dx, dy) = (origin.0 - hub.0, origin.1 - hub.1);
                    let (far, least) = (dx.hypot(dy), radius + CLEAR);
                    if far >= least {
                        continue;
                    }
                    // in the direction in which it lies; to the lower right where there is none
                    let (dx, dy) = if far > 0.5 {
                        (dx / far, dy / far)
                    } else {
                        (
                            std::f64::consts::FRAC_1_SQRT_2,
                            std::f64::consts::FRAC_1_SQRT_2,
                        )
                    };
                    origin.0 = (hub.0 + least * dx).clamp(frame.left + 4.0, frame.right - 4.0);
                    origin.1 = (hub.1 + least * dy).clamp(frame.top + 4.0, frame.bottom - 4.0);
                }
            }
        }
    }

    fn on_map(all: &[GeoPoint], hubs: usize, frame: Frame) -> Self {
        let projection = Projection::around(all, frame);
        let mut hubs_and_origins: Vec<Point> = all.iter().map(|at| projection.point(*at)).collect();
        let origins = hubs_and_origins.split_off(hubs);
        Self {
            hubs: hubs_and_origins,
            origins,
            projection: Some(projection),
        }
    }

    fn in_columns(plan: &Plan, frame: Frame) -> Self {
        let column = |count: usize, x: f64| -> Vec<Point> {
            #[allow(clippy::cast_precision_loss)]
            let step = frame.height() / count as f64;
            #[allow(clippy::cast_precision_loss)]
            let y = |k: usize| frame.top + (k as f64 + 0.5) * step;
            (0..count).map(|k| (x, y(k))).collect()
        };
        Self {
            hubs: column(plan.hubs.len(), frame.right - 240.0),
            origins: column(plan.origins.len(), frame.left + 240.0),
            projection: None,
        }
    }
}

fn place(lat_deg: Option<f64>, lon_deg: Option<f64>) -> Option<GeoPoint> {
    let (lat_deg, lon_deg) = (lat_deg?, lon_deg?);
    Some(GeoPoint { lat_deg, lon_deg })
}
