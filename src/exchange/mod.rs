//! # Programmes in files: MPS and LP
