//! Programmes in files: what is written reads back the same, files of every kind mean what they say, other
//! solvers agree, and what is wrong is said clearly.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use eastwest::case::Scope;
use eastwest::exchange::{
    MpsProblem, MpsWarning, read_mps, read_mps_with_warnings, write_lp, write_mps,
};
use eastwest::formulation::{ColumnKey, Keys, NameTable, RowKey};
use eastwest::program::{Labels, Matrix, Objective, Program, Sense};
use eastwest::solver::{self, Solver, Status};
use proptest::prelude::*;

const INF: f64 = f64::INFINITY;
const AFIRO: &[u8] = include_bytes!("exchange/afiro.mps");

// ---------------------------------------------------------------- helpers

fn mps_of(program: &Program) -> String {
    let mut bytes = Vec::new();
    write_mps(program, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn lp_of(program: &Program) -> String {
    let mut bytes = Vec::new();
    write_lp(program, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn read(text: &str) -> Program {
    read_mps(text.as_bytes(), "model.mps").unwrap_or_else(|error| panic!("{error}"))
}

fn warnings(text: &str) -> Vec<MpsWarning> {
    read_mps_with_warnings(text.as_bytes(), "model.mps")
        .unwrap()
        .1
}

fn message(text: &str) -> String {
    read_mps(text.as_bytes(), "model.mps")
        .unwrap_err()
        .to_string()
}

/// Everything of a programme that a file must keep; names included.
fn facts(program: &Program) -> impl PartialEq + std::fmt::Debug + use<> {
    let columns: Vec<String> = (0..program.column_count())
        .map(|j| program.column_name(j))
        .collect();
    let rows: Vec<String> = (0..program.row_count())
        .map(|i| program.row_name(i))
        .collect();
    (
        (
            program.name.clone(),
            program.sense,
            program.objectives[0].clone(),
        ),
        (program.lower.clone(), program.upper.clone()),
        (program.row_lower.clone(), program.row_upper.clone()),
        (program.matrix.clone(), columns, rows),
    )
}

/// A programme of one objective with columns `x0…` and rows `r0…`.
fn program(
    costs: &[f64],
    bounds: &[(f64, f64)],
    rows: &[(f64, f64)],
    entries: &[(usize, usize, f64)],
) -> Program {
    let names = |head: &str, count: usize| (0..count).map(|k| format!("{head}{k}")).collect();
    Program {
        name: "sample".to_owned(),
        objectives: vec![Objective {
            name: "cost".to_owned(),
            coefficients: costs.to_vec(),
            constant: 0.0,
        }],
        sense: Sense::Minimise,
        lower: bounds.iter().map(|b| b.0).collect(),
        upper: bounds.iter().map(|b| b.1).collect(),
        row_lower: rows.iter().map(|b| b.0).collect(),
        row_upper: rows.iter().map(|b| b.1).collect(),
        matrix: Matrix::from_triplets(costs.len(), entries.to_vec()),
        labels: Labels::Named {
            columns: names("x", costs.len()),
            rows: names("r", rows.len()),
        },
    }
}

// ---------------------------------------------------------------- reading what people wrote

const EVERYTHING_FREE: &str = "\
* a comment
NAME everything (FREE)
OBJSENSE
    MAXIMIZE
ROWS
 N profit
 L at_most
 G at_least
 E equal
 E equal_up
 E equal_down
 L at_most_range
 G at_least_range
 N spare
COLUMNS
 x profit 3 at_most 1
 x at_least -1.5D+01
 x spare 7 $ nobody reads this
 free equal 1 equal_up 2
 fixed at_most_range 1e-3
 negative profit -0
 open equal_down 1
 boxed at_least_range .5
 empty profit 0
RHS
 rhs profit -10 at_most 4
 rhs at_least -3
 equal_up 5
 rhs2 at_most 99
RANGES
 rng at_most_range 2 at_least_range -3
 rng equal_up 2
 rng equal_down -2
BOUNDS
 UP bnd x 4
 FR bnd free
 FX bnd fixed -2.5
 UP bnd negative -1
 MI bnd open
 UP bnd open 1e30
 LO bnd boxed -1
 UP bnd boxed 6
 PL bnd empty
ENDATA
whatever follows
";

#[test]
fn every_feature_of_free_form_is_understood() {
    // the RHS line without a set name opens a further, unnamed set, so its value is not used
    let read = read(EVERYTHING_FREE);
    let mut expected = program(
        &[-3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        &[
            (0.0, 4.0),
            (-INF, INF),
            (-2.5, -2.5),
            (-INF, -1.0),
            (-INF, INF),
            (-1.0, 6.0),
            (0.0, INF),
        ],
        &[
            (-INF, 4.0),
            (-3.0, INF),
            (0.0, 0.0),
            (0.0, 2.0),
            (-2.0, 0.0),
            (-2.0, 0.0),
            (0.0, 3.0),
        ],
        &[
            (0, 0, 1.0),
            (1, 0, -15.0),
            (2, 1, 1.0),
            (3, 1, 2.0),
            (5, 2, 1e-3),
            (4, 4, 1.0),
            (6, 5, 0.5),
        ],
    );
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    expected.name = "everything".to_owned();
    expected.sense = Sense::Maximise;
    expected.objectives[0].name = "profit".to_owned();
    expected.objectives[0].constant = -10.0;
    expected.labels = Labels::Named {
        columns: owned(&["x", "free", "fixed", "negative", "open", "boxed", "empty"]),
        rows: owned(&[
            "at_most",
            "at_least",
            "equal",
            "equal_up",
            "equal_down",
            "at_most_range",
            "at_least_range",
        ]),
    };
    assert_eq!(facts(&read), facts(&expected));
    assert_eq!(
        read.reported(read.objective().value(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])),
        13.0
    );
}

#[test]
fn what_is_odd_is_warned_of() {
    assert_eq!(
        warnings(EVERYTHING_FREE),
        [
            MpsWarning::FurtherSet {
                section: "RHS",
                set: "without a name".to_owned(),
                used: "`rhs`".to_owned()
            },
            MpsWarning::FurtherSet {
                section: "RHS",
                set: "`rhs2`".to_owned(),
                used: "`rhs`".to_owned()
            },
            MpsWarning::FreeRow {
                row: "spare".to_owned()
            },
            MpsWarning::NegativeUpper {
                column: "negative".to_owned(),
                upper: -1.0
            },
        ]
    );
}

#[test]
fn carriage_returns_byte_order_marks_and_gb18030_make_no_difference() {
    let plain = facts(&read(EVERYTHING_FREE));
    let dos = format!("\u{feff}{}\u{1a}", EVERYTHING_FREE.replace('\n', "\r\n"));
    assert_eq!(facts(&read(&dos)), plain);
    let chinese = EVERYTHING_FREE.replace("boxed", "中卫");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&chinese);
    assert_eq!(
        facts(&read_mps(&bytes, "m.mps").unwrap()),
        facts(&read(&chinese))
    );
}

/// A line of fixed MPS.
fn card(code: &str, name: &str, row: &str, value: &str, row2: &str, value2: &str) -> String {
    format!(" {code:2} {name:8}  {row:8}  {value:>12}   {row2:8}  {value2:>12}\n")
}

#[test]
fn fixed_form_keeps_names_with_blanks_apart_and_missing_sets_absent() {
    let columns = [
        card("", "COL 1", "TOTAL CO", "1.0", "ROW A", "-2.0"),
        card("", "COL 1", "ROW_A", "3.0", "$ comment", ""),
        card("", "COL 2", "ROW A", "4.0", "", ""),
    ]
    .concat();
    let sides = card("", "", "ROW A", "10.0", "ROW_A", "1.0");
    let bounds = card("UP", "", "COL 1", "4.0", "", "") + &card("MI", "BOUND", "COL 2", "", "", "");
    let text = format!(
        "NAME          TWO PARTS\nROWS\n N  TOTAL CO\n L  ROW A\n G  ROW_A\n\
         COLUMNS\n{columns}RHS\n{sides}BOUNDS\n{bounds}ENDATA\n"
    );
    let read = read(&text);
    assert_eq!(
        (read.column_name(0), read.column_name(1)),
        ("COL_1".into(), "COL_2".into())
    );
    assert_eq!(
        (read.row_name(0), read.row_name(1)),
        ("ROW_A_2".into(), "ROW_A".into())
    );
    assert_eq!(read.objective().name, "TOTAL_CO");
    assert_eq!(read.objective().coefficients, [1.0, 0.0]);
    assert_eq!(
        (&read.row_lower[..], &read.row_upper[..]),
        (&[-INF, 1.0][..], &[10.0, INF][..])
    );
    // the second set of bounds is not used
    assert_eq!(
        (&read.lower[..], &read.upper[..]),
        (&[0.0, 0.0][..], &[4.0, INF][..])
    );
    assert_eq!(
        read.matrix,
        Matrix::from_triplets(2, vec![(0, 0, -2.0), (1, 0, 3.0), (0, 1, 4.0)])
    );
}

/// A programme `min x, x ≥ 1` with lines put in.
fn small(head: &str, rows: &str, columns: &str, rest: &str) -> String {
    format!(
        "NAME t\n{head}ROWS\n N cost\n G r\n{rows}COLUMNS\n x cost 1\n x r 1\n{columns}RHS\n RHS r 1\n{rest}ENDATA\n"
    )
}

#[test]
fn the_sense_may_stand_beside_or_below_its_section() {
    for (head, sense) in [
        ("OBJSENSE MAX\n", Sense::Maximise),
        ("OBJSENSE\n    MAX\n", Sense::Maximise),
        ("OBJSENSE\nMaximize\n", Sense::Maximise),
        ("OBJSENSE\n  MIN\n", Sense::Minimise),
        ("", Sense::Minimise),
    ] {
        assert_eq!(read(&small(head, "", "", "")).sense, sense, "{head}");
    }
}

#[test]
fn the_objective_may_be_named() {
    let read = read(&small(
        "OBJNAME\n  other\n",
        " N other\n",
        " y other 5\n",
        "",
    ));
    assert_eq!(read.objective().coefficients, [0.0, 5.0]);
    assert_eq!(read.objective().name, "other");
}

#[test]
fn a_zero_lower_bound_that_is_stated_holds_against_a_negative_upper_one() {
    for bounds in [" UP b x -3\n LO b x 0\n", " LO b x 0\n UP b x -3\n"] {
        let text = small("", "", "", &format!("BOUNDS\n{bounds}"));
        let program = read(&text);
        assert_eq!((program.lower[0], program.upper[0]), (0.0, -3.0));
        let crossed = MpsWarning::CrossedBounds {
            column: "x".to_owned(),
            lower: 0.0,
            upper: -3.0,
        };
        assert_eq!(warnings(&text), [crossed]);
    }
}

#[test]
fn large_sides_and_bounds_are_infinite() {
    let read = read(&small(
        "",
        "",
        "",
        "RANGES\n RNG r 1e30\nBOUNDS\n LO b x -1e31\n UP b x Inf\n",
    ));
    assert_eq!((read.lower[0], read.upper[0]), (-INF, INF));
    assert_eq!((read.row_lower[0], read.row_upper[0]), (1.0, INF));
}

/// One limit for reader, engine and writers, 1e20: below it numbers are kept, from there on they are infinite, and said to be.
#[test]
fn numbers_are_finite_below_1e20_and_infinite_from_there_on() {
    let bounds = "BOUNDS\n LO b x -9.9e19\n UP b x 1e20\n";
    let text = small("", "", "", &format!("RANGES\n RNG r 2e20\n{bounds}"));
    let program = read(&text);
    assert_eq!((program.lower[0], program.upper[0]), (-9.9e19, INF));
    assert_eq!((program.row_lower[0], program.row_upper[0]), (1.0, INF));
    let said: Vec<String> = warnings(&text).iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["`2e20` in line 11 is taken as infinite, as 1e20 and more is, and so is another number"]
    );
    assert_eq!(facts(&read(&mps_of(&program))), facts(&program));
    // together side and range reach it
    let rows = "RANGES\n RNG far 9e19\n";
    let text =
        small("", " G far\n", " x far 1\n", rows).replace("RHS r 1\n", "RHS r 1\n RHS far 9e19\n");
    assert_eq!(read(&text).row_upper[1], INF);
    for (section, line) in [
        ("BOUNDS\n LO b x 1e20\n", 11),
        ("BOUNDS\n UP b x -1e25\n", 11),
        ("BOUNDS\n FX b x 1e22\n", 11),
    ] {
        let said = message(&small("", "", "", section));
        assert!(said.contains("no number can meet"), "{said}");
        assert!(said.contains(&format!("line {line}")), "{said}");
    }
    let said = message(&small("", "", "", "").replace("RHS r 1\n", "RHS r 1e25\n"));
    assert!(
        said.contains("no number can meet a lower bound of `1e25`"),
        "{said}"
    );
    let mut large = read(&small("", "", "", ""));
    large.upper[0] = 1e22;
    assert!(!mps_of(&large).contains("1e22") && !lp_of(&large).contains("1e22"));
    large.lower[0] = 1e20;
    assert!(write_mps(&large, Vec::new()).is_err() && write_lp(&large, Vec::new()).is_err());
}

#[test]
fn zero_has_no_sign() {
    let text = small(
        "OBJSENSE MAX\n",
        "",
        "",
        "BOUNDS\n LO b x -0.0\n UP b x 1\n",
    );
    let program = read(&text);
    assert!(program.lower[0].is_sign_positive());
    assert!(program.reported(0.0).is_sign_positive());
    assert!(
        read(&small("", "", "", ""))
            .reported(-0.0)
            .is_sign_positive()
    );
}

#[test]
fn a_file_without_a_name_is_called_after_itself() {
    let text = small("", "", "", "").replace("NAME t\n", "");
    assert_eq!(
        read_mps(text.as_bytes(), "some/where/model.mps")
            .unwrap()
            .name,
        "model"
    );
}

// ---------------------------------------------------------------- messages

#[test]
fn messages_say_what_was_found_where_and_what_is_allowed() {
    insta::assert_snapshot!(message(&small("", "", " y cots 1\n", "")), @r"
    no row is called `cots`
      --> model.mps, line 8
    help: did you mean `cost`?
    ");
    insta::assert_snapshot!(message(&small("", "", " y cost 1,5\n", "")), @r"
    `1,5` is not a number
      --> model.mps, line 8
    help: numbers look like 12, -0.5, 1e-7 or 1.5D+03
    ");
    insta::assert_snapshot!(message(&small("", "", " y cost inf\n", "")), @r"
    `inf` is too large for a coefficient
      --> model.mps, line 8
    ");
    insta::assert_snapshot!(message(&small("", "", " y cost\n", "")), @r"
    a line of COLUMNS has a column and one or two pairs of row and value, found 2 fields
      --> model.mps, line 8
    ");
    insta::assert_snapshot!(message(&small("", "", " x r 2\n", "")), @r"
    column `x` has two coefficients in row `r`
      --> model.mps, line 8
    help: write their sum once
    ");
    insta::assert_snapshot!(message(&small("", "", " y r 2\n x cost 2\n", "")), @r"
    column `x` begins again; it began in line 6
      --> model.mps, line 9
    help: all entries of a column stand together
    ");
    insta::assert_snapshot!(message(&small("", " L r\n", "", "")), @r"
    row `r` is already there, in line 4
      --> model.mps, line 5
    ");
    insta::assert_snapshot!(message(&small("", " Q q\n", "", "")), @r"
    no row type is called `Q`
      --> model.mps, line 5
    help: row types are N, E, L and G
    ");
    insta::assert_snapshot!(message(&small("", "", "", " RHS r 2\n")), @r"
    row `r` has two values in RHS
      --> model.mps, line 10
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BOUNDS\n UP b x 1\n UP b x 2\n")), @r"
    column `x` already has an upper bound, from line 11
      --> model.mps, line 12
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BOUNDS\n UP b xx 1\n")), @r"
    no column is called `xx`
      --> model.mps, line 11
    help: did you mean `x`?
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BOUNDS\n UB b x 1\n")), @r"
    no bound type is called `UB`
      --> model.mps, line 11
    help: bound types are UP, LO, FX, FR, MI and PL
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BOUNDS\n LO b x 1e30\n")), @r"
    no number can meet a lower bound of `1e30`
      --> model.mps, line 11
    help: 1e20 and more stands for infinity
    ");
    insta::assert_snapshot!(message(&small("OBJSENSE MAX\nOBJSENSE\n MIN\n", "", "", "")), @r"
    `MIN` contradicts the objective sense in line 2
      --> model.mps, line 4
    help: state it once: MIN or MAX
    ");
    let twice = small("OBJNAME\n cost\nOBJNAME\n gain\n", " N gain\n", "", "");
    insta::assert_snapshot!(message(&twice), @r"
    OBJNAME asks for `gain`, and for another row in line 3
      --> model.mps, line 5
    help: name one objective: the others are left out
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BONDS\n UP b x 1\n")), @r"
    no section of an MPS file is called `BONDS`
      --> model.mps, line 10
    help: did you mean `BOUNDS`?
    ");
    insta::assert_snapshot!(message(&small("OBJSENSE\n LARGEST\n", "", "", "")), @r"
    no objective sense is called `LARGEST`
      --> model.mps, line 3
    help: senses are MIN, MINIMIZE, MAX and MAXIMIZE
    ");
    insta::assert_snapshot!(message(&small("OBJNAME\n costs\n", "", "", "")), @r"
    character 4 stands between the fields of fixed MPS
      --> model.mps, line 5
    help: fields of fixed MPS are columns 2-3, 5-12, 15-22, 25-36, 40-47 and 50-61; names in free MPS have no blanks
    ");
    insta::assert_snapshot!(message(&small("stray\n", "", "", "")), @r"
    no section of an MPS file is called `stray`
      --> model.mps, line 2
    help: sections are NAME, OBJSENSE, OBJNAME, ROWS, COLUMNS, RHS, RANGES, BOUNDS and ENDATA; lines within a section begin with a blank
    ");
    insta::assert_snapshot!(message(&small(" stray\n", "", "", "")), @r"
    `stray` stands outside any section
      --> model.mps, line 2
    help: data lines follow ROWS, COLUMNS, RHS, RANGES or BOUNDS
    ");
    insta::assert_snapshot!(message(&small("", "", "", "").replace("ENDATA\n", "")), @r"
    the file ends without ENDATA
      --> model.mps, line 9
    help: the file may have been cut short
    ");
    insta::assert_snapshot!(message(&small("", "", "", "").replace("RHS\n", "RHS now\n")), @r"
    unexpected `now` after the section name `RHS`
      --> model.mps, line 8
    ");
    insta::assert_snapshot!(message(""), @r"
    the file is empty
      --> model.mps, line 1
    ");
    insta::assert_snapshot!(message("ENDATA\n"), @r"
    the section ROWS is missing
      --> model.mps, line 1
    ");
    insta::assert_snapshot!(message("NAME\n\0\n"), @r"
    the file is not text
      --> model.mps, line 2
    help: MPS is text in UTF-8 or GB18030
    ");
}

#[test]
fn what_is_not_linear_is_refused_with_its_line() {
    let marker = " M1 'MARKER' 'INTORG'\n y cost 1\n M2 'MARKER' 'INTEND'\n";
    insta::assert_snapshot!(message(&small("", "", marker, "")), @r"
    `'MARKER'` asks for integer columns, which a linear programme does not have
      --> model.mps, line 8
    help: solve the linear relaxation, or use a solver for this kind of programme
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BOUNDS\n BV b x\n")), @r"
    `BV` asks for a binary column, which a linear programme does not have
      --> model.mps, line 11
    help: solve the linear relaxation, or use a solver for this kind of programme
    ");
    insta::assert_snapshot!(message(&small("", "", "", "BOUNDS\n LI b x 1\n")), @r"
    `LI` asks for an integer column, which a linear programme does not have
      --> model.mps, line 11
    help: solve the linear relaxation, or use a solver for this kind of programme
    ");
    insta::assert_snapshot!(message(&small("", "", "", "QUADOBJ\n x x 1\n")), @r"
    `QUADOBJ` asks for quadratic terms, which a linear programme does not have
      --> model.mps, line 10
    help: solve the linear relaxation, or use a solver for this kind of programme
    ");
    insta::assert_snapshot!(message(&small("", "", "", "SOS\n S1 s\n")), @r"
    `SOS` asks for special ordered sets, which a linear programme does not have
      --> model.mps, line 10
    help: solve the linear relaxation, or use a solver for this kind of programme
    ");
}

#[test]
fn a_broken_file_with_blanks_in_names_is_judged_as_fixed() {
    let text =
        "NAME\nROWS\n N  THE COST\nCOLUMNS\n    COL 1     THE CSOT             1.0\nENDATA\n";
    insta::assert_snapshot!(message(text), @r"
    character 37 stands between the fields of fixed MPS
      --> model.mps, line 5
    help: fields of fixed MPS are columns 2-3, 5-12, 15-22, 25-36, 40-47 and 50-61; names in free MPS have no blanks
    ");
}

#[test]
fn a_byte_that_is_no_text_is_found_in_its_line() {
    let error = read_mps(b"NAME\nROWS\n N c\xff\nCOLUMNS\n", "m.mps").unwrap_err();
    assert_eq!(
        (error.line, error.problem),
        (3, MpsProblem::NotText { advice: None })
    );
}

// ---------------------------------------------------------------- writing

#[test]
fn the_written_mps_is_as_documented() {
    let mut sample = program(
        &[1.0, 0.0, 0.0, 0.0, 2.5],
        &[
            (0.0, -1.0),
            (-INF, -1.0),
            (0.0, INF),
            (3.0, 3.0),
            (-INF, INF),
        ],
        &[(-INF, 1.0), (-2.0, 5.0), (0.1, 0.1), (-INF, INF)],
        &[(0, 0, 1e-9), (1, 1, 1.0), (3, 1, 1.0), (2, 3, -1.0)],
    );
    sample.objectives[0].constant = 7.0;
    sample.objectives.push(Objective {
        name: "carbon".to_owned(),
        coefficients: vec![0.0, 4.0, 0.0, 0.0, 0.0],
        constant: 0.0,
    });
    insta::assert_snapshot!(mps_of(&sample), @r"
    * The first N row is minimised or maximised; those below it are ranked, and decide ties.
    NAME sample
    ROWS
     N cost
     N carbon
     L r0
     G r1
     E r2
     N r3
    COLUMNS
     x0 cost 1
     x0 r0 1e-9
     x1 carbon 4
     x1 r1 1
     x1 r3 1
     x2 cost 0
     x3 r2 -1
     x4 cost 2.5
    RHS
     RHS cost -7
     RHS r0 1
     RHS r1 -2
     RHS r2 0.1
    RANGES
     RNG r1 7
    BOUNDS
     UP BND x0 -1
     LO BND x0 0
     MI BND x1
     UP BND x1 -1
     FX BND x3 3
     FR BND x4
    ENDATA
    ");
}

#[test]
fn the_written_lp_is_as_documented() {
    let mut sample = program(
        &[1.0, 0.0, 0.0, 0.0, -2.5],
        &[
            (0.0, 1.0),
            (-INF, -1.0),
            (0.0, INF),
            (3.0, 3.0),
            (-INF, INF),
        ],
        &[
            (-INF, 1.0),
            (-2.0, 5.0),
            (0.1, 0.1),
            (-INF, INF),
            (0.0, INF),
        ],
        &[
            (0, 0, 1e-9),
            (0, 4, -1.0),
            (1, 1, 1.0),
            (3, 1, 1.0),
            (2, 3, -1.0),
        ],
    );
    sample.objectives[0].constant = 7.0;
    sample.sense = Sense::Maximise;
    sample.labels = Labels::Named {
        columns: ["load.a-b", "load.a_b", "free", "e1", "2nd"]
            .map(str::to_owned)
            .to_vec(),
        rows: ["st", "range", "r", "s", "中卫"]
            .map(str::to_owned)
            .to_vec(),
    };
    insta::assert_snapshot!(lp_of(&sample), @r"
    \ Problem name: sample
    Maximize
     cost: - 1 load.a_b_2 + 0 _free + 2.5 _2nd - 7 constant
    Subject To
     _st: + 1e-9 load.a_b_2 - 1 _2nd <= 1
     range: + 1 load.a_b - 1 range.range = 0
     r: - 1 _e1 = 0.1
    \ s is free
     u4E2Du536B: + 0 load.a_b_2 >= 0
    Bounds
     0 <= load.a_b_2 <= 1
     -inf <= load.a_b <= -1
     _e1 = 3
     _2nd free
     -2 <= range.range <= 5
     constant = 1
    End
    ");
}

#[test]
fn lines_of_lp_stay_under_255_characters() {
    let count = 500;
    let entries: Vec<_> = (0..count).map(|j| (0, j, 1.0 / 3.0)).collect();
    let mut wide = program(
        &vec![-1.0; count],
        &vec![(0.0, 1.0); count],
        &[(0.0, 1.0)],
        &entries,
    );
    if let Labels::Named { columns, .. } = &mut wide.labels {
        columns[7] = "long".repeat(100);
    }
    let text = lp_of(&wide);
    assert!(text.lines().all(|line| line.len() < 255));
    assert_eq!(text.matches("0.3333333333333333").count(), count);
}

#[test]
fn keys_are_written_as_names() {
    let mut keyed = program(&[1.0], &[(0.0, INF)], &[(1.0, INF)], &[(0, 0, 1.0)]);
    keyed.labels = Keys {
        columns: vec![ColumnKey::GreenShort { scope: Scope::East }],
        rows: vec![RowKey::GreenTarget { scope: Scope::East }],
        names: Arc::new(NameTable::default()),
    }
    .labels();
    let text = mps_of(&keyed);
    assert!(
        text.contains(" green_short.east green_target.east 1\n"),
        "{text}"
    );
    assert_eq!(facts(&read(&text)), facts(&keyed));
}

#[test]
fn a_programme_that_no_file_can_state_is_refused() {
    let refused = |change: fn(&mut Program)| {
        let mut sample = program(&[1.0], &[(0.0, 1.0)], &[(0.0, 1.0)], &[(0, 0, 1.0)]);
        change(&mut sample);
        let mps = write_mps(&sample, Vec::new()).unwrap_err();
        let lp = write_lp(&sample, Vec::new()).unwrap_err();
        assert_eq!(mps.kind(), std::io::ErrorKind::InvalidInput);
        assert_eq!(mps.to_string(), lp.to_string());
        mps.to_string()
    };
    insta::assert_snapshot!(refused(|p| p.matrix.values[0] = f64::NAN), @"a coefficient of column `x0` is not a finite number");
    insta::assert_snapshot!(refused(|p| p.lower[0] = INF), @"the bounds of column `x0` are not numbers, or infinite on the wrong side");
    insta::assert_snapshot!(refused(|p| p.row_lower[0] = 2.0), @"row `r0` has its lower bound over its upper bound, which the format cannot state");
    insta::assert_snapshot!(refused(|p| p.objectives[0].constant = -INF), @"a coefficient of objective `cost` is not a finite number");
}

// ---------------------------------------------------------------- properties

/// Numbers as files have them: zeros, small integers, ugly fractions, extremes.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => Just(0.0),
        4 => (-9i32..10).prop_map(f64::from),
        4 => -1e3..1e3,
        1 => prop_oneof![Just(1e-300), Just(-2.5e-7), Just(1.0 / 3.0), Just(9e19), Just(123456789012345680.0)],
    ]
}

/// A pair of bounds: open, one-sided, fixed, or a box.
fn interval() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        Just((0.0, INF)),
        Just((-INF, INF)),
        value().prop_map(|v| (v, INF)),
        value().prop_map(|v| (-INF, v)),
        value().prop_map(|v| (v, v)),
        (value(), value()).prop_map(|(a, b)| (a.min(b), a.max(b))),
    ]
}

fn any_program() -> impl Strategy<Value = Program> {
    (1usize..6, 0usize..6).prop_flat_map(|(columns, rows)| {
        let entry = (0..rows.max(1), 0..columns, value());
        (
            prop::collection::vec(value(), columns),
            prop::collection::vec(interval(), columns),
            prop::collection::vec(interval(), rows),
            prop::collection::vec(entry, if rows == 0 { 0..1 } else { 0..12 }),
            (value(), any::<bool>()),
        )
            .prop_map(
                move |(costs, bounds, sides, mut entries, (constant, maximise))| {
                    entries.retain(|_| rows > 0);
                    entries.sort_by_key(|&(i, j, _)| (i, j));
                    entries.dedup_by_key(|&mut (i, j, _)| (i, j));
                    let mut program = program(&costs, &bounds, &sides, &entries);
                    program.objectives[0].constant = constant;
                    if maximise {
                        program.sense = Sense::Maximise;
                    }
                    program
                },
            )
    })
}

/// Without its free rows, which a file does not give back.
fn bound_rows(mut program: Program) -> Program {
    let kept: Vec<usize> = (0..program.row_count())
        .filter(|&i| program.row_lower[i].is_finite() || program.row_upper[i].is_finite())
        .collect();
    let mut entries = Vec::new();
    for j in 0..program.column_count() {
        for (i, value) in program.matrix.column(j) {
            entries.extend(kept.iter().position(|&k| k == i).map(|i| (i, j, value)));
        }
    }
    program.matrix = Matrix::from_triplets(program.column_count(), entries);
    if let Labels::Named { rows, .. } = &mut program.labels {
        *rows = kept.iter().map(|&i| rows[i].clone()).collect();
    }
    program.row_lower = kept.iter().map(|&i| program.row_lower[i]).collect();
    program.row_upper = kept.iter().map(|&i| program.row_upper[i]).collect();
    program
}

/// Asserts that ranges came back to the last digit, then sets them equal.
fn align_ranges(read: &mut Program, written: &Program) {
    let sides = |p: &Program| {
        p.row_lower
            .iter()
            .copied()
            .zip(p.row_upper.clone())
            .collect::<Vec<_>>()
    };
    let (found, wanted) = (sides(read), sides(written));
    assert_eq!(found.len(), wanted.len());
    for (i, ((a, b), (c, d))) in found.into_iter().zip(wanted).enumerate() {
        if c.is_finite() && d.is_finite() && c != d {
            let slack = c.abs().max(d.abs()) * f64::EPSILON;
            assert!(
                (a - c).abs() <= slack && (b - d).abs() <= slack,
                "[{a}, {b}] for [{c}, {d}]"
            );
            assert!(a == c || b == d);
            (read.row_lower[i], read.row_upper[i]) = (c, d);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn what_is_written_reads_back_the_same(written in any_program()) {
        let mut back = read(&mps_of(&written));
        let kept = bound_rows(written);
        align_ranges(&mut back, &kept);
        prop_assert_eq!(facts(&back), facts(&kept));
    }

    #[test]
    fn writing_twice_writes_the_same(written in any_program()) {
        let once = mps_of(&bound_rows(written));
        prop_assert_eq!(mps_of(&read(&once)), once);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_mps(&bytes, "noise.mps");
    }

    #[test]
    fn any_damage_is_read_or_refused(
        place in 0usize..2000,
        cut in 0usize..40,
        patch in prop_oneof!["\\PC{0,12}", "[ \\n\\t$*']{0,4}", "[NELG]{0,2}", "-?1e[0-9]{1,3}"],
        fixed in any::<bool>(),
    ) {
        let mut bytes = if fixed { AFIRO.to_vec() } else { EVERYTHING_FREE.as_bytes().to_vec() };
        let start = place % bytes.len();
        let end = (start + cut).min(bytes.len());
        bytes.splice(start..end, patch.into_bytes());
        let _ = read_mps(&bytes, "damaged.mps");
    }

    #[test]
    fn any_names_are_written_apart(names in prop::collection::vec("\\PC{0,6}|[ab$' ]{1,2}", 3)) {
        let mut sample = program(&[1.0; 3], &[(0.0, 1.0); 3], &[(0.0, INF); 3], &[(0, 0, 1.0), (1, 1, 2.0), (2, 2, 3.0)]);
        sample.labels = Labels::Named { columns: names.clone(), rows: names };
        let back = read(&mps_of(&sample));
        prop_assert_eq!(&back.matrix, &sample.matrix);
        prop_assert!(lp_of(&sample).is_ascii());
    }
}

// ---------------------------------------------------------------- other solvers

/// What `glpsol` makes of a file: the objective, or none where there is no optimum. `None` where it is not installed.
fn glpsol(text: &str, arguments: &[&str]) -> Option<Option<f64>> {
    let folder = tempfile::tempdir().unwrap();
    let (model, answer) = (folder.path().join("model"), folder.path().join("answer"));
    fs::write(&model, text).unwrap();
    let run = Command::new("glpsol")
        .args(arguments)
        .arg(&model)
        .args(["--nopresol", "-w"])
        .arg(&answer)
        .output();
    let output = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        other => other.unwrap(),
    };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let answer = fs::read_to_string(&answer).unwrap_or_else(|_| panic!("{told}\n{text}"));
    // s bas <rows> <columns> <primal status> <dual status> <objective>
    let line = answer
        .lines()
        .find(|line| line.starts_with("s bas"))
        .unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    let optimal = words[4] == "f" && words[5] == "f";
    Some(optimal.then(|| words[6].parse().unwrap()))
}

/// The objective by good_lp's solver, as stated; none where there is no optimum.
fn good_lp_objective(program: &Program) -> Option<f64> {
    use good_lp::{Expression, ProblemVariables, Solution, SolverModel, variable};
    let mut variables = ProblemVariables::new();
    let x: Vec<_> = (0..program.column_count())
        .map(|j| variables.add(variable().min(program.lower[j]).max(program.upper[j])))
        .collect();
    let costs = &program.objective().coefficients;
    let cost: Expression = x.iter().zip(costs).map(|(&x, &c)| c * x).sum();
    #[cfg(feature = "highs")]
    let solver = good_lp::solvers::highs::highs;
    #[cfg(not(feature = "highs"))]
    let solver = good_lp::solvers::microlp::microlp;
    let mut model = variables.minimise(cost).using(solver);
    let mut activity = vec![Expression::from(0.0); program.row_count()];
    for (j, &x) in x.iter().enumerate() {
        for (i, a) in program.matrix.column(j) {
            activity[i] += a * x;
        }
    }
    for (i, activity) in activity.into_iter().enumerate() {
        let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
        if lower.is_finite() {
            model = model.with(activity.clone().geq(lower));
        }
        if upper.is_finite() {
            model = model.with(activity.leq(upper));
        }
    }
    let solution = model.solve().ok()?;
    let values: Vec<f64> = x.iter().map(|&x| solution.value(x)).collect();
    Some(program.reported(program.objective().value(&values)))
}

/// HiGHS's objective, where it is built in: microlp 0.6 finds no optimum for some programmes
/// with free columns that have one.
fn reliable_objective(program: &Program) -> Option<Option<f64>> {
    cfg!(feature = "highs").then(|| good_lp_objective(program))
}

fn assert_agree(found: Option<f64>, wanted: Option<f64>, what: &str) {
    match (found, wanted) {
        (None, None) => {}
        (Some(a), Some(b)) => assert!(
            (a - b).abs() <= 1e-7 * (1.0 + b.abs()),
            "{a} for {b}\n{what}"
        ),
        other => panic!("{other:?}\n{what}"),
    }
}

/// `glpsol` on free MPS. It knows no OBJSENSE, so the sense goes by the command line, and takes the objective's
/// right-hand side for the constant itself, not for its negative, so the constant is added here.
fn glpsol_mps(program: &Program) -> Option<Option<f64>> {
    let mut bare = program.clone();
    bare.objectives[0].constant = 0.0;
    let text = mps_of(&bare).replace("OBJSENSE\n    MAX\n", "");
    let sense = match program.sense {
        Sense::Minimise => "--min",
        Sense::Maximise => "--max",
    };
    let constant = program.reported(program.objective().constant);
    let optimum = glpsol(&text, &[sense, "--freemps"])?;
    Some(optimum.map(|value| value + constant))
}

/// Programmes with moderate numbers, whose optimum every solver finds alike.
fn solvable_program() -> impl Strategy<Value = Program> {
    let number = || (-8i32..9).prop_map(|n| f64::from(n) / 2.0);
    let side = move || {
        prop_oneof![
            number().prop_map(|v| (v, INF)),
            number().prop_map(|v| (-INF, v)),
            number().prop_map(|v| (v, v)),
            (number(), number()).prop_map(|(a, b)| (a.min(b), a.max(b))),
            Just((-INF, INF)),
        ]
    };
    (2usize..6, 1usize..5).prop_flat_map(move |(columns, rows)| {
        (
            prop::collection::vec(number(), columns),
            prop::collection::vec(side(), columns),
            prop::collection::vec(side(), rows),
            prop::collection::vec(number(), rows * columns),
            (number(), any::<bool>()),
        )
            .prop_map(
                move |(costs, bounds, sides, values, (constant, maximise))| {
                    let place = |k: usize| (k / columns, k % columns);
                    let entries = values
                        .into_iter()
                        .enumerate()
                        .filter(|&(k, v)| v != 0.0 && k % 3 != 2);
                    let entries: Vec<_> =
                        entries.map(|(k, v)| (place(k).0, place(k).1, v)).collect();
                    let mut program = program(&costs, &bounds, &sides, &entries);
                    program.objectives[0].constant = constant;
                    if maximise {
                        program.sense = Sense::Maximise;
                    }
                    program
                },
            )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn another_solver_finds_the_same_in_our_files(program in solvable_program()) {
        let (mps, lp) = (mps_of(&program), lp_of(&program));
        let by_mps = glpsol_mps(&program);
        let Some(wanted) = reliable_objective(&program).or(by_mps) else {
            return Ok(());
        };
        if let Some(back) = reliable_objective(&read(&mps)) {
            assert_agree(back, wanted, &mps);
        }
        if let Some(theirs) = by_mps {
            assert_agree(theirs, wanted, &mps);
        }
        if let Some(theirs) = glpsol(&lp, &["--lp"]) {
            assert_agree(theirs, wanted, &lp);
        }
    }
}

/// The smallest of the Netlib programmes; its optimum is in the Netlib index.
#[test]
fn afiro_has_its_known_optimum_in_every_form() {
    const OPTIMUM: Option<f64> = Some(-4.6475314286e2);
    let afiro = read_mps(AFIRO, "afiro.mps").unwrap();
    assert_eq!((afiro.row_count(), afiro.column_count()), (27, 32));
    assert_agree(good_lp_objective(&afiro), OPTIMUM, "as read");
    assert_agree(
        good_lp_objective(&read(&mps_of(&afiro))),
        OPTIMUM,
        "as written and read",
    );
    for theirs in [glpsol_mps(&afiro), glpsol(&lp_of(&afiro), &["--lp"])]
        .into_iter()
        .flatten()
    {
        assert_agree(theirs, OPTIMUM, "by glpsol");
    }
}

/// netlib's `cplex2`, infeasible by very little, and `grow15`, optimal at -1.0687094129e8 by netlib's readme: both by the engine,
/// with its proof. Clarabel calls `cplex2` optimal.
#[test]
fn hard_programmes_of_netlib_are_proved_by_the_engine() {
    let solved = |bytes: &[u8], name: &str| {
        let program = read_mps(bytes, name).unwrap_or_else(|error| panic!("{error}"));
        solver::solve(&program, Solver::Engine).unwrap_or_else(|error| panic!("{error}"))
    };
    let narrow = solved(include_bytes!("exchange/cplex2.mps"), "cplex2.mps");
    assert_eq!(
        (narrow.status, narrow.solver),
        (Status::Infeasible, Solver::Engine)
    );
    let grown = solved(include_bytes!("exchange/grow15.mps"), "grow15.mps");
    assert_eq!(
        (grown.status, grown.solver),
        (Status::Optimal, Solver::Engine)
    );
    assert!(
        (grown.objective / -1.068_709_412_9e8 - 1.0).abs() < 1e-9,
        "{}",
        grown.objective
    );
}
