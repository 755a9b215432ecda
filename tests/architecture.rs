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
        .split("#[cfg(test)]\nmod tests {")
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

/// The module path of a file: `engine::simplex::dual`, and `engine` of `engine/mod.rs`.
fn path_of(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(root().join("src"));
    let inside = inside.expect("a file of src").with_extension("");
    let parts = inside
        .iter()
        .map(|part| part.to_string_lossy().into_owned());
    let mut parts: Vec<String> = parts.collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// All paths that a tree of `use` names: `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.trim().to_owned()];
    };
    let inside = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let (mut depth, mut branches) = (0, vec![String::new()]);
    for letter in inside.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 {
            branches.push(String::new());
        } else if let Some(last) = branches.last_mut() {
            last.push(letter);
        }
    }
    let stem = tree[..open].trim();
    let branches = branches.iter().filter(|branch| !branch.trim().is_empty());
    branches
        .flat_map(|branch| expanded(&format!("{stem}{}", branch.trim())))
        .collect()
}

/// What a file takes from others by `use`, as paths from the root of the crate.
fn used(text: &str, own: &[String], modules: &BTreeMap<Vec<String>, PathBuf>) -> Vec<Vec<String>> {
    let text = text.split("#[cfg(test)]\nmod tests {").next();
    let (mut trees, mut open) = (Vec::<String>::new(), false);
    for line in text.unwrap_or_default().lines() {
        let bare = line.trim_start_matches("pub(crate) ");
        let bare = bare.trim_start_matches("pub(super) ");
        let bare = bare.trim_start_matches("pub ");
        if let Some(tree) = bare.strip_prefix("use ") {
            trees.push(tree.to_owned());
            open = true;
        } else if let (true, Some(tree)) = (open, trees.last_mut()) {
            tree.push_str(line.trim());
        }
        open &= !line.contains(';');
    }
    let paths = trees
        .iter()
        .flat_map(|tree| expanded(tree.trim_end_matches(';')));
    let from_root = paths.filter_map(|path| {
        let mut parts = path.split("::").map(str::to_owned).peekable();
        let mut base = own.to_vec();
        match parts.peek()?.as_str() {
            "crate" => base.clear(),
            "self" | "super" => {}
            first => {
                let child = [own, &[first.to_owned()]].concat();
                modules.get(&child)?;
                return Some(base.into_iter().chain(parts).collect());
            }
        }
        while let Some(up) = parts.next_if(|part| ["crate", "self", "super"].contains(&&**part)) {
            if up == "super" {
                base.pop();
            }
        }
        Some(base.into_iter().chain(parts).collect())
    });
    from_root.collect()
}

/// The files of the crate, and for each the files whose names it uses; a name that a folder hands on is its giver's.
fn file_arrows() -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
    let mut found = Vec::new();
    files(&root().join("src"), &mut found);
    let modules = found.iter().map(|file| (path_of(file), file.clone()));
    let modules: BTreeMap<Vec<String>, PathBuf> = modules.collect();
    let uses: BTreeMap<&Vec<String>, Vec<Vec<String>>> = modules
        .iter()
        .map(|(own, file)| {
            let text = fs::read_to_string(file).expect("a source file");
            (own, used(&text, own, &modules))
        })
        .collect();
    let giver = |path: &[String]| -> Option<Vec<String>> {
        let mut path = path.to_vec();
        for _ in 0..4 {
            let at = (1..=path.len())
                .rev()
                .find(|&n| modules.contains_key(&path[..n]))?;
            let (module, name) = (path[..at].to_vec(), path.get(at).cloned());
            let handed = name.and_then(|name| {
                let mut own = uses[&module].iter();
                own.find(|used| used.starts_with(&module) && used.last() == Some(&name))
                    .cloned()
            });
            match handed {
                Some(next) if next != path => path = next,
                _ => return Some(module),
            }
        }
        None
    };
    let mut arrows: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for (own, paths) in &uses {
        let to = arrows.entry(modules[*own].clone()).or_default();
        for target in paths.iter().filter_map(|path| giver(path)) {
            // a folder and what stands in it are one thing
            if !target.starts_with(own) && !own.starts_with(&target) {
                to.insert(modules[&target].clone());
            }
        }
    }
    arrows
}

/// All that a file leads to, over others.
fn reached(arrows: &BTreeMap<PathBuf, BTreeSet<PathBuf>>, from: &Path) -> BTreeSet<PathBuf> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(file) = open.pop() {
        for next in arrows.get(&file).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

#[test]
fn no_files_use_one_another() {
    let arrows = file_arrows();
    let engine = root().join("src/engine/lexicographic.rs");
    let instance = root().join("src/engine/instance.rs");
    assert!(arrows[&engine].contains(&instance), "arrows are seen");
    let in_circle = arrows
        .keys()
        .filter(|file| reached(&arrows, file).contains(*file));
    let names = in_circle.map(|file| {
        file.strip_prefix(root())
            .expect("inside")
            .display()
            .to_string()
    });
    assert_eq!(names.collect::<Vec<_>>(), Vec::<String>::new());
}
