//! A baseline that is named beside a case: a side, hubs, or a file with today's plan.

use std::collections::BTreeMap;
use std::path::Path;

use super::findings::Findings;
use super::keys::Keys;
use super::report::{Fault, Location, Problem, Report};
use super::sheet::Sheet;
use super::units::Rates;
use super::way_back::Files;
use crate::text::decode;
use crate::text::nearest::nearest;

use super::{disk, encoding, rows, schema};
use crate::case::draft::{BaselineRow, Table, todays_plan};
use crate::case::{Baseline, Case, HubId, Side};

/// Why a text names no baseline.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// It is no side, no list of hubs and no file.
    #[error(
        "{}", tr!("no hub is called `{name}`, and there is no such file\nhelp: {}", help(.nearest.as_deref()), name = .name))]
    Unknown {
        /// The name.
        name: String,
        /// The nearest hub.
        nearest: Option<String>,
    },
    /// The file has faults.
    #[error("{0}")]
    File(Report),
}

fn help(nearest: Option<&str>) -> String {
    let allowed = tr!(
        "`east`, `west`, hubs separated by commas, or a CSV file (workload, origin, hub, share)"
    );
    match nearest {
        Some(hub) => tr!(
            "did you mean `{hub}`? A baseline is {allowed}",
            hub = hub,
            allowed = allowed
        ),
        None => tr!("a baseline is {allowed}", allowed = allowed),
    }
}

/// The baseline that a text names: `east`, `west`, hubs separated by commas, or a file with today's plan.
///
/// # Errors
/// [`BaselineError`] where it names none, or a file with faults.
pub fn choose_baseline(text: &str, case: &Case) -> Result<Baseline, BaselineError> {
    let found = Side::BOTH.into_iter().find(|side| side.name() == text);
    if let Some(side) = found {
        return Ok(Baseline::Side(side));
    }
    let path = Path::new(text);
    if path.exists() {
        let shares = plan(path, case).map_err(BaselineError::File)?;
        let file = text.to_owned();
        return Ok(Baseline::Plan { file, shares });
    }
    let names = text.split([',', '|', ' ']).filter(|name| !name.is_empty());
    let hubs = names.map(|name| {
        let known = case.hub_ids().find(|&hub| case[hub].id == name);
        known.ok_or_else(|| BaselineError::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, case.hubs.iter().map(|hub| hub.id.as_str())).map(str::to_owned),
        })
    });
    let mut hubs = hubs.collect::<Result<Vec<HubId>, _>>()?;
    hubs.sort();
    hubs.dedup();
    if hubs.is_empty() {
        return Err(BaselineError::Unknown {
            name: text.to_owned(),
            nearest: None,
        });
    }
    Ok(Baseline::Hubs(hubs))
}

fn plan(path: &Path, case: &Case) -> Result<Vec<crate::case::PlacedShare>, Report> {
    let name = path.display().to_string();
    let mut findings = Findings::default();
    let sheet = sheet(path, &mut findings);
    let rows: Vec<BaselineRow> = match &sheet {
        Some(sheet) => sheet.rows(&mut findings).map(rows::baseline),
        None => Vec::new(),
    };
    let shares = todays_plan(&rows, case).unwrap_or_else(|faults| {
        let keys = Keys::default();
        let sheets = sheet
            .map(|sheet| (Table::Baseline, sheet))
            .into_iter()
            .collect();
        let files = Files {
            sheets: &sheets,
            keys: &keys,
            all: false,
        };
        files.take_over(faults, &mut findings);
        Vec::new()
    });
    if findings.faults.is_empty() {
        return Ok(shares);
    }
    let faults = findings.faults.into_iter().map(|fault| Fault {
        location: named(fault.location, &name),
        ..fault
    });
    Err(Report::new(name.clone(), faults.collect()))
}

fn sheet(path: &Path, findings: &mut Findings) -> Option<Sheet> {
    let file = schema::file(Table::Baseline);
    let mut whole = |location, problem: Problem| findings.whole(Table::Baseline, location, problem);
    let bytes = match disk::file(path)? {
        Ok(bytes) => bytes,
        Err(problem) => {
            whole(Location::file(file), problem);
            return None;
        }
    };
    let name = file.clone();
    let alone = BTreeMap::from([(name.clone(), bytes.clone())]);
    let encoding = encoding::choose(&alone).of(&name, &bytes);
    match decode::decode(&bytes, encoding) {
        Ok(text) => Sheet::read(Table::Baseline, &text, &Rates::new(), findings),
        Err(decode::NotText { line, advice }) => {
            whole(Location::line(file, line), Problem::NotText { advice });
            None
        }
    }
}

/// The location in the file that was named, which may have any name.
fn named(mut location: Location, name: &str) -> Location {
    if location.file == schema::file(Table::Baseline) {
        name.clone_into(&mut location.file);
    }
    location
}
