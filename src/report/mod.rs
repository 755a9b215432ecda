//! # Answers → bytes
