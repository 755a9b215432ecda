//! What the benchmark of sweeps and the test of their agreement share: the settings that are swept, the
//! sweep itself by the path of `eastwest sweep`, and the peers.
#![allow(dead_code)] // each of the two uses a part

pub mod command;
pub mod many_periods;
#[cfg(feature = "highs")]
pub mod peers;
pub mod print;
pub mod run;
pub mod setting;
pub mod synthetic;
