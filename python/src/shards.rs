//! Shards of a sweep in a folder: those that the command writes, by the same code.

use std::path::{Path, PathBuf};

use eastwest::Case;
use eastwest::control::Control;
use eastwest::results::Outputs;
use eastwest::results::State;
use eastwest::results::Target;
use eastwest::results::run::{self, Sweeping, Written};
use eastwest::results::shards::Folder;
use eastwest::sweep::Grid;
use pyo3::prelude::*;

use crate::errors::Failure;
use crate::wait::wait;

/// One of so many shards, from 1.
pub type Shard = (u64, u64);

/// Refuses a shard that there is not.
pub fn expect((number, of): Shard) -> Result<(), Failure> {
    if (1..=of).contains(&number) {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "there is no shard {number} of {of}: they count from 1"
    )))
}

/// Answers the scenarios of a shard that are not there yet, into its file of the folder, which is made where it does not exist; gives the
/// manifest, in JSON.
pub fn write(
    folder: &Path,
    (case, grid): (&Case, &Grid),
    state: &State,
    control: &Control<'_>,
) -> Result<String, Failure> {
    let folder = Folder::begin(folder, state)?;
    let target = Target::shard(folder.clone(), state)?;
    let sweeping = Sweeping {
        case,
        grid,
        state,
        outputs: &Outputs::new(false),
        resume: false,
        force: false,
        plan: None,
    };
    if let Written::Stopped { .. } = run::write(&target, &sweeping, control)? {
        return Err(Failure::Cancelled);
    }
    let manifest = folder.manifest_of(state.shard.0)?;
    serde_json::to_string(&manifest).map_err(|error| Failure::Other(error.to_string()))
}

/// Holds every byte of a folder of shards against the manifests: shards, rows, bytes of a folder that is whole.
#[pyfunction]
pub fn verify_shards(
    py: Python<'_>,
    folder: PathBuf,
    told: Option<Py<PyAny>>,
) -> PyResult<(u64, u64, u64)> {
    wait(py, told, 1, move |control| {
        let verified = Folder::open(&folder)?.verify(control)?;
        Ok((verified.shards, verified.rows, verified.bytes))
    })
}
