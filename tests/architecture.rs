//! The modules of `src` form no circle: each uses only those that stand before it in docs/architecture.md, the one place where
//! their order is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Of the command, which may use all.
const COMMAND: [&str; 3] = ["cli", "lib", "main"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The modules in their order: first cells of the rows of the table below "The order of the arrows".
fn order() -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).expect("the map");
    let (_, section) = text
        .split_once("## The order of the arrows")
        .expect("the section of the order");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.filter_map(|row| row.split_once('`'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// All files of the crate below `folder`, but tests.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of src") {
        let path = entry.expect("an entry of it").path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_test {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_test {
            found.push(path);
        }
    }
}

/// The top-level module of a file.
fn module_of(file: &Path) -> String {
    let inside = file
        .strip_prefix(root().join("src"))
        .expect("a file of src");
    let first = inside.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// What a file says of its crate outside of comments and tests: the names behind `crate::`.
fn named(text: &str) -> BTreeSet<String> {
    let text = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    assert!(!code.contains("crate::{"), "one line a module is read");
    let behind = code.split("crate::").skip(1);
    let names = behind.map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = &rest[..end.unwrap_or(rest.len())];
        // what the root gives under a name of its own
        match name {
            "Case" => "case".to_owned(),
            "Program" => "program".to_owned(),
            other => other.to_owned(),
        }
    });
    names.collect()
}

/// By module: what it uses, and a file that does.
fn arrows() -> BTreeMap<String, BTreeMap<String, PathBuf>> {
    let mut found = Vec::new();
    files(&root().join("src"), &mut found);
    let mut arrows: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for file in found {
        let text = fs::read_to_string(&file).expect("a source file");
        let module = module_of(&file);
        let own = arrows.entry(module.clone()).or_default();
        for used in named(&text).into_iter().filter(|used| *used != module) {
            own.entry(used).or_insert_with(|| file.clone());
        }
    }
    arrows.retain(|module, _| !COMMAND.contains(&module.as_str()));
    arrows
}

#[test]
fn every_module_has_one_place_in_the_order() {
    let order = order();
    let listed: BTreeSet<&String> = order.iter().collect();
    assert_eq!(listed.len(), order.len(), "a module stands there twice");
    let arrows = arrows();
    let modules: BTreeSet<&String> = arrows.keys().collect();
    assert_eq!(modules, listed);
}

#[test]
fn no_module_uses_one_that_stands_after_it() {
    let order = order();
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut against = Vec::new();
    for (module, used) in arrows() {
        for (name, file) in used {
            if place(&name) >= place(&module) || place(&name).is_none() {
                against.push(format!("{module} uses {name}: {}", file.display()));
            }
        }
    }
    assert_eq!(against, Vec::<String>::new());
}

/// The reader of arrows finds them where they are: these hold in every order.
#[test]
fn arrows_are_seen() {
    let arrows = arrows();
    assert!(arrows["engine"].contains_key("program"));
    assert!(arrows["report"].contains_key("answer"));
    assert!(
        !arrows["engine"].contains_key("case"),
        "the engine knows no domain"
    );
    assert!(!arrows["program"].contains_key("formulation"));
}
