//! # Where rows are written to: text, or columns

/// Where the cells of rows go, in the order of the header.
pub(super) trait Cells {
    /// Begins the row of that scenario.
    fn begin(&mut self, scenario: u64);
    /// A figure, rounded where digits are given; one that is not finite is no figure, unless there is no limit.
    fn put(&mut self, value: f64, digits: Option<i32>);
    /// An empty cell.
    fn skip(&mut self);
    /// Text, which may be empty.
    fn word(&mut self, text: &str);
}
