//! Folders of shards, and the script that answers them on a cluster.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;
use eastwest::control::Control;
use eastwest::results::ResultsError;
use eastwest::results::outputs::Outputs;
use eastwest::results::shards::slurm::{Script, shell_word};
use eastwest::results::shards::{Folder, Standing, array};
use eastwest::results::state::State;

use super::Arguments;
use crate::cli::Failure;
use crate::cli::case::Periods;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{self, counted};

/// The script in a folder of shards.
const SCRIPT: &str = "_sweep.sbatch";
/// Where Slurm puts what the tasks say.
const LOGS: &str = "_logs";

/// Whether an output is a folder of shards: one that was begun, or a name with a stroke behind it.
pub(super) fn is_folder(path: &Path) -> bool {
    Folder::is_begun(path)
        || path
            .as_os_str()
            .to_string_lossy()
            .ends_with(std::path::is_separator)
}

/// Prints which shards of a folder are not whole.
pub(super) fn list_missing(
    path: &Path,
    state: State,
    array_size: Option<u64>,
) -> Result<(), Failure> {
    let folder = Folder::open(path)?;
    folder.expect(&State {
        shard: (1, folder.shards()),
        ..state
    })?;
    let interrupt = Interrupt::watch()?;
    let control = Control::default().stopped_by(interrupt.asked().clone());
    let shards = folder.look(&control).map_err(|error| match error {
        ResultsError::Cancelled => interrupt.failure("interrupted".to_owned()),
        error => error.into(),
    })?;
    let mut numbers = Vec::new();
    for shard in shards {
        if let Standing::Broken(why) = &shard.standing {
            say!(
                "shard {}, `{}`: {why}",
                shard.number,
                shard.file.display(),
                why = why
            );
        }
        if !matches!(shard.standing, Standing::Whole(_)) {
            numbers.push(shard.number);
        }
    }
    for stray in folder.strays()? {
        say!(
            "warning: `{stray}` is none of the shards of `{}`, and readers of tables would take it for one",
            path.display(),
            stray = stray
        );
    }
    say!(
        "{}: {} of {} missing",
        path.display(),
        numbers.len(),
        counted(folder.shards() as usize, "shard", "shards")
    );
    let lines: Vec<String> = match array_size {
        Some(size) => {
            let arrays = array::in_arrays(&numbers, size).into_iter();
            arrays
                .map(|(offset, list)| format!("{offset} {list}\n"))
                .collect()
        }
        None if numbers.is_empty() => Vec::new(),
        None => vec![array::in_words(&numbers) + "\n"],
    };
    output::print(&lines.concat())?;
    Ok(())
}

/// Writes the script of a folder, which is made where it does not exist.
pub(super) fn write_script(
    path: &Path,
    arguments: &Arguments,
    state: &State,
) -> Result<(), Failure> {
    let place = absolute(path)?;
    let command = command(arguments)?;
    let file = place.join(SCRIPT);
    let script = Script {
        command: &command,
        shards: state.shard.1,
        folder: &place,
        place: &file,
        sbatch: &arguments.sbatch,
    };
    // before anything is made
    let text = script.text()?;
    Outputs::new(arguments.force)
        .sparing(&arguments.case.path)
        .check_sides(&[file])?;
    Folder::begin(path, state)?;
    std::fs::create_dir_all(path.join(LOGS))
        .with_context(|| tr!("cannot make folder `{}`", path.join(LOGS).display()))?;
    let script = path.join(SCRIPT);
    Outputs::new(arguments.force).write(&script, text.as_bytes())?;
    let word = shell_word(&script);
    say!(
        "{}: {} of {} scenarios; `bash {word}` submits those that are missing",
        script.display(),
        counted(state.shard.1 as usize, "shard", "shards"),
        indicatif::HumanCount(state.scenarios),
        word = word
    );
    Ok(())
}

/// The command line of a shard up to what differs between shards, good in any folder.
fn command(arguments: &Arguments) -> Result<Vec<String>, Failure> {
    let program = env::current_exe().context(tr!("cannot find this program"))?;
    let case = &arguments.case;
    let mut words = vec![
        word_of(program)?,
        "sweep".to_owned(),
        word_of(absolute(&case.path)?)?,
    ];
    if let Some(grid) = &arguments.grid {
        words.push(word_of(absolute(grid)?)?);
    }
    if case.periods != Periods::All {
        words.extend(["--periods", case.periods.name()].map(str::to_owned));
    }
    for name in &case.scenarios {
        words.push(format!("--scenario={name}"));
    }
    for change in &case.changes {
        words.push(format!("--set={change}"));
    }
    if let Some(gb) = case.memory_gb {
        words.push(format!("--memory={gb}"));
    }
    if let Some(count) = arguments.sample {
        words.push(format!("--sample={count}"));
    }
    if arguments.placements {
        words.push("--placements".to_owned());
    }
    Ok(words)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let found = std::path::absolute(path);
    let found = found.with_context(|| tr!("cannot find `{}`", path.display()))?;
    // without a stroke behind it
    Ok(found.components().collect())
}

fn word_of(path: PathBuf) -> Result<String, Failure> {
    path.into_os_string().into_string().map_err(|path| {
        Failure::Input(tr!(
            "error: `{}` is no text, and a script cannot name it",
            path.display()
        ))
    })
}
