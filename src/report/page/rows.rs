//! Saved results on the page: a heat map, a scatter, a frontier, whose points can be picked.

use serde::Serialize;

use super::html::{escaped, in_script, note, picture, section};
use super::lang::{Language, Text};
use crate::report::number::figure;
use crate::report::plot::{self, Places};
use crate::report::saved::{FrontierRows, Saved, SweepRows};

/// Most points of all that is put on a page: each takes some 150 bytes of the file.
pub(crate) const MOST_POINTS: usize = 4_000;

/// Results that stand on a page beside its plan.
#[derive(Debug, Clone)]
pub(crate) struct Results {
    /// The name of their file.
    pub name: String,
    /// What was read.
    pub saved: Saved,
}

impl Results {
    /// How many points can be picked; nothing of results whose points are none.
    pub(crate) fn points(&self) -> Option<usize> {
        match &self.saved {
            Saved::Sweep(rows) => Some(rows.points.len()),
            Saved::Frontier(rows) => Some(rows.curves.iter().map(|c| c.corners.len()).sum()),
            Saved::Plan(_) | Saved::Trace(_) | Saved::Ranges(_) => None,
        }
    }
}

/// What the script reads: where points lie on each picture, in its units, and what is told of one that is picked.
#[derive(Serialize)]
struct Picks {
    places: Vec<Vec<Option<(i64, i64)>>>,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The changes that a row stands for, as `--set` takes them; none where it is no position of the sliders.
    changes: Vec<Vec<String>>,
}

/// A section with all of them; nothing where there are none.
pub(super) fn rows(results: &[Results], language: Language) -> Result<String, serde_json::Error> {
    let mut inner = String::new();
    for (number, of) in results.iter().enumerate() {
        inner.push_str(&one(number, of, language)?);
    }
    Ok(match results {
        [] => inner,
        _ => section("rows", language.text(Text::Rows), &inner),
    })
}

fn one(number: usize, of: &Results, language: Language) -> Result<String, serde_json::Error> {
    let (pictures, picks) = match &of.saved {
        Saved::Sweep(rows) => of_sweep(rows, language),
        Saved::Frontier(rows) => of_frontier(rows, language),
        Saved::Plan(_) | Saved::Trace(_) | Saved::Ranges(_) => return Ok(String::new()),
    };
    let text = |text| escaped(language.text(text));
    let data = in_script(&serde_json::to_string(&picks)?);
    let button = match picks.changes.is_empty() {
        true => String::new(),
        false => format!("<button type=\"button\">{}</button>", text(Text::ToSliders)),
    };
    Ok(format!(
        "<div class=\"rows\"><h3>{name}</h3>{how}{pictures}<div class=\"live\" hidden>\
         <div class=\"control\"><label for=\"row-{number}\">{label}</label>\
         <input type=\"range\" id=\"row-{number}\" min=\"1\" max=\"{count}\" step=\"1\" value=\"1\"><output id=\"row-{number}-o\" for=\"row-{number}\">1</output></div>\
         <div class=\"picked\" aria-live=\"polite\"></div>{button}</div>\
         <script type=\"application/json\">{data}</script></div>\n",
        name = escaped(&of.name),
        how = note(language.text(Text::RowsHow)),
        label = text(Text::PickRow),
        count = picks.rows.len().max(1),
    ))
}

/// A picture with the places of its points in units of its document.
pub(super) fn drawn(
    (of, places): (plot::Picture, Places),
    (label, caption): (Text, Text),
    language: Language,
) -> (String, Vec<Option<(i64, i64)>>) {
    let svg = picture(&of.svg(), language.text(label), language.text(caption));
    let units = f64::from(plot::UNITS);
    #[allow(clippy::cast_possible_truncation)]
    let whole = |value: f64| (units * value).round() as i64;
    let places = places.into_iter();
    let places = places.map(|place| place.map(|(x, y)| (whole(x), whole(y))));
    (svg, places.collect())
}

/// What is told of a scenario: what it changes, and these.
const TOLD: [&str; 8] = [
    "objective_cny",
    "carbon_t",
    "green_share",
    "mean_rtt_ms",
    "unserved_mwh",
    "west_inference_mw",
    "west_training_mw",
    "west_storage_mw",
];

fn of_sweep(rows: &SweepRows, language: Language) -> (String, Picks) {
    let heat = plot::heat_with_places(rows).ok();
    let heat = heat.map(|heat| drawn(heat, (Text::Heat, Text::HeatCaption), language));
    let scatter = plot::scatter(rows);
    let scatter = scatter.map(|of| drawn(of, (Text::Scatter, Text::ScatterCaption), language));
    let (pictures, places): (Vec<String>, Vec<_>) = heat.into_iter().chain(scatter).unzip();
    let told: Vec<usize> = TOLD.iter().filter_map(|name| rows.column(name)).collect();
    let heads = rows
        .parameters
        .iter()
        .map(|name| plot::parameter_in_words(name));
    let names = told
        .iter()
        .map(|&at| plot::column_in_words(&rows.names[at]));
    let shown = |value: f64| match value.is_finite() {
        true => figure(value),
        false => "–".to_owned(),
    };
    let cells = rows
        .points
        .iter()
        .zip(&rows.figures)
        .map(|(point, figures)| {
            let figures = told.iter().map(|&at| figures[at]);
            point.iter().copied().chain(figures).map(shown).collect()
        });
    let set = |(name, value): (&String, &f64)| match name.strip_suffix('=') {
        Some(_) => format!("{name}{value}"),
        None => format!("{name}={value}"),
    };
    let changes = rows
        .points
        .iter()
        .map(|point| rows.parameters.iter().zip(point).map(set).collect());
    let picks = Picks {
        places,
        heads: heads.chain(names).collect(),
        rows: cells.collect(),
        changes: changes.collect(),
    };
    (pictures.concat(), picks)
}

fn of_frontier(rows: &FrontierRows, language: Language) -> (String, Picks) {
    let (svg, places) = drawn(
        plot::frontier_with_places(rows),
        (Text::Frontier, Text::FrontierCaption),
        language,
    );
    let mut heads = vec![
        plot::column_in_words(rows.x),
        plot::column_in_words(rows.y),
        tr!("slope, {}", crate::language::unit(rows.slope_unit)),
    ];
    heads.extend(rows.parameter.as_deref().map(plot::parameter_in_words));
    let corners = rows.curves.iter().flat_map(|curve| {
        curve.corners.iter().map(|corner| {
            let slope = corner.slope.map_or_else(|| "–".to_owned(), figure);
            let mut cells = vec![figure(corner.x), figure(corner.y), slope];
            cells.extend(curve.value.map(figure));
            cells
        })
    });
    let picks = Picks {
        places: vec![places],
        heads,
        rows: corners.collect(),
        changes: Vec::new(),
    };
    (svg, picks)
}
