//! # A start that knows demand rows
//!
//! At the slack basis the tableau is the matrix itself. A row whose activity is outside its bounds and
//! that meets no column made basic so far can therefore be pivoted on exactly, by the dual ratio test on
//! the row as it stands: the column with the least `|d_j| / |a_ij|` becomes basic, reduced costs of the
//! row's columns are updated, and all of them keep their sign. On a placement programme this gives every
//! demand row its cheapest column in one pass over the matrix, as many dual pivots as there are demand
//! rows, and leaves the coupling rows to the dual method.

use super::basis::Place;
use super::form::Form;
use super::simplex::Simplex;
use super::tolerances::{PIVOT, PRIMAL};

impl Simplex {
    /// Starts from the slack basis improved by independent dual pivots.
    pub fn crash(&mut self, form: &Form) {
        self.set_slack(form);
        self.rest();
        self.d.copy_from_slice(&form.blend);
        let mut met = vec![false; form.rows];
        let mut activity = vec![0.0; form.rows];
        for j in 0..form.columns {
            let x = self.x[j];
            for (i, a) in form.by_column.entries(j).filter(|_| x != 0.0) {
                activity[i] += a * x;
            }
        }
        for i in 0..form.rows {
            if met[i] {
                continue;
            }
            if let Some((j, place)) = self.crash_choice(form, i, activity[i]) {
                self.crash_pivot(form, i, j, place);
                form.by_column.entries(j).for_each(|(k, _)| met[k] = true);
            }
        }
        self.stale = true;
    }

    /// The column to become basic in row `i` and the bound its logical goes to.
    fn crash_choice(&self, form: &Form, i: usize, activity: f64) -> Option<(usize, Place)> {
        let logical = form.columns + i;
        let (lower, upper) = (self.lower[logical], self.upper[logical]);
        let (rises, place) = if activity < lower - PRIMAL * lower.abs().max(1.0) {
            (true, Place::Lower)
        } else if activity > upper + PRIMAL * upper.abs().max(1.0) {
            (false, Place::Upper)
        } else {
            return None;
        };
        let mut best: Option<(usize, f64, f64)> = None;
        for (j, a) in form.by_row.entries(i) {
            if !self.can_help(j, a, rises) {
                continue;
            }
            let (cost, size) = (self.d[j].abs(), a.abs());
            if best.is_none_or(|(_, d, s)| cost * s < d * size) {
                best = Some((j, cost, size));
            }
        }
        best.map(|(j, _, _)| (j, place))
    }

    /// Whether moving `j` off its bound, at a cost, brings a row with coefficient `a` the right way.
    fn can_help(&self, j: usize, a: f64, rises: bool) -> bool {
        if a.abs() <= PIVOT || self.moves[j] == 0 {
            return false;
        }
        match self.place[j] {
            Place::Lower => (a > 0.0) == rises && self.d[j] >= 0.0,
            Place::Upper => (a < 0.0) == rises && self.d[j] <= 0.0,
            Place::Free => self.d[j] == 0.0,
            Place::Basic => false,
        }
    }

    fn crash_pivot(&mut self, form: &Form, i: usize, entering: usize, place: Place) {
        let entry = form.by_row.entries(i).find(|&(j, _)| j == entering);
        let Some((_, pivot)) = entry else { return };
        let theta = self.d[entering] / pivot;
        for (j, a) in form.by_row.entries(i) {
            self.d[j] -= theta * a;
        }
        for (k, a) in form.by_column.entries(entering) {
            let ratio = a / pivot;
            self.dual_weight[form.columns + k] += ratio * ratio;
        }
        self.dual_weight[entering] = 1.0 / (pivot * pivot);
        self.place[entering] = Place::Basic;
        self.moves[entering] = 0;
        let logical = form.columns + i;
        self.place[logical] = place;
        self.rest_one(logical);
        self.pivots.crash += 1;
    }
}
