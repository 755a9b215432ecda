//! Pictures, fresh and from saved results.

use super::typing::Desk;

/// The first bytes of every PNG.
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];

fn bytes(desk: &Desk, name: &str) -> Vec<u8> {
    std::fs::read(desk.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_ending_says_the_format() {
    let desk = Desk::with_case("tiny");
    for kind in ["costs", "map", "hours"] {
        let svg = format!("{kind}.svg");
        desk.fine(&["solve", "case", "--plot", &svg, "--plot-kind", kind]);
        assert!(desk.read(&svg).starts_with("<svg "));
        let png = format!("{kind}.PNG");
        desk.fine(&["solve", "case", "--plot", &png, "--plot-kind", kind]);
        assert_eq!(bytes(&desk, &png)[..8], PNG);
    }
    let words = ["solve", "case", "--plot", "plan.gif"];
    desk.refused(2, &words, &["`.svg` or `.png`"]);
    desk.refused(2, &["solve", "case", "--plot-kind", "map"], &["--plot"]);
}

#[test]
fn saved_answers_are_drawn_as_fresh_ones() {
    let desk = Desk::with_case("tiny");
    desk.fine(&["solve", "case", "--format", "json", "-o", "json"]);
    desk.fine(&["solve", "case", "--format", "csv", "-o", "csv"]);
    for kind in ["costs", "map", "hours"] {
        let fresh = format!("{kind}.svg");
        desk.fine(&["solve", "case", "--plot", &fresh, "--plot-kind", kind]);
        for results in ["json", "json/answer.json", "csv"] {
            desk.fine(&[
                "plot",
                results,
                "--kind",
                kind,
                "-o",
                "again.svg",
                "--force",
            ]);
            assert!(
                desk.read("again.svg") == desk.read(&fresh),
                "{kind} of {results}"
            );
        }
    }
}

#[test]
fn frontiers_and_traces_are_drawn_at_once_and_later() {
    let desk = Desk::with_case("chatgpt");
    let trace = [
        "trace",
        "case",
        "--param",
        "electricity_price.west",
        "--as",
        "factor",
    ];
    let range = [
        "--from", "1", "--to", "3", "-o", "t.json", "--plot", "t.svg",
    ];
    desk.fine(&[&trace[..], &range].concat());
    desk.fine(&["plot", "t.json", "--kind", "trace", "-o", "again.svg"]);
    assert!(desk.read("t.svg") == desk.read("again.svg"));
    desk.fine(&["frontier", "case", "-o", "f.csv", "--plot", "f.svg"]);
    assert!(desk.read("f.svg").contains("eastern hubs alone"));
    desk.fine(&["plot", "f.csv", "--kind", "frontier", "-o", "f.png"]);
    assert_eq!(bytes(&desk, "f.png")[..8], PNG);
    desk.fine(&["plot", "f.csv", "--kind", "frontier", "-o", "table.svg"]);
    assert!(desk.read("table.svg").contains("eastern hubs alone"));
    desk.fine(&["frontier", "case", "-o", "f.json"]);
    desk.fine(&["plot", "f.json", "--kind", "frontier", "-o", "json.svg"]);
    assert!(desk.read("json.svg") == desk.read("f.svg"));
    // nothing is done in vain: a picture that exists is refused at once
    let words = ["frontier", "case", "-o", "g.csv", "--plot", "f.svg"];
    desk.refused(1, &words, &["`f.svg` exists", "--force"]);
}

#[test]
fn what_plans_leave_unserved_stands_in_the_picture_and_beside_the_file() {
    let desk = Desk::with_case("tiny");
    let trace = [
        "trace", "case", "--param", "capacity", "--as", "factor", "--from", "1", "--to", "0.2",
        "-o", "t.csv", "--plot", "t.svg",
    ];
    let typed = desk.type_in(&trace);
    assert!(
        typed.err.contains("; up to 125560 MWh (IT) unserved"),
        "{}",
        typed.err
    );
    assert!(
        desk.read("t.svg")
            .contains("0 to 125,560 MWh (IT) stay unserved")
    );
    // with all of its capacity the case is served, also by its eastern hub alone
    let family = ["--add", "capacity*=1,0.5,0.2", "--plot", "f.svg"];
    desk.fine(&[&["frontier", "case"][..], &family].concat());
    let drawn = desk.read("f.svg");
    assert!(drawn.contains("The plans of some leave up to 125,560 MWh (IT) unserved."));
    assert!(
        drawn.contains("For some of them, eastern hubs alone"),
        "{drawn}"
    );
}

#[test]
fn a_sweep_is_drawn_by_the_column_that_is_named() {
    let desk = Desk::with_case("tiny");
    let grid = "[[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 400, steps = 9 }\n\
                [[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
                range = { from = 1, to = 3, steps = 9 }\n";
    desk.write("grid.toml", grid);
    desk.fine(&["sweep", "case", "grid.toml", "-o", "rows.csv"]);
    // there is one picture of such rows
    desk.fine(&["plot", "rows.csv", "-o", "share.svg"]);
    assert!(
        desk.read("share.svg")
            .contains("Share of the load that runs in the west")
    );
    let cost = ["--column", "electricity_cny", "-o", "cost.svg"];
    desk.fine(&[&["plot", "rows.csv", "--kind", "heatmap"][..], &cost].concat());
    assert!(desk.read("cost.svg").contains("Electricity, million CNY"));
    let misspelt = ["--column", "electricity", "-o", "x.svg"];
    let words = [&["plot", "rows.csv", "--kind", "heatmap"][..], &misspelt].concat();
    desk.refused(
        2,
        &words,
        &["no column `electricity`", "did you mean `electricity_cny`?"],
    );
}

/// Of three parameters one is held, by its value or by the note of its rows.
#[test]
fn a_heat_map_of_three_parameters_holds_one() {
    let desk = Desk::with_case("tiny");
    desk.write(
        "years.csv",
        "electricity_price.west*=,note\n1,2027\n2.5,2030\n",
    );
    desk.write(
        "grid.toml",
        "[[rows]]\nfile = \"years.csv\"\n\
         [[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 400, steps = 9 }\n\
         [[parameter]]\nkey = \"bandwidth_price\"\nas = \"factor\"\nrange = { from = 1, to = 9, steps = 9 }\n",
    );
    desk.fine(&["sweep", "case", "grid.toml", "-o", "rows.csv"]);
    let plot = |conditions: &[&str], file: &str| {
        let mut words = vec!["plot", "rows.csv", "--kind", "heatmap", "-o", file];
        conditions.iter().for_each(|c| words.extend(["--where", c]));
        desk.type_in(&words)
    };
    let three = plot(&[], "x.svg");
    assert_eq!(three.code, 2);
    assert!(
        three.err.contains("3 do: ") && three.err.contains("--where KEY=VALUE"),
        "{}",
        three.err
    );
    for (file, condition) in [
        ("a.svg", "electricity_price.west*=2.5"),
        ("b.svg", "electricity_price.west*==2.5"),
        ("c.svg", "note=2030"),
    ] {
        let drawn = plot(&[condition], file);
        assert_eq!(drawn.code, 0, "{}", drawn.err);
        assert!(desk.read(file).contains("9 × 9 scenarios, "), "{file}");
    }
    assert!(
        desk.read("a.svg")
            .contains("electricity price of the west = 2.5 (as a factor)")
    );
    assert!(desk.read("a.svg") == desk.read("b.svg"));
    // the picture of these rows alone, but for what it says of them
    desk.edit("years.csv", "1,2027\n", "");
    desk.fine(&["sweep", "case", "grid.toml", "-o", "one.csv"]);
    desk.fine(&["plot", "one.csv", "-o", "one.svg"]);
    let without = desk.read("c.svg").replace(", note = 2030", "");
    assert!(without == desk.read("one.svg"));
    let wrong = [
        ("electricity_price.west*=2.4", "is never 2.4; it is 2.5, 1"),
        ("carbon_prise=0", "did you mean `carbon_price`?"),
        ("carbon_price=much", "`much` is no number"),
        ("carbon_price", "is not KEY=VALUE"),
        ("note=2031", "`note` is never 2031; it is 2027, 2030"),
    ];
    for (condition, said) in wrong {
        let refused = plot(&[condition], "x.svg");
        assert_eq!(refused.code, 2);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    let only = plot(&["note=2030", "carbon_price=0"], "x.svg");
    assert!(
        only.err.contains("only `bandwidth_price*=` does"),
        "{}",
        only.err
    );
    desk.fine(&["solve", "case", "--format", "json", "-o", "json"]);
    let words = [
        "plot", "json", "--kind", "map", "--where", "a=1", "-o", "x.svg",
    ];
    desk.refused(2, &words, &["`--where` belongs to `--kind heatmap`"]);
}

#[test]
fn a_picture_of_other_results_is_refused_and_nothing_is_written() {
    let desk = Desk::with_case("tiny");
    desk.fine(&["solve", "case", "--format", "json", "-o", "json"]);
    let plot = |results: &'static str, kind: &'static str| {
        ["plot", results, "--kind", kind, "-o", "x.svg"]
    };
    let said = [
        "`json` is an answer of `eastwest solve`",
        "`frontier` is not drawn from that",
        "`costs`, `map`, `hours`",
    ];
    desk.refused(2, &plot("json", "frontier"), &said);
    let unsaid = ["several pictures", "`costs`, `map`, `hours`"];
    desk.refused(2, &["plot", "json", "-o", "x.svg"], &unsaid);
    desk.refused(2, &plot("case", "costs"), &["summary.csv", "--format csv"]);
    desk.refused(2, &plot("nowhere", "costs"), &["`nowhere`", "No such file"]);
    desk.refused(
        2,
        &plot("case/hubs.csv", "map"),
        &["its first column is `hub`"],
    );
    let column = [
        "plot", "json", "--kind", "map", "--column", "carbon_t", "-o", "x.svg",
    ];
    desk.refused(2, &column, &["`--column` belongs to `--kind heatmap`"]);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_that_it_cannot_draw_from_it() {
    let desk = Desk::with_case("tiny");
    desk.write("rows.parquet", "PAR1");
    let words = ["plot", "rows.parquet", "--kind", "heatmap", "-o", "x.svg"];
    desk.refused(
        2,
        &words,
        &["`rows.parquet`: this build cannot read Parquet", "CSV"],
    );
}

/// Hubs with Chinese names and ids alone, as a planner in China may have them: drawn by a font of the computer where there
/// is one, else by their sound, which is said; an SVG has the names as they are.
#[test]
fn what_no_font_can_draw_is_told_of() {
    let desk = Desk::with_case("tiny");
    for file in ["hubs.csv", "links.csv"] {
        for (from, to) in [
            ("coast", "上海"),
            ("Coast", "上海集群"),
            ("plateau", "中卫"),
            ("Plateau", "中卫集群"),
        ] {
            let name = format!("case/{file}");
            desk.write(&name, desk.read(&name).replace(from, to));
        }
    }
    desk.fine(&["solve", "case", "--plot", "m.svg", "--plot-kind", "map"]);
    assert!(desk.read("m.svg").contains("中卫集群"));
    for file in ["m.png", "m.pdf"] {
        let typed = desk.type_in(&["solve", "case", "--plot", file, "--plot-kind", "map"]);
        assert_eq!(typed.code, 0, "{}", typed.err);
        let told = typed
            .err
            .starts_with("warning: no font of this computer has the letters of `");
        assert!(
            typed.err.is_empty() || told && typed.err.contains("中卫集群"),
            "{}",
            typed.err
        );
    }
    // names that have Latin ones beside them need no font
    let latin = Desk::with_case("tiny");
    let typed = latin.type_in(&["solve", "case", "--plot", "m.png", "--plot-kind", "map"]);
    assert_eq!((typed.code, typed.err.as_str()), (0, ""));
}

/// Names of the datasets, provinces and prefectures are embedded: no machine needs a font for them, and none warns.
#[test]
fn names_of_chinese_places_are_drawn_on_any_machine() {
    let desk = Desk::with_case("tiny");
    let hubs = desk.read("case/hubs.csv");
    let hubs = hubs
        .replace("Coast", "鄂尔多斯训练集群")
        .replace("Plateau", "乌鲁木齐数据中心");
    desk.write("case/hubs.csv", hubs);
    for file in ["m.png", "m.pdf"] {
        let typed = desk.type_in(&["solve", "case", "--plot", file, "--plot-kind", "map"]);
        assert_eq!((typed.code, typed.err.as_str()), (0, ""));
    }
}

#[test]
fn sizes_and_titles_are_asked_for_with_a_picture_alone() {
    let desk = Desk::with_case("tiny");
    let sized = [
        "solve",
        "case",
        "--plot",
        "p.svg",
        "--size",
        "1200x800",
        "--title",
        "Mine & yours",
    ];
    desk.fine(&sized);
    let svg = desk.read("p.svg");
    assert!(
        svg.starts_with("<svg width=\"1200\" height=\"800\"") && svg.contains("Mine &amp; yours")
    );
    desk.fine(&["solve", "case", "--plot", "p.pdf"]);
    desk.refused(
        2,
        &["solve", "case", "--size", "1200x800"],
        &["`--size`", "--plot FILE.svg"],
    );
    desk.refused(2, &["frontier", "case", "--title", "A"], &["`--title`"]);
    for wrong in ["1200", "1200x", "0x800", "1200x99999", "10000x10000", "axb"] {
        let words = ["solve", "case", "--plot", "q.svg", "--size", wrong];
        desk.refused(2, &words, &["--size"]);
    }
}
