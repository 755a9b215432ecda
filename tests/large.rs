//! Cases that are too large are refused before they are written; what is let in keeps to what was foretold.

mod common;
#[path = "common/english.rs"]
mod english;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use english::{EASTWEST, eastwest, english};

use eastwest::Case;
use eastwest::formulation::Size;
use eastwest::formulation::formulate;
use eastwest::input::read_case;

/// A case of hubs and origins all over the map, with one service that every hub can reach.
fn write_case(folder: &Path, hubs: usize, origins: usize, periods: usize) {
    let random = &mut common::Random::new(3);
    let mut place = || (random.between(22.0, 45.0), random.between(95.0, 122.0));
    let mut hub_rows =
        "hub,side,lat_deg,lon_deg,capacity_mw,pue,price_cny_per_kwh,hosting_cny_per_kw_month,\
                        green_share,emission_factor_kg_per_kwh\n"
            .to_owned();
    for h in 0..hubs {
        let (lat, lon) = place();
        let side = ["east", "west"][h % 2];
        let (capacity, price) = (
            3.0 * origins as f64 / hubs as f64,
            0.3 + 0.01 * (h % 40) as f64,
        );
        writeln!(
            hub_rows,
            "h{h},{side},{lat},{lon},{capacity},1.2,{price},300,0.3,0.5"
        )
        .expect("text");
    }
    let mut origin_rows = "origin,lat_deg,lon_deg,demand_share\n".to_owned();
    for o in 0..origins {
        let (lat, lon) = place();
        writeln!(origin_rows, "o{o},{lat},{lon},1").expect("text");
    }
    let mut period_rows = "period,hours\n".to_owned();
    for t in 0..periods {
        writeln!(period_rows, "p{t},{}", 720.0 / periods as f64).expect("text");
    }
    let service = format!(
        "service,origin,requests_per_s,accelerator,accelerator_s_per_request,utilisation,\
         traffic_kb_per_request,rtt_limit_ms\nchat,*,{},a,0.5,0.5,20,200\n",
        origins * 1000
    );
    let settings = "name = \"large\"\nhorizon_hours = 720\ncurrency = \"CNY\"\n[network]\nderive_links = true\n\
                    route_factor = 1.4\nfibre_delay_us_per_km = 4.9\nequipment_delay_ms = 1.0\n\
                    price_cny_per_gbps_month = 12000\ntransfer_cny_per_tb = 50\n";
    for (name, text) in [
        ("case.toml", settings),
        ("hubs.csv", &hub_rows),
        ("origins.csv", &origin_rows),
        ("periods.csv", &period_rows),
        (
            "accelerators.csv",
            "accelerator,peak_tflops,it_power_w\na,480,1000\n",
        ),
        ("inference.csv", &service),
    ] {
        fs::write(folder.join(name), text).expect(name);
    }
}

fn run(words: &[&str]) -> Output {
    eastwest().args(words).output().expect("a process")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_case_of_500_hubs_and_3000_origins_by_the_hour_is_refused_early_with_what_it_would_need() {
    let folder = tempfile::tempdir().expect("a folder");
    write_case(folder.path(), 500, 3000, 24);
    let case = folder.path().to_str().expect("a path");
    for words in [
        &["solve", case, "--memory", "8"][..],
        &["diagnose", case, "--memory", "8"],
    ] {
        let output = run(words);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        for word in [
            "is too large",
            "rows",
            "36,",
            "of memory where 7.45 GiB may be used",
            "24 periods, 500 hubs and 3,000 origins",
            "`--periods one`",
        ] {
            assert!(told.contains(word), "no `{word}` in {told}");
        }
        assert!(output.stdout.is_empty());
    }
}

/// With its address space limited to what was foretold, the command still comes to its answer.
#[cfg(target_os = "linux")]
#[test]
fn what_is_let_in_takes_no_more_memory_than_was_foretold() {
    for (hubs, origins, periods) in [(60, 300, 1), (12, 60, 6)] {
        let folder = tempfile::tempdir().expect("a folder");
        write_case(folder.path(), hubs, origins, periods);
        let case = folder.path().to_str().expect("a path");
        let read = match read_case(folder.path()) {
            Ok(read) => read.case,
            Err(report) => panic!("{report}"),
        };
        let kilobytes = Size::of(&read).bytes(&read) / 1024;
        // what is free under a limit counts what the process has already, so that it is told what it may take
        let gigabytes = (kilobytes + 1) as f64 * 1024.0 / 1e9;
        let script =
            format!("ulimit -v {kilobytes}; exec {EASTWEST} solve {case} --memory {gigabytes}");
        let output = english("sh")
            .args(["-c", &script])
            .output()
            .expect("a process");
        assert!(output.status.success(), "{kilobytes} kB: {}", said(&output));
        // and one that asks for less is refused by name
        let output = run(&["solve", case, "--memory", "0.001"]);
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn foretold_sizes_are_those_of_the_programme_or_a_little_over() {
    let datasets = ["tiny", "chatgpt", "china"].map(|name| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("datasets")
            .join(name);
        match read_case(&folder) {
            Ok(read) => read.case,
            Err(report) => panic!("{report}"),
        }
    });
    let averaged = datasets[2].averaged();
    let random = (0..80).map(common::random_case);
    for case in datasets.into_iter().chain([averaged]).chain(random) {
        assert_foretold(&case);
    }
}

fn assert_foretold(case: &Case) {
    let program = formulate(case).program;
    let size = Size::of(case);
    let within = |what: &str, told: u64, found: usize, over: f64| {
        let found = found as u64;
        #[allow(clippy::cast_precision_loss)]
        let most = over * found as f64 + 40.0;
        assert!(
            found <= told && told as f64 <= most,
            "{}: {told} {what} told, {found} found",
            case.name
        );
    };
    within("rows", size.rows, program.row_count(), 1.3);
    within("columns", size.columns, program.column_count(), 1.2);
    within("entries", size.entries, program.matrix.values.len(), 2.0);
}
