//! # MPS, read
//!
//! Free and fixed form, told apart by trying: a file that makes sense in free form is free; one that does
//! not, but does in fixed form (its names have blanks), is fixed.
//!
//! What files in the world leave open is settled as most solvers do:
//!
//! - The objective is the first `N` row, or the one that OBJNAME names; other `N` rows bind nothing and are left out.
//!   Its constant is minus its right-hand side.
//! - OBJSENSE stands before its word or on the line above it. A maximisation is negated, and
//!   [`Program::sense`] remembers.
//! - Of several sets of right-hand sides, ranges or bounds, the first is used. The set's name may be missing.
//! - A column lies in \[0, ∞) unless BOUNDS says otherwise; a negative upper bound without
//!   any lower one opens the lower side.
//! - Sides and bounds of 1e20 and more are infinite ([`INFINITE`](super::INFINITE)), as for the engine; a warning says so where they are less
//!   than 1e30, and what nothing can meet, a lower bound of 1e20 or more, is refused.
//! - Integers, semi-continuous columns, special ordered sets and quadratic terms are refused.
//!
//! Source: IBM ILOG CPLEX, *MPS file format: industry standard*; the lp_solve reference, *mps-format*, for the
//! signs of ranges.

use std::borrow::Cow;
use std::path::Path;

use crate::exchange::mps_draft::Draft;
use crate::exchange::mps_fields::{Form, MARKER, Section, fields};
use crate::exchange::mps_problem::{MpsError, MpsProblem, MpsWarning, Placed};
use crate::exchange::mps_program::programme;
use crate::program::{Program, Sense};
use crate::text::decode::{advice, decode_utf8_first};
use crate::text::nearest::nearest;

/// Reads the programme of an MPS file; `file` names it in errors.
///
/// # Errors
/// The first thing wrong with it, with its line and what is allowed instead.
pub fn read_mps(bytes: &[u8], file: &str) -> Result<Program, MpsError> {
    read_mps_with_warnings(bytes, file).map(|(program, _)| program)
}

/// As [`read_mps`], with what is odd about the file though it could be read.
///
/// # Errors
/// The first thing wrong with it, with its line and what is allowed instead.
pub fn read_mps_with_warnings(
    bytes: &[u8],
    file: &str,
) -> Result<(Program, Vec<MpsWarning>), MpsError> {
    let read = decoded(bytes).and_then(|text| read_either(&text));
    let (mut program, warnings) = read.map_err(|(line, problem)| MpsError {
        file: file.to_owned(),
        line,
        problem,
    })?;
    if program.name.is_empty() {
        let stem = Path::new(file).file_stem().unwrap_or_default();
        program.name = stem.to_string_lossy().into_owned();
    }
    Ok((program, warnings))
}

/// Free form, or else fixed form; of two errors the later, which belongs to the form that made more sense.
fn read_either(text: &str) -> Placed<(Program, Vec<MpsWarning>)> {
    read(text, Form::Free).or_else(|free| {
        read(text, Form::Fixed).map_err(|fixed| if fixed.0 > free.0 { fixed } else { free })
    })
}

/// The text of a file in UTF-8, with or without byte-order mark, or GB18030.
fn decoded(bytes: &[u8]) -> Placed<Cow<'_, str>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line_of = |place: usize| 1 + bytes[..place].iter().filter(|&&byte| byte == b'\n').count();
    let strange =
        |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1a);
    if let Some(place) = bytes.iter().position(strange) {
        return Err((line_of(place), not_text(bytes)));
    }
    let text = decode_utf8_first(bytes).ok_or_else(|| {
        let valid = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        (line_of(valid), not_text(bytes))
    })?;
    // files of old systems end their lines with CR alone
    Ok(if text.contains('\n') || !text.contains('\r') {
        text
    } else {
        Cow::Owned(text.replace('\r', "\n"))
    })
}

fn not_text(bytes: &[u8]) -> MpsProblem {
    MpsProblem::NotText {
        advice: advice(bytes),
    }
}

fn read(text: &str, form: Form) -> Placed<(Program, Vec<MpsWarning>)> {
    let mut reader = Reader {
        form,
        draft: Draft::default(),
        state: State::Outside,
        seen: Vec::new(),
    };
    let mut number = 0;
    for line in text.lines() {
        number += 1;
        reader
            .take(line, number)
            .map_err(|problem| (number, problem))?;
        if reader.state == State::Ended {
            break;
        }
    }
    reader.finish(number)
}

/// What the next line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    Sense,
    ObjectiveName,
    Data(Section),
    Ended,
}

struct Reader<'a> {
    form: Form,
    draft: Draft<'a>,
    state: State,
    seen: Vec<Section>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, line: &'a str, number: usize) -> Result<(), MpsProblem> {
        // 0x1a ends files of old systems
        let line = line.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{1a}');
        if line.is_empty() || line.starts_with('*') {
            Ok(())
        } else if line.starts_with(char::is_whitespace) {
            self.take_data(line, number)
        } else {
            self.take_head(line, number)
        }
    }

    /// A line that begins a section.
    fn take_head(&mut self, line: &'a str, number: usize) -> Result<(), MpsProblem> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim_start();
        self.state = match word.to_ascii_uppercase().as_str() {
            "NAME" => {
                self.draft.name = rest.split_whitespace().next().unwrap_or("");
                State::Outside
            }
            "OBJSENSE" => {
                if rest.is_empty() {
                    State::Sense
                } else {
                    self.take_sense(rest, number)?
                }
            }
            "OBJNAME" => {
                self.take_objective_name(rest, number)?;
                State::ObjectiveName
            }
            "ROWS" => self.begin(Section::Rows, rest)?,
            "COLUMNS" => self.begin(Section::Columns, rest)?,
            "RHS" => self.begin(Section::Rhs, rest)?,
            "RANGES" => self.begin(Section::Ranges, rest)?,
            "BOUNDS" => self.begin(Section::Bounds, rest)?,
            "ENDATA" => State::Ended,
            _ if self.state == State::Sense => self.take_sense(line, number)?,
            other => return Err(unknown_section(word, other)),
        };
        Ok(())
    }

    fn begin(&mut self, section: Section, rest: &str) -> Result<State, MpsProblem> {
        if !rest.is_empty() {
            return Err(MpsProblem::AfterSection {
                section: section.name(),
                found: rest.to_owned(),
            });
        }
        self.seen.push(section);
        Ok(State::Data(section))
    }

    /// A line within a section.
    fn take_data(&mut self, line: &'a str, number: usize) -> Result<(), MpsProblem> {
        let section = match self.state {
            State::Sense => {
                self.state = self.take_sense(line.trim(), number)?;
                return Ok(());
            }
            State::ObjectiveName => {
                return self.take_objective_name(line, number);
            }
            State::Data(section) => section,
            State::Outside | State::Ended => {
                let found = line.split_whitespace().next().unwrap_or("").to_owned();
                return Err(MpsProblem::OutsideSection { found });
            }
        };
        if section == Section::Columns && line.split_whitespace().any(|word| word == MARKER) {
            return Err(MpsProblem::NotLinear {
                found: MARKER.to_owned(),
                what: tr!("integer columns"),
            });
        }
        let fields = fields(line, section, self.form, |name| self.draft.has_column(name))?;
        self.draft.take(section, fields, number)
    }

    /// Takes the word of OBJSENSE, after which a new section begins.
    fn take_sense(&mut self, word: &str, number: usize) -> Result<State, MpsProblem> {
        let sense = match word.to_ascii_uppercase().as_str() {
            "MAX" | "MAXIMIZE" | "MAXIMISE" => Sense::Maximise,
            "MIN" | "MINIMIZE" | "MINIMISE" => Sense::Minimise,
            _ => {
                let found = word.to_owned();
                return Err(MpsProblem::UnknownSense { found });
            }
        };
        match self.draft.sense {
            Some((other, first)) if other != sense => {
                let found = word.to_owned();
                Err(MpsProblem::OtherSense { found, first })
            }
            Some(_) => Ok(State::Outside),
            None => {
                self.draft.sense = Some((sense, number));
                Ok(State::Outside)
            }
        }
    }

    fn take_objective_name(&mut self, text: &'a str, number: usize) -> Result<(), MpsProblem> {
        let name = text.trim();
        if name.is_empty() {
            return Ok(());
        }
        match self.draft.objective_name {
            Some((other, first)) if other != name => {
                let row = name.to_owned();
                Err(MpsProblem::OtherObjective { row, first })
            }
            _ => {
                self.draft.objective_name = Some((name, number));
                Ok(())
            }
        }
    }

    /// The programme, once the `last` line is read.
    fn finish(self, last: usize) -> Placed<(Program, Vec<MpsWarning>)> {
        if self.state != State::Ended {
            let begun = self.state != State::Outside || !self.draft.name.is_empty();
            let problem = if begun {
                MpsProblem::MissingEnd
            } else {
                MpsProblem::Empty
            };
            return Err((last.max(1), problem));
        }
        for section in [Section::Rows, Section::Columns] {
            if !self.seen.contains(&section) {
                let section = section.name();
                return Err((last, MpsProblem::MissingSection { section }));
            }
        }
        programme(self.draft)
    }
}

/// Sections of linear programmes.
const SECTIONS: [&str; 9] = [
    "NAME", "OBJSENSE", "OBJNAME", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS", "ENDATA",
];

/// What a section that is not one of a linear programme means; `word` as found, `upper` in upper case.
fn unknown_section(word: &str, upper: &str) -> MpsProblem {
    let what = match upper {
        "QUADOBJ" | "QMATRIX" | "QSECTION" | "QCMATRIX" => tr!("quadratic terms"),
        "SOS" | "SOS1" | "SOS2" | "SETS" => tr!("special ordered sets"),
        "CSECTION" => "cones",
        "INDICATORS" => tr!("indicator constraints"),
        "GENCONS" | "PWLOBJ" | "PWLNAM" | "PWLCON" => tr!("general constraints"),
        "LAZYCONS" | "USERCUTS" | "BRANCH" => tr!("integer columns"),
        _ => {
            return MpsProblem::UnknownSection {
                found: shortened(word),
                nearest: nearest(word, SECTIONS).map(str::to_owned),
            };
        }
    };
    MpsProblem::NotLinear {
        found: word.to_owned(),
        what,
    }
}

/// A word as a message shows it: a file of another kind may have a whole line without a blank.
fn shortened(word: &str) -> String {
    const SHOWN: usize = 40;
    match word.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
    }
}
