use std::fmt;

use super::place::{DraftPlace, Table};
use super::terms::Noun;
use crate::case::bounds::Bounds;
use crate::language::word;
use crate::text::echo::capped;

/// What is wrong with a draft: what was found, and what is allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A required cell or key is absent.
    #[error("{}", tr!("{quantity} is missing", quantity = word(.quantity)))]
    Missing {
        /// What it is.
        quantity: &'static str,
    },
    /// A required id or reference is absent.
    #[error("{}", tr!("the id of {} is missing", .noun.with_article()))]
    MissingId {
        /// What it names.
        noun: Noun,
    },
    /// A figure that is NaN or infinite.
    #[error("{}", tr!("{quantity} must be a finite number, found `{found}`", quantity = word(.quantity), found = .found))]
    NotFinite {
        /// What it is.
        quantity: &'static str,
        /// The figure.
        found: f64,
    },
    /// A figure outside its bounds.
    #[error("{}", tr!("{quantity} must be {allowed}, found `{}`", figure(.found), quantity = word(.quantity), allowed = .allowed))]
    OutOfBounds {
        /// What it is.
        quantity: &'static str,
        /// The figure.
        found: f64,
        /// What is allowed.
        allowed: Bounds,
    },
    /// More accelerators stand than may.
    #[error("{}", tr!("{} accelerators are there and {} may be", figure(.there), figure(.most)))]
    FleetOverMax {
        /// How many are there.
        there: f64,
        /// How many may be.
        most: f64,
    },
    /// More accelerators stand at a hub than it has room or power for.
    #[error(
        "{}", tr!("the accelerators at `{hub}` need {} MW, and its {what} is {} MW", figure(.needed_mw),
        figure(.room_mw), hub = .hub, what = word(.what)))]
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
    #[error("{}", tr!("{quantity} must be 0, or have a size from {least:e} to {greatest:e}, found `{}`", figure(.found), quantity = word(.quantity), least = .least, greatest = .greatest))]
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
    #[error("{}", tr!("PUE must be at least 1, found `{}`{}", figure(.found), in_period(.period)))]
    PueBelowOne {
        /// The figure.
        found: f64,
        /// The period, where a profile made it so.
        period: Option<String>,
    },
    /// A green share over 1 in some period.
    #[error("{}", tr!("green share must be from 0 to 1, found `{}` in period `{period}`, where `{profile}` multiplies it by {multiplier}", figure(.found), period = .period, profile = .profile, multiplier = .multiplier))]
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
    /// A contracted MW that gives more than a MW.
    #[error("{}", tr!("the profile of a contract must be from 0 to 1, found `{}` in period `{period}` of `{profile}`", figure(.found), period = .period, profile = .profile))]
    PowerOverOne {
        /// Its multiplier.
        found: f64,
        /// The period.
        period: String,
        /// The profile.
        profile: String,
    },
    /// A name that nothing has.
    #[error("{}", tr!("no {} is called `{name}`", .noun.word(), name = .name))]
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
    #[error("{}", tr!("{what} is given twice; {where_unique}", what = word(.what), where_unique = .where_unique))]
    Duplicate {
        /// The thing: ``hub `wuhu` ``.
        what: String,
        /// Where the key has to be unique.
        where_unique: &'static str,
    },
    /// A name that cannot be an id.
    #[error("{}", tr!("`{name}` cannot be the id of {}: letters and digits of any script, `_` and `-` are allowed, at most 64 of them", .noun.with_article(), name = .name))]
    BadId {
        /// What it names.
        noun: Noun,
        /// The name found.
        name: String,
    },
    /// A name with a meaning of its own.
    #[error("{}", tr!("{} cannot be called `{name}`, which has a meaning of its own", .noun.with_article(), name = .name))]
    ReservedId {
        /// What it names.
        noun: Noun,
        /// The name found.
        name: String,
    },
    /// Periods do not add up.
    #[error("{}", tr!("the hours of all periods must add up to the horizon, `{}` h, found `{}` h", figure(.horizon), figure(.sum)))]
    PeriodsDoNotAddUp {
        /// Σ hours.
        sum: f64,
        /// Length of the horizon, h.
        horizon: f64,
    },
    /// A period without a row in the profiles.
    #[error("{}", tr!("profiles need a row for every period, and there is none for `{period}`", period = .period))]
    ProfileRowMissing {
        /// The period.
        period: String,
    },
    /// An empty cell in the profiles.
    #[error("{}", tr!("profile `{profile}` has no multiplier in period `{period}`", profile = .profile, period = .period))]
    MultiplierMissing {
        /// The profile.
        profile: String,
        /// The period.
        period: String,
    },
    /// A service with no hub near enough.
    #[error("{}", tr!("no hub can serve `{service}` from `{origin}` within {} ms: the nearest{} is `{hub}` with a round trip of {rtt_ms:.2} ms", figure(.limit_ms), allowed(.restricted), service = .service, origin = .origin, hub = .hub, rtt_ms = .rtt_ms))]
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
    #[error("{}", tr!("round trip must be at least {least_ms:.3} ms, the time of light in fibre over the {km:.0} km between `{origin}` and `{hub}` and back, found `{}`", figure(.found), least_ms = .least_ms, km = .km, origin = .origin, hub = .hub))]
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
    #[error("{}", tr!("a case needs at least one {}", .noun.word()))]
    Empty {
        /// What is needed.
        noun: Noun,
    },
    /// Not exactly one of two.
    #[error("{}", tr!("exactly one of `{first}` and `{second}` is needed, found {}", both_or_neither(.both), first = .first, second = .second))]
    ExactlyOne {
        /// A column.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Whether both were found, or neither.
        both: bool,
    },
    /// A cell that goes only with another.
    #[error("{}", tr!("`{column}` goes only with `{with}`", column = .column, with = .with))]
    OnlyWith {
        /// The cell.
        column: &'static str,
        /// What it needs.
        with: &'static str,
    },
    /// Rows of one workload disagree.
    #[error(
        "{}", tr!("all rows of `{workload}` must agree in `{column}`: found `{found}`, before `{before}`", workload = .workload, column = .column, found = .found, before = .before))]
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
        "{}", tr!("`{workload}` has a row for all origins (`*`) and other rows; either is allowed, not both", workload = .workload))]
    StarMixed {
        /// The workload.
        workload: String,
    },
    /// `*` without shares.
    #[error(
        "{}", tr!("`{workload}` is spread over all origins (`*`), but no origin states a `demand_share` over 0", workload = .workload))]
    NoDemandShare {
        /// The workload.
        workload: String,
    },
    /// `hubs_allowed` allows none.
    #[error("{}", tr!("`{workload}` is allowed only hubs in the {side}, and there are none", workload = .workload, side = word(.side)))]
    NoHubAllowed {
        /// The workload.
        workload: String,
        /// The side.
        side: &'static str,
    },
    /// Links are neither given nor derived.
    #[error(
        "{}", tr!("{count} of {pairs} origin–hub pairs have no round-trip time, the first from `{origin}` to `{hub}`, and `derive_links` is false", count = .count, pairs = .pairs, origin = .origin, hub = .hub))]
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
    #[error("{}", tr!("{} `{name}` has no coordinates, from which {} would be derived", .noun.word(), links_counted(.links), name = .name))]
    NoCoordinates {
        /// Hub or origin.
        noun: Noun,
        /// Which.
        name: String,
        /// How many links need them.
        links: usize,
    },
    /// Something optional that this case needs.
    #[error("{}", tr!("{quantity} is missing, and {reason}", quantity = word(.quantity), reason = .reason))]
    Needed {
        /// What it is.
        quantity: &'static str,
        /// Why it is needed.
        reason: String,
    },
    /// A figure that a profile shapes and that is stated hour by hour.
    #[error(
        "{}", tr!("{quantity} of `{hub}` is stated for single periods, and its `{column}` is `{profile}`; either is allowed, not both", quantity = word(.quantity), hub = .hub, column = .column, profile = .profile))]
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
    #[error("{}", tr!("{quantity} may have at most {most} characters, found {found}", quantity = word(.quantity), most = .most, found = .found))]
    TooLong {
        /// What it is.
        quantity: &'static str,
        /// Its characters.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A share where nothing is asked for.
    #[error("{}", tr!("`{workload}` has no demand from `{origin}`", workload = .workload, origin = .origin))]
    NoDemandThere {
        /// The workload.
        workload: String,
        /// The origin.
        origin: String,
    },
    /// A share at a hub that the workload may not use.
    #[error("{}", tr!("`{workload}` is not allowed at `{hub}`", workload = .workload, hub = .hub))]
    NotAllowedThere {
        /// The workload.
        workload: String,
        /// The hub.
        hub: String,
    },
    /// A share at a hub that is too far.
    #[error("{}", tr!("`{hub}` is too far from `{origin}` for `{workload}`: a round trip of {rtt_ms:.2} ms, and its limit is {} ms", figure(.limit_ms), hub = .hub, origin = .origin, workload = .workload, rtt_ms = .rtt_ms))]
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
    #[error("{}", tr!("the shares of `{workload}` from `{origin}` must add up to 1, found `{}`", figure(.sum), workload = .workload, origin = .origin))]
    SharesDoNotAddUp {
        /// The workload.
        workload: String,
        /// The origin.
        origin: String,
        /// Their sum.
        sum: f64,
    },
    /// Load that today's plan leaves out.
    #[error("{}", tr!("today's plan does not say where `{workload}` from `{origin}` runs", workload = .workload, origin = .origin))]
    NotPlaced {
        /// The workload.
        workload: String,
        /// The origin.
        origin: String,
    },
    /// One of a pair without the other.
    #[error("{}", tr!("`{column}` is given without `{other}`; both or neither are allowed", column = .column, other = .other))]
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
        .map(|period| tr!(" in period `{period}`", period = period))
        .unwrap_or_default()
}

fn allowed(restricted: &bool) -> &'static str {
    if *restricted {
        tr!(" that it is allowed to use")
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
            Problem::PueBelowOne { found, period: None } if *found > 0.0 => Some(tr!(
                "if this is DCiE, write its inverse, `{}`",
                short(1.0 / found)
            )),
            Problem::OutOfBounds { found, allowed, .. } => share_help(*found, *allowed),
            Problem::Unknown {
                name, nearest, all, ..
            } => unknown_help(name, nearest.as_ref(), all),
            Problem::BadId { noun, name } => id_help(*noun, name),
            Problem::PeriodsDoNotAddUp { sum, .. } => Some(tr!(
                "correct the hours, or set `horizon_hours = {}`",
                short(*sum)
            )),
            Problem::Unreachable { rtt_ms, .. } => Some(tr!(
                "a limit of {} ms would reach it",
                (rtt_ms * 100.0).ceil() / 100.0
            )),
            Problem::FasterThanLight { found, least_ms, .. } if 2.0 * found >= *least_ms => {
                Some(tr!("if this is one way, write twice as much, `{}`", short(2.0 * found)))
            }
            Problem::FasterThanLight { .. } => {
                Some(tr!("check the coordinates, and that the time is in ms").to_owned())
            }
            Problem::StarMixed { .. } => {
                Some(tr!("write one row for each origin, or one row with `*`").to_owned())
            }
            Problem::Disagree { .. } => Some(
                tr!("rows of one workload may differ in its demand only; give a workload of another kind another id")
                    .to_owned(),
            ),
            Problem::ShapedTwice { column, .. } => Some(tr!(
                "leave `{column}` empty in hubs.csv, or the column empty in hourly.csv"
            , column = column)),
            Problem::NoCoordinates { .. } => {
                Some(tr!("give `lat_deg` and `lon_deg`, or `rtt_ms` for each of its links").to_owned())
            }
            Problem::LinksNotGiven { .. } => {
                Some(tr!("give their `rtt_ms` in links.csv, or set `derive_links = true`").to_owned())
            }
            _ => None,
        }
    }

    /// Tables whose rows have to have names for this problem to mean anything.
    #[must_use]
    pub(crate) fn rests_on_names(&self) -> Vec<Table> {
        match self {
            Problem::Unknown { .. } | Problem::ProfileRowMissing { .. } => self.rests_on(),
            _ => Vec::new(),
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
        .then(|| tr!("if this is a percentage, write `{}`", short(found / 100.0)))
}

/// The right name, if it can be guessed, or all of them.
fn unknown_help(name: &str, nearest: Option<&String>, all: &[String]) -> Option<String> {
    if name.contains([';', ',', '/', '、', '，', '；']) {
        return Some(tr!("separate several by spaces or `|`").to_owned());
    }
    match nearest {
        Some(name) => Some(tr!("did you mean `{name}`?", name = name)),
        None if all.is_empty() => None,
        None => Some(tr!("known: `{}`", all.join("`, `"))),
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
                tr!(
                    "`{right}` would do; names for people go to the column `name`",
                    right = right
                )
            }
            Noun::Case => tr!(
                "`{right}` would do; a line for people goes to `title`",
                right = right
            ),
            _ => tr!("`{right}` would do", right = right),
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
        let note = note.map(|related| tr!("first given in {related}", related = related));
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
    let mut text = tr!(
        "error: {problem}\n  --> {place}",
        problem = problem,
        place = place
    );
    if let Some(note) = note {
        text += &tr!("\nnote: {note}", note = note);
    }
    if let Some(help) = help {
        text += &tr!("\nhelp: {help}", help = help);
    }
    capped(&text).into_owned()
}
