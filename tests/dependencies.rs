//! What the crate is built from, checked offline: licences, sources, and that none of our own code is unsafe.
//! `.ci/audit` asks cargo-deny for advisories as well.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Licences that deny.toml allows.
fn allowed() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let document: toml::Table = text.parse().expect("TOML");
    let list = document["licenses"]["allow"]
        .as_array()
        .expect("a list")
        .iter();
    list.map(|name| name.as_str().expect("text").to_owned())
        .collect()
}

/// Whether a licence expression can be met by allowed licences: `OR` (or `/`) lets us choose, `AND` does not.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace(['(', ')'], "");
    let plain = plain.replace(" / ", " OR ").replace('/', " OR ");
    if expression.contains('(') {
        // in this form each part in brackets is a choice by itself
        return plain.split(" AND ").all(|part| is_met(part, allowed));
    }
    plain.split(" OR ").any(|choice| {
        choice
            .split(" AND ")
            .all(|one| allowed.contains(one.trim()))
    })
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned()]);
    for (expression, met) in [
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND ISC", true),
        ("(MIT OR GPL-3.0) AND GPL-2.0", false),
        ("", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let allowed = allowed();
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--edges",
            "normal,build",
            "--all-features",
        ])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"])
        .current_dir(root())
        .output()
        .expect("cargo tree");
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && told.contains("offline") {
        eprintln!("SKIPPED: not every optional dependency is at hand: {told}");
        return;
    }
    assert!(output.status.success(), "{told}");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut count = 0;
    for line in text.lines().collect::<BTreeSet<_>>() {
        let Some((package, licence)) = line.split_once('|') else {
            continue;
        };
        assert!(is_met(licence, &allowed), "{package}: `{licence}`");
        count += 1;
    }
    assert!(count > 50, "{count} packages");
}

#[test]
fn every_dependency_comes_from_one_registry_with_a_checksum() {
    let text = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = text.parse().expect("TOML");
    let mut sources = BTreeSet::new();
    for package in lock["package"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        // the package itself, and the member with the Python package
        if ["eastwest", "eastwest-python"].contains(&name) {
            continue;
        }
        let source = package.get("source").and_then(|source| source.as_str());
        let source = source.unwrap_or_else(|| panic!("{name} has no source"));
        assert!(source.starts_with("registry+"), "{name}: {source}");
        sources.insert(source);
        assert!(package.get("checksum").is_some(), "{name}");
    }
    assert_eq!(sources.len(), 1, "{sources:?}");
}

/// A library for a page or a notebook: nothing of a terminal, of signals, of pictures or of Parquet comes with it.
#[test]
fn the_library_alone_needs_no_terminal_signals_pictures_or_parquet() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal"])
        .args(["--no-default-features", "--prefix", "none"])
        .args(["--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo tree");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains("serde"), "{names:?}");
    for name in [
        "anstream",
        "clap",
        "indicatif",
        "console",
        "signal-hook",
        "plotters",
        "plotters-svg",
        "ab_glyph",
        "png",
        "parquet",
    ] {
        assert!(!names.contains(name), "{name}");
    }
}

/// `forbid` cannot be undone further down, so the compiler keeps the rest.
#[test]
fn unsafe_code_is_forbidden_in_library_and_command() {
    for file in ["src/lib.rs", "src/main.rs"] {
        let text = fs::read_to_string(root().join(file)).expect(file);
        assert!(text.contains("#![forbid(unsafe_code)]"), "{file}");
    }
}
