//! # The least of a load within a budget, by prices put on it
//!
//! With a price μ on every MW of a load, and no rule that was not there before, let
//!
//! ```text
//!     v(μ) = min { cost·x + μ·load·x }
//! ```
//!
//! Each such plan is a corner of the lower hull of cost over load. No plan within the budget has less of the load than
//!
//! ```text
//!     (v(μ) − budget) ÷ μ
//! ```
//!
//! and of a corner within the budget and one beyond it there is a mix that costs just the budget. The next price is the slope between those two
//! (Cohon, Church and Sheer 1979): where no corner lies under their line, bound and mix meet, and the answer is exact. It may be left off before: the
//! bound then says how much further any plan can go.
//!
//! A row `cost·x ≤ budget` would say the same, but it has an entry for every column, which every step of the simplex method then pays for.

/// A plan, seen as what it costs and how much of the load it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corner {
    pub cost: f64,
    pub load: f64,
}

/// What is known of the least load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extreme {
    /// Some plan within the budget has no more than this.
    pub reached: f64,
    /// No plan within the budget has less than this.
    pub bound: f64,
}

/// How far is looked, and how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// What a plan may cost.
    pub budget: f64,
    /// Under this the load cannot be, whatever it costs.
    pub floor: f64,
    /// The first price on a unit of the load.
    pub price: f64,
    /// It is left off where bound and what is reached are no further apart.
    pub near: f64,
    /// And after so many prices.
    pub prices: usize,
    /// A plan of least cost for its load, farther out than the start, if one is known.
    pub known: Option<Corner>,
}

/// While no corner beyond the budget is known, each price is so many times the one before.
const DEARER: f64 = 8.0;

/// The least load within the budget, from a plan of least cost; `corner_at` gives that of a price.
pub(super) fn least<E>(
    start: Corner,
    search: Search,
    mut corner_at: impl FnMut(f64) -> Result<Corner, E>,
) -> Result<Extreme, E> {
    let budget = search.budget;
    let (mut inside, mut outside) = match search.known {
        Some(corner) if corner.cost > budget => (start, Some(corner)),
        Some(corner) if corner.load < start.load => (corner, None),
        _ => (start, None),
    };
    let mut bound = search.floor;
    let mut price = match outside {
        Some(beyond) => slope(inside, beyond).unwrap_or(search.price),
        None => search.price,
    };
    for _ in 0..search.prices {
        if reached(inside, outside, budget) - bound <= search.near {
            break;
        }
        let corner = corner_at(price)?;
        bound = bound.max(corner.load + (corner.cost - budget) / price);
        if corner.cost > budget {
            outside = Some(corner);
        } else if corner.load < inside.load {
            inside = corner;
        }
        let next = match outside {
            None => Some(DEARER * price),
            Some(beyond) => slope(inside, beyond),
        };
        let Some(next) = next else { break };
        price = next;
    }
    let reached = reached(inside, outside, budget);
    Ok(Extreme {
        reached,
        bound: bound.min(reached),
    })
}

/// What a unit less costs between two corners; `None` where the one beyond has no less.
fn slope(inside: Corner, beyond: Corner) -> Option<f64> {
    let less = inside.load - beyond.load;
    (less > 0.0).then(|| (beyond.cost - inside.cost) / less)
}

/// The load of the mix that costs just the budget; of the corner within it where none beyond is known.
fn reached(inside: Corner, outside: Option<Corner>, budget: f64) -> f64 {
    match outside {
        Some(beyond) if beyond.load < inside.load && beyond.cost > inside.cost => {
            let part = (budget - inside.cost) / (beyond.cost - inside.cost);
            inside.load + part.clamp(0.0, 1.0) * (beyond.load - inside.load)
        }
        _ => inside.load,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// Corners at a cost of 0, 1, 4, 10 and 30 with a load of 10, 8, 6, 4 and 2: slopes of ½, 1½, 3 and 10 to the MW.
    const HULL: [(f64, f64); 5] = [
        (0.0, 10.0),
        (1.0, 8.0),
        (4.0, 6.0),
        (10.0, 4.0),
        (30.0, 2.0),
    ];

    /// The answer, and how many prices it took.
    fn found(budget: f64, near: f64, prices: usize) -> (Extreme, usize) {
        found_from(None, budget, near, prices)
    }

    fn found_from(
        known: Option<(f64, f64)>,
        budget: f64,
        near: f64,
        prices: usize,
    ) -> (Extreme, usize) {
        let mut asked = 0;
        let start = Corner {
            cost: 0.0,
            load: 10.0,
        };
        let search = Search {
            budget,
            floor: 0.0,
            price: 0.2,
            near,
            prices,
            known: known.map(|(cost, load)| Corner { cost, load }),
        };
        let Ok(extreme) = least(start, search, |price| {
            asked += 1;
            let corners = HULL.map(|(cost, load)| Corner { cost, load });
            let sum = |corner: &Corner| corner.cost + price * corner.load;
            let best = corners.into_iter().min_by(|a, b| sum(a).total_cmp(&sum(b)));
            Ok::<_, Infallible>(best.expect("a corner"))
        });
        (extreme, asked)
    }

    /// A budget of 7 lies halfway between the corners of 4 and of 10, so the load is 5; one of 1 ends at a corner, with 8; one of 0 leaves the start; of
    /// 100 all may be spent, and 2 is left.
    #[test]
    fn the_least_load_is_as_worked_by_hand() {
        for (budget, by_hand) in [(7.0, 5.0), (1.0, 8.0), (0.0, 10.0), (100.0, 2.0)] {
            let (found, asked) = found(budget, 1e-9, 60);
            assert!(
                (found.reached - by_hand).abs() < 1e-9,
                "{budget}: {found:?}"
            );
            assert!(
                found.reached - found.bound <= 1e-9 && asked < 60,
                "{found:?}"
            );
        }
    }

    /// Whenever it is left off, the answer lies between what is reached and the bound.
    #[test]
    fn what_is_left_off_early_says_how_far_it_may_be_off() {
        for prices in 0..6 {
            let (found, asked) = found(7.0, 1e-9, prices);
            assert!(asked <= prices);
            assert!(found.bound <= 5.0 + 1e-12 && found.reached >= 5.0 - 1e-12);
        }
        let (roughly, few) = found(7.0, 1.0, 60);
        let (_, all) = found(7.0, 1e-9, 60);
        assert!(roughly.reached - roughly.bound <= 1.0 && few <= all);
    }

    /// The plan of a cost of 30 with a load of 2 lies beyond a budget of 7 and within one of 100: the answers are those without knowing it.
    #[test]
    fn a_plan_that_is_known_saves_prices_and_changes_no_answer() {
        for (budget, by_hand) in [(7.0, 5.0), (1.0, 8.0), (0.0, 10.0), (100.0, 2.0)] {
            let (without, _) = found(budget, 1e-9, 60);
            let (with, asked) = found_from(Some((30.0, 2.0)), budget, 1e-9, 60);
            assert!((with.reached - by_hand).abs() < 1e-9, "{budget}: {with:?}");
            assert!((with.reached - without.reached).abs() < 1e-9);
            assert!(with.reached - with.bound <= 1e-9 && asked < 60, "{with:?}");
        }
    }

    /// No load can be under the floor, so nothing is asked where it lies there already.
    #[test]
    fn at_the_floor_nothing_is_asked() {
        let start = Corner {
            cost: 0.0,
            load: 0.0,
        };
        let search = Search {
            budget: 1.0,
            floor: 0.0,
            price: 1.0,
            near: 0.0,
            prices: 10,
            known: None,
        };
        let none: Result<Extreme, &str> = least(start, search, |_| Err("asked"));
        assert_eq!(none.map(|found| found.reached), Ok(0.0));
    }
}
