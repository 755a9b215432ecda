//! What can be seen of pictures without eyes: whole, legible, nothing over anything, in both formats.

#[path = "report/cases.rs"]
#[allow(dead_code)] // each test file uses a part
mod cases;
#[path = "common/english.rs"]
mod english;
#[path = "pictures/sheet.rs"]
mod sheet;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use eastwest::Case;
use eastwest::answer::{Answer, answer};
use eastwest::case::{Baseline, Side};
use eastwest::frontier::{Axis, Family, family, frontier};
use eastwest::input::read_case;
use eastwest::legible::is_hidden;
use eastwest::parameter::Parameter;
use eastwest::parameter::{Change, Key, OperationKind};
use eastwest::report::plot::{self, Look, Picture};
use eastwest::report::saved::{self, FrontierRows, Plan, Saved, TraceRows};
use eastwest::report::{csv, frontier_csv, frontier_json, json, trace_csv, trace_json};
use eastwest::solver::Solver;
use eastwest::trace::trace;

use sheet::Sheet;

fn dataset(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("datasets")
        .join(name);
    match read_case(&folder) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

fn answered(case: &Case) -> Answer {
    answer(case, Solver::default()).expect("the case is solvable")
}

/// Answers to draw from, with their names: shipped datasets, and cases built to be difficult.
static ANSWERS: LazyLock<Vec<(&str, Answer)>> = LazyLock::new(|| {
    [
        ("tiny", dataset("tiny")),
        ("chatgpt", dataset("chatgpt")),
        ("china", dataset("china")),
        ("china in one period", dataset("china").averaged()),
        ("two hubs", cases::two_hubs()),
        ("ten hubs", cases::ten_hubs()),
        ("short", cases::short()),
        ("hostile names", cases::hostile_names()),
    ]
    .map(|(name, case)| (name, answered(&case)))
    .into()
});

/// No title and no size of one's own.
const PLAIN: Look = Look {
    title: None,
    size: None,
};

/// A plan's picture: its name, and who draws it.
type PlanPicture = (&'static str, fn(&Plan, &Look) -> Picture);

const OF_PLANS: [PlanPicture; 5] = [
    ("costs", plot::costs),
    ("map", plot::map),
    ("hours", plot::hours),
    ("calendar", plot::calendar),
    ("duration", plot::duration),
];

/// Every kind of picture of every answer.
static PICTURES: LazyLock<Vec<(String, Picture)>> = LazyLock::new(|| {
    let mut pictures = Vec::new();
    for (case, answer) in ANSWERS.iter() {
        let plan = Plan::from(answer);
        for (kind, draw) in OF_PLANS {
            pictures.push((format!("{kind} of {case}"), draw(&plan, &PLAIN)));
        }
    }
    for (name, rows) in [("price", &*PRICES), ("size", &*SIZES)] {
        for column in [None, Some("carbon_t"), Some("objective_cny")] {
            let picture = plot::heat(rows, column, &PLAIN).expect("a grid");
            pictures.push((format!("heat map of a {name}, {column:?}"), picture));
        }
    }
    for (name, rows) in FRONTIERS.iter() {
        pictures.push((format!("frontier of {name}"), plot::frontier(rows, &PLAIN)));
    }
    for (name, rows) in TRACES.iter() {
        pictures.push((format!("trace of {name}"), plot::trace(rows, &PLAIN)));
    }
    pictures
});

/// Pictures of other sizes and with titles that wrap: wide, high, and large.
static SIZED: LazyLock<Vec<(String, Picture)>> = LazyLock::new(|| {
    let mut pictures = Vec::new();
    for size in [(1900, 640), (900, 1400), (1700, 1300)] {
        let look = Look {
            title: Some(
                "A title of one's own that is much longer than any sheet is wide. ".repeat(3),
            ),
            size: Some(size),
        };
        let named = |what: &str| format!("{what} of {size:?}");
        for (case, answer) in ANSWERS.iter().filter(|(name, _)| name.starts_with("china")) {
            let plan = Plan::from(answer);
            pictures.push((named(&format!("costs, {case}")), plot::costs(&plan, &look)));
            pictures.push((named(&format!("map, {case}")), plot::map(&plan, &look)));
            pictures.push((named(&format!("hours, {case}")), plot::hours(&plan, &look)));
        }
        for (name, rows) in FRONTIERS.iter() {
            pictures.push((named(name), plot::frontier(rows, &look)));
        }
        for (name, rows) in TRACES.iter() {
            pictures.push((named(name), plot::trace(rows, &look)));
        }
        let heat = plot::heat(&PRICES, None, &look).expect("a grid");
        pictures.push((named("heat map"), heat));
    }
    pictures
});

/// Frontiers alone and in a family, with and without a baseline.
static FRONTIERS: LazyLock<Vec<(String, FrontierRows)>> = LazyLock::new(|| {
    let mut drawn = Vec::new();
    for name in ["tiny", "chatgpt", "china"] {
        let case = dataset(name).averaged();
        for y in [Axis::Carbon, Axis::RoundTrip, Axis::Green] {
            let alone = Family::from(frontier(&case, Axis::Cost, y).expect("a frontier"));
            let alone = alone.with_baselines().expect("baselines");
            let rows = FrontierRows::of(&alone).expect("rows");
            drawn.push((format!("{name}, cost and {}", y.name()), rows));
        }
        let parameter = parameter(&case, "electricity_price.west", OperationKind::Factor);
        let axes = [Axis::Cost, Axis::Carbon];
        let family = family(&case, &parameter, &[1.0, 1.5, 2.0, 2.5], axes).expect("a family");
        let family = family.with_baselines().expect("baselines");
        let rows = FrontierRows::of(&family).expect("rows");
        drawn.push((format!("{name}, a family"), rows));
    }
    let crowded = ten_clusters_alone().averaged();
    let alone = Family::from(frontier(&crowded, Axis::Cost, Axis::Carbon).expect("a frontier"));
    let alone = alone.with_baselines().expect("baselines");
    let rows = FrontierRows::of(&alone).expect("rows");
    drawn.push(("china, the ten clusters alone".to_owned(), rows));
    drawn
});

/// `china` without its city sites: its eastern hubs cannot serve everything.
fn ten_clusters_alone() -> Case {
    let mut case = dataset("china");
    case.baseline = Baseline::Side(Side::East);
    for hub in ["beijing", "shanghai", "guangshen"] {
        let off = Change::parse(&format!("enabled.{hub}=0"), &case);
        let made = off.and_then(|off| off.apply(&mut case));
        made.unwrap_or_else(|error| panic!("{hub}: {error}"));
    }
    case
}

fn parameter(case: &Case, key: &str, how: OperationKind) -> Parameter {
    let key = Key::parse(key, case).expect("a key");
    Parameter { key, how }
}

static TRACES: LazyLock<Vec<(String, TraceRows)>> = LazyLock::new(|| {
    let followed = [
        ("electricity_price.west", OperationKind::Factor, 0.5, 4.0),
        ("demand", OperationKind::Factor, 2.0, 0.2),
        ("carbon_price", OperationKind::Value, 0.0, 1000.0),
        ("pue.west", OperationKind::Factor, 1.0, 1.5),
    ];
    let mut drawn = Vec::new();
    for name in ["tiny", "chatgpt", "china"] {
        let case = dataset(name).averaged();
        for (key, how, from, to) in followed {
            let trace = trace(&case, &parameter(&case, key, how), from, to).expect("a trace");
            drawn.push((format!("{name}, {key}"), TraceRows::from(&trace)));
        }
    }
    drawn
});

/// The rows of a sweep over `tiny`, read back as `eastwest sweep` wrote them.
fn swept(grid: &str) -> saved::SweepRows {
    let desk = tempfile::tempdir().expect("a folder");
    std::fs::write(desk.path().join("grid.toml"), grid).expect("a file");
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
    let rows = desk.path().join("rows.csv");
    let ended = english::eastwest()
        .arg("sweep")
        .args([&case, &desk.path().join("grid.toml")])
        .arg("-o")
        .arg(&rows)
        .output()
        .expect("a process");
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    match saved::read(&rows) {
        Ok(Saved::Sweep(rows)) => rows,
        other => panic!("{other:?}"),
    }
}

static PRICES: LazyLock<saved::SweepRows> = LazyLock::new(|| {
    swept(
        "[[parameter]]\nkey = \"electricity_price.west\"\nas = \"factor\"\n\
         range = { from = 0.5, to = 4, steps = 15 }\n\
         [[parameter]]\nkey = \"bandwidth_price\"\nas = \"factor\"\n\
         range = { from = 1, to = 1000, steps = 13, scale = \"logarithmic\" }\n",
    )
});

static SIZES: LazyLock<saved::SweepRows> = LazyLock::new(|| {
    swept(
        "[[parameter]]\nkey = \"demand\"\nvalues = [0.25, 0.5, 1.25, 2.5, 4]\n\
         [[parameter]]\nkey = \"capacity.plateau\"\nrange = { from = 0, to = 30, steps = 11 }\n",
    )
});

#[test]
fn every_svg_is_a_document_of_the_size_it_says() {
    for (name, picture) in PICTURES.iter().chain(SIZED.iter()) {
        let sheet = Sheet::read(&picture.svg());
        assert_eq!(sheet.size, picture.size(), "{name}");
        assert!(sheet.texts.len() > 4, "{name} says nearly nothing");
    }
}

#[test]
fn no_text_is_cut_off() {
    for (name, picture) in PICTURES.iter().chain(SIZED.iter()) {
        let sheet = Sheet::read(&picture.svg());
        for text in &sheet.texts {
            assert!(text.lies_within(sheet.size), "{name}: {text:?}");
        }
    }
}

#[test]
fn no_text_lies_over_another() {
    for (name, picture) in PICTURES.iter().chain(SIZED.iter()) {
        let texts = Sheet::read(&picture.svg()).texts;
        for (k, a) in texts.iter().enumerate() {
            for b in &texts[k + 1..] {
                assert!(!a.lies_over(b), "{name}: {a:?} over {b:?}");
            }
        }
    }
}

#[test]
fn nothing_is_drawn_outside_of_the_sheet() {
    for (name, picture) in PICTURES.iter().chain(SIZED.iter()) {
        let sheet = Sheet::read(&picture.svg());
        for &(x, y) in &sheet.points {
            let (width, height) = (f64::from(sheet.size.0), f64::from(sheet.size.1));
            let within =
                (-0.01..=width + 0.01).contains(&x) && (-0.01..=height + 0.01).contains(&y);
            assert!(within, "{name}: ({x}, {y})");
        }
    }
}

#[test]
fn every_png_decodes_to_a_picture_with_white_edges_and_ink_within() {
    for (name, picture) in PICTURES.iter() {
        let bytes = picture.png();
        let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("a frame");
        let (width, height) = picture.size();
        assert_eq!(
            (info.width, info.height),
            // twice as many pixels each way
            (2 * width, 2 * height)
        );
        let (wide, high) = (info.width as usize, info.height as usize);
        let is_white = |x: usize, y: usize| pixels[3 * (y * wide + x)..][..3] == [0xFF; 3];
        let inked = (0..wide * high)
            .filter(|at| !is_white(at % wide, at / wide))
            .count();
        assert!(inked > wide * high / 300, "{name}: {inked} pixels");
        for x in 0..wide {
            for edge in (0..6).chain(high - 6..high) {
                assert!(is_white(x, edge), "{name}: ink at the edge, ({x}, {edge})");
            }
        }
        for y in 0..high {
            for edge in (0..6).chain(wide - 6..wide) {
                assert!(is_white(edge, y), "{name}: ink at the edge, ({edge}, {y})");
            }
        }
    }
}

/// Width and height that a PNG says.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info();
    let reader = reader.expect("a PNG");
    (reader.info().width, reader.info().height)
}

#[test]
fn a_size_that_is_asked_for_is_had_exactly_in_every_format() {
    let plan = Plan::from(&ANSWERS[2].1);
    for size in [(100, 100), (333, 477), (1201, 599)] {
        let look = Look {
            size: Some(size),
            ..Look::default()
        };
        let (_, trace) = TRACES.last().expect("one");
        let (_, frontier) = FRONTIERS.last().expect("one");
        for picture in [
            plot::costs(&plan, &look),
            plot::map(&plan, &look),
            plot::hours(&plan, &look),
            plot::calendar(&plan, &look),
            plot::duration(&plan, &look),
            plot::frontier(frontier, &look),
            plot::trace(trace, &look),
            plot::heat(&PRICES, None, &look).expect("a grid"),
        ] {
            assert_eq!(picture.size(), size);
            assert_eq!(png_size(&picture.png()), size);
            let svg = picture.svg();
            let said = format!("<svg width=\"{}\" height=\"{}\"", size.0, size.1);
            assert!(svg.starts_with(&said), "{}", &svg[..80]);
            let document = roxmltree::Document::parse(&svg).expect("XML");
            assert!(document.root_element().children().count() > 10);
        }
    }
}

/// Worked by hand in the case's README: the sun gives 6 of 10 MW by day, and nothing by night.
#[test]
fn contracts_count_in_the_green_share_of_the_calendar() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/two-hours");
    let case = read_case(&folder).expect("the case is read").case;
    let answer = answered(&case);
    let plan = Plan::from(&answer);
    let calendar = plot::calendar(&plan, &PLAIN).svg();
    assert!(calendar.contains("Green share, 0 to 60 %"), "{calendar}");
}

/// What stands between two words of a PDF.
fn between<'a>(pdf: &'a [u8], from: &str, to: &str) -> &'a [u8] {
    let find = |bytes: &[u8], word: &str| {
        let places = bytes.windows(word.len());
        places
            .into_iter()
            .position(|window| window == word.as_bytes())
    };
    let begin = find(pdf, from).unwrap_or_else(|| panic!("no {from}")) + from.len();
    let end = find(&pdf[begin..], to).unwrap_or_else(|| panic!("no {to}"));
    &pdf[begin..begin + end]
}

/// One page of the size of the sheet at 96 dpi, whose drawing unpacks to numbers and operators, all within it.
#[test]
fn every_pdf_is_one_page_of_vectors() {
    for (name, picture) in PICTURES.iter().chain(&SIZED[..9]) {
        let pdf = picture.pdf();
        assert!(
            pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"),
            "{name}"
        );
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said: Vec<f64> = text(between(&pdf, "/MediaBox [", "]"))
            .split_whitespace()
            .map(|n| n.parse().expect("a number"))
            .collect();
        let (width, height) = picture.size();
        let expected = [0.0, 0.0, 0.75 * f64::from(width), 0.75 * f64::from(height)];
        assert_eq!(said, expected, "{name}");
        let packed = between(&pdf, "stream\n", "\nendstream");
        let mut drawn = String::new();
        std::io::Read::read_to_string(&mut flate2::read::ZlibDecoder::new(packed), &mut drawn)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut fills = 0;
        for word in drawn.split_whitespace() {
            let is_operator = matches!(
                word,
                "cm" | "j" | "J" | "w" | "m" | "l" | "c" | "h" | "f" | "S" | "rg" | "RG" | "gs"
            );
            fills += usize::from(word == "f");
            let is_number = word.parse::<f64>().is_ok_and(f64::is_finite);
            assert!(
                is_operator || is_number || word.starts_with("/a"),
                "{name}: {word}"
            );
        }
        // every letter is a filled outline
        let letters: usize = Sheet::read(&picture.svg())
            .texts
            .iter()
            .map(|t| t.text.len())
            .sum();
        assert!(fills > letters / 3, "{name}: {fills} {letters}");
    }
}

/// The title that is asked for stands in place of the case's; it may be long.
#[test]
fn a_title_is_written_whole() {
    for (name, picture) in SIZED.iter() {
        let texts = Sheet::read(&picture.svg()).texts;
        let all: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
        let all = all.join(" ");
        assert_eq!(all.matches("much longer than").count(), 3, "{name}: {all}");
        assert!(!all.contains('…'), "{name}: {all}");
    }
}

/// A part of a range looks like all of it: an axis of a measure that hides 0 says so, and only such a one.
#[test]
fn axes_that_do_not_begin_at_zero_say_so() {
    for (name, rows) in FRONTIERS.iter() {
        let texts = Sheet::read(&plot::frontier(rows, &PLAIN).svg()).texts;
        let noted = texts
            .iter()
            .filter(|t| t.text.ends_with("(axis does not begin at 0)"))
            .count();
        let zeros = texts
            .iter()
            .filter(|t| matches!(&*t.text, "0" | "0.0" | "0.00" | "0.000"))
            .count();
        assert_eq!(noted + zeros, 2, "{name}: {texts:?}");
    }
}

#[test]
fn names_are_escaped() {
    let (_, answer) = ANSWERS
        .iter()
        .find(|(name, _)| *name == "hostile names")
        .expect("it");
    for (kind, draw) in OF_PLANS {
        let svg = draw(&Plan::from(answer), &PLAIN).svg();
        assert!(
            svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
            "{kind}"
        );
        assert!(svg.contains("&lt;b&gt;&quot;bold&quot;&lt;/b&gt; &amp; &apos;quoted&apos;"));
        assert!(!svg.contains("<b>") && !svg.contains("<script>"), "{kind}");
        assert!(!svg.chars().any(|c| is_hidden(c) && c != '\n'), "{kind}");
    }
}

#[test]
fn a_saved_plan_is_drawn_as_the_fresh_one() {
    for (name, answer) in ANSWERS.iter().filter(|(name, _)| *name != "hostile names") {
        let desk = tempfile::tempdir().expect("a folder");
        let document = desk.path().join("any-name.json");
        std::fs::write(&document, json(answer)).expect("a file");
        let folder = desk.path().join("tables");
        std::fs::create_dir(&folder).expect("a folder");
        for (table, bytes) in csv(answer) {
            std::fs::write(folder.join(table), bytes).expect("a file");
        }
        for path in [document, folder] {
            let saved = match saved::read(&path) {
                Ok(Saved::Plan(plan)) => plan,
                other => panic!("{other:?}"),
            };
            for (kind, draw) in OF_PLANS {
                let (fresh, again) = (
                    draw(&Plan::from(answer), &PLAIN).svg(),
                    draw(&saved, &PLAIN).svg(),
                );
                assert!(fresh == again, "{kind} of {name} from {}", path.display());
            }
        }
    }
}

/// Reads what was written into a file of that name.
fn read_back(name: &str, bytes: &[u8]) -> Saved {
    let desk = tempfile::tempdir().expect("a folder");
    let path = desk.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    saved::read(&path).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_saved_trace_is_drawn_as_the_fresh_one() {
    for name in ["tiny", "chatgpt"] {
        let case = dataset(name);
        let provenance = answered(&case).provenance;
        for (key, how) in [
            ("carbon_price", OperationKind::Value),
            ("demand", OperationKind::Factor),
        ] {
            let trace = trace(&case, &parameter(&case, key, how), 0.0, 3.0).expect("a trace");
            let fresh = TraceRows::from(&trace);
            let counted = fresh.rows.iter().filter(|row| row.is_breakpoint).count();
            assert_eq!(counted, trace.breakpoint_count());
            // towards smaller values the same picture comes out
            let mut falling = fresh.clone();
            falling.rows.reverse();
            assert!(plot::trace(&falling, &PLAIN).svg() == plot::trace(&fresh, &PLAIN).svg());
            let Saved::Trace(again) = read_back("t", trace_json(&trace, &provenance).as_bytes())
            else {
                panic!("no trace");
            };
            assert!(
                plot::trace(&fresh, &PLAIN).svg() == plot::trace(&again, &PLAIN).svg(),
                "{key} of {name}"
            );
            // a table has neither title nor sides of hubs: the load by side and kind adds up to the same
            let Saved::Trace(table) = read_back("t", &trace_csv(&trace)) else {
                panic!("no trace");
            };
            assert_eq!(table.rows.len(), fresh.rows.len());
            for (a, b) in table.rows.iter().zip(&fresh.rows) {
                let sums = [a, b].map(|row| row.mw.iter().sum::<f64>());
                assert!((sums[0] - sums[1]).abs() <= 1e-9 * (1.0 + sums[1]));
                assert_eq!(
                    (a.value, a.cost_cny, a.is_breakpoint),
                    (b.value, b.cost_cny, b.is_breakpoint)
                );
            }
        }
    }
}

#[test]
fn a_saved_frontier_is_drawn_as_the_fresh_one() {
    let case = dataset("chatgpt");
    let provenance = answered(&case).provenance;
    let bandwidth = parameter(&case, "bandwidth_price", OperationKind::Factor);
    let mut families = Vec::new();
    for x in Axis::ALL {
        for y in Axis::ALL {
            if x != y {
                families.push(Family::from(frontier(&case, x, y).expect("a frontier")));
            }
        }
    }
    let axes = [Axis::Cost, Axis::Carbon];
    families.push(family(&case, &bandwidth, &[1.0, 30.0, 100.0], axes).expect("a family"));
    for family in families {
        let family = &family.with_baselines().expect("baselines");
        let fresh = FrontierRows::of(family).expect("rows");
        let json = read_back("f", frontier_json(family, &provenance).as_bytes());
        let Saved::Frontier(again) = json else {
            panic!("no frontier");
        };
        assert!(plot::frontier(&fresh, &PLAIN).svg() == plot::frontier(&again, &PLAIN).svg());
        let Saved::Frontier(table) = read_back("f", &frontier_csv(family)) else {
            panic!("no frontier");
        };
        assert_eq!(
            (table.x, table.y, table.slope_unit),
            (fresh.x, fresh.y, fresh.slope_unit)
        );
        for (a, b) in table.curves.iter().zip(&fresh.curves) {
            assert_eq!((a.value, &a.corners), (b.value, &b.corners));
            assert!(a.baseline.is_some());
            assert_eq!(a.baseline, b.baseline);
        }
    }
}

/// The slopes that stand on frontiers are those of their edges, recomputed from their corners: one, or those of the first and
/// the last of a run of short ones.
#[test]
fn slopes_on_a_frontier_are_those_of_its_edges() {
    for name in [
        "chatgpt, cost and carbon",
        "china, cost and carbon",
        "chatgpt, a family",
        "china, a family",
    ] {
        let (_, rows) = FRONTIERS
            .iter()
            .find(|(other, _)| other == name)
            .expect("it");
        let texts = Sheet::read(&plot::frontier(rows, &PLAIN).svg()).texts;
        let figures = texts
            .iter()
            .filter_map(|text| text.text.strip_suffix(" CNY/t"));
        let told: Vec<Vec<f64>> = figures
            .map(|text| {
                let numbers = text.split('–').map(|n| n.replace([',', '<'], "").parse());
                numbers.collect::<Result<_, _>>().expect("numbers")
            })
            .collect();
        // chatgpt has edges of five slopes that differ by more than 1 %, and two of them are short
        assert!(told.len() > 2, "{name}: {told:?}");
        let edges: Vec<Vec<f64>> = rows
            .curves
            .iter()
            .map(|curve| {
                let pairs = curve.corners.windows(2);
                pairs
                    .map(|p| (p[1].x - p[0].x) / (p[0].y - p[1].y))
                    .collect()
            })
            .collect();
        for slopes in told {
            let is_of = |slope: f64, edges: &[f64]| {
                let near = |edge: &f64| (edge - slope).abs() <= 1e-3 * edge + 0.5;
                edges.iter().any(near)
            };
            let both = |edges: &Vec<f64>| slopes.iter().all(|&slope| is_of(slope, edges));
            assert!(edges.iter().any(both), "{name}: no edges have {slopes:?}");
            assert!(slopes.is_sorted(), "{name}: {slopes:?}");
            // a range that holds everything says nothing
            assert!(
                slopes[slopes.len() - 1] <= 1.51 * slopes[0],
                "{name}: {slopes:?}"
            );
        }
    }
}

#[test]
fn a_baseline_that_serves_less_is_told_and_not_marked() {
    let mut marked = 0;
    for (name, rows) in FRONTIERS.iter() {
        let texts = Sheet::read(&plot::frontier(rows, &PLAIN).svg()).texts;
        // lines of one text follow one another
        let texts: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
        let all_texts = texts.join(" ");
        let served = |curve: &saved::Curve| curve.baseline.expect("a baseline").served_share;
        let all = rows.curves.iter().all(|curve| served(curve) > 1.0 - 1e-9);
        assert_eq!(
            all_texts.contains(&rows.baseline),
            all,
            "{name}: {all_texts}"
        );
        assert_eq!(
            all_texts.contains(" cannot serve it"),
            !all,
            "{name}: {all_texts}"
        );
        marked += usize::from(all);
    }
    assert!(marked > 4 && marked < FRONTIERS.len());
}

/// Where baselines differ within a family, each has its mark with its value.
#[test]
fn a_family_marks_each_baseline_that_differs() {
    let case = dataset("chatgpt");
    let price = parameter(&case, "electricity_price.east", OperationKind::Factor);
    let axes = [Axis::Cost, Axis::Carbon];
    let family = family(&case, &price, &[1.0, 1.1, 1.2], axes).expect("a family");
    let family = family.with_baselines().expect("baselines");
    let costs: Vec<f64> = family
        .members
        .iter()
        .map(|member| member.baseline.expect("one").cost_cny)
        .collect();
    assert!(costs.is_sorted() && costs[0] < costs[1], "{costs:?}");
    let rows = FrontierRows::of(&family).expect("rows");
    let texts = Sheet::read(&plot::frontier(&rows, &PLAIN).svg()).texts;
    for value in ["1", "1.1", "1.2"] {
        let label = format!("eastern hubs alone: × {value}");
        assert!(texts.iter().any(|text| text.text == label), "no `{label}`");
    }
}

/// Figures of a heat map are those of the rows: its labels say what the cells hold.
#[test]
fn a_heat_map_shows_the_share_of_the_rows() {
    let at = |name: &str| PRICES.column(name).expect("a column");
    let share = |row: &Vec<f64>| {
        let sum = |side: &str| -> f64 {
            let kinds = ["inference", "training", "storage"];
            kinds
                .iter()
                .map(|kind| row[at(&format!("{side}_{kind}_mw"))])
                .sum()
        };
        100.0 * sum("west") / (sum("west") + sum("east"))
    };
    let shares: Vec<String> = PRICES
        .figures
        .iter()
        .map(|row| format!("{:.0} %", share(row)))
        .collect();
    let svg = plot::heat(&PRICES, None, &PLAIN).expect("a grid").svg();
    let texts = Sheet::read(&svg).texts;
    let labels: Vec<&String> = texts
        .iter()
        .filter(|t| t.in_middle)
        .map(|t| &t.text)
        .collect();
    let percents: Vec<&&String> = labels.iter().filter(|text| text.ends_with(" %")).collect();
    assert!(percents.len() > 1, "{labels:?}");
    for text in percents {
        assert!(shares.contains(text), "no cell shows {text}");
    }
}

#[test]
fn rows_that_are_no_grid_of_two_parameters_say_why() {
    let refused = |rows: &saved::SweepRows, column| match plot::heat(rows, column, &PLAIN) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("drawn"),
    };
    let one = swept("[[parameter]]\nkey = \"carbon_price\"\nvalues = [1, 2, 3]\n");
    assert!(refused(&one, None).contains("two parameters that vary, and only `carbon_price` does"));
    let misspelt = refused(&PRICES, Some("carbon_tt"));
    assert!(misspelt.contains("did you mean `carbon_t`?"), "{misspelt}");
    let drawn = swept(
        "[[parameter]]\nkey = \"carbon_price\"\ndistribution = { name = \"uniform\", from = 0, to = 9 }\n\
         [[parameter]]\nkey = \"bandwidth_price\"\nas = \"factor\"\n\
         distribution = { name = \"uniform\", from = 1, to = 9 }\n\
         [sample]\nmethod = \"sobol\"\ncount = 32\n",
    );
    assert!(refused(&drawn, None).contains("no grid that can be drawn: 32 by 32"));
}

/// What `saved::read` says of a file with that text.
fn unreadable(name: &str, text: &str) -> String {
    let desk = tempfile::tempdir().expect("a folder");
    let path: PathBuf = desk.path().join(name);
    std::fs::write(&path, text).expect("a file");
    match saved::read(&path) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{name} was read"),
    }
}

#[test]
fn what_is_no_result_says_where_and_why() {
    let said = unreadable("notes.csv", "day,what\n1,nothing\n");
    assert!(
        said.contains("its first column is `day`") && said.contains("help: "),
        "{said}"
    );
    let said = unreadable(
        "rows.csv",
        "scenario,carbon_price,status,how,carbon_t\n0,1,optimal,certified,x1\n",
    );
    assert!(
        said.contains("line 2, column `carbon_t`: `x1` is no number"),
        "{said}"
    );
    let said = unreadable(
        "rows.csv",
        "scenario,carbon_price,status,how,carbon_t\n0,1,optimal\n",
    );
    assert!(said.contains("line 2: has 3 cells instead of 5"), "{said}");
    let said = unreadable("rows.csv", "scenario,status\n");
    assert!(said.contains("has no rows"), "{said}");
    let said = unreadable("answer.json", "{\"schema_version\": 99}");
    assert!(
        said.contains("has schema version 99; this eastwest reads 1 and 2"),
        "{said}"
    );
    let said = unreadable("answer.json", "{\"schema_version\": 1}");
    assert!(said.contains("missing field `case`"), "{said}");
    let said = unreadable("answer.json", "{\"points\": []}");
    assert!(said.contains("--format json"), "{said}");
}

#[test]
fn tables_that_do_not_fit_together_are_refused() {
    let (_, answer) = ANSWERS.first().expect("one");
    let refused = |table: &str, change: fn(String) -> String| {
        let desk = tempfile::tempdir().expect("a folder");
        for (name, bytes) in csv(answer) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let text = if name == table { change(text) } else { text };
            std::fs::write(desk.path().join(name), text).expect("a file");
        }
        match saved::read(desk.path()) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("read"),
        }
    };
    let without_last_line = |text: String| {
        let lines: Vec<&str> = text.lines().collect();
        lines[..lines.len() - 1].join("\n") + "\n"
    };
    let said = refused("hub_periods.csv", without_last_line);
    assert!(
        said.contains("rows of hubs in periods instead of"),
        "{said}"
    );
    let said = refused("costs.csv", without_last_line);
    assert!(
        said.contains("costs.csv`: has no item called `total`"),
        "{said}"
    );
    let said = refused("placement.csv", |text| text.replace("plateau", "plato"));
    assert!(said.contains("at `plato`"), "{said}");
    let said = refused("hubs.csv", |text| text.replacen("west", "weast", 1));
    assert!(said.contains("line 3"), "{said}");
}

/// A change of the case is seen in its picture: no picture is a constant.
#[test]
fn a_changed_case_is_drawn_otherwise() {
    let case = dataset("tiny");
    let mut changed = case.clone();
    let change = Change::parse("electricity_price.west*=3", &case).expect("a change");
    change.apply(&mut changed).expect("applied");
    let (case, changed) = (answered(&case), answered(&changed));
    for (kind, draw) in OF_PLANS {
        let (a, b) = (
            draw(&Plan::from(&case), &PLAIN).svg(),
            draw(&Plan::from(&changed), &PLAIN).svg(),
        );
        assert_ne!(a, b, "{kind}");
    }
}
