//! What a file beside the tables of a case may have been meant to be, by its name.
//!
//! ```text
//!     training.CSV  training.csv.txt  training.xlsx  training.csv.gz  "training.csv "  training  → the table
//!     training.csv.bak  trainings.csv  results.xlsx                                              → some table
//!     README.md  plan.svg                                                                        → none
//! ```

use unicode_normalization::UnicodeNormalization;

use super::schema;
use crate::case::draft::Table;

/// Endings of sheets.
const SHEETS: [&str; 20] = [
    "csv", "tsv", "tab", "psv", "ssv", "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "ods", "ots",
    "fods", "et", "ett", "numbers", "dif", "slk", "dbf",
];
/// Endings of archives.
const ARCHIVES: [&str; 9] = ["gz", "gzip", "zip", "bz2", "xz", "zst", "7z", "rar", "lz4"];
/// What programs put before the names of files that are none of the user's.
const NOT_THE_USERS: [&str; 4] = ["._", ".~", ".#", "~$"];
/// What is put behind the stem of a copy.
const COPIES: [&str; 4] = ["copy", "副本", "拷贝", "複製"];

/// What a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// This table, under a name that a case does not read.
    Table(Table),
    /// A table, which a case does not have.
    Sheet,
    /// Nothing that a case has.
    Nothing,
}

/// What the file `name` may have been meant to be.
pub(super) fn likeness(name: &str) -> Likeness {
    if NOT_THE_USERS.iter().any(|before| name.starts_with(before)) {
        return Likeness::Nothing;
    }
    let (stem, endings) = parts(name);
    let is = |ending: &String, list: &[&str]| list.contains(&ending.as_str());
    let is_sheet = endings.iter().any(|ending| is(ending, &SHEETS));
    let known = |ending: &String| is(ending, &SHEETS) || is(ending, &ARCHIVES) || ending == "txt";
    match Table::LISTS.into_iter().find(|table| table.name() == stem) {
        Some(table) if endings.iter().all(known) => Likeness::Table(table),
        _ if is_sheet => Likeness::Sheet,
        _ => Likeness::Nothing,
    }
}

/// Whether a file that is not called `case.toml` was meant to be.
pub(super) fn is_settings(name: &str) -> bool {
    let (stem, endings) = parts(name);
    stem == Table::Settings.name()
        && endings
            .iter()
            .all(|ending| ending == "toml" || ending == "txt")
}

/// Whether a file is text by its name, so that another name is all that it needs; not packed, not a workbook.
pub(super) fn is_plain(name: &str) -> bool {
    let (_, endings) = parts(name);
    let plain = |ending: &String| matches!(ending.as_str(), "csv" | "txt");
    endings.iter().all(plain)
}

/// The name of a file in letters of one case and width, without blanks, taken apart at its dots: the stem, without
/// what marks a copy, and the endings.
fn parts(name: &str) -> (String, Vec<String>) {
    let plain: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let shown =
        |c: char| !(c.is_whitespace() || c.is_control() || ('\u{200b}'..='\u{200f}').contains(&c));
    let plain: String = plain
        .chars()
        .filter(|c| shown(*c) && *c != '\u{feff}')
        .collect();
    let mut parts = plain
        .split(['.', '。'])
        .map(|part| part.trim_matches(['~', '#', '"', '\'']).to_owned())
        .filter(|part| !part.is_empty());
    let stem = parts.next().unwrap_or_default();
    (original(&stem).to_owned(), parts.collect())
}

/// The stem of a copy without what marks it: `training(1)`, `training-copy`, `copyoftraining`.
fn original(stem: &str) -> &str {
    let stem = stem.strip_prefix("copyof").unwrap_or(stem);
    let numbered = stem.strip_suffix(')').and_then(|rest| {
        let bare = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        bare.strip_suffix('(')
    });
    let stem = numbered.unwrap_or(stem);
    let marked = COPIES.iter().find_map(|mark| stem.strip_suffix(mark));
    marked.unwrap_or(stem).trim_end_matches(['-', '_'])
}

/// The file that a table is read from, where `name` is that table or is like it.
pub(super) fn nearest(name: &str) -> Option<String> {
    if let Likeness::Table(table) = likeness(name) {
        return Some(schema::file(table));
    }
    let (stem, _) = parts(name);
    let tables = Table::LISTS.iter().map(|table| table.name());
    let near = crate::text::nearest::nearest(&stem, tables)?;
    Some(format!("{near}.csv"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_under_another_name_is_known() {
        for name in [
            "training.CSV",
            "Training.csv",
            "training.Csv",
            "training.csv.txt",
            "training.txt",
            "training.tsv",
            "training.xlsx",
            "training.csv.gz",
            "training.zip",
            "training.csv ",
            " training.csv",
            "training .csv",
            "training.csv.",
            "training",
            "ＴＲＡＩＮＩＮＧ．ＣＳＶ",
            "training (1).csv",
            "training - Copy.csv",
            "training 副本.csv",
            "training\u{200b}.csv",
            "training.csv~",
        ] {
            assert_eq!(likeness(name), Likeness::Table(Table::Training), "{name}");
        }
    }

    #[test]
    fn other_tables_are_told_from_what_is_none() {
        for name in [
            "trainings.csv",
            "training.csv.bak",
            "notes.CSV",
            "a.xlsx",
            "训练.csv",
        ] {
            assert_eq!(likeness(name), Likeness::Sheet, "{name}");
        }
        for name in [
            "README.md",
            "plan.svg",
            "training.json",
            "._training.csv",
            "~$hubs.xlsx",
            "notes.txt",
        ] {
            assert_eq!(likeness(name), Likeness::Nothing, "{name}");
        }
        assert_eq!(nearest("trainings.csv").as_deref(), Some("training.csv"));
        assert_eq!(nearest("HUB.CSV").as_deref(), Some("hubs.csv"));
        assert!(
            is_settings("Case.TOML") && is_settings("case.toml.txt") && !is_settings("cases.md")
        );
    }
}
