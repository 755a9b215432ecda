//! What each hub does, and what it costs to run there.

use super::costs::compares_less;
use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::case::Side;
use crate::language::word;
use crate::report::document::{Document, HubRow};
use crate::report::number::{ABSENT, amount, decimals_for, grouped, percent};
use crate::report::words;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    page.heading(tr!(
        "Hubs: contracts, use and the figures that decide (means over the horizon)"
    ));
    let rows = Document::of(answer).hubs;
    page.sheet_that_fits(sheet(answer, &rows, true), sheet(answer, &rows, false));
    if let Some(claims) = answer.claims.as_ref().filter(|_| compares_less(answer)) {
        let share = percent(claims.compared_share);
        page.paragraph(
            1,
            &tr!(
                "of the whole plan; the claims below compare the {share} of its energy that the baseline could serve too, which takes smaller contracts"
            , share = share),
        );
    }
    if answer.certificate.dual_residual.is_some() {
        page.paragraph(
            1,
            tr!("value of a MW: what one more MW of capacity would save over the horizon (shadow price)"),
        );
    }
}

/// What each hub does, in short: its contract and its work by kind.
pub(super) fn brief_section(page: &mut Page, answer: &Answer) {
    page.heading(tr!("Hubs: contracts, and mean MW (IT) by kind of work"));
    let rows = Document::of(answer).hubs;
    let sheet = |with_chinese| brief_sheet(answer, &rows, with_chinese);
    page.sheet_that_fits(sheet(true), sheet(false));
}

fn brief_sheet(answer: &Answer, rows: &[HubRow], with_chinese: bool) -> Sheet {
    let header = [
        tr!("hub"),
        tr!("contracted"),
        tr!("of"),
        tr!("use"),
        tr!("inference"),
        tr!("training"),
        tr!("storage"),
        tr!("all"),
    ];
    let mut sheet = Sheet::new(&header);
    let largest = rows.iter().map(|row| row.capacity_mw).fold(0.0, f64::max);
    let decimals = decimals_for(largest).min(2);
    for side in Side::BOTH {
        let of_side = || rows.iter().filter(|row| row.side == side);
        for row in of_side() {
            let name = words::beside(&row.name, row.name_zh.as_deref(), with_chinese);
            sheet.row(brief_row(answer, name, &[row], decimals));
        }
        let together: Vec<&HubRow> = of_side().collect();
        let name = format!("= {}", word(side.name()));
        sheet.row(brief_row(answer, name, &together, decimals));
    }
    sheet
}

fn brief_row(answer: &Answer, name: String, rows: &[&HubRow], decimals: usize) -> Vec<String> {
    let hours = answer.case.horizon_hours();
    let sum = |of: fn(&HubRow) -> f64| rows.iter().map(|row| of(row)).sum::<f64>();
    let load = |of: fn(&HubRow) -> f64| match sum(of) / hours {
        0.0 => ABSENT.to_owned(),
        mw => amount(mw, decimals),
    };
    let (contracted, capacity) = (sum(|r| r.contracted_mw), sum(|r| r.capacity_mw));
    let share = (capacity > 0.0).then(|| percent(contracted / capacity));
    vec![
        name,
        amount(contracted, decimals),
        amount(capacity, decimals),
        share.unwrap_or_else(|| ABSENT.to_owned()),
        load(|row| row.inference_it_energy_mwh),
        load(|row| row.training_it_energy_mwh),
        load(|row| row.storage_it_energy_mwh),
        load(|row| row.it_energy_mwh),
    ]
}

fn sheet(answer: &Answer, rows: &[HubRow], with_chinese: bool) -> Sheet {
    let mut header = vec![
        tr!("hub"),
        tr!("contracted\nMW (IT)"),
        tr!("of\nMW"),
        tr!("use\n"),
        tr!("mean\nMW (IT)"),
        "PUE\n",
        tr!("price\nCNY/kWh"),
        tr!("grid CO2\nkg/kWh"),
    ];
    let priced = answer.certificate.dual_residual.is_some();
    if priced {
        header.push(tr!("value of a\nMW, CNY"));
    }
    let mut sheet = Sheet::new(&header);
    let largest = rows.iter().map(|row| row.capacity_mw).fold(0.0, f64::max);
    let decimals = decimals_for(largest).min(2);
    for side in Side::BOTH {
        let of_side: Vec<&HubRow> = rows.iter().filter(|r| r.side == side).collect();
        for row in &of_side {
            let name = words::beside(&row.name, row.name_zh.as_deref(), with_chinese);
            sheet.row(hub(row, name, decimals, priced));
        }
        sheet.row(together(&of_side, side, decimals, priced));
    }
    sheet
}

fn hub(row: &HubRow, name: String, decimals: usize, priced: bool) -> Vec<String> {
    let mut cells = vec![
        name,
        amount(row.contracted_mw, decimals),
        amount(row.capacity_mw, decimals),
        row.use_share.map_or_else(|| ABSENT.to_owned(), percent),
        amount(row.mean_mw, decimals),
        grouped(row.pue, 2),
        grouped(row.price_cny_per_kwh, 3),
        grouped(row.emission_factor_kg_per_kwh, 3),
    ];
    if priced {
        let value = row.capacity_shadow_price_cny_per_mw.map(|price| -price);
        cells.push(match value {
            Some(value) if value >= 0.5 => grouped(value, 0),
            _ => ABSENT.to_owned(),
        });
    }
    cells
}

fn together(rows: &[&HubRow], side: Side, decimals: usize, priced: bool) -> Vec<String> {
    let sum = |of: fn(&HubRow) -> f64| rows.iter().map(|row| of(row)).sum::<f64>();
    let (contracted, capacity) = (sum(|r| r.contracted_mw), sum(|r| r.capacity_mw));
    let share = if capacity > 0.0 {
        percent(contracted / capacity)
    } else {
        ABSENT.to_owned()
    };
    let mut cells = vec![
        format!("= {}", word(side.name())),
        amount(contracted, decimals),
        amount(capacity, decimals),
        share,
        amount(sum(|r| r.mean_mw), decimals),
    ];
    cells.resize(if priced { 9 } else { 8 }, String::new());
    cells
}
