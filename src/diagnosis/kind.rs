use super::Rule;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemedyKind {
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

impl RemedyKind {
    /// Those that an elastic column of the programme can be found for.
    pub(super) const OF_ELASTICS: [RemedyKind; 5] = [
        RemedyKind::Capacity,
        RemedyKind::Bandwidth,
        RemedyKind::Accelerators,
        RemedyKind::CarbonCap,
        RemedyKind::Shares,
    ];

    /// Whether the elastic column of a rule is of this kind.
    pub(super) const fn moves(self, rule: Rule) -> bool {
        match self {
            RemedyKind::Capacity => {
                matches!(
                    rule,
                    Rule::Capacity { .. } | Rule::FacilityLimit { .. } | Rule::PowerContract { .. }
                )
            }
            RemedyKind::Bandwidth => {
                matches!(rule, Rule::LinkCapacity { .. } | Rule::TrunkCapacity { .. })
            }
            RemedyKind::Accelerators => {
                matches!(rule, Rule::Accelerators { .. } | Rule::Fleet { .. })
            }
            RemedyKind::CarbonCap => matches!(rule, Rule::CarbonCap),
            RemedyKind::GreenTarget => {
                matches!(rule, Rule::GreenTarget { .. } | Rule::HourlyGreen { .. })
            }
            RemedyKind::Shares => matches!(rule, Rule::HubShare | Rule::TrainingWest),
            RemedyKind::Several => !rule.is_demand(),
            RemedyKind::Demand => rule.is_demand(),
            RemedyKind::RttLimit | RemedyKind::Penalty => false,
        }
    }
}
