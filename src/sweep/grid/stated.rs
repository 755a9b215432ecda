//! Parameters as the file states them: which go together, and whether all of them can be.

use std::ops::Range;
use std::rc::Rc;

use super::Parameter;
use super::document::{Document, Section};
use super::figures::Figures;
use super::rows::RowsFile;
use crate::case::Case;
use crate::parameter::{Allowed, Key, OperationKind};
use toml::de::DeValue;

/// A parameter as the file states it.
pub(super) struct Stated {
    pub(super) parameter: Parameter,
    pub(super) figures: Figures,
    pub(super) at: Range<usize>,
    /// Where its figures stand.
    pub(super) figures_at: FiguresAt,
    /// Parameters with the same group go together; none stands alone.
    pub(super) group: Option<usize>,
}

/// Where figures stand.
#[derive(Clone)]
pub(super) enum FiguresAt {
    /// In the grid file.
    Here(Range<usize>),
    /// In a file of rows.
    Rows(Rc<RowsFile>),
}

impl FiguresAt {
    /// The file, where it is one of rows.
    pub(super) fn file(&self) -> Option<&str> {
        match self {
            FiguresAt::Here(_) => None,
            FiguresAt::Rows(rows) => Some(&rows.file),
        }
    }

    /// What the rows say of themselves, where they say anything.
    pub(super) fn notes(&self) -> &[String] {
        match self {
            FiguresAt::Here(_) => &[],
            FiguresAt::Rows(rows) => &rows.notes,
        }
    }

    /// Adds a fault of figure `index`.
    fn fault(&self, document: &mut Document<'_>, index: usize, message: String) {
        match self {
            FiguresAt::Here(at) => document.fault(at, message),
            FiguresAt::Rows(rows) => {
                let line = rows.lines.get(index).copied();
                document.faults.add(&rows.file, line, message);
            }
        }
    }
}

/// Reads `zip = ["a", "b"]` or `zip = [["a", "b"], ["c", "d"]]` into the parameters' groups.
pub(super) fn zip(
    document: &mut Document<'_>,
    root: &Section<'_, '_>,
    case: &Case,
    stated: &mut [Stated],
) {
    let Some(value) = root.get("zip") else {
        return;
    };
    let at = value.span();
    let nested = |value: &DeValue<'_>| value.as_array().is_some();
    let groups: Option<Vec<Vec<&str>>> = value.get_ref().as_array().and_then(|array| {
        if array.iter().any(|item| nested(item.get_ref())) {
            array.iter().map(|item| texts(item.get_ref())).collect()
        } else {
            Some(vec![texts(value.get_ref())?])
        }
    });
    let Some(groups) = groups else {
        document.fault(&at, tr!("`zip` has to be a list of keys, or of such lists"));
        return;
    };
    // a parameter that has faults of its own is not here to be found
    let complete = document.faults.is_empty();
    for (group, keys) in groups.iter().enumerate() {
        for text in keys {
            match join(text, group, case, stated) {
                Ok(true) => {}
                Ok(false) if complete => document.fault(
                    &at,
                    tr!(
                        "`zip`: no `[[parameter]]` of this grid has the key `{text}`",
                        text = text
                    ),
                ),
                Ok(false) => {}
                Err(message) => document.fault(&at, message),
            }
        }
        check_lengths(document, &at, stated, group);
    }
}

fn texts<'v>(value: &'v DeValue<'_>) -> Option<Vec<&'v str>> {
    let items = value.as_array()?.iter();
    items.map(|item| item.get_ref().as_str()).collect()
}

/// Puts the parameter of that key into a group; false where there is none.
fn join(text: &str, group: usize, case: &Case, stated: &mut [Stated]) -> Result<bool, String> {
    let key = Key::parse(text, case).map_err(|error| format!("`zip`: {error}"))?;
    let Some(found) = stated.iter_mut().find(|stated| stated.parameter.key == key) else {
        return Ok(false);
    };
    if matches!(found.figures, Figures::Drawn(_)) {
        return Err(tr!(
            "`zip`: `{text}` has a distribution, and samples go together already",
            text = text
        ));
    }
    if found.group.is_some() {
        return Err(tr!("`zip`: `{text}` goes with others already", text = text));
    }
    found.group = Some(group);
    Ok(true)
}

fn check_lengths(document: &mut Document<'_>, at: &Range<usize>, stated: &[Stated], group: usize) {
    let lengths: Vec<(&Key, u64)> = stated
        .iter()
        .filter(|stated| stated.group == Some(group))
        .filter_map(|stated| match &stated.figures {
            Figures::Listed(series) => Some((&stated.parameter.key, series.len())),
            Figures::Drawn(_) => None,
        })
        .collect();
    for pair in lengths.windows(2) {
        let [(a, m), (b, n)] = pair else { continue };
        if m != n {
            let message = tr!(
                "`zip`: `{a}` has {m} values and `{b}` {n}; they have to have as many",
                a = a,
                m = m,
                b = b,
                n = n
            );
            document.fault(at, message);
        }
    }
}

/// No two parameters may change the same figures.
pub(super) fn refuse_repetition(document: &mut Document<'_>, stated: &[Stated]) {
    for (place, again) in stated.iter().enumerate() {
        let key = &again.parameter.key;
        if let Some(first) = stated[..place].iter().find(|s| s.parameter.key == *key) {
            let message = if first.parameter.key.as_str() == key.as_str() {
                tr!("`{key}` varies twice", key = key)
            } else {
                tr!(
                    "`{key}` is the same as `{}`, and varies twice",
                    first.parameter.key,
                    key = key
                )
            };
            document.fault(&again.at, message);
        }
    }
}

/// Figures that no scenario could use are faults here; others that turn out impossible only together
/// with other parameters are told in their scenario's row.
pub(super) fn check_figures(document: &mut Document<'_>, stated: &[Stated], case: &Case) {
    for one in stated {
        let (key, how) = (&one.parameter.key, one.parameter.how);
        let same = |other: &&Stated| other.parameter.key.quantity() == key.quantity();
        let alone = stated.iter().filter(same).count() == 1;
        // the base of a factor is known only where nothing else changes it
        if how != OperationKind::Value && !alone {
            continue;
        }
        let figures = match &one.figures {
            Figures::Listed(series) => series.telling(),
            Figures::Drawn(distribution) => distribution.extremes().into(),
        };
        let wrong = figures.iter().enumerate().find_map(|(index, &figure)| {
            let error = key.check(how.with(figure), case).err()?;
            Some((index, error.to_string()))
        });
        if let Some((index, message)) = wrong {
            one.figures_at.fault(document, index, message);
        } else if is_switched_evenly(one) {
            let message = tr!(
                "`{key}` is a switch: draw it from a `choice` of 0 and 1",
                key = key
            );
            one.figures_at.fault(document, 0, message);
        }
    }
}

/// Whether a switch is drawn from a distribution that gives figures between.
fn is_switched_evenly(stated: &Stated) -> bool {
    let switch = stated.parameter.key.quantity().allowed() == Allowed::Switch;
    match &stated.figures {
        Figures::Drawn(distribution) => switch && !distribution.is_choice(),
        Figures::Listed(_) => false,
    }
}
