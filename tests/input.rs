//! What is easily lost or changed between a folder and a case: tables under other names, links, encodings, forms of
//! letters, figures hour by hour, very many faults.

#[path = "common/english.rs"]
mod english;

#[path = "bad_input/case.rs"]
mod case;

use std::fs;
use std::path::Path;
use std::process::Command;

use english::{EASTWEST, english};

use case::{Files, edit, edited, good, read, with, without};
use eastwest::answer::answer;
use eastwest::case::Case;
use eastwest::input::{Encoding, Loaded, read_case};
use eastwest::parameter::Change;
use eastwest::solver::Solver;

fn loaded(files: &Files) -> Loaded {
    read(files).unwrap_or_else(|report| panic!("{report}"))
}

fn warned(files: &Files) -> String {
    let warnings = loaded(files).warnings;
    let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    told.join("\n\n")
}

fn refused(files: &Files) -> String {
    match read(files) {
        Ok(_) => panic!("no fault was found"),
        Err(report) => report.to_string(),
    }
}

fn write(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

/// The good case with one file under another name.
fn renamed(from: &str, to: &str) -> Files {
    let mut files = good();
    let bytes = files.remove(from).unwrap();
    files.insert(to.to_owned(), bytes);
    files
}

// ---------------------------------------------------------------- files

#[test]
fn a_table_under_another_name_is_a_fault_that_names_both() {
    for name in [
        "training.CSV",
        "Training.csv",
        "training.Csv",
        "training.csv.txt",
        "training.tsv",
        "training.xlsx",
        "training.csv.gz",
        "training.csv ",
        "training",
        "training (1).csv",
        "ＴＲＡＩＮＩＮＧ.csv",
    ] {
        let told = refused(&renamed("training.csv", name));
        assert!(told.contains("`training.csv`"), "{told}");
        assert!(told.contains(&format!("--> {name}\n")), "{told}");
        assert!(told.ends_with("1 fault in `two-hubs`"), "{told}");
    }
}

#[test]
fn a_table_in_another_form_beside_the_one_that_is_read_is_warned_of() {
    let mut files = good();
    files.insert("training.xlsx".to_owned(), b"PK".to_vec());
    files.insert("Notes.CSV".to_owned(), b"a\n".to_vec());
    files.insert("hubs.csv.bak".to_owned(), b"a\n".to_vec());
    files.insert("README.md".to_owned(), b"a\n".to_vec());
    let told = warned(&files);
    assert!(
        told.contains("`training.xlsx` is not read: the table is `training.csv`"),
        "{told}"
    );
    assert!(told.contains("`Notes.CSV` is not read"), "{told}");
    assert!(told.contains("`hubs.csv.bak` is not read"), "{told}");
    assert_eq!(told.matches("warning: ").count(), 3, "{told}");
}

#[test]
fn settings_under_another_name_are_named() {
    let told = refused(&renamed("case.toml", "Case.TOML"));
    assert!(told.contains("`Case.TOML` has to be called so"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_a_device_and_a_pipe_are_faults() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("training.csv");
    write(folder.path(), &without(&["training.csv"]));
    let told = || read_case(folder.path()).unwrap_err().to_string();

    symlink("/nowhere/training.csv", &place).unwrap();
    assert!(
        told().contains("a link to `/nowhere/training.csv`"),
        "{}",
        told()
    );
    assert!(told().contains("--> training.csv"), "{}", told());

    fs::remove_file(&place).unwrap();
    symlink("/dev/zero", &place).unwrap();
    assert!(told().contains("a device or a pipe"), "{}", told());

    fs::remove_file(&place).unwrap();
    symlink("training.csv", &place).unwrap();
    assert!(told().contains("cannot be read"), "{}", told());

    fs::remove_file(&place).unwrap();
    let made = Command::new("mkfifo").arg(&place).status().unwrap();
    assert!(made.success());
    assert!(told().contains("a device or a pipe"), "{}", told());

    // a link to a file is that file
    fs::remove_file(&place).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &good());
    symlink(elsewhere.path().join("training.csv"), &place).unwrap();
    assert_eq!(read_case(folder.path()).unwrap().case.workloads.len(), 3);
}

/// 3 GB of holes take no room on the disk.
#[cfg(target_os = "linux")]
#[test]
fn a_table_that_memory_cannot_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &good());
    let table = fs::File::create(folder.path().join("links.csv")).unwrap();
    table.set_len(3 << 30).unwrap();
    let output = english("sh")
        .arg("-c")
        .arg("ulimit -v 2000000; exec \"$0\" check \"$1\"")
        .arg(EASTWEST)
        .arg(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("the file has 3.00 GiB"), "{told}");
    assert!(told.contains("--> links.csv"), "{told}");
}

// ---------------------------------------------------------------- encodings

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// The good case with periods called so, in GB18030 where they stand, other files as they are.
fn periods_called(day: &str, night: &str, encode: fn(&str) -> Vec<u8>) -> Files {
    let mut files = good();
    for name in ["periods.csv", "profiles.csv", "training.csv"] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        let text = text
            .replace("night", "NIGHT")
            .replace("day,", "DAY,")
            .replace("pf_DAYs", "pf_days")
            .replace("NIGHT", night)
            .replace("DAY", day);
        files.insert(name.to_owned(), encode(&text));
    }
    files
}

/// Without hubs and origins in Chinese, whose bytes would decide alone.
fn in_latin(mut files: Files) -> Files {
    for name in ["hubs.csv", "origins.csv"] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        let text: String = text.chars().filter(char::is_ascii).collect();
        files.insert(name.to_owned(), text.into_bytes());
    }
    files
}

/// `CA B1` is 时 in GB18030 and ʱ in UTF-8; so it is with 平, 山, 一, 站, 训.
#[test]
fn hanzi_whose_bytes_are_valid_utf_8_are_read_as_gb18030() {
    for (day, night) in [("00时", "12时"), ("平", "山"), ("一", "站"), ("训", "站时")] {
        let files = in_latin(periods_called(day, night, gb18030));
        assert!(String::from_utf8(files["periods.csv"].clone()).is_ok());
        let read = loaded(&files);
        assert_eq!(read.case.periods[0].id, day);
        assert_eq!(read.case.periods[1].id, night);
        assert_eq!(read.encoding, Some(Encoding::Gb18030));
        // it was a guess, and is told
        let told: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
        assert!(told.concat().contains("encoding = \"gb18030\""), "{told:?}");
    }
}

#[test]
fn the_encoding_is_decided_once_for_all_files() {
    // by themselves, periods.csv and profiles.csv could be UTF-8; beside hubs.csv they are not
    let mut files = periods_called("00时", "12时", gb18030);
    for name in ["hubs.csv", "origins.csv"] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        files.insert(name.to_owned(), gb18030(&text));
    }
    let read = loaded(&files);
    assert_eq!(read.warnings, []);
    assert_eq!(read.case.periods[0].id, "00时");
    assert_eq!(read.case.hubs[0].name_zh.as_deref(), Some("芜湖"));
    // in UTF-8 throughout it is the same case
    let plain = loaded(&periods_called("00时", "12时", |text| {
        text.as_bytes().to_vec()
    }));
    assert_eq!(plain.encoding, Some(Encoding::Utf8));
    assert_eq!(plain.hash, read.hash);
}

#[test]
fn files_of_two_encodings_are_refused_unless_one_says_what_it_is() {
    // hubs.csv and origins.csv are UTF-8, training.csv cannot be
    let mut files = periods_called("晴天", "夜晚", gb18030);
    let told = refused(&files);
    assert!(told.contains("these bytes are not"), "{told}");
    assert!(
        told.contains("save all files of the case in one encoding"),
        "{told}"
    );
    // with marks they may stay; so may case.toml, which TOML wants in UTF-8
    for name in ["hubs.csv", "origins.csv"] {
        let mut marked = b"\xEF\xBB\xBF".to_vec();
        marked.append(files.get_mut(name).unwrap());
        files.insert(name.to_owned(), marked);
    }
    edit(
        &mut files,
        "case.toml",
        "Two hubs, two origins",
        "两个枢纽、两个来源地",
    );
    let read = loaded(&files);
    assert_eq!(read.case.periods[0].id, "晴天");
    assert_eq!(read.case.hubs[0].name_zh.as_deref(), Some("芜湖"));
    assert!(read.case.title.starts_with("两个枢纽"));
}

#[test]
fn the_encoding_may_be_stated() {
    let stated = |encoding: &str, mut files: Files| {
        let line = format!("encoding = \"{encoding}\"\nhorizon_hours");
        edit(&mut files, "case.toml", "horizon_hours", &line);
        files
    };
    let ambiguous = || in_latin(periods_called("00时", "12时", gb18030));
    let read = loaded(&stated("gb18030", ambiguous()));
    assert_eq!(
        (read.case.periods[0].id.as_str(), read.warnings.len()),
        ("00时", 0)
    );
    // 00ʱ is what the bytes are in UTF-8
    let read = loaded(&stated("utf-8", ambiguous()));
    assert_eq!(read.case.periods[0].id, "00\u{2b1}");
    let told = refused(&stated("utf-8", periods_called("晴天", "夜晚", gb18030)));
    assert!(
        told.contains("which `encoding = \"utf-8\"` in case.toml states"),
        "{told}"
    );
    let told = refused(&stated("latin-1", good()));
    assert!(
        told.contains("encoding must be `utf-8` or `gb18030`, found `latin-1`"),
        "{told}"
    );
}

#[test]
fn text_that_is_hardly_chinese_is_warned_of() {
    for (encoding, name) in [
        (encoding_rs::WINDOWS_1252, "Málaga Córdoba"),
        (encoding_rs::SHIFT_JIS, "東京データセンター"),
        (encoding_rs::BIG5, "臺北資料中心電價訓練"),
    ] {
        let mut files = in_latin(good());
        let text = String::from_utf8(files["hubs.csv"].clone()).unwrap();
        let text = text.replace("Zhongwei", name);
        files.insert("hubs.csv".to_owned(), encoding.encode(&text).0.into_owned());
        let told = warned(&files);
        assert!(told.contains("hardly Chinese"), "{told}");
        assert!(told.contains("--> hubs.csv, line 3"), "{told}");
    }
}

// ---------------------------------------------------------------- forms of letters and figures

#[test]
fn ids_that_look_the_same_are_the_same() {
    let mut files = good();
    for name in ["hubs.csv", "links.csv", "training.csv"] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        // composed in hubs.csv, letter and mark apart elsewhere
        let id = if name == "hubs.csv" {
            "caf\u{e9}"
        } else {
            "cafe\u{301}"
        };
        files.insert(name.to_owned(), text.replace("wuhu", id).into_bytes());
    }
    let case = loaded(&files).case;
    assert_eq!(case.hubs[0].id, "caf\u{e9}");
    let mut changed = case.clone();
    Change::parse("capacity.cafe\u{301}=50", &case)
        .unwrap()
        .apply(&mut changed)
        .unwrap();
    assert_eq!(changed.hubs[0].capacity_mw, 50.0);
}

#[test]
fn what_is_unambiguous_is_accepted() {
    let plain = loaded(&good()).case;
    for (file, from, to) in [
        ("hubs.csv", ",0.35,", ",35%,"),
        ("hubs.csv", ",0.35,", ",３５％,"),
        ("hubs.csv", ",100,", ",１００,"),
        ("hubs.csv", ",east,", ",东,"),
        ("hubs.csv", ",west,", ",西部,"),
        ("training.csv", ",0.4,", ",40 %,"),
        ("training.csv", ",west|wuhu", ",西|wuhu"),
        ("profiles.csv", "1.2,1.1", "120%,110%"),
        ("links.csv", "origin,", "sep=,\norigin,"),
        ("storage.csv", ",0.004,", ",4e-3,"),
    ] {
        let read = loaded(&edited(file, from, to));
        assert_eq!(
            format!("{:?}", read.case),
            format!("{plain:?}"),
            "{file}: {to}"
        );
    }
    let mut files = edited("hubs.csv", "green_share,", "green_share_percent,");
    edit(&mut files, "hubs.csv", ",0.35,", ",35%,");
    edit(&mut files, "hubs.csv", ",0.8,", ",80,");
    assert_eq!(format!("{:?}", loaded(&files).case), format!("{plain:?}"));
}

#[test]
fn what_is_not_is_refused_with_its_cause() {
    let told = refused(&edited("hubs.csv", ",100,", ",40,000,"));
    assert!(told.contains("if `40,000` is one figure"), "{told}");
    assert!(told.contains("`40000`"), "{told}");
    let told = refused(&edited("hubs.csv", ",0.36,", ",36%,"));
    assert!(
        told.contains("a per cent sign is allowed where a share"),
        "{told}"
    );
    let told = refused(&edited("training.csv", ",10000,", ",50%,"));
    assert!(told.contains("found `50%`"), "{told}");
    let told = refused(&with("hubs.csv", b"\x1F\x8B\x08\0\0\0\0\0\0\x03"));
    assert!(
        told.contains("this is packed with gzip; unpack it"),
        "{told}"
    );
    let told = refused(&with(
        "trunks.csv",
        "trunk;capacity_gbps;note\nwest;0,6;a, b\n",
    ));
    assert!(
        told.contains("separated by commas, found semicolons"),
        "{told}"
    );
    let told = refused(&edited("inference.csv", ",1.5,", ",1e-999,"));
    assert!(told.contains("found `1e-999`"), "{told}");
    let told = refused(&edited("case.toml", "= 100", "= 1e-999"));
    assert!(told.contains("1e-999"), "{told}");
}

#[test]
fn a_figure_that_a_file_may_not_state_may_not_be_set_either() {
    let case = loaded(&good()).case;
    for text in [
        "capacity.wuhu=1e300",
        "capacity.wuhu=5e-324",
        "capacity.wuhu*=1e300",
        "electricity_price=-1e16",
        "electricity_price+=1e-20",
    ] {
        let told = Change::parse(text, &case).unwrap_err().to_string();
        assert!(told.contains("from 1e-15 to 1e15"), "{told}");
    }
    for text in ["capacity.wuhu=1e-999", "link_capacity=1e999"] {
        let told = Change::parse(text, &case).unwrap_err().to_string();
        assert!(told.contains("is no number"), "{told}");
    }
    // 100 MW a thousand million million times
    let change = Change::parse("capacity.wuhu*=1e15", &case).unwrap();
    let told = change.apply(&mut case.clone()).unwrap_err().to_string();
    assert!(told.contains("from 1e-15 to 1e15, found 1e17"), "{told}");
    assert!(Change::parse("facility_limit.wuhu=inf", &case).is_ok());
}

#[test]
fn no_limit_is_advised_where_a_round_trip_is_no_number() {
    let mut files = edited("case.toml", "route_factor = 1.4", "route_factor = \"x\"");
    edit(&mut files, "inference.csv", ",40,\nchat,BJ", ",1,\nchat,BJ");
    let told = refused(&files);
    assert!(!told.contains("NaN"), "{told}");
}

// ---------------------------------------------------------------- figures hour by hour

/// One hub, 0.2 MW of storage all the time and 1,000 MWh of training at up to 1 MW, two periods of 4,380 h.
fn two_prices(hourly: &str, price: &str) -> Files {
    let mut files = Files::new();
    for (name, text) in [
        (
            "case.toml",
            "name = \"prices\"\nhorizon_hours = 8760\n[network]\nprice_cny_per_gbps_month = 0\n",
        ),
        (
            "hubs.csv",
            &format!(
                "hub,side,capacity_mw,pue,price_cny_per_kwh,hosting_cny_per_kw_month,emission_factor_kg_per_kwh\nguian,west,10,1.2,{price},0,0.5\n"
            ),
        ),
        ("origins.csv", "origin\nSH\n"),
        ("links.csv", "origin,hub,rtt_ms\nSH,guian,22\n"),
        ("accelerators.csv", "accelerator,it_power_w\nchip,1000\n"),
        (
            "training.csv",
            "run,accelerator_hours,accelerator,data_origin,accelerators_max\nmodel,1000000,chip,SH,1000\n",
        ),
        (
            "storage.csv",
            "archive,origin,volume_pb,mw_per_pb\nbackup,SH,50,0.004\n",
        ),
        ("periods.csv", "period,hours\nday,4380\nnight,4380\n"),
        ("hourly.csv", hourly),
    ] {
        files.insert(name.to_owned(), text.as_bytes().to_vec());
    }
    files
}

const DAY_AND_NIGHT: &str = "period,hub,price_cny_per_kwh\nday,guian,0.5\nnight,guian,-0.1\n";

fn electricity_cny(case: &Case) -> f64 {
    let answer = answer(case, Solver::Engine).expect("a plan");
    assert!(answer.certificate.holds());
    answer.placement.costs.electricity
}

fn close(found: f64, right: f64) {
    assert!(
        (found - right).abs() <= 1e-9 * right.abs(),
        "{found} instead of {right}"
    );
}

/// By hand: storage draws 0.2 MW · 1.2 = 240 kW at all times, 240 · 4,380 · (0.5 − 0.1) = 420,480 CNY. Training is paid
/// for running at night, and fits: 1,000 MWh · 1.2 · (−0.1 CNY/kWh) = −120,000 CNY. Together 300,480 CNY.
#[test]
fn prices_may_be_stated_hour_by_hour_and_below_nothing() {
    let case = loaded(&two_prices(DAY_AND_NIGHT, "9")).case;
    assert_eq!(case.hubs[0].price_cny_per_kwh.at(0), 0.5);
    assert!((case.hubs[0].price_cny_per_kwh.at(1) + 0.1).abs() < 1e-15);
    close(case.hubs[0].price_cny_per_kwh.base, 0.2);
    close(electricity_cny(&case), 300_480.0);
    // twice the price of every hour is twice the cost
    let mut doubled = case.clone();
    Change::parse("electricity_price*=2", &case)
        .unwrap()
        .apply(&mut doubled)
        .unwrap();
    close(electricity_cny(&doubled), 600_960.0);
    // one period at the mean, 0.2: (240 · 8,760 + 1,200,000) kWh · 0.2 = 660,480 CNY
    close(electricity_cny(&case.averaged()), 660_480.0);
    // hubs.csv need not state a price that hourly.csv states in every period
    let without = loaded(&two_prices(DAY_AND_NIGHT, "")).case;
    assert_eq!(format!("{without:?}"), format!("{case:?}"));
    // another unit, and the other way round
    let other = "hub,price_cny_per_mwh,period\nguian,-100,night\nguian,500,day\n";
    assert_eq!(
        format!("{:?}", loaded(&two_prices(other, "")).case),
        format!("{case:?}")
    );
}

/// The base holds where nothing is stated: 240 · 4,380 · (0.3 − 0.1) − 120,000 = 90,240 CNY.
#[test]
fn a_figure_of_one_hour_goes_before_the_base() {
    let night = "period,hub,price_cny_per_kwh,pue,note\nnight,guian,-0.1,,wind\n";
    let case = loaded(&two_prices(night, "0.3")).case;
    close(electricity_cny(&case), 90_240.0);
    let told = refused(&two_prices(night, ""));
    assert!(
        told.contains("hourly.csv states it in 1 of 2 periods only"),
        "{told}"
    );
    // PUE 1.5 at night: 0.2 MW · 4,380 h · (1.2 · 0.3 + 1.5 · -0.1) - 1,000 MWh · 1.5 · 0.1, in thousands of kWh
    let cooling = "period,hub,price_cny_per_kwh,pue\nnight,guian,-0.1,1.5\n";
    let case = loaded(&two_prices(cooling, "0.3")).case;
    close(
        electricity_cny(&case),
        1000.0 * (876.0 * (0.36 - 0.15) - 150.0),
    );
}

#[test]
fn prices_that_cancel_can_still_be_scaled() {
    let hourly = "period,hub,price_cny_per_kwh\nday,guian,0.1\nnight,guian,-0.1\n";
    let case = loaded(&two_prices(hourly, "")).case;
    let mut tripled = case.clone();
    Change::parse("electricity_price.guian*=3", &case)
        .unwrap()
        .apply(&mut tripled)
        .unwrap();
    close(tripled.hubs[0].price_cny_per_kwh.at(0), 0.3);
    close(tripled.hubs[0].price_cny_per_kwh.at(1), -0.3);
    close(electricity_cny(&case), -120_000.0);
}

#[test]
fn hourly_figures_that_cannot_be_are_refused() {
    let base = |hourly: &str| refused(&two_prices(hourly, "0.3"));
    let told = base("period,hub,pue,green_share\nday,guian,0.9,1.2\n");
    assert!(
        told.contains("PUE must be at least 1, found `0.9`"),
        "{told}"
    );
    assert!(
        told.contains("hourly.csv, line 2, column `green_share`"),
        "{told}"
    );
    let told = base(
        "period,hub,price_cny_per_kwh\nday,guian,1\nday,guian,2\nnoon,guian,1\nday,guiyang,1\n",
    );
    assert!(
        told.contains("hub `guian` in period `day` is given twice"),
        "{told}"
    );
    assert!(told.contains("no period is called `noon`"), "{told}");
    assert!(told.contains("no hub is called `guiyang`"), "{told}");
    let mut files = two_prices(DAY_AND_NIGHT, "0.3");
    files.insert(
        "profiles.csv".to_owned(),
        b"period,tariff\nday,1.5\nnight,0.5\n".to_vec(),
    );
    edit(&mut files, "hubs.csv", "hub,side", "hub,price_profile,side");
    edit(&mut files, "hubs.csv", "guian,west", "guian,tariff,west");
    let told = refused(&files);
    assert!(told.contains("either is allowed, not both"), "{told}");
}

/// 0.35 CNY/kWh times a mean of (0.5 + 0.266) / 2 = 0.383 is 0.134.
#[test]
fn a_tariff_in_place_of_a_profile_is_warned_of() {
    let mut files = edited("hubs.csv", "hub,name,", "hub,price_profile,name,");
    edit(&mut files, "hubs.csv", "wuhu,Wuhu", "wuhu,tariff,Wuhu");
    edit(
        &mut files,
        "hubs.csv",
        "zhongwei,Zhongwei",
        "zhongwei,,Zhongwei",
    );
    edit(&mut files, "hubs.csv", ",0.63,", ",0.35,");
    files.insert(
        "profiles.csv".to_owned(),
        b"period,daytime,solar,tariff\nday,1.2,1.1,0.5\nnight,0.8,0.9,0.266\n".to_vec(),
    );
    let told = warned(&files);
    assert!(
        told.contains("profile `tariff` has a mean of 0.383"),
        "{told}"
    );
    assert!(
        told.contains("the mean electricity price in CNY/kWh is 0.1341 and not 0.35"),
        "{told}"
    );
    assert!(told.contains("`price_cny_per_kwh` of hourly.csv"), "{told}");
    assert_eq!(told.matches("warning: ").count(), 1, "{told}");
}

// ---------------------------------------------------------------- warnings

#[test]
fn round_trips_of_two_kinds_are_warned_of() {
    // from Beijing, Wuhu is 970 km away and Zhongwei 950: 33 ms stated to the nearer, 14 ms derived to the other
    let told = warned(&edited("links.csv", "SH,wuhu", "BJ,zhongwei,33,,\nSH,wuhu"));
    assert!(
        told.contains("round trips from `BJ` are not of one kind: 33.0 ms stated to `zhongwei`"),
        "{told}"
    );
    assert!(
        told.contains("--> links.csv, line 3, column `rtt_ms`"),
        "{told}"
    );
    assert_eq!(told.matches("warning: ").count(), 1, "{told}");
    // where both are stated there is nothing to compare
    assert_eq!(
        warned(&edited(
            "links.csv",
            "SH,wuhu",
            "BJ,zhongwei,33,,\nBJ,wuhu,15,,\nSH,wuhu"
        )),
        ""
    );
}

#[test]
fn capacity_in_kilowatts_is_warned_of() {
    let told = warned(&edited("hubs.csv", ",100,,", ",100000,,"));
    assert!(told.contains("capacity of a hub in MW (IT)"), "{told}");
    assert!(
        told.contains("if this is in kW, name the column `capacity_kw`"),
        "{told}"
    );
    assert_eq!(
        warned(&edited("hubs.csv", "capacity_mw,", "capacity_kw,"))
            .matches("kW, name")
            .count(),
        0
    );
}

#[test]
fn equal_warnings_are_told_once() {
    let mut links = "origin,hub,rtt_ms,price_cny_per_gbps_month\n".to_owned();
    let mut origins =
        "origin,demand_share,lat_deg,lon_deg\nSH,1,31.23,121.47\nBJ,1,39.9,116.4\n".to_owned();
    for origin in 0..400 {
        origins += &format!("o{origin},1,,\n");
        for hub in ["wuhu", "zhongwei"] {
            links += &format!("o{origin},{hub},20,{}\n", 2 + origin);
        }
    }
    links += "SH,wuhu,6,12000\nSH,zhongwei,27,12000\nBJ,wuhu,12,12000\nBJ,zhongwei,15,12000\n";
    let mut files = with("links.csv", links);
    files.insert("origins.csv".to_owned(), origins.into_bytes());
    files.remove("trunks.csv");
    let told = warned(&files);
    assert_eq!(told.matches("bandwidth price").count(), 1, "{told}");
    assert!(
        told.contains("the same in 799 more lines: 3, 4, 5, 6, 7, 8, …"),
        "{told}"
    );
}

// ---------------------------------------------------------------- very many faults

#[test]
fn very_many_faults_are_told_in_short() {
    let row = "SH,wuhu,6,400,\n";
    let links = format!(
        "origin,hub,rtt_ms,capacity_gbps,trunk\n{}",
        row.repeat(200_000)
    );
    let told = refused(&with("links.csv", links));
    assert!(told.len() < 20_000, "{} bytes", told.len());
    assert!(
        told.contains("and 199,959 more like these"),
        "{}",
        &told[told.len() - 300..]
    );
    assert!(
        told.ends_with("199,999 faults in `two-hubs`"),
        "{}",
        &told[told.len() - 300..]
    );

    let unknown: String = (0..100_000).map(|n| format!(",column{n}")).collect();
    let origins = format!("origin{unknown}\nSH{}\n", ",".repeat(100_000));
    let told = refused(&with("origins.csv", origins));
    assert!(told.len() < 20_000, "{} bytes", told.len());

    let hubs: String = (0..30_000)
        .map(|n| format!("h{n},east,1,1.2,0.5,200,0.5\n"))
        .collect();
    let head = "hub,side,capacity_mw,pue,price_cny_per_kwh,hosting_cny_per_kw_month,emission_factor_kg_per_kwh\n";
    let mut files = with("hubs.csv", format!("{head}{hubs}"));
    let links: String = (0..30_000).map(|n| format!("SH,x{n},1\n")).collect();
    files.insert(
        "links.csv".to_owned(),
        format!("origin,hub,rtt_ms\n{links}").into_bytes(),
    );
    let told = refused(&files);
    assert!(told.len() < 60_000, "{} bytes", told.len());
    assert!(told.contains("more like these"), "{told}");
}

#[test]
fn a_name_of_any_length_is_cut_where_it_is_told() {
    let long = "字".repeat(500_000);
    for files in [
        edited("case.toml", "Two hubs", &long),
        edited("case.toml", "two-hubs", &long),
        edited("case.toml", "title", &format!("\"{long}\"")),
        edited("hubs.csv", "wuhu,Wuhu", &format!("{long},Wuhu")),
        edited("hubs.csv", "wuhu,Wuhu", &format!("wuhu,{long}")),
        edited("hubs.csv", ",100,", &format!(",{long},")),
        edited("hubs.csv", "hub,name", &format!("hub,{long}")),
        edited("links.csv", "SH,wuhu", &format!("SH,{long}")),
        edited("training.csv", "west|wuhu", &long),
    ] {
        let told = refused(&files);
        assert!(
            told.chars().count() < 10_000,
            "{} characters",
            told.chars().count()
        );
    }
}
