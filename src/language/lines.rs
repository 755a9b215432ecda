//! Where lines of Chinese text may be broken: between characters, but not within a word of Latin letters, nor before the sign that ends a clause.

use unicode_width::UnicodeWidthChar;

/// Signs that stand on what is before them.
const CLOSING: &str = "，。；：、）！？”";

/// Signs that stand on what is behind them.
const OPENING: &str = "（“";

/// `line` in lines of at most that many columns, where a Chinese character takes two; a longer word has a line of its own.
pub(crate) fn broken(line: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(line) {
        let width: usize = piece.chars().filter_map(UnicodeWidthChar::width).sum();
        if used + width > columns && used > 0 {
            if let Some(last) = lines.last_mut() {
                last.truncate(last.trim_end().len());
            }
            lines.push(String::new());
            used = 0;
            if piece == " " {
                continue;
            }
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(piece);
        }
        used += width;
    }
    lines
}

/// What is not broken: words of Latin letters with the signs on them, spaces, and single characters of Chinese with the sign behind them.
fn pieces(line: &str) -> Vec<&str> {
    let is_latin = |c: char| c != ' ' && c.width().is_some_and(|width| width < 2);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let joins = |before: char| {
            (is_latin(before) && is_latin(c)) || CLOSING.contains(c) || OPENING.contains(before)
        };
        if before.is_some_and(|before| !joins(before)) {
            pieces.push(&line[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < line.len() {
        pieces.push(&line[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(broken("一二三，abc def", 8), ["一二三，", "abc def"]);
        assert_eq!(broken("一二三四，五", 8), ["一二三", "四，五"]);
        assert_eq!(broken("（一二三", 6), ["（一二", "三"]);
        assert_eq!(broken("", 6), [""]);
    }
}
