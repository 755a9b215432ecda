//! # Looking up while pivoting
//!
//! Now and then a watcher is told where the run stands ([`crate::engine::watch`]), and it is looked whether it may go on.

use crate::control::is_cancelled;
use crate::engine::form::Form;
use crate::engine::watch::{EVERY, Look, Phase, watcher};

use super::state::Simplex;

impl Simplex {
    /// Whether no further step may be made. Lets the watcher know, if it is time and there is one.
    #[inline]
    pub(super) fn has_to_end(&mut self, form: &Form, dual: bool) -> bool {
        let steps = self.run.pivots.iterations();
        if steps >= self.run.iteration_limit {
            return true;
        }
        if steps >= self.run.next_look {
            self.tell(form, dual);
            return is_cancelled();
        }
        false
    }

    #[cold]
    fn tell(&mut self, form: &Form, dual: bool) {
        let pivots = self.run.pivots.iterations();
        self.run.next_look = pivots + EVERY;
        let Some(watcher) = watcher() else {
            return;
        };
        let phase = match (dual, self.prices.rank) {
            (true, _) => Phase::Feasibility,
            (false, 0) => Phase::Objective,
            _ => Phase::Ties,
        };
        watcher(&Look {
            phase,
            rows: form.rows,
            columns: form.columns,
            pivots,
            objective: self.run.constant + form.objective_at(&self.point.x),
            bounds: None,
        });
    }
}
