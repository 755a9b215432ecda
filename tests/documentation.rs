//! What the documentation shows is what the commands do: each is run, its output held against the page, and its picture
//! against the one in the repository.

#[path = "common/english.rs"]
mod english;

#[path = "pictures/sheet.rs"]
#[allow(dead_code)] // each test file uses a part
mod sheet;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sheet::Sheet;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Code blocks of a kind.
fn blocks<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let fence = format!("```{kind}\n");
    let begins = page.split(fence.as_str()).skip(1);
    begins
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect()
}

/// A folder that looks like the root of the repository, but for what commands write.
struct Desk {
    folder: tempfile::TempDir,
    /// What commands printed.
    printed: BTreeMap<String, String>,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("docs/pictures")).expect("a folder");
        std::os::unix::fs::symlink(root().join("datasets"), at("datasets")).expect("a link");
        let grid = "docs/pictures/west.toml";
        std::fs::copy(root().join(grid), at(grid)).expect("a copy");
        Desk {
            folder,
            printed: BTreeMap::new(),
        }
    }

    /// What a command prints, on both streams; run once, however often it is shown.
    fn run(&mut self, line: &str) -> String {
        if let Some(printed) = self.printed.get(line) {
            return printed.clone();
        }
        let words: Vec<&str> = line
            .split_whitespace()
            .map(|word| word.trim_matches('\''))
            .collect();
        assert_eq!(words[0], "eastwest", "{line}");
        let ended = english::eastwest()
            .current_dir(self.folder.path())
            .args(&words[1..])
            .output()
            .expect("a process");
        let printed =
            String::from_utf8_lossy(&ended.stdout) + String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{line}: {printed}");
        self.printed.insert(line.to_owned(), printed.to_string());
        printed.to_string()
    }

    /// Pictures that commands drew.
    fn pictures(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.folder.path().join("docs/pictures")).expect("a folder");
        let files = folder.map(|entry| entry.expect("an entry").path());
        files
            .filter(|path| path.extension().is_some_and(|ending| ending == "svg"))
            .collect()
    }
}

/// Lines that are shown have to be printed, in that order and one after the other but where `...` stands.
fn assert_shown(shown: &str, printed: &str, command: &str) {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let (mut at, mut may_skip) = (0, true);
    for line in shown.lines().map(str::trim_end) {
        if line.trim() == "..." {
            may_skip = true;
            continue;
        }
        let rest = &printed[at..];
        let found = rest.iter().position(|other| *other == line);
        match found {
            Some(skipped) if may_skip || skipped == 0 => at += skipped + 1,
            _ => panic!("`{command}` does not print here: {line}"),
        }
        may_skip = false;
    }
}

/// All pages of `docs`, in both languages.
fn pages() -> Vec<String> {
    let of = |folder: &str| -> Vec<String> {
        let entries = std::fs::read_dir(root().join(folder)).expect("the folder of pages");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names
            .map(|name| format!("{folder}/{}", name.to_string_lossy()))
            .filter(|name| name.ends_with(".md"))
            .collect()
    };
    let mut names = [of("docs"), of("docs/zh")].concat();
    names.sort();
    names
}

#[test]
fn pages_show_what_commands_print_and_draw() {
    let mut desk = Desk::new();
    let tutorials = ["docs/tutorial.md", "docs/zh/tutorial.md"].map(page);
    for tutorial in &tutorials {
        let shown = blocks(tutorial, "text");
        assert!(shown.len() > 8);
        // every block of the tutorial is a command with its output
        assert!(shown.iter().all(|block| block.starts_with("$ eastwest")));
    }
    let names = pages().into_iter().chain(["README.zh.md".to_owned()]);
    for name in names {
        let shown = page(&name);
        let commands = blocks(&shown, "text").into_iter();
        for block in commands.filter(|block| block.starts_with("$ eastwest")) {
            let (command, output) = block.split_once('\n').expect("a command and its output");
            let command = command.strip_prefix("$ ").expect("a command");
            let printed = desk.run(command);
            assert_shown(output, &printed, command);
        }
    }
    let pictures = page("docs/pictures.md");
    let drawing = tutorials.iter().chain([&pictures]);
    for block in drawing.flat_map(|page| blocks(page, "sh")) {
        for line in block.lines() {
            desk.run(line);
        }
    }
    let drawn = desk.pictures();
    assert!(drawn.len() >= 8, "{drawn:?}");
    for path in drawn {
        let name = path.file_name().expect("a name");
        let kept = root().join("docs/pictures").join(name);
        let texts = |path: &Path| -> Vec<String> {
            let svg = std::fs::read_to_string(path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Sheet::read(&svg)
                .texts
                .into_iter()
                .map(|text| text.text)
                .collect()
        };
        assert_eq!(texts(&path), texts(&kept), "{}", kept.display());
    }
}

#[test]
fn every_picture_of_a_page_is_there_and_small() {
    for name in [
        "README.md",
        "docs/pictures.md",
        "docs/tutorial.md",
        "docs/zh/tutorial.md",
    ] {
        let text = page(name);
        let folder = root().join(name);
        let folder = folder.parent().expect("a folder");
        let images = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        let images: Vec<&str> = images.filter(|target| target.ends_with(".svg")).collect();
        assert!(!images.is_empty(), "{name} has no picture");
        for image in images {
            let size = std::fs::metadata(folder.join(image))
                .unwrap_or_else(|error| panic!("{image}: {error}"))
                .len();
            assert!(size < 200_000, "{image} has {size} bytes");
        }
    }
}
