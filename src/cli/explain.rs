//! `eastwest explain CASE`

use clap::Args;
use eastwest::control::{Control, Progress};
use eastwest::engine::watch::watched;
use eastwest::explain::{Focus, Request, explain_with};
use eastwest::report;

use super::Failure;
use super::case::{self, CaseArguments};
use super::output::{self, PageFormat};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    eastwest explain mycase\n  \
    eastwest explain mycase chat                  # one workload, hub by hub, in sentences\n  \
    eastwest explain mycase zhongwei --within 2   # one hub, and plans up to 2 % dearer\n  \
    eastwest explain mycase rtt_limit             # one kind of limit")]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Only what concerns these workloads, hubs, origins, trunks or rules (rtt_limit, capacity, green_target …)
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// How much dearer than the best a plan may be to count as nearly as good, per cent of what is paid
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = percentage, allow_negative_numbers = true)]
    within: f64,
    /// A page for people, or one JSON document
    #[arg(long, value_enum, default_value_t = PageFormat::Table)]
    format: PageFormat,
}

/// A percentage of 0 or more.
fn percentage(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| tr!("it has to be a number").to_owned())?;
    if number.is_finite() && number >= 0.0 {
        Ok(number)
    } else {
        Err(tr!("it has to be 0 or more").to_owned())
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = case::load(&arguments.case)?;
    loaded.refuse_held("explain")?;
    let focus = Focus::on(&loaded.case, &arguments.names)
        .map_err(|error| Failure::Input(tr!("error: {error}", error = error)))?;
    let request = Request {
        focus,
        within: arguments.within / 100.0,
    };
    let bar = output::progress(0, tr!("{bar:30} {pos}/{len} reasons, {eta} left {msg}"));
    let tell = |progress: &Progress<'_>| {
        bar.set_message("");
        output::told_by(&bar)(progress);
    };
    // the plan comes first, and may take as long as all reasons
    let told = watched(Some(output::tell_on(&bar)), || {
        explain_with(&loaded.case, &request, &Control::default().telling(&tell))
    });
    bar.finish_and_clear();
    let mut told = told?;
    told.provenance.case_hash = Some(loaded.hash);
    told.provenance.options = loaded.options;
    if arguments.format == PageFormat::Table {
        case::name_as_spoken(&mut told.case);
    }
    Ok(arguments.format.print(
        |style| report::explanation_table(&told, style),
        || report::explanation_json(&told),
    )?)
}
