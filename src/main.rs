//! The command `eastwest`: see [`eastwest::cli`].

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(eastwest::cli::run(std::env::args_os()))
}
