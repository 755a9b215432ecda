//! Axes with round ticks, and labels that do not overlap.

use plotters::style::RGBColor;

use crate::report::number::grouped;

/// A vertical axis from 0 at the bottom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    /// Pixel of 0.
    pub bottom: i32,
    /// Pixel of `most`.
    pub top: i32,
    /// The last tick.
    most: f64,
    step: f64,
}

impl Axis {
    /// An axis that reaches the first tick at or over `largest`.
    pub fn up_to(largest: f64, bottom: i32, top: i32) -> Self {
        let largest = if largest.is_finite() && largest > 0.0 {
            largest
        } else {
            1.0
        };
        let step = round_step(largest / 5.0);
        Self {
            bottom,
            top,
            most: (largest / step - 1e-9).ceil() * step,
            step,
        }
    }

    #[allow(clippy::cast_possible_truncation)]
    pub fn pixel(&self, value: f64) -> i32 {
        let share = (value / self.most).clamp(0.0, 1.0);
        self.bottom - (share * f64::from(self.bottom - self.top)).round() as i32
    }

    /// Ticks with their labels.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn ticks(&self) -> Vec<(i32, String)> {
        let decimals = (-self.step.log10().floor()).max(0.0) as usize;
        let count = (self.most / self.step).round() as u32;
        (0..=count)
            .map(|k| {
                let value = f64::from(k) * self.step;
                (self.pixel(value), grouped(value, decimals))
            })
            .collect()
    }
}

/// The least of 1, 2 or 5 times a power of ten that is at least `step`.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let found = [1.0, 2.0, 5.0]
        .iter()
        .find(|k| **k * power >= step * (1.0 - 1e-9));
    found.map_or(10.0 * power, |k| k * power)
}

/// Moves heights that ascend apart until neighbours are `gap` pixels apart and all lie within
/// `top..=bottom`, as far as there is room.
pub(super) fn spread(wanted: &[i32], gap: i32, top: i32, bottom: i32) -> Vec<i32> {
    let mut heights = wanted.to_vec();
    let mut least = top;
    for height in &mut heights {
        *height = (*height).max(least);
        least = *height + gap;
    }
    let mut most = bottom;
    for height in heights.iter_mut().rev() {
        *height = (*height).min(most);
        most = *height - gap;
    }
    heights
}

/// `count` shades of a hue, from dark to light.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub(super) fn shades(dark: RGBColor, light: RGBColor, count: usize) -> Vec<RGBColor> {
    let mix = |from: u8, to: u8, share: f64| {
        (f64::from(from) + share * (f64::from(to) - f64::from(from))).round() as u8
    };
    (0..count)
        .map(|k| {
            let share = if count > 1 {
                k as f64 / (count - 1) as f64
            } else {
                0.0
            };
            RGBColor(
                mix(dark.0, light.0, share),
                mix(dark.1, light.1, share),
                mix(dark.2, light.2, share),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_over_the_largest_value() {
        let axis = Axis::up_to(1234.0, 500, 100);
        let labels: Vec<String> = axis.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0", "500", "1,000", "1,500"]);
        assert_eq!(axis.pixel(0.0), 500);
        assert_eq!(axis.pixel(1500.0), 100);
    }

    #[test]
    fn an_axis_over_nothing_still_has_ticks() {
        assert!(Axis::up_to(0.0, 100, 0).ticks().len() > 1);
        assert!(Axis::up_to(f64::NAN, 100, 0).ticks().len() > 1);
    }

    #[test]
    fn labels_are_moved_apart_and_stay_on_the_sheet() {
        assert_eq!(spread(&[10, 12, 13], 10, 0, 100), [10, 20, 30]);
        assert_eq!(spread(&[95, 98, 99], 10, 0, 100), [80, 90, 100]);
        assert_eq!(spread(&[10, 50, 90], 10, 0, 100), [10, 50, 90]);
    }
}
