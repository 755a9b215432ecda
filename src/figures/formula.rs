//! Arithmetic in the column `formula`, so that a derived figure can be computed again.
//!
//! ```text
//!     sum      =  product { (+|-) product }
//!     product  =  power { (*|/) power }
//!     power    =  sign [ ^ power ]
//!     sign     =  [-] atom
//!     atom     =  number | [column] | [file:row:column] | km | name ( sum { , sum } ) | ( sum )
//! ```
//!
//! `[column]` is another figure of the same row, in the default unit of its column; `km` is the great circle of a
//! row of `links.csv`. The functions are `round(x, digits)`, `sqrt`, `min`, `max` and `mean`.

/// Deepest nesting; no formula of a table needs more.
const DEPTH_MAX: usize = 64;

/// What a formula refers to.
pub(super) trait Names {
    /// The figure that `[reference]` stands for.
    fn reference(&self, reference: &str) -> Option<f64>;
    /// The figure that a bare word stands for.
    fn word(&self, word: &str) -> Option<f64>;
}

/// The value of a formula.
///
/// # Errors
///
/// It is no arithmetic, or refers to what is not there; in words.
pub(super) fn evaluate(formula: &str, names: &dyn Names) -> Result<f64, String> {
    let mut parser = Parser {
        rest: formula,
        names,
        depth: 0,
    };
    let value = parser.sum()?;
    parser.skip();
    if parser.rest.is_empty() {
        return Ok(value);
    }
    Err(tr!(
        "`{}` is not expected here",
        parser.rest.chars().take(20).collect::<String>()
    ))
}

struct Parser<'a> {
    rest: &'a str,
    names: &'a dyn Names,
    depth: usize,
}

impl Parser<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, sign: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Result<f64, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(tr!("it is nested too deeply").to_owned());
        }
        let mut value = self.product()?;
        loop {
            if self.takes('+') {
                value += self.product()?;
            } else if self.takes('-') {
                value -= self.product()?;
            } else {
                self.depth -= 1;
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, String> {
        let mut value = self.power()?;
        loop {
            if self.takes('*') {
                value *= self.power()?;
            } else if self.takes('/') {
                value /= self.power()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn power(&mut self) -> Result<f64, String> {
        let mut signs = 0;
        while self.takes('-') {
            signs += 1;
        }
        let mut value = self.atom()?;
        if self.takes('^') {
            let exponent = self.atom()?;
            value = libm::pow(value, exponent);
        }
        Ok(if signs % 2 == 1 { -value } else { value })
    }

    fn atom(&mut self) -> Result<f64, String> {
        if self.takes('(') {
            let value = self.sum()?;
            return self.closed(value);
        }
        if self.takes('[') {
            return self.reference();
        }
        if self
            .rest
            .starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            return self.number();
        }
        let length = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic() && c != '_')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        if word.is_empty() {
            return Err(match self.rest.chars().next() {
                Some(found) => tr!("a figure is needed where `{found}` stands", found = found),
                None => tr!("a figure is needed at its end").to_owned(),
            });
        }
        self.rest = rest;
        if self.takes('(') {
            return self.function(word);
        }
        self.names
            .word(word)
            .ok_or_else(|| tr!("`{word}` is no figure here", word = word))
    }

    fn closed(&mut self, value: f64) -> Result<f64, String> {
        if self.takes(')') {
            Ok(value)
        } else {
            Err(tr!("a `)` is missing").to_owned())
        }
    }

    fn reference(&mut self) -> Result<f64, String> {
        let Some((reference, rest)) = self.rest.split_once(']') else {
            return Err(tr!("a `]` is missing").to_owned());
        };
        self.rest = rest;
        let reference = reference.trim();
        self.names.reference(reference).ok_or_else(|| {
            tr!(
                "`[{reference}]` is no figure of the case",
                reference = reference
            )
        })
    }

    /// Digits with a point and an exponent.
    fn number(&mut self) -> Result<f64, String> {
        let bytes = self.rest.as_bytes();
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            from + rest
                .iter()
                .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
                .count()
        };
        let mut end = digits(0);
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        number
            .parse()
            .map_err(|_| tr!("`{number}` is no number", number = number))
    }

    fn function(&mut self, name: &str) -> Result<f64, String> {
        let mut arguments = vec![self.sum()?];
        while self.takes(',') {
            arguments.push(self.sum()?);
        }
        let value = call(name, &arguments)?;
        self.closed(value)
    }
}

fn call(name: &str, arguments: &[f64]) -> Result<f64, String> {
    match (name, arguments) {
        ("round", [value]) => Ok(value.round()),
        ("round", [value, digits]) => Ok(rounded(*value, *digits)),
        ("sqrt", [value]) => Ok(value.sqrt()),
        ("min", all) => Ok(all.iter().copied().fold(f64::INFINITY, f64::min)),
        ("max", all) => Ok(all.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        #[allow(clippy::cast_precision_loss)]
        ("mean", all) => Ok(all.iter().sum::<f64>() / all.len() as f64),
        _ => Err(tr!(
            "`{name}` with {} is no function; `round(x, digits)`, `sqrt(x)`, `min`, `max` and `mean` are",
            crate::case::draft::counted(arguments.len(), "figure"),
            name = name
        )),
    }
}

/// To so many digits after the point; to tens, hundreds … where it is below 0. Through the decimal notation, so that
/// 0.285 is rounded as it reads.
fn rounded(value: f64, digits: f64) -> f64 {
    let scale = 10f64.powi(digits.round().clamp(-15.0, 15.0) as i32);
    let shifted: f64 = format!("{:.9}", value * scale).parse().unwrap_or(f64::NAN);
    shifted.round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row;

    impl Names for Row {
        fn reference(&self, reference: &str) -> Option<f64> {
            (reference == "emission_factor_kg_per_kwh").then_some(0.6516)
        }
        fn word(&self, word: &str) -> Option<f64> {
            (word == "km").then_some(130.8)
        }
    }

    fn value(formula: &str) -> f64 {
        evaluate(formula, &Row).unwrap_or_else(|error| panic!("{formula}: {error}"))
    }

    #[test]
    fn arithmetic_binds_as_usual() {
        assert_eq!(value("1 + 2 * 3 - 4 / 2"), 5.0);
        assert_eq!(value("-2 ^ 2 + (1 - -1)"), -2.0);
        assert_eq!(value("2e3 / 1.5E-1 * 0.15"), 2000.0);
    }

    #[test]
    fn figures_of_the_row_and_functions_are_known() {
        assert_eq!(
            value("round([emission_factor_kg_per_kwh] * 0.6096 / 0.5306, 4)"),
            0.7486
        );
        assert_eq!(value("round(3500 + 7 * km, -2)"), 4400.0);
        assert_eq!(value("round(0.285, 2)"), 0.29);
        assert_eq!(
            value("mean(1, 2, 6) + min(4, 3) + max(1, 2) + sqrt(9)"),
            11.0
        );
    }

    #[test]
    fn what_is_no_arithmetic_is_refused_in_words() {
        let said = |formula: &str| evaluate(formula, &Row).expect_err(formula);
        assert!(said("1 +").contains("at its end"));
        assert!(said("(1").contains("`)`"));
        assert!(said("[pue]").contains("no figure of the case"));
        assert!(said("racks * 2").contains("`racks`"));
        assert!(said("1 2").contains("not expected"));
        assert!(said("log(1)").contains("no function"));
        assert!(said(&"(".repeat(10_000)).contains("deeply"));
        assert!(said("--".repeat(3).as_str()).contains("at its end"));
    }
}
