//! # Grids: which figures vary, and how
//!
//! A grid is a list of [`Parameter`]s and a list of axes. An axis holds the figures of one parameter (a
//! list or a range), of several that are zipped, of the columns of a CSV file, or of all that are drawn
//! from distributions. Scenarios are the product of the axes, numbered with the last axis varying
//! fastest; the axis of samples, where there is one, is the last. For axes of sizes `n[0] … n[k]`
//!
//! ```text
//!     place[k] = index mod n[k],   place[k−1] = ⌊index / n[k]⌋ mod n[k−1],   …
//! ```
//!
//! so that any scenario is found from its number, in time that grows with the parameters alone, and
//! nothing is stored for a range or a sample, however long.
//!
//! The file format is described in `docs/sweep.md`.

mod allowed;
mod document;
pub(super) mod fault;
mod figures;
mod file;
mod rows;
mod series;
mod stated;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub(crate) use allowed::Allowed;
pub(crate) use fault::GridError;
pub(crate) use series::Series;

use crate::case::Case;
pub(crate) use crate::parameter::Parameter;

use crate::parameter::{ChangeError, OperationKind};
use crate::sweep::sample::{Distribution, Method, Sampler};
use crate::text::hex::hex;

/// Probability of a draw outside the [`ranges`](Grid::ranges), on each side.
const RARE: f64 = 1e-9;

/// One factor of the product.
#[derive(Debug, Clone)]
enum Axis {
    /// Figures that go together: one of each column at every place.
    Listed {
        size: u64,
        columns: Vec<(usize, Series)>,
        /// What rows of a file say of themselves, by place; empty where nothing does.
        notes: Vec<String>,
    },
    /// Drawn figures.
    Sampled {
        sampler: Sampler,
        columns: Vec<(usize, Distribution)>,
        origin: Draw,
    },
}

/// How a sample was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Draw {
    method: Method,
    count: u64,
    seed: u64,
}

impl Axis {
    /// Whether it gives the figures of a parameter.
    fn moves(&self, parameter: usize) -> bool {
        match self {
            Axis::Listed { columns, .. } => columns.iter().any(|(k, _)| *k == parameter),
            Axis::Sampled { columns, .. } => columns.iter().any(|(k, _)| *k == parameter),
        }
    }

    const fn size(&self) -> u64 {
        match self {
            Axis::Listed { size, .. } => *size,
            Axis::Sampled { sampler, .. } => sampler.count(),
        }
    }

    /// Puts the figures at `place` into their parameters' places of `point`.
    fn fill(&self, place: u64, point: &mut [f64]) {
        match self {
            Axis::Listed { columns, .. } => {
                for (parameter, series) in columns {
                    point[*parameter] = series.at(place);
                }
            }
            Axis::Sampled {
                sampler, columns, ..
            } => {
                for (drawn, (parameter, distribution)) in columns.iter().enumerate() {
                    point[*parameter] = distribution.quantile(sampler.unit(place, drawn));
                }
            }
        }
    }
}

/// An axis along which one parameter alone moves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlongAxis<'g> {
    /// Scenarios from one place to the next.
    pub(crate) step: u64,
    /// What moves.
    pub(crate) parameter: usize,
    /// Its figures by place.
    pub(crate) figures: &'g Series,
    /// Whether they rise.
    pub(crate) rises: bool,
}

/// Scenarios of a case, by number.
#[derive(Debug, Clone)]
pub struct Grid {
    parameters: Vec<Parameter>,
    axes: Vec<Axis>,
    len: u64,
    files: Vec<PathBuf>,
}

impl Grid {
    /// Reads a grid file for `case`.
    ///
    /// # Errors
    /// All faults of the file, and of the CSV files that it names, at once.
    pub fn read(path: &Path, case: &Case) -> Result<Grid, GridError> {
        file::read(path, case)
    }

    /// Reads a grid from text. `path` is the file's name for messages, and where CSV files are looked for.
    ///
    /// # Errors
    /// As [`Grid::read`].
    pub fn parse(text: &str, path: &Path, case: &Case) -> Result<Grid, GridError> {
        file::parse(text, path, case)
    }

    /// Number of scenarios; at least one.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// What varies, in the order of the figures of a [`point`](Grid::point).
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The figures of scenario `index + 1`: indices count from 0; those at or over [`Grid::len`] start again.
    ///
    /// # Panics
    /// If `point` is shorter than [`Grid::parameters`].
    pub fn point(&self, index: u64, point: &mut [f64]) {
        let mut rest = index;
        for axis in self.axes.iter().rev() {
            let size = axis.size();
            axis.fill(rest % size, point);
            rest /= size;
        }
    }

    /// What the rows of CSV files say in their column `note` of scenario `index + 1`; empty where they say nothing.
    #[must_use]
    pub(crate) fn note(&self, index: u64) -> String {
        let mut rest = index;
        let mut notes = Vec::new();
        for axis in self.axes.iter().rev() {
            let place = rest % axis.size();
            rest /= axis.size();
            if let Axis::Listed { notes: own, .. } = axis
                && let Some(note) = own.get(place as usize)
                && !note.is_empty()
            {
                notes.insert(0, note.as_str());
            }
        }
        notes.join("; ")
    }

    /// Whether rows of CSV files have a column `note`.
    #[must_use]
    pub(crate) fn has_notes(&self) -> bool {
        let says = |axis: &Axis| matches!(axis, Axis::Listed { notes, .. } if !notes.is_empty());
        self.axes.iter().any(says)
    }

    /// Makes `scratch`, a clone of `base`, the case of the scenario with these figures: what an earlier
    /// scenario changed is put back, then the parameters do their operations, in order.
    ///
    /// # Errors
    /// If a figure would leave its range; `scratch` can still be used for the next scenario.
    pub fn apply(&self, point: &[f64], base: &Case, scratch: &mut Case) -> Result<(), ChangeError> {
        for parameter in &self.parameters {
            parameter.key.restore(scratch, base);
        }
        for (parameter, &figure) in self.parameters.iter().zip(point) {
            parameter.key.apply(parameter.how.with(figure), scratch)?;
        }
        Ok(())
    }

    /// Least and greatest figure of each parameter. Of an unbounded distribution these are quantiles
    /// that a draw passes once in a billion times.
    #[must_use]
    pub(crate) fn ranges(&self) -> Vec<(f64, f64)> {
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); self.parameters.len()];
        let mut take = |parameter: usize, figure: f64| {
            let (low, high) = ranges[parameter];
            ranges[parameter] = (low.min(figure), high.max(figure));
        };
        for axis in &self.axes {
            match axis {
                Axis::Listed { columns, .. } => {
                    for (parameter, series) in columns {
                        series.telling().iter().for_each(|&f| take(*parameter, f));
                    }
                }
                Axis::Sampled { columns, .. } => {
                    for (parameter, distribution) in columns {
                        let ends = if distribution.is_choice() {
                            // however seldom one of them is drawn
                            distribution.extremes()
                        } else {
                            [RARE, 1.0 - RARE].map(|u| distribution.quantile(u)).into()
                        };
                        ends.iter().for_each(|&figure| take(*parameter, figure));
                    }
                }
            }
        }
        ranges
    }

    /// How many scenarios back one step along each axis leads, the last axis first; axes of drawn figures
    /// have no steps.
    #[must_use]
    pub(crate) fn steps(&self) -> Vec<u64> {
        let mut steps = Vec::new();
        let mut step = 1;
        for axis in self.axes.iter().rev() {
            if matches!(axis, Axis::Listed { .. }) && axis.size() > 1 {
                steps.push(step);
            }
            step *= axis.size();
        }
        steps
    }

    /// The axes along which one parameter alone moves, and moves one way.
    #[must_use]
    pub(crate) fn lines(&self) -> Vec<AlongAxis<'_>> {
        let mut lines = Vec::new();
        let mut step = 1;
        for axis in self.axes.iter().rev() {
            if let Axis::Listed { columns, .. } = axis
                && let [(parameter, figures)] = &columns[..]
                && axis.size() > 1
                && let Some(rises) = figures.rises()
            {
                lines.push(AlongAxis {
                    step,
                    parameter: *parameter,
                    figures,
                    rises,
                });
            }
            step *= axis.size();
        }
        lines
    }

    /// For each axis, at which of its places each of these parameters that it moves has a figure that `holds` says yes to.
    pub(crate) fn allowed(
        &self,
        parameters: &[usize],
        holds: impl Fn(&[f64], usize) -> bool,
    ) -> Allowed {
        let mut point = vec![0.0; self.parameters.len()];
        let mut on_axis = |axis: &Axis| {
            let own: Vec<usize> = parameters
                .iter()
                .copied()
                .filter(|&k| axis.moves(k))
                .collect();
            let mut meets = |place: u64| {
                axis.fill(place, &mut point);
                own.iter().all(|&k| holds(&point, k))
            };
            let places = match own.is_empty() {
                true => None,
                false => Some((0..axis.size()).filter(|&place| meets(place)).collect()),
            };
            (axis.size(), places)
        };
        Allowed {
            axes: self.axes.iter().map(&mut on_axis).collect(),
        }
    }

    /// Whether scenarios can differ in the rows or columns of their programmes: some change latency or
    /// switch workloads, make a limit or a rule that the case does not have, or lift one that it has.
    #[must_use]
    pub fn changes_structure(&self) -> bool {
        (0..self.parameters.len()).any(|number| self.may_change_structure(number))
    }

    /// Whether scenarios can differ in rows or columns by one of the parameters.
    #[must_use]
    pub(crate) fn may_change_structure(&self, number: usize) -> bool {
        let lifts = || self.axes.iter().any(|axis| axis.lifts(number));
        self.parameters
            .get(number)
            .is_some_and(|parameter| match parameter.how {
                OperationKind::Value => parameter.key.changes_structure() || lifts(),
                _ => !parameter.key.effect().keeps_structure(),
            })
    }

    /// The CSV files that the grid names.
    #[must_use]
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// SHA-256 of all that decides the scenarios, in hexadecimal. Comments and the layout of the file do
    /// not matter; the figures of CSV files do.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for parameter in &self.parameters {
            add_text(&mut hasher, &parameter.label());
        }
        for axis in &self.axes {
            axis.add_to(&mut hasher);
        }
        hex(&hasher.finalize())
    }
}

fn add_text(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_le_bytes());
    hasher.update(text);
}

fn add_figures(hasher: &mut Sha256, figures: &[f64]) {
    hasher.update((figures.len() as u64).to_le_bytes());
    for figure in figures {
        hasher.update(figure.to_bits().to_le_bytes());
    }
}

impl Axis {
    /// Whether it lists or draws an infinite figure for a parameter; ranges are finite, and so is all that is drawn
    /// but for choices.
    fn lifts(&self, parameter: usize) -> bool {
        let is_infinite = |figures: &[f64]| figures.iter().any(|figure| figure.is_infinite());
        match self {
            Axis::Listed { columns, .. } => columns.iter().any(|(number, series)| match series {
                Series::List(figures) => *number == parameter && is_infinite(figures),
                _ => false,
            }),
            Axis::Sampled { columns, .. } => columns.iter().any(|(number, distribution)| {
                *number == parameter && is_infinite(&distribution.extremes())
            }),
        }
    }

    fn add_to(&self, hasher: &mut Sha256) {
        match self {
            Axis::Listed {
                size,
                columns,
                notes,
            } => {
                add_text(hasher, "listed");
                hasher.update(size.to_le_bytes());
                for note in notes {
                    add_text(hasher, note);
                }
                for (parameter, series) in columns {
                    let (name, figures) = series.signature();
                    hasher.update((*parameter as u64).to_le_bytes());
                    add_text(hasher, name);
                    add_figures(hasher, &figures);
                }
            }
            Axis::Sampled {
                columns, origin, ..
            } => {
                add_text(hasher, origin.method.name());
                hasher.update(origin.count.to_le_bytes());
                hasher.update(origin.seed.to_le_bytes());
                for (parameter, distribution) in columns {
                    let (name, figures) = distribution.signature();
                    hasher.update((*parameter as u64).to_le_bytes());
                    add_text(hasher, name);
                    add_figures(hasher, &figures);
                }
            }
        }
    }
}
