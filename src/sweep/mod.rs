//! # Many scenarios of one case
//!
//! A [`Grid`](grid::Grid) says which figures of a case vary and how; it gives the figures of any
//! scenario by its number, without state, so that scenarios can be solved in any order, on any thread
//! and in any part of a run. Its file is described in `docs/sweep.md`.

pub mod axes;
pub mod cause;
mod cells;
pub mod family;
pub mod gauges;
pub mod grid;
mod moves;
mod nearest;
pub mod page;
pub mod record;
pub mod region;
pub mod run;
pub mod sample;
mod seeds;
mod store;
pub mod stream;
pub mod subject;
pub mod summary;
pub mod trail;
mod weights;
pub mod worker;
