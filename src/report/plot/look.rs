//! What a picture is asked to look like, beside what it shows.

use super::lettering::Wording;
use super::picture::Picture;

/// Title and size of a picture, where others are wanted than its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Instead of the title of the case.
    pub title: Option<String>,
    /// Width and height in pixels: of a PNG exactly, of an SVG on a screen of 96 dpi.
    pub size: Option<(u32, u32)>,
}

impl Look {
    /// An empty sheet: of its `usual` size, or of the size that was asked for. On one that has less than `least` each way,
    /// everything is drawn smaller.
    pub(super) fn sheet(&self, usual: (u32, u32), least: (u32, u32)) -> Picture {
        match self.size {
            None => Picture::new(usual.0, usual.1),
            Some(size) => Picture::of_size(size, least),
        }
    }

    /// The title that was asked for, else the one given.
    pub(super) fn title(&self, own: Wording) -> Wording {
        self.title.clone().map_or(own, Wording::from)
    }
}
