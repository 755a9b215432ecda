//! Files of pictures: the ending says the format.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use eastwest::report::plot::{Look, Picture};

use super::Failure;
use eastwest::results::outputs::Outputs;

/// A file name whose ending is that of a picture.
pub(crate) fn picture_file(text: &str) -> Result<PathBuf, String> {
    match Format::of(Path::new(text)) {
        Some(_) => Ok(PathBuf::from(text)),
        None => Err(tr!("a picture's file ends in `.pdf`, `.svg` or `.png`").to_owned()),
    }
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Svg,
    Png,
    Pdf,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        if ending.eq_ignore_ascii_case("svg") {
            Some(Self::Svg)
        } else if ending.eq_ignore_ascii_case("png") {
            Some(Self::Png)
        } else if ending.eq_ignore_ascii_case("pdf") {
            Some(Self::Pdf)
        } else {
            None
        }
    }
}

/// What a picture is asked to look like.
#[derive(Debug, Clone, Args)]
pub(crate) struct LookArguments {
    /// Title of the picture, instead of the case's
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Size of the picture in pixels, such as 1200x800
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(u32, u32)>,
}

impl LookArguments {
    pub(crate) fn look(&self) -> Look {
        Look {
            title: self.title.clone(),
            size: self.size,
        }
    }

    /// The first of the options that was typed.
    pub(crate) fn typed(&self) -> Option<&'static str> {
        match (&self.title, self.size) {
            (Some(_), _) => Some("--title"),
            (None, Some(_)) => Some("--size"),
            (None, None) => None,
        }
    }

    /// Refuses options of a picture where none is drawn.
    pub(crate) fn expect_picture(&self, file: Option<&PathBuf>) -> Result<(), Failure> {
        match (file, self.typed()) {
            (None, Some(option)) => Err(Failure::Input(tr!(
                "error: `{option}` is an option of a picture, and none is drawn\nhelp: `--plot FILE.svg` draws one",
                option = option
            ))),
            _ => Ok(()),
        }
    }
}

/// Least and greatest side of a picture, and most pixels.
const SIDES: std::ops::RangeInclusive<u32> = 100..=10_000;
const MOST_PIXELS: u32 = 16_000_000;

fn size(text: &str) -> Result<(u32, u32), String> {
    let sides = text.trim().split_once(['x', 'X', '×']);
    let side = |text: &str| text.trim().parse().ok().filter(|side| SIDES.contains(side));
    match sides.and_then(|(width, height)| Some((side(width)?, side(height)?))) {
        Some((width, height)) if width * height <= MOST_PIXELS => Ok((width, height)),
        Some(_) => Err(tr!("a picture has at most 16 million pixels").to_owned()),
        None => Err(tr!(
            "expected width and height in pixels, each from {} to {}, such as 1200x800",
            SIDES.start(),
            SIDES.end()
        )),
    }
}

/// Texts in other letters that are named in the warning.
const NAMED: usize = 3;

/// Writes a picture in the format that the file's ending asks for.
pub(crate) fn write(picture: &Picture, path: &Path, outputs: &Outputs) -> Result<()> {
    let format = Format::of(path);
    let bytes = match format {
        Some(Format::Png) => picture.png(),
        Some(Format::Pdf) => picture.pdf(),
        _ => picture.svg().into_bytes(),
    };
    if matches!(format, Some(Format::Png | Format::Pdf)) {
        say_what_is_written_otherwise(picture, path);
    }
    outputs.write(path, &bytes)
}

/// Warns of texts that no font here has the letters of.
fn say_what_is_written_otherwise(picture: &Picture, path: &Path) {
    let texts = picture.written_otherwise();
    if texts.is_empty() {
        return;
    }
    let named: Vec<String> = texts
        .iter()
        .take(NAMED)
        .map(|text| format!("`{text}`"))
        .collect();
    let more = match texts.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => tr!(" and {more} more", more = more),
    };
    say!(
        "warning: no font of this computer has the letters of {}{more}; {} has Latin names, ids or sounds instead\nhelp: install a font that has them, such as Noto Sans CJK, or draw an `.svg`, whose letters are the viewer's",
        named.join(", "),
        path.display(),
        more = more
    );
}
