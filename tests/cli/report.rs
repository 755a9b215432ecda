//! `eastwest report`: one file that asks for nothing, in two languages, whatever the names of the case are.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use crate::english::eastwest;

fn report(words: &[&str]) -> Output {
    let mut command = Command::from_std(eastwest());
    command
        .arg("report")
        .args(words)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C");
    command.output().expect("it runs")
}

/// The page of a case.
fn page(case: &Path, words: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    let mut all = vec![
        case.to_str().expect("a path"),
        "-o",
        file.to_str().expect("a path"),
    ];
    all.extend(words);
    let told = report(&all);
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    fs::read_to_string(file).expect("the page")
}

fn dataset(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name)
}

/// The page without what scripts read: what stands there without them.
fn still(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<script") {
        out.push_str(before);
        rest = after.split_once("</script>").expect("its end").1;
    }
    out + rest
}

/// Rounded up, a multiple would be more than can be served: 4.21602 on china.
#[test]
fn multiples_are_those_of_the_table() {
    let case = dataset("china");
    let mut solve = Command::from_std(eastwest());
    let told = solve.arg("solve").arg(&case).args(["--periods", "one"]);
    let told = String::from_utf8(told.output().expect("it runs").stdout).expect("text");
    let line = told.lines().find(|line| line.starts_with("3. It lets "));
    let words: Vec<&str> = line.expect("the claim").split([' ', ':']).collect();
    let (plan, baseline) = (words[5], words[9]);
    let page = still(&page(&case, &["--periods", "one", "--lang", "en"]));
    let said = format!("can grow to {plan} times its demand instead of {baseline}.");
    assert!(page.contains(&said), "{said}");
}

#[test]
fn a_page_is_one_file_that_asks_for_nothing() {
    let page = page(&dataset("tiny"), &["--periods", "one", "--lang", "en"]);
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-";
    assert!(page.contains(policy));
    let still = still(&page);
    for outward in [
        "src=",
        "url(",
        "@import",
        "<link",
        "<iframe",
        "<form action",
        "href=\"http",
    ] {
        assert!(!still.contains(outward), "{outward}");
    }
    // all that the case is about stands in the file itself: 220,209,100 CNY by hand, in datasets/tiny/README.md
    assert!(still.contains("220.2"), "the cost");
    for id in [
        "verdicts", "live", "map", "cost", "carbon", "hours", "frontier", "binding", "reasons",
        "sources", "proof",
    ] {
        assert!(still.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
    assert_eq!(
        still.matches("<svg").count(),
        4,
        "map, costs, hours, frontier"
    );
}

#[test]
fn both_languages_say_the_same_figures() {
    let figures = |page: &str| -> Vec<String> {
        let cells = page.split("<td class=n>").skip(1);
        cells
            .map(|cell| cell.split('<').next().unwrap_or_default().to_owned())
            .collect()
    };
    let [english, chinese] =
        ["en", "zh"].map(|lang| still(&page(&dataset("tiny"), &["--lang", lang])));
    assert!(english.contains("<html lang=\"en\">") && english.contains("What binds"));
    assert!(
        chinese.contains("<html lang=\"zh-CN\">")
            && chinese.contains("影子价格")
            && chinese.contains("海岸")
    );
    assert_eq!(figures(&english), figures(&chinese));
    assert!(figures(&english).len() > 50);
}

#[test]
fn the_locale_says_the_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    let mut command = Command::from_std(eastwest());
    command
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "zh_CN.UTF-8");
    command.args([
        "report".as_ref(),
        dataset("tiny").as_os_str(),
        "-o".as_ref(),
        file.as_os_str(),
    ]);
    command.assert().success();
    assert!(
        fs::read_to_string(file)
            .expect("the page")
            .contains("<html lang=\"zh-CN\">")
    );
}

/// Markup, script, an end of a script, quotes, and letters that turn the others round.
#[test]
fn names_of_a_case_are_text_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(dataset("tiny")).expect("the dataset") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
    }
    let evil = "</script><script>pwned</script><img src=x onerror=pwned>'&lt;\u{202e}";
    let hubs = folder.path().join("hubs.csv");
    let text = fs::read_to_string(&hubs).expect("hubs");
    fs::write(&hubs, text.replace("Coast", evil)).expect("written");
    let settings = folder.path().join("case.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let title = text
        .lines()
        .find(|line| line.starts_with("title"))
        .expect("a title");
    fs::write(
        &settings,
        text.replace(title, &format!("title = \"{}\"", evil.replace('"', "\\\""))),
    )
    .expect("written");
    let page = page(
        folder.path(),
        &["--lang", "en", "--compare", "carbon_price=100"],
    );
    assert!(
        !page.contains("<script>pwned") && !page.contains("<img") && !page.contains('\u{202e}')
    );
    assert!(
        page.contains("&lt;/script&gt;&lt;script&gt;pwned"),
        "the name is there, as text"
    );
    assert_eq!(
        page.matches("<script").count(),
        5,
        "its own data and its own scripts"
    );
}

#[test]
fn two_plans_stand_side_by_side() {
    let still = still(&page(
        &dataset("tiny"),
        &["--lang", "en", "--compare", "electricity_price*=2"],
    ));
    let (_, compared) = still
        .split_once("<section id=\"compare\"")
        .expect("the section");
    let compared = compared.split("</section>").next().unwrap_or_default();
    assert!(compared.contains("electricity_price*=2"));
    // at twice the price, electricity of the same places costs twice as much
    let row = compared
        .split("<tr")
        .find(|row| row.contains(">electricity<"))
        .expect("a row");
    assert!(row.contains("(−50.0 %)"), "{row}");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    let other = folder.path().join("other.json");
    fs::write(&other, "{\"schema_version\": 2}").expect("written");
    let (file, other) = (
        file.to_str().expect("a path"),
        other.to_str().expect("a path"),
    );
    let case = dataset("tiny");
    let case = case.to_str().expect("a path");
    for compare in ["carbon_prize=1", other, "missing.json"] {
        let told = report(&[case, "-o", file, "--compare", compare]);
        let words = String::from_utf8_lossy(&told.stderr);
        assert_eq!(told.status.code(), Some(2), "{compare}: {words}");
        assert!(words.contains("--compare"), "{words}");
        assert!(!Path::new(file).exists(), "nothing is written");
    }
}

#[test]
fn a_file_that_exists_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    fs::write(&file, "mine").expect("written");
    let case = dataset("tiny");
    let told = report(&[
        case.to_str().expect("a path"),
        "-o",
        file.to_str().expect("a path"),
    ]);
    assert_eq!(told.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&file).expect("the file"), "mine");
}

/// With a hub that holds 8 MW the baseline leaves work out: cost and carbon of both tables are of what both serve.
#[test]
fn tables_beside_the_baseline_say_of_which_load_they_are() {
    let page = page(&dataset("tiny"), &["--set", "capacity.coast=8"]);
    let still = still(&page);
    for id in ["cost", "carbon"] {
        let (_, section) = still
            .split_once(&format!("<section id=\"{id}\""))
            .expect("it");
        let (section, _) = section.split_once("</section>").expect("its end");
        assert!(section.contains("for the load that both serve"), "{id}");
    }
}

#[test]
fn periods_are_counted_in_words_of_their_number() {
    let one = page(&dataset("tiny"), &["--periods", "one"]);
    assert!(one.contains(" h in one period, solved by"), "one");
    assert!(!one.contains("(s)"), "neither one nor many");
    assert!(!one.contains("list=\"keys\""), "a list that is not there");
}

/// Rows of a sweep over `tiny`.
fn swept(folder: &Path, values: usize) -> String {
    let (grid, rows) = (folder.join("grid.toml"), folder.join("rows.csv"));
    let values: Vec<String> = (0..values).map(|value| value.to_string()).collect();
    let values = values.join(", ");
    let text = format!("[[parameter]]\nkey = \"carbon_price\"\nvalues = [{values}]\n");
    fs::write(&grid, text).expect("a grid");
    let mut sweep = Command::from_std(eastwest());
    sweep.arg("sweep").arg(dataset("tiny"));
    sweep.arg(&grid).arg("-o").arg(&rows).arg("--force");
    assert!(sweep.output().expect("it runs").status.success());
    rows.display().to_string()
}

#[test]
fn results_that_cannot_be_picked_on_a_page_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("report.html").display().to_string();
    let tiny = dataset("tiny").display().to_string();
    let with = |file: &str| report(&[&tiny, "-o", &page, "--with", file]);
    let many = with(&swept(folder.path(), 4_001));
    let told = String::from_utf8(many.stderr).expect("text");
    assert_eq!(many.status.code(), Some(2), "{told}");
    assert!(
        told.contains("at most 4000 points, and there are 4001"),
        "{told}"
    );
    let fits = with(&swept(folder.path(), 12));
    assert!(fits.status.success());
    let html = fs::read_to_string(&page).expect("a page");
    assert!(html.contains("Cost and carbon of every scenario"));
    let plan = folder.path().join("plan.json").display().to_string();
    let mut solve = Command::from_std(eastwest());
    solve.arg("solve").arg(dataset("tiny"));
    solve.args(["--format", "json", "-o", &plan]);
    assert!(solve.output().expect("it runs").status.success());
    let refused = report(&[&tiny, "-o", &page, "--force", "--with", &plan]);
    let told = String::from_utf8(refused.stderr).expect("text");
    assert!(told.contains("no points to be picked"), "{told}");
}

#[test]
fn a_page_compares_with_the_baseline_that_is_named() {
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
    let own = page(&tiny, &["--lang", "en"]);
    let same = page(&tiny, &["--lang", "en", "--baseline", "plateau"]);
    assert!(own.contains("id=\"controls\""));
    // the engine in the page knows the case's own alone
    assert!(!same.contains("id=\"controls\""));
    assert!(
        same.contains("--baseline plateau"),
        "the page says what was asked"
    );
    let told = report(&[
        tiny.to_str().expect("a path"),
        "-o",
        "x.html",
        "--baseline",
        "moon",
    ]);
    assert_eq!(told.status.code(), Some(2));
}
