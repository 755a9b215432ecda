//! Where output goes: standard output, or files that appear whole or not at all.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Writes text to standard output; escape codes for colour are dropped where it is not a terminal.
pub fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a file through a temporary neighbour, so that it is never half a file. An existing file is
/// replaced only with `force`.
pub fn write_file(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    if path.exists() && !force {
        bail!("`{}` exists; give `--force` to replace it", path.display());
    }
    let temporary = beside(path, "tmp");
    let written =
        std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // the first error is the one to report
        let _ = std::fs::remove_file(&temporary);
    }
    written.with_context(|| format!("cannot write `{}`", path.display()))
}

/// Writes several files into a folder, which is made where it does not exist. Nothing is written
/// where one of them exists already, unless with `force`.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)], force: bool) -> Result<()> {
    let existing = files.iter().find(|(name, _)| folder.join(name).exists());
    if let (Some((name, _)), false) = (existing, force) {
        bail!(
            "`{}` exists; give `--force` to replace it",
            folder.join(name).display()
        );
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make folder `{}`", folder.display()))?;
    for (name, bytes) in files {
        write_file(&folder.join(name), bytes, force)?;
    }
    Ok(())
}

/// The path with one more ending: `results.csv` and `summary.json` give `results.csv.summary.json`.
pub fn beside(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}
