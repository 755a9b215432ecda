//! # The answer in domain terms
//!
//! A [`Placement`] is a plan: who runs where, what it costs, emits and binds. It is read from the
//! columns of a solved [`Formulation`](crate::formulation::Formulation) and knows no solver.

mod binding;
mod contracts;
pub mod kinds;
mod matched;
mod plan;
mod run_cost;
mod shortfall;
mod sums;
mod uses;

pub(crate) use binding::{Binding, is_limit};
pub(crate) use contracts::ContractUse;
pub use plan::Placement;
pub(crate) use run_cost::run_costs;
pub(crate) use shortfall::{ShortColumns, scope_in_words, unserved_mwh};
pub use shortfall::{Shortfall, ShortfallKind};
pub use sums::{Carbon, Costs};
pub(crate) use sums::{NEGLIGIBLE, Totals, magnitudes, ratio, share};
pub use uses::{HubUse, Load, TrunkUse};
pub(crate) use uses::{Installed, LinkUse};
