//! # The simplex methods and their state

mod access;
pub(super) mod basis;
mod crossover;
mod dual;
mod dual_ratio;
mod events;
mod faces;
mod factorisation;
mod follow;
mod look;
mod perturbation;
mod point;
mod prices;
mod primal;
mod run;
mod scratch;
mod solves;
mod state;
#[cfg(test)]
mod tests;
mod weights;

pub(super) use crossover::Interior;
pub(super) use dual::DualEnd;
pub(super) use follow::RATE;
pub(super) use primal::PrimalEnd;
pub(super) use state::Simplex;
