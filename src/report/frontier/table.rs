//! A frontier for people.

use crate::frontier::{Axis, Family, Frontier, Member, Point, Weighed};
use crate::language::word;
use crate::parameter::OperationKind;
use crate::path::change::Move;
use crate::report::fields;
use crate::report::number::{counted, decimals_for, grouped};
use crate::report::table::Style;
use crate::report::table::page::{Page, Sheet};

/// Corners that are shown of each frontier; files hold all.
const SHOWN: usize = 24;

/// The frontier as text for a terminal.
#[must_use]
pub fn frontier_table(family: &Family, style: Style) -> String {
    let mut page = Page::new(style);
    for (at, member) in family.members.iter().enumerate() {
        if at == 0 {
            title(&mut page, &member.frontier, &accounting(family));
        }
        if let (Some(parameter), Some(value)) = (&family.parameter, member.value) {
            let unit = match (parameter.how, parameter.key.unit()) {
                (OperationKind::Factor, _) | (_, "-") => String::new(),
                (_, written) => format!(" {}", crate::language::unit(written)),
            };
            let value = parameter.key.write(parameter.how, value);
            page.heading(&format!("{} {value}{unit}", parameter.label()));
        }
        one(&mut page, member);
    }
    page.finish()
}

/// The accounting of all frontiers: `location-based`, or that each has its own.
fn accounting(family: &Family) -> String {
    let of = |member: &Member| member.frontier.case.accounting;
    let mut accountings = family.members.iter().map(of);
    match accountings.next() {
        Some(first) if accountings.all(|other| other == first) => {
            tr!("{}-based", word(first.name()))
        }
        _ => tr!("each by its own accounting").to_owned(),
    }
}

fn title(page: &mut Page, frontier: &Frontier, accounting: &str) {
    let case = &frontier.case;
    let words = |axis: Axis| match axis {
        Axis::Cost => tr!("cost"),
        Axis::Carbon => tr!("carbon"),
        Axis::RoundTrip => tr!("round-trip time"),
        Axis::Green => tr!("green share"),
        Axis::Hourly => tr!("share that is green in its own hour"),
    };
    let (x, y) = (words(frontier.x), words(frontier.y));
    let carbon = if [frontier.x, frontier.y].contains(&Axis::Carbon) {
        format!(" ({accounting})")
    } else {
        String::new()
    };
    page.title(&tr!(
        "{}: {x} against {y}{carbon}",
        case.name,
        x = x,
        y = y,
        carbon = carbon
    ));
}

fn one(page: &mut Page, member: &Member) {
    let frontier = &member.frontier;
    verdict(page, frontier);
    ends(page, frontier);
    page.sheet(sheet(frontier));
    let hidden = frontier.points.len() - shown(frontier).len();
    if hidden > 0 {
        let more = counted(hidden, "more corner is", "more corners are");
        page.faint(&tr!(
            "{more} not shown; `-o FILE.csv` holds all",
            more = more
        ));
    }
    page.faint(&match &frontier.weighed {
        None => fields::walk_in_words(&frontier.walk),
        Some(weighed) => weighed_in_words(weighed),
    });
}

fn verdict(page: &mut Page, frontier: &Frontier) {
    let corners = counted(frontier.points.len(), "corner", "corners");
    if frontier.is_complete() {
        page.faint(&tr!(
            "{corners}; complete: proved that no plan lies below it and no corner is missing",
            corners = corners
        ));
    } else if let Some(weighed) = &frontier.weighed {
        page.loud(&tr!(
            "{corners}, found one by one, each the best plan at its weights; not complete: no path over the weights is proved ({})",
            weighed.why, corners = corners));
    } else {
        page.loud(&tr!(
            "{corners}; not complete: {} not proved",
            counted(
                frontier.walk.gaps.len(),
                "part of the range of weights is",
                "parts of the range of weights are"
            ),
            corners = corners
        ));
    }
    if frontier.points.len() == 1 {
        page.paragraph(
            0,
            tr!("One plan is best in both: nothing has to be weighed."),
        );
    }
    if frontier.cheapest.unserved_mwh > 1.0 {
        page.loud(&tr!(
            "All these plans leave {} MWh (IT) unserved, as the cheapest plan does: carbon is not saved by serving less.",
            grouped(frontier.cheapest.unserved_mwh, 0)
        ));
    }
}

/// How corners were found one by one, in one sentence.
fn weighed_in_words(weighed: &Weighed) -> String {
    let reference = match weighed.by_reference {
        0 => String::new(),
        some => tr!(", {some} of them by the reference solver", some = some),
    };
    let open = match weighed.open_edges {
        0 => String::new(),
        some => tr!(
            "; {} searched for corners",
            counted(some, "edge was not", "edges were not")
        ),
    };
    tr!(
        "{}{reference}{open}; largest {}",
        counted(weighed.solved, "programme solved", "programmes solved"),
        fields::worst_in_words(&weighed.worst),
        reference = reference,
        open = open
    )
}

/// What lies between the two ends, in one sentence.
fn ends(page: &mut Page, frontier: &Frontier) {
    let (Some(first), Some(last)) = (frontier.points.first(), frontier.points.last()) else {
        return;
    };
    if frontier.points.len() < 2 {
        return;
    }
    let columns = Columns::of(frontier);
    let (a, b) = (
        frontier.place(&first.figures),
        frontier.place(&last.figures),
    );
    page.paragraph(
        0,
        &tr!(
            "From the best {x} to the best {y}: {y} goes from {} to {} {yu}, {x} from {} to {} {xu}.",
            columns.y.show(a.1),
            columns.y.show(b.1),
            columns.x.show(a.0),
            columns.x.show(b.0),
            x = columns.x.name,
            y = columns.y.name,
            xu = columns.x.unit,
            yu = columns.y.unit,
        ),
    );
}

/// Relative difference up to which figures are one: rounding.
const SAME: f64 = 1e-12;

/// How an axis is told.
struct Column {
    name: &'static str,
    unit: &'static str,
    per_unit: f64,
    decimals: usize,
}

impl Column {
    fn of(axis: Axis, largest: f64, step: f64) -> Self {
        let (name, unit, per_unit) = match axis {
            Axis::Cost if largest >= 1e7 => (tr!("cost"), tr!("M CNY"), 1e6),
            Axis::Cost => (tr!("cost"), tr!("CNY"), 1.0),
            Axis::Carbon if largest >= 1e6 => (tr!("carbon"), "kt CO2", 1e3),
            Axis::Carbon => (tr!("carbon"), "t CO2", 1.0),
            Axis::RoundTrip => (tr!("mean round trip"), "ms", 1.0),
            Axis::Green => (tr!("green share"), "%", 0.01),
            Axis::Hourly => (tr!("green by the hour"), "%", 0.01),
        };
        // as many decimals as tell a hundredth of the whole step apart; without a step, those of one figure
        let decimals = if step <= SAME * largest.abs() {
            decimals_for(largest / per_unit)
        } else {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let decimals = (-libm::log10(step / per_unit / 100.0))
                .ceil()
                .clamp(0.0, 4.0) as usize;
            decimals
        };
        Column {
            name,
            unit,
            per_unit,
            decimals,
        }
    }

    fn show(&self, value: f64) -> String {
        grouped(value / self.per_unit, self.decimals)
    }
}

struct Columns {
    x: Column,
    y: Column,
}

impl Columns {
    fn of(frontier: &Frontier) -> Self {
        let places: Vec<(f64, f64)> = frontier
            .points
            .iter()
            .map(|point| frontier.place(&point.figures))
            .collect();
        let column = |axis: Axis, of: fn(&(f64, f64)) -> f64| {
            let values = places.iter().map(of);
            let most = values.clone().fold(f64::NEG_INFINITY, f64::max);
            let least = values.fold(f64::INFINITY, f64::min);
            Column::of(axis, most, most - least)
        };
        Columns {
            x: column(frontier.x, |place| place.0),
            y: column(frontier.y, |place| place.1),
        }
    }
}

/// Places of the corners that are shown: both ends, and those that cut the way in x and y into equal parts.
fn shown(frontier: &Frontier) -> Vec<usize> {
    let count = frontier.points.len();
    if count <= SHOWN {
        return (0..count).collect();
    }
    let places: Vec<(f64, f64)> = frontier
        .points
        .iter()
        .map(|point| frontier.place(&point.figures))
        .collect();
    let (first, last) = (places[0], places[count - 1]);
    let share = |from: f64, to: f64, at: f64| {
        if to == from {
            0.0
        } else {
            (at - from) / (to - from)
        }
    };
    let way = |p: &(f64, f64)| 0.5 * (share(first.0, last.0, p.0) + share(first.1, last.1, p.1));
    let mut kept: Vec<usize> = (0..SHOWN)
        .map(|k| {
            #[allow(clippy::cast_precision_loss)]
            let wanted = k as f64 / (SHOWN - 1) as f64;
            places.partition_point(|place| way(place) < wanted - 1e-9)
        })
        .map(|at| at.min(count - 1))
        .collect();
    kept.dedup();
    kept
}

fn sheet(frontier: &Frontier) -> Sheet {
    let columns = Columns::of(frontier);
    let head = |column: &Column| format!("{}\n{}", column.name, column.unit);
    let mut sheet = Sheet::new(&[
        tr!("corner\n").to_owned(),
        head(&columns.x),
        head(&columns.y),
        price_heading(frontier),
        tr!("west\nMW (IT)").to_owned(),
        tr!("what moved since the row above\n").to_owned(),
    ]);
    let mut above = 0;
    for at in shown(frontier) {
        let steps = frontier.points.get(above + 1..=at).unwrap_or_default();
        above = at;
        let point = &frontier.points[at];
        let (x, y) = frontier.place(&point.figures);
        sheet.row(vec![
            (at + 1).to_string(),
            columns.x.show(x),
            columns.y.show(y),
            frontier.price(point).map_or_else(String::new, figure),
            grouped(west_mw(frontier, point), 0),
            moved(frontier, steps),
        ]);
    }
    sheet.text_column(5);
    sheet
}

/// A price with three digits that tell.
fn figure(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => grouped(value, 0),
        size if size >= 1.0 => grouped(value, 2),
        size if size >= 0.001 => grouped(value, 4),
        _ => format!("{value:.1e}"),
    }
}

fn price_heading(frontier: &Frontier) -> String {
    let of = match frontier.x {
        Axis::Cost => tr!("CNY"),
        Axis::Carbon => "t",
        Axis::RoundTrip => "ms",
        Axis::Green => tr!("MWh not green"),
        Axis::Hourly => tr!("MWh unmatched"),
    };
    let per = match frontier.y {
        Axis::Cost => tr!("CNY"),
        Axis::Carbon => "t",
        Axis::RoundTrip => "ms",
        Axis::Green => tr!("MWh not green"),
        Axis::Hourly => tr!("MWh unmatched"),
    };
    tr!("{of}\nper {per} less", of = of, per = per)
}

fn west_mw(frontier: &Frontier, point: &Point) -> f64 {
    use crate::case::{Kind, Side};
    let of = |kind| point.figures.side_mw(&frontier.case, Side::West, kind);
    Kind::ALL.into_iter().map(of).sum()
}

/// What moved over some corners in a row, of which only the last is shown.
fn moved(frontier: &Frontier, steps: &[Point]) -> String {
    let moves = Move::net(steps.iter().flat_map(|point| &point.moves));
    match moves.as_slice() {
        [] if steps.iter().any(|point| point.slope.is_some()) => {
            match frontier.case.power_contracts.is_empty() {
                true => tr!("green energy is bought").to_owned(),
                false => tr!("green energy is bought or contracted").to_owned(),
            }
        }
        [] => String::new(),
        [one] => one.describe(&frontier.case),
        [first, rest @ ..] => tr!("{}; {} more", first.describe(&frontier.case), rest.len()),
    }
}
