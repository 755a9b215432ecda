use std::fmt;
use std::path::{Path, PathBuf};

/// Why saved results cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedError {
    path: PathBuf,
    /// Line of the file, from 1.
    line: Option<u64>,
    column: Option<String>,
    what: String,
    help: Option<String>,
}

impl SavedError {
    /// A fault of a file.
    #[must_use]
    pub(crate) fn new(path: &Path, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            column: None,
            what: what.into(),
            help: None,
        }
    }

    pub(super) fn at(self, line: Option<u64>, column: Option<&str>) -> Self {
        Self {
            line,
            column: column.map(str::to_owned),
            ..self
        }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}

impl fmt::Display for SavedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path.display())?;
        if let Some(line) = self.line {
            f.write_str(&tr!(", line {line}", line = line))?;
        }
        if let Some(column) = &self.column {
            f.write_str(&tr!(", column `{column}`", column = column))?;
        }
        f.write_str(&tr!(": {}", self.what))?;
        match &self.help {
            Some(help) => f.write_str(&tr!("\nhelp: {help}", help = help)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SavedError {}
