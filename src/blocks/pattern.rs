//! What blocks of one kind have in common: where their entries stand.

use super::canonical::Kind;

/// No index.
pub(super) const NONE: u32 = u32::MAX;

/// Lists of indices, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Lists {
    pub starts: Vec<u32>,
    pub items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Lists {
            starts: vec![0],
            items: Vec::new(),
        }
    }
}

impl Lists {
    pub(crate) fn close(&mut self) {
        self.starts.push(self.items.len() as u32);
    }

    #[inline(always)]
    pub(crate) fn range(&self, k: usize) -> std::ops::Range<usize> {
        self.starts[k] as usize..self.starts[k + 1] as usize
    }

    #[inline(always)]
    pub(crate) fn of(&self, k: usize) -> &[u32] {
        &self.items[self.range(k)]
    }
}

/// Where the entries of a block stand. Columns are its own, then a slack for each row that is no equation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Pattern {
    pub kinds: Vec<Kind>,
    /// Rows of the block, by column.
    pub entries: Lists,
    /// Linking rows, as places in the border, by column.
    pub links: Lists,
    /// What a row sees of the first stage, as places in the border, by row.
    pub seen: Lists,
    pub free: Vec<bool>,
    /// Size of the border.
    pub border: usize,
}

impl Pattern {
    pub(crate) fn rows(&self) -> usize {
        self.kinds.len()
    }

    pub(crate) fn columns(&self) -> usize {
        self.free.len()
    }

    pub(crate) fn entries(&self, j: usize) -> &[u32] {
        self.entries.of(j)
    }

    pub(crate) fn links(&self, j: usize) -> &[u32] {
        self.links.of(j)
    }

    pub(crate) fn seen(&self, row: usize) -> &[u32] {
        self.seen.of(row)
    }

    pub(crate) fn is_seen(&self, row: usize) -> bool {
        !self.seen(row).is_empty()
    }

    /// Columns of each row, slacks included.
    pub(crate) fn by_row(&self) -> Vec<Vec<u32>> {
        let mut by_row = vec![Vec::new(); self.rows()];
        for j in 0..self.columns() {
            for &row in self.entries(j) {
                by_row[row as usize].push(j as u32);
            }
        }
        by_row
    }

    /// How many columns each row has.
    pub(crate) fn structural_counts(&self) -> Vec<usize> {
        self.by_row().iter().map(Vec::len).collect()
    }
}
