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
use std::ops::Range;
use std::sync::Arc;

use super::canonical::{Asked, Kind, Measured};
use super::class::Class;
use super::columns;
use super::joined::{self, ByRow};
use super::lanes::{Lanes, WIDE};
use super::partition::Partition;
use super::pattern::{Lists, NONE, Pattern};
use crate::program::Program;

/// What blocks have in common which stand side by side.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Common {
    /// What each place of the class's border is in the whole border, ascending.
    pub border: Vec<u32>,
    pub kinds: Arc<[columns::Kind]>,
}

/// Coefficients of a block, or for those of blocks side by side which of their [`Batch::values`] each is: there are few, since most are 1
/// or what a MW takes of something at a place, so that they stay near while a batch is worked on.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Coefficients<T> {
    /// Of each column in its closed row.
    pub own: Vec<T>,
    pub entries: Vec<T>,
    pub links: Vec<T>,
    pub seen: Vec<T>,
}

impl<T> Coefficients<T> {
    fn lists(&self) -> [&Vec<T>; 4] {
        [&self.own, &self.entries, &self.links, &self.seen]
    }
}

/// Which value each coefficient is.
pub(super) type Which = Coefficients<u32>;

/// Where the rows and columns of a block are in the programme; slacks are nowhere.
#[derive(Debug)]
pub(super) struct Member {
    pub rows: Vec<u32>,
    pub columns: Vec<u32>,
}

/// Up to `L` blocks of one pattern side by side, in the order of their class; lanes that are left over repeat the last block.
#[derive(Debug)]
pub(super) struct Batch<const L: usize> {
    pub class: usize,
    pub common: Arc<Common>,
    pub which: Arc<Which>,
    /// What coefficients there are.
    pub values: Vec<Lanes<L>>,
    /// One for each block.
    pub members: Vec<Member>,
    pub cost: Vec<Lanes<L>>,
    /// Greatest value of each column; none where all are infinite.
    pub range: Option<Vec<Lanes<L>>>,
    pub rhs: Vec<Lanes<L>>,
}

impl<const L: usize> Batch<L> {
    /// Of one to so many blocks of one class that have the same in common; `known` is what another batch made of its coefficients.
    fn of(blocks: Vec<Block>, known: &mut Option<Arc<Which>>) -> Self {
        let side_by_side = |of: &dyn Fn(&Block) -> &[f64]| -> Vec<Lanes<L>> {
            let places = 0..of(&blocks[0]).len();
            let last = blocks.len() - 1;
            let lanes = |k| Lanes(std::array::from_fn(|l| of(&blocks[l.min(last)])[k]));
            places.map(lanes).collect()
        };
        let has_range = blocks[0].common.kinds.contains(&columns::Kind::Two);
        let (which, values) = distinct(&blocks);
        let known = known.get_or_insert_with(Arc::default);
        if **known != which {
            *known = Arc::new(which);
        }
        Batch {
            class: blocks[0].class,
            common: Arc::clone(&blocks[0].common),
            which: Arc::clone(known),
            values,
            cost: side_by_side(&|block| &block.cost),
            range: has_range.then(|| side_by_side(&|block| &block.range)),
            rhs: side_by_side(&|block| &block.rhs),
            members: blocks
                .into_iter()
                .map(|block| Member {
                    rows: block.rows,
                    columns: block.columns,
                })
                .collect(),
        }
    }

    /// Blocks in it.
    pub(crate) fn live(&self) -> usize {
        self.members.len()
    }

    /// The coefficient of a column in its closed row.
    #[inline(always)]
    pub(crate) fn own(&self, j: usize) -> Lanes<L> {
        self.values[self.which.own[j] as usize]
    }

    /// Coefficients of entries in open rows.
    #[inline(always)]
    pub(crate) fn entries(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = Lanes<L>> + Clone + '_ {
        self.picked(&self.which.entries[range])
    }

    #[inline(always)]
    pub(crate) fn links(&self, range: Range<usize>) -> impl Iterator<Item = Lanes<L>> + Clone + '_ {
        self.picked(&self.which.links[range])
    }

    #[inline(always)]
    pub(crate) fn seen(&self, range: Range<usize>) -> impl Iterator<Item = Lanes<L>> + Clone + '_ {
        self.picked(&self.which.seen[range])
    }

    #[inline(always)]
    fn picked<'a>(&'a self, which: &'a [u32]) -> impl Iterator<Item = Lanes<L>> + Clone + 'a {
        which.iter().map(|&k| self.values[k as usize])
    }

    pub(crate) fn range(&self, j: usize) -> Lanes<L> {
        let range = self.range.as_ref().map(|range| range[j]);
        range.unwrap_or(Lanes::of(f64::INFINITY))
    }
}

/// The values that coefficients of blocks side by side have, in the order of their first use, and which of them each is.
fn distinct<const L: usize>(blocks: &[Block]) -> (Which, Vec<Lanes<L>>) {
    let mut number: HashMap<[u64; L], u32> = HashMap::new();
    let mut values = Vec::new();
    let last = blocks.len() - 1;
    let lists = [0, 1, 2, 3].map(|list| {
        let places = 0..blocks[0].coefficients.lists()[list].len();
        let which = places.map(|k| {
            let of = |l: usize| blocks[l.min(last)].coefficients.lists()[list][k];
            let lanes: [f64; L] = std::array::from_fn(of);
            *number.entry(lanes.map(f64::to_bits)).or_insert_with(|| {
                values.push(Lanes(lanes));
                values.len() as u32 - 1
            })
        });
        which.collect()
    });
    let [own, entries, links, seen] = lists;
    let which = Which {
        own,
        entries,
        links,
        seen,
    };
    (which, values)
}

/// A block for itself, in the order of its class.
struct Block {
    class: usize,
    rows: Vec<u32>,
    columns: Vec<u32>,
    common: Arc<Common>,
    coefficients: Coefficients<f64>,
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

/// What each row of a block sees of the first stage, row by row; most see nothing or one column.
struct Parts {
    starts: Vec<u32>,
    terms: Sum,
}

impl Parts {
    /// None where the row sees nothing.
    fn get(&self, row: u32) -> Option<&[(u32, f64)]> {
        let ends = [row as usize, row as usize + 1].map(|k| self.starts[k] as usize);
        Some(&self.terms[ends[0]..ends[1]]).filter(|part| !part.is_empty())
    }
}

/// A sum as a key: by bits.
fn bits(sum: &[(u32, f64)]) -> Vec<(u32, u64)> {
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
        let mut gathering = Gathering::default();
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
            gathering.take(block, &mut form);
        }
        gathering.finish(&mut form);
        form
    }
}

/// Blocks of one class that have the same in common.
struct Alike {
    common: Arc<Common>,
    waiting: Vec<Block>,
    known: Option<Arc<Which>>,
}

/// From so many blocks on, a batch with lanes to spare is quicker than blocks alone.
const WORTH_A_BATCH: usize = 3;

/// Puts blocks that have the same in common side by side.
#[derive(Default)]
struct Gathering {
    alike: Vec<Alike>,
    place: HashMap<(usize, Arc<Common>), usize>,
}

impl Gathering {
    fn take(&mut self, mut block: Block, form: &mut Form) {
        let key = (block.class, Arc::clone(&block.common));
        let place = *self.place.entry(key).or_insert_with(|| {
            self.alike.push(Alike {
                common: Arc::clone(&block.common),
                waiting: Vec::new(),
                known: None,
            });
            self.alike.len() - 1
        });
        let alike = &mut self.alike[place];
        block.common = Arc::clone(&alike.common);
        alike.waiting.push(block);
        if alike.waiting.len() == WIDE {
            let blocks = std::mem::take(&mut alike.waiting);
            form.wide.push(Batch::of(blocks, &mut alike.known));
        }
    }

    /// What is left over.
    fn finish(self, form: &mut Form) {
        for Alike {
            waiting, mut known, ..
        } in self.alike
        {
            if waiting.len() >= WORTH_A_BATCH {
                form.wide.push(Batch::of(waiting, &mut known));
            } else {
                let single = waiting.into_iter();
                let single = single.map(|block| Batch::of(vec![block], &mut None));
                form.single.extend(single);
            }
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
    fn parts(&self, shared_columns: &[u32]) -> Parts {
        let entries = || {
            let columns = (0u32..).zip(shared_columns);
            columns.flat_map(|(place, &j)| {
                let column = self.program.matrix.column(j as usize);
                let own = column.filter(|&(i, a)| self.owners[i].is_some() && a != 0.0);
                own.map(move |(i, a)| (i, place, self.coefficient(j as usize, a)))
            })
        };
        let mut starts = vec![0; self.program.row_count() + 1];
        for (i, ..) in entries() {
            starts[i + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut terms = vec![(0, 0.0); entries().count()];
        for (i, place, c) in entries() {
            terms[next[i] as usize] = (place, c);
            next[i] += 1;
        }
        Parts { starts, terms }
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

    fn raw(&self, rows: &[u32], columns: &[u32], sums: &Sums, parts: &Parts, seen: usize) -> Raw {
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
            if let Some(part) = parts.get(i) {
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
    fn of(parts: &Parts, rows: &[Vec<u32>], columns: usize) -> Self {
        let mut sums = Sums {
            list: Vec::new(),
            number: None,
            alone: HashMap::new(),
        };
        let mut number = HashMap::new();
        for part in rows.iter().flatten().filter_map(|&row| parts.get(row)) {
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

    fn seen_by(&self, part: &[(u32, f64)]) -> Vec<(u32, f64)> {
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
fn normal(part: &[(u32, f64)]) -> Sum {
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
        let common = Common {
            kinds: kinds.collect(),
            border: raw.border,
        };
        let coefficients = Coefficients {
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
            common: Arc::new(common),
            coefficients,
            cost: pick(order, &raw.cost),
            range,
            rhs: pick(&class.symbolic.row_order, &raw.rhs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Labels, Matrix, Objective, Sense};

    const INF: f64 = f64::INFINITY;

    /// So many blocks of x = 1 and (block + 1)·x ≤ c, with c of the first stage.
    fn growing(blocks: usize) -> (Program, Partition) {
        let (mut matrix, of_c) = (Matrix::default(), blocks);
        matrix.starts.push(0);
        for block in 0..blocks {
            matrix.rows.extend([2 * block, 2 * block + 1]);
            matrix.values.extend([1.0, block as f64 + 1.0]);
            matrix.starts.push(matrix.rows.len());
        }
        matrix.rows.extend((0..blocks).map(|block| 2 * block + 1));
        matrix.values.extend(vec![-1.0; blocks]);
        matrix.starts.push(matrix.rows.len());
        let mut coefficients = vec![0.0; blocks];
        coefficients.push(1.0);
        let rows = (0..2 * blocks).map(|i| if i % 2 == 0 { (1.0, 1.0) } else { (-INF, 0.0) });
        let program = Program {
            name: "growing".into(),
            labels: Labels::Named {
                columns: (0..=of_c).map(|j| format!("x{j}")).collect(),
                rows: (0..2 * blocks).map(|i| format!("r{i}")).collect(),
            },
            objectives: vec![Objective {
                name: "cost".into(),
                coefficients,
                constant: 0.0,
            }],
            sense: Sense::Minimise,
            lower: vec![0.0; blocks + 1],
            upper: vec![INF; blocks + 1],
            row_lower: rows.clone().map(|row| row.0).collect(),
            row_upper: rows.map(|row| row.1).collect(),
            matrix,
        };
        let own = |k: usize| Some(k as u32);
        let partition = Partition {
            blocks,
            rows: (0..2 * blocks).map(|i| own(i / 2)).collect(),
            columns: (0..blocks).map(own).chain([None]).collect(),
        };
        (program, partition)
    }

    /// How many blocks stand in each batch side by side, and how many alone.
    fn standing(blocks: usize) -> (Vec<usize>, usize) {
        let (program, partition) = growing(blocks);
        let form = Form::new(&program, &partition);
        let live = form.wide.iter().map(Batch::live).collect();
        (live, form.single.len())
    }

    #[test]
    fn blocks_of_one_pattern_stand_side_by_side_whatever_their_coefficients_are() {
        assert_eq!(standing(16), (vec![8, 8], 0));
        assert_eq!(standing(19), (vec![8, 8, 3], 0));
        assert_eq!(standing(18), (vec![8, 8], 2));
    }

    #[test]
    fn lanes_have_coefficients_of_their_own_and_those_left_over_repeat_the_last() {
        let (program, partition) = growing(11);
        let form = Form::new(&program, &partition);
        let values = |batch: usize| &form.wide[batch].values;
        let of_x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        assert!(values(0).contains(&Lanes(of_x)));
        let of_x = [9.0, 10.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0];
        assert!(values(1).contains(&Lanes(of_x)));
        // beside them 1 of demands and slacks, −1 of c, and 0 of slacks, which are in no closed row
        assert_eq!(values(0).len(), 4);
        assert!(Arc::ptr_eq(&form.wide[0].which, &form.wide[1].which));
    }
}
