//! Accelerators and training runs.

use super::check::{Faults, Names, Row, ids};
use super::place::Table;
use super::problem::Problem;
use super::spread::{World, allowed};
use super::terms::Noun;
use super::{AcceleratorRow, Draft, TrainingRow};
use crate::case::bounds::Bounds;
use crate::case::quantity::{LEAST_TRANSFER_DAYS, Quantity};
use crate::case::{AcceleratorId, OriginId, Period, Training, Work, Workload};

/// Checks the accelerators.
pub(super) fn accelerators(draft: &Draft, faults: &mut Faults) {
    let names = draft
        .accelerators
        .iter()
        .map(|row| row.accelerator.as_str());
    ids(
        faults,
        Table::Accelerators,
        "accelerator",
        Noun::Accelerator,
        &[],
        names,
    );
    for (index, accelerator) in draft.accelerators.iter().enumerate() {
        let mut row = faults.row(Table::Accelerators, index, &accelerator.accelerator);
        row.optional(
            "peak_tflops",
            "peak compute",
            Bounds::Positive,
            accelerator.peak_tflops,
        );
        row.number(
            "it_power_w",
            "IT power",
            Bounds::Positive,
            accelerator.it_power_w,
        );
        row.optional(
            "price_cny",
            "price",
            Quantity::AcceleratorPrice.bounds(),
            accelerator.price_cny,
        );
        row.optional(
            "lifetime_years",
            "life",
            Bounds::Positive,
            accelerator.lifetime_years,
        );
        row.optional(
            "idle_power_share",
            "share of power drawn when idle",
            Quantity::IdlePower.bounds(),
            accelerator.idle_power_share,
        );
    }
}

/// What runs need beside themselves.
pub(super) struct Context<'a> {
    pub draft: &'a Draft,
    pub world: &'a World<'a>,
    pub accelerators: &'a Names,
    pub periods: &'a [Period],
    pub period_names: &'a Names,
}

/// The training runs of a draft.
pub(super) fn runs(context: &Context<'_>, faults: &mut Faults) -> Vec<Workload> {
    let mut runs = Vec::with_capacity(context.draft.training.len());
    for (index, run) in context.draft.training.iter().enumerate() {
        let mut row = faults.row(Table::Training, index, &run.run);
        figures(&mut row, run);
        runs.push(assemble(context, &mut row, run));
    }
    runs
}

fn figures(row: &mut Row<'_>, run: &TrainingRow) {
    let (positive, not_negative) = (Bounds::Positive, Bounds::NOT_NEGATIVE);
    row.optional("compute_pf_days", "compute", positive, run.compute_pf_days);
    row.optional("accelerator_hours", "work", positive, run.accelerator_hours);
    row.optional(
        "utilisation",
        "utilisation",
        Bounds::PositiveUpTo(1.0),
        run.utilisation,
    );
    row.optional("data_tb", "data volume", not_negative, run.data_tb);
    row.optional(
        "checkpoint_tb",
        "checkpoint volume",
        not_negative,
        run.checkpoint_tb,
    );
    row.optional(
        "accelerators_max",
        "number of accelerators",
        positive,
        run.accelerators_max,
    );
    row.optional(
        "transfer_days",
        "time for moving data in days",
        Bounds::AtLeast(LEAST_TRANSFER_DAYS),
        run.transfer_days,
    );
    row.optional(
        "sync_gbps_per_mw",
        "traffic between its parts",
        not_negative,
        run.sync_gbps_per_mw,
    );
    row.optional(
        "hubs_max",
        tr!("number of hubs (1 holds a run together; more than one is not decided exactly, so leave it empty)"),
        Bounds::Between(1.0, 1.0),
        run.hubs_max,
    );
    row.both_or_neither(
        ("window_first_period", run.window_first_period.is_some()),
        ("window_last_period", run.window_last_period.is_some()),
    );
    stated_once(row, run);
}

/// Exactly one statement of the work, and utilisation with compute only.
fn stated_once(row: &mut Row<'_>, run: &TrainingRow) {
    let (compute, hours) = (
        run.compute_pf_days.is_some(),
        run.accelerator_hours.is_some(),
    );
    if compute == hours {
        let problem = Problem::ExactlyOne {
            first: "compute_pf_days",
            second: "accelerator_hours",
            both: compute,
        };
        row.fault("compute_pf_days", problem);
    }
    if compute && run.utilisation.is_none() {
        let problem = Problem::Needed {
            quantity: "utilisation",
            reason: tr!("work stated as `compute_pf_days` needs it").to_owned(),
        };
        row.fault("utilisation", problem);
    }
    if hours && !compute && run.utilisation.is_some() {
        let problem = Problem::OnlyWith {
            column: "utilisation",
            with: "compute_pf_days",
        };
        row.fault("utilisation", problem);
    }
}

fn assemble(context: &Context<'_>, row: &mut Row<'_>, run: &TrainingRow) -> Workload {
    let kind = row.refer("accelerator", context.accelerators, &run.accelerator);
    let accelerator = kind.map(|index| &context.draft.accelerators[index]);
    let origin = row.refer("data_origin", context.world.origin_names, &run.data_origin);
    let it_power_w = accelerator.map_or(f64::NAN, |accelerator| accelerator.it_power_w);
    let hours = hours(row, run, accelerator);
    let window = window(context, row, run);
    let window_hours = context
        .periods
        .iter()
        .zip(&window)
        .map(|(period, inside)| if *inside { period.hours } else { 0.0 })
        .sum();
    Workload {
        id: run.run.clone(),
        allowed: allowed(row, context.world, &run.run, &run.hubs_allowed),
        work: Work::Training(Training {
            energy_mwh: hours * it_power_w / 1e6,
            power_limit_mw: run
                .accelerators_max
                .map_or(f64::INFINITY, |count| count * it_power_w / 1e6),
            origin: OriginId::new(origin.unwrap_or(0)),
            volume_tb: run.data_tb.unwrap_or(0.0) + run.checkpoint_tb.unwrap_or(0.0),
            window,
            window_hours,
            power_limit_share: 1.0,
            transfer_hours: run.transfer_days.map(|days| days * 24.0),
            sync_gbps_per_mw: run.sync_gbps_per_mw.unwrap_or(0.0),
            held: run.hubs_max.is_some(),
            compute_pf_days: run.compute_pf_days,
            accelerator_hours: hours,
            accelerator: AcceleratorId::new(kind.unwrap_or(0)),
        }),
    }
}

/// `accelerator_hours = compute_pf_days · 24,000 / (peak_tflops · utilisation)`, or as stated.
fn hours(row: &mut Row<'_>, run: &TrainingRow, accelerator: Option<&AcceleratorRow>) -> f64 {
    let Some(compute) = run.compute_pf_days else {
        return run.accelerator_hours.unwrap_or(f64::NAN);
    };
    let Some(accelerator) = accelerator else {
        return f64::NAN;
    };
    let Some(peak_tflops) = accelerator.peak_tflops else {
        let problem = Problem::Needed {
            quantity: tr!("the `peak_tflops` of its accelerator"),
            reason: tr!(
                "work stated as `compute_pf_days` needs it: state it for `{}` in accelerators.csv",
                accelerator.accelerator
            ),
        };
        row.fault("accelerator", problem);
        return f64::NAN;
    };
    compute * 24_000.0 / (peak_tflops * run.utilisation.unwrap_or(f64::NAN))
}

/// The periods that the run may use: from the first to the last, wrapping around.
fn window(context: &Context<'_>, row: &mut Row<'_>, run: &TrainingRow) -> Vec<bool> {
    let periods = context.periods;
    let mut find = |column, name: &Option<String>| {
        name.as_ref()
            .and_then(|name| row.refer(column, context.period_names, name))
    };
    let first = find("window_first_period", &run.window_first_period);
    let last = find("window_last_period", &run.window_last_period);
    let (Some(first), Some(last)) = (first, last) else {
        return vec![true; periods.len()];
    };
    (0..periods.len())
        .map(|t| {
            if first <= last {
                (first..=last).contains(&t)
            } else {
                t >= first || t <= last
            }
        })
        .collect()
}
