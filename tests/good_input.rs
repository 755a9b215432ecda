//! What is read right: encodings, line ends, units, absent columns, derived links, warnings.

#[path = "bad_input/case.rs"]
mod case;

use case::{edit, edited, good, read, with, without};
use eastwest::case::{Case, Work};
use eastwest::input::{Loaded, read_case};

fn loaded(files: &case::Files) -> Loaded {
    read(files).unwrap_or_else(|report| panic!("{report}"))
}

fn loaded_case(files: &case::Files) -> Case {
    loaded(files).case
}

#[test]
fn the_good_case_is_read_without_a_warning() {
    let loaded = loaded(&good());
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.case.hubs.len(), 2);
}
