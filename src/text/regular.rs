//! Files that end.
//!
//! A pipe or a device may give bytes for ever, or none at all, so only regular files are read; a link counts as what it
//! leads to.

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Opens a regular file.
///
/// # Errors
/// That of the system, or what it is instead.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    // looked at first: to open a pipe that nobody writes to takes for ever
    match other_than_a_file(fs::metadata(path)?.file_type()) {
        Some("folder") => Err(io::Error::other(tr!("it is a folder, not a file"))),
        Some(kind) => Err(io::Error::other(tr!(
            "it is a {kind}, which may never end; write it to a file first",
            kind = kind
        ))),
        None => File::open(path),
    }
}

/// The bytes of a regular file.
///
/// # Errors
/// As [`open`].
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut open(path)?, &mut bytes)?;
    Ok(bytes)
}

/// The text of a regular file in UTF-8.
///
/// # Errors
/// As [`open`], and where it is none.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?)
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, tr!("it is not UTF-8 text")))
}

/// What something is that is no regular file, in a word.
#[must_use]
pub(crate) fn other_than_a_file(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("pipe");
        }
        if kind.is_socket() {
            return Some("socket");
        }
    }
    Some("device")
}
