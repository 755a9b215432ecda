//! # Parameters: readable names for all that a case holds
//!
//! A [`Key`] names figures of a [`Case`](crate::Case): `quantity[.selector[.selector]]`. The quantity
//! says what ([`Quantity`]), the selectors where: a side, a hub, an origin, a workload, a trunk; none
//! is everywhere. `all` may stand for everything at a place.
//!
//! ```text
//!     electricity_price                every hub
//!     electricity_price.west           the western hubs
//!     electricity_price.zhongwei       one hub
//!     bandwidth_price.SH               the links of an origin
//!     bandwidth_price.SH.zhongwei      one link
//!     demand.training                  all training runs, as a multiple of the case's
//!     demand.chat.SH                   one origin's part of a service
//! ```
//!
//! A [`Change`] does one of three things to every figure that its key touches. For a figure `v` with an
//! hourly shape `m[t]`, so that the figure in period `t` is `v · m[t]`:
//!
//! ```text
//!     KEY=VALUE       v ← VALUE
//!     KEY*=FACTOR     v ← v · FACTOR
//!     KEY+=ADDITION   v ← v + ADDITION
//! ```
//!
//! The shape stays. `demand` and `traffic` are multiples of what the case holds at that moment, so `v` is
//! 1 and all three multiply. A workload that is switched off (`enabled.chat=0`) asks for nothing and
//! keeps its place, so that ids stay the same; `enabled.chat=1` leaves it as it is. A hub that is switched off
//! (`enabled.zhongwei=0`) likewise has no capacity.
//!
//! A figure that would leave its range in any period is an error that says what would come out and
//! what is allowed, and leaves the case as it was. Latency is no matter of range: a service that no
//! hub can reach in time after a change has a shortfall in the answer.
//!
//! Many scenarios on one scratch copy of the case, without cloning it each time:
//!
//! ```text
//!     for key in keys:      key.restore(scratch, base)
//!     for change in point:  change.apply(scratch)
//! ```

mod change;
mod error;
mod figure;
mod key;
mod list;
mod outdone;
mod selector;
mod varied;

pub use self::{
    change::{Change, Operation, OperationKind},
    error::{ChangeError, KeyError},
    key::Key,
    list::{ParameterInfo, list_parameters},
    outdone::{Outdone, outdone},
    varied::Parameter,
};
pub use crate::case::quantity::{Allowed, Effect, Quantity};
pub(crate) use figure::power_limit_per_accelerator_mw;
use selector::Target;
