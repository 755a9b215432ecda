//! # Break-even for people and for programs
//!
//! [`breakeven_table`] tells claim by claim at which value of each driver it changes; [`breakeven_json`] writes
//! every change in full precision.

mod document;
mod value;

pub(crate) use document::BreakevenDocument;

use super::json::written;
use super::number::{grouped, percent};
use super::table::Style;
use super::table::claims::dirtier;
use super::table::page::{Page, Sheet};
use super::table::verdicts;
use super::words;
use crate::breakeven::{Breakeven, Claim, Flip, Method, Services, Turned, Verdict};
use crate::case::{Accounting, Baseline, Case};
use crate::language::word;

/// What stands where a claim does not change on a side.
const NEVER: &str = "never";

/// The break-even values as text for a terminal.
#[must_use]
pub fn breakeven_table(turned: &Breakeven, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, turned);
    for claim in told(&turned.case) {
        claim_section(&mut page, turned, claim);
    }
    drivers(&mut page, turned);
    dirtier_section(&mut page, turned);
    page.heading(tr!("Origin"));
    page.paragraph(1, &words::origin(&turned.provenance));
    page.finish()
}

/// The break-even values as one JSON document with a `schema_version`, a line end at the end.
#[must_use]
pub fn breakeven_json(turned: &Breakeven) -> String {
    written(&BreakevenDocument::of(turned))
}

fn title(page: &mut Page, turned: &Breakeven) {
    let case = &turned.case;
    page.title(&tr!(
        "{}: where the three claims stop being true",
        case.name
    ));
    let periods = words::periods(case);
    page.faint(&tr!(
        "{} h in {periods}; one driver moves at a time, {}",
        grouped(case.horizon_hours(), 0),
        along(case),
        periods = periods
    ));
    let claims = &turned.claims;
    if claims.plan.it_energy_mwh <= 0.0 {
        page.paragraph(
            0,
            tr!("The baseline can hold none of this load: there is nothing to compare."),
        );
    } else if !claims.unserved.is_empty() {
        page.paragraph(
            0,
            &tr!(
                "The baseline cannot serve everything. Compared is what both can serve, now {} of the plan's energy; which load that is follows the driver.",
                percent(claims.compared_share)
            ),
        );
    }
}

/// What follows the driver. Load that runs where a plan says stays there.
fn along(case: &Case) -> String {
    let baseline = case.baseline.in_words(case);
    match case.baseline {
        Baseline::Plan { .. } => tr!(
            "and plans are optimised anew along it; the baseline, {baseline}, keeps its places",
            baseline = baseline
        ),
        Baseline::Side(_) | Baseline::Hubs(_) => {
            tr!(
                "and both plans and the baseline, {baseline}, are optimised anew along it",
                baseline = baseline
            )
        }
    }
}

/// A claim in the words of `solve`.
fn statement(turned: &Breakeven, claim: Claim) -> Option<String> {
    let (case, claims) = (&turned.case, &turned.claims);
    Some(match claim {
        Claim::Cost(kind) => verdicts::cost(claims.of_kind(kind)?),
        Claim::Carbon(kind, accounting) => {
            let mut of = claims.of_kind(kind)?.carbon.iter();
            let of = of.find(|carbon| carbon.accounting == accounting)?;
            verdicts::carbon(kind, of)
        }
        Claim::Headroom(Services::Tightest) => verdicts::headroom(case, claims.headroom.as_ref()?),
        Claim::Headroom(Services::Near) => {
            verdicts::headroom(case, claims.headroom_of_near.as_ref()?)
        }
    })
}

/// Claims that a page tells: of carbon by kind the case's accounting alone.
fn told(case: &Case) -> impl Iterator<Item = Claim> {
    let accounting = case.accounting;
    let all = Claim::all(case).into_iter();
    all.filter(move |claim| match claim {
        Claim::Carbon(Some(_), of) => *of == accounting,
        _ => true,
    })
}

fn claim_section(page: &mut Page, turned: &Breakeven, claim: Claim) {
    let Some(statement) = statement(turned, claim) else {
        return;
    };
    page.paragraph(0, "");
    let holds = claim.holds(&turned.claims);
    page.verdict(&statement, holds);
    let turns = if holds {
        tr!("stops being true")
    } else {
        tr!("becomes true")
    };
    let header = [
        tr!("driver\n").to_owned(),
        tr!("now\n").to_owned(),
        tr!("{turns}\nbelow", turns = turns),
        tr!("{turns}\nabove", turns = turns),
    ];
    let (moving, still): (Vec<&Turned>, Vec<&Turned>) = turned
        .drivers
        .iter()
        .partition(|driver| driver.verdict(claim).is_some_and(|v| !v.flips.is_empty()));
    if !moving.is_empty() {
        let mut sheet = Sheet::new(&header);
        for driver in moving {
            if let Some(verdict) = driver.verdict(claim) {
                sheet.row(row(turned, driver, verdict));
            }
        }
        page.sheet(sheet);
    }
    if !still.is_empty() {
        let names: Vec<&str> = still.iter().map(|d| value::name(d.driver.kind)).collect();
        page.paragraph(
            1,
            &tr!("Never within its range: {}.", names.join(tr!(", "))),
        );
    }
}

fn row(turned: &Breakeven, driver: &Turned, verdict: &Verdict) -> Vec<String> {
    let now = driver.driver.now;
    let cell = |flip: Option<&Flip>| {
        flip.map_or_else(
            || word(NEVER).to_owned(),
            |flip| {
                let jump = if flip.is_jump { "*" } else { "" };
                let again = if has_further(verdict, now, flip) {
                    "†"
                } else {
                    ""
                };
                let value = value::at(&turned.case, &driver.driver, flip.value);
                format!("{value}{jump}{again}")
            },
        )
    };
    vec![
        value::name(driver.driver.kind).to_owned(),
        value::now(&turned.case, &driver.driver),
        cell(verdict.below(now)),
        cell(verdict.above(now)),
    ]
}

/// Whether a claim changes again further out than at its nearest change on that side.
fn has_further(verdict: &Verdict, now: f64, nearest: &Flip) -> bool {
    let side = nearest.value < now;
    let mut others = verdict.flips.iter();
    others.any(|flip| flip.value != nearest.value && (flip.value < now) == side)
}

/// What the drivers are, their ranges, and how their values were found.
fn drivers(page: &mut Page, turned: &Breakeven) {
    page.heading(tr!("Drivers"));
    for driver in &turned.drivers {
        page.paragraph(
            1,
            &tr!(
                "{}: {}; {}. {}",
                value::name(driver.driver.kind),
                value::definition(&turned.case, &driver.driver),
                value::range(&driver.driver),
                method(driver)
            ),
        );
    }
    for failed in &turned.unturned {
        let name = value::name(failed.kind);
        page.paragraph(
            1,
            &tr!("{name}: no answer. {}.", failed.reason, name = name),
        );
    }
    let jumps = turned.drivers.iter().any(|driver| {
        let mut flips = driver.verdicts.iter().flat_map(|verdict| &verdict.flips);
        flips.any(|flip| flip.is_jump)
    });
    if jumps {
        page.paragraph(
            1,
            tr!("* There a plan or the baseline jumps to another; elsewhere two sides of the claim become equal."),
        );
    }
    let again = turned.drivers.iter().any(|driver| {
        let now = driver.driver.now;
        let on_a_side = |verdict: &Verdict| {
            let nearest = [verdict.below(now), verdict.above(now)];
            let mut nearest = nearest.into_iter().flatten();
            nearest.any(|flip| has_further(verdict, now, flip))
        };
        driver.verdicts.iter().any(on_a_side)
    });
    if again {
        page.paragraph(
            1,
            tr!("† Further out the claim changes again: `--format json` has all changes."),
        );
    }
}

fn method(driver: &Turned) -> String {
    match driver.method {
        Method::Exact { complete: true } => {
            tr!("Exact, and the whole range is covered.").to_owned()
        }
        Method::Exact { complete: false } => {
            tr!("Exact where given, but not all of the range could be proved.").to_owned()
        }
        Method::Steps { tried } => {
            tr!(
                "Exact: {tried} values were tried, one for each stretch on which no link comes within a limit and no limit passes that of other work.",
                tried = tried
            )
        }
        Method::Bracketed { samples, width } => tr!(
            "It enters the matrix or a limit, so {samples} values were tried and changes between them bisected to {width:.0e}; two changes between neighbours would not be seen.",
            samples = samples,
            width = width
        ),
    }
}

fn dirtier_section(page: &mut Page, turned: &Breakeven) {
    page.heading(tr!(
        "Pairs for which the carbon claim fails: the western hub emits more per MWh (IT)"
    ));
    for (accounting, moves) in &turned.dirtier {
        let name = match accounting {
            Accounting::Location => tr!("Location-based (average grid factors)"),
            Accounting::Market => {
                tr!("Market-based (green contracts count, residual factors for the rest)")
            }
            Accounting::Marginal => tr!("Marginal (plants that follow one more MWh)"),
        };
        if moves.is_empty() {
            page.paragraph(1, &tr!("{name}: none.", name = name));
        } else {
            page.paragraph(1, &format!("{name}:"));
            dirtier(page, &turned.case, moves, 3);
        }
    }
    if turned
        .dirtier
        .iter()
        .all(|(a, _)| *a != Accounting::Marginal)
    {
        page.paragraph(
            1,
            tr!("Marginal: not known, because a hub has no marginal factor."),
        );
    }
    page.paragraph(
        1,
        tr!("A pair is a western hub that runs more than in the baseline and an eastern hub that runs less."),
    );
}
