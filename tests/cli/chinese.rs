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
        let table = desk.fine(&["solve", "案例"]);
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

#[test]
fn an_id_in_chinese_is_refused_with_where_names_go() {
    for encode in [utf8_with_mark, gb18030] {
        let desk = desk(encode);
        let text = "origin,name\n上海,上海市\nupland,高地\n";
        desk.write("案例/origins.csv", encode(text));
        desk.refused(
            2,
            &["check", "案例"],
            &[
                "`上海` cannot be the id of an origin",
                "origins.csv, line 2, column `origin`",
                "A to Z",
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
