//! Programmes to try the engine on, and HiGHS to judge it.
#![allow(dead_code, unused_imports)]

mod programmes;

#[cfg(feature = "highs")]
pub mod judge;
#[cfg(feature = "highs")]
pub mod warm;

pub use programmes::*;
