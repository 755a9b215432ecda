//! # eastwest
#![forbid(unsafe_code)]

pub mod answer;
pub mod case;
pub mod claims;
pub mod engine;
pub mod exchange;
pub mod formulation;
pub mod input;
pub mod parameter;
pub mod placement;
pub mod program;
pub mod report;
pub mod solver;
pub mod sweep;

pub use case::Case;
pub use program::Program;
