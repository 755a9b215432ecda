//! Typing commands in a folder of one's own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::english::eastwest;

use serde_json::Value;

/// A folder to work in.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// What a command left behind.
pub struct Typed {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        Desk {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A desk with the case `case`, made by `eastwest new`.
    pub fn with_case(dataset: &str) -> Self {
        let desk = Desk::new();
        desk.fine(&["new", "case", "--from", dataset]);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Replaces text in a file; it has to be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "no `{from}` in {name}");
        self.write(name, text.replace(from, to));
    }

    /// All files and folders below the desk, by their paths.
    pub fn listing(&self) -> Vec<String> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, found);
                }
                found.push(path);
            }
        }
        let mut found = Vec::new();
        walk(self.folder.path(), &mut found);
        let names = found.iter().map(|path| {
            let name = path
                .strip_prefix(self.folder.path())
                .expect("below the desk");
            name.display().to_string()
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Types a command on the desk.
    pub fn type_in(&self, words: &[&str]) -> Typed {
        self.type_in_with(&[], words)
    }

    /// Types a command where these variables are set, too.
    pub fn type_in_with(&self, variables: &[(&str, &str)], words: &[&str]) -> Typed {
        let output = assert_cmd::Command::from_std(eastwest())
            .current_dir(self.folder.path())
            .envs(variables.iter().copied())
            .args(words)
            .output()
            .expect("a process");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Typed {
            code: output.status.code().expect("an exit code"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// A command that succeeds; gives what it wrote to standard output.
    pub fn fine(&self, words: &[&str]) -> String {
        let typed = self.type_in(words);
        assert_eq!(typed.code, 0, "{words:?}: {}", typed.err);
        typed.out
    }

    /// As [`Desk::fine`], read as JSON.
    pub fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.fine(words)).expect("JSON")
    }

    /// A command that is refused: with that exit code, one message on standard error that holds all of `said`,
    /// nothing on standard output, and no file written or changed in name.
    pub fn refused(&self, code: i32, words: &[&str], said: &[&str]) {
        let before = self.listing();
        let typed = self.type_in(words);
        assert_eq!(typed.code, code, "{words:?}: {}", typed.err);
        assert_eq!(typed.out, "", "{words:?}");
        assert!(typed.err.starts_with("error: "), "{words:?}: {}", typed.err);
        for word in said {
            assert!(
                typed.err.contains(word),
                "{words:?}: no `{word}` in: {}",
                typed.err
            );
        }
        assert_eq!(self.listing(), before, "{words:?}: files were written");
    }
}

/// Whether every line of `text` has at most 100 columns, Chinese characters taking two.
pub fn assert_fits(text: &str) {
    for line in text.lines() {
        let wide = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
        let width: usize = line.chars().map(|c| if wide(c) { 2 } else { 1 }).sum();
        assert!(width <= 100, "{width} columns: {line}");
    }
}
