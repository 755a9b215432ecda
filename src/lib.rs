//! # eastwest
//!
//! Decides which data-centre hubs, eastern or western, run which AI workloads, by one linear programme.
//!
//! ```
//! use eastwest::{answer::answer, input::read_case, solver::Solver};
//!
//! let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/tiny");
//! let case = read_case(&folder).map_err(|report| report.to_string())?.case;
//! let plan = answer(&case, Solver::default()).map_err(|error| error.to_string())?.placement;
//! assert!((plan.costs.total() - 220_209_100.0).abs() < 1.0);
//! # Ok::<(), String>(())
//! ```
//!
//! The phases, in order: [`input`] reads files into a [`Case`]; [`formulation`] writes its [`Program`];
//! [`solver`] solves it, by default with the [`engine`]; [`placement`] reads the plan and [`claims`]
//! measures it against the case's baseline; [`explain`](mod@explain) gives its reasons,
//! [`breakeven`](mod@breakeven) where the claims stop being true; [`report`] turns the [`answer`](mod@answer) into bytes.
//! [`parameter`] changes a case by readable keys, [`sweep`] answers grids of such changes, and
//! [`exchange`] reads and writes programmes; [`figures`] says where each figure comes from and how far it may lie.
//!
//! Each study is one call; its twin `…_with` takes a [`Control`](control::Control): who is told how far it is, who can stop it, and on
//! how many threads it works. docs/architecture.md is the map of the modules and the order of the arrows among them.
#![forbid(unsafe_code)]
// module documentation names the private modules that hold its parts
#![allow(rustdoc::private_intra_doc_links)]
// what the command alone uses has no user without it
#![cfg_attr(not(feature = "cli"), allow(dead_code))]

// the command names the crate as a user does, and so do the random cases of tests/common, which unit tests share
extern crate self as eastwest;

/// What tests of the engine share, beside it and in tests/.
#[cfg(test)]
#[path = "../tests/engine_support/programmes.rs"]
mod engine_support;

#[macro_use]
pub(crate) mod language;

pub mod answer;
pub mod blocks;
pub mod breakeven;
pub mod case;
pub mod certificate;
pub mod claims;
#[cfg(feature = "cli")]
pub mod cli;
pub mod control;
pub mod diagnosis;
pub mod engine;
pub mod exchange;
pub mod explain;
pub(crate) mod family;
pub mod figures;
pub mod formulation;
pub mod frontier;
pub mod input;
pub mod legible;
mod mixing;
pub mod optimum;
mod parallel;
pub mod parameter;
pub(crate) mod path;
pub mod placement;
pub mod program;
pub mod ranges;
pub mod report;
#[cfg(feature = "results")]
pub mod results;
pub(crate) mod rounding;
pub mod solver;
pub mod sweep;
pub(crate) mod text;
pub mod trace;

pub use self::{case::Case, program::Program};
