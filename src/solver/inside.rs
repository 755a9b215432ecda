//! # From scratch
//!
//! The simplex method alone takes six times as long whenever the blocks of a programme double. From some number on it is quicker to go
//! inside first: [`blocks`] finds a point and prices near the optimum in a time that grows as the blocks do, and the engine goes from there to
//! the vertex. The answer is the engine's, with all objectives and its proof.

use crate::blocks::{self, Partition};
use crate::engine::{Engine, Outcome};
use crate::program::Program;

use super::near;

/// Up to so many blocks the engine goes from its slack basis: of `china` with 24 it is 2.8 s so, and 1.0 s by way of the inside.
const FEW_BLOCKS: usize = 12;

/// Solves `program`, which stands in `engine`, from scratch.
pub(crate) fn from_scratch(program: &Program, engine: &mut Engine) -> Outcome {
    match interior(program) {
        Some(inside) => engine.solve_between(&inside.x, &inside.prices),
        None => engine.solve(),
    }
}

fn interior(program: &Program) -> Option<blocks::Inside> {
    // as in `near`: a page has a day at most
    if cfg!(target_family = "wasm") {
        return None;
    }
    let partition = Partition::stated(program).filter(|p| p.blocks > FEW_BLOCKS)?;
    blocks::inside(program, &partition, &near::tell(program)).ok()?
}
