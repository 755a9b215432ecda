//! # Programmes in files: MPS and LP
//!
//! ```text
//!     Program ──write_mps──▸ free MPS ──read_mps──▸ the same Program
//!        └─────write_lp───▸ CPLEX LP
//! ```
//!
//! [`write_mps`] and [`write_lp`] put a [`Program`](crate::Program) with its names where any other solver can
//! read it; [`read_mps`] takes fixed and free MPS from anywhere. Write, then read, gives the same rows, columns,
//! numbers, names, first objective and sense; free rows and further objectives, which bind nothing, stay behind.

mod lp_writer;
mod mps_draft;
mod mps_fields;
mod mps_problem;
mod mps_program;
mod mps_reader;
mod mps_writer;
mod names;
mod numbers;
mod writable;

pub use self::{
    lp_writer::write_lp,
    mps_problem::{MpsError, MpsProblem, MpsWarning},
    mps_reader::{read_mps, read_mps_with_warnings},
    mps_writer::write_mps,
};
