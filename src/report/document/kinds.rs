//! Records of kinds of hour.

use serde::Serialize;

use super::plain;
use crate::case::Case;
use crate::placement::kinds::{Contracted, Kinds, Setting};

/// Kinds of hour of a plan of many periods.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct KindsRecord {
    /// How many there are.
    pub(crate) count: usize,
    /// The kind of each period, in the case's order: 0 is the most frequent.
    pub(crate) of_period: Vec<usize>,
    /// Which periods set what is contracted, the dearest first.
    pub(crate) set_by: Vec<SettingRow>,
}

/// Which periods set a contract.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SettingRow {
    /// Id of the kind of accelerator; none for bandwidth.
    pub(crate) accelerator: Option<String>,
    /// Id of the origin of a link; none for accelerators.
    pub(crate) origin: Option<String>,
    /// Id of the hub.
    pub(crate) hub: String,
    /// Ids of the periods, the most important first.
    pub(crate) periods: Vec<String>,
    /// Their parts of the price of all its peaks, 0..1.
    pub(crate) shares: Vec<f64>,
}

impl KindsRecord {
    pub(super) fn of(case: &Case, kinds: &Kinds) -> Self {
        let settings = kinds.settings.iter();
        Self {
            count: kinds.sizes.len(),
            of_period: kinds.of_period.clone(),
            set_by: settings.map(|one| SettingRow::of(case, one)).collect(),
        }
    }
}

impl SettingRow {
    fn of(case: &Case, setting: &Setting) -> Self {
        let (accelerator, origin, hub) = match setting.contracted {
            Contracted::Accelerators(kind, hub) => (Some(case[kind].id.clone()), None, hub),
            Contracted::Bandwidth(origin, hub) => (None, Some(case[origin].id.clone()), hub),
        };
        let id = |t: usize| case.periods[t].id.clone();
        Self {
            accelerator,
            origin,
            hub: case[hub].id.clone(),
            periods: setting.by.iter().map(|(t, _)| id(t.index())).collect(),
            shares: setting.by.iter().map(|(_, share)| plain(*share)).collect(),
        }
    }
}
