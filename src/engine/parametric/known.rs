//! # What is known of the present basis at the present θ
//!
//! The engine holds values, prices and reduced costs, and what is carried on from piece to piece. Each stays true for some time
//! only; all that ends it is said here.

/// What still holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Values, prices and reduced costs in the engine are those of the present basis at θ.
    read: bool,
    /// What is carried on is that of the present basis: rates of prices, and in the engine the reduced costs of all further
    /// objectives, rates first.
    carried: bool,
    /// The list of variables without reduced cost is of the present basis and θ.
    listed: bool,
    /// The list of variables near to it is of the reach of the present basis and θ.
    near: bool,
    /// The last step was a crossing, after which prices are those of the basis before.
    prices_kept: bool,
}

impl Known {
    pub(crate) fn is_read(&self) -> bool {
        self.read
    }

    pub(crate) fn is_carried(&self) -> bool {
        self.carried
    }

    pub(crate) fn keeps_prices(&self) -> bool {
        self.prices_kept
    }

    /// Whether a breakpoint can be crossed from here.
    pub(crate) fn may_cross(&self) -> bool {
        self.carried && self.read && self.listed
    }

    /// θ is another, the basis stays: what is carried on belongs to the basis alone.
    pub(crate) fn at_other_theta(&mut self) {
        *self = Known {
            carried: self.carried,
            ..Known::default()
        };
    }

    /// θ goes on to where the reach ends, with prices that may follow their rates: the list of what is near still tells who vanishes.
    pub(crate) fn go_on(&mut self) {
        (self.prices_kept, self.listed) = (false, false);
    }

    /// The basis is another; whether all was read at it.
    pub(crate) fn at_other_basis(&mut self, read: bool) {
        *self = Known {
            read,
            ..Known::default()
        };
    }

    /// Pivots are made across a breakpoint.
    pub(crate) fn crossing(&mut self) {
        (self.listed, self.near) = (false, false);
    }

    /// They are made; whether all could be carried on to the basis that they came to.
    pub(crate) fn crossed(&mut self, carried: bool) {
        (self.carried, self.read, self.prices_kept) = (carried, carried, carried);
    }

    /// Everything was read at the present basis and θ, or not.
    pub(crate) fn set_read(&mut self, read: bool) {
        self.read = read;
    }

    /// What is to be carried on was computed afresh.
    pub(crate) fn carried_afresh(&mut self) {
        self.carried = true;
    }

    /// What is near is known.
    pub(crate) fn near_found(&mut self) {
        self.near = true;
    }

    /// Who vanished was looked for among what was near; whether the list is complete.
    pub(crate) fn list(&mut self, complete: bool) {
        self.listed = complete && self.near;
        self.near = false;
    }
}
