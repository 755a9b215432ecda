//! Where a command may write, decided in one place for all of them.
//!
//! - A link is followed: what it leads to is written, and the link stays.
//! - A file that exists is replaced with `--force` alone, and never if it is one that the run itself reads, or belongs to a
//!   case.
//! - A device or a pipe is written to, with `--force`, and never replaced.
//! - A file that another run is writing is left to it.
//! - Into a folder of shards, which is read as one table, go its shards alone.
//! - A file appears whole or not at all: it is written under a name of its own beside the place where it goes. What a killed
//!   run left under such a name is removed by the next one that writes there.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tempfile::NamedTempFile;

use crate::input::is_case_file;
use crate::text::regular;

/// Links that are followed one after the other.
const LINKS: usize = 40;
/// The file that says which sweep the shards of a folder are of.
pub(crate) const SHARDS: &str = "_sweep.json";
/// How the names of files in the making end.
const MAKING: &str = ".eastwest-tmp";
/// A file in the making that nobody holds is given up after this time.
const GIVEN_UP: Duration = Duration::from_secs(5);

/// What a command may write.
#[derive(Debug, Default)]
pub struct Outputs {
    force: bool,
    replaces_cases: bool,
    writes_shards: bool,
    inputs: Vec<PathBuf>,
}

/// What stands at a place.
enum Standing {
    Nothing,
    File,
    /// A device, a pipe, a socket: in a word.
    Special(&'static str),
}

impl Outputs {
    /// Files that exist are replaced with `force` alone.
    pub fn new(force: bool) -> Self {
        Outputs {
            force,
            ..Outputs::default()
        }
    }

    /// Never replaces this file, which the run reads; of a case, none of its files.
    pub(crate) fn sparing(mut self, path: &Path) -> Self {
        if path.is_dir() {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            let own = entries.filter(|entry| is_of_a_case(&entry.file_name()));
            self.inputs.extend(own.map(|entry| entry.path()));
        } else {
            self.inputs.push(path.to_owned());
        }
        self
    }

    /// As [`Outputs::sparing`], of each of these.
    pub(crate) fn sparing_all<'a>(self, paths: impl IntoIterator<Item = &'a Path>) -> Self {
        paths.into_iter().fold(self, Outputs::sparing)
    }

    /// May replace files of cases: to start a case anew.
    pub(crate) fn replacing_cases(self) -> Self {
        Outputs {
            replaces_cases: true,
            ..self
        }
    }

    /// May write into a folder of shards: to write one of them.
    pub(crate) fn writing_shards(self) -> Self {
        Outputs {
            writes_shards: true,
            ..self
        }
    }

    /// Refuses places that cannot be written, or may not be. Asked before long work, so that it is not done in vain.
    pub(crate) fn check<P: AsRef<Path>>(&self, paths: &[P]) -> Result<()> {
        for (at, path) in paths.iter().map(AsRef::as_ref).enumerate() {
            let place = self.place(path)?;
            let mut others = paths[..at].iter().map(AsRef::as_ref);
            if others.any(|other| leads_to(other).is_ok_and(|other| is_same(&other, &place))) {
                bail!(tr!("`{}` is named for two outputs", path.display()));
            }
        }
        Ok(())
    }

    /// Refuses files beside results that exist, unless with `force`.
    pub(crate) fn check_sides(&self, paths: &[PathBuf]) -> Result<()> {
        match paths.iter().find(|path| fs::symlink_metadata(path).is_ok()) {
            Some(path) if !self.force => bail!(tr!(
                "`{}` exists, and would be replaced\nhelp: `--force` replaces it",
                path.display()
            )),
            _ => Ok(()),
        }
    }

    /// Refuses files beside results that could not be replaced when those that they describe are gone.
    pub(crate) fn expect_sides(&self, paths: &[PathBuf]) -> Result<()> {
        let replacing = Outputs::new(true).writing_shards();
        paths
            .iter()
            .try_for_each(|path| replacing.place(path).map(drop))
    }

    /// Where `path` leads, if it may be written.
    pub(crate) fn place(&self, path: &Path) -> Result<PathBuf> {
        let name = path.display();
        let place = leads_to(path).with_context(|| tr!("cannot write `{name}`", name = name))?;
        match standing(&place).with_context(|| tr!("cannot write `{name}`", name = name))? {
            Standing::Nothing => self.expect_folder(path, &place)?,
            Standing::File => {
                self.spare(path, &place)?;
                if !self.force {
                    bail!(tr!(
                        "`{name}` exists\nhelp: `--force` replaces it",
                        name = name
                    ));
                }
            }
            Standing::Special(kind) if !self.force => {
                bail!(tr!(
                    "`{name}` exists: it is a {kind}\nhelp: `--force` writes to it",
                    name = name,
                    kind = kind
                ));
            }
            Standing::Special(_) => {}
        }
        self.spare_folders(path, &place)?;
        Ok(place)
    }

    /// Refuses what the run reads and what belongs to a case, whether or not it may replace other files.
    pub(crate) fn spare(&self, path: &Path, place: &Path) -> Result<()> {
        if self.inputs.iter().any(|input| is_same(input, place)) {
            bail!(tr!(
                "`{}` is read by this very command, and would be lost\nhelp: write to another file",
                path.display()
            ));
        }
        self.spare_folders(path, place)
    }

    fn spare_folders(&self, path: &Path, place: &Path) -> Result<()> {
        let folder = folder_of(place);
        // readers of tables pass over such names
        let is_hidden = |name: &OsStr| name.to_string_lossy().starts_with(['_', '.']);
        let is_read = place.file_name().is_some_and(|name| !is_hidden(name));
        if is_read && !self.writes_shards && folder.join(SHARDS).exists() {
            bail!(tr!(
                "`{}` would be read as one of the shards in `{}`\nhelp: write to another folder",
                path.display(),
                folder.display()
            ));
        }
        let is_own =
            place.file_name().is_some_and(is_of_a_case) && folder.join("case.toml").exists();
        if is_own && !self.replaces_cases {
            bail!(tr!(
                "`{}` is a file of the case in `{}`\nhelp: write to another folder",
                path.display(),
                folder.display()
            ));
        }
        Ok(())
    }

    fn expect_folder(&self, path: &Path, place: &Path) -> Result<()> {
        let folder = folder_of(place);
        if folder.is_dir() {
            return Ok(());
        }
        bail!(tr!(
            "`{}` cannot be written: there is no folder `{}`",
            path.display(),
            folder.display()
        ));
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.write_all(&[(path.to_owned(), bytes)])
    }

    /// Writes all files, or none.
    pub(crate) fn write_all(&self, files: &[(PathBuf, &[u8])]) -> Result<()> {
        let paths: Vec<&PathBuf> = files.iter().map(|(path, _)| path).collect();
        self.check(&paths)?;
        let mut making = Vec::new();
        for (path, bytes) in files {
            let mut file = self.make(path)?;
            let written = file.file().write_all(bytes);
            written.with_context(|| tr!("cannot write `{}`", path.display()))?;
            making.push(file);
        }
        making.into_iter().try_for_each(Making::keep)
    }

    /// Writes several files into a folder, which is made where it does not exist. Nothing is written where one of them
    /// exists already, unless with `force`.
    pub(crate) fn write_folder(&self, folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
        let files: Vec<(PathBuf, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (folder.join(name), bytes.as_slice()))
            .collect();
        let made = !folder.exists();
        fs::create_dir_all(folder)
            .with_context(|| tr!("cannot make folder `{}`", folder.display()))?;
        let written = self.write_all(&files);
        if written.is_err() && made {
            // empty by now, or not ours
            let _ = fs::remove_dir(folder);
        }
        written
    }

    /// Begins a file that appears when it is [kept](Making::keep).
    pub(crate) fn make(&self, path: &Path) -> Result<Making> {
        let place = self.place(path)?;
        let opened = match standing(&place) {
            Ok(Standing::Special(_)) => OpenOptions::new()
                .write(true)
                .open(&place)
                .map(Stage::Direct),
            _ => beside_it(&place).map(Stage::Beside),
        };
        let stage = opened.with_context(|| tr!("cannot write `{}`", path.display()))?;
        Ok(Making {
            held: match &stage {
                Stage::Beside(_) => held(path, &place)?,
                Stage::Direct(_) => None,
            },
            stage,
            replaces: self.force,
            path: path.to_owned(),
            place,
        })
    }
}

/// A file in the making; dropped, it is gone.
pub(crate) struct Making {
    stage: Stage,
    /// The file that is to be replaced: nobody else writes it meanwhile.
    held: Option<File>,
    replaces: bool,
    /// As it was named.
    path: PathBuf,
    place: PathBuf,
}

enum Stage {
    /// Under another name, until it is whole.
    Beside(NamedTempFile),
    /// A device.
    Direct(File),
}

impl Making {
    /// To write to.
    pub(crate) fn file(&mut self) -> &mut File {
        match &mut self.stage {
            Stage::Beside(file) => file.as_file_mut(),
            Stage::Direct(file) => file,
        }
    }

    /// Makes sure that all of it is on the disk.
    pub(crate) fn sync(&mut self) -> Result<()> {
        let synced = match &self.stage {
            Stage::Beside(file) => file.as_file().sync_all(),
            Stage::Direct(_) => Ok(()),
        };
        synced.with_context(|| tr!("cannot write `{}`", self.path.display()))
    }

    /// Puts it in its place.
    pub(crate) fn keep(self) -> Result<()> {
        let Stage::Beside(file) = self.stage else {
            return Ok(());
        };
        let name = self.path.display();
        // one that appeared meanwhile may be another run's
        let held = match self.held {
            None if self.replaces => held(&self.path, &self.place)?,
            held => held,
        };
        let kept = if self.replaces {
            file.persist(&self.place)
        } else {
            file.persist_noclobber(&self.place)
        };
        drop(held);
        match kept {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(anyhow!(tr!(
                "`{name}` exists\nhelp: `--force` replaces it",
                name = name
            ))),
            Err(error) => {
                Err(anyhow!(error.error).context(tr!("cannot write `{name}`", name = name)))
            }
        }
    }
}

/// The file at `place`, locked until it is dropped; nothing where there is none, or it cannot be opened.
fn held(path: &Path, place: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(place) else {
        return Ok(None);
    };
    lock(&file, &path.display().to_string())?;
    Ok(Some(file))
}

/// Refuses a file that another run is writing.
pub(crate) fn lock(file: &File, name: &str) -> Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(fs::TryLockError::WouldBlock) => {
            bail!(tr!("another run is writing `{name}`", name = name))
        }
        // a file system without locks: nothing to say
        Err(fs::TryLockError::Error(_)) => Ok(()),
    }
}

/// A new file beside a place, under a name of its own, with the rights of the file that it is to replace.
fn beside_it(place: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(place);
    let prefix = prefix_of(place);
    remove_given_up(&folder, &prefix);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(MAKING);
    #[cfg(unix)]
    let rights = {
        use std::os::unix::fs::PermissionsExt;
        // what the user's mask leaves of it, as for any new file
        builder.permissions(PermissionsExt::from_mode(0o666));
        fs::metadata(place).ok().map(|found| found.permissions())
    };
    let file = builder.tempfile_in(&folder).map_err(plain)?;
    // whoever cleans up leaves alone what is locked; where there are no locks, the file's age has to do
    let _ = file.as_file().try_lock();
    #[cfg(unix)]
    if let Some(rights) = rights {
        file.as_file().set_permissions(rights)?;
    }
    Ok(file)
}

/// The error of the system without the name of a file that nobody asked for.
fn plain(error: io::Error) -> io::Error {
    match error.get_ref().and_then(std::error::Error::source) {
        Some(source) => match source
            .downcast_ref::<io::Error>()
            .and_then(io::Error::raw_os_error)
        {
            Some(code) => io::Error::from_raw_os_error(code),
            None => error,
        },
        None => error,
    }
}

fn prefix_of(place: &Path) -> String {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.")
}

/// Removes what killed runs left of files that they were making.
fn remove_given_up(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let middle = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(MAKING));
        let is_made_by_us =
            middle.is_some_and(|m| m.len() == 6 && m.chars().all(char::is_alphanumeric));
        if is_made_by_us && is_given_up(&entry.path()).unwrap_or(false) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_given_up(path: &Path) -> io::Result<bool> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Ok(false);
    }
    let is_old = found.modified()?.elapsed().is_ok_and(|age| age > GIVEN_UP);
    Ok(is_old
        && OpenOptions::new()
            .write(true)
            .open(path)?
            .try_lock()
            .is_ok())
}

/// Where links from `path` lead, whether or not anything is there. What is no file is reached by its own name alone: `/dev/stdout`
/// of a pipe leads to `pipe:[…]`, which is nowhere.
pub(crate) fn leads_to(path: &Path) -> io::Result<PathBuf> {
    let mut place = path.to_owned();
    if matches!(standing(path), Ok(Standing::Special(_))) {
        return Ok(place);
    }
    for _ in 0..LINKS {
        let is_link = match fs::symlink_metadata(&place) {
            Ok(found) => found.is_symlink(),
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if !is_link {
            return Ok(place);
        }
        place = folder_of(&place).join(fs::read_link(&place)?);
    }
    Err(io::Error::other(tr!("its links lead in a circle")))
}

fn standing(place: &Path) -> io::Result<Standing> {
    let found = match fs::metadata(place) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Standing::Nothing),
        Err(error) => return Err(error),
    };
    match regular::other_than_a_file(found.file_type()) {
        None => Ok(Standing::File),
        Some("folder") => Err(io::Error::other("Is a directory")),
        Some(kind) => Ok(Standing::Special(kind)),
    }
}

/// Whether a place is there and no file: a device or a pipe, beside which nothing is written.
pub(crate) fn is_special(path: &Path) -> bool {
    matches!(standing(path), Ok(Standing::Special(_)))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn is_of_a_case(name: &OsStr) -> bool {
    name.to_str().is_some_and(is_case_file)
}

/// Whether two paths are of one file, by whatever names.
fn is_same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) {
        use std::os::unix::fs::MetadataExt;
        return (a.dev(), a.ino()) == (b.dev(), b.ino());
    }
    let whole = |path: &Path| {
        let folder = fs::canonicalize(folder_of(path)).unwrap_or_else(|_| folder_of(path));
        folder.join(path.file_name().unwrap_or_default())
    };
    whole(a) == whole(b)
}
