//! The sliders of the live part: which keys they move, from where to where.

use super::html::escaped;
use super::lang::{Language, Text, word};
use crate::case::{Case, Work};
use crate::language as words;
use crate::parameter::{Key, OperationKind};
use crate::report::number::figure;

/// A slider over one key. Where it stands at `start`, nothing is changed.
struct Control {
    key: String,
    kind: OperationKind,
    label: String,
    /// Unit of the figure that is set; of a factor, what it is applied to.
    unit: String,
    least: f64,
    most: f64,
    step: f64,
    start: f64,
}

/// Sliders that belong together.
struct Group {
    title: Text,
    is_open: bool,
    controls: Vec<Control>,
}

/// All sliders of a case as HTML.
pub(super) fn controls(case: &Case, language: Language) -> String {
    let mut number = 0;
    let mut out = String::new();
    for group in groups(case, language)
        .iter()
        .filter(|group| !group.controls.is_empty())
    {
        let inner: String = group
            .controls
            .iter()
            .map(|control| {
                number += 1;
                html(control, number)
            })
            .collect();
        let (title, open) = (
            escaped(language.text(group.title)),
            if group.is_open { " open" } else { "" },
        );
        out.push_str(&format!(
            "<details class=\"group\"{open}><summary>{title}</summary><fieldset><legend class=\"hidden\">{title}</legend>\n{inner}</fieldset></details>\n"
        ));
    }
    out
}

fn html(control: &Control, number: usize) -> String {
    let (key, label, unit) = (
        escaped(&control.key),
        escaped(&control.label),
        escaped(&control.unit),
    );
    let sign = control.kind.sign();
    let shown = match control.kind {
        OperationKind::Factor => format!("× {}", control.start),
        _ => format!("{} {unit}", control.start),
    };
    let beside = match control.kind {
        _ if unit.is_empty() => String::new(),
        OperationKind::Factor => format!(" <span class=\"unit\">× {unit}</span>"),
        _ => format!(" <span class=\"unit\">{unit}</span>"),
    };
    let (least, most, step, start) = (control.least, control.most, control.step, control.start);
    format!(
        "<div class=\"control\"><label for=\"s{number}\">{label}{beside}</label>\
         <input type=\"range\" id=\"s{number}\" data-key=\"{key}\" data-sign=\"{sign}\" data-unit=\"{unit}\" \
         min=\"{least}\" max=\"{most}\" step=\"{step}\" value=\"{start}\" disabled>\
         <output id=\"s{number}-o\" for=\"s{number}\">{shown}</output></div>\n"
    )
}

fn groups(case: &Case, language: Language) -> Vec<Group> {
    let text = |text| language.text(text);
    let side = |name: &'static str| word(name).map_or(name, text);
    let mut prices = Vec::new();
    for name in ["east", "west"] {
        let label = format!("{} · {}", trimmed(text(Text::Price)), side(name));
        prices.extend(factor(
            case,
            &format!("electricity_price.{name}"),
            &label,
            (0.0, 3.0),
        ));
    }
    let carbon_price = trimmed(text(Text::CarbonPrice)).to_owned();
    prices.extend(value(
        case,
        "carbon_price",
        &carbon_price,
        (0.0, 1000.0, 5.0),
    ));
    for name in ["east", "west"] {
        let label = format!("{} · {}", text(Text::Hosting), side(name));
        prices.extend(factor(
            case,
            &format!("hosting_fee.{name}"),
            &label,
            (0.0, 3.0),
        ));
    }
    prices.extend(factor(
        case,
        "bandwidth_price",
        text(Text::Bandwidth),
        (0.0, 10.0),
    ));
    let demand = ["training", "inference", "storage"];
    let demand = demand
        .into_iter()
        .filter_map(|kind| factor(case, &format!("demand.{kind}"), side(kind), (0.0, 3.0)));
    let capacities = case.hubs.iter().filter_map(|hub| {
        let name = language.name(&hub.name, hub.name_zh.as_deref());
        factor(case, &format!("capacity.{}", hub.id), name, (0.0, 3.0))
    });
    vec![
        Group {
            title: Text::Prices,
            is_open: true,
            controls: prices,
        },
        Group {
            title: Text::Demand,
            is_open: true,
            controls: demand.collect(),
        },
        Group {
            title: Text::LatencyAndRules,
            is_open: false,
            controls: rules(case, language),
        },
        Group {
            title: Text::Capacities,
            is_open: false,
            controls: capacities.collect(),
        },
    ]
}

fn rules(case: &Case, language: Language) -> Vec<Control> {
    let text = |text| language.text(text);
    let mut rules = Vec::new();
    for workload in &case.workloads {
        if let Work::Inference(service) = &workload.work
            && service.rtt_limit_ms.is_finite()
        {
            let label = format!("{} · {}", text(Text::RoundTrip), workload.id);
            let most = (2.0 * service.rtt_limit_ms).max(50.0).ceil();
            rules.extend(value(
                case,
                &format!("rtt_limit.{}", workload.id),
                &label,
                (0.5, most, 0.5),
            ));
        }
    }
    for name in ["east", "west"] {
        let label = format!("{} · {}", text(Text::Pue), word(name).map_or(name, text));
        rules.extend(factor(case, &format!("pue.{name}"), &label, (0.9, 1.5)));
    }
    for (key, name) in [
        ("green_target.all", Text::AllWork),
        ("green_target.east", Text::East),
        ("green_target.west", Text::West),
    ] {
        let label = format!("{} · {}", trimmed(text(Text::GreenShare)), text(name));
        rules.extend(value(case, key, &label, (0.0, 1.0, 0.01)));
    }
    rules
}

/// A heading without its unit.
fn trimmed(heading: &str) -> &str {
    heading.split([',', '，']).next().unwrap_or(heading)
}

/// A slider that multiplies, from `least` to `most` times; where the case has something to multiply.
fn factor(case: &Case, key: &str, label: &str, (least, most): (f64, f64)) -> Option<Control> {
    let parsed = Key::parse(key, case).ok()?;
    let (low, high) = parsed.base(case)?;
    if !low.is_finite() || high == 0.0 && low == 0.0 {
        return None;
    }
    let range = match (low == high, high.is_finite()) {
        (true, _) => figure(low),
        (false, true) => format!("{}–{}", figure(low), figure(high)),
        (false, false) => format!("{}–∞", figure(low)),
    };
    let unit = match parsed.unit() {
        "-" | "" => range,
        // a multiple of what the case has
        unit if unit.starts_with('×') => String::new(),
        unit => format!("{range} {}", words::unit(unit)),
    };
    Some(Control {
        key: key.to_owned(),
        kind: OperationKind::Factor,
        label: label.to_owned(),
        unit,
        least,
        most,
        step: 0.01,
        start: 1.0,
    })
}

/// A slider that sets a figure; where the case has none, its least stands for that.
fn value(
    case: &Case,
    key: &str,
    label: &str,
    (least, most, step): (f64, f64, f64),
) -> Option<Control> {
    let parsed = Key::parse(key, case).ok()?;
    let base = parsed
        .base(case)
        .map(|(low, _)| low)
        .filter(|base| base.is_finite());
    let start = base.unwrap_or(least);
    Some(Control {
        key: key.to_owned(),
        kind: OperationKind::Value,
        label: label.to_owned(),
        unit: match parsed.unit() {
            "-" => "0…1".to_owned(),
            unit => words::unit(unit),
        },
        least: least.min(start),
        most: most.max(start),
        step,
        start,
    })
}
