//! Is the proof of a row a proof?

mod proof;
