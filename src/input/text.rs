//! Bytes → text: encodings and line ends.
//!
//! A file is UTF-8, with or without byte-order mark, or else GB18030, which spreadsheets write in
//! China. Bytes that are neither without a doubt are refused: nothing is replaced. Line ends become LF.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, GB18030};

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    /// Line where they stop being text, from 1.
    pub line: usize,
    /// Whether they look like UTF-16.
    pub utf16: bool,
}

/// The text of a file, with LF line ends and without byte-order mark.
///
/// # Errors
///
/// The bytes are neither UTF-8 nor GB18030, or hold control characters that no text has.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let refuse = |line| NotText { line, utf16 };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            gb18030(bytes).map_err(|read| refuse(line_of(bytes, read.max(error.valid_up_to()))))?
        }
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(refuse(line_of(text.as_bytes(), at)));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Text in UTF-8, with or without byte-order mark, or else GB18030, its line ends as they are; `None` for
/// bytes that are neither.
pub fn decode_either(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
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
fn line_of(bytes: &[u8], at: usize) -> usize {
    let before = &bytes[..at.min(bytes.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

/// Line and column, from 1, of the character that begins at byte `at`.
#[must_use]
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        line_of(text.as_bytes(), at),
        1 + before[line_start..].chars().count(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_all_line_ends_are_read_right() {
        assert_eq!(decode(b"\xEF\xBB\xBFa\r\nb\rc\n").unwrap(), "a\nb\nc\n");
    }

    #[test]
    fn gb18030_is_read_right() {
        let (bytes, ..) = GB18030.encode("芜湖,𠀀");
        assert!(std::str::from_utf8(&bytes).is_err());
        assert_eq!(decode(&bytes).unwrap(), "芜湖,𠀀");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_line() {
        assert_eq!(decode(b"a\nb\xFF\xFF\nc").unwrap_err().line, 2);
        assert_eq!(decode(b"a\n\nb\0").unwrap_err().line, 3);
        assert!(decode(b"\xFF\xFEa\0").unwrap_err().utf16);
    }

    #[test]
    fn positions_count_characters() {
        assert_eq!(position("芜湖\n中卫x", 13), (2, 3));
        assert_eq!(position("a", 99), (1, 2));
    }
}
