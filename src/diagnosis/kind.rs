use super::Rule;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MendKind {
    /// More capacity, and a larger grid connection where that is what lacks.
    Capacity,
    /// A longer round-trip limit.
    RttLimit,
    /// More bandwidth.
    Bandwidth,
    /// More accelerators.
    Accelerators,
    /// A higher carbon cap.
    CarbonCap,
    /// A lower green target.
    GreenTarget,
    /// Other share rules.
    Shares,
    /// Several of the above at once.
    Several,
    /// Higher penalties: the plan could keep the rule and does not.
    Penalty,
    /// Less demand.
    Demand,
}

impl MendKind {
    /// Those that an elastic column of the programme can be found for.
    pub(super) const LEVERS: [MendKind; 5] = [
        MendKind::Capacity,
        MendKind::Bandwidth,
        MendKind::Accelerators,
        MendKind::CarbonCap,
        MendKind::Shares,
    ];

    /// Whether the elastic column of a rule is of this kind.
    pub(super) const fn moves(self, rule: Rule) -> bool {
        match self {
            MendKind::Capacity => {
                matches!(
                    rule,
                    Rule::Capacity { .. } | Rule::FacilityLimit { .. } | Rule::PowerContract { .. }
                )
            }
            MendKind::Bandwidth => {
                matches!(rule, Rule::LinkCapacity { .. } | Rule::TrunkCapacity { .. })
            }
            MendKind::Accelerators => {
                matches!(rule, Rule::Accelerators { .. } | Rule::Fleet { .. })
            }
            MendKind::CarbonCap => matches!(rule, Rule::CarbonCap),
            MendKind::GreenTarget => {
                matches!(rule, Rule::GreenTarget { .. } | Rule::HourlyGreen { .. })
            }
            MendKind::Shares => matches!(rule, Rule::HubShare | Rule::TrainingWest),
            MendKind::Several => !rule.is_demand(),
            MendKind::Demand => rule.is_demand(),
            MendKind::RttLimit | MendKind::Penalty => false,
        }
    }
}
