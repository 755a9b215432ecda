//! One family of rows a file, the formula above the code.

pub(crate) mod accelerators;
pub(super) mod bandwidth;
pub(super) mod carbon_cap;
pub(crate) mod contracts;
pub(super) mod demand;
pub(super) mod facility_limit;
pub(super) mod green;
pub(super) mod hourly_green;
pub(super) mod hub_capacity;
pub(super) mod placed;
pub(super) mod run_energy;
pub(super) mod shares;
pub(super) mod training;
