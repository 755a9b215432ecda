//! What is known of a shard that is whole.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::hex::hex;
use crate::text::regular;

use super::super::ResultsError;
use super::super::outputs::{Making, Outputs};
use super::super::state::State;
use super::{Folder, SCHEMA_VERSION, read_json};

/// Stands beside a shard after a clean end, and only then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this file's form.
    pub schema_version: u32,
    /// The shard's file.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// Of all its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was whole, in seconds since 1970 (UTC).
    pub finished_unix_s: u64,
    /// What its rows belong to, with the version of eastwest.
    pub sweep: State,
}

impl Manifest {
    /// Reads the manifest of a shard; `None` where there is none.
    pub(super) fn read(folder: &Folder, shard: u64) -> Result<Option<Self>, ResultsError> {
        let path = folder.manifest(shard);
        if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Ok(None);
        }
        let manifest: Manifest = read_json(&path)?;
        let state = folder.state(shard);
        let is_of_it = manifest.schema_version == SCHEMA_VERSION
            && manifest.sweep == state
            && manifest.rows == state.row_count()
            && folder
                .file(shard)
                .file_name()
                .is_some_and(|name| name == manifest.file.as_str());
        if !is_of_it {
            return Err(ResultsError::input(tr!(
                "`{}` speaks of another shard than its name does",
                path.display()
            )));
        }
        Ok(Some(manifest))
    }

    /// Refuses a file that is not the one that was written.
    pub(super) fn expect(&self, path: &Path) -> Result<(), String> {
        let found = measured(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => tr!("its file is not there").to_owned(),
            _ => tr!("it cannot be read: {error}", error = error),
        })?;
        if found.0 != self.bytes {
            return Err(tr!("it has {} bytes of {}", found.0, self.bytes));
        }
        if found.1 != self.sha256 {
            return Err(tr!("its bytes are not those that were written").to_owned());
        }
        Ok(())
    }
}

fn measured(path: &Path) -> io::Result<(u64, String)> {
    hashed(&mut regular::open(path)?)
}

/// Size and SHA-256 of a file, from its beginning.
fn hashed(file: &mut File) -> io::Result<(u64, String)> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let (mut bytes, mut part) = (0, vec![0; 1 << 20]);
    loop {
        match file.read(&mut part) {
            Ok(0) => break,
            Ok(read) => {
                hasher.update(&part[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((bytes, hex(&hasher.finalize())))
}

impl Folder {
    /// What is known of a shard, counted from 1, that came to its end; nothing where none did. Its bytes are not read.
    ///
    /// # Errors
    /// [`ResultsError`] where its manifest is damaged, or another shard's.
    pub fn manifest_of(&self, shard: u64) -> Result<Option<Manifest>, ResultsError> {
        Manifest::read(self, shard)
    }

    /// Whether a shard stands there whole.
    pub(crate) fn is_whole(&self, shard: u64) -> bool {
        let manifest = Manifest::read(self, shard).ok().flatten();
        manifest.is_some_and(|manifest| manifest.expect(&self.file(shard)).is_ok())
    }

    /// Puts the file of a shard, which is whole and on the disk, in its place, and its manifest beside it.
    pub(crate) fn keep(&self, shard: u64, mut making: Making) -> anyhow::Result<()> {
        let (bytes, sha256) = hashed(making.file()).context(tr!("cannot read it again"))?;
        let (file, state) = (self.file(shard), self.state(shard));
        let name = file.file_name().and_then(|name| name.to_str());
        let place = self.manifest(shard);
        // that of a file which is replaced
        let _ = fs::remove_file(&place);
        making.keep()?;
        let manifest = Manifest {
            schema_version: SCHEMA_VERSION,
            file: name
                .ok_or_else(|| anyhow!(tr!("its name is no text")))?
                .to_owned(),
            rows: state.row_count(),
            bytes,
            sha256,
            finished_unix_s: now_unix_s(),
            sweep: state,
        };
        let text = serde_json::to_string_pretty(&manifest)
            .context(tr!("cannot write the manifest"))?
            + "\n";
        Outputs::new(true).write(&place, text.as_bytes())
    }
}

fn now_unix_s() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
