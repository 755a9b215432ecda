//! # From inside to the optimum
//!
//! An interior point ends near the optimum, between vertices. [`Engine::solve_between`] takes the vertex that is beside it
//! (`simplex::crossover`) and goes on from there as from any basis: first objective, later ones, tie-break, proof.

use super::instance::Engine;
use super::outcome::Outcome;
use super::simplex::Interior;

impl Engine {
    /// Solves from a point within the bounds near the optimum, one value per column, and prices near those of it, one per row; unscaled.
    pub(crate) fn solve_between(&mut self, x: &[f64], prices: &[f64]) -> Outcome {
        self.simplex.begin(self.program.objective().constant);
        if self.form.crossed == 0 {
            let near = self.interior(x, prices);
            self.simplex.cross_over(&self.form, &near);
        }
        self.run()
    }

    /// In scaled numbers, of columns and rows.
    fn interior(&self, x: &[f64], prices: &[f64]) -> Interior {
        let (program, form) = (&self.program, &self.form);
        let activities = program.matrix.times(x, form.rows);
        let values = x.iter().chain(&activities).zip(&form.unit);
        let scale = form.cost_scale(0);
        let costs = program.objective().coefficients.iter().enumerate();
        let of_columns = costs.map(|(j, cost)| {
            let paid: f64 = program.matrix.column(j).map(|(i, a)| a * prices[i]).sum();
            (cost - paid) * scale * form.column_factor(j)
        });
        let of_rows = prices.iter().enumerate();
        let of_rows = of_rows.map(|(i, y)| y * scale / form.row_factor(i));
        Interior {
            x: values.map(|(x, unit)| x / unit).collect(),
            d: of_columns.chain(of_rows).collect(),
        }
    }
}
