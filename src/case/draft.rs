//! # Rows of the files, before they are checked
