//! # The order of elimination, once for all blocks of one pattern
//!
//! Within a block the interior point solves with `N = A Θ Aᵀ`, Θ > 0 diagonal, bordered by what is shared:
//!
//! ```text
//!     ⎡ N    T    A Θ Lᵀ ⎤   rows of the block
//!     ⎢ Tᵀ   0    0      ⎥   first stage, as the rows of the block see it
//!     ⎣ ·    0    L Θ Lᵀ ⎦   rows that link blocks
//! ```
//!
//! *Closed rows* go first: rows no two of which have a column in common (generalised upper bounds; Dantzig and Van Slyke 1967). With `n_d`
//! the sum of θ_j·a_dj² over a closed row, what is left of its columns is
//!
//! ```text
//!     C M Cᵀ,    M_jj = θ_j·(Σ_{k≠j} θ_k·a_k²)/n_d,    M_jk = −θ_j·a_j·a_k·θ_k/n_d
//! ```
//!
//! whose diagonal is a sum of positive terms: nothing cancels, however near the columns are to their bounds. The other rows go in an
//! order of least degree (Tinney and Walker 1967), in fronts of rows with nearly one structure (supernodes; Ng and Peyton 1993). What
//! is shared is never eliminated here: each block leaves its Schur complement.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::{NONE, Pattern};

/// Most columns of a closed row: its work grows with their square.
const MOST_IN_CLOSED: usize = 48;

/// Part of a front that may be zeros which stand there for its sake alone.
const SPARE: f64 = 0.4;

/// Pivots of a front, and what they meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Front {
    /// Its pivots, among the rows that are not closed.
    pub first: usize,
    pub pivots: usize,
    /// Later rows, ascending.
    pub later: Vec<u32>,
    /// What it meets of the border, ascending.
    pub border: Vec<u32>,
    /// Where its panel begins, row by row, and how long a row is.
    pub at: usize,
    pub width: usize,
    /// Where its factors begin that solves use.
    pub kept_at: usize,
    /// Places of what it leaves to later rows: for each later row, the later rows from it on and the border.
    pub targets: Vec<u32>,
}

impl Front {
    pub(crate) fn kept_width(&self) -> usize {
        self.pivots + self.later.len()
    }
}

/// The order of a pattern's rows and columns, and where each product goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Symbolic {
    /// Closed rows, then the others by elimination.
    pub row_order: Vec<u32>,
    /// Columns, those of each closed row together.
    pub column_order: Vec<u32>,
    pub closed: usize,
    /// Where the columns of each closed row begin, and where the last end.
    pub spans: Vec<u32>,
    pub fronts: Vec<Front>,
    /// Numbers of all panels.
    pub panels: usize,
    /// Numbers that solves use.
    pub kept: usize,
    /// Pairs of the border that closed rows and columns meet in, in the order of their places behind the panels.
    pub border_pairs: Vec<(u32, u32)>,
    /// Work of one factorisation, multiplications.
    pub work: f64,
}

impl Symbolic {
    pub(crate) fn of(pattern: &Pattern) -> Self {
        let sizes = pattern.structural_counts();
        let by = |key: &dyn Fn(usize) -> usize| {
            let mut order: Vec<usize> = (0..pattern.rows()).collect();
            order.sort_by_key(|&row| (key(row), row));
            Symbolic::with(pattern, &order)
        };
        let small = by(&|row| sizes[row]);
        let seen = by(&|row| {
            sizes[row]
                + if pattern.is_seen(row) {
                    0
                } else {
                    pattern.columns()
                }
        });
        if seen.work < small.work { seen } else { small }
    }

    /// With closed rows taken in this order.
    fn with(pattern: &Pattern, order: &[usize]) -> Self {
        let (closed, of_column) = closed_rows(pattern, order);
        let mut is_closed = vec![false; pattern.rows()];
        for &row in &closed {
            is_closed[row as usize] = true;
        }
        let open: Vec<u32> = (0..pattern.rows() as u32)
            .filter(|&row| !is_closed[row as usize])
            .collect();
        let cliques = cliques(pattern, &closed, &of_column, &open);
        let (order, structures) = least_degree(open.len(), pattern.border, &cliques);
        let mut row_order = closed.clone();
        row_order.extend(order.iter().map(|&k| open[k as usize]));
        let mut symbolic = Symbolic {
            column_order: column_order(pattern, &closed, &of_column),
            spans: spans(pattern, &closed, &of_column),
            closed: closed.len(),
            row_order,
            fronts: fronts(&structures, open.len()),
            panels: 0,
            kept: 0,
            border_pairs: Vec::new(),
            work: 0.0,
        };
        symbolic.lay_out();
        symbolic.border_pairs = border_pairs(&cliques, open.len() as u32);
        let squares = symbolic
            .spans
            .windows(2)
            .map(|w| f64::from(w[1] - w[0]).powi(2));
        symbolic.work += 4.0 * squares.sum::<f64>();
        symbolic
    }

    /// Places of the fronts, and of what they leave to later ones.
    fn lay_out(&mut self) {
        let rows: usize = self.fronts.iter().map(|f| f.pivots).sum();
        let mut front_of = vec![0; rows];
        for (f, front) in self.fronts.iter_mut().enumerate() {
            front.width = front.pivots + front.later.len() + front.border.len();
            front.at = self.panels;
            front.kept_at = self.kept;
            self.panels += front.pivots * front.width;
            self.kept += front.pivots * front.kept_width();
            front_of[front.first..front.first + front.pivots].fill(f);
            let (p, w) = (front.pivots as f64, front.width as f64);
            self.work += p * w * w / 2.0;
        }
        let places: Vec<Vec<u32>> = self
            .fronts
            .iter()
            .map(|front| self.targets(front, &front_of))
            .collect();
        for (front, targets) in self.fronts.iter_mut().zip(places) {
            front.targets = targets;
        }
    }

    fn targets(&self, front: &Front, front_of: &[usize]) -> Vec<u32> {
        let mut targets = Vec::new();
        for (k, &row) in front.later.iter().enumerate() {
            let place = RowPlace::of(&self.fronts[front_of[row as usize]], row);
            targets.extend(front.later[k..].iter().map(|&to| place.of_row(to)));
            targets.extend(front.border.iter().map(|&to| place.of_border(to)));
        }
        targets
    }

    /// Where the product of two meets: rows that are not closed by their elimination, and the border behind them.
    pub(crate) fn place(&self, places: &Places, a: u32, b: u32) -> u32 {
        let rows = places.front_of.len() as u32;
        let (a, b) = (a.min(b), a.max(b));
        if a >= rows {
            let pair = (a - rows, b - rows);
            return (self.panels + places.pairs.get(&pair).copied().unwrap_or(0)) as u32;
        }
        let place = RowPlace::of(&self.fronts[places.front_of[a as usize]], a);
        if b < rows {
            place.of_row(b)
        } else {
            place.of_border(b - rows)
        }
    }

    pub(crate) fn places(&self) -> Places {
        let mut front_of = Vec::new();
        for (f, front) in self.fronts.iter().enumerate() {
            front_of.resize(front_of.len() + front.pivots, f);
        }
        let pairs = self.border_pairs.iter().enumerate();
        Places {
            front_of,
            pairs: pairs.map(|(k, &pair)| (pair, k)).collect(),
        }
    }
}

/// What [`Symbolic::place`] looks up.
pub(super) struct Places {
    front_of: Vec<usize>,
    pairs: BTreeMap<(u32, u32), usize>,
}

/// A row of a front's panel.
struct RowPlace<'a> {
    front: &'a Front,
    at: usize,
}

impl<'a> RowPlace<'a> {
    fn of(front: &'a Front, row: u32) -> Self {
        RowPlace {
            front,
            at: front.at + (row as usize - front.first) * front.width,
        }
    }

    fn of_row(&self, to: u32) -> u32 {
        let front = self.front;
        let end = front.first + front.pivots;
        let column = if (to as usize) < end {
            to as usize - front.first
        } else {
            front.pivots + front.later.binary_search(&to).unwrap_or(0)
        };
        (self.at + column) as u32
    }

    fn of_border(&self, to: u32) -> u32 {
        let front = self.front;
        let column =
            front.pivots + front.later.len() + front.border.binary_search(&to).unwrap_or(0);
        (self.at + column) as u32
    }
}

/// Rows no two of which have a column in common, taken in `order`; and the closed row of each column.
fn closed_rows(pattern: &Pattern, order: &[usize]) -> (Vec<u32>, Vec<u32>) {
    let by_row = pattern.by_row();
    let mut of_column = vec![NONE; pattern.columns()];
    let mut closed = Vec::new();
    for &row in order {
        let columns = &by_row[row];
        let is_open = columns.len() <= MOST_IN_CLOSED
            && columns.iter().all(|&j| of_column[j as usize] == NONE);
        if is_open {
            for &j in columns {
                of_column[j as usize] = row as u32;
            }
            closed.push(row as u32);
        }
    }
    closed.sort_unstable();
    (closed, of_column)
}

fn column_order(pattern: &Pattern, closed: &[u32], of_column: &[u32]) -> Vec<u32> {
    let by_row = pattern.by_row();
    let mut order: Vec<u32> = closed
        .iter()
        .flat_map(|&row| by_row[row as usize].iter().copied())
        .collect();
    order.extend((0..pattern.columns() as u32).filter(|&j| of_column[j as usize] == NONE));
    order
}

fn spans(pattern: &Pattern, closed: &[u32], _of_column: &[u32]) -> Vec<u32> {
    let by_row = pattern.by_row();
    let mut spans = vec![0];
    let mut end = 0;
    for &row in closed {
        end += by_row[row as usize].len() as u32;
        spans.push(end);
    }
    spans
}

/// Sets of open rows, and of the border behind them, that meet one another.
fn cliques(pattern: &Pattern, closed: &[u32], of_column: &[u32], open: &[u32]) -> Vec<Vec<u32>> {
    let mut number = vec![NONE; pattern.rows()];
    for (k, &row) in (0..).zip(open) {
        number[row as usize] = k;
    }
    let rows = open.len() as u32;
    let met = |j: usize| {
        let own = pattern.entries(j).iter().map(|&row| number[row as usize]);
        let own = own.filter(|&row| row != NONE);
        own.chain(pattern.links(j).iter().map(|&b| rows + b))
            .collect::<Vec<u32>>()
    };
    let by_row = pattern.by_row();
    let mut cliques = Vec::new();
    for &row in closed {
        let mut clique: BTreeSet<u32> = by_row[row as usize]
            .iter()
            .flat_map(|&j| met(j as usize))
            .collect();
        clique.extend(pattern.seen(row as usize).iter().map(|&b| rows + b));
        cliques.push(clique.into_iter().collect());
    }
    for j in (0..pattern.columns()).filter(|&j| of_column[j] == NONE) {
        let mut clique = met(j);
        clique.sort_unstable();
        cliques.push(clique);
    }
    for &row in open {
        let own = number[row as usize];
        cliques.extend(
            pattern
                .seen(row as usize)
                .iter()
                .map(|&b| vec![own, rows + b]),
        );
    }
    cliques.retain(|clique: &Vec<u32>| !clique.is_empty());
    cliques.sort_unstable();
    cliques.dedup();
    cliques
}

fn border_pairs(cliques: &[Vec<u32>], rows: u32) -> Vec<(u32, u32)> {
    let mut pairs = BTreeSet::new();
    for clique in cliques {
        let border = &clique[clique.partition_point(|&k| k < rows)..];
        for (i, &a) in border.iter().enumerate() {
            pairs.extend(border[i..].iter().map(|&b| (a - rows, b - rows)));
        }
    }
    pairs.into_iter().collect()
}

/// Rows in an order of least degree; what each meets then: later rows by that order, and the border behind all rows.
fn least_degree(rows: usize, border: usize, cliques: &[Vec<u32>]) -> (Vec<u32>, Vec<Vec<u32>>) {
    let words = (rows + border).div_ceil(64);
    let mut met = vec![0u64; rows * words];
    for clique in cliques {
        let mut mask = vec![0u64; words];
        for &k in clique {
            mask[k as usize / 64] |= 1 << (k % 64);
        }
        for &k in clique.iter().take_while(|&&k| (k as usize) < rows) {
            for (to, from) in met[k as usize * words..].iter_mut().zip(&mask) {
                *to |= from;
            }
        }
    }
    for k in 0..rows {
        met[k * words + k / 64] &= !(1 << (k % 64));
    }
    let degree = |met: &[u64], k: usize| {
        met[k * words..(k + 1) * words]
            .iter()
            .map(|w| w.count_ones())
            .sum::<u32>()
    };
    let mut degrees: Vec<u32> = (0..rows).map(|k| degree(&met, k)).collect();
    let mut queue: BTreeSet<(u32, u32)> =
        (0..rows as u32).map(|k| (degrees[k as usize], k)).collect();
    let (mut order, mut structures) = (Vec::new(), Vec::new());
    while let Some((_, pivot)) = queue.pop_first() {
        let own = met[pivot as usize * words..(pivot as usize + 1) * words].to_vec();
        let members = members(&own);
        for &k in members.iter().take_while(|&&k| (k as usize) < rows) {
            let row = &mut met[k as usize * words..(k as usize + 1) * words];
            for (to, from) in row.iter_mut().zip(&own) {
                *to |= from;
            }
            row[pivot as usize / 64] &= !(1 << (pivot % 64));
            row[k as usize / 64] &= !(1 << (k % 64));
            queue.remove(&(degrees[k as usize], k));
            degrees[k as usize] = degree(&met, k as usize);
            queue.insert((degrees[k as usize], k));
        }
        order.push(pivot);
        structures.push(members);
    }
    post_order(rows, order, structures)
}

fn members(mask: &[u64]) -> Vec<u32> {
    let mut members = Vec::new();
    for (w, &word) in (0u32..).zip(mask) {
        let mut word = word;
        while word != 0 {
            members.push(64 * w + word.trailing_zeros());
            word &= word - 1;
        }
    }
    members
}

/// The same elimination, children right before their parents, so that fronts are runs of pivots.
fn post_order(
    rows: usize,
    order: Vec<u32>,
    structures: Vec<Vec<u32>>,
) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut step = vec![0u32; rows];
    for (k, &row) in (0u32..).zip(&order) {
        step[row as usize] = k;
    }
    let parent: Vec<u32> = structures
        .iter()
        .map(|s| {
            s.iter()
                .filter(|&&k| (k as usize) < rows)
                .map(|&k| step[k as usize])
                .min()
                .unwrap_or(NONE)
        })
        .collect();
    let mut children = vec![Vec::new(); rows + 1];
    for (k, &p) in (0u32..).zip(&parent) {
        children[if p == NONE { rows } else { p as usize }].push(k);
    }
    let mut visited = Vec::with_capacity(rows);
    // reversed, so that the last child is the largest by its step
    let mut stack: Vec<(u32, bool)> = children[rows].iter().rev().map(|&k| (k, false)).collect();
    while let Some((k, is_done)) = stack.pop() {
        if is_done {
            visited.push(k);
        } else {
            stack.push((k, true));
            stack.extend(children[k as usize].iter().rev().map(|&c| (c, false)));
        }
    }
    let mut renamed = vec![0u32; rows];
    for (new, &k) in (0u32..).zip(&visited) {
        renamed[order[k as usize] as usize] = new;
    }
    let order: Vec<u32> = visited.iter().map(|&k| order[k as usize]).collect();
    let structures = visited.iter().map(|&k| {
        let rename = |&m: &u32| {
            if (m as usize) < rows {
                renamed[m as usize]
            } else {
                m
            }
        };
        let mut s: Vec<u32> = structures[k as usize].iter().map(rename).collect();
        s.sort_unstable();
        s
    });
    let structures = structures.collect();
    (order, structures)
}

/// Runs of pivots, each of which meets nearly all that the first of them meets.
fn fronts(structures: &[Vec<u32>], rows: usize) -> Vec<Front> {
    let mut fronts: Vec<Front> = Vec::new();
    let mut used = 0usize;
    for (k, structure) in structures.iter().enumerate() {
        let own = structure.len() + 1;
        let split = structure.partition_point(|&m| (m as usize) < rows);
        let joined = fronts
            .last()
            .filter(|last| is_parent(last, k))
            .and_then(|last| {
                let entries = |p: usize| (0..p).map(|i| structure.len() + p - i).sum::<usize>();
                let size = entries(last.pivots + 1);
                let spare = size.saturating_sub(used + own) as f64;
                (spare <= SPARE * size as f64 && last.pivots < 64).then_some(last.first)
            });
        match (joined, fronts.last_mut()) {
            (Some(_), Some(last)) => {
                last.pivots += 1;
                used += own;
            }
            _ => {
                used = own;
                fronts.push(Front {
                    first: k,
                    pivots: 1,
                    later: Vec::new(),
                    border: Vec::new(),
                    at: 0,
                    width: 0,
                    kept_at: 0,
                    targets: Vec::new(),
                });
            }
        }
        if let Some(last) = fronts.last_mut() {
            last.later = structure[..split].to_vec();
            last.border = merged(
                &last.border,
                structure[split..].iter().map(|&m| m - rows as u32),
            );
        }
    }
    fronts
}

/// Whether row k is the next that the last pivots of a front meet.
fn is_parent(front: &Front, k: usize) -> bool {
    front
        .later
        .first()
        .is_some_and(|&first| first as usize == k)
}

fn merged(a: &[u32], b: impl Iterator<Item = u32>) -> Vec<u32> {
    a.iter()
        .copied()
        .chain(b)
        .collect::<BTreeSet<u32>>()
        .into_iter()
        .collect()
}
