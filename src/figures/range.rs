//! Figures with a range, and what moves them.

use super::Figures;
use super::entry::{Figure, Place};
use super::handle::{Handle, Law, handles};
use crate::case::Case;
use crate::parameter::{Change, Key, Operation};

/// A key that follows a figure.
#[derive(Debug, Clone)]
pub struct Lever {
    /// What is changed in the case.
    pub key: Key,
    law: Law,
    /// Whether the key is multiplied, where others set it.
    scales: bool,
    /// Whether the figure is a multiple of what the case holds.
    multiple: bool,
}

impl Lever {
    /// What is done to the key where the figure, in the default unit of its column, is `figure`.
    #[must_use]
    pub fn operation(&self, figure: f64) -> Operation {
        let value = match (self.multiple, self.law.base()) {
            (true, None) => return Operation::Factor(figure),
            (true, Some(base)) => self.law.at(base * figure),
            (false, _) => self.law.at(figure),
        };
        if self.scales {
            Operation::Factor(value)
        } else {
            Operation::Value(value)
        }
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
    pub levers: Vec<Lever>,
}

impl Range<'_> {
    /// The changes that put the figure at `figure`. They are made to the case as it was read, all of one figure together;
    /// no two figures of a case move the same figure of the programme but for multiples, which come last.
    #[must_use]
    pub fn changes(&self, figure: f64) -> Vec<Change> {
        let change = |lever: &Lever| Change {
            key: lever.key.clone(),
            how: lever.operation(figure),
        };
        self.levers.iter().map(change).collect()
    }

    /// What it is called: its one key, or its place.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.levers[..] {
            [lever] => lever.key.to_string(),
            _ => self.entry.place.to_string(),
        }
    }
}

impl Figures {
    /// Every figure that has a range wider than itself and that keys of `case` move, in the order of `figures.csv` but
    /// with multiples last, so that changes can be made one after the other.
    ///
    /// `case` is the case as it was read, whose tables these figures are held to.
    #[must_use]
    pub fn ranges(&self, case: &Case) -> Vec<Range<'_>> {
        let mut ranges: Vec<Range<'_>> = self
            .entries
            .iter()
            .filter_map(|entry| self.range(entry, case))
            .collect();
        ranges.sort_by_key(|range| range.entry.is_multiple());
        ranges
    }

    fn range<'a>(&'a self, entry: &'a Figure, case: &Case) -> Option<Range<'a>> {
        let (low, value, high) = entry.range()?;
        let levers = self.levers(entry, case);
        (low < high && !levers.is_empty()).then(|| Range {
            entry,
            low: entry.in_default_unit(low),
            value: entry.in_default_unit(value),
            high: entry.in_default_unit(high),
            levers,
        })
    }

    fn levers(&self, entry: &Figure, case: &Case) -> Vec<Lever> {
        let multiple = entry.is_multiple();
        handles(&entry.place, &self.tables, case)
            .into_iter()
            .filter_map(|Handle { key, law, scales }| {
                let key = Key::parse(&key, case).ok()?;
                Some(Lever {
                    key,
                    law,
                    scales,
                    multiple,
                })
            })
            .collect()
    }

    /// The keys of `--set` that move the figure at a place, which may be a pattern of rows: `hubs.csv`, `zhongwei`,
    /// `price_cny_per_kwh` gives `electricity_price.zhongwei`.
    #[must_use]
    pub fn keys(&self, place: &Place, case: &Case) -> Vec<String> {
        let keys = handles(place, &self.tables, case).into_iter();
        keys.map(|handle| handle.key)
            .filter(|key| Key::parse(key, case).is_ok())
            .collect()
    }

    /// The entries that say something of the figures that a key moves.
    #[must_use]
    pub fn behind(&self, key: &Key, case: &Case) -> Vec<&Figure> {
        let moves = |entry: &&Figure| {
            let levers = self.levers(entry, case);
            let meets = |lever: &Lever| key.covers(&lever.key) || lever.key.covers(key);
            levers.iter().any(meets)
        };
        self.entries.iter().filter(moves).collect()
    }
}
