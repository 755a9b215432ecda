//! A corpus of bad inputs by kind: each entry spoils the good case once, and its message is held word
//! for word in `tests/bad_input/snapshots`. A few entries have more than one fault and say so.

#[path = "bad_input/at_once.rs"]
mod at_once;
#[path = "bad_input/case.rs"]
mod case;
#[path = "bad_input/hostile.rs"]
mod hostile;

use std::fmt::Write as _;

use case::{Files, edit, edited, good, read, with, without};

/// What was done, and the files after it.
type Entry = (&'static str, Files);

/// All messages of a kind, or a failure where an entry was read without a fault.
fn messages(entries: Vec<Entry>) -> String {
    let mut text = String::new();
    for (what, files) in entries {
        match read(&files) {
            Ok(_) => panic!("no fault was found: {what}"),
            Err(report) => writeln!(text, "### {what}\n\n{report}\n").unwrap(),
        }
    }
    text
}

fn check(kind: &str, least: usize, entries: Vec<Entry>) {
    assert!(entries.len() >= least, "{kind}: {} entries", entries.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("bad_input/snapshots");
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(kind, messages(entries)));
}

/// A row appended to a file of the good case.
fn added(file: &str, row: &str) -> Files {
    let mut files = good();
    files
        .get_mut(file)
        .unwrap()
        .extend_from_slice(format!("{row}\n").as_bytes());
    files
}

/// The good case with two replacements in one file.
fn twice(file: &str, first: (&str, &str), second: (&str, &str)) -> Files {
    let mut files = edited(file, first.0, first.1);
    edit(&mut files, file, second.0, second.1);
    files
}

#[test]
fn files_that_are_not_there_or_not_text_are_reported() {
    check(
        "files",
        16,
        vec![
            ("no case.toml", without(&["case.toml"])),
            ("no hubs.csv", without(&["hubs.csv"])),
            ("no origins.csv", without(&["origins.csv"])),
            ("no accelerators.csv", without(&["accelerators.csv"])),
            ("no profiles.csv", without(&["profiles.csv"])),
            ("no trunks.csv", without(&["trunks.csv"])),
            ("no periods.csv", without(&["periods.csv"])),
            (
                "no workload at all",
                without(&[
                    "inference.csv",
                    "training.csv",
                    "storage.csv",
                    "accelerators.csv",
                ]),
            ),
            ("an empty file", with("hubs.csv", "")),
            (
                "a file of blank lines and comments",
                with("origins.csv", "\n\n# nothing\n"),
            ),
            ("a header without rows", with("hubs.csv", "hub,side\n")),
            ("an empty case.toml", with("case.toml", "")),
            (
                "bytes that are no text",
                with("hubs.csv", b"hub,side\nwuhu,\xFF\xFF\n"),
            ),
            ("a null byte", with("links.csv", b"origin,hub\nSH,wu\0hu\n")),
            ("UTF-16", with("origins.csv", b"\xFF\xFEo\0r\0i\0")),
            (
                "a picture",
                with("hubs.csv", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
            ),
            (
                "case.toml of no text",
                with("case.toml", b"name = \"\xFF\xFF\"\n"),
            ),
        ],
    );
}

#[test]
fn tables_of_the_wrong_form_are_reported() {
    check(
        "tables",
        16,
        vec![
            (
                "semicolons",
                with("trunks.csv", "trunk;capacity_gbps\nwest;600\n"),
            ),
            (
                "tabs",
                with("trunks.csv", "trunk\tcapacity_gbps\nwest\t600\n"),
            ),
            (
                "full-width commas",
                with("trunks.csv", "trunk，capacity_gbps\nwest，600\n"),
            ),
            (
                "an unclosed quotation mark",
                with("trunks.csv", "trunk,capacity_gbps\n\"west,600\n"),
            ),
            (
                "a quotation mark unclosed in a comment column",
                edited("hubs.csv", ",S19\n", ",\"S19\n"),
            ),
            (
                "a cell of two lines",
                edited("origins.csv", "Shanghai", "\"Shang\nhai\""),
            ),
            ("too few cells", edited("trunks.csv", "west,600", "west")),
            (
                "too many cells",
                edited("trunks.csv", "west,600", "west,600,x"),
            ),
            (
                "a comma in a name",
                edited("origins.csv", "Shanghai", "Shanghai, east"),
            ),
            (
                "an unknown column",
                edited(
                    "trunks.csv",
                    "capacity_gbps\nwest,600",
                    "capacity_gbps,colour\nwest,600,red",
                ),
            ),
            ("a slip in a column", edited("hubs.csv", "pue", "peu")),
            (
                "a column in capitals",
                edited("hubs.csv", "lat_deg", "LAT_DEG"),
            ),
            (
                "a slip in a column of text",
                edited("hubs.csv", "green_share_profile", "green_share_profil"),
            ),
            (
                "a column of another table",
                edited("hubs.csv", "facility_limit_mw", "rtt_ms"),
            ),
            (
                "a required column missing",
                edited("hubs.csv", "capacity_mw", "capacity_note"),
            ),
            (
                "two required columns missing",
                twice(
                    "hubs.csv",
                    ("capacity_mw", "capacity_note"),
                    ("side", "side_note"),
                ),
            ),
            ("the key missing", edited("hubs.csv", "hub,", "note,")),
            (
                "the key of a workload missing",
                edited("training.csv", "run,", "note,"),
            ),
            (
                "a column twice",
                edited(
                    "trunks.csv",
                    "capacity_gbps\nwest,600",
                    "capacity_gbps,capacity_gbps\nwest,600,700",
                ),
            ),
            (
                "a column without name",
                edited(
                    "trunks.csv",
                    "capacity_gbps\nwest,600",
                    "capacity_gbps,\nwest,600,7",
                ),
            ),
        ],
    );
}

#[test]
fn units_that_cannot_be_used_are_reported() {
    let header = |from, to| edited("hubs.csv", from, to);
    check(
        "units",
        12,
        vec![
            (
                "an unknown unit of energy",
                header("price_cny_per_kwh", "price_cny_per_kcal"),
            ),
            (
                "an unknown unit of power",
                header("capacity_mw", "capacity_hp"),
            ),
            (
                "power where energy is needed",
                header("price_cny_per_kwh", "price_cny_per_kw"),
            ),
            (
                "energy where power is needed",
                header("capacity_mw", "capacity_mwh"),
            ),
            (
                "mass per power",
                header("emission_factor_kg_per_kwh", "emission_factor_kg_per_kw"),
            ),
            (
                "a currency without rate",
                header("price_cny_per_kwh", "price_eur_per_kwh"),
            ),
            (
                "length where time is needed",
                edited("links.csv", "rtt_ms", "rtt_km"),
            ),
            (
                "volume where bandwidth is needed",
                edited("trunks.csv", "capacity_gbps", "capacity_gb"),
            ),
            (
                "two columns for one quantity",
                edited(
                    "trunks.csv",
                    "capacity_gbps\nwest,600",
                    "capacity_gbps,capacity_tbps\nwest,600,0.6",
                ),
            ),
            (
                "a unit without per",
                edited("inference.csv", "traffic_kb_per_request", "traffic_kb"),
            ),
            (
                "a key in an unknown unit",
                edited("case.toml", "price_cny_per_t", "price_cny_per_ton"),
            ),
            (
                "a key in another dimension",
                edited("case.toml", "equipment_delay_ms", "equipment_delay_km"),
            ),
            (
                "a key in a currency without rate",
                edited(
                    "case.toml",
                    "price_cny_per_gbps_month",
                    "price_jpy_per_gbps_month",
                ),
            ),
            (
                "a key for one quantity twice",
                edited(
                    "case.toml",
                    "[exchange]",
                    "horizon_days = 365\n\n[exchange]",
                ),
            ),
            (
                "a figure out of bounds after its conversion",
                edited(
                    "trunks.csv",
                    "capacity_gbps\nwest,600",
                    "capacity_mbps\nwest,-600",
                ),
            ),
            (
                "a key out of bounds after its conversion",
                edited(
                    "case.toml",
                    "price_cny_per_t = 100",
                    "price_usd_per_t = -10",
                ),
            ),
            (
                "a rate that is no number",
                edited("case.toml", "USD = 7.1", "USD = \"seven\""),
            ),
            (
                "a rate of nothing",
                edited("case.toml", "USD = 7.1", "USD = 0"),
            ),
            (
                "a currency that is none",
                edited("case.toml", "USD = 7.1", "dollar = 7.1"),
            ),
            (
                "a currency that is a unit",
                edited("case.toml", "USD = 7.1", "DAY = 7.1"),
            ),
        ],
    );
}

#[test]
fn cells_that_are_no_figures_are_reported() {
    let pue = |cell| edited("hubs.csv", ",1.24,", &format!(",{cell},"));
    let price = |cell| edited("hubs.csv", ",0.36,", &format!(",{cell},"));
    check(
        "cells",
        20,
        vec![
            ("a word", pue("low")),
            ("an empty required cell", pue("")),
            (
                "a thousands separator",
                edited("hubs.csv", ",100,", ",\"1,000\","),
            ),
            (
                "a thousands separator of Switzerland",
                edited("hubs.csv", ",100,", ",1'000,"),
            ),
            (
                "a thousands separator as a space",
                edited("hubs.csv", ",100,", ",1 000,"),
            ),
            ("a decimal comma", pue("\"1,24\"")),
            ("a percentage of a price", price("35%")),
            ("a percentage with decimals of a price", price("35.7 %")),
            (
                "a figure with its unit",
                edited("hubs.csv", ",100,", ",100 MW,"),
            ),
            ("a dash", edited("hubs.csv", ",100,", ",-,")),
            ("n/a", edited("hubs.csv", ",100,", ",n/a,")),
            (
                "a spreadsheet's error",
                edited("hubs.csv", ",100,", ",#DIV/0!,"),
            ),
            ("a formula", edited("hubs.csv", ",100,", ",=B2*2,")),
            ("NaN", pue("NaN")),
            ("infinity", edited("hubs.csv", ",100,", ",inf,")),
            (
                "a figure too large for its type",
                edited("hubs.csv", ",100,", ",1e999,"),
            ),
            (
                "a figure too large to be meant",
                edited("hubs.csv", ",100,", ",1e200,"),
            ),
            (
                "a figure too small to be meant",
                edited("inference.csv", ",1.5,", ",1e-200,"),
            ),
            ("digits in words", edited("hubs.csv", ",100,", ",一百,")),
            (
                "a figure that vanishes",
                edited("inference.csv", ",1.5,", ",1e-999,"),
            ),
            (
                "a thousands separator without quotation marks",
                edited("hubs.csv", ",100,", ",40,000,"),
            ),
            (
                "a hexadecimal figure",
                edited("hubs.csv", ",100,", ",0x64,"),
            ),
            ("two figures", edited("hubs.csv", ",100,", ",100-200,")),
            (
                "no figure in an optional cell",
                edited("links.csv", ",27,", ",far,"),
            ),
            (
                "no figure in a profile",
                edited("profiles.csv", "1.2", "high"),
            ),
            (
                "NaN in an optional cell",
                edited("links.csv", ",27,", ",nan,"),
            ),
        ],
    );
}

#[test]
fn settings_that_cannot_be_used_are_reported() {
    let toml = |from, to| edited("case.toml", from, to);
    check(
        "settings",
        30,
        vec![
            ("no TOML", with("case.toml", "name two-hubs\n")),
            ("an unclosed text", toml("\"two-hubs\"", "\"two-hubs")),
            (
                "a key twice",
                toml("[exchange]", "name = \"again\"\n\n[exchange]"),
            ),
            ("a section twice", toml("[policy]", "[network]\n\n[policy]")),
            ("an unknown key", toml("equipment_delay_ms", "colour")),
            ("a slip in a key", toml("route_factor", "route_facter")),
            (
                "a slip in the first key",
                toml("horizon_hours", "horizon_huors"),
            ),
            ("a slip in a section", toml("[policy]", "[polcy]")),
            ("an unknown section", toml("[policy]", "[weather]")),
            (
                "a section as a value",
                toml(
                    "[policy]\nhub_share_max = 0.9",
                    "[penalty]\n[policy.green_share_min]\n",
                ),
            ),
            (
                "a value as a section",
                twice(
                    "case.toml",
                    ("[policy]\nhub_share_max = 0.9", ""),
                    ("title", "policy = 1\ntitle"),
                ),
            ),
            (
                "text where a number is needed",
                toml("route_factor = 1.4", "route_factor = \"1.4\""),
            ),
            ("a number where text is needed", toml("\"two-hubs\"", "2")),
            (
                "a number where truth is needed",
                toml("route_factor", "derive_links = 1\nroute_factor"),
            ),
            ("a list", toml("route_factor = 1.4", "route_factor = [1.4]")),
            (
                "a date",
                toml("route_factor = 1.4", "route_factor = 2026-01-01"),
            ),
            ("NaN", toml("route_factor = 1.4", "route_factor = nan")),
            ("infinity", toml("route_factor = 1.4", "route_factor = inf")),
            ("no name", toml("name = \"two-hubs\"", "")),
            ("a name with a space", toml("\"two-hubs\"", "\"two hubs\"")),
            ("no horizon", toml("horizon_hours = 8760", "")),
            ("a horizon of nothing", toml("= 8760", "= 0")),
            (
                "another currency",
                toml("[exchange]", "currency = \"USD\"\n\n[exchange]"),
            ),
            ("another accounting", toml("\"location\"", "\"local\"")),
            ("an unknown accounting", toml("\"location\"", "\"green\"")),
            (
                "a negative carbon price",
                toml("price_cny_per_t = 100", "price_cny_per_t = -1"),
            ),
            (
                "a route shorter than the great circle",
                toml("= 1.4", "= 0.9"),
            ),
            ("fibre faster than light", toml("= 4.9", "= 3.3")),
            (
                "a negative delay",
                toml("equipment_delay_ms = 1", "equipment_delay_ms = -1"),
            ),
            ("a negative bandwidth price", toml("= 12000", "= -12000")),
            ("a hub share over 1", toml("= 0.9", "= 90")),
            (
                "a green share under 0",
                toml("hub_share_max = 0.9", "green_share_min = -0.1"),
            ),
            (
                "a share of training over 1",
                toml("hub_share_max = 0.9", "training_west_share_min = 1.5"),
            ),
            (
                "a negative carbon cap",
                toml("hub_share_max = 0.9", "carbon_cap_t = -5"),
            ),
            (
                "a negative penalty",
                toml("[policy]", "[penalty]\ngreen_cny_per_mwh = -5\n\n[policy]"),
            ),
            (
                "a green target of an unknown hub",
                toml(
                    "hub_share_max = 0.9",
                    "[policy.green_share_min_by_hub]\nzhongwai = 0.5",
                ),
            ),
            (
                "a green target of a hub over 1",
                toml(
                    "hub_share_max = 0.9",
                    "[policy.green_share_min_by_hub]\nzhongwei = 50",
                ),
            ),
            (
                "a green target without a price of green energy",
                toml("hub_share_max = 0.9", "green_share_min = 0.5"),
            ),
            (
                "a green target in the east without a price",
                toml("hub_share_max = 0.9", "green_share_min_east = 0.5"),
            ),
            (
                "market accounting without a price of green energy",
                toml("\"location\"", "\"market\""),
            ),
            (
                "marginal accounting without factors",
                toml("\"location\"", "\"marginal\""),
            ),
        ],
    );
}

#[test]
fn ids_that_cannot_be_used_are_reported() {
    check(
        "ids",
        16,
        vec![
            (
                "a hub with a space",
                edited("hubs.csv", "zhongwei,", "zhong wei,"),
            ),
            (
                "a hub with a dot",
                edited("hubs.csv", "zhongwei,", "zhong.wei,"),
            ),
            (
                "a hub in Chinese with a comma",
                edited("hubs.csv", "zhongwei,", "中卫、宁夏,"),
            ),
            (
                "a hub called west",
                edited("hubs.csv", "zhongwei,", "west,"),
            ),
            ("a hub called all", edited("hubs.csv", "zhongwei,", "all,")),
            ("a hub without id", edited("hubs.csv", "zhongwei,", ",")),
            ("a hub twice", edited("hubs.csv", "zhongwei,", "wuhu,")),
            ("an origin twice", edited("origins.csv", "BJ,", "SH,")),
            ("an origin called *", edited("origins.csv", "BJ,", "*,")),
            ("a trunk twice", added("trunks.csv", "west,700")),
            (
                "an accelerator twice",
                added("accelerators.csv", "a100,312,900"),
            ),
            ("a period twice", edited("periods.csv", "night,", "day,")),
            (
                "a profile of wrong form",
                edited("profiles.csv", "solar", "solar power"),
            ),
            (
                "an id too long",
                edited("trunks.csv", "west", &"w".repeat(65)),
            ),
            (
                "a service called inference",
                edited("storage.csv", "backup", "inference"),
            ),
            (
                "a run twice",
                added(
                    "training.csv",
                    "gpt,36400,a100,0.4,SH,45,10,10000,night,night,west",
                ),
            ),
            (
                "a run and a service of one id",
                edited("training.csv", "gpt,", "chat,"),
            ),
            (
                "an archive and a service of one id",
                edited("storage.csv", "backup,", "chat,"),
            ),
            ("a run without id", edited("training.csv", "gpt,", ",")),
        ],
    );
}

#[test]
fn hubs_and_origins_out_of_bounds_are_reported() {
    let hub = |from, to| edited("hubs.csv", from, to);
    check(
        "places",
        22,
        vec![
            ("PUE under 1", hub(",1.24,", ",0.8,")),
            ("PUE of 0", hub(",1.24,", ",0,")),
            (
                "PUE under 1 in one period",
                twice(
                    "hubs.csv",
                    ("green_share_profile", "pue_profile"),
                    ("1.2,0.36", "1.05,0.36"),
                ),
            ),
            ("a negative capacity", hub(",100,", ",-100,")),
            ("a negative facility limit", hub(",330,", ",-330,")),
            ("a negative hosting fee", hub(",400,", ",-400,")),
            ("a negative emission factor", hub(",0.68,", ",-0.68,")),
            ("a green share over 1", hub(",0.35,", ",35,")),
            ("a green share far over 1", hub(",0.35,", ",350,")),
            ("a negative green share", hub(",0.35,", ",-0.35,")),
            ("a green share over 1 in one period", hub(",0.8,", ",0.95,")),
            ("a side that is none", hub(",east,", ",north,")),
            ("a side with a capital", hub(",east,", ",East,")),
            ("no side", hub(",east,", ",,")),
            ("a latitude over 90", hub("31.35", "131.35")),
            ("a longitude over 180", hub("118.29", "318.29")),
            (
                "a latitude without longitude",
                edited("origins.csv", "39.9,116.4", "39.9,"),
            ),
            (
                "a longitude without latitude",
                edited("origins.csv", "39.9,116.4", ",116.4"),
            ),
            (
                "no coordinates where links are derived",
                edited("origins.csv", "39.9,116.4", ","),
            ),
            ("a hub without coordinates", hub("31.35,118.29", ",")),
            ("an unknown profile", hub(",solar,", ",soler,")),
            (
                "a negative demand share",
                edited("origins.csv", "0.4", "-0.4"),
            ),
            (
                "no demand shares where a row uses *",
                edited("origins.csv", "demand_share", "demand_share_note"),
            ),
            (
                "a negative marginal factor",
                twice(
                    "hubs.csv",
                    ("green_share_profile", "marginal_emission_factor_kg_per_kwh"),
                    (",solar,", ",-0.9,"),
                ),
            ),
            (
                "an accelerator without power",
                edited("accelerators.csv", "800", "0"),
            ),
            (
                "an accelerator of negative compute",
                edited("accelerators.csv", "312", "-312"),
            ),
        ],
    );
}

#[test]
fn links_that_cannot_be_are_reported() {
    let link = |from, to| edited("links.csv", from, to);
    check(
        "links",
        16,
        vec![
            ("an unknown origin", link("SH,wuhu", "SHH,wuhu")),
            ("an unknown hub", link("SH,wuhu", "SH,wuhuu")),
            (
                "an unknown hub that is like none",
                link("SH,wuhu", "SH,moon"),
            ),
            ("hub and origin exchanged", link("SH,wuhu", "wuhu,SH")),
            ("an unknown trunk", link(",west", ",vest")),
            ("no origin", link("SH,wuhu", ",wuhu")),
            ("a pair twice", link("SH,zhongwei", "SH,wuhu")),
            ("a negative round trip", link(",6,", ",-6,")),
            ("a round trip faster than light", link(",27,", ",1.2,")),
            ("a round trip that is one way", link(",27,", ",13,")),
            ("a negative capacity", link(",27,400", ",27,-400")),
            ("a negative trunk", edited("trunks.csv", "600", "-600")),
            ("no trunk capacity", edited("trunks.csv", "600", "")),
            (
                "no bandwidth price at all",
                edited("case.toml", "price_cny_per_gbps_month = 12000", ""),
            ),
            (
                "no route factor",
                edited("case.toml", "route_factor = 1.4", ""),
            ),
            (
                "nothing to derive links with",
                edited(
                    "case.toml",
                    "route_factor = 1.4\nfibre_delay_us_per_km = 4.9\nequipment_delay_ms = 1",
                    "",
                ),
            ),
            (
                "links that are not derived",
                edited("case.toml", "route_factor = 1.4", "derive_links = false"),
            ),
            ("no links.csv and none derived", {
                let mut files = edited("case.toml", "route_factor = 1.4", "derive_links = false");
                files.remove("links.csv");
                files.remove("trunks.csv");
                files
            }),
        ],
    );
}

#[test]
fn periods_and_profiles_that_do_not_fit_are_reported() {
    check(
        "time",
        12,
        vec![
            (
                "periods that do not add up",
                edited("periods.csv", "night,4380", "night,4830"),
            ),
            (
                "a period of no hours",
                edited("periods.csv", "night,4380", "night,0"),
            ),
            (
                "a period of negative hours",
                edited("periods.csv", "night,4380", "night,-4380"),
            ),
            (
                "a period without hours",
                edited("periods.csv", "night,4380", "night,"),
            ),
            (
                "a profile without a period",
                edited("profiles.csv", "night,0.8,0.9\n", ""),
            ),
            (
                "a profile of an unknown period",
                edited("profiles.csv", "night", "nigth"),
            ),
            (
                "a period twice in the profiles",
                edited("profiles.csv", "night", "day"),
            ),
            (
                "a profile without a multiplier",
                edited("profiles.csv", "night,0.8,0.9", "night,,0.9"),
            ),
            (
                "a negative multiplier",
                edited("profiles.csv", "0.8", "-0.8"),
            ),
            (
                "a profile twice",
                edited("profiles.csv", "daytime,solar", "solar,solar"),
            ),
            (
                "profiles without the column of periods",
                edited("profiles.csv", "period", "hour"),
            ),
            ("profiles without periods.csv", {
                let mut files = without(&["periods.csv"]);
                edit(&mut files, "training.csv", ",night,night,", ",,,");
                files
            }),
            (
                "periods without a key",
                edited("periods.csv", "period", "hour"),
            ),
        ],
    );
}

#[test]
fn services_that_cannot_be_are_reported() {
    let service = |from, to| edited("inference.csv", from, to);
    check(
        "inference",
        22,
        vec![
            ("an unknown origin", service("chat,BJ", "chat,BJJ")),
            (
                "an unknown accelerator",
                service("daytime,a100", "daytime,a1000"),
            ),
            ("no accelerator", service("daytime,a100", "daytime,")),
            (
                "an unknown profile",
                service("SH,9000,daytime", "SH,9000,day"),
            ),
            (
                "an unknown hub allowed",
                service("40,\nchat,BJ", "40,wuhu guian\nchat,BJ"),
            ),
            ("an origin twice", service("chat,BJ", "chat,SH")),
            ("* beside another row", service("chat,BJ", "chat,*")),
            ("* twice", {
                let mut files = service("chat,BJ", "chat,*");
                edit(&mut files, "inference.csv", "chat,SH", "chat,*");
                files
            }),
            ("a negative demand", service(",9000,", ",-9000,")),
            ("no demand", service(",9000,", ",,")),
            (
                "no time per request",
                service(
                    "chat,SH,9000,daytime,a100,1.5",
                    "chat,SH,9000,daytime,a100,0",
                ),
            ),
            (
                "a utilisation over 1",
                service("a100,1.5,0.6", "a100,1.5,60"),
            ),
            ("a utilisation of 0", service("a100,1.5,0.6", "a100,1.5,0")),
            ("a negative traffic", service("0.6,20,40", "0.6,-20,40")),
            ("a limit of 0", service("0.6,20,40", "0.6,20,0")),
            (
                "rows that disagree",
                service(
                    "chat,BJ,6000,daytime,a100,1.5,0.6,20,40",
                    "chat,BJ,6000,daytime,a100,1.6,0.6,20,50",
                ),
            ),
            (
                "a row that leaves out what another states",
                service(
                    "chat,BJ,6000,daytime,a100,1.5,0.6,20,40",
                    "chat,BJ,6000,daytime,a100,1.5,0.6,20,",
                ),
            ),
            (
                "no hub in time",
                with(
                    "inference.csv",
                    "service,origin,requests_per_s,accelerator,accelerator_s_per_request,rtt_limit_ms\nvoice,BJ,100,a100,0.1,2\n",
                ),
            ),
            (
                "no hub in time for an origin of *",
                with(
                    "inference.csv",
                    "service,origin,requests_per_s,accelerator,accelerator_s_per_request,rtt_limit_ms\nvoice,*,100,a100,0.1,8\n",
                ),
            ),
            (
                "no allowed hub in time",
                with(
                    "inference.csv",
                    "service,origin,requests_per_s,accelerator,accelerator_s_per_request,rtt_limit_ms,hubs_allowed\nvoice,SH,100,a100,0.1,10,west\n",
                ),
            ),
            (
                "* without demand shares",
                twice("origins.csv", ("0.6\nBJ", "0\nBJ"), ("0.4", "0")),
            ),
            ("no hub on the side allowed", {
                let mut files = edited("hubs.csv", ",west,", ",east,");
                edit(&mut files, "training.csv", "west|wuhu", "west");
                files
            }),
        ],
    );
}

#[test]
fn runs_and_archives_that_cannot_be_are_reported() {
    let run = |from, to| edited("training.csv", from, to);
    check(
        "training_and_storage",
        22,
        vec![
            ("neither compute nor hours", run("36400", "")),
            (
                "both compute and hours",
                run(
                    "compute_pf_days,accelerator,utilisation,data_origin,data_tb",
                    "compute_pf_days,accelerator,utilisation,data_origin,accelerator_hours",
                ),
            ),
            ("compute without utilisation", run("a100,0.4", "a100,")),
            (
                "hours with utilisation",
                run("compute_pf_days", "accelerator_hours"),
            ),
            ("compute of 0", run("36400", "0")),
            ("negative compute", run("36400", "-36400")),
            ("a utilisation over 1", run("a100,0.4", "a100,1.4")),
            ("an unknown accelerator", run("a100,", "h100,")),
            (
                "an accelerator without its peak",
                edited("accelerators.csv", "312", ""),
            ),
            ("an unknown origin of data", run(",SH,", ",HS,")),
            ("no origin of data", run(",SH,", ",,")),
            ("a negative volume", run(",45,", ",-45,")),
            ("negative checkpoints", run(",10,", ",-10,")),
            ("no accelerators", run(",10000,", ",0,")),
            ("an unknown period", run("night,night", "night,evening")),
            ("half a window", run("night,night", "night,")),
            ("an unknown hub allowed", run("west|wuhu", "west|wuhai")),
            (
                "hubs separated by semicolons",
                run("west|wuhu", "zhongwei;wuhu"),
            ),
            (
                "an unknown origin of an archive",
                edited("storage.csv", "*", "Shanghai"),
            ),
            (
                "a negative volume of an archive",
                edited("storage.csv", "500", "-500"),
            ),
            ("no load per PB", edited("storage.csv", "0.004", "0")),
            ("a negative refresh", edited("storage.csv", ",5,", ",-5,")),
            (
                "an archive whose rows disagree",
                twice(
                    "storage.csv",
                    ("*", "SH"),
                    (",5,\n", ",5,\nbackup,BJ,100,0.005,5,\n"),
                ),
            ),
            (
                "an archive at one origin twice",
                twice(
                    "storage.csv",
                    ("*", "SH"),
                    (",5,\n", ",5,\nbackup,SH,100,0.004,5,\n"),
                ),
            ),
        ],
    );
}

#[test]
fn all_faults_of_a_case_are_reported_in_one_go_and_in_order() {
    let mut files = good();
    edit(&mut files, "case.toml", "route_factor", "route_facter");
    edit(&mut files, "case.toml", "= 0.9", "= 9");
    edit(&mut files, "hubs.csv", ",1.24,", ",0.8,");
    edit(&mut files, "hubs.csv", "capacity_mw", "capacity_hp");
    edit(&mut files, "links.csv", "SH,zhongwei", "SH,zhongwai");
    edit(&mut files, "inference.csv", "chat,BJ", "chat,Beijing");
    edit(&mut files, "training.csv", ",0.4,", ",forty,");
    edit(&mut files, "periods.csv", "night,4380", "night,4000");
    edit(&mut files, "profiles.csv", "1.2", "-1.2");
    files.insert("storage.csv".into(), b"archive\xFF\xFF".to_vec());
    check(
        "all_at_once",
        1,
        vec![("a case with a fault in nearly every file", files)],
    );
}
