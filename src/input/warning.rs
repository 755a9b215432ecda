//! What is allowed, but likely a mistake.

use std::fmt;

use super::report::Location;
use crate::case::draft::{Table, nearest};
use crate::figures::{FIGURES, SOURCES};

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
    /// A file that is not part of the case.
    Stranger {
        /// Its name.
        file: String,
        /// The file that it may have been meant to be.
        nearest: Option<String>,
    },
}

impl Concern {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Concern::FarOutside { advice, .. } => advice.clone(),
            Concern::OverCapacity { .. } => {
                Some("a plan will fall short; check the units of demand and capacity".to_owned())
            }
            Concern::TooLittleTime { .. } => Some(
                "a plan will fall short; raise `accelerators_max` or widen the window".to_owned(),
            ),
            Concern::Stranger { nearest, .. } => nearest
                .as_ref()
                .map(|file| format!("did you mean `{file}`?")),
            Concern::Unused { .. } | Concern::IdleRule { .. } => None,
        }
    }
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Concern::FarOutside { found, seen, .. } => write!(
                f,
                "{} is usually from {} to {}, found `{found}` ({})",
                seen.quantity, seen.least, seen.greatest, seen.source
            ),
            Concern::OverCapacity {
                demand_mw,
                capacity_mw,
            } => write!(
                f,
                "demand at its peak is {demand_mw:.1} MW, more than the {capacity_mw:.1} MW of all hubs"
            ),
            Concern::TooLittleTime {
                run,
                needed_hours,
                window_hours,
            } => write!(
                f,
                "`{run}` needs {needed_hours:.1} h with all its accelerators, and its window has {window_hours:.1} h"
            ),
            Concern::Unused { what, names, why } => {
                write!(
                    f,
                    "{why} {what}{} ",
                    if names.len() == 1 { "" } else { "s" }
                )?;
                let shown = names.iter().take(5).map(|name| format!("`{name}`"));
                f.write_str(&shown.collect::<Vec<_>>().join(", "))?;
                if names.len() > 5 {
                    write!(f, " and {} more", names.len() - 5)?;
                }
                Ok(())
            }
            Concern::IdleRule { key, why } => write!(f, "`{key}` has no effect: {why}"),
            Concern::Stranger { file, .. } => {
                write!(f, "`{file}` is not read: a case has no such table")
            }
        }
    }
}

/// A concern and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Where, unless it is about the whole case.
    pub location: Option<Location>,
    /// What.
    pub concern: Concern,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "warning: {}", self.concern)?;
        if let Some(location) = &self.location {
            write!(f, "\n  --> {location}")?;
        }
        if let Some(help) = self.concern.help() {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

/// Tables in the folder that a case does not have.
pub(super) fn strangers(names: Vec<String>) -> impl Iterator<Item = Warning> {
    let known = |file: &String| [FIGURES, SOURCES].contains(&file.as_str());
    names
        .into_iter()
        .filter(move |file| !known(file))
        .map(|file| {
            let tables: Vec<String> = Table::LISTS
                .iter()
                .map(|table| super::schema::file(*table))
                .collect();
            let nearest = nearest(&file, tables.iter().map(String::as_str));
            Warning {
                location: Some(Location::file(file.clone())),
                concern: Concern::Stranger { file, nearest },
            }
        })
}
