//! Counts and bytes as faults tell them: `12,345`, `7.45 GiB`.

use std::fmt;

use crate::text::thousands::in_thousands;

/// A count with separated thousands.
pub(crate) struct Count(pub u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_thousands(&self.0.to_string()))
    }
}

/// Bytes in the largest binary unit of which there is one.
pub(crate) struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[allow(clippy::cast_precision_loss)]
        let mut amount = self.0 as f64;
        let mut unit = "B";
        for larger in ["KiB", "MiB", "GiB", "TiB"] {
            if amount < 1024.0 {
                break;
            }
            (amount, unit) = (amount / 1024.0, larger);
        }
        if unit == "B" {
            return write!(f, "{amount:.0} B");
        }
        write!(f, "{amount:.2} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_bytes_are_told_in_thousands_and_in_binary_units() {
        let counts = [0, 999, 1_000, 1_234_567].map(|n| Count(n).to_string());
        assert_eq!(counts, ["0", "999", "1,000", "1,234,567"]);
        let bytes = [12, 1_536, 8_000_000_000].map(|n| Bytes(n).to_string());
        assert_eq!(bytes, ["12 B", "1.50 KiB", "7.45 GiB"]);
    }
}
