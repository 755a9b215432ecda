//! The rows of `sources.csv`.

use std::collections::BTreeSet;

use super::{SOURCES, sheet};
use crate::input::FigureProblem;
use crate::input::report::{Fault, Location, Problem};

/// Where figures were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Its id: `S170`.
    pub id: String,
    /// Its title, or what it is.
    pub title: String,
    /// Who wrote or issued it.
    pub author: String,
    /// When.
    pub year: String,
    /// Number of the document, where it has one; it goes before the address of a mirror.
    pub document: String,
    /// Address where it was read.
    pub url: String,
    /// What else is to know: that the address is a mirror, that it was read second-hand.
    pub note: String,
}

const COLUMNS: [&str; 7] = ["id", "title", "author", "year", "document", "url", "note"];

/// The sources of a text; none where there is no file.
pub(super) fn read(text: Option<&str>, faults: &mut Vec<Fault>) -> Vec<Source> {
    let Some(text) = text else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut sources = Vec::new();
    for row in sheet::rows(SOURCES, text, &COLUMNS, 2, faults) {
        let cell = |at: usize| row.cell(at).to_owned();
        for (at, what) in [(0, "an id"), (1, "a title")] {
            if row.cell(at).is_empty() {
                faults.push(fault(row.line, at, FigureProblem::Missing { what }));
            }
        }
        if !seen.insert(cell(0)) {
            faults.push(fault(row.line, 0, FigureProblem::Twice { name: cell(0) }));
        }
        sources.push(Source {
            id: cell(0),
            title: cell(1),
            author: cell(2),
            year: cell(3),
            document: cell(4),
            url: cell(5),
            note: cell(6),
        });
    }
    sources
}

fn fault(line: usize, column: usize, problem: FigureProblem) -> Fault {
    Fault {
        location: Location {
            heading: Some(COLUMNS[column].to_owned()),
            ..Location::line(SOURCES, line)
        },
        problem: Problem::Figure(problem),
        note: None,
    }
}
