//! # Letters, figures and lines
//!
//! What every reader of files shares, whatever the files are about: bytes to letters, letters to figures, lines to records, and how
//! what was read is told again. Knows no case.

pub(crate) mod amount;
pub(crate) mod decode;
pub(crate) mod echo;
pub(crate) mod hex;
pub(crate) mod nearest;
pub(crate) mod number;
pub(crate) mod records;
pub(crate) mod regular;
pub(crate) mod script;
pub(crate) mod thousands;
