//! # Pictures, as SVG
//!
//! Drawn with the Okabe–Ito palette, which people with colour-blindness tell apart (Okabe and Ito,
//! *Color Universal Design*, 2008). Everything is labelled where it is drawn, so that no legend has to
//! be matched with colours, and labels are moved apart before they are written.

mod canvas;
mod costs;
mod hours;
mod scale;

pub use costs::plot_costs_svg;
pub use hours::plot_hours_svg;
