//! `eastwest sweep --atlas` and `eastwest expand`.

use std::fs;

use super::typing::Desk;

/// 60 · 11 · 25 scenarios, which meet eight bases.
const GRID: &str = "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                    range = { from = 0.5, to = 8, steps = 60 }\n\
                    [[parameter]]\nkey = \"capacity.west\"\nas = \"factor\"\n\
                    range = { from = 0.1, to = 2, steps = 11 }\n\
                    [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 500, steps = 25 }\n";

fn desk() -> Desk {
    let desk = Desk::with_case("tiny");
    desk.write("grid.toml", GRID);
    desk
}

fn bytes(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The header and the rows of a CSV file in which `keep` of the cells holds.
fn slice(text: &str, keep: impl Fn(&[&str]) -> bool) -> String {
    let (header, rows) = text.split_once('\n').expect("a header");
    let kept = rows
        .lines()
        .filter(|line| keep(&line.split(',').collect::<Vec<_>>()));
    std::iter::once(header)
        .chain(kept)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn any_slice_is_the_bytes_of_the_sweep() {
    let desk = desk();
    let told = desk.type_in(&[
        "sweep",
        "case",
        "grid.toml",
        "--atlas",
        "a.atlas",
        "-o",
        "rows.csv",
        "--threads",
        "1",
    ]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(
        told.err.starts_with("a.atlas: 16,500 scenarios in "),
        "{}",
        told.err
    );
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "--atlas",
        "b.atlas",
        "--threads",
        "2",
    ]);
    assert!(
        bytes(&desk, "a.atlas") == bytes(&desk, "b.atlas"),
        "another atlas on two threads"
    );
    // no case and no grid are needed any more
    fs::remove_dir_all(desk.path("case")).expect("removed");
    fs::remove_file(desk.path("grid.toml")).expect("removed");
    desk.fine(&["expand", "a.atlas", "-o", "again.csv"]);
    let rows = desk.read("rows.csv");
    assert!(desk.read("again.csv") == rows, "other bytes");
    assert_eq!(
        desk.read("again.csv.state.json"),
        desk.read("rows.csv.state.json")
    );
    // nothing was left to the simplex
    assert!(!rows.contains(",pivoted,"));
    desk.fine(&[
        "expand",
        "a.atlas",
        "--where",
        "carbon_price=100..200",
        "-o",
        "some.csv",
    ]);
    let price = |cells: &[&str], at: usize| cells[at].parse::<f64>().expect("a number");
    let some = slice(&rows, |cells| (100.0..=200.0).contains(&price(cells, 3)));
    assert!(desk.read("some.csv") == some, "another slice");
    assert_eq!(some.lines().count(), 1 + 60 * 11 * 5);
    desk.fine(&[
        "expand",
        "a.atlas",
        "--where",
        "carbon_price=0",
        "--where",
        "electricity_price.west*=1..3",
        "-o",
        "two.csv",
        "--threads",
        "1",
    ]);
    let two = slice(&rows, |cells| {
        price(cells, 3) == 0.0 && (1.0..=3.0).contains(&price(cells, 1))
    });
    assert!(
        two.lines().count() > 50 && desk.read("two.csv") == two,
        "another slice"
    );
    // cut anywhere, a slice goes on to the same bytes
    let before = bytes(&desk, "some.csv");
    for cut in [0, before.len() / 2, before.len() - 1] {
        desk.write("some.csv", &before[..cut]);
        desk.fine(&[
            "expand",
            "a.atlas",
            "--where",
            "carbon_price=100..200",
            "-o",
            "some.csv",
            "--resume",
        ]);
        assert!(
            bytes(&desk, "some.csv") == before,
            "cut at {cut}: other bytes"
        );
    }
    let about = desk.fine(&["expand", "a.atlas"]);
    assert!(
        about.starts_with(
            "a.atlas: 16,500 scenarios of `tiny`, 8 regions with their proofs and 0 kept"
        ) && about.contains("  carbon_price from 0 to 500\n"),
        "{about}"
    );
}

/// Lines of a grid run along whatever is best: a list that falls, ratios, and figures that are zipped are gone through as well.
#[test]
fn figures_that_fall_or_go_together_have_an_atlas_too() {
    let desk = Desk::with_case("tiny");
    let grid = "zip = [\"carbon_price\", \"green_premium.west\"]\n\
                [[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\nvalues = [8, 6, 5.5, 4, 3.25, 2, 1, 0.5]\n\
                [[parameter]]\nkey = \"carbon_price\"\nvalues = [0, 400, 100, 250]\n\
                [[parameter]]\nkey = \"green_premium.west\"\nas = \"factor\"\nvalues = [1, 0.5, 2, 1.5]\n\
                [[parameter]]\nkey = \"hosting_fee.west\"\nas = \"factor\"\n\
                range = { from = 0.1, to = 10, steps = 30, scale = \"logarithmic\" }\n";
    desk.write("grid.toml", grid);
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "--atlas",
        "a",
        "-o",
        "rows.csv",
    ]);
    let rows = desk.read("rows.csv");
    assert_eq!(rows.lines().count(), 1 + 8 * 4 * 30);
    assert!(!rows.contains(",pivoted,"));
    desk.fine(&["sweep", "case", "grid.toml", "-o", "plain.csv"]);
    let firsts = |text: &str| -> Vec<(String, f64)> {
        let first = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let cost = cells[7].parse::<f64>().expect("a cost");
            (cells[..6].join(","), cost)
        };
        text.lines().skip(1).map(first).collect()
    };
    for (mapped, plain) in firsts(&rows).iter().zip(firsts(&desk.read("plain.csv"))) {
        assert_eq!(mapped.0, plain.0);
        assert!(
            (mapped.1 - plain.1).abs() <= 1e-9 * plain.1.abs(),
            "{plain:?}"
        );
    }
    let price = |cells: &[&str], at: usize| cells[at].parse::<f64>().expect("a number");
    for (conditions, at, from, to) in [
        ("electricity_price.west*=2..5.5", 1, 2.0, 5.5),
        ("carbon_price=100..300", 2, 100.0, 300.0),
        ("green_premium.west*=1.5", 3, 1.5, 1.5),
        ("hosting_fee.west*=0..0.5", 4, 0.0, 0.5),
    ] {
        desk.fine(&[
            "expand", "a", "--where", conditions, "-o", "some.csv", "--force",
        ]);
        let some = slice(&rows, |cells| (from..=to).contains(&price(cells, at)));
        assert!(
            some.lines().count() > 100 && desk.read("some.csv") == some,
            "{conditions}"
        );
    }
    // of a sample as well, which is no product
    let words = [
        "sweep",
        "case",
        "grid.toml",
        "--sample",
        "300",
        "--atlas",
        "b",
        "-o",
        "b.csv",
    ];
    desk.fine(&words);
    desk.fine(&["expand", "b", "--where", "carbon_price=0", "-o", "c.csv"]);
    let some = slice(&desk.read("b.csv"), |cells| price(cells, 2) == 0.0);
    assert!(some.lines().count() > 40 && desk.read("c.csv") == some);
}

/// The same optimum, whoever finds it: cells of a plain sweep to eleven digits.
#[test]
fn rows_of_an_atlas_say_what_a_plain_sweep_says() {
    let desk = desk();
    desk.fine(&[
        "sweep",
        "case",
        "grid.toml",
        "--atlas",
        "a.atlas",
        "-o",
        "mapped.csv",
    ]);
    desk.fine(&["sweep", "case", "grid.toml", "-o", "plain.csv"]);
    // the two are never mixed
    desk.refused(
        2,
        &["sweep", "case", "grid.toml", "-o", "mapped.csv", "--resume"],
        &["`mapped.csv` belongs to another sweep: its options differ"],
    );
    let (mapped, plain) = (desk.read("mapped.csv"), desk.read("plain.csv"));
    let header: Vec<&str> = plain.lines().next().expect("a header").split(',').collect();
    let end = header
        .iter()
        .position(|name| *name == "primal_residual")
        .expect("a column");
    assert_eq!(mapped.lines().count(), plain.lines().count());
    for (a, b) in mapped.lines().zip(plain.lines()).skip(1) {
        let cells = a.split(',').zip(b.split(',')).zip(&header).take(end);
        for ((a, b), name) in cells.filter(|(_, name)| **name != "how") {
            match (a.parse::<f64>(), b.parse::<f64>()) {
                (Ok(a), Ok(b)) => {
                    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{name}: {a}, {b}")
                }
                _ => assert_eq!(a, b, "{name}"),
            }
        }
    }
}

#[test]
fn an_atlas_holds_all_that_made_it() {
    let desk = desk();
    desk.write(
        "outlook.csv",
        "electricity_price.east,green_premium*=,note\n0.5,1,2027\n0.6,1.5,\"2028, later\"\n",
    );
    desk.write(
        "notes.toml",
        "[[rows]]\nfile = \"outlook.csv\"\n[[parameter]]\nkey = \"capacity.west\"\nas = \"factor\"\n\
         range = { from = 0.5, to = 1.5, steps = 40 }\n\
         [[parameter]]\nkey = \"carbon_price\"\ndistribution = { name = \"uniform\", from = 0, to = 300 }\n\
         [sample]\nmethod = \"sobol\"\ncount = 32\n",
    );
    let options = [
        "--set",
        "pue.coast=1.3",
        "--periods",
        "one",
        "--placements",
        "--sample",
        "700",
    ];
    desk.fine(
        &[
            &[
                "sweep",
                "case",
                "notes.toml",
                "--atlas",
                "a",
                "-o",
                "rows.parquet",
            ],
            &options[..],
        ]
        .concat(),
    );
    desk.fine(&["expand", "a", "-o", "again.parquet"]);
    assert!(
        bytes(&desk, "again.parquet") == bytes(&desk, "rows.parquet"),
        "other bytes"
    );
    desk.fine(&["expand", "a", "-o", "again.csv"]);
    let rows = desk.read("again.csv");
    assert_eq!(rows.lines().count(), 701);
    assert!(rows.contains("\"2028, later\""), "notes are lost");
    desk.fine(
        &[
            &["sweep", "case", "notes.toml", "-o", "plain.csv"],
            &options[..],
        ]
        .concat(),
    );
    let plain = desk.read("plain.csv");
    let firsts = |text: &str| -> Vec<String> {
        let line = |line: &str| line.split(',').take(6).collect::<Vec<_>>().join(",");
        text.lines().map(line).collect()
    };
    assert_eq!(firsts(&rows), firsts(&plain));
}

#[test]
fn what_has_no_atlas_says_why() {
    let desk = desk();
    desk.write(
        "pue.toml",
        "[[parameter]]\nkey = \"pue.coast\"\nvalues = [1.2, 1.3, 1.4]\n",
    );
    desk.refused(
        2,
        &["sweep", "case", "pue.toml", "--atlas", "a"],
        &[
            "no atlas: bases have no regions",
            "pue.coast",
            "docs/cluster.md",
        ],
    );
    desk.write(
        "limit.toml",
        "[[parameter]]\nkey = \"rtt_limit\"\nvalues = [10, 20, 30]\n",
    );
    desk.refused(
        2,
        &["sweep", "case", "limit.toml", "--atlas", "a"],
        &["no atlas", "rtt_limit"],
    );
    desk.write("a", "kept");
    desk.refused(
        1,
        &["sweep", "case", "grid.toml", "--atlas", "a"],
        &["`a` exists", "--force"],
    );
    desk.refused(
        2,
        &["expand", "a", "-o", "rows.csv"],
        &["`a` is no atlas of eastwest"],
    );
    desk.fine(&["sweep", "case", "grid.toml", "--atlas", "a", "--force"]);
    for (condition, said) in [
        ("carbon_prise=3", "did you mean `carbon_price`?"),
        ("carbon_price", "expected KEY=VALUE or KEY=FROM..TO"),
        ("carbon_price=ten", "`ten` is no number"),
        ("carbon_price=1..nan", "`nan` is no number"),
        ("carbon_price=200..100", "200 is over 100"),
        (
            "carbon_price=501..900",
            "no scenario of `a` meets --where carbon_price=501..900",
        ),
    ] {
        desk.refused(
            2,
            &["expand", "a", "--where", condition, "-o", "rows.csv"],
            &[said],
        );
    }
    desk.refused(
        1,
        &["expand", "a", "-o", "a", "--force"],
        &["`a` is read by this very command"],
    );
}

#[test]
fn a_damaged_atlas_is_refused() {
    let desk = desk();
    desk.fine(&["sweep", "case", "grid.toml", "--atlas", "a"]);
    let good = bytes(&desk, "a");
    let refused = |said: &str| {
        desk.refused(
            2,
            &["expand", "a", "-o", "rows.csv"],
            &["cannot read `a`", said],
        )
    };
    for cut in [20, 60, good.len() / 2, good.len() - 1] {
        desk.write("a", &good[..cut]);
        refused("it is damaged");
    }
    for at in [17, 40, good.len() / 2, good.len() - 1] {
        let mut changed = good.clone();
        changed[at] ^= 4;
        desk.write("a", changed);
        refused("its SHA-256 is not the one at its end");
    }
}

/// Over sizes some optimum lies in no region of its basis; such a row is kept as it was answered.
#[test]
fn what_no_region_answers_is_kept_row_by_row() {
    let desk = Desk::with_case("china");
    let sizes = [
        ("demand.inference", 0.8, 1.2),
        ("demand.training", 0.8, 1.2),
        ("capacity.west", 0.5, 1.5),
        ("capacity.east", 0.5, 1.5),
    ];
    let parameter = |(key, from, to): &(&str, f64, f64)| {
        format!(
            "[[parameter]]\nkey = \"{key}\"\nas = \"factor\"\nrange = {{ from = {from}, to = {to}, steps = 5 }}\n"
        )
    };
    desk.write(
        "sizes.toml",
        sizes.iter().map(parameter).collect::<String>(),
    );
    desk.fine(&[
        "sweep",
        "case",
        "sizes.toml",
        "--periods",
        "one",
        "--atlas",
        "a",
        "-o",
        "rows.csv",
    ]);
    let about = desk.fine(&["expand", "a"]);
    let rows = desk.read("rows.csv");
    let kept = rows
        .lines()
        .filter(|line| line.contains(",pivoted,"))
        .count();
    assert!((1..20).contains(&kept), "{kept} rows");
    assert!(
        about.contains(&format!(" and {kept} kept row by row")),
        "{about}"
    );
    desk.fine(&["expand", "a", "-o", "again.csv"]);
    assert!(desk.read("again.csv") == rows, "other bytes");
}
