//! What a file says never drives the terminal: hostile text in every place of a case, a grid, a name and saved results.

use std::path::Path;

use eastwest::legible::is_hidden;
use serde_json::Value;

use super::typing::Desk;

/// Sets the window's title, clears the screen, hides what follows; a C1 control and DEL.
const CONTROL: &str = "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{1b}[8m\u{9b}2J\u{7f}";
/// From right to left, nothing wide, a byte-order mark, a line separator, no character, a tag.
const UNSEEN: &str = "a\u{202e}b\u{200b}c\u{feff}d\u{2028}e\u{fffe}f\u{2066}g\u{e0041}";

/// Types a command; whatever comes of it, nothing printed is more than text.
fn assert_text(desk: &Desk, words: &[&str]) -> i32 {
    let typed = desk.type_in(words);
    assert!(
        matches!(typed.code, 0..=3),
        "{words:?}: exit code {}: {:?}",
        typed.code,
        typed.err
    );
    for stream in [&typed.out, &typed.err] {
        let hidden = stream.chars().find(|&c| c != '\n' && is_hidden(c));
        assert_eq!(hidden, None, "{words:?}: {stream:?}");
    }
    typed.code
}

/// Everything that tells of a case.
fn tell(desk: &Desk) {
    if assert_text(desk, &["check", "case"]) != 0 {
        return;
    }
    for words in [
        &["solve", "case"][..],
        &["solve", "case", "--format", "json"],
        &["diagnose", "case", "--set", "capacity*=0.5"],
        &["explain", "case"],
        &["explain", "case", "--format", "json"],
        &["breakeven", "case"],
        &["frontier", "case"],
        &["frontier", "case", "--format", "csv"],
        &["frontier", "case", "--format", "json"],
        &[
            "trace",
            "case",
            "--param",
            "carbon_price",
            "--from",
            "0",
            "--to",
            "90",
        ],
        &[
            "trace",
            "case",
            "--param",
            "carbon_price",
            "--from",
            "0",
            "--to",
            "90",
            "--format",
            "csv",
        ],
        &["sweep", "case", "--list-parameters"],
        &["export", "case", "-o", "p.mps", "--force"],
        &["lp", "p.mps"],
        &["lp", "p.mps", "--format", "json"],
        &[
            "solve",
            "case",
            "--format",
            "csv",
            "-o",
            "tables",
            "--force",
            "--plot",
            "p.svg",
            "--plot-kind",
            "map",
        ],
        &[
            "plot", "tables", "--kind", "hours", "-o", "q.svg", "--force",
        ],
    ] {
        assert_text(desk, words);
    }
}

/// The files of a case, with their text.
fn files(desk: &Desk) -> Vec<(String, String)> {
    let names = desk.listing().into_iter();
    names
        .filter(|name| name.ends_with(".csv") || name.ends_with(".toml"))
        .map(|name| (name.clone(), desk.read(&name)))
        .collect()
}

#[test]
fn hostile_cells_and_headings_of_every_table_are_told_as_text() {
    let desk = Desk::with_case("tiny");
    let mut told = 0;
    for (name, text) in files(&desk) {
        if Path::new(&name).extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes())
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        // the header, and the first row, which has every column
        for at in 0..2 {
            for column in 0..rows[at].len() {
                for hostile in [UNSEEN.to_owned(), format!("{}{UNSEEN}", rows[at][column])] {
                    let mut changed = rows.clone();
                    changed[at][column] = hostile;
                    let mut writer = csv::Writer::from_writer(Vec::new());
                    for row in changed {
                        writer.write_record(row).expect("in memory");
                    }
                    desk.write(&name, writer.into_inner().expect("in memory"));
                    assert_text(&desk, &["check", "case"]);
                    told += 1;
                }
            }
        }
        desk.write(&name, format!("{text}\n{CONTROL}\n"));
        assert_text(&desk, &["check", "case"]);
        desk.write(&name, &text);
    }
    assert!(told > 150, "{told}");
}

#[test]
fn hostile_names_that_a_case_may_have_are_told_as_text_by_every_command() {
    for (file, chinese) in [("hubs.csv", "海岸"), ("origins.csv", "高地")] {
        let desk = Desk::with_case("tiny");
        let name = format!("case/{file}");
        for latin in ["Coast", "Plateau", "Delta", "Upland"] {
            if desk.read(&name).contains(latin) {
                desk.edit(&name, latin, &format!("{latin}{UNSEEN}"));
            }
        }
        desk.edit(&name, chinese, UNSEEN);
        tell(&desk);
    }
}

#[test]
fn hostile_strings_and_keys_of_the_settings_are_told_as_text() {
    let desk = Desk::with_case("tiny");
    let settings = desk.read("case/case.toml");
    let escapes = format!("{CONTROL}{UNSEEN}")
        .chars()
        .fold(String::new(), |text, c| {
            format!("{text}\\U{:08X}", u32::from(c))
        });
    let mut told = 0;
    for (at, line) in settings.lines().enumerate() {
        let Some((key, value)) = line.split_once(" = ") else {
            continue;
        };
        for changed in [
            format!("{key} = \"{escapes}\""),
            format!("\"{escapes}\" = {value}"),
            format!("{key} = \"{UNSEEN}\""),
        ] {
            let mut lines: Vec<&str> = settings.lines().collect();
            lines[at] = &changed;
            desk.write("case/case.toml", lines.join("\n"));
            tell(&desk);
            told += 1;
        }
    }
    assert!(told > 15, "{told}");
}

#[test]
fn hostile_grids_are_told_as_text() {
    let desk = Desk::with_case("tiny");
    let escapes = "\\u001b]0;pwned\\u0007\\u001b[2J\\u202e\\u200b";
    desk.write("rows.csv", format!("carbon_price,{UNSEEN}\n1,{UNSEEN}\n"));
    desk.write(
        "cells.csv",
        format!("carbon_price,note\n{UNSEEN},{UNSEEN}\n"),
    );
    for grid in [
        format!("[[parameter]]\nkey = \"{escapes}\"\nvalues = [1]\n"),
        format!("[[parameter]]\nkey = \"carbon_price\"\nas = \"{escapes}\"\nvalues = [1]\n"),
        format!("[[parameter]]\nkey = \"carbon_price\"\n\"{escapes}\" = 3\nvalues = [1]\n"),
        format!("[[parameter]]\nkey = \"carbon_price\"\nzip = \"{escapes}\"\nvalues = [1]\n"),
        format!("[[parameter]]\nkey = \"carbon_price\"\nvalues = [\"{escapes}\"]\n"),
        format!("[[rows]]\nfile = \"{escapes}\"\n"),
        "[[rows]]\nfile = \"rows.csv\"\n".to_owned(),
        "[[rows]]\nfile = \"cells.csv\"\n".to_owned(),
        format!("{UNSEEN} {CONTROL}"),
    ] {
        desk.write("grid.toml", &grid);
        for words in [
            &["sweep", "case", "grid.toml", "-o", "o.csv", "--force"][..],
            &["sweep", "case", "grid.toml", "--dry-run"],
        ] {
            assert_text(&desk, words);
        }
    }
}

#[test]
fn hostile_names_of_files_and_words_of_the_command_line_are_told_as_text() {
    let desk = Desk::with_case("tiny");
    let name = format!("{CONTROL}{UNSEEN}");
    desk.write(&format!("case/{name}.csv"), "a,b\n1,2\n");
    assert_text(&desk, &["check", "case"]);
    let (file, key) = (format!("{name}.csv"), format!("{name}=3"));
    for words in [
        &["check", &name][..],
        &["solve", &name],
        &["solve", "case", &format!("--{name}")],
        &["solve", "case", "--set", &key],
        &["solve", "case", "--set", &format!("carbon_price={name}")],
        &["solve", "case", "--solver", &name],
        &["explain", "case", &name],
        &["sweep", "case", &file],
        &["frontier", "case", "--add", &format!("{name}=1,2")],
        &["frontier", "case", "-o", &file],
        &["frontier", "case", "-o", &format!("o.{name}")],
        &[
            "trace", "case", "--param", &name, "--from", "0", "--to", "1",
        ],
        &["merge", &file, "-o", "m.csv"],
        &["plot", &file, "-o", "p.svg"],
        &["plot", &file, "-o", &name],
        &["lp", &file],
        &["export", "case", "-o", &format!("{name}.mps")],
        &["new", &format!("{name}-case")],
        &[&name],
    ] {
        assert_text(&desk, words);
    }
}

/// Every string of a document made hostile in turn.
fn strings(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(path.to_owned()),
        Value::Array(items) => {
            // the first of a list stands for all
            if let Some(first) = items.first() {
                strings(first, &format!("{path}/0"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                strings(field, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn hostile_saved_results_are_told_as_text() {
    let desk = Desk::with_case("tiny");
    desk.write(
        "answer.json",
        desk.fine(&["solve", "case", "--format", "json"]),
    );
    desk.write(
        "frontier.json",
        desk.fine(&["frontier", "case", "--format", "json"]),
    );
    let mut told = 0;
    for file in ["answer.json", "frontier.json"] {
        let document: Value = serde_json::from_str(&desk.read(file)).expect("JSON");
        let mut paths = Vec::new();
        strings(&document, "", &mut paths);
        for path in paths {
            let mut changed = document.clone();
            let place = changed.pointer_mut(&path).expect("a string");
            *place = Value::String(format!("{CONTROL}{UNSEEN}"));
            desk.write("changed.json", changed.to_string());
            assert_text(&desk, &["plot", "changed.json", "-o", "p.svg", "--force"]);
            told += 1;
        }
    }
    assert!(told > 20, "{told}");
    desk.fine(&["frontier", "case", "-o", "f.csv"]);
    let rows = desk.read("f.csv");
    let header = rows.lines().next().expect("a header");
    for column in header.split(',') {
        let changed = format!("{column}{CONTROL}{UNSEEN}");
        desk.write("changed.csv", rows.replacen(column, &changed, 1));
        assert_text(&desk, &["plot", "changed.csv", "-o", "p.svg", "--force"]);
    }
}
