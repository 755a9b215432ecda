//! # Shards of a sweep put together

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::control::Control;
use crate::report::saved::is_parquet;
use crate::sweep::summary::RowTally;
use crate::text::regular;

use super::ResultsError;
use super::checks::{Changed, Checks, Summing};
use super::outputs::{self, Making, Outputs};
use super::shards::{Folder, array};
use super::state::{Kept, State, expect_all, state_beside, summary_beside, write_summary};
use super::target::{ParquetTarget, Target, join_parquet};

/// The results of one shard.
struct Shard {
    state: State,
    checks: Option<Checks>,
    path: PathBuf,
}

/// What is put together, and where.
#[derive(Debug)]
pub(crate) struct Merging<'a> {
    /// The results of all shards of one sweep, in any order, or the folder that holds them.
    pub shards: &'a [PathBuf],
    /// The file to write.
    pub output: &'a Path,
    /// Replace it if it exists.
    pub force: bool,
}

/// What was put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    /// Rows of the whole.
    pub rows: u64,
    /// Shards it was made from.
    pub shards: usize,
}

/// Puts the shards of a sweep together to the bytes of a run in one piece, with its state and its summary. Where `control` stops it,
/// nothing is written.
///
/// # Errors
/// [`ResultsError`] where shards are missing, given twice, not whole or damaged, and where the output cannot be written.
pub(crate) fn merge(merging: &Merging<'_>, control: &Control<'_>) -> Result<Merged, ResultsError> {
    let target = Target::of(merging.output)?;
    let mut shards = Vec::new();
    for path in merging.shards {
        if path.is_dir() {
            shards.extend(of_folder(path, control)?);
        } else {
            shards.push(Shard::read(path)?);
        }
    }
    shards.sort_by_key(|shard| shard.state.shard);
    let whole = checked(&shards)?;
    if let Some(other) = shards
        .iter()
        .find(|shard| is_parquet(&shard.path) != target.is_parquet())
    {
        return Err(ResultsError::Input(tr!(
            "`{}` and `{}` are of different forms\nhelp: CSV is put together from CSV, Parquet from Parquet",
            other.path.display(),
            merging.output.display()
        )));
    }
    let rows = put_together(merging, &shards, &whole, target.is_parquet(), control)?;
    Ok(Merged {
        rows,
        shards: shards.len(),
    })
}

impl Shard {
    /// The shard at `path`, of which the state beside it speaks.
    fn read(path: &Path) -> Result<Self, ResultsError> {
        let kept = Kept::read(path).map_err(|error| {
            ResultsError::Input(tr!(
                "{error:#}\nhelp: it stands beside the rows of every shard, and moves with them",
                error = error
            ))
        })?;
        Ok(Shard {
            state: kept.state,
            checks: kept.checks,
            path: path.to_owned(),
        })
    }
}

/// The shards of a folder, all of which have to be whole.
fn of_folder(path: &Path, control: &Control<'_>) -> Result<Vec<Shard>, ResultsError> {
    let folder = Folder::open(path)?;
    folder.verify(control)?;
    let shard = |number| Shard {
        state: folder.state(number),
        checks: None,
        path: folder.file(number),
    };
    Ok((1..=folder.shards()).map(shard).collect())
}

/// Writes the rows, then the state and the summary beside them; gives the number of rows.
fn put_together(
    merging: &Merging<'_>,
    shards: &[Shard],
    whole: &State,
    is_parquet: bool,
    control: &Control<'_>,
) -> Result<u64, ResultsError> {
    let mut may = Outputs::new(merging.force);
    for shard in shards {
        may = may.sparing(&shard.path).sparing(&state_beside(&shard.path));
    }
    let path = merging.output;
    may.check(&[path])?;
    if !outputs::is_special(path) {
        may.check(&[state_beside(path), summary_beside(path)])?;
    }
    let mut making = may.make(path)?;
    let name = path.display().to_string();
    let mut counting = Counting::new(control);
    let checks = if is_parquet {
        let parts: Vec<(State, &Path)> = shards
            .iter()
            .map(|shard| (shard.state.clone(), shard.path.as_path()))
            .collect();
        let target = ParquetTarget {
            file: making.file(),
            name: &name,
        };
        join_parquet(&parts, target, whole, |header, line| {
            counting.begin(header);
            counting.count(line)
        })?;
        None
    } else {
        Some(join(shards, whole, &mut making, &name, &mut counting)?)
    };
    making.sync()?;
    making.keep()?;
    whole.write_beside(path, checks)?;
    if let Some(tally) = counting.tally {
        write_summary(path, &tally.summary())?;
    }
    Ok(counting.rows)
}

/// Counts rows for the summary while they go by, and looks whether somebody asked to stop.
struct Counting<'a> {
    control: &'a Control<'a>,
    tally: Option<RowTally>,
    rows: u64,
}

impl<'a> Counting<'a> {
    const fn new(control: &'a Control<'a>) -> Self {
        Counting {
            control,
            tally: None,
            rows: 0,
        }
    }

    /// Rows of these columns follow.
    fn begin(&mut self, header: &[String]) {
        if self.tally.is_none() {
            self.tally = RowTally::new(header);
        }
    }

    fn count(&mut self, line: &[u8]) -> Result<(), ResultsError> {
        self.rows += 1;
        if let Some(tally) = &mut self.tally {
            tally.add(line);
        }
        if self.control.is_cancelled() {
            return Err(ResultsError::Cancelled);
        }
        Ok(())
    }
}

/// The state of the whole, where the shards are all of one sweep and none is missing or twice there.
fn checked(shards: &[Shard]) -> Result<State, ResultsError> {
    let whole_of = |state: &State| State {
        shard: (1, 1),
        ..state.clone()
    };
    let first = &shards[0];
    let of = first.state.shard.1;
    for shard in shards {
        if whole_of(&shard.state) != whole_of(&first.state) || shard.state.shard.1 != of {
            return Err(ResultsError::Input(tr!(
                "`{}` and `{}` belong to different sweeps",
                shard.path.display(),
                first.path.display()
            )));
        }
    }
    let given: Vec<u64> = shards.iter().map(|shard| shard.state.shard.0).collect();
    let missing = missing(&given, of);
    let twice = shards
        .windows(2)
        .find(|pair| pair[0].state.shard == pair[1].state.shard);
    let told = match (twice, missing) {
        (None, None) => return Ok(whole_of(&first.state)),
        (None, Some(missing)) => {
            tr!(
                "{} of {of} shards are given: {missing} missing",
                given.len(),
                of = of,
                missing = missing
            )
        }
        (Some(pair), missing) => tr!(
            "shards are missing or given twice: {}/{of} is `{}` and `{}`{}",
            pair[0].state.shard.0,
            pair[0].path.display(),
            pair[1].path.display(),
            missing.map_or_else(String::new, |missing| format!("; {missing} missing")),
            of = of
        ),
    };
    Err(ResultsError::Input(told))
}

/// Runs of numbers that are listed, at most.
const LISTED: usize = 20;

/// Which of 1 to `of` are not among the numbers given, which ascend: `2/9, 4/9 to 6/9 are`.
fn missing(given: &[u64], of: u64) -> Option<String> {
    let runs = array::gaps(given, of);
    let one = |&(first, last): &(u64, u64)| {
        if first == last {
            format!("{first}/{of}")
        } else {
            format!("{first}/{of} to {last}/{of}")
        }
    };
    let listed: Vec<String> = runs.iter().take(LISTED).map(one).collect();
    let more = match runs.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => tr!(" and {more} more", more = more),
    };
    let verb = match runs[..] {
        [] => return None,
        [(first, last)] if first == last => "is",
        _ => "are",
    };
    Some(format!("{}{more} {verb}", listed.join(", ")))
}

/// Writes the header once and all rows in order, each held against the sums of its shard; gives those of the whole.
fn join(
    shards: &[Shard],
    whole: &State,
    making: &mut Making,
    name: &str,
    counting: &mut Counting<'_>,
) -> Result<Checks, ResultsError> {
    let mut out = BufWriter::with_capacity(1 << 20, making.file());
    let full = || tr!("cannot write `{name}`", name = name);
    let mut whole_sums: Option<(Vec<u8>, Summing)> = None;
    for shard in shards {
        let path = shard.path.display().to_string();
        let unreadable = |error: std::io::Error| {
            ResultsError::Input(tr!(
                "cannot read `{path}`: {error}",
                path = path,
                error = error
            ))
        };
        let file = regular::open(&shard.path).map_err(unreadable)?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let header = first_line(&mut reader).map_err(unreadable)?;
        let (first, summing) = match &mut whole_sums {
            Some((first, summing)) => (first, summing),
            empty => {
                counting.begin(&names(&header));
                out.write_all(&header).with_context(full)?;
                let summing = Summing::new(&header, whole.row_count());
                let (first, summing) = empty.insert((header.clone(), summing));
                (first, summing)
            }
        };
        let changed = |changed: &Changed| match changed {
            Changed::Unreadable(error) => ResultsError::Other(anyhow::anyhow!(tr!(
                "cannot read `{path}`: {error}",
                path = path,
                error = error
            ))),
            _ => ResultsError::Input(changed.of(&path)),
        };
        let Some(checks) = &shard.checks else {
            return Err(ResultsError::Input(tr!(
                "nobody knows whether the rows of `{path}` are as they were written: the state beside it has no sums of them",
                path = path
            )));
        };
        checks.expect_header(&header).map_err(|c| changed(&c))?;
        if *first != header {
            return Err(ResultsError::Input(tr!(
                "`{path}`, line 1: its columns are not those of the others",
                path = path
            )));
        }
        let mut failed = None;
        let rows = shard.state.row_count();
        let verified = checks.verify(&header, rows, &mut reader, |line| {
            summing.take(line);
            if let Err(failure) = out
                .write_all(line)
                .with_context(full)
                .map_err(ResultsError::from)
                .and_then(|()| counting.count(line))
            {
                failed = Some(failure);
                return Err(std::io::Error::other("stopped"));
            }
            Ok(())
        });
        if let Some(failure) = failed {
            return Err(failure);
        }
        let verified = verified.map_err(|c| changed(&c))?;
        let good = verified.summing.rows();
        expect_all(good, &shard.state, &shard.path)?;
        if verified.has_more {
            return Err(changed(&Changed::Rows(good..good + 1)));
        }
    }
    out.flush().with_context(full)?;
    drop(out);
    Ok(whole_sums
        .map(|(_, summing)| summing.checks())
        .unwrap_or_else(|| Summing::new(b"", 0).checks()))
}

/// The first line with its end, or all there is.
fn first_line(reader: &mut BufReader<File>) -> std::io::Result<Vec<u8>> {
    use std::io::BufRead;
    let mut line = Vec::new();
    // no header of ours comes near it
    reader.take(LONGEST).read_until(b'\n', &mut line)?;
    Ok(line)
}

/// Bytes of a header, at most.
const LONGEST: u64 = 1 << 26;

fn names(header: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(header);
    let first = reader.records().next().and_then(Result::ok);
    first.map_or_else(Vec::new, |names| names.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn what_is_missing_is_named_by_runs() {
        assert_eq!(missing(&[1, 2, 3], 3), None);
        assert_eq!(missing(&[1, 3], 3).as_deref(), Some("2/3 is"));
        assert_eq!(
            missing(&[2, 2, 5], 9).as_deref(),
            Some("1/9, 3/9 to 4/9, 6/9 to 9/9 are")
        );
    }
}
