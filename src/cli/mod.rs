//! The command `eastwest`: what the user typed, and one file per command. Arguments, files and exit codes; no arithmetic.

// what is said goes through `output`, which escapes what a terminal would obey
#![warn(clippy::print_stdout, clippy::print_stderr)]

/// Says something on standard error, as `eprintln!` does, with all that is no text escaped.
macro_rules! say {
    ("{}", $told:expr) => {
        $crate::cli::output::say(format_args!("{}", $told))
    };
    ($($words:tt)*) => {
        $crate::cli::output::say(format_args!("{}", tr!($($words)*)))
    };
}

mod baseline;
mod breakeven;
mod case;
mod check;
mod cite;
mod delivery;
mod diagnose;
mod expand;
mod explain;
mod export;
mod failure;
mod frontier;
mod help;
mod interrupt;
mod language;
mod lp;
mod memory;
mod merge;
mod new;
mod output;
mod path;
mod picture;
mod plot;
mod ranges;
mod report;
mod solve;
mod sweep;
mod trace;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use eastwest::legible::is_hidden;

pub(crate) use failure::Failure;

/// Decides which data-centre hubs, eastern or western, run which AI workloads.
///
/// A case is a folder with a case.toml and CSV tables; `eastwest new` starts one from a shipped dataset.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 success, 1 anything else, 2 bad input, 3 no solver could answer, 130 Ctrl-C.\n\n\
                  Examples:\n  \
                  eastwest new mycase --from china\n  \
                  eastwest check mycase\n  \
                  eastwest solve mycase --periods one\n  \
                  eastwest solve mycase --set carbon_price=200 --set 'electricity_price.west*=1.3'"
)]
struct Arguments {
    /// Language of all that is told; by default that of the locale (LC_ALL, LC_MESSAGES, LANG)
    #[arg(
        long,
        value_enum,
        global = true,
        value_name = "LANG",
        display_order = 900
    )]
    lang: Option<language::Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Place the workloads of a case on its hubs, and test the three claims
    Solve(solve::Arguments),
    /// Reasons: what binds and what it is worth, why work runs where it runs, how firm the plan is
    Explain(explain::Arguments),
    /// The value of each price, share and limit at which the three claims stop being true
    Breakeven(breakeven::Arguments),
    /// What the ranges of a case's figures do to the three claims: tornado, corners, sample
    Ranges(ranges::Arguments),
    /// Validate a case without solving it, and list every fault at once
    Check(check::Arguments),
    /// Say where the figures of a case come from, and write the bibliography
    Cite(cite::Arguments),
    /// Find out which rules cannot hold together, and what would mend it
    Diagnose(diagnose::Arguments),
    /// Answer every scenario of a grid, one row each
    Sweep(sweep::Arguments),
    /// Give any slice of a sweep's rows again, from its regions and without solving
    Expand(expand::Arguments),
    /// Follow one figure of a case from breakpoint to breakpoint
    Trace(trace::Arguments),
    /// Draw the frontier of two measures exactly, such as cost against carbon
    Frontier(frontier::Arguments),
    /// Write a page for people without a terminal: pictures, tables, and sliders that solve the case again in the browser
    Report(report::Arguments),
    /// Put the shards of a sweep together
    Merge(merge::Arguments),
    /// Draw a picture from saved results
    Plot(plot::Arguments),
    /// Start a case from a shipped dataset
    New(new::Arguments),
    /// Write the programme of a case as MPS or LP, for any solver in the world
    Export(export::Arguments),
    /// Solve a plain MPS file
    Lp(lp::Arguments),
}

/// What was typed. Faults of it, and help, are clap's to tell, but where they repeat what is no text.
fn arguments(typed: Vec<OsString>) -> Result<Arguments, Failure> {
    let parsed = help::spoken(Arguments::command())
        .try_get_matches_from(typed)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let told = error.render().to_string();
        if told.chars().any(|c| c != '\n' && is_hidden(c)) {
            Failure::Input(told)
        } else {
            Failure::Usage(error)
        }
    })
}

/// Does what was typed, the name of the command first, and gives the exit code. For `main`, and for whoever ships the command as part
/// of a package of another language.
#[must_use]
pub fn run(typed: impl IntoIterator<Item = OsString>) -> u8 {
    let typed: Vec<OsString> = typed.into_iter().collect();
    language::chosen(&typed).speak(|| match command(typed) {
        Ok(()) => 0,
        Err(failure) => failure.report(),
    })
}

fn command(typed: Vec<OsString>) -> Result<(), Failure> {
    match arguments(typed)?.command {
        Command::Solve(arguments) => solve::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Breakeven(arguments) => breakeven::run(&arguments),
        Command::Ranges(arguments) => ranges::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Cite(arguments) => cite::run(&arguments),
        Command::Diagnose(arguments) => diagnose::run(&arguments),
        Command::Sweep(arguments) => sweep::run(&arguments),
        Command::Expand(arguments) => expand::run(&arguments),
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Frontier(arguments) => frontier::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Plot(arguments) => plot::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Lp(arguments) => lp::run(&arguments),
    }
}
