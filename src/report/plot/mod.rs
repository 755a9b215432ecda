//! # Pictures, as SVG and PNG
//!
//! Each function draws one kind of picture from records, fresh or [saved](super::saved), as a list of marks:
//! [`Picture::svg`] and [`Picture::png`] then write it by plotters. Everything is labelled where it is
//! drawn, so that colours need not be matched with a legend, and labels are moved apart before they are written.

mod costs;
mod drawing;
mod font;
mod frontier;
mod heat;
mod hours;
mod labels;
mod lettering;
mod map;
mod measure;
mod palette;
mod picture;
mod png;
mod scale;
mod svg;
mod trace;

pub use costs::costs;
pub use frontier::frontier;
pub use heat::{HeatError, heat};
pub use hours::hours;
pub use map::map;
pub use picture::Picture;
pub use png::PNG_SCALE;
pub use trace::trace;
