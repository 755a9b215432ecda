//! # The parametric engine
