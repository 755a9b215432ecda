//! Parameters with their values, as they are typed, and progress along a range.

use std::io::IsTerminal;

use eastwest::Case;
use eastwest::parameter::{ChangeError, Key, OperationKind};
use eastwest::sweep::grid::Parameter;

/// Reads `KEY=V1,V2,...`, `KEY*=F1,F2,...` or `KEY+=A1,A2,...`.
pub fn values(text: &str, case: &Case) -> Result<(Parameter, Vec<f64>), ChangeError> {
    let (key, how, list) = OperationKind::split(text)?;
    let key = Key::parse(key, case)?;
    let number = |figure: &str| {
        let number = figure.trim().parse().ok().filter(|n: &f64| n.is_finite());
        number.ok_or_else(|| ChangeError::NotANumber {
            unit: key.unit(),
            key: key.as_str().to_owned(),
            found: figure.trim().to_owned(),
            what: how.name(),
        })
    };
    let values = list.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
    Ok((Parameter { key, how }, values))
}

/// A bar that shows which part of a range is done; on a terminal only.
pub struct ProgressPart(indicatif::ProgressBar);

/// Steps of the bar.
const STEPS: u64 = 1000;

impl ProgressPart {
    /// `what` says of what it is a part.
    pub fn new(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return ProgressPart(indicatif::ProgressBar::hidden());
        }
        let bar = indicatif::ProgressBar::new(STEPS);
        let template = format!("{{bar:30}} {{percent}} % {what}, {{elapsed}}");
        ProgressPart(match indicatif::ProgressStyle::with_template(&template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Shows that `part` is done, 0..1.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    pub fn set(&self, part: f64) {
        self.0
            .set_position((part.clamp(0.0, 1.0) * STEPS as f64) as u64);
    }

    /// Clears the bar.
    pub fn finish(self) {
        self.0.finish_and_clear();
    }
}
