//! The command as tests start it: in English, whatever the locale of whoever runs them. What is said in Chinese is tests/language.rs's.

#![allow(dead_code)] // each test file uses a part

use std::ffi::OsStr;
use std::process::Command;

/// The command's file.
pub const EASTWEST: &str = env!("CARGO_BIN_EXE_eastwest");

/// The command.
pub fn eastwest() -> Command {
    english(EASTWEST)
}

/// A programme that starts the command, or is a copy of it.
pub fn english(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", "C");
    command
}
