//! # Scenario parameters
