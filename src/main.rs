//! The command `eastwest`: arguments, files and exit codes; no arithmetic.

#![forbid(unsafe_code)]
// what is said goes through cli::output, which escapes what a terminal would obey
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
