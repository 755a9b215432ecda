//! What is read right: encodings, line ends, units, absent columns, derived links, warnings, folders.

#[path = "bad_input/case.rs"]
mod case;

use std::fs;

use case::{Files, edit, edited, good, read, with, without};
use eastwest::case::draft::{
    AcceleratorRow, Draft, HubRow, InferenceRow, LinkRow, OriginRow, Problem,
};
use eastwest::case::{Case, Side, Work};
use eastwest::input::{Loaded, read_case, read_case_texts};

fn loaded(files: &Files) -> Loaded {
    read(files).unwrap_or_else(|report| panic!("{report}"))
}

fn loaded_case(files: &Files) -> Case {
    loaded(files).case
}

fn warned(files: &Files) -> String {
    let warnings: Vec<String> = loaded(files)
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect();
    warnings.join("\n\n")
}

/// Everything of a case, to compare two.
fn all_of(case: &Case) -> String {
    format!("{case:?}")
}

/// Holds a text against its snapshot.
fn hold(name: &str, text: impl AsRef<str>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("good_input");
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text.as_ref()));
}

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[test]
fn the_good_case_is_read_without_a_warning() {
    let loaded = loaded(&good());
    assert_eq!(loaded.warnings, []);
    let case = &loaded.case;
    assert_eq!(case.hubs[1].name_zh.as_deref(), Some("中卫"));
    assert_eq!(case.hubs[1].side, Side::West);
    assert_eq!(case.hubs[0].facility_limit_mw, f64::INFINITY);
    assert_eq!(case.hubs[1].green_share.shape, [1.1, 0.9]);
    assert_eq!(case.policy.hub_share_max, Some(0.9));
    assert_eq!(case.carbon_price_cny_per_t, 100.0);
    assert_eq!(case.periods.len(), 2);
}

#[test]
fn workloads_are_converted_as_the_contract_says() {
    let case = loaded_case(&good());
    let ids: Vec<&str> = case.workloads.iter().map(|w| w.id.as_str()).collect();
    assert_eq!(ids, ["chat", "gpt", "backup"]);
    let Work::Inference(chat) = &case.workloads[0].work else {
        panic!("chat is a service")
    };
    // 1.5 s / 0.6 = 2.5 accelerators of 800 W
    assert_eq!(chat.accelerators_per_request_per_s, 2.5);
    assert_eq!(chat.mw_per_request_per_s, 2.5 * 800.0 / 1e6);
    assert_eq!(chat.requests_per_s[1].1.at(0), 6000.0 * 1.2);
    let Work::Training(gpt) = &case.workloads[1].work else {
        panic!("gpt is a run")
    };
    // 36,400 PF-days · 24,000 / (312 · 0.4) = 7,000,000 accelerator-hours
    assert!((gpt.accelerator_hours - 7e6).abs() < 1e-3);
    assert!((gpt.energy_mwh - 5600.0).abs() < 1e-6);
    assert_eq!(gpt.power_limit_mw, 8.0);
    assert_eq!(gpt.volume_tb, 55.0);
    assert_eq!(gpt.window, [false, true]);
    assert_eq!(gpt.window_hours, 4380.0);
    assert_eq!(case.workloads[1].allowed, [true, true]);
    let Work::Storage(backup) = &case.workloads[2].work else {
        panic!("backup is an archive")
    };
    assert_eq!(backup.volume_pb[0].1, 500.0 * 0.6);
    assert_eq!(backup.volume_pb[1].1, 500.0 * 0.4);
}

#[test]
fn links_that_are_not_given_are_derived_and_say_so() {
    let case = loaded_case(&good());
    let derived: Vec<bool> = case.links.iter().map(|link| link.derived).collect();
    assert_eq!(derived, [false, false, true, true]);
    let (beijing, wuhu) = (case.origins[1].at.unwrap(), case.hubs[0].at.unwrap());
    let km = beijing.great_circle_km(wuhu);
    assert!((case.links[2].rtt_ms - (2.0 * km * 1.4 * 4.9 / 1000.0 + 1.0)).abs() < 1e-12);
    assert_eq!(case.links[0].price_cny_per_gbps_month, 12_000.0);
    assert_eq!(case.links[0].capacity_gbps, 400.0);
    assert_eq!(case.links[2].capacity_gbps, f64::INFINITY);
    assert_eq!(case.links[1].trunk.map(|trunk| trunk.index()), Some(0));
}

#[test]
fn byte_order_marks_line_ends_and_gb18030_change_nothing() {
    let plain = loaded(&good());
    let mut marked = good();
    let mut windows = good();
    let mut old_mac = good();
    let mut chinese = good();
    for name in good().keys() {
        let text = text(&good(), name);
        marked.insert(name.clone(), format!("\u{FEFF}{text}").into_bytes());
        windows.insert(name.clone(), text.replace('\n', "\r\n").into_bytes());
        old_mac.insert(name.clone(), text.replace('\n', "\r").into_bytes());
        let (bytes, ..) = encoding_rs::GB18030.encode(&text);
        chinese.insert(name.clone(), bytes.into_owned());
    }
    assert!(String::from_utf8(chinese["hubs.csv"].clone()).is_err());
    for files in [marked, windows, old_mac, chinese] {
        let other = loaded(&files);
        assert_eq!(all_of(&other.case), all_of(&plain.case));
        assert_eq!(other.hash, plain.hash);
    }
}

#[test]
fn the_order_of_columns_blank_lines_and_comments_change_nothing() {
    let mut files = good();
    files.insert(
        "trunks.csv".into(),
        b"\n# trunks\n,,\n capacity_gbps , trunk ,note,price_source,\n\n 600 , west ,\"a, b\",S1,\n,,,\n\"# end, of\",,,\n".to_vec(),
    );
    assert_eq!(all_of(&loaded_case(&files)), all_of(&loaded_case(&good())));
}

#[test]
fn lines_are_counted_over_comments_blank_lines_and_quoted_breaks() {
    let trunks = "# one\n\ntrunk,capacity_gbps,note\n# four\na,1,\"five\nsix\"\n\n\nb,x,\n";
    let report = read(&with("trunks.csv", trunks)).unwrap_err();
    assert!(
        report
            .to_string()
            .contains("trunks.csv, line 9, column `capacity_gbps`"),
        "{report}"
    );
}

#[test]
fn columns_in_other_units_give_the_same_case() {
    let plain = loaded_case(&good());
    let mut files = good();
    let changes: [(&str, &str, &str); 20] = [
        ("hubs.csv", "capacity_mw", "capacity_kw"),
        ("hubs.csv", ",100,", ",100000,"),
        ("hubs.csv", ",300,", ",300000,"),
        ("hubs.csv", "facility_limit_mw", "facility_limit_gw"),
        ("hubs.csv", ",330,", ",0.33,"),
        (
            "hubs.csv",
            "hosting_cny_per_kw_month",
            "hosting_cny_per_mw_year",
        ),
        ("hubs.csv", ",400,", ",4800000,"),
        ("hubs.csv", ",216,", ",2592000,"),
        (
            "hubs.csv",
            "emission_factor_kg_per_kwh",
            "emission_factor_t_per_mwh",
        ),
        ("hubs.csv", "green_share,", "green_share_percent,"),
        ("hubs.csv", ",0.35,", ",35,"),
        ("hubs.csv", ",0.8,", ",80,"),
        ("links.csv", "rtt_ms", "rtt_us"),
        ("links.csv", ",6,", ",6000,"),
        ("links.csv", ",27,", ",27000,"),
        ("training.csv", "data_tb", "data_gb"),
        ("training.csv", ",45,", ",45000,"),
        ("case.toml", "horizon_hours = 8760", "horizon_days = 365"),
        ("storage.csv", "volume_pb", "volume_tb"),
        ("storage.csv", ",500,", ",500000,"),
    ];
    for (file, from, to) in changes {
        edit(&mut files, file, from, to);
    }
    assert_eq!(all_of(&loaded_case(&files)), all_of(&plain));
}

#[test]
fn columns_in_another_currency_go_through_their_rate() {
    let mut files = edited("hubs.csv", "price_cny_per_kwh", "price_usd_per_mwh");
    edit(&mut files, "hubs.csv", ",0.63,", ",80,");
    edit(&mut files, "hubs.csv", ",0.36,", ",50,");
    let case = loaded_case(&files);
    assert_eq!(case.hubs[0].price_cny_per_kwh.base, 80.0 * 7.1 / 1000.0);
}

#[test]
fn absent_columns_and_files_have_their_documented_meaning() {
    let mut files = without(&[
        "periods.csv",
        "profiles.csv",
        "links.csv",
        "trunks.csv",
        "training.csv",
        "storage.csv",
    ]);
    for (file, from, to) in [
        ("hubs.csv", ",solar,", ",,"),
        ("inference.csv", "SH,9000,daytime", "SH,9000,"),
        ("inference.csv", "BJ,6000,daytime", "BJ,6000,"),
        ("hubs.csv", "green_share,", "green_share_note,"),
        ("hubs.csv", "hub,name,name_zh", "hub,name_note,zh_note"),
        ("case.toml", "title =", "# title ="),
    ] {
        edit(&mut files, file, from, to);
    }
    let case = loaded_case(&files);
    assert_eq!(case.periods.len(), 1);
    assert_eq!(
        (case.periods[0].id.as_str(), case.periods[0].hours),
        ("all", 8760.0)
    );
    assert_eq!(case.hubs[0].green_share.base, 0.0);
    assert_eq!(case.hubs[0].name, "wuhu");
    assert_eq!(case.title, "two-hubs");
    assert!(case.links.iter().all(|link| link.derived));
}

#[test]
fn electricity_may_cost_less_than_nothing() {
    let case = loaded_case(&edited("hubs.csv", ",0.36,", ",-0.05,"));
    assert_eq!(case.hubs[1].price_cny_per_kwh.base, -0.05);
}

#[test]
fn a_window_wraps_around_the_last_period() {
    let mut files = good();
    files.insert(
        "periods.csv".into(),
        b"period,hours\na,2920\nb,2920\nc,2920\n".to_vec(),
    );
    files.insert(
        "profiles.csv".into(),
        b"period,daytime,solar\na,1,1\nb,1,1\nc,1,1\n".to_vec(),
    );
    edit(&mut files, "training.csv", "night,night", "c,a");
    let case = loaded_case(&files);
    let Work::Training(run) = &case.workloads[1].work else {
        panic!("the second workload is the run")
    };
    assert_eq!(run.window, [true, false, true]);
    assert_eq!(run.window_hours, 5840.0);
}

#[test]
fn the_hash_follows_content_and_nothing_else() {
    let hash = loaded(&good()).hash;
    assert_eq!(hash.to_string().len(), 64);
    assert_ne!(loaded(&edited("hubs.csv", ",0.63,", ",0.64,")).hash, hash);
    let mut stranger = good();
    stranger.insert("README.md".into(), b"hello".to_vec());
    assert_eq!(loaded(&stranger).hash, hash);
}

#[test]
fn likely_mistakes_are_warned_of_with_their_range_and_source() {
    let mut files = good();
    for (file, from, to) in [
        ("hubs.csv", ",0.63,", ",630,"),
        ("hubs.csv", ",0.36,", ",0.05,"),
        ("hubs.csv", ",0.64,", ",640,"),
        ("hubs.csv", ",1.24,", ",3.5,"),
        ("hubs.csv", ",400,", ",400000,"),
        ("case.toml", "= 12000", "= 12"),
        ("accelerators.csv", ",800", ",0.8"),
        ("training.csv", ",0.4,", ",0.95,"),
    ] {
        edit(&mut files, file, from, to);
    }
    hold("plausibility", warned(&files));
}

#[test]
fn what_nothing_uses_and_demand_over_capacity_are_warned_of() {
    let mut files = good();
    for (file, from, to) in [
        (
            "accelerators.csv",
            "a100,312,800\n",
            "a100,312,800\nh100,989,1300\n",
        ),
        ("trunks.csv", "west,600\n", "west,600\neast,600\n"),
        (
            "profiles.csv",
            "solar\nday,1.2,1.1\nnight,0.8,0.9",
            "solar,wind\nday,1.2,1.1,1\nnight,0.8,0.9,1",
        ),
        (
            "origins.csv",
            "0.4\n",
            "0.4\nXJ,Urumqi,乌鲁木齐,43.8,87.6,0\n",
        ),
        ("inference.csv", ",9000,", ",900000,"),
        ("training.csv", ",10000,", ",100,"),
        ("storage.csv", "*", "SH"),
        ("hubs.csv", ",east,", ",west,"),
        (
            "case.toml",
            "hub_share_max = 0.9",
            "green_share_min_east = 0.9",
        ),
    ] {
        edit(&mut files, file, from, to);
    }
    files.insert("hub.csv".into(), b"hub\n".to_vec());
    hold("unused", warned(&files));
}

#[test]
fn a_folder_is_read_as_its_files_are() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in good() {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    fs::write(folder.path().join("README.md"), "about").unwrap();
    let from_folder = read_case(folder.path()).unwrap();
    let from_memory = loaded(&good());
    assert_eq!(all_of(&from_folder.case), all_of(&from_memory.case));
    assert_eq!(from_folder.hash, from_memory.hash);
}

/// What is reported of a folder, with its own name replaced.
fn report_of(folder: &std::path::Path) -> String {
    let report = read_case(folder).unwrap_err().to_string();
    report.replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn a_folder_that_is_not_a_case_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    hold("no_folder", report_of(&folder.path().join("none")));
    hold("no_case", report_of(folder.path()));
    let file = folder.path().join("case.toml");
    fs::write(&file, "name = \"x\"\n").unwrap();
    hold("no_directory", report_of(&file));
}

#[test]
fn a_folder_in_place_of_a_file_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in good() {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    fs::remove_file(folder.path().join("hubs.csv")).unwrap();
    fs::create_dir(folder.path().join("hubs.csv")).unwrap();
    hold("folder_for_file", report_of(folder.path()));
}

/// A case of one hub, built without files.
fn in_code() -> Draft {
    let mut draft = Draft::default();
    draft.settings.name = "one-hub".into();
    draft.settings.horizon_hours = 24.0;
    draft.settings.network.price_cny_per_gbps_month = Some(12_000.0);
    draft.hubs.push(HubRow {
        hub: "guian".into(),
        side: Some(Side::West),
        capacity_mw: 10.0,
        pue: 1.2,
        price_cny_per_kwh: 0.35,
        hosting_cny_per_kw_month: 216.0,
        emission_factor_kg_per_kwh: 0.5,
        ..HubRow::default()
    });
    draft.origins.push(OriginRow {
        origin: "SH".into(),
        ..OriginRow::default()
    });
    draft.links.push(LinkRow {
        origin: "SH".into(),
        hub: "guian".into(),
        rtt_ms: Some(22.0),
        ..LinkRow::default()
    });
    draft.accelerators.push(AcceleratorRow {
        accelerator: "a100".into(),
        it_power_w: 800.0,
        ..AcceleratorRow::default()
    });
    draft.inference.push(InferenceRow {
        service: "chat".into(),
        origin: "SH".into(),
        requests_per_s: 100.0,
        accelerator: "a100".into(),
        accelerator_s_per_request: 2.0,
        rtt_limit_ms: Some(50.0),
        ..InferenceRow::default()
    });
    draft
}

#[test]
fn a_case_is_built_in_code() {
    let case = in_code().build().unwrap();
    assert_eq!(case.links.len(), 1);
    assert_eq!(case.horizon_hours(), 24.0);
}

#[test]
fn a_draft_in_code_lists_all_its_faults_by_row() {
    let mut draft = in_code();
    draft.hubs[0].pue = 0.8;
    draft.hubs[0].capacity_mw = f64::INFINITY;
    draft.inference[0].origin = "SHA".into();
    draft.hubs.push(HubRow::default());
    let faults = draft.build().unwrap_err();
    assert!(
        faults
            .iter()
            .any(|fault| matches!(fault.problem, Problem::PueBelowOne { .. }))
    );
    let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
    hold("draft_in_code", text.join("\n\n"));
}

/// The texts of a case are all of it: read again they give the same case and hash, whatever its bytes said of their encoding.
#[test]
fn a_case_is_read_again_from_its_texts() {
    let mut files = good();
    let toml = format!("encoding = \"gb18030\"\n{}", text(&files, "case.toml"));
    files.insert("case.toml".to_owned(), toml.into_bytes());
    let hubs = encoding_rs::GB18030
        .encode(&text(&files, "hubs.csv"))
        .0
        .into_owned();
    files.insert("hubs.csv".to_owned(), hubs);
    let from_bytes = loaded(&files);
    assert_eq!(from_bytes.case.hubs[1].name_zh.as_deref(), Some("中卫"));
    let from_texts = read_case_texts("two-hubs", &from_bytes.texts).unwrap();
    assert_eq!(all_of(&from_bytes.case), all_of(&from_texts.case));
    assert_eq!(from_bytes.hash, from_texts.hash);
}
