//! # Numbers of columns, most of which are 0
//!
//! A hub's rent is paid for one column, its contract; a MW of load adds to energy and carbon and to no fee of a link. So what columns add to
//! a figure is held in pages, and a page of which all is 0 is none.

/// Columns of a page: neighbours are of one workload, and are alike.
const PAGE: usize = 64;

/// One number per column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Amounts {
    columns: usize,
    /// `None` where all are 0.
    pages: Vec<Option<Box<[f64; PAGE]>>>,
}

impl Amounts {
    pub(crate) fn len(&self) -> usize {
        self.columns
    }

    /// Makes room for so many columns.
    pub(crate) fn reserve(&mut self, columns: usize) {
        self.pages.reserve(columns.div_ceil(PAGE));
    }

    /// One column more, of 0.
    pub(crate) fn push(&mut self) {
        if self.columns.is_multiple_of(PAGE) {
            self.pages.push(None);
        }
        self.columns += 1;
    }

    pub(crate) fn at(&self, column: usize) -> f64 {
        let page = self.pages[column / PAGE].as_ref();
        page.map_or(0.0, |page| page[column % PAGE])
    }

    pub(crate) fn set(&mut self, column: usize, amount: f64) {
        let page = &mut self.pages[column / PAGE];
        if amount == 0.0 && page.is_none() {
            return;
        }
        page.get_or_insert_with(|| Box::new([0.0; PAGE]))[column % PAGE] = amount;
    }

    /// Takes over the numbers of another, into the room that is there.
    pub(crate) fn take(&mut self, from: &Amounts) {
        self.columns = from.columns;
        self.pages.clone_from(&from.pages);
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        (0..self.columns).map(|column| self.at(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_nothing_is_none() {
        let mut amounts = Amounts::default();
        (0..3 * PAGE + 1).for_each(|_| amounts.push());
        amounts.set(PAGE, 2.5);
        amounts.set(2 * PAGE, 0.0);
        amounts.set(3 * PAGE, -1.0);
        amounts.set(3 * PAGE, 0.0);
        let held: Vec<bool> = amounts.pages.iter().map(Option::is_some).collect();
        assert_eq!(held, [false, true, false, true]);
        let other_than_0: Vec<(usize, f64)> = amounts
            .iter()
            .enumerate()
            .filter(|(_, amount)| *amount != 0.0)
            .collect();
        assert_eq!(other_than_0, [(PAGE, 2.5)]);
        assert_eq!(amounts.iter().len(), 3 * PAGE + 1);
    }
}
