//! Digits with separated thousands: `1,234,567`.

/// `digits` with a comma before every third from the end.
pub(crate) fn in_thousands(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::in_thousands;

    #[test]
    fn a_comma_stands_before_every_third_digit_from_the_end() {
        let written = ["", "7", "999", "1000", "1234567"].map(in_thousands);
        assert_eq!(written, ["", "7", "999", "1,000", "1,234,567"]);
    }
}
