//! Files of pictures: the ending says the format.

use std::path::{Path, PathBuf};

use anyhow::Result;
use eastwest::report::plot::Picture;

use super::outputs::Outputs;

/// A file name whose ending is that of a picture.
pub fn picture_file(text: &str) -> Result<PathBuf, String> {
    match Format::of(Path::new(text)) {
        Some(_) => Ok(PathBuf::from(text)),
        None => Err("a picture's file ends in `.svg` or `.png`".to_owned()),
    }
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        if ending.eq_ignore_ascii_case("svg") {
            Some(Self::Svg)
        } else if ending.eq_ignore_ascii_case("png") {
            Some(Self::Png)
        } else {
            None
        }
    }
}

/// Writes a picture in the format that the file's ending asks for.
pub fn write(picture: &Picture, path: &Path, outputs: &Outputs) -> Result<()> {
    let bytes = match Format::of(path) {
        Some(Format::Png) => picture.png(),
        _ => picture.svg().into_bytes(),
    };
    outputs.write(path, &bytes)
}
