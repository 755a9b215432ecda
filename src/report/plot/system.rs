//! Fonts of the computer, for letters that the embedded font lacks.
//!
//! Looked for once, and only where a picture needs them: in the folders where fonts are, those that are known to have Chinese
//! characters first. One font that has the letter is enough; where none has it, nothing is drawn by it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use ab_glyph::{Font, FontVec};

/// Parts of the names of fonts that have Chinese characters, the best first, in lower case.
const KNOWN: [&str; 17] = [
    "notosanscjksc",
    "notosanscjk",
    "notosanssc",
    "sourcehansans",
    "pingfang",
    "msyh",
    "hiragino sans gb",
    "wqy-microhei",
    "wqy-zenhei",
    "droidsansfallback",
    "stheiti",
    "simhei",
    "simsun",
    "arial unicode",
    "unifont",
    "dejavusans.",
    "freesans.",
];

/// Files that are looked at, and folders below folders.
const MOST_FILES: usize = 5000;
const DEEPEST: usize = 6;
/// Fonts that are read for a picture, at most: each may be large.
const MOST_READ: usize = 24;

/// Files of fonts, best first.
static FILES: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
    let mut files = Vec::new();
    for folder in folders() {
        gather(&folder, DEEPEST, &mut files);
    }
    let rank = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        KNOWN
            .iter()
            .position(|known| name.contains(known))
            .unwrap_or(KNOWN.len())
    };
    // the same on every run: by name where rank is the same
    files.sort_by_cached_key(|path| (rank(path), path.clone()));
    files.truncate(MOST_READ);
    files
});

/// Fonts that were read, which stay for as long as the programme runs.
static READ: LazyLock<Vec<LazyLock<Option<FontVec>, Reader>>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|path| LazyLock::new(Box::new(move || read(path)) as Reader))
        .collect()
});

type Reader = Box<dyn FnOnce() -> Option<FontVec> + Send>;

/// Which font has a letter.
static FOUND: LazyLock<Mutex<HashMap<char, Option<usize>>>> = LazyLock::new(Mutex::default);

/// Whether a font of this computer has the letter.
pub(super) fn has(letter: char) -> bool {
    place(letter).is_some()
}

/// The font of this computer that has the letter.
pub(super) fn font(letter: char) -> Option<&'static FontVec> {
    READ.get(place(letter)?)?.as_ref()
}

fn place(letter: char) -> Option<usize> {
    let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    *found.entry(letter).or_insert_with(|| {
        let has = |font: &FontVec| font.glyph_id(letter).0 != 0;
        READ.iter().position(|font| font.as_ref().is_some_and(has))
    })
}

fn read(path: &Path) -> Option<FontVec> {
    let bytes = std::fs::read(path).ok()?;
    FontVec::try_from_vec_and_index(bytes, 0).ok()
}

/// Where fonts are.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
    ]
    .map(PathBuf::from)
    .into();
    let of = |variable: &str, below: &str| {
        std::env::var_os(variable).map(|folder| Path::new(&folder).join(below))
    };
    folders.extend(
        [
            of("HOME", ".fonts"),
            of("HOME", ".local/share/fonts"),
            of("HOME", "Library/Fonts"),
            of("XDG_DATA_HOME", "fonts"),
            of("WINDIR", "Fonts"),
            of("LOCALAPPDATA", "Microsoft/Windows/Fonts"),
        ]
        .into_iter()
        .flatten(),
    );
    folders
}

fn gather(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if files.len() >= MOST_FILES {
            return;
        }
        if path.is_dir() && depth > 0 {
            gather(&path, depth - 1, files);
        } else if path.is_file() && is_font(&path) {
            files.push(path);
        }
    }
}

fn is_font(path: &Path) -> bool {
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    matches!(&*ending, "ttf" | "otf" | "ttc" | "otc")
}
