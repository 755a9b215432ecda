//! The state and the methods, each against numbers worked by hand or a definition multiplied out.

mod artificial_bounds;
mod later;
mod limits;
mod ratio;
mod state;
mod steps;
