//! Bytes → text: encodings, normal form and line ends.
//!
//! A text is UTF-8, with or without byte-order mark, or GB18030, which spreadsheets write in China. Bytes that are
//! neither without a doubt are refused: nothing is replaced. Line ends become LF, and letters with marks are composed
//! (Unicode normal form C), so that names which look the same are the same.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{DecoderResult, GB18030};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::script;
use crate::language::word;

/// How a case's letters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, of which ASCII is a part.
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
}

impl Encoding {
    /// Its name as `encoding` in `case.toml` states it.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Gb18030 => "gb18030",
        }
    }

    /// The other one.
    pub(crate) const fn other(self) -> Self {
        match self {
            Encoding::Utf8 => Encoding::Gb18030,
            Encoding::Gb18030 => Encoding::Utf8,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
        })
    }
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotText {
    /// Line where they stop being text, from 1.
    pub line: usize,
    /// What to do about it, where it can be seen what they are.
    pub advice: Option<&'static str>,
}

/// What a UTF-8 text may begin with.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether bytes say themselves that they are UTF-8.
pub(crate) fn is_marked(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK)
}

/// First bytes of files that are no text, and what to do about them.
const KNOWN: [(&[u8], &str); 9] = [
    (b"\xFF\xFE", UTF16),
    (b"\xFE\xFF", UTF16),
    (b"\x1F\x8B", "this is packed with gzip; unpack it"),
    (b"PK\x03\x04", WORKBOOK),
    (b"\xD0\xCF\x11\xE0", WORKBOOK),
    (b"\x28\xB5\x2F\xFD", "this is packed with zstd; unpack it"),
    (b"\xFD7zXZ", "this is packed with xz; unpack it"),
    (b"BZh", "this is packed with bzip2; unpack it"),
    (b"PAR1", "this is a Parquet file; write it as CSV"),
];
const UTF16: &str = "this looks like UTF-16; save it as UTF-8";
const WORKBOOK: &str = "this is a workbook or a zip archive; save its sheet as CSV in UTF-8";

/// What to do about bytes that are no text, where it can be seen what they are.
pub(crate) fn advice(bytes: &[u8]) -> Option<&'static str> {
    let known = KNOWN.iter().find(|(start, _)| bytes.starts_with(start));
    let pairs = bytes[..bytes.len().min(64)].chunks_exact(2);
    let wide = pairs.len() > 1 && pairs.clone().all(|pair| (pair[0] == 0) != (pair[1] == 0));
    let advice = known.map(|(_, advice)| *advice);
    advice.or(wide.then_some(UTF16)).map(word)
}

/// The text of a file in an encoding, with LF line ends and without byte-order mark.
///
/// # Errors
///
/// The bytes are not of this encoding, or hold control characters that no text has.
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> Result<String, NotText> {
    let refuse = |line| NotText {
        line,
        advice: advice(bytes),
    };
    let bare = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let text = match encoding {
        Encoding::Utf8 => std::str::from_utf8(bare)
            .map(Cow::Borrowed)
            .map_err(|error| error.valid_up_to()),
        Encoding::Gb18030 => gb18030(bare).map(Cow::Owned),
    };
    let text = text.map_err(|at| refuse(line_of(bare, at)))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(refuse(line_of(text.as_bytes(), at)));
    }
    Ok(composed(&lines_ended(text)).into_owned())
}

/// The text with LF line ends.
fn lines_ended(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text in Unicode normal form C.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Text in UTF-8, with or without byte-order mark, or else GB18030, its line ends as they are, by itself: what is
/// valid in both is read as what is likelier. `None` for bytes that are neither.
pub(crate) fn decode_either(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bare = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let open = bytes.len() == bare.len() && !bare.is_ascii();
    let likelier = open && script::gb18030(bare) > script::utf8(bare);
    let chinese = || GB18030.decode_without_bom_handling_and_without_replacement(bare);
    if likelier && let Some(text) = chinese() {
        return Some(Cow::Owned(composed(&text).into_owned()));
    }
    decode_utf8_first(bytes).map(|text| Cow::Owned(composed(&text).into_owned()))
}

/// Text in UTF-8, with or without byte-order mark, or else GB18030, letter by letter as it is; `None` for bytes that are
/// neither. For files whose names mean nothing outside them.
pub(crate) fn decode_utf8_first(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bare = bytes.strip_prefix(MARK).unwrap_or(bytes);
    match std::str::from_utf8(bare) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bare),
    }
}

/// Decodes GB18030 without replacement, or says how far it got.
fn gb18030(bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .unwrap_or(0);
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(length, beyond), read) => {
            Err(read.saturating_sub(usize::from(length) + usize::from(beyond)))
        }
        (DecoderResult::OutputFull, read) => Err(read),
    }
}

/// Line, from 1, of the byte at `at`.
pub(crate) fn line_of(bytes: &[u8], at: usize) -> usize {
    let before = &bytes[..at.min(bytes.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

/// Where the lines of a text begin, so that many places in it are found quickly.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(after).collect(),
        }
    }

    /// Line and character, from 1, of what begins at byte `at`.
    pub(crate) fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        (line, 1 + text[start..at].chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf8(bytes: &[u8]) -> Result<String, NotText> {
        decode(bytes, Encoding::Utf8)
    }

    #[test]
    fn a_byte_order_mark_and_all_line_ends_are_read_right() {
        assert_eq!(utf8(b"\xEF\xBB\xBFa\r\nb\rc\n").unwrap(), "a\nb\nc\n");
    }

    #[test]
    fn gb18030_is_read_right() {
        let (bytes, ..) = GB18030.encode("芜湖,𠀀");
        assert!(utf8(&bytes).is_err());
        assert_eq!(decode(&bytes, Encoding::Gb18030).unwrap(), "芜湖,𠀀");
        assert_eq!(decode_either(&bytes).unwrap(), "芜湖,𠀀");
    }

    #[test]
    fn a_letter_and_its_mark_are_one_letter() {
        assert_eq!(utf8("cafe\u{301}".as_bytes()).unwrap(), "caf\u{e9}");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_line() {
        assert_eq!(utf8(b"a\nb\xFF\xFF\nc").unwrap_err().line, 2);
        assert_eq!(utf8(b"a\n\nb\0").unwrap_err().line, 3);
        assert_eq!(utf8(b"\xFF\xFEa\0").unwrap_err().advice, Some(UTF16));
        assert_eq!(utf8(b"h\0u\0b\0,\0").unwrap_err().advice, Some(UTF16));
        let packed = utf8(b"\x1F\x8B\x08\0\0").unwrap_err();
        assert!(packed.advice.unwrap().contains("gzip"));
    }

    #[test]
    fn positions_count_characters() {
        let text = "芜湖\n中卫x";
        assert_eq!(Lines::of(text).position(text, 13), (2, 3));
        assert_eq!(Lines::of("a").position("a", 99), (1, 2));
    }
}
