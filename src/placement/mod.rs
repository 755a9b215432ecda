//! # The answer in domain terms
//!
//! A [`Placement`] is a plan: who runs where, what it costs, emits and binds. It is read from the
//! columns of a solved [`Formulation`](crate::formulation::Formulation) and knows no solver.

mod binding;
mod by_column;
mod contracts;
pub mod kinds;
mod matched;
mod plan;
mod run_cost;
mod shortfall;
mod sums;
mod uses;

pub use self::{
    plan::Placement,
    shortfall::{Shortfall, ShortfallKind},
    sums::{Carbon, Costs},
    uses::{HubUse, Load, TrunkUse},
};
pub(crate) use binding::{Binding, is_limit};
pub(crate) use by_column::ByColumn;
pub(crate) use contracts::ContractUse;
pub(crate) use run_cost::run_costs;
pub(crate) use shortfall::{ShortColumns, scope_in_words, unserved_mwh};
pub(crate) use sums::{Energies, Has, NEGLIGIBLE, Totals, ratio, share};
pub(crate) use uses::{Installed, LinkUse};
