//! # Files → Case
