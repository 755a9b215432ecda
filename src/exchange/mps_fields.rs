//! # Lines of an MPS file, cut into fields
//!
//! A data line has up to six fields: a code, a name, and two pairs of name and number.
//!
//! ```text
//!     field      1     2     3      4      5      6
//!     columns    2-3   5-12  15-22  25-36  40-47  50-61      (fixed form)
//!     ROWS       type  row
//!     COLUMNS          column row   value [row    value]
//!     RHS             [set]  row    value [row    value]     (RANGES too)
//!     BOUNDS     type [set]  column value
//! ```
//!
//! In free form, blanks part the fields. A `$` at the start of field 3 or 5 begins a comment, as does a `*`
//! behind a whole line.

use crate::exchange::mps_problem::MpsProblem;

/// The word that begins or ends a block of integer columns.
pub(super) const MARKER: &str = "'MARKER'";

/// How fields are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// By blanks.
    Free,
    /// By columns.
    Fixed,
}

/// A section with data lines in fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Rows,
    Columns,
    Rhs,
    Ranges,
    Bounds,
}

impl Section {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Section::Rows => "ROWS",
            Section::Columns => "COLUMNS",
            Section::Rhs => "RHS",
            Section::Ranges => "RANGES",
            Section::Bounds => "BOUNDS",
        }
    }

    /// What a line may hold, in words.
    fn allowed(self) -> &'static str {
        match self {
            Section::Rows => tr!("a type and a name"),
            Section::Columns => tr!("a column and one or two pairs of row and value"),
            Section::Rhs | Section::Ranges => {
                tr!("a set, which may be left out, and one or two pairs of row and value")
            }
            Section::Bounds => {
                tr!(
                    "a type, a set, which may be left out, a column, and a value unless the type is FR, MI or PL"
                )
            }
        }
    }

    /// Whether field 1 holds a code.
    fn has_code(self) -> bool {
        matches!(self, Section::Rows | Section::Bounds)
    }

    pub(crate) fn miscounted(self, found: usize) -> MpsProblem {
        MpsProblem::FieldCount {
            section: self.name(),
            found,
            allowed: self.allowed(),
        }
    }
}

/// The six fields, the first in place 0; an absent one is empty.
pub(super) type Fields<'a> = [&'a str; 6];

/// Fields of a data line of `section`.
pub(super) fn fields<'a>(
    line: &'a str,
    section: Section,
    form: Form,
    is_column: impl Fn(&str) -> bool,
) -> Result<Fields<'a>, MpsProblem> {
    match form {
        Form::Free => free(line, section, is_column),
        Form::Fixed => fixed(line, section),
    }
}

/// Most words of a line, and one more, so that too many are seen.
type Words<'a> = [&'a str; 7];

/// Fields by blanks.
fn free<'a>(
    line: &'a str,
    section: Section,
    is_column: impl Fn(&str) -> bool,
) -> Result<Fields<'a>, MpsProblem> {
    let mut words: Words<'a> = [""; 7];
    let mut count = 0;
    let mut dollar = None;
    let first_comment = if section.has_code() { 2 } else { 1 };
    for word in line.split_whitespace() {
        if word.starts_with('$') && (count >= first_comment || section == Section::Rows) {
            dollar = Some(word);
            break;
        }
        if let Some(place) = words.get_mut(count) {
            *place = word;
        }
        count += 1;
    }
    // names may begin with `*`; it is a comment only where the line makes no sense otherwise
    let comment = words.iter().skip(2).position(|word| word.starts_with('*'));
    let fields = arranged(words, count, section, &is_column)
        .or_else(|| arranged(words, comment? + 2, section, &is_column))
        // of a bound cut off at its column, the set would pass for the column
        .filter(|fields| dollar.is_none() || section != Section::Bounds || is_column(fields[2]));
    fields.ok_or_else(|| match dollar {
        Some(word) => dollar_name(word),
        None => section.miscounted(count),
    })
}

/// The fault of a line that makes no sense without what a `$` makes a comment of.
fn dollar_name(word: &str) -> MpsProblem {
    MpsProblem::DollarName {
        found: word.to_owned(),
    }
}

/// The first `count` words as fields, if so many make a line. A bound without value or set is told by which of its
/// words `is_column`.
fn arranged<'a>(
    [a, b, c, d, e, ..]: Words<'a>,
    count: usize,
    section: Section,
    is_column: impl Fn(&str) -> bool,
) -> Option<Fields<'a>> {
    match (section, count) {
        (Section::Rows, 2) => Some([a, b, "", "", "", ""]),
        (Section::Columns | Section::Rhs | Section::Ranges, 3) => Some(["", a, b, c, "", ""]),
        (Section::Columns | Section::Rhs | Section::Ranges, 5) => Some(["", a, b, c, d, e]),
        (Section::Rhs | Section::Ranges, 2) => Some(["", "", a, b, "", ""]),
        (Section::Rhs | Section::Ranges, 4) => Some(["", "", a, b, c, d]),
        (Section::Bounds, 4) => Some([a, b, c, d, "", ""]),
        (Section::Bounds, 3) if is_valueless(a) && (is_column(c) || !is_column(b)) => {
            Some([a, b, c, "", "", ""])
        }
        (Section::Bounds, 3) => Some([a, "", b, c, "", ""]),
        (Section::Bounds, 2) if is_valueless(a) => Some([a, "", b, "", "", ""]),
        _ => None,
    }
}

/// Whether a bound of type `code` has no value.
pub(super) fn is_valueless(code: &str) -> bool {
    ["FR", "MI", "PL", "BV"]
        .iter()
        .any(|valueless| code.eq_ignore_ascii_case(valueless))
}

/// First and last column of each field of fixed form, from 0, the last one excluded.
const COLUMNS: [(usize, usize); 6] = [(1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61)];

/// Fields by columns.
fn fixed(line: &str, section: Section) -> Result<Fields<'_>, MpsProblem> {
    let mut fields = [""; 6];
    for (place, (start, end)) in COLUMNS.into_iter().enumerate() {
        let field = between(line, start, end).trim();
        // text behind a comment mark may stand anywhere
        if field.starts_with('$') && matches!(place, 2 | 4) {
            return counted(fields, section).map_err(|_| dollar_name(field));
        }
        fields[place] = field;
        let next = COLUMNS.get(place + 1).map_or(usize::MAX, |&(next, _)| next);
        check_gap(line, end, next)?;
    }
    check_gap(line, 0, COLUMNS[0].0)?;
    counted(fields, section)
}

/// Characters `start..end` of `line`, as far as it has them.
fn between(line: &str, start: usize, end: usize) -> &str {
    let at = |n: usize| {
        line.char_indices()
            .nth(n)
            .map_or(line.len(), |(byte, _)| byte)
    };
    &line[at(start)..at(end)]
}

fn check_gap(line: &str, start: usize, end: usize) -> Result<(), MpsProblem> {
    let gap = line.chars().enumerate().take(end).skip(start);
    match gap.into_iter().find(|(_, c)| !c.is_whitespace()) {
        Some((column, _)) => Err(MpsProblem::BetweenFields { column: column + 1 }),
        None => Ok(()),
    }
}

/// `fields`, if those that `section` needs are there and no others.
fn counted(fields: Fields<'_>, section: Section) -> Result<Fields<'_>, MpsProblem> {
    let has = |place: usize| !fields[place].is_empty();
    let second_pair = has(4) == has(5);
    let fits = match section {
        Section::Rows => has(0) && has(1) && !(2..6).any(has),
        Section::Columns => !has(0) && has(1) && has(2) && has(3) && second_pair,
        Section::Rhs | Section::Ranges => !has(0) && has(2) && has(3) && second_pair,
        Section::Bounds => {
            has(0) && has(2) && (has(3) || is_valueless(fields[0])) && !has(4) && !has(5)
        }
    };
    if fits {
        Ok(fields)
    } else {
        Err(section.miscounted((0..6).filter(|&place| has(place)).count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free_fields(line: &str, section: Section) -> Result<Fields<'_>, MpsProblem> {
        fields(line, section, Form::Free, |name| name == "x")
    }

    #[test]
    fn a_bound_may_leave_out_its_set_and_its_value() {
        let of = |line| free_fields(line, Section::Bounds).map(|f| [f[0], f[1], f[2], f[3]]);
        assert_eq!(of(" UP BND x 4"), Ok(["UP", "BND", "x", "4"]));
        assert_eq!(of(" UP x 4"), Ok(["UP", "", "x", "4"]));
        assert_eq!(of(" FR BND x"), Ok(["FR", "BND", "x", ""]));
        assert_eq!(of(" FR x 0"), Ok(["FR", "", "x", "0"]));
        assert_eq!(of(" FR x"), Ok(["FR", "", "x", ""]));
    }

    #[test]
    fn a_dollar_begins_a_comment_in_fields_three_and_five_only() {
        let line = " $x r 1 $ the rest is silence";
        assert_eq!(
            free_fields(line, Section::Columns),
            Ok(["", "$x", "r", "1", "", ""])
        );
    }

    #[test]
    fn a_star_begins_a_comment_only_behind_a_whole_line() {
        let of = |line| free_fields(line, Section::Columns);
        assert_eq!(of(" x r 1 *note"), Ok(["", "x", "r", "1", "", ""]));
        assert_eq!(
            of(" x r 1 * a longer note"),
            Ok(["", "x", "r", "1", "", ""])
        );
        assert_eq!(of(" x r 1 *OBJ* 2"), Ok(["", "x", "r", "1", "*OBJ*", "2"]));
        assert!(of(" x *note").is_err());
    }

    #[test]
    fn fixed_fields_keep_blanks_inside_names() {
        let line = "    MY COL    MY ROW    1.5            R2        -2";
        assert_eq!(
            fields(line, Section::Columns, Form::Fixed, |_| false),
            Ok(["", "MY COL", "MY ROW", "1.5", "R2", "-2"])
        );
    }

    #[test]
    fn text_between_fixed_fields_is_refused_with_its_column() {
        let line = "    MYLONGCOLUMN  R1  1.5";
        assert_eq!(
            fields(line, Section::Columns, Form::Fixed, |_| false),
            Err(MpsProblem::BetweenFields { column: 13 })
        );
    }
}
