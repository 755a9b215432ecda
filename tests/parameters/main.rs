//! Keys, changes and grids: every quantity against hand values, errors with the nearest right name.

mod changes;
mod fixture;
mod grid_faults;
mod grids;
mod keys;
