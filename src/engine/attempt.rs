//! # From the end of the pivoting to an answer, with its proof

use super::certify;
use super::instance::Engine;
use super::lexicographic::End;
use super::outcome::{Outcome, Reason, Status};
use super::tolerances::FINE_PIVOTS;
use crate::certificate::Tolerances;

impl Engine {
    /// Optimises and checks; where arithmetic failed, again with new factors, then from the slack basis, and at last with pivots
    /// that are too small to be trusted before they have led to a proof.
    pub(super) fn run(&mut self) -> Outcome {
        let mut outcome = self.attempt();
        for (from_slack, fine) in [(false, false), (true, false), (true, true)] {
            let Status::Uncertified(reason) = outcome.status else {
                break;
            };
            if reason == Reason::IterationLimit {
                break;
            }
            if from_slack {
                self.simplex.set_slack(&self.form);
            }
            self.simplex.distrust_factors();
            if fine {
                let usual = self.simplex.accept_pivots(FINE_PIVOTS);
                outcome = self.attempt();
                self.simplex.accept_pivots(usual);
            } else {
                outcome = self.attempt();
            }
        }
        outcome
    }

    /// Optimises and checks once.
    pub(super) fn attempt(&mut self) -> Outcome {
        let end = self.optimise();
        let mut outcome = self.outcome();
        match end {
            End::Optimal => self.certify_optimal(&mut outcome),
            End::Crossed => outcome.status = Status::Infeasible,
            End::Infeasible { below } => self.certify_infeasible(below, &mut outcome),
            End::Unbounded {
                rank,
                entering,
                rises,
            } => {
                self.certify_unbounded(rank, entering, rises, &mut outcome);
            }
            End::Failed(reason) => outcome.status = Status::Uncertified(reason),
        }
        outcome
    }

    /// The point and prices at hand.
    fn outcome(&self) -> Outcome {
        let x = self.values();
        Outcome {
            status: Status::Optimal,
            duals: self.form.prices(self.simplex.prices()),
            reduced_costs: self.form.reduced_costs(self.simplex.reduced_costs()),
            objective: self.program.objective().value(&x),
            x,
            basis: self.basis(),
            pivots: self.simplex.pivots(),
            certificate: None,
            farkas: None,
            ray: None,
        }
    }

    /// Values and prices of the present basis at the numbers as they stand.
    pub(super) fn read_here(&mut self) {
        self.simplex.refresh(&self.form, false);
        self.simplex.load(&self.form, 0);
    }

    /// Values of the columns at the present basis, within their bounds.
    pub(super) fn values(&self) -> Vec<f64> {
        let bounds = self.program.lower.iter().zip(&self.program.upper);
        let scaled = self.simplex.values().iter().zip(&self.form.unit);
        scaled
            .zip(bounds)
            // not `clamp`, which panics where bounds cross; and never −0
            .map(|((x, unit), (&lower, &upper))| (x * unit).min(upper).max(lower) + 0.0)
            .collect()
    }

    fn certify_optimal(&self, outcome: &mut Outcome) {
        if self.settings.certify {
            let certificate = certify::certificate(&self.program, &outcome.x, &outcome.duals);
            if !certificate.proves_within(&Tolerances::ENGINE) {
                outcome.status = Status::Uncertified(Reason::Residuals);
            }
            outcome.certificate = Some(certificate);
        }
    }

    fn certify_infeasible(&self, below: bool, outcome: &mut Outcome) {
        let program = &self.program;
        let noisy = self.farkas(below);
        let without_noise = certify::without_noise(&noisy);
        let margin = |y: &Vec<f64>| certify::verify_farkas(program, y);
        let farkas = likelier(
            [without_noise, certify::within_bounds(program, &noisy)],
            margin,
        );
        outcome.status = if certify::proves(margin(&farkas)) {
            Status::Infeasible
        } else {
            Status::Uncertified(Reason::Farkas)
        };
        outcome.farkas = Some(farkas);
    }

    /// Unscaled multipliers from the row of B⁻¹ that found no entering variable.
    fn farkas(&self, below: bool) -> Vec<f64> {
        let sign = if below { -1.0 } else { 1.0 };
        let mut y = vec![0.0; self.form.rows];
        for (i, entry) in self.simplex.inverse_row() {
            y[i] = sign * entry * self.form.row_factor(i);
        }
        y
    }

    fn certify_unbounded(&self, rank: usize, q: usize, rises: bool, outcome: &mut Outcome) {
        let program = &self.program;
        let noisy = self.ray(q, rises);
        let without_noise = certify::without_noise(&noisy);
        let margin = |z: &Vec<f64>| certify::ray_margin(program, rank, z);
        let ray = likelier(
            [without_noise, certify::staying_within(program, &noisy)],
            margin,
        );
        outcome.status = if certify::proves(margin(&ray)) {
            Status::Unbounded
        } else {
            Status::Uncertified(Reason::Ray)
        };
        outcome.ray = Some(ray);
    }

    /// Unscaled direction in which `q` moves for ever.
    fn ray(&self, q: usize, rises: bool) -> Vec<f64> {
        let sign = if rises { 1.0 } else { -1.0 };
        let columns = self.form.columns;
        let mut ray = vec![0.0; columns];
        if q < columns {
            ray[q] = sign * self.form.column_factor(q);
        }
        for (v, change) in self.simplex.inverse_column() {
            if v < columns {
                ray[v] = -sign * change * self.form.column_factor(v);
            }
        }
        ray
    }
}

/// The first of two candidates if it proves what it is to prove, or else the second if that does.
fn likelier([first, second]: [Vec<f64>; 2], margin: impl Fn(&Vec<f64>) -> f64) -> Vec<f64> {
    if !certify::proves(margin(&first)) && certify::proves(margin(&second)) {
        second
    } else {
        first
    }
}
