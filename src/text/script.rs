//! # How likely bytes are to be text of an encoding
//!
//! Many bytes are valid in both UTF-8 and GB18030: `CA B1` is 时 in the one that a Chinese spreadsheet writes, and ʱ,
//! a sign of phonetics, in the other. Each letter beyond ASCII speaks for or against a reading:
//!
//! ```text
//!     UTF-8     +4  signs of Latin-1 (° · × ²)             GB18030   +3  hanzi of level 1, the 3,755 most used,
//!               +3  Chinese, punctuation, mathematics                    and punctuation
//!                   Greek and Cyrillic beside their kind             0   hanzi of level 2
//!               +2  a Latin letter beside another                   -2   rarer hanzi, kana, Greek, box drawing
//!               -1  such letters alone                              -3   of four bytes
//!               -3  all else (phonetics, Armenian, …)               -2   more where a hanzi stands alone in a Latin word
//! ```
//!
//! The sum decides. Where no letter is beyond ASCII both are 0.

/// Weight of the reading as UTF-8; the bytes must be valid.
pub(crate) fn utf8(bytes: &[u8]) -> i64 {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut before = '\n';
    let mut characters = text.chars().peekable();
    let mut weight = 0;
    while let Some(c) = characters.next() {
        let after = characters.peek().copied().unwrap_or('\n');
        if !c.is_ascii() {
            weight += weight_of(c, before, after);
        }
        before = c;
    }
    weight
}

fn weight_of(c: char, before: char, after: char) -> i64 {
    let beside = |of: fn(char) -> bool, weight| {
        if of(before) || of(after) { weight } else { -1 }
    };
    match c {
        '\u{a0}'..='\u{bf}' | '×' | '÷' => 4,
        _ if is_latin(c) => beside(|c| c.is_ascii_alphabetic() || is_latin(c), 2),
        _ if is_greek(c) => beside(is_greek, 3),
        _ if is_cyrillic(c) => beside(is_cyrillic, 3),
        '\u{2000}'..='\u{22ff}' | '\u{2460}'..='\u{25ff}' => 3,
        '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 3,
        '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{1f300}'.. => 3,
        _ => -3,
    }
}

/// Letters of European languages and of pinyin.
const fn is_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{17f}' | '\u{1cd}'..='\u{1dc}' | '\u{1e00}'..='\u{1eff}')
}

const fn is_greek(c: char) -> bool {
    matches!(c, '\u{386}'..='\u{3ce}')
}

const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{401}' | '\u{410}'..='\u{44f}' | '\u{451}')
}

/// What a character of GB18030 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    OtherAscii,
    /// Level 1, and punctuation.
    Common,
    /// Level 2.
    Uncommon,
    Rare,
    FourBytes,
}

/// The characters of GB18030 in valid bytes: where each begins, and what it is.
fn classes(bytes: &[u8]) -> impl Iterator<Item = (usize, Class)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let (&lead, trail) = (bytes.get(at)?, bytes.get(at + 1).copied().unwrap_or(0));
        let (length, class) = match (lead, trail) {
            (b'a'..=b'z' | b'A'..=b'Z', _) => (1, Class::Letter),
            (..=0x80, _) => (1, Class::OtherAscii),
            (_, b'0'..=b'9') => (4, Class::FourBytes),
            (0xB0..=0xD7 | 0xA1 | 0xA3, 0xA1..) => (2, Class::Common),
            (0xD8..=0xF7 | 0xA2, 0xA1..) => (2, Class::Uncommon),
            _ => (2, Class::Rare),
        };
        at += length;
        Some((start, class))
    })
}

const fn is_ascii(class: Class) -> bool {
    matches!(class, Class::Letter | Class::OtherAscii)
}

/// Weight of the reading as GB18030; the bytes must be valid.
pub(crate) fn gb18030(bytes: &[u8]) -> i64 {
    let mut before = Class::OtherAscii;
    let mut classes = classes(bytes).map(|(_, class)| class).peekable();
    let mut weight = 0;
    while let Some(class) = classes.next() {
        let after = classes.peek().copied().unwrap_or(Class::OtherAscii);
        let alone = is_ascii(before) && is_ascii(after);
        let in_word = alone && (before == Class::Letter || after == Class::Letter);
        weight += match class {
            Class::Letter | Class::OtherAscii => 0,
            Class::Common => 3,
            Class::Uncommon => 0,
            Class::Rare => -2,
            Class::FourBytes => -3,
        };
        if in_word && !is_ascii(class) {
            weight -= 2;
        }
        before = class;
    }
    weight
}

/// Least part of the letters beyond ASCII that are common, of level 2 by half, in Chinese text.
const CHINESE: f64 = 0.6;

/// Where the first doubtful character begins in bytes that are valid GB18030, but hardly Chinese.
pub(crate) fn hardly_chinese(bytes: &[u8]) -> Option<usize> {
    let (mut all, mut common, mut first) = (0.0, 0.0, None);
    for (at, class) in classes(bytes).filter(|(_, class)| !is_ascii(*class)) {
        all += 1.0;
        common += match class {
            Class::Common => 1.0,
            Class::Uncommon => 0.5,
            _ => 0.0,
        };
        if matches!(class, Class::Rare | Class::FourBytes) {
            first.get_or_insert(at);
        }
    }
    first.filter(|_| common < CHINESE * all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

    fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    /// Each of these is valid UTF-8 of another letter.
    #[test]
    fn common_hanzi_that_are_valid_utf_8_are_known_as_gb18030() {
        for text in [
            "00时",
            "平山",
            "一",
            "站",
            "训",
            "山,平",
            "h01时,1\nh02时,2",
        ] {
            let bytes = bytes(text, GB18030);
            assert!(std::str::from_utf8(&bytes).is_ok(), "{text}");
            assert!(gb18030(&bytes) > utf8(&bytes), "{text}");
        }
    }

    #[test]
    fn letters_of_europe_and_signs_are_known_as_utf_8() {
        for text in [
            "café",
            "Grüße",
            "20°C",
            "A·B",
            "5 µs",
            "×2",
            "Москва",
            "Ελλάδα",
            "芜湖",
            "中卫",
            "Lǚshùn",
        ] {
            assert!(utf8(text.as_bytes()) > gb18030(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn other_encodings_are_hardly_chinese() {
        for (text, encoding) in [
            ("Málaga,Córdoba,Besançon", WINDOWS_1252),
            ("東京,大阪,これはデータです", SHIFT_JIS),
            ("臺北,高雄,資料中心,電價,訓練工作", BIG5),
        ] {
            let bytes = bytes(text, encoding);
            assert!(hardly_chinese(&bytes).is_some(), "{text}");
        }
        for text in [
            "芜湖,中卫,贵安,和林格尔",
            "亳州",
            "张家口集群；长三角生态绿色一体化发展示范区集群",
            "濮阳,衢州",
        ] {
            assert_eq!(hardly_chinese(&bytes(text, GB18030)), None, "{text}");
        }
    }
}
