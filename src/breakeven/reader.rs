//! # Reading the pieces of a path
//!
//! Of a plan on a path the claims compare figures that are linear in the columns, the peaks of its eastern hubs and the
//! demand that it leaves unserved. Only costs and measures move along the path: the plan of a piece stands still and only
//! the measures are read at both ends, in one pass over the columns in use. A piece that goes on with the plan of the
//! one before takes peaks and shortfalls over from it.

use std::sync::Arc;

use crate::case::{Case, HubId, PeriodId, Side};
use crate::formulation::Formulation;
use crate::formulation::keys::ColumnKey;
use crate::path::{Piece, figures};
use crate::placement::{NEGLIGIBLE, ShortColumns, Shortfall};

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
}

impl Held {
    pub fn at(&self, value: f64) -> Quantities {
        self.start
            .towards(&self.end, (value - self.from) / (self.to - self.from))
    }
}

/// Reads pieces as they come.
pub(super) struct Reader {
    figures: figures::Reader,
    east: EasternPeaks,
    short: ShortColumns,
    pub held: Vec<Held>,
}

impl Reader {
    /// For a path along which the programme of `case` goes from `from` to `to`.
    pub fn along(case: &Case, from: &Formulation, to: &Formulation) -> Self {
        Reader {
            figures: figures::Reader::along(case, from, to),
            east: EasternPeaks::of(case, from.columns()),
            short: ShortColumns::of(case, from.columns()),
            held: Vec::new(),
        }
    }

    pub fn take(&mut self, piece: &Piece<'_>) {
        let before = self.held.last().filter(|_| piece.goes_on);
        let (east_mw, short) = match before {
            Some(before) => (before.end.east_mw, Arc::clone(&before.short)),
            None => (
                self.east.contracted_mw(piece.start),
                self.short(piece.start),
            ),
        };
        let start = match before {
            Some(before) if before.to == piece.from => before.end,
            _ => self.quantities(piece.start, piece.parts.0, east_mw),
        };
        self.held.push(Held {
            from: piece.from,
            to: piece.to,
            start,
            end: self.quantities(piece.end, piece.parts.1, east_mw),
            short,
        });
    }

    fn quantities(&self, x: &[f64], part: f64, east_mw: f64) -> Quantities {
        let figures = self.figures.read_at(x, part);
        Quantities::new(&figures.costs, &figures.carbon, figures.magnitudes, east_mw)
    }

    fn short(&self, x: &[f64]) -> Arc<[Shortfall]> {
        let all = self.short.read(x);
        all.filter(|short| short.what.is_demand()).collect()
    }
}

/// Contracted capacity in the east: what stands at its hubs, of every kind of accelerator and of storage, as a placement has it.
struct EasternPeaks {
    /// By load column at an eastern hub: column, place, period; without a period it stands in all.
    loads: Vec<(usize, usize, Option<usize>)>,
    /// By place, a hub and a kind of accelerator, or a hub's storage: what stands there at least, MW.
    least_mw: Vec<f64>,
    periods: usize,
}

impl EasternPeaks {
    fn of(case: &Case, keys: &[ColumnKey]) -> Self {
        let kinds = case.accelerators.len();
        let place = |hub: HubId, kind: usize| hub.index() * (kinds + 1) + kind;
        let load = |(j, key): (usize, &ColumnKey)| match *key {
            ColumnKey::Load {
                workload,
                hub,
                period,
                ..
            } if case[hub].side == Side::East => {
                let kind = case.accelerator_of(workload);
                let kind = kind.map_or(kinds, |kind| kind.index());
                Some((j, place(hub, kind), period.map(PeriodId::index)))
            }
            _ => None,
        };
        let mut least_mw = vec![0.0; case.hubs.len() * (kinds + 1)];
        for hub in case.hub_ids().filter(|&hub| case[hub].side == Side::East) {
            for kind in case.accelerator_ids() {
                least_mw[place(hub, kind.index())] = case.standing_mw(kind, hub);
            }
        }
        EasternPeaks {
            loads: keys.iter().enumerate().filter_map(load).collect(),
            least_mw,
            periods: case.periods.len(),
        }
    }

    fn contracted_mw(&self, x: &[f64]) -> f64 {
        let mut mw = vec![0.0; self.least_mw.len() * self.periods];
        let loads = self
            .loads
            .iter()
            .map(|&(j, place, period)| (x[j], place, period));
        for (load, place, period) in loads.filter(|&(load, ..)| load > NEGLIGIBLE) {
            for t in period.map_or(0..self.periods, |t| t..t + 1) {
                mw[place * self.periods + t] += load;
            }
        }
        let places = mw.chunks(self.periods).zip(&self.least_mw);
        places
            .map(|(loads, least)| loads.iter().copied().fold(*least, f64::max))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breakeven::{Driver, DriverKind};
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
        let mut reader = Reader::along(case, &begin, &end);
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
                    quick.is_close_to(&Quantities::of(case, &whole)),
                    "{kind:?} {value}"
                );
                let short = whole.shortfalls.iter().copied();
                let short: Vec<_> = short.filter(|s| s.what.is_demand()).collect();
                assert_eq!(short, *held.short);
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
