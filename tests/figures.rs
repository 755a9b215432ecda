//! Do `figures.csv` and `sources.csv` say what the tables say, and do ranges move what they name?

use std::collections::BTreeMap;
use std::path::Path;

use eastwest::Case;
use eastwest::answer::answer;
use eastwest::figures::{FigurePlace, Figures, Status, bibtex, csl_json, read_figures_bytes};
use eastwest::input::read_case_bytes;
use eastwest::solver::Solver;

type Files = BTreeMap<String, Vec<u8>>;

const HEADER: &str = "file,row,column,value,low,high,unit,year,status,source,formula,note\n";

const SOURCES: &str = "\
id,title,author,year,document,url,note
S1,Grid factors of 2023,Ministry & Office,2025-12,2025 no. 47,example.org/a_b,100 % checked
S2,Price list,,2021,,,
";

/// `tiny`, whose links are derived from here on, so that the settings of the network count.
fn files(rows: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures/case");
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        files.insert(name.into_owned(), std::fs::read(&path).expect("a file"));
    }
    files.insert("figures.csv".into(), format!("{HEADER}{rows}").into());
    files.insert("sources.csv".into(), SOURCES.into());
    files
}

fn case(files: &Files) -> Case {
    match read_case_bytes("test", files) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

fn figures(files: &Files) -> Figures {
    match read_figures_bytes("test", files) {
        Ok(figures) => figures.expect("a file of figures"),
        Err(report) => panic!("{report}"),
    }
}

fn faults(rows: &str) -> String {
    match read_figures_bytes("test", &files(rows)) {
        Ok(_) => panic!("no fault in {rows}"),
        Err(report) => report.to_string(),
    }
}

fn cost(case: &Case) -> f64 {
    answer(case, Solver::default())
        .expect("an answer")
        .objective_cny
}

/// What a range does is what a change of the file would do: to the cost of the plan and of every part of it.
#[test]
fn a_range_moves_the_programme_as_a_change_of_the_table_would() {
    // file, row, column, figure, another figure, as the table would state it
    let all = [
        ("hubs.csv", "plateau", "capacity_mw", "14", "11", "mw"),
        ("hubs.csv", "coast", "pue", "1.25", "1.3", ""),
        (
            "hubs.csv",
            "coast",
            "price_cny_per_kwh",
            "0.80",
            "0.5",
            "cny_per_kwh",
        ),
        (
            "hubs.csv",
            "plateau",
            "hosting_cny_per_kw_month",
            "200",
            "260",
            "cny_per_kw_month",
        ),
        ("hubs.csv", "plateau", "green_share", "0.5", "0.1", ""),
        (
            "hubs.csv",
            "coast",
            "emission_factor_kg_per_kwh",
            "0.6",
            "0.7",
            "kg_per_kwh",
        ),
        (
            "hubs.csv",
            "coast",
            "green_premium_cny_per_mwh",
            "10",
            "1",
            "cny_per_mwh",
        ),
        (
            "links.csv",
            "delta.coast",
            "price_cny_per_gbps_month",
            "5000",
            "9000",
            "cny_per_gbps_month",
        ),
        (
            "links.csv",
            "delta.plateau",
            "transfer_cny_per_tb",
            "100",
            "300",
            "cny_per_tb",
        ),
        (
            "inference.csv",
            "chat.delta",
            "requests_per_s",
            "500",
            "620",
            "requests_per_s",
        ),
        ("inference.csv", "chat", "rtt_limit_ms", "25", "40", "ms"),
        (
            "inference.csv",
            "chat",
            "traffic_kb_per_request",
            "250",
            "900",
            "kb_per_request",
        ),
        (
            "training.csv",
            "pretrain",
            "compute_pf_days",
            "730000",
            "600000",
            "pf_days",
        ),
        ("training.csv", "pretrain", "utilisation", "0.5", "0.45", ""),
        ("training.csv", "pretrain", "data_tb", "3000", "9000", "tb"),
        (
            "training.csv",
            "pretrain",
            "checkpoint_tb",
            "285",
            "2000",
            "tb",
        ),
        (
            "training.csv",
            "pretrain",
            "accelerators_max",
            "12000",
            "10500",
            "",
        ),
        (
            "storage.csv",
            "backup.delta",
            "volume_pb",
            "2000",
            "3000",
            "pb",
        ),
        (
            "storage.csv",
            "backup",
            "mw_per_pb",
            "0.002",
            "0.003",
            "mw_per_pb",
        ),
        (
            "storage.csv",
            "backup",
            "traffic_tb_per_pb_day",
            "0.0108",
            "0.1",
            "tb_per_pb_day",
        ),
        (
            "case.toml",
            "",
            "carbon.price_cny_per_t",
            "50",
            "500",
            "cny_per_t",
        ),
        ("case.toml", "", "policy.green_share_min", "0.5", "0.8", ""),
        (
            "case.toml",
            "",
            "network.price_cny_per_gbps_month",
            "12000",
            "40000",
            "cny_per_gbps_month",
        ),
        (
            "case.toml",
            "",
            "network.transfer_cny_per_tb",
            "50",
            "500",
            "cny_per_tb",
        ),
        ("case.toml", "", "network.route_factor", "1.4", "2.7", ""),
        (
            "case.toml",
            "",
            "network.fibre_delay_us_per_km",
            "5",
            "9",
            "us_per_km",
        ),
        (
            "case.toml",
            "",
            "network.equipment_delay_ms",
            "1",
            "20",
            "ms",
        ),
    ];
    for (file, row, column, stated, other, unit) in all {
        let number = |text: &str| text.parse::<f64>().expect("a number");
        let (low, high) = match number(stated) < number(other) {
            true => (stated, other),
            false => (other, stated),
        };
        let line = format!("{file},{row},{column},{stated},{low},{high},{unit},,invented,,,\n");
        let files = files(&line);
        let base = case(&files);
        let figures = figures(&files);
        let ranges = figures.ranges(&base);
        assert_eq!(ranges.len(), 1, "{line}");
        let mut moved = base.clone();
        for change in ranges[0].changes(number(other)) {
            change.apply(&mut moved).expect("a change that is allowed");
        }
        let expected = cost(&case(&edited(&files, file, row, column, stated, other)));
        let found = cost(&moved);
        assert!(
            (found - expected).abs() <= 1e-9 * expected,
            "{line}: {found}, and {expected} from the file"
        );
        // the end at which nothing is changed leaves the plan as it is
        let mut still = base.clone();
        for change in ranges[0].changes(ranges[0].value) {
            change.apply(&mut still).expect("a change that is allowed");
        }
        let (still, base) = (cost(&still), cost(&base));
        assert!(
            (still - base).abs() <= 1e-9 * base,
            "{line}: {still}, {base}"
        );
    }
}

/// The files with chips that have a price, a service that is spread by shares, and a price in dollars.
fn files_with_chips(rows: &str) -> Files {
    let mut files = files(rows);
    let chips = "accelerator,peak_tflops,it_power_w,price_usd,lifetime_years,idle_power_share\n\
                 kilowatt,480,1000,7000,5,0.3\n";
    files.insert("accelerators.csv".into(), chips.into());
    let origins = "origin,name,name_zh,lat_deg,lon_deg,demand_share\n\
                   delta,Delta,三角洲,31.2,121.4,0.6\nupland,Upland,高地,36,104,0.3\n";
    files.insert("origins.csv".into(), origins.into());
    let services = "service,origin,requests_per_s,accelerator,accelerator_s_per_request,utilisation,\
                    traffic_kb_per_request,rtt_limit_ms\nchat,*,600,kilowatt,10,0.5,250,40\n";
    files.insert("inference.csv".into(), services.into());
    let settings = String::from_utf8(files["case.toml"].clone()).expect("text");
    let more = "\n[finance]\ndiscount_rate = 0.06\n\n[exchange]\nUSD = 7\n";
    files.insert("case.toml".into(), (settings + more).into());
    files
}

/// Chips, what turns requests into MW, shares of demand and a currency: what a range does is what a change of the file would do.
#[test]
fn ranges_of_chips_and_shares_move_the_programme_as_a_change_of_the_table_would() {
    let all = [
        (
            "inference.csv",
            "chat",
            "accelerator_s_per_request",
            "10",
            "12",
            "s_per_request",
        ),
        ("inference.csv", "chat", "utilisation", "0.5", "0.6", ""),
        (
            "accelerators.csv",
            "kilowatt",
            "it_power_w",
            "1000",
            "900",
            "w",
        ),
        (
            "accelerators.csv",
            "kilowatt",
            "peak_tflops",
            "480",
            "500",
            "tflops",
        ),
        (
            "accelerators.csv",
            "kilowatt",
            "lifetime_years",
            "5",
            "4",
            "years",
        ),
        ("case.toml", "", "finance.discount_rate", "0.06", "0.1", ""),
        ("case.toml", "", "exchange.USD", "7", "6.5", "cny"),
        ("origins.csv", "delta", "demand_share", "0.6", "0.8", ""),
    ];
    for (file, row, column, stated, other, unit) in all {
        let number = |text: &str| text.parse::<f64>().expect("a number");
        let (low, high) = match number(stated) < number(other) {
            true => (stated, other),
            false => (other, stated),
        };
        let line = format!("{file},{row},{column},{stated},{low},{high},{unit},,invented,,,\n");
        let files = files_with_chips(&line);
        let (base, figures) = (case(&files), figures(&files));
        let ranges = figures.ranges(&base);
        assert_eq!(ranges.len(), 1, "{line} {:?}", figures.held(&base));
        let mut moved = base.clone();
        for change in ranges[0].changes(number(other)) {
            change.apply(&mut moved).expect("a change that is allowed");
        }
        let expected = cost(&case(&edited(&files, file, row, column, stated, other)));
        let found = cost(&moved);
        assert!(
            (found - expected).abs() <= 1e-9 * expected,
            "{line}: {found}, and {expected} from the file; {} as stated",
            cost(&base)
        );
        // where demand is does not matter to this cost: see below
        assert!(
            file == "origins.csv" || (found - cost(&base)).abs() > 1e-6 * expected,
            "{line} moves nothing"
        );
    }
}

/// 600 requests/s by shares 0.6 and 0.3; with 0.8 for the first they are 600 · 0.8 / 1.1 and 600 · 0.3 / 1.1, with 0.8 and 0.2 480 and 120.
#[test]
fn shares_of_demand_give_way_to_one_another() {
    let rows = "origins.csv,delta,demand_share,0.6,0.6,0.8,,,invented,,,\n\
                origins.csv,upland,demand_share,0.3,0.2,0.3,,,invented,,,\n";
    let files = files_with_chips(rows);
    let (base, figures) = (case(&files), figures(&files));
    let ranges = figures.ranges(&base);
    for (point, right) in [
        ([0.8, 0.3], [600.0 * 0.8 / 1.1, 600.0 * 0.3 / 1.1]),
        ([0.8, 0.2], [480.0, 120.0]),
        ([0.6, 0.3], [400.0, 200.0]),
    ] {
        let mut moved = base.clone();
        eastwest::figures::put(&ranges, &point, &mut moved).expect("a valid case");
        let chat = moved.workloads.iter().find(|work| work.id == "chat");
        let Some(eastwest::case::Work::Inference(chat)) = chat.map(|work| &work.work) else {
            panic!("no service");
        };
        for ((_, rate), right) in chat.requests_per_s.iter().zip(right) {
            assert!(
                (rate.at(0) - right).abs() < 1e-9 * right,
                "{point:?}: {rate:?}"
            );
        }
    }
}

/// Figures that share a key add up as they do in the file, whichever comes first there.
#[test]
fn figures_that_share_keys_are_moved_together_as_the_file_would_have_them() {
    let pairs = [
        [
            ("case.toml", "", "network.route_factor", "1.4", "2"),
            ("case.toml", "", "network.equipment_delay_ms", "1", "3"),
        ],
        [
            ("case.toml", "", "network.equipment_delay_ms", "1", "3"),
            ("case.toml", "", "network.fibre_delay_us_per_km", "5", "6"),
        ],
        [
            ("origins.csv", "delta", "demand_share", "0.6", "0.8"),
            ("origins.csv", "upland", "demand_share", "0.3", "0.2"),
        ],
        [
            ("accelerators.csv", "kilowatt", "it_power_w", "1000", "900"),
            ("accelerators.csv", "kilowatt", "price_usd", "7000", "9000"),
        ],
        [
            (
                "training.csv",
                "pretrain",
                "compute_pf_days",
                "730000",
                "600000",
            ),
            (
                "training.csv",
                "pretrain",
                "accelerators_max",
                "12000",
                "10500",
            ),
        ],
    ];
    for pair in pairs {
        let line = |(file, row, column, stated, other): (&str, &str, &str, &str, &str)| {
            let number = |text: &str| text.parse::<f64>().expect("a number");
            let (low, high) = match number(stated) < number(other) {
                true => (stated, other),
                false => (other, stated),
            };
            let (column, unit) = match column {
                "price_usd" => ("price_cny", "usd"),
                "it_power_w" => (column, "w"),
                "compute_pf_days" => (column, "pf_days"),
                _ if column.ends_with("_ms") => (column, "ms"),
                _ if column.ends_with("us_per_km") => (column, "us_per_km"),
                _ => (column, ""),
            };
            format!("{file},{row},{column},{stated},{low},{high},{unit},,invented,,,\n")
        };
        let lines: String = pair.into_iter().map(line).collect();
        let files = files_with_chips(&lines);
        let (base, figures) = (case(&files), figures(&files));
        let ranges = figures.ranges(&base);
        assert_eq!(ranges.len(), 2, "{lines}");
        let point: Vec<f64> = ranges
            .iter()
            .map(|range| {
                if range.value == range.low {
                    range.high
                } else {
                    range.low
                }
            })
            .collect();
        let mut moved = base.clone();
        eastwest::figures::put(&ranges, &point, &mut moved).expect("a valid case");
        let changed = pair.into_iter().fold(
            files.clone(),
            |files, (file, row, column, stated, other)| {
                edited(&files, file, row, column, stated, other)
            },
        );
        let (found, expected) = (cost(&moved), cost(&case(&changed)));
        assert!(
            (found - expected).abs() <= 1e-9 * expected,
            "{lines}: {found}, and {expected} from the file"
        );
    }
}

/// The files with a figure replaced, in every row that the pattern names.
fn edited(files: &Files, file: &str, row: &str, column: &str, stated: &str, other: &str) -> Files {
    let mut files = files.clone();
    let text = String::from_utf8(files[file].clone()).expect("text");
    let text = if file == "case.toml" {
        let key = column.rsplit('.').next().expect("a key");
        text.replace(&format!("{key} = {stated}"), &format!("{key} = {other}"))
    } else {
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
        let at = header
            .iter()
            .position(|name| *name == column)
            .expect(column);
        let mut out = header.join(",") + "\n";
        for line in lines {
            let mut cells: Vec<&str> = line.split(',').collect();
            let wanted = row.split('.').zip(&cells).all(|(part, cell)| part == *cell);
            if wanted {
                assert_eq!(cells[at], stated);
                cells[at] = other;
            }
            out += &(cells.join(",") + "\n");
        }
        out
    };
    files.insert(file.to_owned(), text.into_bytes());
    files
}

#[test]
fn a_figure_has_its_key() {
    let rows = "hubs.csv,plateau,price_cny_per_kwh,0.40,,,cny_per_kwh,,invented,,,\n";
    let files = files(rows);
    let (case, figures) = (case(&files), figures(&files));
    let keys = |file: &str, row: &str, column: &str| {
        figures.keys(&FigurePlace::new(file, row, column), &case)
    };
    assert_eq!(
        keys("hubs.csv", "plateau", "price_cny_per_kwh"),
        ["electricity_price.plateau"]
    );
    assert_eq!(keys("hubs.csv", "*", "pue"), ["pue"]);
    assert_eq!(keys("links.csv", "delta.coast", "rtt_ms"), [""; 0]);
    assert_eq!(
        keys("inference.csv", "chat", "requests_per_s"),
        ["demand.chat"]
    );
    assert_eq!(
        keys("inference.csv", "chat.upland", "requests_per_s"),
        ["demand.chat.upland"]
    );
    assert_eq!(
        keys("training.csv", "pretrain", "utilisation"),
        [
            "demand.pretrain",
            "traffic.pretrain",
            "accelerators_max.pretrain"
        ]
    );
    assert_eq!(
        keys("accelerators.csv", "kilowatt", "peak_tflops"),
        [
            "demand.pretrain",
            "traffic.pretrain",
            "accelerators_max.pretrain"
        ]
    );
    assert_eq!(keys("hubs.csv", "coast", "lat_deg"), [""; 0]);
    let key = eastwest::parameter::Key::parse("electricity_price.west", &case).expect("a key");
    assert_eq!(figures.behind(&key, &case).len(), 1);
}

/// A multiple moves all rows from where they stand, after whatever moved them singly.
#[test]
fn a_multiple_comes_last() {
    let rows = "\
        links.csv,*,price_cny_per_gbps_month,1,0.5,3,times,,estimated,,,all lines together\n\
        links.csv,delta.coast,price_cny_per_gbps_month,5,4,8,cny_per_mbps_month,,invented,,,in another unit\n";
    let files = files(rows);
    let (base, figures) = (case(&files), figures(&files));
    let ranges = figures.ranges(&base);
    assert_eq!(
        (ranges[0].low, ranges[0].value, ranges[0].high),
        (4000.0, 5000.0, 8000.0)
    );
    let mut moved = base.clone();
    for (range, figure) in ranges.iter().zip([8000.0, 3.0]) {
        for change in range.changes(figure) {
            change.apply(&mut moved).expect("a change that is allowed");
        }
    }
    let prices: Vec<f64> = moved
        .links
        .iter()
        .map(|link| link.price_cny_per_gbps_month)
        .collect();
    assert_eq!(prices[0], 24_000.0);
    // a line without a price of its own in the table is none of its rows
    assert_eq!(prices[1..], [12_000.0, 36_000.0, 12_000.0]);
}

#[test]
fn formulas_are_computed_again() {
    let rows = "\
        hubs.csv,coast,residual_emission_factor_kg_per_kwh,0.7,,,kg_per_kwh,,derived,,[emission_factor_kg_per_kwh] * 7 / 6,\n\
        hubs.csv,*,marginal_emission_factor_kg_per_kwh,,,,kg_per_kwh,,derived,,[hubs.csv:coast:emission_factor_kg_per_kwh] + 0.2,\n\
        training.csv,pretrain,data_tb,3,,,pb,,derived,,1 + 2,\n";
    assert_eq!(figures(&files(rows)).entries[1].status, Status::Derived);
    insta::assert_snapshot!(faults(
        &rows.replace("7 / 6", "8 / 6").replace("+ 0.2", "+ 0.3")
    ));
}

#[test]
fn wrong_rows_are_told_with_their_place() {
    insta::assert_snapshot!(faults(
        "hub.csv,coast,pue,1.25,,,,,invented,,,\n\
         hubs.csv,coats,pue,1.25,,,,,invented,,,\n\
         hubs.csv,coast,peu,1.25,,,,,invented,,,\n\
         hubs.csv,coast,name,1.25,,,,,invented,,,\n\
         links.csv,delta.coast,price_cny_per_gbps_month,5000,,,gbps,,invented,,,\n\
         hubs.csv,coast,pue,1.2,,,,,invented,,,\n\
         hubs.csv,plateau,pue,1.2,1.3,1.4,,,invented,,,\n\
         hubs.csv,plateau,pue,1.2,1.1,,,,guessed,,,\n\
         hubs.csv,coast,capacity_mw,30,20,,mw,,published,,,\n\
         hubs.csv,coast,green_share,0.2,,,,,estimated,S3,0.1 + racks,\n\
         hubs.csv,plateau,capacity_mw,1.4e1,,,mw,,derived,,,\n\
         hubs.csv,*,capacity_mw,2,1,3,times,,invented,,,\n\
         hubs.csv,coast,hosting_cny_per_kw_month,,,,cny_per_kw_month,,invented,,,\n\
         hubs.csv,coast,hosting_cny_per_kw_month,40%,,,cny_per_kw_month,,invented,,,\n"
    ));
}

#[test]
fn gaps_are_listed() {
    let rows = "\
        hubs.csv,coast,pue,1.25,,,,,estimated,S2,,\n\
        hubs.csv,plateau,pue,1.20,1.1,1.3,,,estimated,S2,,\n\
        hubs.csv,coast,lat_deg,31,30,32,deg,,estimated,S2,,\n";
    let files = files(rows);
    let (case, figures) = (case(&files), figures(&files));
    let held = figures.held(&case);
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].1, "no key moves a place on the map");
    let gaps = figures.gaps(&case);
    assert_eq!(gaps.without_entry.len(), gaps.stated - 3);
    assert_eq!(
        gaps.without_range,
        [FigurePlace::new("hubs.csv", "coast", "pue")]
    );
    assert_eq!(
        gaps.without_key,
        [FigurePlace::new("hubs.csv", "coast", "lat_deg")]
    );
}

#[test]
fn an_address_without_a_scheme_is_given_one() {
    let mut figures = figures(&files("hubs.csv,coast,pue,1.25,,,,,published,S1;S2,,\n"));
    figures.sources[0].url = "example.org/a".to_owned();
    figures.sources[1].url = "http://example.org/b".to_owned();
    let sources: Vec<_> = figures.sources.iter().collect();
    for (text, mark) in [(bibtex(&sources), '{'), (csl_json(&sources), '"')] {
        for address in ["https://example.org/a", "http://example.org/b"] {
            assert!(text.contains(&format!("{mark}{address}")), "{text}");
        }
    }
}

#[test]
fn a_bibliography_names_documents_before_addresses() {
    let figures = figures(&files("hubs.csv,coast,pue,1.25,,,,,published,S1;S2,,\n"));
    let sources: Vec<_> = figures.sources.iter().collect();
    insta::assert_snapshot!(bibtex(&sources) + &csl_json(&sources));
}
