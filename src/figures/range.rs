//! Figures with a range, and what moves them.

use super::Figures;
use super::entry::Figure;
use super::handle::{DEMAND_SHARE, Handle, Law, handles, spread_by_share, why_held};
use super::place::FigurePlace;
use crate::case::Case;
use crate::parameter::{Change, ChangeError, Key, Operation, OperationKind};

/// A key that follows a figure.
#[derive(Debug, Clone)]
pub struct FollowingKey {
    /// What is changed in the case.
    pub key: Key,
    law: Law,
    how: OperationKind,
    /// Whether the figure is a multiple of what the case holds.
    multiple: bool,
}

impl FollowingKey {
    /// What is done to the key where the figure, in the default unit of its column, is `figure`.
    #[must_use]
    pub(crate) fn operation(&self, figure: f64) -> Operation {
        match (self.multiple, self.law.base()) {
            (true, None) => Operation::Factor(figure),
            (true, Some(base)) => self.how.with(self.law.at(base * figure)),
            (false, _) => self.how.with(self.law.at(figure)),
        }
    }

    /// Whether the figure itself is what its key takes.
    fn takes_figure(&self) -> bool {
        let sets = self.how == OperationKind::Value;
        let is_multiple = self.key.quantity().is_multiple();
        match self.law {
            Law::Same => sets && (self.multiple || !is_multiple),
            Law::Multiple { rest, .. } => sets && self.multiple && is_multiple && rest == 0.0,
            _ => false,
        }
    }

    /// Those that follow one key do no harm to one another where those that set it come before those that scale it, and those before
    /// what is added.
    fn turn(&self) -> u8 {
        match self.how {
            _ if self.multiple => 2,
            // a multiple of what is asked for multiplies what is there
            OperationKind::Value if self.key.quantity().is_multiple() => 1,
            OperationKind::Value => 0,
            OperationKind::Factor => 1,
            OperationKind::Addition => 3,
        }
    }
}

/// Shares of demand that are moved, which in sum are what they were: the rest gives way.
#[derive(Debug, Clone)]
struct Shares {
    /// What is spread by shares.
    keys: Vec<Key>,
    /// Sum of all shares that are stated.
    total: f64,
    /// What is stated of those that are moved.
    moved: Vec<f64>,
    multiple: bool,
}

impl Shares {
    /// By how much the sum of the shares grows.
    fn growth(&self, figure: f64) -> f64 {
        let moved = self.moved.iter();
        moved
            .map(|base| {
                if self.multiple {
                    base * (figure - 1.0)
                } else {
                    figure - base
                }
            })
            .sum()
    }

    fn closing(&self, growth: f64) -> Vec<Change> {
        let how = Operation::Factor(self.total / (self.total + growth));
        let keys = self.keys.iter().cloned();
        keys.map(|key| Change { key, how }).collect()
    }
}

/// A figure with a range, in the default unit of its column (a multiple: without unit).
#[derive(Debug, Clone)]
pub struct Range<'a> {
    /// Its row of `figures.csv`.
    pub entry: &'a Figure,
    /// Its low end.
    pub low: f64,
    /// The figure.
    pub value: f64,
    /// Its high end.
    pub high: f64,
    /// The keys that move it; at least one.
    pub following: Vec<FollowingKey>,
    shares: Option<Shares>,
}

/// Makes the changes that put figures at a point, one figure a range, to the case as it was read.
///
/// # Errors
/// The figure that gives no valid case, with its place among `ranges` and why.
pub fn put(
    ranges: &[Range<'_>],
    point: &[f64],
    case: &mut Case,
) -> Result<(), (usize, ChangeError)> {
    let mut growth = 0.0;
    let mut shares = None;
    for (k, (range, &figure)) in ranges.iter().zip(point).enumerate() {
        // a figure at its value is in the case already, to the last digit
        if figure == range.value {
            continue;
        }
        let mut following = range.following.iter();
        following
            .try_for_each(|one| one.key.apply(one.operation(figure), case))
            .map_err(|error| (k, error))?;
        if let Some(of) = &range.shares {
            growth += of.growth(figure);
            shares = Some((k, of));
        }
    }
    let Some((k, shares)) = shares else {
        return Ok(());
    };
    let mut closing = shares.closing(growth).into_iter();
    closing
        .try_for_each(|change| change.apply(case))
        .map_err(|error| (k, error))
}

impl Range<'_> {
    /// The changes that put the figure at `figure`, the others as they are stated. They are made to the case as it was read.
    #[must_use]
    pub fn changes(&self, figure: f64) -> Vec<Change> {
        let change = |one: &FollowingKey| Change {
            key: one.key.clone(),
            how: one.operation(figure),
        };
        let closing = self.shares.as_ref();
        let closing = closing.map_or_else(Vec::new, |of| of.closing(of.growth(figure)));
        self.following.iter().map(change).chain(closing).collect()
    }

    /// What it is called: its key, where `--set` with that key and the figure (a multiple: with `KEY*=`) moves it so; else its place, as of a
    /// demand, which stands in requests in a table and which `--set` takes as a multiple.
    #[must_use]
    pub(crate) fn name(&self) -> String {
        match &self.following[..] {
            [one] if one.takes_figure() => one.key.to_string(),
            _ => self.entry.place.to_string(),
        }
    }
}

impl Figures {
    /// Every figure that has a range wider than itself and that keys of `case` move, in the order of `figures.csv` but
    /// what sets a key first, then what scales it, then what is added, so that changes can be made one after the other.
    ///
    /// `case` is the case as it was read, whose tables these figures are held to.
    #[must_use]
    pub fn ranges(&self, case: &Case) -> Vec<Range<'_>> {
        let mut ranges: Vec<Range<'_>> = self
            .entries
            .iter()
            .filter_map(|entry| self.range(entry, case))
            .collect();
        ranges.sort_by_key(|range| range.following.iter().map(FollowingKey::turn).min());
        ranges
    }

    fn range<'a>(&'a self, entry: &'a Figure, case: &Case) -> Option<Range<'a>> {
        let (low, value, high) = entry.range()?;
        let following = self.following(entry, case);
        (low < high && !following.is_empty()).then(|| Range {
            entry,
            low: entry.in_default_unit(low),
            value: entry.in_default_unit(value),
            high: entry.in_default_unit(high),
            shares: self.shares(entry, case),
            following,
        })
    }

    fn shares(&self, entry: &Figure, case: &Case) -> Option<Shares> {
        let FigurePlace { file, row, column } = &entry.place;
        if (file.as_str(), column.as_str()) != ("origins.csv", DEMAND_SHARE) {
            return None;
        }
        let figures = |row| {
            self.tables
                .select(file, row, column)
                .map(|cell| cell.figure)
        };
        let keys = spread_by_share(&self.tables).into_iter();
        Some(Shares {
            keys: keys
                .filter_map(|id| Key::parse(&format!("demand.{id}"), case).ok())
                .collect(),
            total: figures("*").filter(|share| *share > 0.0).sum(),
            moved: figures(row).collect(),
            multiple: entry.is_multiple(),
        })
    }

    /// The figures that have a range wider than themselves and that nothing moves, with why.
    #[must_use]
    pub fn held(&self, case: &Case) -> Vec<(&Figure, &'static str)> {
        let is_held = |entry: &&Figure| {
            let is_wide = entry.range().is_some_and(|(low, _, high)| low < high);
            is_wide && self.following(entry, case).is_empty()
        };
        let held = self.entries.iter().filter(is_held);
        held.map(|entry| (entry, why_held(&entry.place, case)))
            .collect()
    }

    fn following(&self, entry: &Figure, case: &Case) -> Vec<FollowingKey> {
        let multiple = entry.is_multiple();
        let one = |Handle { key, law, how }| {
            let key = Key::parse(&key, case).ok()?;
            // what is absent or without limit has nothing to scale
            let bears =
                how == OperationKind::Value || key.check(how.with(neutral(how)), case).is_ok();
            bears.then_some(FollowingKey {
                key,
                law,
                how,
                multiple,
            })
        };
        let handles = handles(&entry.place, &self.tables, case).into_iter();
        handles.filter_map(one).collect()
    }

    /// The keys of `--set` that move the figure at a place, which may be a pattern of rows: `hubs.csv`, `zhongwei`,
    /// `price_cny_per_kwh` gives `electricity_price.zhongwei`.
    #[must_use]
    pub fn keys(&self, place: &FigurePlace, case: &Case) -> Vec<String> {
        let keys = handles(place, &self.tables, case).into_iter();
        let known = keys
            .map(|handle| handle.key)
            .filter(|key| Key::parse(key, case).is_ok());
        let mut keys: Vec<String> = Vec::new();
        for key in known {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The entries that say something of the figures that a key moves.
    #[must_use]
    pub fn behind(&self, key: &Key, case: &Case) -> Vec<&Figure> {
        let moves = |entry: &&Figure| {
            let following = self.following(entry, case);
            let meets = |one: &FollowingKey| key.covers(&one.key) || one.key.covers(key);
            following.iter().any(meets)
        };
        self.entries.iter().filter(moves).collect()
    }
}

/// The figure with which an operation changes nothing.
const fn neutral(how: OperationKind) -> f64 {
    match how {
        OperationKind::Factor => 1.0,
        OperationKind::Value | OperationKind::Addition => 0.0,
    }
}
