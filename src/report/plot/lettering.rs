//! How texts are written, and how much room they take.

use std::sync::Arc;

use crate::report::plot::palette::RGBColor;

use super::font;
use super::frame::{Frame, Point};
use super::palette::{FAINT_INK, INK};
use crate::language::is_chinese;

/// Where a text begins, ends or is centred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lettering {
    /// Height of the letter M with its surroundings, pixels.
    pub size: f64,
    pub bold: bool,
    pub colour: RGBColor,
    pub anchor: Anchor,
}

impl Lettering {
    pub(crate) const fn plain(size: f64, anchor: Anchor) -> Self {
        Self {
            size,
            bold: false,
            colour: INK,
            anchor,
        }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) const fn faint(self) -> Self {
        self.coloured(FAINT_INK)
    }

    pub(crate) const fn coloured(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }

    /// Width of `text`, pixels.
    pub(crate) fn width(&self, text: &str) -> f64 {
        let ems: f64 = text.chars().map(|c| font::advance(c, self.bold)).sum();
        ems * self.size
    }

    /// The room that a text takes, the wider of its writings.
    pub(crate) fn frame(&self, wording: &Wording, at: Point) -> Frame {
        let width = self.width(&wording.full).max(self.width(&wording.latin));
        self.frame_of_width(width, at)
    }

    /// The room of a text of that width.
    pub(crate) fn frame_of_width(&self, width: f64, at: Point) -> Frame {
        let left = match self.anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        Frame {
            left,
            top: at.1 - 0.48 * self.size,
            right: left + width,
            bottom: at.1 + 0.48 * self.size,
        }
    }

    /// `text`, cut where it would be wider than `room`.
    pub(crate) fn shortened(&self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let mut left = room - self.width("…");
        let fits = |letter: &char| {
            left -= self.width(letter.encode_utf8(&mut [0; 4]));
            left >= 0.0
        };
        let kept: String = text.chars().take_while(fits).collect();
        format!("{}…", kept.trim_end())
    }

    /// `text` in lines that are no wider than `room`, broken between words, and within words that are wider alone.
    pub(crate) fn wrapped(&self, text: &str, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        // a per cent sign stays with its figure
        let text = text.replace(" %", "\u{2007}%");
        let words = text.split(|c: char| c.is_whitespace() && c != '\u{2007}');
        for word in words.filter(|word| !word.is_empty()) {
            let word = &word.replace('\u{2007}', " ");
            match lines.last_mut() {
                Some(line) if self.width(line) + self.width(" ") + self.width(word) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.extend(self.broken(word, room)),
            }
        }
        lines
    }

    /// A word in pieces that are no wider than `room`, each of one letter at least.
    fn broken(&self, word: &str, room: f64) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut width = 0.0;
        for letter in word.chars() {
            let more = self.width(letter.encode_utf8(&mut [0; 4]));
            if width > 0.0 && width + more > room {
                pieces.push(String::new());
                width = 0.0;
            }
            width += more;
            if let Some(piece) = pieces.last_mut() {
                piece.push(letter);
            }
        }
        pieces
    }
}

/// A text, and how to write it where there are Latin letters only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording {
    /// For formats whose reader has fonts of every script, and where this computer has them.
    pub full: String,
    /// For the embedded font.
    pub latin: String,
    /// Whether the Latin writing is not the text's own, but an id or letters put for others.
    pub is_stand_in: bool,
    /// Of a line of a text: the text, by whose letters it is decided which writing is drawn. Shared, for a text may have
    /// many lines.
    pub whole: Option<Arc<str>>,
}

impl From<String> for Wording {
    fn from(text: String) -> Self {
        // what is said in Chinese is written in Chinese, but for letters that no embedded font has
        let is_stand_in = !(font::can_write(&text) || is_chinese() && font::has_all(&text));
        Self {
            latin: if is_stand_in {
                transliterated(&text)
            } else {
                text.clone()
            },
            full: text,
            is_stand_in,
            whole: None,
        }
    }
}

impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// `text` with Latin letters for what the embedded font lacks: `北京` as `BeiJing`.
fn transliterated(text: &str) -> String {
    let latin = |letter: char| {
        let mut room = [0; 4];
        let alone = &*letter.encode_utf8(&mut room);
        if font::can_write(alone) || is_chinese() && font::has_all(alone) {
            return letter.to_string();
        }
        match sound(letter) {
            "" => "?".to_owned(),
            latin => latin.to_owned(),
        }
    };
    text.chars().map(latin).collect()
}

/// How a letter sounds, in Latin letters; nothing where that is not known.
#[cfg(not(target_family = "wasm"))]
fn sound(letter: char) -> &'static str {
    any_ascii::any_ascii_char(letter)
}

/// A browser has SVG alone, whose letters are the reader's: half a megabyte of sounds would go unused.
#[cfg(target_family = "wasm")]
fn sound(_: char) -> &'static str {
    ""
}

impl Wording {
    /// A name for people; `id` stands for it where the embedded font cannot write it.
    pub(crate) fn named(id: &str, name: &str) -> Self {
        let own = Self::from(name);
        if own.is_stand_in && font::can_write(id) {
            Self {
                latin: id.to_owned(),
                ..own
            }
        } else {
            own
        }
    }

    /// The same with a Chinese name behind it, where it has one.
    pub(crate) fn beside(self, name_zh: Option<&str>) -> Self {
        match name_zh {
            Some(name_zh) if name_zh != self.full => Self {
                full: format!("{} {name_zh}", self.full),
                ..self
            },
            _ => self,
        }
    }

    /// The name of a place: where Chinese is spoken its Chinese one alone, else with that behind it.
    pub(crate) fn of_place(id: &str, name: &str, name_zh: Option<&str>) -> Self {
        match name_zh {
            Some(chinese) if is_chinese() && !chinese.is_empty() => Self::named(id, chinese),
            _ => Self::named(id, name).beside(name_zh),
        }
    }

    /// Both writings, each changed in the same way.
    pub(crate) fn changed(self, change: impl Fn(&str) -> String) -> Self {
        Self {
            full: change(&self.full),
            latin: change(&self.latin),
            ..self
        }
    }

    /// In lines no wider than `room`; where one writing has fewer lines than the other, its last ones are empty.
    pub(crate) fn wrapped(&self, lettering: Lettering, room: f64) -> Vec<Self> {
        let full = lettering.wrapped(&self.full, room);
        let latin = lettering.wrapped(&self.latin, room);
        let line = |lines: &[String], k: usize| lines.get(k).cloned().unwrap_or_default();
        let whole = self.shared();
        (0..full.len().max(latin.len()))
            .map(|k| self.line(line(&full, k), line(&latin, k), &whole))
            .collect()
    }

    /// As [`Wording::wrapped`], each writing in lines of its own, so that each can be centred.
    pub(crate) fn wrapped_apart(&self, lettering: Lettering, room: f64) -> Vec<Vec<Self>> {
        if self.full == self.latin {
            return vec![self.wrapped(lettering, room)];
        }
        let full = lettering.wrapped(&self.full, room).into_iter();
        let latin = lettering.wrapped(&self.latin, room).into_iter();
        let whole = self.shared();
        vec![
            full.map(|line| self.line(line, String::new(), &whole))
                .collect(),
            latin
                .map(|line| self.line(String::new(), line, &whole))
                .collect(),
        ]
    }

    /// The whole text, to be held by its lines.
    fn shared(&self) -> Arc<str> {
        self.whole.clone().unwrap_or_else(|| (*self.full).into())
    }

    fn line(&self, full: String, latin: String, whole: &Arc<str>) -> Self {
        Self {
            full,
            latin,
            is_stand_in: self.is_stand_in,
            whole: Some(Arc::clone(whole)),
        }
    }

    /// The whole text in its full writing.
    pub(crate) fn whole(&self) -> &str {
        self.whole.as_deref().unwrap_or(&self.full)
    }

    /// The writing of a picture whose letters are drawn: the full one where there are fonts for it.
    pub(crate) fn drawn(&self) -> &str {
        if font::can_draw(self.whole()) {
            &self.full
        } else {
            &self.latin
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Lettering = Lettering::plain(10.0, Anchor::Start);

    #[test]
    fn widths_are_those_of_arial() {
        // advance widths of Arial: digits 0.556 em, `i` 0.222, `W` 0.944; Chinese characters a square
        assert!((PLAIN.width("00") - 11.12).abs() < 0.02);
        assert!((PLAIN.width("iW") - 11.66).abs() < 0.02);
        assert!((PLAIN.width("中卫") - 20.0).abs() < 1e-9);
        assert!(PLAIN.bold().width("east") > PLAIN.width("east"));
    }

    #[test]
    fn a_text_is_cut_within_its_room() {
        let cut = PLAIN.shortened("electricity price of the west", 60.0);
        assert!(cut.ends_with('…') && PLAIN.width(&cut) <= 60.0, "{cut}");
        assert_eq!(PLAIN.shortened("east", 60.0), "east");
    }

    #[test]
    fn lines_are_broken_between_words_and_lose_none() {
        let text = "cost over the horizon by item, of what both can serve";
        let lines = PLAIN.wrapped(text, 90.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| PLAIN.width(line) <= 90.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_name_that_the_font_lacks_is_its_id_in_latin() {
        let plain = Wording::named("zhongwei", "Zhongwei").beside(Some("中卫集群"));
        assert_eq!(
            (&*plain.full, &*plain.latin),
            ("Zhongwei 中卫集群", "Zhongwei")
        );
        let chinese = Wording::named("zhongwei", "中卫集群");
        assert_eq!((&*chinese.full, &*chinese.latin), ("中卫集群", "zhongwei"));
        // nothing Latin at all: by the sound
        let sounded = Wording::named("中卫", "中卫集群");
        assert_eq!(
            (&*sounded.latin, sounded.is_stand_in),
            ("ZhongWeiJiQun", true)
        );
        assert!(!plain.is_stand_in && chinese.is_stand_in);
    }

    #[test]
    fn a_word_without_blanks_is_broken_and_loses_nothing() {
        let lines = PLAIN.wrapped("长三角生态绿色一体化发展示范区 data", 62.0);
        assert_eq!(lines, ["长三角生态绿", "色一体化发展", "示范区 data"]);
    }
}
