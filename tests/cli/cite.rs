//! Where figures come from.

use super::typing::Desk;

#[test]
fn a_key_is_answered_with_its_figure_and_its_sources() {
    let desk = Desk::with_case("china");
    insta::assert_snapshot!(desk.fine(&["cite", "case", "electricity_price.guian"]));
    // the same by file, row and column
    assert_eq!(
        desk.fine(&["cite", "case", "hubs.csv:guian:price_cny_per_kwh"]),
        desk.fine(&["cite", "case", "electricity_price.guian"])
    );
    // one of the settings has no row, and a figure may be called by what is its own alone
    let route = desk.fine(&["cite", "case", "case.toml::network.route_factor"]);
    for name in ["network.route_factor", "route_factor"] {
        assert_eq!(desk.fine(&["cite", "case", name]), route);
    }
    assert_eq!(
        desk.fine(&["cite", "case", "guian.price_cny_per_kwh"]),
        desk.fine(&["cite", "case", "electricity_price.guian"])
    );
    // many hubs have that
    desk.refused(
        2,
        &["cite", "case", "price_cny_per_kwh"],
        &["FILE:ROW:COLUMN, as `"],
    );
    // a side has the figures of all its hubs
    let west = desk.fine(&["cite", "case", "electricity_price.west"]);
    assert_eq!(west.matches("price_cny_per_kwh\n").count(), 6, "{west}");
}

#[test]
fn a_source_is_answered_with_what_rests_on_it() {
    let told = Desk::with_case("china").fine(&["cite", "case", "S175"]);
    assert_eq!(told.matches("hubs.csv ").count(), 10, "{told}");
    assert!(
        told.contains("S175: National Data Administration"),
        "{told}"
    );
}

#[test]
fn the_bibliography_has_every_source_once() {
    let desk = Desk::with_case("china");
    let listed = desk.read("case/sources.csv").lines().count() - 1;
    let bib = desk.fine(&["cite", "case", "--format", "bibtex"]);
    assert_eq!(bib.matches("\n}\n").count(), listed);
    assert!(
        bib.contains("@techreport{S170,"),
        "a document has its number"
    );
    let csl = desk.json(&["cite", "case", "--format", "csl-json"]);
    assert_eq!(csl.as_array().expect("a list").len(), listed);
    let one = desk.json(&["cite", "case", "carbon_price", "--format", "csl-json"]);
    assert_eq!(one[0]["id"], "S172");
    desk.fine(&["cite", "case", "--format", "bibtex", "-o", "sources.bib"]);
    assert_eq!(desk.read("sources.bib"), bib);
    let again = ["cite", "case", "--format", "bibtex", "-o", "sources.bib"];
    assert_eq!(desk.type_in(&again).code, 1);
}

#[test]
fn what_is_not_known_is_said() {
    let desk = Desk::with_case("tiny");
    desk.refused(
        2,
        &["cite", "case", "electricity_prise.west"],
        &["did you mean `electricity_price.west`?"],
    );
    desk.refused(
        2,
        &["cite", "case", "unserved_penalty"],
        &[
            "`figures.csv` says nothing of `unserved_penalty`",
            "check CASE --figures",
        ],
    );
    desk.refused(
        2,
        &["cite", "case"],
        &["has no source", "hubs.csv:coast:capacity_mw"],
    );
    std::fs::remove_file(desk.path("case/figures.csv")).expect("a file");
    desk.refused(2, &["cite", "case"], &["`case` has no `figures.csv`"]);
    assert!(
        desk.fine(&["check", "case", "--figures"])
            .contains("no `figures.csv`")
    );
}

#[test]
fn check_lists_what_is_not_explained() {
    let desk = Desk::with_case("tiny");
    let said = desk.fine(&["check", "case", "--figures"]);
    assert!(said.contains("\nwithout an entry: 0\n"), "{said}");
    desk.edit(
        "case/figures.csv",
        "hubs.csv,coast,pue,",
        "#hubs.csv,coast,pue,",
    );
    let said = desk.fine(&["check", "case", "--figures"]);
    assert!(
        said.contains("\nwithout an entry: 1\n  hubs.csv pue: coast\n"),
        "{said}"
    );
    desk.edit(
        "case/figures.csv",
        "#hubs.csv,coast,pue,1.25",
        "hubs.csv,coast,pue,1.3",
    );
    desk.refused(
        2,
        &["check", "case"],
        &[
            "the figure is 1.3 here and 1.25 (`pue`) in hubs.csv, line 2",
            "column `value`",
        ],
    );
}

#[test]
fn faults_of_figures_come_with_those_of_the_case() {
    let desk = Desk::with_case("tiny");
    desk.edit("case/hubs.csv", ",west,", ",wset,");
    // the first is wrong in itself; the second may be for what is wrong with the table
    let figures = "file,row,column,value,low,high,status\nhubs.csv,coast,pue,1.25,1.3,1.4,invented\n\
                   hubs.csv,nowhere,pue,1.2,,,invented\n";
    desk.write("case/figures.csv", figures);
    for command in ["check", "cite"] {
        let said = [
            "hubs.csv, line 3, column `side`",
            "figures.csv, line 2, column `low`",
            "2 faults in `case`",
        ];
        desk.refused(2, &[command, "case"], &said);
    }
    desk.edit("case/hubs.csv", ",wset,", ",west,");
    let said = ["`hubs.csv` has no row `nowhere`", "2 faults in `case`"];
    desk.refused(2, &["check", "case"], &said);
}
