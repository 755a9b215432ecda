//! # Shards as an array of Slurm jobs
//!
//! One script is both: run by hand, it submits the shards that are missing, in as many arrays as the cluster's limit asks for; run by
//! Slurm, it answers one of them. A task that is requeued after its node failed goes on with the rows that are there.

use std::ffi::OsStr;
use std::path::Path;

use super::super::ResultsError;

/// What stands in the script.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    /// The command and its words, up to where shard, threads and folder follow.
    pub command: &'a [String],
    /// Number of shards.
    pub shards: u64,
    /// The folder of the shards, from the root of the file system.
    pub folder: &'a Path,
    /// Where the script will stand, from the root.
    pub place: &'a Path,
    /// Options for `sbatch`, as they would be typed.
    pub sbatch: &'a [String],
}

impl Script<'_> {
    /// The script.
    ///
    /// # Errors
    /// [`ResultsError`] where an option has more than one line, or a path what no line of Slurm's can hold.
    pub(crate) fn text(&self) -> Result<String, ResultsError> {
        for option in self.sbatch {
            if option.contains(char::is_control) || !option.trim_start().starts_with('-') {
                return Err(ResultsError::input(tr!(
                    "--sbatch {option}: expected options of sbatch in one line, such as `--partition=long --time=2:00:00`",
                    option = option
                )));
            }
        }
        let folder = plain(self.folder)?;
        let words: Vec<String> = self.command.iter().map(shell_word).collect();
        let options: String = self
            .sbatch
            .iter()
            .map(|option| format!("#SBATCH {option}\n"))
            .collect();
        let place = plain(self.place)?;
        let directive = |text: &str| text.replace('%', "%%");
        Ok(format!(
            "#!/bin/bash\n\
             #SBATCH --job-name=eastwest\n\
             #SBATCH --array=1-{shards}\n\
             #SBATCH --requeue\n\
             #SBATCH --open-mode=append\n\
             #SBATCH --signal=B:TERM@60\n\
             #SBATCH --output=\"{logs}/_logs/%A_%a.txt\"\n\
             {options}\
             # The {shards} shards of a sweep, each a task of an array.\n\
             #   bash {quoted}\n\
             # submits those that are missing, in as many arrays as the cluster allows; again, those that are still missing then.\n\
             # A task that was cut off or requeued goes on where it stopped, and shards that are whole are left alone.\n\
             set -euo pipefail\n\
             sweep=({words})\n\
             folder={folder_word}\n\
             if [ -z \"${{SLURM_ARRAY_TASK_ID:-}}\" ]; then\n  \
               size=$(scontrol show config | awk '$1 == \"MaxArraySize\" {{ print $3 }}')\n  \
               \"${{sweep[@]}}\" --missing \"$folder\" --array-size \"${{size:-1001}}\" |\n    \
                 while read -r offset array; do\n      \
                   sbatch --array=\"$array\" {quoted} \"$offset\" </dev/null\n    \
                 done\n  \
               exit\n\
             fi\n\
             shard=$((SLURM_ARRAY_TASK_ID + ${{1:-0}}))\n\
             exec \"${{sweep[@]}}\" --shard \"$shard/{shards}\" --threads \"${{SLURM_CPUS_PER_TASK:-1}}\" -o \"$folder/\"\n",
            shards = self.shards,
            logs = directive(&folder),
            quoted = shell_word(&place),
            words = words.join(" "),
            folder_word = shell_word(&folder),
        ))
    }
}

/// A path that a line of Slurm's can hold.
fn plain(path: &Path) -> Result<String, ResultsError> {
    let text = path
        .to_str()
        .filter(|text| !text.contains(|c: char| c.is_control() || c == '"' || c == '\\'));
    text.map(str::to_owned).ok_or_else(|| {
        ResultsError::input(tr!("`{}`: Slurm takes no folder with a quotation mark, a backslash or a control character in its name",
            path.display()))
    })
}

/// A word as a shell takes it; bytes that are no text as bash does.
#[must_use]
pub(crate) fn shell_word(word: impl AsRef<OsStr>) -> String {
    let word = word.as_ref();
    let Some(text) = word.to_str() else {
        let bytes = word.as_encoded_bytes().iter();
        let escaped: String = bytes.map(|byte| format!("\\x{byte:02x}")).collect();
        return format!("$'{escaped}'");
    };
    let plain = |c: char| c.is_alphanumeric() || "-_./=+:,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
