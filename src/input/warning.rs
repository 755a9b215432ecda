//! What is allowed, but likely a mistake.

use std::fmt;

use super::likeness;
use super::report::{Folds, Location, same_in};
use crate::language::{is_chinese, word};
use crate::text::decode::Encoding;
use crate::text::echo::capped;

/// A range seen in the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// The quantity and its unit: `electricity price in CNY/kWh`.
    pub quantity: &'static str,
    /// Least figure found.
    pub least: f64,
    /// Greatest figure found.
    pub greatest: f64,
    /// Where it was found.
    pub source: &'static str,
}

/// What is likely a mistake.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Concern {
    /// A figure far outside what was seen.
    FarOutside {
        /// The figure.
        found: f64,
        /// What was seen.
        seen: Seen,
        /// What may have been meant.
        advice: Option<String>,
    },
    /// Peak demand over all capacity.
    OverCapacity {
        /// Load of all workloads at its peak, MW (IT).
        demand_mw: f64,
        /// Capacity of all hubs, MW (IT).
        capacity_mw: f64,
    },
    /// A run whose accelerators cannot do its work inside its window.
    TooLittleTime {
        /// The run.
        run: String,
        /// Hours that it needs with all its accelerators.
        needed_hours: f64,
        /// Hours of its window.
        window_hours: f64,
    },
    /// More time for moving the data of a run than its window has.
    LongTransfer {
        /// The run.
        run: String,
        /// Days that are stated.
        days: f64,
        /// Days of its window.
        window_days: f64,
    },
    /// Things that no constraint and no cost uses.
    Unused {
        /// What they are, in the singular.
        what: &'static str,
        /// Their names.
        names: Vec<String>,
        /// Why not: `no workload runs on`.
        why: &'static str,
    },
    /// A rule that nothing can break or nothing can meet.
    IdleRule {
        /// The key.
        key: &'static str,
        /// Why.
        why: &'static str,
    },
    /// A table that is read and that no setting uses.
    IdleTable {
        /// The file.
        file: &'static str,
        /// What lies in it.
        what: &'static str,
        /// What would use it.
        remedy: &'static str,
    },
    /// A file that is not part of the case.
    Stranger {
        /// Its name.
        file: String,
        /// The file that it may have been meant to be.
        nearest: Option<String>,
    },
    /// A table in another form beside the one that is read.
    Beside {
        /// Its name.
        file: String,
        /// The file that is read.
        read: String,
    },
    /// Files that are valid in two encodings.
    EncodingGuessed {
        /// The encoding in which they are read.
        encoding: Encoding,
        /// What stands in them, as it is read.
        read: String,
        /// The same in the other encoding.
        otherwise: String,
    },
    /// Text that is valid in its encoding, but hardly Chinese.
    HardlyChinese {
        /// What stands there as GB18030.
        read: String,
    },
    /// A profile that changes the mean of what it multiplies.
    ProfileMean {
        /// The profile.
        profile: String,
        /// Its mean over the horizon, weighted by hours.
        mean: f64,
        /// What it multiplies, with its unit.
        quantity: &'static str,
        /// The figure that it multiplies.
        base: f64,
        /// The column of `hourly.csv` for figures that are not multipliers.
        column: Option<&'static str>,
    },
    /// Round trips of one origin, one measured and one derived, that disagree about which hub is nearer.
    RoundTripsDisagree {
        /// The origin.
        origin: String,
        /// The hub whose round trip is stated.
        measured: String,
        /// Its round trip, ms, and distance, km.
        measured_ms_km: (f64, f64),
        /// What its round trip would be if it were derived, ms.
        would_be_ms: f64,
        /// The hub whose round trip is derived.
        derived: String,
        /// Its round trip, ms, and distance, km.
        derived_ms_km: (f64, f64),
    },
}

/// What warnings share that are told as one.
type Shared = (String, String);

impl Concern {
    /// What to do about it.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Concern::FarOutside { advice, .. } => advice.clone(),
            Concern::OverCapacity { .. } => {
                Some(tr!("a plan will fall short; check the units of demand and capacity").to_owned())
            }
            Concern::TooLittleTime { .. } => Some(
                tr!("a plan will fall short; raise `accelerators_max` or widen the window").to_owned(),
            ),
            Concern::LongTransfer { .. } => Some(
                tr!("data are moved within the window, as without `transfer_days`; take it away, or state fewer days")
                    .to_owned(),
            ),
            Concern::Stranger { nearest, .. } => nearest
                .as_ref()
                .map(|file| tr!("did you mean `{file}`?", file = file)),
            Concern::EncodingGuessed { encoding, .. } => Some(tr!(
                "state `encoding = \"{}\"` in case.toml if that is right, else `encoding = \"{}\"`",
                encoding.name(),
                encoding.other().name()
            )),
            Concern::HardlyChinese { .. } => Some(
                tr!("if the file is Latin-1, Shift-JIS or Big5, save it as UTF-8; if it is right, state `encoding = \"gb18030\"` in case.toml")
                    .to_owned(),
            ),
            Concern::ProfileMean { column, .. } => Some(match column {
                Some(column) => tr!(
                    "a profile is a multiplier around 1; figures in their own unit go to `{column}` of hourly.csv"
                , column = column),
                None => tr!("a profile is a multiplier around 1").to_owned(),
            }),
            Concern::RoundTripsDisagree { .. } => Some(
                tr!("measure both, or neither; or set `route_factor` and `equipment_delay_ms` to what was measured").to_owned(),
            ),
            Concern::IdleTable { remedy, .. } => Some(word(remedy).to_owned()),
            Concern::Unused { .. } | Concern::IdleRule { .. } | Concern::Beside { .. } => None,
        }
    }

    /// What warnings share that are told as one: the kind and what it is about, but neither figures nor places.
    fn shared(&self) -> Option<String> {
        match self {
            Concern::FarOutside { seen, advice, .. } => Some(format!(
                "{} {}",
                seen.quantity,
                advice.clone().unwrap_or_default()
            )),
            Concern::RoundTripsDisagree { .. } => Some(tr!("round trips").to_owned()),
            Concern::TooLittleTime { .. } => Some(tr!("too little time").to_owned()),
            Concern::LongTransfer { .. } => Some(tr!("long transfer").to_owned()),
            Concern::ProfileMean {
                profile, quantity, ..
            } => Some(format!("{quantity} {profile}")),
            _ => None,
        }
    }
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Concern::FarOutside { found, seen, .. } => f.write_str(&tr!("{} is usually from {} to {}, found `{found}` ({})",
                word(seen.quantity), seen.least, seen.greatest, word(seen.source), found = found)),
            Concern::OverCapacity {
                demand_mw,
                capacity_mw,
            } => f.write_str(&tr!("demand at its peak is {demand_mw:.1} MW, more than the {capacity_mw:.1} MW of all hubs"
            , demand_mw = demand_mw, capacity_mw = capacity_mw)),
            Concern::LongTransfer {
                run,
                days,
                window_days,
            } => f.write_str(&tr!("the data of `{run}` may take {days} days, and its window has {window_days:.1}"
            , run = run, days = days, window_days = window_days)),
            Concern::TooLittleTime {
                run,
                needed_hours,
                window_hours,
            } => f.write_str(&tr!("`{run}` needs {needed_hours:.1} h with all its accelerators, and its window has {window_hours:.1} h"
            , run = run, needed_hours = needed_hours, window_hours = window_hours)),
            Concern::Unused { what, names, why } => {
                let what = match names.len() == 1 || is_chinese() {
                    true => word(what).to_owned(),
                    false => format!("{what}s"),
                };
                f.write_str(&tr!("{why} {what} ", why = word(why), what = what))?;
                let shown = names.iter().take(5).map(|name| format!("`{name}`"));
                f.write_str(&shown.collect::<Vec<_>>().join(", "))?;
                if names.len() > 5 {
                    f.write_str(&tr!(" and {} more", names.len() - 5))?;
                }
                Ok(())
            }
            Concern::IdleRule { key, why } => f.write_str(&tr!("`{key}` has no effect: {why}", key = key, why = word(why))),
            Concern::IdleTable { file, what, .. } => {
                f.write_str(&tr!("`{file}` lies unused: {what}", file = file, what = word(what)))
            }
            Concern::Stranger { file, .. } => {
                f.write_str(&tr!("`{file}` is not read: a case has no such table", file = file))
            }
            Concern::Beside { file, read } => {
                f.write_str(&tr!("`{file}` is not read: the table is `{read}`", file = file, read = read))
            }
            Concern::EncodingGuessed {
                encoding,
                read,
                otherwise,
            } => f.write_str(&tr!("the files are valid in two encodings and are read as {encoding}: `{read}`, not `{otherwise}`"
            , encoding = encoding, read = read, otherwise = otherwise)),
            Concern::HardlyChinese { read } => f.write_str(&tr!("the file is read as GB18030, and `{read}` is hardly Chinese"
            , read = read)),
            Concern::ProfileMean {
                profile,
                mean,
                quantity,
                base,
                ..
            } => f.write_str(&tr!("profile `{profile}` has a mean of {mean:.3} over the horizon, so that the mean {quantity} is {} and not {base}",
                figure(&(base * mean)), profile = profile, mean = mean, quantity = word(quantity), base = base)),
            Concern::RoundTripsDisagree {
                origin,
                measured,
                measured_ms_km: (measured_ms, measured_km),
                would_be_ms,
                derived,
                derived_ms_km: (derived_ms, derived_km),
            } => f.write_str(&tr!("round trips from `{origin}` are not of one kind: {measured_ms:.1} ms stated to `{measured}`, {measured_km:.0} km away, which would be {would_be_ms:.1} ms if derived, beside {derived_ms:.1} ms derived to `{derived}`, {derived_km:.0} km away"
            , origin = origin, measured_ms = measured_ms, measured = measured, measured_km = measured_km, would_be_ms = would_be_ms, derived_ms = derived_ms, derived = derived, derived_km = derived_km)),
        }
    }
}

/// A figure with at most four digits that count.
fn figure(value: &f64) -> String {
    let short: f64 = format!("{value:.3e}").parse().unwrap_or(*value);
    format!("{short}")
}

/// A concern and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Where, unless it is about the whole case.
    pub location: Option<Location>,
    /// What.
    pub concern: Concern,
    /// Further lines with the same concern, where it is told once for all.
    pub also: Option<String>,
}

impl Warning {
    /// A warning of its own.
    pub(super) const fn new(location: Option<Location>, concern: Concern) -> Self {
        Self {
            location,
            concern,
            also: None,
        }
    }

    fn shared(&self) -> Option<Shared> {
        let Location { file, heading, .. } = self.location.as_ref()?;
        let place = format!("{file} {}", heading.as_deref().unwrap_or_default());
        Some((place, self.concern.shared()?))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = tr!("warning: {}", self.concern);
        if let Some(location) = &self.location {
            text += &format!("\n  --> {location}");
        }
        if let Some(also) = &self.also {
            text += &tr!("\nnote: {also}", also = also);
        }
        if let Some(help) = self.concern.help() {
            text += &tr!("\nhelp: {help}", help = help);
        }
        f.write_str(&capped(&text))
    }
}

/// The warnings, where one that comes in many lines is told once, with the others' lines.
pub(super) fn folded(warnings: Vec<Warning>) -> Vec<Warning> {
    let folds = Folds::of(warnings.iter().map(Warning::shared)).told(warnings.len());
    let line = |other: &usize| {
        warnings[*other]
            .location
            .as_ref()
            .and_then(|place| place.line)
    };
    let told = |(warning, others): (&Warning, Option<Vec<usize>>)| {
        let lines: Vec<Option<usize>> = others?.iter().map(line).collect();
        Some(Warning {
            also: same_in(&lines),
            ..warning.clone()
        })
    };
    warnings.iter().zip(folds).filter_map(told).collect()
}

/// A file that looks like a table and is none of those read, where no table is lost by it.
pub(super) fn stranger(file: &str, read: Option<&str>) -> Warning {
    let location = Some(Location::file(file));
    let file = file.to_owned();
    let concern = match read {
        Some(read) => Concern::Beside {
            file,
            read: read.to_owned(),
        },
        None => {
            let nearest = likeness::nearest(&file);
            Concern::Stranger { file, nearest }
        }
    };
    Warning::new(location, concern)
}
