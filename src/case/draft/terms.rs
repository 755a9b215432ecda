//! What faults are stated in: kinds of things, light.

use super::place::Table;
use crate::case::Coordinates;
use crate::language::word;

/// Speed of light in fibre: that in vacuum over the group index of G.652 fibre, 1.4682 at 1,550 nm
/// (ITU-T G.652 leaves the index open; 1.4682 is the common data-sheet figure), km/ms.
pub(crate) const FIBRE_KM_PER_MS: f64 = 299.792_458 / 1.4682;

/// The least round-trip time over fibre between two places, ms: twice the great circle at
/// [`FIBRE_KM_PER_MS`].
#[must_use]
pub(crate) fn least_rtt_ms(from: Coordinates, to: Coordinates) -> f64 {
    2.0 * from.great_circle_km(to) / FIBRE_KM_PER_MS
}

/// What a name in a draft may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    /// A hub.
    Hub,
    /// An origin.
    Origin,
    /// A trunk.
    Trunk,
    /// An accelerator.
    Accelerator,
    /// A contract for green power.
    PowerContract,
    /// A service, run or archive.
    Workload,
    /// A period.
    Period,
    /// A profile.
    Profile,
    /// The case itself.
    Case,
}

impl Noun {
    /// The word: `hub`.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        word(match self {
            Noun::Hub => "hub",
            Noun::Origin => "origin",
            Noun::Trunk => "trunk",
            Noun::Accelerator => "accelerator",
            Noun::PowerContract => "contract",
            Noun::Workload => "workload",
            Noun::Period => "period",
            Noun::Profile => "profile",
            Noun::Case => "case",
        })
    }

    /// `a hub`, `an origin`, `the case`.
    #[must_use]
    pub(crate) fn with_article(self) -> String {
        if crate::language::is_chinese() {
            return self.word().to_owned();
        }
        let article = match self {
            Noun::Origin | Noun::Accelerator => "an",
            Noun::Case => "the",
            _ => "a",
        };
        format!("{article} {}", self.word())
    }

    /// The table where such names are given.
    #[must_use]
    pub(crate) const fn table(self) -> Table {
        match self {
            Noun::Hub => Table::Hubs,
            Noun::Origin => Table::Origins,
            Noun::Trunk => Table::Trunks,
            Noun::Accelerator => Table::Accelerators,
            Noun::PowerContract => Table::PowerContracts,
            Noun::Workload => Table::Inference,
            Noun::Period => Table::Periods,
            Noun::Profile => Table::Profiles,
            Noun::Case => Table::Settings,
        }
    }
}
