//! What binds: the dearest limits of each kind, and what one unit more of each would change.

use super::page::{Page, Sheet};
use crate::answer::Answer;
use crate::placement::Binding;
use crate::report::number::{ABSENT, figure};
use crate::report::words;

/// Limits shown of one kind; the rest is counted.
const SHOWN: usize = 4;

pub(super) fn section(page: &mut Page, answer: &Answer) {
    page.heading(tr!("What binds"));
    let priced = answer.certificate.dual_residual.is_some();
    let (telling, idle): (Vec<Binding>, Vec<Binding>) = answer
        .placement
        .binding
        .iter()
        .partition(|binding| !priced || is_dear(binding));
    if telling.is_empty() {
        page.paragraph(1, tr!("No limit holds this plan back."));
    } else {
        page.sheet(sheet(answer, &telling, priced));
        let explained = if priced {
            tr!("Shadow price: what one unit more of the limit adds to the cost (negative: saves).")
        } else {
            tr!("This solver gives no shadow prices.")
        };
        page.paragraph(1, explained);
    }
    if !idle.is_empty() {
        let count = idle.len();
        let text = tr!(
            "{count} more at the limit, where one unit more would change nothing.",
            count = count
        );
        page.paragraph(1, &text);
    }
}

/// Whether a price is more than the rounding of an interior-point method, CNY per unit.
fn is_dear(binding: &Binding) -> bool {
    binding.shadow_price.is_some_and(|price| price.abs() > 1e-3)
}

fn sheet(answer: &Answer, bindings: &[Binding], priced: bool) -> Sheet {
    let mut header = vec![tr!("limit")];
    if priced {
        header.extend([tr!("shadow price"), tr!("unit")]);
    }
    let mut sheet = Sheet::new(&header);
    let same_kind =
        |a: &Binding, b: &Binding| std::mem::discriminant(&a.row) == std::mem::discriminant(&b.row);
    for kind in bindings.chunk_by(same_kind) {
        for binding in kind.iter().take(SHOWN) {
            sheet.row(row(answer, binding, priced));
        }
        if kind.len() > SHOWN {
            let mut rest = vec![tr!("and {} more of this kind", kind.len() - SHOWN)];
            rest.resize(header.len(), String::new());
            sheet.row(rest);
        }
    }
    if priced {
        sheet.text_column(2);
    }
    sheet
}

fn row(answer: &Answer, binding: &Binding, priced: bool) -> Vec<String> {
    let mut row = vec![words::limit(&answer.case, binding.row)];
    if priced {
        row.push(
            binding
                .shadow_price
                .map_or_else(|| ABSENT.to_owned(), figure),
        );
        row.push(words::price_unit(binding.row).to_owned());
    }
    row
}
