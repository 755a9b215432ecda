use std::fmt;

/// Something wrong with a grid file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was named.
    pub file: String,
    /// The line, counted from 1; `None` where the fault is the file's as a whole.
    pub line: Option<usize>,
    /// What was found, what is allowed, and the nearest right name.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// All that is wrong with a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridError {
    faults: Vec<Fault>,
    /// Faults that were found and are not listed.
    more: usize,
}

impl GridError {
    /// The faults, in the order in which they were found; at least one.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for GridError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, fault) in self.faults.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        if self.more > 0 {
            f.write_str(&tr!("\nand {} more", self.more))?;
        }
        Ok(())
    }
}

impl std::error::Error for GridError {}

/// Faults are listed up to here and counted from then on: one wrong column of a long file is enough.
const LISTED: usize = 100;

/// Gathers faults.
#[derive(Debug, Default)]
pub(super) struct Faults {
    faults: Vec<Fault>,
    more: usize,
}

impl Faults {
    pub(super) fn add(&mut self, file: &str, line: Option<usize>, message: impl Into<String>) {
        if self.faults.len() == LISTED {
            self.more += 1;
            return;
        }
        self.faults.push(Fault {
            file: file.to_owned(),
            line,
            message: message.into(),
        });
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults by line, those of the file as a whole last.
    pub(super) fn into_error(mut self) -> GridError {
        self.faults
            .sort_by_key(|fault| (fault.file.clone(), fault.line.unwrap_or(usize::MAX)));
        GridError {
            faults: self.faults,
            more: self.more,
        }
    }
}
