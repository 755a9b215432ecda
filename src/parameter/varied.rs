//! A figure of the case that varies.

use super::change::OperationKind;
use super::key::Key;

/// A figure of the case that varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What varies.
    pub key: Key,
    /// What its figures do.
    pub how: OperationKind,
}

impl Parameter {
    /// Heading of a column of its figures: the key, with `*=` or `+=` behind it for factors and
    /// additions. A grid's `rows` files understand it.
    #[must_use]
    pub fn label(&self) -> String {
        match self.how {
            OperationKind::Value => self.key.to_string(),
            how => format!("{}{}", self.key, how.sign()),
        }
    }
}
