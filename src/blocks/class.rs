//! # Blocks of one pattern
//!
//! Rows and columns of a block are kept in the order in which they are eliminated ([`symbolic`](super::symbolic)), and each product of an
//! assembly has its place written down once.

use super::pattern::{Lists, NONE, Pattern};
use super::symbolic::{Places, Symbolic};

/// A place at which a product counts twice: both orders of its factors stand there.
pub(super) const TWICE: u32 = 1 << 31;

/// A pattern in the order of its elimination.
#[derive(Debug)]
pub(super) struct Class {
    pub symbolic: Symbolic,
    /// The coefficient of each column in its closed row, as an entry of the pattern.
    pub own_from: Vec<u32>,
    /// Other rows of each column, and which entries of the pattern they are.
    pub entries: Lists,
    pub entry_from: Vec<u32>,
    pub links: Lists,
    /// Columns that are in linking rows, and the closed row of each, if any.
    pub linked: Vec<(u32, u32)>,
    /// The closed row of each column, if any.
    pub row_of: Vec<u32>,
    pub link_from: Vec<u32>,
    pub seen: Lists,
    pub seen_from: Vec<u32>,
    pub free: Vec<bool>,
    /// Places of all products, in the order of the assembly.
    pub slots: Vec<u32>,
    pub rows: usize,
    pub columns: usize,
}

impl Class {
    pub(crate) fn of(pattern: &Pattern) -> Self {
        let symbolic = Symbolic::of(pattern);
        let mut place = vec![0u32; pattern.rows()];
        for (new, &row) in (0..).zip(&symbolic.row_order) {
            place[row as usize] = new;
        }
        let mut class = Class {
            own_from: Vec::new(),
            entries: Lists::default(),
            entry_from: Vec::new(),
            links: Lists::default(),
            linked: Vec::new(),
            row_of: Vec::new(),
            link_from: Vec::new(),
            seen: Lists::default(),
            seen_from: Vec::new(),
            free: symbolic
                .column_order
                .iter()
                .map(|&j| pattern.free[j as usize])
                .collect(),
            slots: Vec::new(),
            rows: pattern.rows(),
            columns: pattern.columns(),
            symbolic,
        };
        class.take_columns(pattern, &place);
        class.row_of = class.row_of();
        class.linked = class.linked();
        class.take_seen(pattern);
        let places = class.symbolic.places();
        class.slots = Slots::of(&class, &places);
        class
    }

    fn take_columns(&mut self, pattern: &Pattern, place: &[u32]) {
        for &j in &self.symbolic.column_order {
            let j = j as usize;
            let mut own = NONE;
            for k in pattern.entries.range(j) {
                let row = place[pattern.entries.items[k] as usize];
                if (row as usize) < self.symbolic.closed {
                    own = k as u32;
                } else {
                    self.entries.items.push(row);
                    self.entry_from.push(k as u32);
                }
            }
            self.own_from.push(own);
            self.entries.close();
            for k in pattern.links.range(j) {
                self.links.items.push(pattern.links.items[k]);
                self.link_from.push(k as u32);
            }
            self.links.close();
        }
    }

    fn take_seen(&mut self, pattern: &Pattern) {
        for &row in &self.symbolic.row_order {
            for k in pattern.seen.range(row as usize) {
                self.seen.items.push(pattern.seen.items[k]);
                self.seen_from.push(k as u32);
            }
            self.seen.close();
        }
    }

    fn row_of(&self) -> Vec<u32> {
        let mut row_of = vec![NONE; self.columns];
        for d in 0..self.closed() {
            row_of[self.span(d)].fill(d as u32);
        }
        row_of
    }

    fn linked(&self) -> Vec<(u32, u32)> {
        let columns = (0..self.columns).filter(|&j| !self.links.of(j).is_empty());
        columns.map(|j| (j as u32, self.row_of[j])).collect()
    }

    pub(crate) fn closed(&self) -> usize {
        self.symbolic.closed
    }

    /// Columns of closed row d.
    #[inline(always)]
    pub(crate) fn span(&self, d: usize) -> std::ops::Range<usize> {
        self.symbolic.spans[d] as usize..self.symbolic.spans[d + 1] as usize
    }

    /// The first column that is in no closed row.
    pub(crate) fn first_open(&self) -> usize {
        self.symbolic.spans.last().map_or(0, |&end| end as usize)
    }

    /// What a column meets beside its closed row: open rows by their elimination, and the border behind them.
    fn met(&self, j: usize) -> Vec<u32> {
        let closed = self.closed() as u32;
        let open = (self.rows - self.closed()) as u32;
        let rows = self.entries.of(j).iter().map(|&row| row - closed);
        rows.chain(self.links.of(j).iter().map(|&b| open + b))
            .collect()
    }
}

/// Writes the places of an assembly down.
struct Slots<'a> {
    class: &'a Class,
    places: &'a Places,
    slots: Vec<u32>,
}

impl Slots<'_> {
    fn of(class: &Class, places: &Places) -> Vec<u32> {
        let mut slots = Slots {
            class,
            places,
            slots: Vec::new(),
        };
        let open = (class.rows - class.closed()) as u32;
        for d in 0..class.closed() {
            slots.closed_row(d, open);
        }
        for j in class.first_open()..class.columns {
            slots.within(&class.met(j));
        }
        for row in class.closed()..class.rows {
            for &b in class.seen.of(row) {
                slots.put((row - class.closed()) as u32, open + b);
            }
        }
        slots.slots
    }

    fn closed_row(&mut self, d: usize, open: u32) {
        let span = self.class.span(d);
        let seen: Vec<u32> = self.class.seen.of(d).iter().map(|&b| open + b).collect();
        for j in span.clone() {
            let own = self.class.met(j);
            self.within(&own);
            for k in j + 1..span.end {
                let other = self.class.met(k);
                for &a in &own {
                    for &b in &other {
                        self.put(a, b);
                        if let (true, Some(last)) = (a == b, self.slots.last_mut()) {
                            *last |= TWICE;
                        }
                    }
                }
            }
            for &a in &own {
                for &b in &seen {
                    self.put(a, b);
                }
            }
        }
        self.within(&seen);
    }

    /// Each with itself and those after it.
    fn within(&mut self, met: &[u32]) {
        for (i, &a) in met.iter().enumerate() {
            for &b in &met[i..] {
                self.put(a, b);
            }
        }
    }

    fn put(&mut self, a: u32, b: u32) {
        self.slots
            .push(self.class.symbolic.place(self.places, a, b));
    }
}
