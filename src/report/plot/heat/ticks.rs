//! Ticks under cells: round figures where the cells are evenly spaced, in value or in its logarithm.

use super::super::scale::Axis;
use crate::report::number::figure;

/// Ticks along `values`, whose cells have their middles at `middle`, none closer than `gap` pixels.
pub(super) fn along(values: &[f64], middle: impl Fn(usize) -> f64, gap: f64) -> Vec<(f64, String)> {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let ends = (middle(0), middle(values.len() - 1));
    if evenly(values, |value| value) {
        return Axis::exactly(first, last, ends.0, ends.1).ticks();
    }
    if first > 0.0 && evenly(values, f64::ln) {
        let place = |value: f64| {
            let share = (value / first).ln() / (last / first).ln();
            ends.0 + share * (ends.1 - ends.0)
        };
        return logarithmic(first, last)
            .into_iter()
            .map(|value| (place(value), short(value)))
            .collect();
    }
    let pitch = (middle(1) - middle(0)).abs().max(1e-9);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let every = (gap / pitch).ceil().max(1.0) as usize;
    let some = values.iter().enumerate().step_by(every);
    some.map(|(at, &value)| (middle(at), short(value)))
        .collect()
}

/// Whether steps are alike after `of`.
fn evenly(values: &[f64], of: impl Fn(f64) -> f64) -> bool {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else {
        return false;
    };
    #[allow(clippy::cast_precision_loss)]
    let step = (of(last) - of(first)) / (values.len().max(2) - 1) as f64;
    #[allow(clippy::cast_precision_loss)]
    let expected = |at: usize| of(first) + at as f64 * step;
    let close = |(at, &value): (usize, &f64)| (of(value) - expected(at)).abs() <= 1e-6 * step.abs();
    values.len() > 2 && step.is_finite() && values.iter().enumerate().all(close)
}

/// 1, 2 and 5 times powers of ten, or powers of ten alone where these are many.
fn logarithmic(first: f64, last: f64) -> Vec<f64> {
    let decades = (last / first).log10();
    let steps: &[f64] = if decades > 3.0 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    #[allow(clippy::cast_possible_truncation)]
    let (from, to) = (first.log10().floor() as i32, last.log10().ceil() as i32);
    let values = (from..=to).flat_map(|power| steps.iter().map(move |k| k * 10_f64.powi(power)));
    values
        .filter(|value| (first * (1.0 - 1e-9)..=last * (1.0 + 1e-9)).contains(value))
        .collect()
}

/// Three significant digits, without zeros at the end.
fn short(value: f64) -> String {
    let rounded = format!("{value:.2e}").parse().unwrap_or(value);
    let text = figure(rounded);
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        #[allow(clippy::cast_precision_loss)]
        let ticks = along(values, |at| 40.0 * at as f64, 50.0);
        ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn even_steps_have_round_ticks_and_others_their_own() {
        assert_eq!(labels(&[0.8, 1.2, 1.6, 2.0, 2.4]), ["1.0", "1.5", "2.0"]);
        assert_eq!(
            labels(&[0.5, 5.0, 50.0]),
            ["0.5", "1", "2", "5", "10", "20", "50"]
        );
        assert_eq!(labels(&[0.8, 1.0, 2.4567, 9.0]), ["0.8", "2.46"]);
    }
}
