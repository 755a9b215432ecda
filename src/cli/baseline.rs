//! `--baseline`: what a plan is compared with.

use std::path::Path;

use clap::Args;
use eastwest::input::choose_baseline;

use super::Failure;
use super::case::Loaded;

#[derive(Debug, Args)]
pub(crate) struct BaselineArguments {
    /// Compare with this: `east`, `west`, hubs separated by commas, or a CSV file that says where load runs today
    /// (workload, origin, hub, share); the case's own where not given
    #[arg(long = "baseline", value_name = "BASELINE")]
    baseline: Option<String>,
}

impl BaselineArguments {
    /// The file that says where load runs today, where one is named.
    pub(crate) fn file(&self) -> Option<&Path> {
        let named = self.baseline.as_deref().map(Path::new);
        named.filter(|path| path.exists())
    }

    pub(crate) const fn is_given(&self) -> bool {
        self.baseline.is_some()
    }

    /// The case with the baseline that was asked for.
    pub(crate) fn apply(&self, loaded: &mut Loaded) -> Result<(), Failure> {
        if let Some(text) = &self.baseline {
            let baseline = choose_baseline(text, &loaded.case).map_err(|error| {
                Failure::Input(tr!(
                    "error: --baseline {text}: {error}",
                    text = text,
                    error = error
                ))
            })?;
            loaded.case.baseline = baseline;
            loaded.options.push(format!("--baseline {text}"));
        }
        Ok(())
    }
}
