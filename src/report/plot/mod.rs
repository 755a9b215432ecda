//! # Pictures, as SVG, PNG and PDF
//!
//! Each function draws one kind of picture from records, fresh or [saved](super::saved), as a list of marks:
//! [`Picture::svg`] and [`Picture::png`] then write it by plotters, [`Picture::pdf`] as vectors. Everything is labelled where it is
//! drawn, so that colours need not be matched with a legend, and labels are moved apart before they are written.

mod calendar;
mod cloth;
mod costs;
mod drawing;
mod duration;
mod face;
mod font;
mod frame;
mod frontier;
mod heat;
mod hours;
mod labels;
mod lettering;
mod look;
mod map;
mod measure;
mod palette;
mod pdf;
mod picture;
mod png;
mod scale;
#[cfg(feature = "page")]
mod scatter;
mod slopes;
mod svg;
mod system;
mod tornado;
mod trace;

pub use self::{
    calendar::calendar,
    costs::costs,
    duration::duration,
    frontier::frontier,
    heat::{HeatError, heat},
    hours::hours,
    look::Look,
    map::map,
    picture::Picture,
    tornado::{tornado, tornado_as},
    trace::trace,
};
#[cfg(feature = "page")]
pub(super) use face::STACK;

#[cfg(feature = "page")]
pub(super) use self::{
    drawing::UNITS,
    frontier::frontier_with_places,
    heat::heat_with_places,
    measure::{column_in_words, parameter_in_words},
    scatter::scatter,
};

/// Where on a picture each row lies, pixels; nothing of a row that is not drawn.
#[cfg(feature = "page")]
pub(super) type Places = Vec<Option<frame::Point>>;

#[cfg(test)]
mod tests {
    use super::picture::Mark;
    use super::*;
    use crate::answer::answer;
    use crate::frontier::{Axis, Family, frontier as frontier_of};
    use crate::input::read_case;
    use crate::report::saved::{FrontierRows, Plan};
    use crate::solver::Solver;

    /// What a PNG says is written in letters that its font has: no name comes out as boxes.
    #[test]
    fn a_png_needs_no_letter_that_the_font_lacks() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
        let mut case = read_case(&folder).expect("a case").case.averaged();
        case.title = "东数西算".to_owned();
        case.hubs[0].name = "张家口".to_owned();
        case.origins[0].name = "北京".to_owned();
        let answer = answer(&case, Solver::default()).expect("an answer");
        let plan = Plan::from(&answer);
        let family = Family::from(frontier_of(&case, Axis::Cost, Axis::Carbon).expect("one"));
        let family = family.with_baselines().expect("baselines");
        let rows = FrontierRows::of(&family).expect("rows");
        let look = &Look::default();
        let of_plan = [costs(&plan, look), map(&plan, look), hours(&plan, look)];
        for picture in of_plan.into_iter().chain([frontier(&rows, look)]) {
            let mut chinese = 0;
            for mark in &picture.marks {
                if let Mark::Text { wording, .. } = mark {
                    assert!(font::can_write(&wording.latin), "{wording:?}");
                    chinese += usize::from(!font::can_write(&wording.full));
                }
            }
            assert!(
                chinese > 0,
                "no Chinese name was there to be written otherwise"
            );
        }
    }
}
