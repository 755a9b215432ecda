//! # Text from files, made safe to be shown
//!
//! Names, headings and titles are whatever a file says. Some characters are no text: control characters drive the
//! terminal, bidirectional ones show letters in another order than they stand in, and those without width hide. What is
//! printed has none of them: messages show them [escaped], tables and pictures [replaced], JSON by
//! [their number](escaped_in_json).

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character is no text: a control character, a bidirectional or other format character, a filler or
/// separator that shows nothing, or a code point that is no character: of Unicode's classes Cc, Zl and Zp, of Cf but for
/// the signs that are seen, and noncharacters. Variation selectors, which choose a glyph, are text.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}')
        // the last two code points of every plane
        || c as u32 & 0xFFFE == 0xFFFE
}

/// `text` with what is hidden by its number, as `\u{202e}`; line ends stay.
#[must_use]
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    changed(
        text,
        |c| c != '\n' && is_hidden(c),
        |out, c| {
            out.extend(c.escape_default());
        },
    )
}

/// `text` with a mark for each character that is hidden; tabs and line ends become blanks. As many characters as before.
#[must_use]
pub(crate) fn replaced(text: &str) -> Cow<'_, str> {
    changed(text, is_hidden, |out, c| {
        out.push(if matches!(c, '\t' | '\n' | '\r') {
            ' '
        } else {
            char::REPLACEMENT_CHARACTER
        });
    })
}

/// A JSON document that says the same with what is hidden by its number: `\u202e`. Control characters JSON escapes
/// itself; what else is hidden can only stand within its strings.
#[must_use]
pub(crate) fn escaped_in_json(document: &str) -> Cow<'_, str> {
    let is_within_string = |c: char| !c.is_ascii() && is_hidden(c) || c == '\u{7F}';
    changed(document, is_within_string, |out, c| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            // a String takes whatever is written
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// `text` with every character that is `meant` written otherwise; itself where there is none.
fn changed(
    text: &str,
    meant: impl Fn(char) -> bool,
    otherwise: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    if !text.contains(&meant) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if meant(c) {
            otherwise(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A cell, with an apostrophe before it where a spreadsheet would run it.
pub(crate) fn defused_cell(cell: &str) -> String {
    if is_run(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Whether a spreadsheet would take a cell for a formula: by what it begins with, in the width of Latin or of Chinese
/// characters, behind blanks and what is not seen.
pub(crate) fn is_run(cell: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let begun = cell.trim_start_matches(|c: char| c.is_whitespace() || is_hidden(c));
    let is_led_in = cell.starts_with(['\t', '\r', '\n']);
    (is_led_in || begun.starts_with(SIGNS)) && cell.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Title of the window, clear the screen, hidden letters, right to left, nothing, byte-order mark, C1, DEL, tag, no character.
    const HOSTILE: &str = "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{1b}[8m\u{202e}\u{200b}\u{feff}\u{9b}\u{7f}\u{e0041}\u{fffe}";

    #[test]
    fn nothing_hidden_stays() {
        let shown = [
            escaped(HOSTILE),
            replaced(HOSTILE),
            Cow::Owned(escaped_in_json(&serde_json::json!(HOSTILE).to_string()).into_owned()),
        ];
        for text in shown {
            assert!(!text.chars().any(is_hidden), "{text:?}");
        }
        assert_eq!(
            escaped("a\u{1b}[2J\tb\u{202e}\n"),
            "a\\u{1b}[2J\\tb\\u{202e}\n"
        );
        assert_eq!(replaced("a\u{1b}[2J\tb\u{202e}\n"), "a�[2J b� ");
    }

    #[test]
    fn json_says_the_same() {
        let document = serde_json::json!({ HOSTILE: [HOSTILE, "中卫", "\\\"\n"] });
        let shown = escaped_in_json(&document.to_string()).into_owned();
        let read: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(read, document);
    }

    #[test]
    fn text_of_every_script_stays_as_it_is() {
        for text in [
            "Gui'an 贵安",
            "ʼn µ é e\u{301} ß",
            "서울 東京 नमस्ते",
            "葛\u{e0100}",
            "→ 😀 ﬁ �",
        ] {
            assert!(
                matches!(escaped(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
            assert!(
                matches!(replaced(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_defused_and_numbers_are_not() {
        for cell in [
            "=1+1",
            "+a",
            "-a",
            "@a",
            "\ta",
            "\ra",
            "\na",
            "＝1+1",
            "＋1",
            "－1",
            "＠a",
            " =1",
            "\u{3000}=1",
            "\u{feff}=1",
            "\u{200b}＝1",
        ] {
            assert!(is_run(cell), "{cell:?}");
        }
        for cell in ["-1.5e-3", "+2", "a=1", "中＝国", "", "-inf", " a"] {
            assert!(!is_run(cell), "{cell:?}");
        }
    }
}
