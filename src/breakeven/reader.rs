//! # Reading the pieces of a path
//!
//! Of a plan on a path the claims compare figures that are linear in the columns, the demand that it leaves unserved, and the loads
//! that other plans are held at. Only costs and measures move along the path: the plan of a piece stands still and only
//! the measures are read at both ends, in one pass over the columns in use. A piece that goes on with the plan of the
//! one before takes the rest over from it.

use std::sync::Arc;

use crate::case::Case;
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::path::{Piece, figures};
use crate::placement::{ShortColumns, Shortfall};

use super::quantities::Quantities;

/// A piece of a path: a plan that stands still, with its figures at both ends.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub from: f64,
    pub to: f64,
    pub start: Quantities,
    pub end: Quantities,
    /// Demand that it does not serve.
    pub short: Arc<[Shortfall]>,
    /// Columns that were asked to be kept and are not zero, with their values.
    pub kept: Arc<[(usize, f64)]>,
}

impl Held {
    pub(crate) fn at(&self, value: f64) -> Quantities {
        self.start
            .towards(&self.end, (value - self.from) / (self.to - self.from))
    }
}

/// Reads pieces as they come.
pub(super) struct Reader {
    figures: figures::Reader,
    short: ShortColumns,
    keeps: Vec<usize>,
    pub held: Vec<Held>,
}

impl Reader {
    /// For a path along which the programme of `case` goes from `from` to `to`; columns are kept by what they stand for.
    pub(crate) fn along(
        case: &Case,
        (from, to): (&Formulation, &Formulation),
        keeps: impl Fn(ColumnKey) -> bool,
    ) -> Self {
        let columns = from.columns().iter().enumerate();
        Reader {
            figures: figures::Reader::along(case, from, to),
            short: ShortColumns::of(case, from.columns()),
            keeps: columns
                .filter(|(_, key)| keeps(**key))
                .map(|(j, _)| j)
                .collect(),
            held: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, piece: &Piece<'_>) {
        let before = self.held.last().filter(|_| piece.goes_on);
        let (short, kept) = match before {
            Some(before) => (Arc::clone(&before.short), Arc::clone(&before.kept)),
            None => (self.short(piece.start), self.kept(piece.start)),
        };
        let start = match before {
            Some(before) if before.to == piece.from => before.end,
            _ => self.quantities(piece.start, piece.parts.0),
        };
        self.held.push(Held {
            from: piece.from,
            to: piece.to,
            start,
            end: self.quantities(piece.end, piece.parts.1),
            short,
            kept,
        });
    }

    fn quantities(&self, x: &[f64], part: f64) -> Quantities {
        let figures = self.figures.read_at(x, part);
        Quantities::new(&figures.costs, &figures.carbon, figures.magnitudes)
    }

    fn short(&self, x: &[f64]) -> Arc<[Shortfall]> {
        let all = self.short.read(x);
        all.filter(|short| short.what.is_demand()).collect()
    }

    fn kept(&self, x: &[f64]) -> Arc<[(usize, f64)]> {
        let all = self.keeps.iter().map(|&j| (j, x[j]));
        all.filter(|&(_, value)| value != 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breakeven::{Driver, DriverKind};
    use crate::case::Side;
    use crate::family::along::{Programmes, affine_family};
    use crate::path::{Line, Start, walk};
    use crate::placement::Placement;
    use crate::solver::Solution;

    /// Pieces of the path of a case whose eastern hubs alone cannot serve it, each read as a whole placement.
    fn agrees(case: &Case, kind: DriverKind) -> usize {
        let driver = Driver::of(case, kind).expect("a key").expect("a driver");
        let (from, to) = (driver.from, driver.to);
        let family = affine_family(case, &driver.parameter, from, to);
        let family = family.expect("valid values").expect("an affine driver");
        let line = Line::of(&family, from, to).expect("a line");
        let [begin, end] = [from, to].map(|value| family.formulation_at(&[value]));
        let mut reader = Reader::along(case, (&begin, &end), ColumnKey::is_shortfall);
        let mut programmes = Programmes::new(case, &driver.parameter);
        let mut short_pieces = 0;
        walk(&line, Start::Scratch, |piece| {
            reader.take(piece);
            let held = reader.held.last().expect("a piece").clone();
            for (value, x, quick) in [
                (piece.from, piece.start, held.start),
                (piece.to, piece.end, held.end),
            ] {
                let formulation = family.formulation_at(&[value]);
                let (x, duals) = (x.to_vec(), None);
                let case = programmes.case_at(value).expect("a valid value");
                let whole = Placement::read(case, &formulation, &Solution { x, duals });
                assert!(
                    quick.is_close_to(&Quantities::of(&whole)),
                    "{kind:?} {value}"
                );
                let short = whole.shortfalls.iter().copied();
                let short: Vec<_> = short.filter(|s| s.what.is_demand()).collect();
                assert_eq!(short, *held.short);
                let kept: f64 = held.kept.iter().map(|&(_, amount)| amount).sum();
                let all: f64 = whole.shortfalls.iter().map(|s| s.amount).sum();
                assert!((kept - all).abs() < 1e-6 * (1.0 + all), "{kept} {all}");
            }
            short_pieces += usize::from(!held.short.is_empty());
        })
        .expect("a path");
        short_pieces
    }

    #[test]
    fn pieces_are_read_as_placements_are() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
        let case = crate::input::read_case(&folder);
        let case = case.unwrap_or_else(|report| panic!("{report}")).case;
        let case = case.averaged().restricted_to(Side::East).urgent_first();
        for kind in [
            DriverKind::BandwidthPrice,
            DriverKind::EasternElectricity,
            DriverKind::CarbonPrice,
        ] {
            assert!(agrees(&case, kind) > 0, "{kind:?} leaves nothing unserved");
        }
    }
}
