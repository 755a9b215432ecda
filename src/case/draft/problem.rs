use std::fmt;

use super::place::{Place, Table};
use crate::case::Coordinates;

/// Speed of light in fibre: that in vacuum over the group index of G.652 fibre, 1.4682 at 1,550 nm
/// (ITU-T G.652 leaves the index open; 1.4682 is the common data-sheet figure), km/ms.
pub const FIBRE_KM_PER_MS: f64 = 299.792_458 / 1.4682;

/// The least round-trip time over fibre between two places, ms: twice the great circle at
/// [`FIBRE_KM_PER_MS`].
#[must_use]
pub fn least_rtt_ms(from: Coordinates, to: Coordinates) -> f64 {
    2.0 * from.great_circle_km(to) / FIBRE_KM_PER_MS
}

/// What a figure may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    /// Any finite number.
    Finite,
    /// `min ≤ value`.
    AtLeast(f64),
    /// `0 < value`.
    Positive,
    /// `min ≤ value ≤ max`.
    Between(f64, f64),
    /// `0 < value ≤ max`.
    PositiveUpTo(f64),
}

impl Bounds {
    /// A share: 0..1.
    pub const SHARE: Bounds = Bounds::Between(0.0, 1.0);
    /// Nothing negative.
    pub const NOT_NEGATIVE: Bounds = Bounds::AtLeast(0.0);

    /// Whether `value` is allowed.
    #[must_use]
    pub fn hold(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Bounds::Finite => true,
                Bounds::AtLeast(min) => value >= min,
                Bounds::Positive => value > 0.0,
                Bounds::Between(min, max) => (min..=max).contains(&value),
                Bounds::PositiveUpTo(max) => value > 0.0 && value <= max,
            }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bounds::Finite => write!(f, "a finite number"),
            Bounds::AtLeast(min) => write!(f, "at least {min}"),
            Bounds::Positive => write!(f, "over 0"),
            Bounds::Between(min, max) => write!(f, "from {min} to {max}"),
            Bounds::PositiveUpTo(max) => write!(f, "over 0 and at most {max}"),
        }
    }
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
    pub const fn word(self) -> &'static str {
        match self {
            Noun::Hub => "hub",
            Noun::Origin => "origin",
            Noun::Trunk => "trunk",
            Noun::Accelerator => "accelerator",
            Noun::Workload => "workload",
            Noun::Period => "period",
            Noun::Profile => "profile",
            Noun::Case => "case",
        }
    }

    /// The table where such names are given.
    #[must_use]
    pub const fn table(self) -> Table {
        match self {
            Noun::Hub => Table::Hubs,
            Noun::Origin => Table::Origins,
            Noun::Trunk => Table::Trunks,
            Noun::Accelerator => Table::Accelerators,
            Noun::Workload => Table::Inference,
            Noun::Period => Table::Periods,
            Noun::Profile => Table::Profiles,
            Noun::Case => Table::Settings,
        }
    }
}

/// What is wrong with a draft: what was found, and what is allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A required cell or key is absent.
    #[error("{quantity} is missing")]
    Missing {
        /// What it is.
        quantity: &'static str,
    },
    /// A figure that is NaN or infinite.
    #[error("{quantity} must be a finite number, found `{found}`")]
    NotFinite {
        /// What it is.
        quantity: &'static str,
        /// The figure.
        found: f64,
    },
    /// A figure outside its bounds.
    #[error("{quantity} must be {allowed}, found `{found}`")]
    OutOfBounds {
        /// What it is.
        quantity: &'static str,
        /// The figure.
        found: f64,
        /// What is allowed.
        allowed: Bounds,
    },
    /// A figure so large or so small that it cannot be meant.
    #[error(
        "{quantity} must be 0 or of a size between {least:e} and {greatest:e}, found `{found:e}`"
    )]
    NotPlausible {
        /// What it is.
        quantity: &'static str,
        /// The figure.
        found: f64,
        /// Least size.
        least: f64,
        /// Greatest size.
        greatest: f64,
    },
    /// PUE under 1.
    #[error("PUE must be at least 1, found `{found}`{}", in_period(.period))]
    PueBelowOne {
        /// The figure.
        found: f64,
        /// The period, where a profile made it so.
        period: Option<String>,
    },
    /// A green share over 1 in some period.
    #[error(
        "green share must be from 0 to 1, found `{found}` in period `{period}`, where `{profile}` multiplies it by {multiplier}"
    )]
    GreenShareOverOne {
        /// Base × multiplier.
        found: f64,
        /// The period.
        period: String,
        /// The profile.
        profile: String,
        /// Its multiplier.
        multiplier: f64,
    },
    /// A name that nothing has.
    #[error("no {} is called `{name}`", .noun.word())]
    Unknown {
        /// What was looked for.
        noun: Noun,
        /// The name found.
        name: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// The same key twice.
    #[error("{what} is given twice; {where_unique}")]
    Duplicate {
        /// The thing: ``hub `wuhu` ``.
        what: String,
        /// Where the key has to be unique.
        where_unique: &'static str,
    },
    /// A name that cannot be an id.
    #[error("`{name}` cannot be the id of a {}: letters (A to Z, a to z), digits, `_` and `-` are allowed, at most 64 of them", .noun.word())]
    BadId {
        /// What it names.
        noun: Noun,
        /// The name found.
        name: String,
    },
    /// A name with a meaning of its own.
    #[error("a {} cannot be called `{name}`, which has a meaning of its own", .noun.word())]
    ReservedId {
        /// What it names.
        noun: Noun,
        /// The name found.
        name: String,
    },
    /// Periods do not add up.
    #[error("the hours of all periods must add up to the horizon, `{horizon}` h, found `{sum}` h")]
    PeriodsDoNotAddUp {
        /// Σ hours.
        sum: f64,
        /// Length of the horizon, h.
        horizon: f64,
    },
    /// A period without a row in the profiles.
    #[error("profiles need a row for every period, and there is none for `{period}`")]
    ProfileRowMissing {
        /// The period.
        period: String,
    },
    /// An empty cell in the profiles.
    #[error("profile `{profile}` has no multiplier in period `{period}`")]
    MultiplierMissing {
        /// The profile.
        profile: String,
        /// The period.
        period: String,
    },
    /// A service with no hub near enough.
    #[error("no hub can serve `{service}` from `{origin}` within {limit_ms} ms: the nearest{} is `{hub}` with a round trip of {rtt_ms:.2} ms", allowed(.restricted))]
    Unreachable {
        /// The service.
        service: String,
        /// The origin.
        origin: String,
        /// Its limit, ms.
        limit_ms: f64,
        /// The nearest hub.
        hub: String,
        /// Its round trip, ms.
        rtt_ms: f64,
        /// Whether `hubs_allowed` leaves out a hub.
        restricted: bool,
    },
    /// A round trip that nothing can make.
    #[error(
        "round trip must be at least {least_ms:.3} ms, the time of light in fibre over the {km:.0} km between `{origin}` and `{hub}` and back, found `{found}`"
    )]
    FasterThanLight {
        /// The origin.
        origin: String,
        /// The hub.
        hub: String,
        /// What the link states, ms.
        found: f64,
        /// Great circle, km.
        km: f64,
        /// Least possible, ms.
        least_ms: f64,
    },
    /// A list that must not be empty is.
    #[error("a case needs at least one {}", .noun.word())]
    Empty {
        /// What is needed.
        noun: Noun,
    },
    /// Not exactly one of two.
    #[error("exactly one of `{first}` and `{second}` is needed, found {}", both_or_neither(.both))]
    ExactlyOne {
        /// A column.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Whether both were found, or neither.
        both: bool,
    },
    /// A cell that goes only with another.
    #[error("`{column}` goes only with `{with}`")]
    OnlyWith {
        /// The cell.
        column: &'static str,
        /// What it needs.
        with: &'static str,
    },
    /// Rows of one workload disagree.
    #[error(
        "all rows of `{workload}` must agree in `{column}`: found `{found}`, before `{before}`"
    )]
    Disagree {
        /// The workload.
        workload: String,
        /// The column.
        column: &'static str,
        /// In this row.
        found: String,
        /// In its first row.
        before: String,
    },
    /// `*` beside other rows.
    #[error(
        "`{workload}` has a row for all origins (`*`) and other rows; either is allowed, not both"
    )]
    StarMixed {
        /// The workload.
        workload: String,
    },
    /// `*` without shares.
    #[error(
        "`{workload}` is spread over all origins (`*`), but no origin states a `demand_share` over 0"
    )]
    NoDemandShare {
        /// The workload.
        workload: String,
    },
    /// `hubs_allowed` allows none.
    #[error("`{workload}` is allowed only hubs in the {side}, and there are none")]
    NoHubAllowed {
        /// The workload.
        workload: String,
        /// The side.
        side: &'static str,
    },
    /// Links are neither given nor derived.
    #[error(
        "{count} of {pairs} origin–hub pairs have no round-trip time, the first from `{origin}` to `{hub}`, and `derive_links` is false"
    )]
    LinksNotGiven {
        /// How many.
        count: usize,
        /// Out of how many.
        pairs: usize,
        /// Origin of the first.
        origin: String,
        /// Hub of the first.
        hub: String,
    },
    /// A place without coordinates whose links are to be derived.
    #[error("{} `{name}` has no coordinates, from which {} would be derived", .noun.word(), links_counted(.links))]
    NoCoordinates {
        /// Hub or origin.
        noun: Noun,
        /// Which.
        name: String,
        /// How many links need them.
        links: usize,
    },
    /// Something optional that this case needs.
    #[error("{quantity} is missing, and {reason}")]
    Needed {
        /// What it is.
        quantity: &'static str,
        /// Why it is needed.
        reason: String,
    },
    /// One of a pair without the other.
    #[error("`{column}` is given without `{other}`; both or neither are allowed")]
    HalfPair {
        /// What is given.
        column: &'static str,
        /// What is not.
        other: &'static str,
    },
}

fn in_period(period: &Option<String>) -> String {
    period
        .as_ref()
        .map(|period| format!(" in period `{period}`"))
        .unwrap_or_default()
}

fn allowed(restricted: &bool) -> &'static str {
    if *restricted {
        " that it is allowed to use"
    } else {
        ""
    }
}

fn both_or_neither(both: &bool) -> &'static str {
    if *both { "both" } else { "neither" }
}

fn links_counted(links: &usize) -> String {
    counted(*links, "link")
}

/// `1 link`, `2 links`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// At most six decimals, without zeros at the end.
fn short(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl Problem {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Problem::PueBelowOne { found, period: None } if *found > 0.0 => Some(format!(
                "if this is DCiE, write its inverse, `{}`",
                short(1.0 / found)
            )),
            Problem::OutOfBounds { found, allowed, .. } => share_help(*found, *allowed),
            Problem::Unknown { nearest, .. } => {
                nearest.as_ref().map(|name| format!("did you mean `{name}`?"))
            }
            Problem::BadId { name, .. } => id_help(name),
            Problem::PeriodsDoNotAddUp { sum, .. } => Some(format!(
                "correct the hours, or set `horizon_hours = {}`",
                short(*sum)
            )),
            Problem::Unreachable { rtt_ms, .. } => Some(format!(
                "a limit of {} ms would reach it",
                (rtt_ms * 100.0).ceil() / 100.0
            )),
            Problem::FasterThanLight { found, least_ms, .. } if 2.0 * found >= *least_ms => {
                Some(format!("if this is one way, write twice as much, `{}`", short(2.0 * found)))
            }
            Problem::FasterThanLight { .. } => {
                Some("check the coordinates, and that the time is in ms".to_owned())
            }
            Problem::StarMixed { .. } => {
                Some("write one row for each origin, or one row with `*`".to_owned())
            }
            Problem::Disagree { .. } => Some(
                "rows of one workload may differ in its demand only; give a workload of another kind another id"
                    .to_owned(),
            ),
            Problem::NoCoordinates { .. } => {
                Some("give `lat_deg` and `lon_deg`, or `rtt_ms` for each of its links".to_owned())
            }
            Problem::LinksNotGiven { .. } => {
                Some("give their `rtt_ms` in links.csv, or set `derive_links = true`".to_owned())
            }
            _ => None,
        }
    }

    /// Tables that have to be legible for this problem to mean anything.
    #[must_use]
    pub fn rests_on(&self) -> Vec<Table> {
        match self {
            Problem::Unknown { noun, .. } | Problem::Empty { noun } => match noun {
                Noun::Workload => vec![Table::Inference, Table::Training, Table::Storage],
                _ => vec![noun.table()],
            },
            Problem::PeriodsDoNotAddUp { .. } => vec![Table::Periods, Table::Settings],
            Problem::ProfileRowMissing { .. } | Problem::MultiplierMissing { .. } => {
                vec![Table::Periods, Table::Profiles]
            }
            Problem::Unreachable { .. }
            | Problem::LinksNotGiven { .. }
            | Problem::NoCoordinates { .. }
            | Problem::NoHubAllowed { .. } => {
                vec![Table::Hubs, Table::Origins, Table::Links, Table::Settings]
            }
            Problem::NoDemandShare { .. } => vec![Table::Origins],
            Problem::Needed { .. } => vec![
                Table::Settings,
                Table::Hubs,
                Table::Links,
                Table::Accelerators,
            ],
            _ => Vec::new(),
        }
    }
}

/// A share that looks like a percentage.
fn share_help(found: f64, allowed: Bounds) -> Option<String> {
    let share = matches!(allowed, Bounds::Between(min, max) if min == 0.0 && max == 1.0)
        || allowed == Bounds::PositiveUpTo(1.0);
    (share && found > 1.0 && found <= 100.0)
        .then(|| format!("if this is a percentage, write `{}`", short(found / 100.0)))
}

/// The id with everything that is not allowed replaced by `-`.
fn id_help(name: &str) -> Option<String> {
    let right: String = name
        .chars()
        .map(|c| if is_id_char(c) { c } else { '-' })
        .take(64)
        .collect();
    let right = right.trim_matches('-');
    right
        .chars()
        .any(|c| c.is_ascii_alphanumeric())
        .then(|| format!("`{right}` would do; names for people go to the column `name`"))
}

/// Whether an id may contain `c`.
pub(crate) fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// A problem and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
    /// Where the other half of it is: the first row of a key given twice.
    pub related: Option<Place>,
}

impl Fault {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        self.problem.help()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  --> {}", self.problem, self.place)?;
        if let Some(related) = &self.related {
            write!(f, "\nnote: first given in {related}")?;
        }
        if let Some(help) = self.help() {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
