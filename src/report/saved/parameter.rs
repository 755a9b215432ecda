//! A parameter as JSON documents name it.

use serde::Deserialize;

use crate::parameter::OperationKind;

#[derive(Deserialize)]
pub(super) struct ParameterKeys {
    key: String,
    how: String,
}

impl ParameterKeys {
    pub(crate) fn new(key: String, how: String) -> Self {
        Self { key, how }
    }

    /// As a column is headed: `electricity_price.west*=`.
    pub(crate) fn label(&self) -> String {
        let kinds = [OperationKind::Factor, OperationKind::Addition];
        let sign = kinds.into_iter().find(|kind| kind.name() == self.how);
        format!("{}{}", self.key, sign.map_or("", OperationKind::sign))
    }
}
