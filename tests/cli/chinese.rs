//! A case as spreadsheets in China write it: Chinese names, UTF-8 with a byte-order mark or GB18030, CRLF.

use serde_json::Value;

use super::typing::{Desk, assert_fits};

/// A desk with the case `案例` in Chinese, each file passed through `encode`.
fn desk(encode: impl Fn(&str) -> Vec<u8>) -> Desk {
    let desk = Desk::new();
    desk.fine(&["new", "案例"]);
    desk.edit(
        "案例/hubs.csv",
        "coast,Coast,海岸",
        "coast,长三角（芜湖）,海岸",
    );
    desk.edit(
        "案例/hubs.csv",
        "plateau,Plateau,高原",
        "plateau,和林格尔,高原",
    );
    desk.edit("案例/origins.csv", "delta,Delta", "delta,上海市");
    desk.edit(
        "案例/case.toml",
        "Two hubs, two origins, one workload of each kind: solvable by hand",
        "东数西算：两个枢纽",
    );
    for name in desk.listing() {
        if name.ends_with(".csv") || name.ends_with(".toml") {
            desk.write(&name, encode(&desk.read(&name).replace('\n', "\r\n")));
        }
    }
    desk
}

fn utf8_with_mark(text: &str) -> Vec<u8> {
    [b"\xef\xbb\xbf", text.as_bytes()].concat()
}

fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[test]
fn chinese_text_comes_through_table_json_csv_and_export_in_either_encoding() {
    let desks = [desk(utf8_with_mark), desk(gb18030)];
    let outputs = desks.each_ref().map(|desk| {
        let table = desk.fine(&["solve", "案例", "--full"]);
        assert_fits(&table);
        for said in [
            "东数西算：两个枢纽",
            "长三角（芜湖）",
            "和林格尔",
            "上海市",
            "海岸",
        ] {
            assert!(table.contains(said), "no `{said}` in {table}");
        }
        let json = desk.fine(&["solve", "案例", "--format", "json"]);
        let answer: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(answer["case"]["title"], "东数西算：两个枢纽");
        assert_eq!(answer["hubs"][0]["name"], "长三角（芜湖）");
        assert_eq!(answer["hubs"][1]["name_zh"], "高原");

        desk.fine(&["solve", "案例", "--format", "csv", "-o", "结果"]);
        let hubs = desk.read("结果/hubs.csv");
        assert!(hubs.contains("\ncoast,长三角（芜湖）,海岸,east,"), "{hubs}");

        desk.fine(&["export", "案例", "-o", "模型.mps"]);
        let model = desk.read("模型.mps");
        assert!(
            model.is_ascii(),
            "names of rows and columns are ids, which every solver can read"
        );
        let back = desk.json(&["lp", "模型.mps", "--format", "json"]);
        assert_eq!(back["objective"], answer["objective_cny"]);
        (table, json, hubs, model)
    });
    // the same hash too: saving in another encoding is no change of the case
    assert_eq!(outputs[0], outputs[1]);
}

/// The case `案例` with every id in Chinese.
fn desk_of_chinese_ids(encode: impl Fn(&str) -> Vec<u8>) -> Desk {
    let desk = Desk::new();
    desk.fine(&["new", "案例"]);
    for name in desk.listing() {
        if !name.ends_with(".csv") && !name.ends_with(".toml") {
            continue;
        }
        let mut text = desk.read(&name);
        for (id, chinese) in [
            // without names for people, the table shows the ids
            ("coast,Coast,", "海岸,,"),
            ("plateau,Plateau,", "贵安_新区,,"),
            ("delta,Delta,", "三角洲,,"),
            ("coast,", "海岸,"),
            ("plateau,", "贵安_新区,"),
            ("delta,", "三角洲,"),
            ("upland,", "高地,"),
            ("chat,", "对话,"),
            ("pretrain,", "预训练,"),
            ("backup,", "备份,"),
            ("kilowatt,", "千瓦,"),
            // rows of figures.csv are named by ids joined by points
            ("delta.", "三角洲."),
            ("upland.", "高地."),
            ("chat.", "对话."),
            ("backup.", "备份."),
            ("name = \"tiny\"", "name = \"东数西算\""),
        ] {
            text = text.replace(id, chinese);
        }
        desk.write(&name, encode(&text));
    }
    desk
}

#[test]
fn a_case_whose_ids_are_chinese_gives_the_same_answer_through_every_command() {
    for encode in [utf8_with_mark, gb18030] {
        let desk = desk_of_chinese_ids(encode);
        desk.fine(&["check", "案例"]);
        let table = desk.fine(&["solve", "案例", "--full"]);
        assert_fits(&table);
        for id in ["海岸", "贵安_新区", "三角洲", "对话", "预训练", "备份"] {
            assert!(table.contains(id), "no `{id}` in {table}");
        }
        let answer = desk.json(&["solve", "案例", "--format", "json"]);
        assert_eq!(answer["objective_cny"], 220_209_100.0);
        assert_eq!(answer["placement"][0]["hub"], "海岸");

        desk.fine(&["export", "案例", "-o", "模型.mps"]);
        assert!(desk.read("模型.mps").contains("load.对话.三角洲.海岸"));
        desk.fine(&["export", "案例", "-o", "模型.lp"]);
        let spelt = desk.read("模型.lp");
        assert!(spelt.is_ascii() && spelt.contains("load.u5BF9u8BDD.u4E09u89D2u6D32.u6D77u5CB8"));
        let back = desk.json(&["lp", "模型.mps", "--format", "json"]);
        assert_eq!(back["objective"], answer["objective_cny"]);

        let changed = [
            "solve",
            "案例",
            "--format",
            "json",
            "--set",
            "capacity.贵安_新区=15",
        ];
        assert_eq!(
            desk.json(&changed)["objective_cny"],
            220_209_100.0 - 5_681_612.5
        );
        desk.refused(
            2,
            &["solve", "案例", "--set", "capacity.贵安新区=15"],
            &["did you mean `capacity.贵安_新区`?"],
        );
    }
}

#[test]
fn sweeps_and_lists_take_chinese_ids() {
    let desk = desk_of_chinese_ids(utf8_with_mark);
    let list = desk.fine(&["sweep", "--list-parameters", "案例"]);
    // the unit begins in the same column of the terminal in every line
    let column = |line: &str, at: usize| -> usize {
        let wide = |c: char| if c >= '\u{2e80}' { 2 } else { 1 };
        line[..at].chars().map(wide).sum()
    };
    let mut lines = list.lines();
    let head = lines.next().expect("a header");
    let unit = column(head, head.find("unit").expect("a unit"));
    let chinese: Vec<&str> = lines.filter(|line| line.contains("贵安_新区")).collect();
    for line in &chinese {
        let at = line.rfind("  ").expect("two spaces before the unit") + 2;
        assert_eq!(column(line, at), unit, "{list}");
    }
    assert!(chinese.len() > 5, "{list}");

    let grid = "[[parameter]]\nkey = \"capacity.贵安_新区\"\nvalues = [14, 15, 16]\n";
    desk.write("格子.toml", gb18030(grid));
    let sweep = ["sweep", "案例", "格子.toml", "--placements", "-o"];
    for part in 1..=2 {
        let (rows, shard) = (format!("第{part}.csv"), format!("{part}/2"));
        desk.fine(&[&sweep[..], &[&rows, "--shard", &shard]].concat());
    }
    desk.fine(&["merge", "第2.csv", "第1.csv", "-o", "全部.csv"]);
    desk.fine(&[&sweep[..], &["整体.csv"]].concat());
    let rows = desk.read("全部.csv");
    assert_eq!(rows, desk.read("整体.csv"));
    assert!(
        rows.starts_with("scenario,capacity.贵安_新区,status,"),
        "{rows}"
    );
    assert!(rows.contains("备份_at_贵安_新区_mw"), "{rows}");
    assert_eq!(rows.lines().count(), 4);
}

#[test]
fn an_id_with_what_separates_ids_is_refused_with_where_names_go() {
    for encode in [utf8_with_mark, gb18030] {
        let desk = desk(encode);
        let text = "origin,name\n上海（市）,上海市\nupland,高地\n";
        desk.write("案例/origins.csv", encode(text));
        desk.refused(
            2,
            &["check", "案例"],
            &[
                "`上海（市）` cannot be the id of an origin",
                "origins.csv, line 2, column `origin`",
                "any script",
                "`上海-市` would do; names for people go to the column `name`",
            ],
        );
    }
}

/// An MPS file from elsewhere may have names in any script; they come back in the proof.
#[test]
fn a_programme_with_chinese_names_is_solved_in_either_encoding() {
    let text = "NAME 方案 (FREE)\nROWS\n N 成本\n G 需求\n L 容量\nCOLUMNS\n 西部 成本 3 需求 1\n 西部 容量 1\n\
                RHS\n 右 需求 10 容量 6\nENDATA\n";
    for bytes in [utf8_with_mark(text), gb18030(text)] {
        let desk = Desk::new();
        desk.write("方案.mps", bytes);
        let answer = desk.json(&["lp", "方案.mps", "--format", "json"]);
        assert_eq!(answer["status"], "infeasible");
        assert_eq!(answer["name"], "方案");
        assert_eq!(answer["farkas"]["rows"]["需求"], 1.0);
        assert_eq!(answer["farkas"]["rows"]["容量"], -1.0);
        assert_eq!(answer["farkas"]["contradiction"], 4.0);
        assert!(desk.fine(&["lp", "方案.mps"]).contains("需求"));
    }
}
