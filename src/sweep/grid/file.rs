//! From a grid file to a [`Grid`], with all faults at once.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use toml::de::DeTable;

use super::document::{Document, Section};
use super::fault::{Faults, GridError};
use super::figures::{Figures, figures, figures_span};
use super::series::Series;
use super::stated::{FiguresAt, Stated, check_figures, refuse_repetition, zip};
use super::{Axis, Draw, Grid, Parameter, rows};
use crate::case::Case;
use crate::parameter::{Key, OperationKind};
use crate::sweep::sample::{Method, Sampler, sobol};
use crate::text::decode::decode_either;
use crate::text::regular;

const OPERATIONS: [(&str, OperationKind); 3] = [
    ("value", OperationKind::Value),
    ("factor", OperationKind::Factor),
    ("addition", OperationKind::Addition),
];

/// Scenarios of a grid, at most: their numbers are whole numbers of 64 bits with a sign, as Parquet and Arrow hold them.
const MOST: u64 = i64::MAX as u64;

pub(super) fn read(path: &Path, case: &Case) -> Result<Grid, GridError> {
    let file = path.display().to_string();
    let whole = |message: String| {
        let mut faults = Faults::default();
        faults.add(&file, None, message);
        faults.into_error()
    };
    let bytes = regular::read(path)
        .map_err(|error| whole(tr!("cannot be read: {error}", error = error)))?;
    let text = decode_either(&bytes)
        .ok_or_else(|| whole(tr!("is neither UTF-8 nor GB18030 text").to_owned()))?;
    parse(&text, path, case)
}

pub(super) fn parse(text: &str, path: &Path, case: &Case) -> Result<Grid, GridError> {
    let file = path.display().to_string();
    let mut document = Document {
        file: &file,
        text,
        faults: Faults::default(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().unwrap_or_default();
        let message = error.message().replace('\n', ", ");
        document.fault(&at, tr!("{message}", message = message));
    }
    if !errors.is_empty() {
        return Err(document.faults.into_error());
    }
    let root = Section::new(table.get_ref(), table.span(), tr!("a grid"));
    let grid = build(&mut document, &root, path, case);
    match grid {
        Some(grid) if document.faults.is_empty() => Ok(grid),
        _ => Err(document.faults.into_error()),
    }
}

fn build(
    document: &mut Document<'_>,
    root: &Section<'_, '_>,
    path: &Path,
    case: &Case,
) -> Option<Grid> {
    root.expect_only(document, &["parameter", "rows", "zip", "sample"]);
    let mut stated = parameters(document, root, case);
    stated.extend(all_rows(document, root, path, case));
    // as they stand in the file
    stated.sort_by_key(|stated| stated.at.start);
    zip(document, root, case, &mut stated);
    refuse_repetition(document, &stated);
    check_figures(document, &stated, case);
    let draw = sample(document, root, &stated);
    if !document.faults.is_empty() {
        return None;
    }
    if stated.is_empty() {
        document.fault_of_file(tr!(
            "names no parameter: write `[[parameter]]` or `[[rows]]`"
        ));
        return None;
    }
    let mut files: Vec<PathBuf> = stated
        .iter()
        .filter_map(|one| one.figures_at.file())
        .map(PathBuf::from)
        .collect();
    files.dedup();
    let grid = assemble(document, stated, draw)?;
    Some(Grid { files, ..grid })
}

fn parameters(document: &mut Document<'_>, root: &Section<'_, '_>, case: &Case) -> Vec<Stated> {
    root.sections(document, "parameter", "a `[[parameter]]`")
        .iter()
        .filter_map(|section| parameter(document, section, case))
        .collect()
}

fn parameter(
    document: &mut Document<'_>,
    section: &Section<'_, '_>,
    case: &Case,
) -> Option<Stated> {
    section.expect_only(document, &["key", "as", "values", "range", "distribution"]);
    let how = section.choice(document, "as", &OPERATIONS, Some(OperationKind::Value));
    let key = section.string(document, "key").and_then(|text| {
        let at = section.get("key").map_or(0..0, toml::Spanned::span);
        let key = Key::parse(text, case);
        key.map_err(|error| document.fault(&at, error.to_string()))
            .ok()
    });
    let figures = figures(document, section);
    Some(Stated {
        parameter: Parameter {
            key: key?,
            how: how?,
        },
        figures: figures?,
        at: section.span.clone(),
        figures_at: FiguresAt::Here(figures_span(section)),
        group: None,
    })
}

/// Groups of `rows` files are numbered from here, so that they do not meet those of `zip`.
const ROWS_GROUP: usize = usize::MAX / 2;

fn all_rows(
    document: &mut Document<'_>,
    root: &Section<'_, '_>,
    path: &Path,
    case: &Case,
) -> Vec<Stated> {
    let sections = root.sections(document, "rows", "a `[[rows]]`");
    let groups = sections.iter().zip(ROWS_GROUP..);
    groups
        .filter_map(|(section, group)| {
            section.expect_only(document, &["file", "as"]);
            let how = section.choice(document, "as", &OPERATIONS, Some(OperationKind::Value));
            let file = section.string(document, "file")?;
            if let Some(why) = rows::outside(file) {
                let message = tr!(
                    "`file` {why}; a file of rows stands beside the grid, or in a folder there",
                    why = why
                );
                let at = section.get("file").map_or(0..0, toml::Spanned::span);
                document.fault(&at, message);
                return None;
            }
            let beside = path.parent().unwrap_or(Path::new("")).join(file);
            let (columns, rows) = rows::read(&beside, how?, case, &mut document.faults)?;
            let rows = Rc::new(rows);
            Some(columns.into_iter().map(move |column| Stated {
                parameter: Parameter {
                    key: column.key,
                    how: column.how,
                },
                figures: Figures::Listed(Series::List(column.figures)),
                at: section.span.clone(),
                figures_at: FiguresAt::Rows(Rc::clone(&rows)),
                group: Some(group),
            }))
        })
        .flatten()
        .collect()
}

/// The `[sample]` table, which has to be there if and only if a parameter is drawn.
fn sample(document: &mut Document<'_>, root: &Section<'_, '_>, stated: &[Stated]) -> Option<Draw> {
    let mut drawn = stated
        .iter()
        .filter(|stated| matches!(stated.figures, Figures::Drawn(_)));
    let first = drawn.next();
    let Some(value) = root.get("sample") else {
        if let Some(first) = first {
            let message = tr!(
                "`{}` has a distribution, so the grid needs a `[sample]` with `method` and `count`",
                first.parameter.key
            );
            document.fault(&first.at, message);
        }
        return None;
    };
    let table = Section::of(document, value, "sample", tr!("a `[sample]`"))?;
    table.expect_only(document, &["method", "count", "seed"]);
    let methods = Method::ALL.map(|method| (method.name(), method));
    let method = table.choice(document, "method", &methods, None);
    let count = table.count(document, "count", 1);
    let seed = match table.get("seed") {
        Some(_) => table.count(document, "seed", 0),
        None => Some(0),
    };
    // faults elsewhere may be why there is none
    if first.is_none() && document.faults.is_empty() {
        let message = tr!("a `[sample]` needs a `[[parameter]]` with a `distribution`");
        document.fault(&table.span, message);
    }
    let (method, count, seed) = (method?, count?, seed?);
    if method == Method::Sobol && (drawn.count() >= sobol::DIMENSIONS || count > sobol::COUNT_MAX) {
        let message = tr!(
            "`sobol` draws at most {} parameters and {} samples",
            sobol::DIMENSIONS,
            sobol::COUNT_MAX
        );
        document.fault(&table.span, message);
        return None;
    }
    Some(Draw {
        method,
        count,
        seed,
    })
}

/// The axes, in the order of their first parameters, samples last.
fn assemble(document: &mut Document<'_>, stated: Vec<Stated>, draw: Option<Draw>) -> Option<Grid> {
    let mut parameters = Vec::with_capacity(stated.len());
    let mut listed: Vec<Listed> = Vec::new();
    let mut drawn = Vec::new();
    for (place, one) in stated.into_iter().enumerate() {
        parameters.push(one.parameter);
        match one.figures {
            Figures::Drawn(distribution) => drawn.push((place, distribution)),
            Figures::Listed(series) => {
                let notes = one.figures_at.notes();
                Listed::add(&mut listed, one.group, place, series, notes);
            }
        }
    }
    let mut axes: Vec<Axis> = listed.into_iter().map(Listed::axis).collect();
    if let Some(origin) = draw {
        axes.push(Axis::Sampled {
            sampler: Sampler::new(origin.method, origin.count, origin.seed, drawn.len())?,
            columns: drawn,
            origin,
        });
    }
    let len = axes
        .iter()
        .try_fold(1_u64, |len, axis| len.checked_mul(axis.size()))
        .filter(|&len| len <= MOST);
    if len.is_none() {
        document.fault_of_file(tr!("has more than {MOST} scenarios", MOST = MOST));
    }
    Some(Grid {
        parameters,
        axes,
        len: len?,
        files: Vec::new(),
    })
}

/// An axis of listed figures as it grows.
struct Listed {
    group: Option<usize>,
    size: u64,
    columns: Vec<(usize, Series)>,
    notes: Vec<String>,
}

impl Listed {
    /// Adds a parameter to the axis of its group, or as an axis of its own.
    fn add(
        axes: &mut Vec<Listed>,
        group: Option<usize>,
        place: usize,
        series: Series,
        notes: &[String],
    ) {
        let mut joined = axes.iter_mut();
        match joined.find(|axis| group.is_some() && axis.group == group) {
            Some(axis) => axis.columns.push((place, series)),
            None => axes.push(Listed {
                group,
                size: series.len(),
                columns: vec![(place, series)],
                notes: notes.to_vec(),
            }),
        }
    }

    fn axis(self) -> Axis {
        Axis::Listed {
            size: self.size,
            columns: self.columns,
            notes: self.notes,
        }
    }
}
