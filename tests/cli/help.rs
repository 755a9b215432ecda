//! `--help` of every command, and what is said where a command is mistyped.

use super::typing::{Desk, assert_fits};

/// Every command with what its help has to name.
const COMMANDS: [(&str, &[&str]); 16] = [
    (
        "solve",
        &[
            "<CASE>",
            "--periods",
            "--set",
            "--solver",
            "--format",
            "--output",
            "--plot",
            "--plot-kind",
            "--force",
        ],
    ),
    (
        "explain",
        &[
            "<CASE>",
            "[NAME]...",
            "--within",
            "--periods",
            "--set",
            "--format",
        ],
    ),
    (
        "breakeven",
        &["<CASE>", "--driver", "--periods", "--set", "--format"],
    ),
    ("check", &["<CASE>", "--figures"]),
    (
        "cite",
        &["<CASE>", "[KEY]...", "--format", "--output", "--force"],
    ),
    (
        "sweep",
        &[
            "<CASE>",
            "[GRID.toml]",
            "--periods",
            "--set",
            "--output",
            "--threads",
            "--sample",
            "--shard",
            "--slurm",
            "--sbatch",
            "--missing",
            "--atlas",
            "--resume",
            "--force",
            "--placements",
            "--dry-run",
            "--list-parameters",
        ],
    ),
    ("diagnose", &["<CASE>", "--set", "--periods", "--format"]),
    (
        "trace",
        &[
            "<CASE>",
            "--param",
            "--from",
            "--to",
            "--as",
            "--tolerance",
            "--format",
            "--output",
            "--plot",
            "--title",
            "--size",
            "--force",
        ],
    ),
    (
        "frontier",
        &[
            "<CASE>", "--x", "--y", "--add", "--format", "--output", "--plot", "--title", "--size",
            "--force",
        ],
    ),
    (
        "plot",
        &[
            "<RESULTS>",
            "--kind",
            "--output",
            "--column",
            "--title",
            "--size",
            "--force",
        ],
    ),
    (
        "report",
        &[
            "<CASE>",
            "--output",
            "--lang",
            "--compare",
            "--periods",
            "--set",
            "--force",
        ],
    ),
    ("merge", &["<SHARD>", "--output", "--verify", "--force"]),
    (
        "expand",
        &[
            "<ATLAS>",
            "--where",
            "--output",
            "--threads",
            "--resume",
            "--force",
        ],
    ),
    ("new", &["<DIR>", "--from", "--force"]),
    (
        "export",
        &["<CASE>", "--output", "--set", "--periods", "--force"],
    ),
    ("lp", &["<FILE.mps>", "--solver", "--format"]),
];

#[test]
fn every_command_explains_itself_within_100_columns() {
    let desk = Desk::new();
    let whole = desk.fine(&["--help"]);
    assert_fits(&whole);
    assert!(whole.contains("2 bad input") && whole.contains("130 Ctrl-C"));
    for (command, named) in COMMANDS {
        assert!(
            whole.contains(&format!("  {command} ")),
            "{command} is not listed"
        );
        for form in ["--help", "-h"] {
            let help = desk.fine(&[command, form]);
            assert_fits(&help);
            assert!(
                help.contains(&format!("Usage: eastwest {command}")),
                "{help}"
            );
            for name in named {
                assert!(
                    help.contains(name),
                    "{command} {form}: no `{name}` in {help}"
                );
            }
        }
        assert_eq!(
            desk.fine(&["help", command]),
            desk.fine(&[command, "--help"])
        );
    }
    let version = desk.fine(&["--version"]);
    assert_eq!(version, format!("eastwest {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_help_names_the_solvers_of_the_build() {
    let desk = Desk::new();
    for command in ["solve", "lp"] {
        let help = desk.fine(&[command, "--help"]);
        assert!(help.contains("engine, microlp, clarabel"), "{help}");
        assert_eq!(help.contains("clarabel, highs"), cfg!(feature = "highs"));
    }
}

#[test]
fn what_is_mistyped_is_answered_with_the_nearest_right_word() {
    let desk = Desk::with_case("tiny");
    for (words, said) in [
        (&["slove", "case"][..], "'solve'"),
        (&["solve", "case", "--period", "one"], "'--periods'"),
        (&["solve", "case", "--solver", "clarable"], "'clarabel'"),
        (
            &["solve", "case", "--periods", "some"],
            "[possible values: one, all, groups, 288]",
        ),
        (&["solve", "case", "--format", "jsn"], "'json'"),
        (&["solve", "case", "--format", "csv"], "--output <DIR>"),
        (&["solve"], "<CASE>"),
        (&["export", "case"], "--output <FILE>"),
        (&["new", "other", "--from", "chna"], "'china'"),
        (&["lp", "--solver", "engin", "x.mps"], "'engine'"),
        (&["sweep", "case"], "<GRID.toml>"),
        (
            &["sweep", "case", "g.toml", "-o", "r.csv", "--shard", "3/2"],
            "I/N",
        ),
        (
            &[
                "sweep", "case", "g.toml", "-o", "r.csv", "--force", "--resume",
            ],
            "cannot be used with",
        ),
        (&["merge", "-o", "all.csv"], "<SHARD>"),
        (&["check", "case", "more"], "'more'"),
        (
            &["solve", "case", "--set", "carbon_prize=5"],
            "did you mean `carbon_price`?",
        ),
        (
            &["solve", "case", "--set", "capacity.plato=5"],
            "did you mean `capacity.plateau`?",
        ),
        (
            &["export", "case", "-o", "x.mps", "--set", "pue.cost=2"],
            "did you mean `pue.coast`?",
        ),
        (&["solve", "case", "--set", "carbon_price"], "`KEY=VALUE`"),
        (
            &["solve", "case", "--set", "carbon_price=dear"],
            "`dear` is no number",
        ),
        (
            &["solve", "case", "--set", "pue.coast=0.5"],
            "it has to be 1 or more",
        ),
    ] {
        desk.refused(2, words, &[said]);
    }
    #[cfg(not(feature = "highs"))]
    desk.refused(
        2,
        &["solve", "case", "--solver", "highs"],
        &["engine, microlp, clarabel"],
    );
}

/// The table of docs/case.md that leads from columns to keys.
#[test]
fn every_key_has_its_column_in_the_documentation() {
    let page = include_str!("../../docs/case.md");
    let (_, section) = page
        .split_once("## From columns to `--set` keys")
        .expect("the section");
    let (section, _) = section.split_once("\n## ").expect("a section after it");
    let rows = section
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .skip(1);
    let keys: String = rows.filter_map(|row| row.split(" | ").nth(1)).collect();
    let named: std::collections::BTreeSet<&str> = keys
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|key| key.split('.').next().unwrap_or_default())
        .filter(|key| !key.is_empty())
        .collect();
    // `enabled` stands for no column
    let all: std::collections::BTreeSet<&str> = eastwest::parameter::Quantity::ALL
        .iter()
        .map(|quantity| quantity.name())
        .filter(|name| *name != "enabled")
        .collect();
    assert_eq!(named, all);
}
