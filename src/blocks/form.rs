//! # A programme in its blocks
//!
//! ```text
//!     minimise  c₀·x₀ + Σ_t c_t·x_t
//!     A_t x_t + T_t w        = b_t       rows of block t
//!     A₀ x₀  + Σ_t L_t x_t   = b₀       what links the blocks, and rows of the first stage
//!     P x₀ − w               = 0         what blocks see of the first stage
//! ```
//!
//! What a block's row sees of the first stage is one number `w` for each sum that rows ask for: a link's row in every hour sees the same
//! bandwidth less what archives and runs take of it. Solving for `w`, and not for the columns that it is the sum of, is what keeps digits:
//! a first-stage matrix of all of them cancels.

use std::collections::HashMap;
use std::sync::Arc;

use super::canonical::{Asked, Kind, Measured};
use super::class::Class;
use super::columns;
use super::joined::{self, ByRow};
use super::lanes::{Lanes, WIDE};
use super::partition::Partition;
use super::pattern::{Lists, NONE, Pattern};
use crate::program::Program;

/// The numbers that blocks have in common which stand side by side.
#[derive(Debug, PartialEq)]
pub(super) struct Numbers {
    /// What each place of the class's border is in the whole border, ascending.
    pub border: Vec<u32>,
    /// Coefficient of each column in its closed row.
    pub own: Vec<f64>,
    pub entries: Vec<f64>,
    pub links: Vec<f64>,
    pub seen: Vec<f64>,
    pub kinds: Arc<[columns::Kind]>,
}

/// Where the rows and columns of a block are in the programme; slacks are nowhere.
#[derive(Debug)]
pub(super) struct Member {
    pub rows: Vec<u32>,
    pub columns: Vec<u32>,
}

/// `L` blocks of one matrix side by side, in the order of their class.
#[derive(Debug)]
pub(super) struct Batch<const L: usize> {
    pub class: usize,
    pub numbers: Arc<Numbers>,
    /// One for each lane.
    pub members: Vec<Member>,
    pub cost: Vec<Lanes<L>>,
    /// Greatest value of each column; none where all are infinite.
    pub range: Option<Vec<Lanes<L>>>,
    pub rhs: Vec<Lanes<L>>,
}

impl<const L: usize> Batch<L> {
    /// Of so many blocks of one class with the same numbers.
    fn of(blocks: &[Block]) -> Self {
        let side_by_side = |of: &dyn Fn(&Block) -> &[f64]| {
            let mut lanes = vec![Lanes::default(); of(&blocks[0]).len()];
            for (l, block) in blocks.iter().enumerate().take(L) {
                for (lanes, value) in lanes.iter_mut().zip(of(block)) {
                    lanes.0[l] = *value;
                }
            }
            lanes
        };
        let has_range = blocks[0].numbers.kinds.contains(&columns::Kind::Two);
        Batch {
            class: blocks[0].class,
            numbers: Arc::clone(&blocks[0].numbers),
            members: blocks
                .iter()
                .map(|block| Member {
                    rows: block.rows.clone(),
                    columns: block.columns.clone(),
                })
                .collect(),
            cost: side_by_side(&|block| &block.cost),
            range: has_range.then(|| side_by_side(&|block| &block.range)),
            rhs: side_by_side(&|block| &block.rhs),
        }
    }

    pub(crate) fn range(&self, j: usize) -> Lanes<L> {
        let range = self.range.as_ref().map(|range| range[j]);
        range.unwrap_or(Lanes::of(f64::INFINITY))
    }
}

/// A block for itself, in the order of its class.
struct Block {
    class: usize,
    rows: Vec<u32>,
    columns: Vec<u32>,
    numbers: Arc<Numbers>,
    cost: Vec<f64>,
    range: Vec<f64>,
    rhs: Vec<f64>,
}

/// What is shared: columns of the first stage, and rows over them and over all blocks.
#[derive(Debug, Default)]
pub(super) struct First {
    /// Columns of the programme, then slacks.
    pub columns: Vec<u32>,
    /// Rows of the programme.
    pub rows: Vec<u32>,
    /// How many sums the blocks see.
    pub seen: usize,
    /// Entries by column: the sums it is in, by their number, and behind them the rows.
    pub entries: Lists,
    pub values: Vec<f64>,
    pub cost: Vec<f64>,
    pub range: Vec<f64>,
    pub free: Vec<bool>,
    /// Of the rows.
    pub rhs: Vec<f64>,
    /// Rows that blocks have a part in.
    pub links: Vec<bool>,
    /// Rows that stand for several of one sum.
    pub joined: ByRow,
}

impl First {
    /// Size of the border: sums that are seen, and rows.
    pub(crate) fn border(&self) -> usize {
        self.seen + self.rows.len()
    }

    pub(crate) fn kinds(&self) -> Arc<[columns::Kind]> {
        let bounds = self.free.iter().zip(&self.range);
        bounds
            .map(|(&is_free, &range)| columns::Kind::of(is_free, range))
            .collect()
    }

    pub(crate) fn column(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.entries.range(j);
        let rows = self.entries.items[range.clone()].iter();
        rows.map(|&row| row as usize)
            .zip(self.values[range].iter().copied())
    }
}

/// A programme in its blocks.
#[derive(Debug)]
pub(super) struct Form {
    pub classes: Vec<Class>,
    /// Blocks side by side, and those that are left over.
    pub wide: Vec<Batch<WIDE>>,
    pub single: Vec<Batch<1>>,
    pub first: First,
    /// Costs are divided by it.
    pub unit: f64,
}

/// A sum that rows see: columns and coefficients, the first of which is 1.
type Sum = Vec<(u32, f64)>;

/// A sum as a key: by bits.
fn bits(sum: &Sum) -> Vec<(u32, u64)> {
    sum.iter().map(|&(j, c)| (j, c.to_bits())).collect()
}

struct Builder<'a> {
    program: &'a Program,
    measured: Vec<Measured>,
    at_bases: Vec<f64>,
    /// Place of each row in its block or in what is shared.
    row_place: Vec<u32>,
    owners: Vec<Option<u32>>,
    unit: f64,
    joined: ByRow,
}

/// Numbers of a block in the order of the programme.
struct Raw {
    pattern: Pattern,
    border: Vec<u32>,
    values: Vec<f64>,
    links: Vec<f64>,
    seen: Vec<f64>,
    cost: Vec<f64>,
    range: Vec<f64>,
    rhs: Vec<f64>,
}

impl Form {
    /// Whether rows of one sum contradict one another.
    pub(crate) fn is_contradictory(&self) -> bool {
        let mut bounds = self.first.joined.values().map(|joined| joined.bounds());
        bounds.any(|(lower, upper)| lower > upper)
    }

    /// Of a programme that is in these blocks ([`Partition::check`]), by its first objective.
    pub(crate) fn new(program: &Program, partition: &Partition) -> Self {
        // a row without a column of its block is the first stage's
        let mut has_own = vec![false; program.row_count()];
        for (j, _) in partition
            .columns
            .iter()
            .enumerate()
            .filter(|(_, owner)| owner.is_some())
        {
            for (i, _) in program.matrix.column(j) {
                has_own[i] = true;
            }
        }
        let owners: Vec<Option<u32>> = partition
            .rows
            .iter()
            .zip(&has_own)
            .map(|(owner, own)| owner.filter(|_| *own))
            .collect();
        let (rows, mut shared_rows) = Partition::members(&owners, partition.blocks);
        let (columns, shared_columns) = Partition::members(&partition.columns, partition.blocks);
        let joined = joined::join(program, &shared_columns, &mut shared_rows, |i| {
            !has_own[i as usize]
        });
        let mut builder = Builder::new(program, owners, &rows, &shared_rows);
        builder.joined = joined;
        let parts = builder.parts(&shared_columns);
        let sums = Sums::of(&parts, &rows, shared_columns.len());
        let mut form = Form {
            classes: Vec::new(),
            wide: Vec::new(),
            single: Vec::new(),
            first: builder.first(shared_rows, shared_columns, &sums, &has_own),
            unit: builder.unit,
        };
        let mut known: HashMap<Pattern, usize> = HashMap::new();
        let mut known_numbers = Gathering::default();
        for (rows, columns) in rows.into_iter().zip(columns) {
            let raw = builder.raw(&rows, &columns, &sums, &parts, form.first.seen);
            let Raw { pattern, .. } = &raw;
            let class = match known.get(pattern) {
                Some(&class) => class,
                None => {
                    form.classes.push(Class::of(pattern));
                    known.insert(pattern.clone(), form.classes.len() - 1);
                    form.classes.len() - 1
                }
            };
            let block = Block::new(&form.classes[class], class, raw, (&rows, &columns));
            known_numbers.take(block, &mut form);
        }
        for waiting in known_numbers.of_class.iter().flatten().map(|k| &k.waiting) {
            let single = waiting
                .iter()
                .map(|block| Batch::of(std::slice::from_ref(block)));
            form.single.extend(single);
        }
        form
    }
}

/// Blocks of one class with the same numbers.
struct Alike {
    numbers: Arc<Numbers>,
    waiting: Vec<Block>,
}

/// Numbers that a block is compared with: the latest of its class.
const MOST_ALIKE: usize = 64;

/// Puts blocks with the same numbers side by side.
#[derive(Default)]
struct Gathering {
    of_class: Vec<Vec<Alike>>,
}

impl Gathering {
    fn take(&mut self, mut block: Block, form: &mut Form) {
        self.of_class.resize_with(form.classes.len(), Vec::new);
        let known = &mut self.of_class[block.class];
        let first = known.len().saturating_sub(MOST_ALIKE);
        let place = known[first..]
            .iter()
            .rposition(|alike| alike.numbers == block.numbers);
        let place = place.map(|place| first + place).unwrap_or_else(|| {
            known.push(Alike {
                numbers: Arc::clone(&block.numbers),
                waiting: Vec::new(),
            });
            known.len() - 1
        });
        let alike = &mut known[place];
        block.numbers = Arc::clone(&alike.numbers);
        alike.waiting.push(block);
        if alike.waiting.len() == WIDE {
            form.wide.push(Batch::of(&alike.waiting));
            alike.waiting.clear();
        }
    }
}

impl<'a> Builder<'a> {
    /// With the rows of each block, and the shared ones.
    fn new(
        program: &'a Program,
        owners: Vec<Option<u32>>,
        rows: &[Vec<u32>],
        shared: &[u32],
    ) -> Self {
        let bounds = program.lower.iter().zip(&program.upper);
        let measured: Vec<Measured> = bounds.map(|(&l, &u)| Measured::of(l, u)).collect();
        let bases: Vec<f64> = measured.iter().map(|m| m.base).collect();
        let mut row_place = vec![NONE; program.row_count()];
        for list in rows.iter().map(Vec::as_slice).chain([shared]) {
            for (k, &i) in (0..).zip(list) {
                row_place[i as usize] = k;
            }
        }
        let costs = &program.objective().coefficients;
        let typical = crate::certificate::typical_cost(costs);
        Builder {
            at_bases: program.matrix.times(&bases, program.row_count()),
            row_place,
            owners,
            measured,
            unit: if typical > 0.0 { typical } else { 1.0 },
            joined: ByRow::new(),
            program,
        }
    }

    fn coefficient(&self, j: usize, a: f64) -> f64 {
        a * self.measured[j].sign
    }

    /// What each row of a block sees of the first stage.
    fn parts(&self, shared_columns: &[u32]) -> HashMap<u32, Sum> {
        let mut parts: HashMap<u32, Sum> = HashMap::new();
        for (place, &j) in (0u32..).zip(shared_columns) {
            for (i, a) in self.program.matrix.column(j as usize) {
                if self.owners[i].is_some() && a != 0.0 {
                    let part = parts.entry(i as u32).or_default();
                    part.push((place, self.coefficient(j as usize, a)));
                }
            }
        }
        parts
    }

    fn asked(&self, i: usize) -> Asked {
        let own = (self.program.row_lower[i], self.program.row_upper[i]);
        let joined = self.joined.get(&(i as u32));
        let (lower, upper) = joined.map_or(own, |joined| joined.bounds());
        Asked::of(lower, upper, self.at_bases[i])
    }

    fn cost(&self, j: usize) -> f64 {
        self.coefficient(j, self.program.objective().coefficients[j]) / self.unit
    }

    fn first(&self, rows: Vec<u32>, columns: Vec<u32>, sums: &Sums, has_own: &[bool]) -> First {
        let mut first = First {
            seen: sums.list.len(),
            ..First::default()
        };
        let mut in_sums = vec![Vec::new(); columns.len()];
        for (k, sum) in (0u32..).zip(&sums.list) {
            for &(place, c) in sum {
                in_sums[place as usize].push((k, c));
            }
        }
        for (place, &j) in columns.iter().enumerate() {
            let j = j as usize;
            for &(k, c) in &in_sums[place] {
                first.entries.items.push(k);
                first.values.push(c);
            }
            for (i, a) in self.program.matrix.column(j) {
                if self.owners[i].is_none() && a != 0.0 && self.row_place[i] != NONE {
                    first
                        .entries
                        .items
                        .push(first.seen as u32 + self.row_place[i]);
                    first.values.push(self.coefficient(j, a));
                }
            }
            first.entries.close();
            first.cost.push(self.cost(j));
            first.range.push(self.measured[j].range);
            first.free.push(self.measured[j].is_free);
        }
        for (k, &i) in (0u32..).zip(&rows) {
            let asked = self.asked(i as usize);
            first.rhs.push(asked.rhs);
            first.links.push(has_own[i as usize]);
            if let Some(slack) = asked.kind.slack() {
                first.entries.items.push(first.seen as u32 + k);
                first.values.push(slack);
                first.entries.close();
                first.cost.push(0.0);
                first.range.push(asked.range);
                first.free.push(asked.kind == Kind::Free);
            }
        }
        first.joined.clone_from(&self.joined);
        first.rows = rows;
        first.columns = columns;
        first
    }

    fn raw(
        &self,
        rows: &[u32],
        columns: &[u32],
        sums: &Sums,
        parts: &HashMap<u32, Sum>,
        seen: usize,
    ) -> Raw {
        let mut raw = Raw {
            pattern: Pattern::default(),
            border: Vec::new(),
            values: Vec::new(),
            links: Vec::new(),
            seen: Vec::new(),
            cost: Vec::new(),
            range: Vec::new(),
            rhs: Vec::new(),
        };
        let matrix = &self.program.matrix;
        for &j in columns {
            let j = j as usize;
            for (i, a) in matrix.column(j).filter(|&(_, a)| a != 0.0) {
                if self.owners[i].is_some() {
                    raw.pattern.entries.items.push(self.row_place[i]);
                    raw.values.push(self.coefficient(j, a));
                } else {
                    raw.pattern
                        .links
                        .items
                        .push(seen as u32 + self.row_place[i]);
                    raw.links.push(self.coefficient(j, a));
                }
            }
            raw.close(
                self.cost(j),
                self.measured[j].range,
                self.measured[j].is_free,
            );
        }
        for (k, &i) in (0u32..).zip(rows) {
            let asked = self.asked(i as usize);
            raw.pattern.kinds.push(asked.kind);
            raw.rhs.push(asked.rhs);
            if let Some(slack) = asked.kind.slack() {
                raw.pattern.entries.items.push(k);
                raw.values.push(slack);
                raw.close(0.0, asked.range, asked.kind == Kind::Free);
            }
            if let Some(part) = parts.get(&i) {
                for (place, c) in sums.seen_by(part) {
                    raw.pattern.seen.items.push(place);
                    raw.seen.push(c);
                }
            }
            raw.pattern.seen.close();
        }
        raw.number_border();
        raw
    }
}

impl Raw {
    fn close(&mut self, cost: f64, range: f64, is_free: bool) {
        self.pattern.entries.close();
        self.pattern.links.close();
        self.pattern.free.push(is_free);
        self.cost.push(cost);
        self.range.push(range);
    }

    /// Numbers what the block meets of the border, ascending.
    fn number_border(&mut self) {
        let Pattern { links, seen, .. } = &mut self.pattern;
        let mut border: Vec<u32> = links.items.iter().chain(&seen.items).copied().collect();
        border.sort_unstable();
        border.dedup();
        for item in links.items.iter_mut().chain(&mut seen.items) {
            *item = border.binary_search(item).unwrap_or(0) as u32;
        }
        self.pattern.border = border.len();
        self.border = border;
    }
}

/// The distinct sums that rows see, or the columns themselves where those are fewer.
struct Sums {
    list: Vec<Sum>,
    /// By their bits; none where columns stand for themselves.
    number: Option<HashMap<Vec<(u32, u64)>, u32>>,
    /// Number of each column that stands for itself.
    alone: HashMap<u32, u32>,
}

impl Sums {
    fn of(parts: &HashMap<u32, Sum>, rows: &[Vec<u32>], columns: usize) -> Self {
        let mut sums = Sums {
            list: Vec::new(),
            number: None,
            alone: HashMap::new(),
        };
        let mut number = HashMap::new();
        for part in rows.iter().flatten().filter_map(|row| parts.get(row)) {
            let sum = normal(part);
            number.entry(bits(&sum)).or_insert_with(|| {
                sums.list.push(sum);
                sums.list.len() as u32 - 1
            });
        }
        let mut touched: Vec<u32> = sums.list.iter().flatten().map(|&(j, _)| j).collect();
        touched.sort_unstable();
        touched.dedup();
        debug_assert!(touched.len() <= columns);
        if sums.list.len() <= touched.len() {
            sums.number = Some(number);
        } else {
            sums.list = touched.iter().map(|&j| vec![(j, 1.0)]).collect();
            sums.alone = touched.into_iter().zip(0..).collect();
        }
        sums
    }

    fn seen_by(&self, part: &Sum) -> Vec<(u32, f64)> {
        match &self.number {
            Some(number) => {
                let k = number.get(&bits(&normal(part))).copied().unwrap_or(0);
                vec![(k, part[0].1)]
            }
            None => part.iter().map(|&(j, c)| (self.alone[&j], c)).collect(),
        }
    }
}

/// The sum with a first coefficient of 1.
fn normal(part: &Sum) -> Sum {
    let head = part[0].1;
    part.iter()
        .map(|&(j, c)| (j, if j == part[0].0 { 1.0 } else { c / head }))
        .collect()
}

impl Block {
    fn new(class: &Class, number: usize, raw: Raw, (rows, columns): (&[u32], &[u32])) -> Self {
        let pick = |from: &[u32], values: &[f64]| -> Vec<f64> {
            let value = |&k: &u32| values.get(k as usize).copied().unwrap_or(0.0);
            from.iter().map(value).collect()
        };
        let order = &class.symbolic.column_order;
        let range = pick(order, &raw.range);
        let column = |&j: &u32| columns.get(j as usize).copied().unwrap_or(NONE);
        let kinds = class.free.iter().zip(&range);
        let kinds = kinds.map(|(&is_free, &range)| columns::Kind::of(is_free, range));
        let numbers = Numbers {
            kinds: kinds.collect(),
            border: raw.border,
            own: pick(&class.own_from, &raw.values),
            entries: pick(&class.entry_from, &raw.values),
            links: pick(&class.link_from, &raw.links),
            seen: pick(&class.seen_from, &raw.seen),
        };
        let row = |&r: &u32| rows[r as usize];
        Block {
            class: number,
            rows: class.symbolic.row_order.iter().map(row).collect(),
            columns: order.iter().map(column).collect(),
            numbers: Arc::new(numbers),
            cost: pick(order, &raw.cost),
            range,
            rhs: pick(&class.symbolic.row_order, &raw.rhs),
        }
    }
}
