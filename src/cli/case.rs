//! The case of a command: read, changed, averaged.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use eastwest::Case;
use eastwest::formulation::Size;
use eastwest::input::Scenario;
use eastwest::language::Language;
use eastwest::optimum::held::held_runs;
use eastwest::parameter::{Change, outdone};

use super::{Failure, memory};

/// Which case, and what is changed in it.
#[derive(Debug, Args)]
pub(crate) struct CaseArguments {
    /// Folder of the case
    #[arg(value_name = "CASE")]
    pub(crate) path: PathBuf,
    /// Use all periods, one for each group of periods.csv (288 hours of china-year), or one that holds the means over the horizon
    #[arg(long, value_enum, default_value_t = Periods::All)]
    pub(crate) periods: Periods,
    /// Make the changes that case.toml names so; before --set; may be repeated
    #[arg(long = "scenario", value_name = "NAME")]
    pub(crate) scenarios: Vec<String>,
    /// Change a figure: KEY=VALUE, KEY*=FACTOR or KEY+=ADDITION, e.g. electricity_price.west*=1.2; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) changes: Vec<String>,
    /// Memory that may be used, in GB; a case that needs more is refused. What is free where not given
    #[arg(long = "memory", value_name = "GB", value_parser = memory::gigabytes)]
    pub(crate) memory_gb: Option<f64>,
}

/// Which periods a programme has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Periods {
    /// One period with the means of all
    One,
    /// All periods of the case
    All,
    /// One for each group that periods.csv states, with the means of the group
    Groups,
    /// The same, of which there have to be 288: twelve months of 24 hours
    #[value(name = "288")]
    Representative288,
}

impl Periods {
    /// As it is typed.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Periods::One => "one",
            Periods::All => "all",
            Periods::Groups => "groups",
            Periods::Representative288 => "288",
        }
    }

    /// The case with such periods.
    fn of(self, case: &Case) -> Result<Case, Failure> {
        let grouped = match self {
            Periods::All => return Ok(case.clone()),
            Periods::One => return Ok(case.averaged()),
            Periods::Groups | Periods::Representative288 => case.grouped(),
        };
        let found = grouped.as_ref().map_or(0, |case| case.periods.len());
        match grouped {
            Some(case) if self == Periods::Groups || found == 288 => Ok(case),
            _ => Err(Failure::Input(tr!(
                "error: --periods {name}: periods.csv states {found} groups\nhelp: name the representative hour of each period in its column `group`",
                name = self.name(),
                found = found
            ))),
        }
    }
}

/// A case that is ready to be solved.
pub(crate) struct Loaded {
    pub(crate) case: Case,
    pub(crate) hash: String,
    /// The texts of its files.
    pub(crate) texts: BTreeMap<String, String>,
    /// As it was read.
    pub(crate) read: Case,
    /// Changes that were made, those of scenarios first.
    pub(crate) made: Vec<Change>,
    /// The same as they would be typed after `--set`.
    pub(crate) changes: Vec<String>,
    /// What was asked for, for the provenance of answers.
    pub(crate) options: Vec<String>,
}

/// Reads the case and says its warnings; then applies `--set` and `--periods`. A case whose programme the computer
/// cannot hold is refused.
pub(crate) fn load(arguments: &CaseArguments) -> Result<Loaded, Failure> {
    let loaded = changed(arguments)?;
    let size = Size::of(&loaded.case);
    memory::guard(&loaded.case, size, 1, arguments.memory_gb)?;
    Ok(loaded)
}

/// As [`load`], where plans near the best will do: a case of many periods needs less memory then.
pub(crate) fn load_within_a_gap(
    arguments: &CaseArguments,
    has_claims: bool,
) -> Result<Loaded, Failure> {
    let loaded = changed(arguments)?;
    let size = Size::of(&loaded.case);
    memory::guard_within_a_gap(&loaded.case, size, has_claims, arguments.memory_gb)?;
    Ok(loaded)
}

/// The case with all changes that are asked for.
fn changed(arguments: &CaseArguments) -> Result<Loaded, Failure> {
    let read = eastwest::input::read_case(&arguments.path)
        .map_err(|report| Failure::Input(report.to_string()))?;
    for warning in &read.warnings {
        say!("{}", warning);
    }
    let mut case = read.case;
    let stated = case.clone();
    let mut options = Vec::new();
    let mut changes = Vec::new();
    let mut made = Vec::new();
    for name in &arguments.scenarios {
        let scenario = named(name, &read.scenarios)?;
        scenario.apply(&mut case).map_err(|error| {
            Failure::Input(tr!(
                "error: --scenario {name}: {error}",
                name = name,
                error = error
            ))
        })?;
        changes.extend(scenario.changes.iter().map(ToString::to_string));
        made.extend(scenario.changes.iter().cloned());
        options.push(format!("--scenario {name}"));
    }
    for text in &arguments.changes {
        let change = Change::parse(text, &case).map_err(|error| {
            Failure::Input(tr!(
                "error: --set {text}: {error}",
                text = text,
                error = error
            ))
        })?;
        change.apply(&mut case).map_err(|error| {
            Failure::Input(tr!(
                "error: --set {text}: {error}",
                text = text,
                error = error
            ))
        })?;
        changes.push(text.clone());
        made.push(change);
        options.push(format!("--set {text}"));
    }
    say_what_has_no_effect(&stated, &case);
    if arguments.periods != Periods::All {
        case = arguments.periods.of(&case)?;
        options.push(format!("--periods {}", arguments.periods.name()));
    }
    Ok(Loaded {
        case,
        hash: read.hash.to_string(),
        texts: read.texts,
        read: stated,
        made,
        changes,
        options,
    })
}

impl Loaded {
    /// Refuses a case with runs that are held together and not placed yet: only a plan of the case as it is can be
    /// found for them.
    pub(crate) fn refuse_held(&self, command: &str) -> Result<(), Failure> {
        let runs = held_runs(&self.case);
        let Some(&run) = runs.first() else {
            return Ok(());
        };
        let id = &self.case[run].id;
        Err(Failure::Input(tr!(
            "error: run `{id}` is held together (`hubs_max` 1), and `{command}` does not choose its hub\nhelp: `eastwest solve` does; then `--set hubs_allowed.{id}=0 --set hubs_allowed.{id}.HUB=1` holds it there",
            id = id,
            command = command
        )))
    }
}

/// Limits raised in vain that are told one by one.
const TOLD: usize = 3;

/// Warns of limits that `--set` raised over what other limits let through.
fn say_what_has_no_effect(stated: &Case, changed: &Case) {
    let found = outdone(stated, changed);
    for limit in found.iter().take(TOLD) {
        say!(
            "warning: --set: {limit}\nhelp: `{}` raises that",
            limit.key,
            limit = limit
        );
    }
    if found.len() > TOLD {
        let more = found.len() - TOLD;
        say!(
            "warning: --set: the same of {more} more limits",
            more = more
        );
    }
}

/// The scenario of that name.
fn named<'a>(name: &str, scenarios: &'a [Scenario]) -> Result<&'a Scenario, Failure> {
    let found = scenarios.iter().find(|scenario| scenario.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = scenarios.iter().map(|s| s.name.as_str()).collect();
        let help = match &names[..] {
            [] => tr!("case.toml has no section `[scenarios.NAME]`").to_owned(),
            names => tr!("known: `{}`", names.join("`, `")),
        };
        Failure::Input(tr!(
            "error: --scenario {name}: no scenario is called `{name}`\nhelp: {help}",
            name = name,
            help = help
        ))
    })
}

/// Calls hubs and origins by their Chinese names, where they have one and Chinese is spoken: for pages and pictures, not for documents.
pub(crate) fn name_as_spoken(case: &mut Case) {
    if Language::spoken() == Language::En {
        return;
    }
    let hubs = case
        .hubs
        .iter_mut()
        .map(|hub| (&mut hub.name, &hub.name_zh));
    let origins = case
        .origins
        .iter_mut()
        .map(|origin| (&mut origin.name, &origin.name_zh));
    for (name, name_zh) in hubs.chain(origins) {
        if let Some(name_zh) = name_zh.as_ref().filter(|name| !name.is_empty()) {
            name.clone_from(name_zh);
        }
    }
}
