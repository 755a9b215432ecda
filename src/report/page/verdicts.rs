//! The three claims, and what they rest on.

use super::html::{Table, escaped, folded, note, paragraph, section};
use super::lang::{Language, Text, word};
use super::snapshot::{Claims, Snapshot};
use crate::case::retold;
use crate::report::number::{
    ABSENT, decimals_for, figure, grouped, money, percent, signed_percent,
};
use crate::report::table::verdicts::multiples;

/// The claims in a line each, then the figures behind them.
pub(super) fn verdicts(plan: &Snapshot, language: Language) -> String {
    let inner = match &plan.claims {
        Some(claims) => {
            let against = language.say(
                Text::AgainstBaseline,
                &[
                    ("baseline", &retold(&claims.baseline.name)),
                    ("share", &percent(claims.compared_share)),
                ],
            );
            let table = folded(language.text(Text::RestsOn), &by_kind(claims, language));
            format!("{}{}{table}", note(&against), lines(plan, claims, language))
        }
        None => paragraph(language.text(Text::NoClaims)),
    };
    section("verdicts", language.text(Text::Verdicts), &inner)
}

/// The verdicts of a plan as a list; nothing where they were not asked for.
pub(super) fn list(plan: &Snapshot, language: Language) -> String {
    plan.claims
        .as_ref()
        .map_or_else(String::new, |claims| lines(plan, claims, language))
}

fn lines(plan: &Snapshot, claims: &Claims, language: Language) -> String {
    let lines = [
        cost(claims, language),
        carbon(plan, claims, language),
        headroom(claims, language),
    ];
    let items: String = lines.into_iter().flatten().collect();
    format!("<ol class=\"verdicts\">{items}</ol>\n")
}

/// A verdict, and the class of its text; nothing is one, where the gaps of plans near the best leave it open.
const fn verdict(holds: Option<bool>) -> (&'static str, Text) {
    match holds {
        Some(true) => ("good", Text::Holds),
        Some(false) => ("bad", Text::DoesNotHold),
        None => ("open", Text::Open),
    }
}

/// A claim with its verdict.
fn line(text: &str, holds: Option<bool>, language: Language) -> String {
    let (text, (class, verdict)) = (escaped(text), verdict(holds));
    let verdict = escaped(language.text(verdict));
    format!("<li>{text} <strong class=\"{class}\">{verdict}</strong></li>")
}

/// The claim is about training; about all work where there is none.
fn cost(claims: &Claims, language: Language) -> Option<String> {
    let (text, claim) = match (&claims.by_kind.training, &claims.by_kind.all) {
        (Some(training), _) => (Text::ClaimCostTraining, training),
        (None, Some(all)) => (Text::ClaimCostAll, all),
        (None, None) => return None,
    };
    let told = language.say(
        text,
        &[
            ("saved", &money(claim.fees_saved_cny)),
            ("more", &money(claim.network_more_cny)),
        ],
    );
    Some(line(&told, claim.holds, language))
}

fn carbon(plan: &Snapshot, claims: &Claims, language: Language) -> Option<String> {
    let own = &plan.carbon.accounting;
    let claim = claims.carbon.iter().find(|claim| claim.accounting == *own);
    let Some(claim) = claim else {
        return Some(line(
            language.text(Text::ClaimCarbonNone),
            Some(false),
            language,
        ));
    };
    let accounting = word(own).map_or(own.as_str(), |word| language.text(word));
    let told = language.say(
        Text::ClaimCarbon,
        &[
            ("change", &figure(-claim.avoided_t)),
            ("share", &signed_percent(-claim.avoided_share)),
            ("accounting", accounting),
        ],
    );
    Some(line(&told, claim.holds, language))
}

fn headroom(claims: &Claims, language: Language) -> Option<String> {
    let Some(headroom) = &claims.headroom else {
        let told = escaped(language.text(Text::ClaimHeadroomNone));
        return Some(format!("<li>{told}</li>"));
    };
    let [plan, baseline] = multiples([headroom.factor_plan, headroom.factor_baseline]);
    let told = language.say(
        Text::ClaimHeadroom,
        &[
            ("services", &headroom.services.join(", ")),
            ("plan", &plan),
            ("baseline", &baseline),
        ],
    );
    Some(line(&told, headroom.holds, language))
}

fn by_kind(claims: &Claims, language: Language) -> String {
    let heads = [
        Text::KindMay,
        Text::Moved,
        Text::FeesSaved,
        Text::NetworkMore,
        Text::Ratio,
        Text::PaidLess,
        Text::Verdicts,
    ];
    let heads = heads.map(|text| language.text(text));
    let mut table = Table::new(language.text(Text::RestsOn), &heads).text_columns(&[6]);
    for (name, claim) in claims.by_kind.rows() {
        let name = word(name).map_or(name, |word| language.text(word));
        let (_, verdict) = verdict(claim.holds);
        let ratio = claim.ratio.map_or_else(
            || ABSENT.to_owned(),
            |ratio| grouped(ratio, decimals_for(ratio)),
        );
        table.row(&[
            name,
            &figure(claim.moved_mw),
            &grouped(claim.fees_saved_cny, 0),
            &grouped(claim.network_more_cny, 0),
            &ratio,
            &grouped(claim.net_cny, 0),
            language.text(verdict),
        ]);
    }
    table.html()
}
