use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::text::hex::hex;

/// SHA-256 of a case's files: of those that are read, in the order of their names,
///
/// ```text
///     name, one zero byte, length of the text in bytes as a decimal number, one zero byte, text
/// ```
///
/// where the text is UTF-8 without byte-order mark, with LF line ends. A case saved by a spreadsheet in
/// another encoding or with other line ends so keeps its hash. Shown as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseHash([u8; 32]);

impl CaseHash {
    /// The hash of texts by name of their file.
    pub(super) fn of(texts: &BTreeMap<String, String>) -> Self {
        let mut hasher = Sha256::new();
        for (name, text) in texts {
            hasher.update(name);
            hasher.update([0]);
            hasher.update(text.len().to_string());
            hasher.update([0]);
            hasher.update(text);
        }
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for CaseHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}
