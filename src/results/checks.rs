//! Whether rows are still those that a sweep wrote.
//!
//! While rows go to a file, sums over their bytes (CRC-32) go to the state beside it, one for every so many rows in order, with
//! one for the header. A row that was changed, moved, lost or added, whatever stands in it, is found by the sum of its place.
//! Few rows have a sum each; of many, as many rows share one as keep the state small.

use std::io::{self, BufRead};
use std::ops::Range;

use crc32fast::Hasher;
use serde::{Deserialize, Serialize};

/// Sums of a file, about: what they take stays small, however many rows there are.
const SUMS: u64 = 16_384;

/// The sums of a file's rows, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checks {
    /// Rows that have sums.
    pub(crate) rows: u64,
    /// How many rows share one; the last may be of fewer.
    pub(crate) rows_per_sum: u64,
    /// Of the header line.
    pub(crate) header: String,
    /// Of the rows, eight hexadecimal digits each.
    pub(crate) sums: String,
}

/// Sums in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Summing {
    rows: u64,
    rows_per_sum: u64,
    header: u32,
    sums: Vec<u32>,
    /// Of the rows since the last sum.
    open: Hasher,
}

impl Summing {
    /// For a file that will hold so many rows under this header line.
    pub(crate) fn new(header: &[u8], rows: u64) -> Self {
        Summing {
            rows_per_sum: rows.div_ceil(SUMS).max(1),
            header: crc32fast::hash(header),
            ..Summing::default()
        }
    }

    /// Rows summed so far.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes whole lines.
    pub(crate) fn take(&mut self, lines: &[u8]) {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', lines) {
            self.rows += 1;
            if self.rows.is_multiple_of(self.rows_per_sum) {
                self.open.update(&lines[start..=end]);
                self.sums.push(std::mem::take(&mut self.open).finalize());
                start = end + 1;
            }
        }
        self.open.update(&lines[start..]);
    }

    /// As they are kept.
    pub(crate) fn checks(&self) -> Checks {
        let mut sums = self.sums.clone();
        if !self.rows.is_multiple_of(self.rows_per_sum) {
            sums.push(self.open.clone().finalize());
        }
        let digits = sums.iter().map(|sum| format!("{sum:08x}"));
        Checks {
            rows: self.rows,
            rows_per_sum: self.rows_per_sum,
            header: format!("{:08x}", self.header),
            sums: digits.collect(),
        }
    }

    /// Goes back to the last sum that is of whole `rows_per_sum` rows.
    fn back_to(&mut self, rows: u64) {
        self.rows = rows;
        self.sums.truncate((rows / self.rows_per_sum) as usize);
        self.open = Hasher::new();
    }
}

/// The rows at the beginning of a file that are those that were written.
pub(crate) struct Verified {
    /// Their sums, to go on with.
    pub(crate) summing: Summing,
    /// Bytes from the first row on up to the end of the last.
    pub(crate) bytes: u64,
    /// Whether anything stands behind them.
    pub(crate) has_more: bool,
}

/// Why rows are not those that were written.
#[derive(Debug)]
pub(crate) enum Changed {
    /// The header line.
    Header,
    /// One of these rows, counted from 0.
    Rows(Range<u64>),
    /// The sums themselves make no sense.
    Sums,
    /// The file cannot be read.
    Unreadable(io::Error),
}

impl From<io::Error> for Changed {
    fn from(error: io::Error) -> Self {
        Changed::Unreadable(error)
    }
}

impl Changed {
    /// Says it of a file that has no lines.
    #[cfg(feature = "parquet")]
    pub(crate) fn of_rows(&self, name: &str) -> String {
        match self {
            Changed::Rows(rows) if rows.end == rows.start + 1 => {
                tr!(
                    "`{name}` is damaged: its row {} is not the one that was written",
                    rows.end,
                    name = name
                )
            }
            Changed::Rows(rows) => tr!(
                "`{name}` is damaged: its rows {} to {} are not all those that were written",
                rows.start + 1,
                rows.end,
                name = name
            ),
            Changed::Header => {
                tr!(
                    "`{name}` is damaged: its columns are not those that were written",
                    name = name
                )
            }
            other => other.of(name),
        }
    }

    /// Says it of a file; lines count from 1, and the first is the header.
    pub(crate) fn of(&self, name: &str) -> String {
        match self {
            Changed::Header => {
                tr!(
                    "`{name}`, line 1: is damaged: its header is not the one that was written",
                    name = name
                )
            }
            Changed::Rows(rows) if rows.end == rows.start + 1 => tr!(
                "`{name}`, line {}: is damaged: its row {} is not the one that was written",
                rows.start + 2,
                rows.start + 1,
                name = name
            ),
            Changed::Rows(rows) => tr!(
                "`{name}`, lines {} to {}: is damaged: its rows {} to {} are not all those that were written",
                rows.start + 2,
                rows.end + 1,
                rows.start + 1,
                rows.end,
                name = name
            ),
            Changed::Sums => tr!("`{name}`: the state beside it is damaged", name = name),
            Changed::Unreadable(error) => {
                tr!("cannot read `{name}`: {error}", name = name, error = error)
            }
        }
    }
}

impl Checks {
    fn sum(&self, at: usize) -> Option<u32> {
        let digits = self.sums.get(8 * at..8 * at + 8)?;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Refuses another header line.
    pub(crate) fn expect_header(&self, header: &[u8]) -> Result<(), Changed> {
        if self.header == format!("{:08x}", crc32fast::hash(header)) {
            Ok(())
        } else {
            Err(Changed::Header)
        }
    }

    /// Holds the rows that `reader` gives, of a file that will have `rows` in all, against the sums; each is shown to `seen`
    /// once it is known to be right. What follows the rows that have sums, or was cut before the next sum, is left.
    pub(crate) fn verify(
        &self,
        header: &[u8],
        rows: u64,
        reader: &mut impl BufRead,
        mut seen: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Verified, Changed> {
        let mut checking = self.checking(header, rows)?;
        let (mut bytes, mut read) = (0, 0);
        let (mut line, mut waiting) = (Vec::new(), Vec::new());
        while checking.summing.rows < self.rows {
            line.clear();
            read += reader.read_until(b'\n', &mut line)? as u64;
            if !line.ends_with(b"\n") {
                break;
            }
            waiting.extend_from_slice(&line);
            if checking.take(&line)? {
                bytes = read;
                waiting
                    .split_inclusive(|&byte| byte == b'\n')
                    .try_for_each(&mut seen)?;
                waiting.clear();
            }
        }
        let has_more = read > bytes || !reader.fill_buf()?.is_empty();
        Ok(Verified {
            summing: checking.into_good(),
            bytes,
            has_more,
        })
    }

    /// Begins to hold the rows of a file that will have `rows` in all against the sums.
    pub(crate) fn checking(&self, header: &[u8], rows: u64) -> Result<Checking<'_>, Changed> {
        let summing = Summing::new(header, rows);
        if self.rows > rows
            || self.rows_per_sum != summing.rows_per_sum
            || self.sums.len() as u64 != 8 * self.rows.div_ceil(self.rows_per_sum)
        {
            return Err(Changed::Sums);
        }
        self.expect_header(header)?;
        Ok(Checking {
            checks: self,
            summing,
            good: 0,
        })
    }
}

/// Rows that are held against their sums, one after the other.
pub(crate) struct Checking<'a> {
    checks: &'a Checks,
    summing: Summing,
    /// Rows that are right.
    good: u64,
}

impl Checking<'_> {
    /// Takes the next line; whether all so far are known to be right.
    pub(crate) fn take(&mut self, line: &[u8]) -> Result<bool, Changed> {
        self.summing.take(line);
        let (row, share) = (self.summing.rows, self.checks.rows_per_sum);
        if row > self.checks.rows {
            return Err(Changed::Rows(self.checks.rows..row));
        }
        if !row.is_multiple_of(share) && row != self.checks.rows {
            return Ok(false);
        }
        let at = (row.div_ceil(share) - 1) as usize;
        let found = match self.summing.sums.get(at) {
            Some(sum) => *sum,
            None => self.summing.open.clone().finalize(),
        };
        if self.checks.sum(at) != Some(found) {
            return Err(Changed::Rows(self.good..row));
        }
        self.good = row;
        Ok(true)
    }

    /// Rows that are right.
    #[cfg(feature = "parquet")]
    pub(crate) const fn good(&self) -> u64 {
        self.good
    }

    /// The sums of those that are right.
    pub(crate) fn into_good(mut self) -> Summing {
        if self.good < self.summing.rows {
            self.summing.back_to(self.good);
        }
        self.summing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"scenario,x\n";

    fn lines(rows: u64) -> Vec<u8> {
        (1..=rows)
            .flat_map(|row| format!("{row},{}\n", row * 7).into_bytes())
            .collect()
    }

    fn summed(text: &[u8], of: u64) -> Summing {
        let mut summing = Summing::new(HEADER, of);
        summing.take(text);
        summing
    }

    fn verified(checks: &Checks, of: u64, mut text: &[u8]) -> Result<Verified, Changed> {
        checks.verify(HEADER, of, &mut text, |_| Ok(()))
    }

    /// 40,000 rows have a sum for every three; one byte changed is found among the three that share one.
    #[test]
    fn a_changed_byte_is_found_where_it_stands() {
        for (rows, share) in [(10, 1), (40_000, 3)] {
            let text = lines(rows);
            let checks = summed(&text, rows).checks();
            assert_eq!((checks.rows, checks.rows_per_sum), (rows, share));
            for row in [0, 4, rows - 1] {
                let mut changed = text.clone();
                let at = lines(row).len();
                changed[at + row.to_string().len() + 1] ^= 1;
                let Err(Changed::Rows(found)) = verified(&checks, rows, &changed) else {
                    panic!("row {row} of {rows} is taken");
                };
                assert!(
                    found.contains(&row) && found.end - found.start <= share,
                    "{found:?}"
                );
            }
        }
    }

    /// What is cut is taken up to its last whole sum, and goes on to the same sums.
    #[test]
    fn a_cut_file_goes_on_to_the_same_sums() {
        let rows = 40_000;
        let text = lines(rows);
        let checks = summed(&text, rows).checks();
        for cut in [0, 1, 5_000, text.len() - 1, text.len()] {
            let mut found = verified(&checks, rows, &text[..cut]).expect("as it was written");
            assert!(found.bytes <= cut as u64);
            found.summing.take(&text[found.bytes as usize..]);
            assert_eq!(found.summing.checks(), checks, "cut at {cut}");
        }
        // an interrupted run has sums up to where it came
        let half = summed(&lines(19_999), rows).checks();
        let found = verified(&half, rows, &text).expect("as it was written");
        assert_eq!(found.summing.rows(), 19_999);
        assert!(found.has_more);
    }
}
