//! `--help`, and what clap says of what was typed, in the language that is spoken. English is clap's own.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::{Arg, Command};
use eastwest::language::Language;

use crate::language::{help, lines};

/// In Chinese, a text of help has lines of its own, of so many columns at most, behind clap's ten.
const COLUMNS: usize = 70;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The arguments with their help in the language that is spoken.
pub(crate) fn spoken(mut command: Command) -> Command {
    if Language::spoken() == Language::En {
        return command;
    }
    // then clap's own arguments are there, too
    command.build();
    in_chinese(command)
}

fn in_chinese(command: Command) -> Command {
    let about = command
        .get_about()
        .map(|text| paragraphs(&text.to_string()));
    let long_about = command
        .get_long_about()
        .map(|text| paragraphs(&text.to_string()));
    let after = command
        .get_after_help()
        .map(|text| below(&text.to_string()));
    let mut command = command
        .mut_args(argument)
        .mut_subcommands(in_chinese)
        .help_template(TEMPLATE)
        .next_line_help(true)
        .subcommand_help_heading("命令");
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(about) = long_about {
        command = command.long_about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command
}

/// An argument with its help, default and possible values in Chinese.
fn argument(arg: Arg) -> Arg {
    let mut text = arg
        .get_help()
        .map(|text| paragraphs(&text.to_string()))
        .unwrap_or_default();
    if let Some(default) = arg
        .get_default_values()
        .first()
        .filter(|_| arg.get_action().takes_values())
    {
        // a text in memory takes all that is written
        let _ = write!(text, "\n[默认：{}]", default.to_string_lossy());
    }
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|value| match value.get_help() {
            Some(text) => format!("- {}：{}", value.get_name(), one(&text.to_string())),
            None => format!("- {}", value.get_name()),
        })
        .collect();
    if !values.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, "\n可取：\n{}", values.join("\n"));
    }
    let heading = if arg.is_positional() {
        "参数"
    } else {
        "选项"
    };
    arg.help(wrapped(&text))
        .long_help(None::<&str>)
        .hide_default_value(true)
        .hide_possible_values(true)
        .help_heading(heading)
}

/// A text of help in Chinese; itself where the catalogue does not have it, which a test finds.
fn one(english: &str) -> String {
    help::help(english).unwrap_or(english).to_owned()
}

fn paragraphs(english: &str) -> String {
    let told: Vec<String> = english.split("\n\n").map(one).collect();
    told.join("\n\n")
}

/// Examples and what else stands below the arguments: whole lines, and remarks behind `#`.
fn below(english: &str) -> String {
    let line = |line: &str| match line.split_once("# ") {
        Some((command, remark)) => format!("{command}# {}", one(remark)),
        None => one(line),
    };
    english.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Lines of [`COLUMNS`] at most; a word of Latin letters is kept whole, and no sign of the end of a clause begins a line.
fn wrapped(text: &str) -> String {
    text.lines()
        .flat_map(|line| lines::broken(line, COLUMNS))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Prints help, or what is wrong with what was typed.
pub(crate) fn print(error: &clap::Error) -> std::io::Result<()> {
    if Language::spoken() == Language::En {
        return error.print();
    }
    let told: Vec<String> = error
        .render()
        .to_string()
        .lines()
        .map(help::usage)
        .collect();
    let told = told.join("\n") + "\n";
    match error.use_stderr() {
        true => std::io::stderr().lock().write_all(told.as_bytes()),
        false => std::io::stdout().lock().write_all(told.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// All texts of help of a command and those below it.
    fn texts(command: &Command, found: &mut Vec<String>) {
        let mut add = |text: &clap::builder::StyledStr| {
            found.extend(text.to_string().split("\n\n").map(str::to_owned));
        };
        command.get_about().map(&mut add);
        command.get_long_about().map(&mut add);
        for arg in command.get_arguments() {
            arg.get_help().map(&mut add);
            for value in arg.get_possible_values() {
                value.get_help().map(&mut add);
            }
        }
        for below in command.get_subcommands() {
            texts(below, found);
        }
    }

    #[test]
    fn every_text_of_help_is_in_the_catalogue() {
        let mut command = super::super::Arguments::command();
        command.build();
        let mut found = Vec::new();
        texts(&command, &mut found);
        assert!(found.len() > 100);
        let missing: Vec<&String> = found
            .iter()
            .filter(|text| help::help(text).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
