//! # Case → programme
pub mod keys;
