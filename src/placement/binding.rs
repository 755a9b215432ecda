//! # What binds

use crate::formulation::Formulation;
use crate::formulation::keys::RowKey;
use crate::solver::Solution;

/// A row at its limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding {
    /// Which limit.
    pub row: RowKey,
    /// ∂cost/∂limit, CNY per unit of the row over the horizon, where the solver gives one.
    pub shadow_price: Option<f64>,
}

/// Whether a row is a limit that a planner could move, rather than a demand or a definition.
pub(crate) const fn is_limit(row: RowKey) -> bool {
    !matches!(
        row,
        RowKey::Demand { .. }
            | RowKey::TrainingEnergy { .. }
            | RowKey::RunPart { .. }
            | RowKey::AcceleratorPeak { .. }
            | RowKey::FleetBought { .. }
            | RowKey::Standing { .. }
            | RowKey::LinkPeak { .. }
            | RowKey::RunEnergy { .. }
            | RowKey::GreenBound { .. }
            | RowKey::PowerGenerated { .. }
            | RowKey::PowerDrawn { .. }
    )
}

/// Limits whose activity is at a bound, within 1e-7 relative.
pub(super) fn binding(formulation: &Formulation, solution: &Solution) -> Vec<Binding> {
    let program = &formulation.program;
    let activity = program.matrix.times(&solution.x, program.row_count());
    let mut binding: Vec<Binding> = formulation
        .rows()
        .iter()
        .enumerate()
        .filter(|&(i, &row)| {
            let at = |bound: f64| {
                bound.is_finite() && (activity[i] - bound).abs() <= 1e-7 * (1.0 + bound.abs())
            };
            is_limit(row) && (at(program.row_lower[i]) || at(program.row_upper[i]))
        })
        .map(|(i, &row)| Binding {
            row,
            shadow_price: solution.duals.as_ref().map(|y| y[i] + 0.0),
        })
        .collect();
    let price = |b: &Binding| b.shadow_price.unwrap_or(0.0).abs();
    binding.sort_by(|a, b| {
        (family(a.row), price(b))
            .partial_cmp(&(family(b.row), price(a)))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    binding
}

/// Order of the families in a table: rows of one unit stand together.
const fn family(row: RowKey) -> u8 {
    match row {
        RowKey::HubCapacity { .. } => 0,
        RowKey::FacilityLimit { .. } => 1,
        RowKey::LinkCapacity { .. } => 2,
        RowKey::TrunkCapacity { .. } => 3,
        RowKey::TrainingPower { .. } | RowKey::FleetMax { .. } => 4,
        RowKey::GreenTarget { .. } | RowKey::HourlyGreen { .. } => 5,
        RowKey::CarbonCap => 6,
        RowKey::HubShare { .. } => 7,
        RowKey::PowerContractMax { .. } => 8,
        _ => 9,
    }
}
