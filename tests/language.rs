//! The command in Chinese: one catalogue, whole, and no sentence that goes past it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below `folder`.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of src") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The text literal that `code` begins with, as it is written there, quotation marks and all.
fn literal(code: &str) -> Option<&str> {
    let inside = code.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    Some(&code[..end + 2])
}

/// The messages of the sources: what stands first in each `tr!` and in each `say!` that is not told already.
fn messages() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        if file.starts_with(root().join("src/language")) {
            continue;
        }
        let code = fs::read_to_string(&file).expect("a source");
        // what the page says has names: `Skip: "Skip to the content";`
        let named = match file.ends_with("report/page/lang.rs") {
            true => code.as_str(),
            false => "",
        };
        let said = code.split("tr!(").skip(1);
        let said = said.chain(code.split("say!(").skip(1));
        let named = named.match_indices(": \"").map(|(at, _)| &named[at + 2..]);
        for behind in said.chain(named) {
            found.extend(literal(behind.trim_start()).map(str::to_owned));
        }
    }
    found
}

/// The catalogue: English and Chinese as they are written.
fn catalogue() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("src/language/messages.rs")).expect("the catalogue");
    let arms = text.lines().filter_map(|line| {
        let behind = line.strip_prefix("    (")?;
        let english = literal(behind)?;
        let chinese = behind[english.len()..].strip_prefix(") => { ")?;
        Some((english.to_owned(), literal(chinese)?.to_owned()))
    });
    arms.collect()
}

/// Names or numbers of the placeholders of a text, those without either in their order.
fn placeholders(text: &str) -> BTreeSet<String> {
    let mut next = 0;
    let inside = text.replace("{{", "").replace("}}", "");
    let all = inside
        .split('{')
        .skip(1)
        .filter_map(|behind| behind.split_once('}'));
    all.map(|(inside, _)| {
        let name = inside.split(':').next().unwrap_or_default();
        if name.is_empty() {
            next += 1;
            (next - 1).to_string()
        } else {
            name.to_owned()
        }
    })
    .collect()
}

/// A message without Chinese does not compile; one that is no more said is found here.
#[test]
fn every_line_of_the_catalogue_is_said_and_stands_in_its_place() {
    let (said, catalogue) = (messages(), catalogue());
    assert!(catalogue.len() > 400, "{} lines are read", catalogue.len());
    for (english, _) in &catalogue {
        assert!(said.contains(english), "nobody says {english}");
    }
    assert!(catalogue.is_sorted_by(|a, b| a.0 < b.0));
}

#[test]
fn both_forms_of_a_message_have_the_same_placeholders() {
    for (english, chinese) in catalogue() {
        assert_eq!(placeholders(&english), placeholders(&chinese), "{english}");
    }
}

#[test]
fn every_message_is_translated() {
    let is_chinese = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
    for (english, chinese) in catalogue() {
        // what is placeholders and signs, an article or a preposition
        let outside: String = english
            .split('{')
            .flat_map(|part| part.split('}').next_back())
            .collect();
        let letters = outside.chars().filter(char::is_ascii_alphabetic).count();
        assert!(letters < 4 || chinese.chars().any(is_chinese), "{english}");
    }
}

/// Else a test would fail for whoever speaks Chinese: all others start the command through `common/english.rs`.
#[test]
fn every_other_test_starts_the_command_in_english() {
    let mut files = Vec::new();
    sources(&root().join("tests"), &mut files);
    let starts = |file: &PathBuf| {
        let code = fs::read_to_string(file).expect("a test");
        ["env!(\"CARGO_BIN", "cargo_bin(", "Command::new(EASTWEST"]
            .iter()
            .any(|way| code.contains(way))
    };
    let own = ["language.rs", "english.rs"];
    let starting = files.iter().filter(|file| starts(file));
    let others: Vec<&PathBuf> = starting
        .filter(|file| !own.iter().any(|name| file.ends_with(name)))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

/// What a command says, on both outputs.
fn said(words: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(words, variables);
    text(&[output.stdout, output.stderr].concat())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn run(words: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eastwest"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command
        .current_dir(root())
        .envs(variables.iter().copied())
        .args(words)
        .output()
        .expect("a process")
}

/// Three words of English in a row, outside of `quotation`: ids, paths and options are no words.
fn english_in(text: &str) -> Option<String> {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    for line in outside.lines() {
        let is_word = |word: &&str| {
            let word = word
                .trim_end_matches([',', '.', ':', ';', ')'])
                .trim_start_matches('(');
            word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase())
        };
        // cells of a table stand apart
        for cell in line.split("  ") {
            let words: Vec<&str> = cell.split(' ').filter(|word| !word.is_empty()).collect();
            if words.windows(3).any(|three| three.iter().all(is_word)) {
                return Some(line.to_owned());
            }
        }
    }
    None
}

/// The English terms of the glossary whose Chinese is another word, and names of units.
fn glossary() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs/zh/glossary.md")).expect("the glossary");
    let cells = text.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        Some((cells.next()?, cells.next()?))
    });
    let terms = cells.skip(1).flat_map(|(english, chinese)| {
        let each = english.split([',', ';']).map(str::trim);
        each.filter(|term| !chinese.contains(*term))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    terms
        .chain(["per", "days", "hours", "years", "months", "or more"].map(str::to_owned))
        .collect()
}

/// Terms of the glossary that a Chinese text leaves in English; keys, ids, names of files and options are no terms.
fn left_in_english(text: &str) -> Vec<String> {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._-=*".contains(c);
    let stands = |term: &str, line: &str| {
        line.match_indices(term).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + term.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    };
    let lines = outside.lines().filter(|line| !line.contains("eastwest "));
    let terms = glossary();
    lines
        .flat_map(|line| {
            let left = terms.iter().filter(|term| stands(term, line));
            left.map(|term| format!("{term}: {line}"))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_glossary_finds_what_is_left_in_english() {
    assert!(glossary().len() > 50, "{:?}", glossary());
    for left in [
        "支付成本，CNY",
        "元 per kWh",
        "它必须为1 or more",
        "缺口的 100%：share of racks in use",
    ] {
        assert_eq!(left_in_english(left).len(), 1, "{left}");
    }
    for fine in [
        "`CNY`",
        "cost_cny",
        "元/kWh",
        "baseline.csv",
        "PUE 1.3",
        "--hub x",
    ] {
        assert!(left_in_english(fine).is_empty(), "{fine}");
    }
}

/// What the library tells at run time, put into a Chinese sentence: it was English there.
#[test]
fn what_is_told_at_run_time_is_chinese() {
    for (set, told) in [
        ("pue.west=0.5", "它必须为不小于 1"),
        (
            "carbon_accounting=0.5",
            "它必须为`location`、`market` 或 `marginal`",
        ),
        ("pue.nowhere=2", "可取`east`、`west` 或枢纽"),
        ("pue.west.a.b=2", "可取`east`、`west` 或枢纽"),
        ("carbon_price=x", "应为取值，单位 元/t"),
    ] {
        let text = said(
            &["solve", "datasets/tiny", "--set", set, "--lang", "zh"],
            &[],
        );
        assert!(text.contains(told), "{set}: {text}");
    }
    let cite = ["cite", "datasets/china", "hosting_fee.zhongwei"];
    let text = said(&[&cite[..], &["--lang", "zh"]].concat(), &[]);
    assert!(
        text.contains("元/kW/月") && !text.contains("CNY per kW"),
        "{text}"
    );
    let ranges = ["ranges", "datasets/tiny", "--sample", "16", "--lang", "zh"];
    let text = said(&ranges, &[]);
    assert!(text.contains("仅东部枢纽"), "{text}");
}

/// What is short is named by the rows of a sweep, which are English on any number of threads, and told in Chinese.
#[test]
fn a_sweep_tells_its_shortfalls_in_chinese_and_writes_them_in_english() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (grid, rows) = (file("grid.toml"), file("rows.csv"));
    for (key, short, told) in [
        (
            "facility_limit.all",
            "training run pretrain",
            "训练任务 pretrain",
        ),
        (
            "rtt_limit.chat",
            "chat within its limit from",
            "chat（限值内）",
        ),
    ] {
        let values = match key {
            "rtt_limit.chat" => "[0.5, 20]",
            _ => "[1e-9, 1]",
        };
        fs::write(
            &grid,
            format!("[[parameter]]\nkey = \"{key}\"\nvalues = {values}\n"),
        )
        .expect("a grid");
        let sweep = |more: &[&str]| {
            let words = ["sweep", "datasets/tiny", &grid, "-o", &rows, "--force"];
            let text = said(&[&words[..], more].concat(), &[]);
            (text, fs::read_to_string(&rows).expect("rows"))
        };
        let (_, english) = sweep(&[]);
        assert!(english.contains(short), "{key}: {english}");
        for threads in ["1", "2"] {
            let (text, chinese) = sweep(&["--lang", "zh", "--threads", threads]);
            assert!(
                text.contains(told) && !text.contains(short),
                "{key}: {text}"
            );
            assert_eq!(chinese, english, "{key} on {threads}");
        }
    }
}

/// `title_zh` of case.toml, in tables, pictures and pages; without it, the English one.
#[test]
fn a_case_has_its_title_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (english, chinese) = ("Two hubs, two origins", "两个枢纽、两个来源地");
    for (lang, shown, other) in [("en", english, chinese), ("zh", chinese, english)] {
        let (saved, map, page) = (file("plan.json"), file("map.svg"), file("page.html"));
        let solve = ["solve", "datasets/tiny", "--lang", lang, "--force"];
        let text = said(&solve[..4], &[]);
        assert!(text.contains(shown) && !text.contains(other), "{text}");
        said(
            &[&solve[..], &["--format", "json", "-o", &saved]].concat(),
            &[],
        );
        let plot = [
            "plot", &saved, "--kind", "map", "-o", &map, "--lang", lang, "--force",
        ];
        let told = said(&plot, &[]);
        let drawn = fs::read_to_string(&map).unwrap_or_else(|_| panic!("{told}"));
        assert!(drawn.contains(shown) && !drawn.contains(other), "{lang}");
        said(
            &[
                "report",
                "datasets/tiny",
                "--lang",
                lang,
                "-o",
                &page,
                "--force",
            ],
            &[],
        );
        let html = fs::read_to_string(&page).expect("a page");
        let head = html.split("</header>").next().expect("its head");
        assert!(head.contains(shown) && !head.contains(other), "{lang}");
    }
    // a case without a Chinese title, and one whose title is too long
    let case = file("case");
    said(&["new", &case], &[]);
    let toml = fs::read_to_string(format!("{case}/case.toml")).expect("its case");
    let line = toml.lines().find(|line| line.starts_with("title_zh"));
    let line = line.expect("a shipped case has a Chinese title");
    let edited = |by: &str| {
        fs::write(format!("{case}/case.toml"), toml.replace(line, by)).expect("written");
        said(&["solve", &case, "--lang", "zh"], &[])
    };
    assert!(edited("").contains(english));
    let long = format!("title_zh = \"{}\"", "长".repeat(501));
    assert!(edited(&long).contains("title_zh"));
}

/// What is traced in both languages.
const TRACE: [&str; 8] = [
    "trace",
    "datasets/tiny",
    "--param",
    "carbon_price",
    "--from",
    "0",
    "--to",
    "500",
];

/// What the command does in Chinese.
const SPOKEN: [&[&str]; 27] = [
    &["solve", "datasets/tiny"],
    &["solve", "datasets/tiny", "--full"],
    &["solve", "datasets/china", "--periods", "one", "--full"],
    &["solve", "datasets/tiny", "--set", "demand.chat*=40"],
    &[
        "solve",
        "datasets/tiny",
        "--set",
        "demand.chat*=40",
        "--full",
    ],
    &["solve", "datasets/china", "--periods", "one", "--no-claims"],
    &["explain", "datasets/tiny"],
    &["explain", "datasets/china", "--periods", "one"],
    &["explain", "datasets/tiny", "--set", "demand.chat*=40"],
    &["breakeven", "datasets/tiny"],
    &["diagnose", "datasets/tiny"],
    &["diagnose", "datasets/tiny", "--set", "demand.chat*=40"],
    &[
        "diagnose",
        "datasets/china",
        "--periods",
        "one",
        "--set",
        "carbon_cap=1",
    ],
    &["frontier", "datasets/tiny"],
    &[
        "frontier",
        "datasets/china",
        "--periods",
        "one",
        "--x",
        "cost",
        "--y",
        "round-trip",
    ],
    &TRACE,
    &[
        "trace",
        "datasets/tiny",
        "--param",
        "pue.coast",
        "--from",
        "1.1",
        "--to",
        "1.5",
    ],
    &["ranges", "datasets/tiny", "--sample", "64"],
    &["sweep", "datasets/tiny", "--list-parameters"],
    &[
        "sweep",
        "datasets/tiny",
        "docs/pictures/west.toml",
        "--dry-run",
    ],
    &["sweep", "datasets/tiny", "Cargo.toml", "--dry-run"],
    &["lp", "README.md"],
    &["lp", "tests/language.rs"],
    &[
        "plot",
        "README.md",
        "--kind",
        "map",
        "-o",
        "no-such-folder/map.svg",
    ],
    &["plot", "README.md", "--kind", "map", "-o", "target/map.svg"],
    &["expand", "README.md"],
    &["solve", "tests/cases/no-such-case"],
];

/// What holds English sentences in Chinese, with what stands before them: the parser of TOML and the operating system say in their own words what is
/// wrong; which file that is, and what cannot be done, is said in Chinese.
const IN_OTHERS_WORDS: [(&[&str], &str); 2] = [
    (
        &["sweep", "datasets/tiny", "README.md", "--dry-run"],
        "错误：README.md:3: 不是有效的 TOML：",
    ),
    (
        &["merge", "README.md", "-o", "no-such-folder/rows.csv"],
        "错误：无法读取 `README.md.state.json`",
    ),
];

#[test]
fn what_others_say_is_introduced_in_chinese() {
    for (words, introduced) in IN_OTHERS_WORDS {
        let text = said(words, &[("LC_ALL", "zh_CN.UTF-8")]);
        assert!(text.starts_with(introduced), "{text}");
    }
}

#[test]
fn what_speaks_chinese_says_no_english_sentence() {
    for words in SPOKEN {
        let text = said(words, &[("LC_ALL", "zh_CN.UTF-8")]);
        assert!(
            text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{words:?}: {text}"
        );
        assert_eq!(english_in(&text), None, "{words:?}");
        assert_eq!(left_in_english(&text), Vec::<String>::new(), "{words:?}");
        for line in text.lines() {
            let wide = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
            let width: usize = line.chars().map(|c| if wide(c) { 2 } else { 1 }).sum();
            assert!(width <= 100, "{width} columns: {line}");
        }
    }
}

/// The texts of a picture.
fn lettered(svg: &str) -> Vec<String> {
    let behind = svg.split("<text").skip(1);
    let texts = behind.filter_map(|text| text.split_once('>')?.1.split_once("</text>"));
    texts.map(|(text, _)| text.trim().to_owned()).collect()
}

#[test]
fn pictures_are_lettered_in_chinese() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let rows = file("rows.csv");
    let (svg, grid) = (file("drawn.svg"), "docs/pictures/west.toml");
    said(&["sweep", "datasets/tiny", grid, "-o", &rows], &[]);
    let trace = [&TRACE[..], &["--plot", &svg, "--force"]].concat();
    let solve = |kind| -> Vec<&str> {
        let case = ["solve", "datasets/china", "--periods", "one"];
        [&case[..], &["--plot", &svg, "--plot-kind", kind, "--force"]].concat()
    };
    for words in [
        solve("map"),
        solve("hours"),
        solve("costs"),
        trace,
        vec!["frontier", "datasets/tiny", "--plot", &svg, "--force"],
        vec![
            "ranges",
            "datasets/tiny",
            "--sample",
            "64",
            "--plot",
            &svg,
            "--force",
        ],
        vec!["plot", &rows, "-o", &svg, "--force"],
        vec!["plot", &rows, "--column", "carbon_t", "-o", &svg, "--force"],
    ] {
        let told = said(&words, &[("LC_ALL", "zh_CN.UTF-8")]);
        let drawn = fs::read_to_string(&svg).unwrap_or_else(|_| panic!("{words:?}: {told}"));
        let all = lettered(&drawn).join("\n");
        assert_eq!(english_in(&all), None, "{words:?}");
        assert_eq!(left_in_english(&all), Vec::<String>::new(), "{words:?}");
        let is_chinese = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
        assert!(
            all.chars().filter(is_chinese).count() > 20,
            "{words:?}: {all}"
        );
        fs::remove_file(&svg).expect("the picture");
    }
}

#[test]
fn the_first_variable_of_the_locale_that_says_something_decides_unless_a_language_is_typed() {
    let words = ["solve", "datasets/tiny"];
    let chinese = said(&words, &[("LC_ALL", "zh_CN.UTF-8")]);
    let english = said(&words, &[]);
    assert_ne!(chinese, english);
    assert_eq!(said(&words, &[("LANG", "zh_CN.UTF-8")]), chinese);
    assert_eq!(
        said(
            &words,
            &[("LC_ALL", ""), ("LC_MESSAGES", "zh"), ("LANG", "C")]
        ),
        chinese
    );
    assert_eq!(
        said(&words, &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]),
        english
    );
    let typed = ["solve", "datasets/tiny", "--lang", "en"];
    assert_eq!(said(&typed, &[("LC_ALL", "zh_CN.UTF-8")]), english);
    assert_eq!(said(&["--lang=zh", "solve", "datasets/tiny"], &[]), chinese);
}

#[test]
fn documents_for_programs_are_the_same_in_every_language() {
    for words in [
        &[
            "solve",
            "datasets/tiny",
            "--set",
            "demand.chat*=40",
            "--format",
            "json",
        ][..],
        &[
            "diagnose",
            "datasets/tiny",
            "--set",
            "demand.chat*=40",
            "--format",
            "json",
        ],
        &["explain", "datasets/tiny", "--format", "json"],
        &["breakeven", "datasets/tiny", "--format", "json"],
        &["frontier", "datasets/tiny", "--format", "csv"],
        &[&TRACE[..], &["--format", "json"]].concat(),
    ] {
        let chinese = said(&[words, &["--lang", "zh"]].concat(), &[]);
        assert_eq!(chinese, said(words, &[]), "{words:?}");
    }
    // how long it took stands on the other output
    for format in ["json", "csv"] {
        let words = [
            "ranges",
            "datasets/tiny",
            "--sample",
            "64",
            "--format",
            format,
        ];
        let [english, chinese] =
            [vec![], vec![("LC_ALL", "zh")]].map(|locale| text(&run(&words, &locale).stdout));
        assert!(english.len() > 1_000);
        assert_eq!(chinese, english, "{format}");
    }
}
