use std::fmt;

use super::place::{DraftPlace, Table};
use super::terms::Noun;
use crate::case::bounds::Bounds;
use crate::text::echo::capped;

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
    /// A required id or reference is absent.
    #[error("the id of {} is missing", .noun.with_article())]
    MissingId {
        /// What it names.
        noun: Noun,
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
    #[error("{quantity} must be {allowed}, found `{}`", figure(.found))]
    OutOfBounds {
        /// What it is.
        quantity: &'static str,
        /// The figure.
        found: f64,
        /// What is allowed.
        allowed: Bounds,
    },
    /// More accelerators stand than may.
    #[error("{} accelerators are there and {} may be", figure(.there), figure(.most))]
    FleetOverMax {
        /// How many are there.
        there: f64,
        /// How many may be.
        most: f64,
    },
    /// More accelerators stand at a hub than it has room or power for.
    #[error(
        "the accelerators at `{hub}` need {} MW, and its {what} is {} MW",
        figure(.needed_mw),
        figure(.room_mw)
    )]
    FleetOverRoom {
        /// Which hub.
        hub: String,
        /// What they need, MW.
        needed_mw: f64,
        /// What there is, MW.
        room_mw: f64,
        /// Column of the limit.
        what: &'static str,
    },
    /// A figure so large or so small that it cannot be meant.
    #[error("{quantity} must be 0, or have a size from {least:e} to {greatest:e}, found `{}`", figure(.found))]
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
    #[error("PUE must be at least 1, found `{}`{}", figure(.found), in_period(.period))]
    PueBelowOne {
        /// The figure.
        found: f64,
        /// The period, where a profile made it so.
        period: Option<String>,
    },
    /// A green share over 1 in some period.
    #[error("green share must be from 0 to 1, found `{}` in period `{period}`, where `{profile}` multiplies it by {multiplier}", figure(.found))]
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
        /// All right names, where none is near and they are few.
        all: Vec<String>,
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
    #[error("`{name}` cannot be the id of {}: letters and digits of any script, `_` and `-` are allowed, at most 64 of them", .noun.with_article())]
    BadId {
        /// What it names.
        noun: Noun,
        /// The name found.
        name: String,
    },
    /// A name with a meaning of its own.
    #[error("{} cannot be called `{name}`, which has a meaning of its own", .noun.with_article())]
    ReservedId {
        /// What it names.
        noun: Noun,
        /// The name found.
        name: String,
    },
    /// Periods do not add up.
    #[error("the hours of all periods must add up to the horizon, `{}` h, found `{}` h", figure(.horizon), figure(.sum))]
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
    #[error("no hub can serve `{service}` from `{origin}` within {} ms: the nearest{} is `{hub}` with a round trip of {rtt_ms:.2} ms", figure(.limit_ms), allowed(.restricted))]
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
    #[error("round trip must be at least {least_ms:.3} ms, the time of light in fibre over the {km:.0} km between `{origin}` and `{hub}` and back, found `{}`", figure(.found))]
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
    /// A figure that a profile shapes and that is stated hour by hour.
    #[error(
        "{quantity} of `{hub}` is stated for single periods, and its `{column}` is `{profile}`; either is allowed, not both"
    )]
    ShapedTwice {
        /// What it is.
        quantity: &'static str,
        /// Of which hub.
        hub: String,
        /// The column that names the profile.
        column: &'static str,
        /// The profile.
        profile: String,
    },
    /// A text that is longer than anyone would read.
    #[error("{quantity} may have at most {most} characters, found {found}")]
    TooLong {
        /// What it is.
        quantity: &'static str,
        /// Its characters.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A share where nothing is asked for.
    #[error("`{workload}` has no demand from `{origin}`")]
    NoDemandThere {
        /// The workload.
        workload: String,
        /// The origin.
        origin: String,
    },
    /// A share at a hub that the workload may not use.
    #[error("`{workload}` is not allowed at `{hub}`")]
    NotAllowedThere {
        /// The workload.
        workload: String,
        /// The hub.
        hub: String,
    },
    /// A share at a hub that is too far.
    #[error("`{hub}` is too far from `{origin}` for `{workload}`: a round trip of {rtt_ms:.2} ms, and its limit is {} ms", figure(.limit_ms))]
    TooFar {
        /// The service.
        workload: String,
        /// The origin.
        origin: String,
        /// The hub.
        hub: String,
        /// The round trip.
        rtt_ms: f64,
        /// The limit.
        limit_ms: f64,
    },
    /// Shares of a whole that are not a whole.
    #[error("the shares of `{workload}` from `{origin}` must add up to 1, found `{}`", figure(.sum))]
    SharesDoNotAddUp {
        /// The workload.
        workload: String,
        /// The origin.
        origin: String,
        /// Their sum.
        sum: f64,
    },
    /// Load that today's plan leaves out.
    #[error("today's plan does not say where `{workload}` from `{origin}` runs")]
    NotPlaced {
        /// The workload.
        workload: String,
        /// The origin.
        origin: String,
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

/// A figure with at most twelve digits, and with an exponent where it would be long.
pub(super) fn figure(value: &f64) -> String {
    let value: f64 = format!("{value:.11e}").parse().unwrap_or(*value);
    if value == 0.0 || (1e-6..1e15).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// `1 link`, `2 links`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!(
        "{count} {}",
        crate::language::noun(count, noun, &format!("{noun}s"))
    )
}

/// At most six decimals, without zeros at the end.
fn short(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl Problem {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Problem::PueBelowOne { found, period: None } if *found > 0.0 => Some(format!(
                "if this is DCiE, write its inverse, `{}`",
                short(1.0 / found)
            )),
            Problem::OutOfBounds { found, allowed, .. } => share_help(*found, *allowed),
            Problem::Unknown {
                name, nearest, all, ..
            } => unknown_help(name, nearest.as_ref(), all),
            Problem::BadId { noun, name } => id_help(*noun, name),
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
            Problem::ShapedTwice { column, .. } => Some(format!(
                "leave `{column}` empty in hubs.csv, or the column empty in hourly.csv"
            )),
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
    pub(crate) fn rests_on(&self) -> Vec<Table> {
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
    (share && (2.0..=100.0).contains(&found))
        .then(|| format!("if this is a percentage, write `{}`", short(found / 100.0)))
}

/// The right name, if it can be guessed, or all of them.
fn unknown_help(name: &str, nearest: Option<&String>, all: &[String]) -> Option<String> {
    if name.contains([';', ',', '/', '、', '，', '；']) {
        return Some("separate several by spaces or `|`".to_owned());
    }
    match nearest {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if all.is_empty() => None,
        None => Some(format!("known: `{}`", all.join("`, `"))),
    }
}

/// The id with everything that is not allowed replaced by `-`.
fn id_help(noun: Noun, name: &str) -> Option<String> {
    let right: String = name
        .chars()
        .map(|c| if is_id_char(c) { c } else { '-' })
        .take(64)
        .collect();
    let right = right.trim_matches('-');
    right
        .chars()
        .any(char::is_alphanumeric)
        .then(|| match noun {
            Noun::Hub | Noun::Origin => {
                format!("`{right}` would do; names for people go to the column `name`")
            }
            Noun::Case => format!("`{right}` would do; a line for people goes to `title`"),
            _ => format!("`{right}` would do"),
        })
}

/// Whether an id may contain `c`: what joins or separates ids (dots, spaces, `|`, `*`, `=`, quotes) stays out.
pub(crate) fn is_id_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// A problem and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: DraftPlace,
    /// What.
    pub problem: Problem,
    /// Where the other half of it is: the first row of a key given twice.
    pub related: Option<DraftPlace>,
}

impl Fault {
    /// What to do about it, where that can be guessed.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        self.problem.help()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = self.related.as_ref();
        let note = note.map(|related| format!("first given in {related}"));
        f.write_str(&told(
            &self.problem,
            &self.place,
            note.as_deref(),
            self.help(),
        ))
    }
}

impl std::error::Error for Fault {}

/// A fault in words: what is wrong, where, what else is to know, and what to do about it. Faults of drafts and of files read alike.
pub(crate) fn told(
    problem: &dyn fmt::Display,
    place: &dyn fmt::Display,
    note: Option<&str>,
    help: Option<String>,
) -> String {
    let mut text = format!("error: {problem}\n  --> {place}");
    if let Some(note) = note {
        text += &format!("\nnote: {note}");
    }
    if let Some(help) = help {
        text += &format!("\nhelp: {help}");
    }
    capped(&text).into_owned()
}
