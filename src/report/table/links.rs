//! The network: the busiest links, where round trips come from, and trunks.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::placement::LinkUse;
use crate::report::document::{Document, TrunkRow};
use crate::report::number::{ABSENT, amount, decimals_for, grouped, percent};
use crate::report::words;

/// Links shown; the rest is counted.
const SHOWN: usize = 10;

pub(super) fn link_section(page: &mut Page, answer: &Answer) {
    let mut links: Vec<LinkUse> = answer.placement.links.clone();
    links.sort_by(|a, b| b.contracted_gbps.total_cmp(&a.contracted_gbps));
    let in_use = links.len();
    let title = if in_use > SHOWN {
        tr!(
            "Links: the busiest {SHOWN} of {in_use} in use",
            SHOWN = SHOWN,
            in_use = in_use
        )
    } else {
        tr!("Links in use").to_owned()
    };
    page.heading(&title);
    if in_use == 0 {
        page.paragraph(1, tr!("No link carries traffic."));
    } else {
        links.truncate(SHOWN);
        page.sheet_that_fits(
            link_sheet(answer, &links, true),
            link_sheet(answer, &links, false),
        );
    }
    page.paragraph(1, &derived(answer));
}

fn link_sheet(answer: &Answer, links: &[LinkUse], with_chinese: bool) -> Sheet {
    let case = &answer.case;
    let mut sheet = Sheet::new(&[
        tr!("origin"),
        tr!("hub"),
        "RTT\nms",
        "",
        tr!("contracted\nGbps"),
        tr!("of\nGbps"),
        tr!("use\n"),
        tr!("price, CNY per\nGbps and month"),
    ]);
    let most = links.first().map_or(0.0, |link| link.contracted_gbps);
    let decimals = decimals_for(most);
    for used in links {
        let link = case.link(used.origin, used.hub);
        let origin = &case[used.origin];
        let use_share = used.contracted_gbps / link.capacity_gbps;
        sheet.row(vec![
            words::beside(&origin.name, origin.name_zh.as_deref(), with_chinese),
            words::hub(case, used.hub, with_chinese),
            grouped(link.rtt_ms, 1),
            if link.derived { tr!("derived") } else { "" }.to_owned(),
            amount(used.contracted_gbps, decimals),
            grouped(link.capacity_gbps, 0),
            if link.capacity_gbps.is_finite() {
                percent(use_share)
            } else {
                ABSENT.to_owned()
            },
            grouped(link.price_cny_per_gbps_month, 0),
        ]);
    }
    sheet.text_column(1);
    sheet.text_column(3);
    sheet
}

/// How many round trips come from coordinates.
fn derived(answer: &Answer) -> String {
    let case = &answer.case;
    let all = case.links.len();
    let of_all = case.links.iter().filter(|link| link.derived).count();
    let links = &answer.placement.links;
    let of_used = links
        .iter()
        .filter(|used| case.link(used.origin, used.hub).derived)
        .count();
    if of_all == 0 {
        return tr!("Round-trip times of all links are given, none is derived.").to_owned();
    }
    let in_use = links.len();
    tr!(
        "Round-trip times of {of_used} of the {in_use} links in use, and of {of_all} of all {all}, are derived from coordinates.",
        of_used = of_used,
        in_use = in_use,
        of_all = of_all,
        all = all
    )
}

pub(super) fn trunk_section(page: &mut Page, answer: &Answer) {
    let trunks = Document::of(answer).trunks;
    if trunks.is_empty() {
        return;
    }
    page.heading(tr!("Trunks"));
    let mut header = vec![
        tr!("trunk"),
        tr!("contracted\nGbps"),
        tr!("of\nGbps"),
        tr!("use\n"),
    ];
    let priced = answer.certificate.dual_residual.is_some();
    if priced {
        header.push(tr!("value of a\nGbps, CNY"));
    }
    let mut sheet = Sheet::new(&header);
    let most = trunks.iter().map(|t| t.contracted_gbps).fold(0.0, f64::max);
    for trunk in &trunks {
        sheet.row(trunk_row(trunk, decimals_for(most), priced));
    }
    page.sheet(sheet);
}

fn trunk_row(trunk: &TrunkRow, decimals: usize, priced: bool) -> Vec<String> {
    let absent = || ABSENT.to_owned();
    let mut row = vec![
        trunk.trunk.clone(),
        amount(trunk.contracted_gbps, decimals),
        trunk
            .capacity_gbps
            .map_or_else(absent, |gbps| grouped(gbps, 0)),
        trunk.use_share.map_or_else(absent, percent),
    ];
    if priced {
        let value = trunk.capacity_shadow_price_cny_per_gbps.map(|price| -price);
        row.push(match value {
            Some(value) if value >= 0.5 => grouped(value, 0),
            _ => absent(),
        });
    }
    row
}
