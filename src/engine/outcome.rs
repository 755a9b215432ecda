//! # Answers

use super::basis::Basis;
use super::lexicographic::End;
use super::simplex::Pivots;
use super::tolerances::FINE_PIVOTS;
use super::{Engine, certify};
use crate::certificate::Certificate;

/// Why an answer is not certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The limit of iterations was reached.
    #[error("the limit of iterations was reached")]
    IterationLimit,
    /// No pivot could be trusted.
    #[error("no pivot could be trusted")]
    UntrustedPivots,
    /// Primal and dual feasibility were not reached together.
    #[error("the final basis does not settle")]
    Unsettled,
    /// The residuals of the answer on unscaled numbers are too large.
    #[error("the residuals of the answer are too large")]
    Residuals,
    /// The multipliers do not prove infeasibility on unscaled numbers.
    #[error("infeasibility could not be proved")]
    Farkas,
    /// The direction does not prove unboundedness on unscaled numbers.
    #[error("unboundedness could not be proved")]
    Ray,
}

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The best point, proved by its certificate.
    Optimal,
    /// No point meets all rows and bounds, proved by `farkas`, or by a lower bound above its upper bound.
    Infeasible,
    /// An objective falls without end, proved by `ray`.
    Unbounded,
    /// Arithmetic could not decide; another solver has to.
    Uncertified(Reason),
}

/// An answer, in unscaled numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How the solve ended. Unless it is optimal, `x`, `duals` and `reduced_costs` are those of the last
    /// basis and prove nothing.
    pub status: Status,
    /// One value per column: the lexicographic optimum.
    pub x: Vec<f64>,
    /// One dual value per row, ∂(first objective)/∂(right-hand side).
    pub duals: Vec<f64>,
    /// One per column, `c − Aᵀ duals` for the first objective.
    pub reduced_costs: Vec<f64>,
    /// Value of the first objective, with its constant.
    pub objective: f64,
    /// The final basis.
    pub basis: Basis,
    /// Steps made.
    pub pivots: Pivots,
    /// Residuals and gap on the unscaled programme, if optimal and asked for.
    pub certificate: Option<Certificate>,
    /// Row multipliers that prove infeasibility, see [`certify::verify_farkas`].
    pub farkas: Option<Vec<f64>>,
    /// Direction of unboundedness, one value per column, see [`certify::verify_ray`].
    pub ray: Option<Vec<f64>>,
}

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
            self.simplex.stale = true;
            let usual = self.simplex.least_pivots;
            if fine {
                self.simplex.least_pivots = FINE_PIVOTS;
            }
            outcome = self.attempt();
            self.simplex.least_pivots = usual;
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
            duals: self.form.prices(&self.simplex.y),
            reduced_costs: self.form.reduced_costs(&self.simplex.d),
            objective: self.program.objective().value(&x),
            x,
            basis: self.basis(),
            pivots: self.simplex.pivots,
            certificate: None,
            farkas: None,
            ray: None,
        }
    }

    /// Values and prices of the present basis at the numbers as they stand.
    pub(super) fn read_here(&mut self) {
        if self.simplex.stale {
            self.simplex.factorise(&self.form);
        }
        if self.simplex.unrested {
            self.simplex.rest();
        }
        self.simplex.compute_x(&self.form);
        self.load(0);
    }

    /// Values of the columns at the present basis, within their bounds.
    pub(super) fn values(&self) -> Vec<f64> {
        let bounds = self.program.lower.iter().zip(&self.program.upper);
        let scaled = self.simplex.x.iter().zip(&self.form.unit);
        scaled
            .zip(bounds)
            // not `clamp`, which panics where bounds cross; and never −0
            .map(|((x, unit), (&lower, &upper))| (x * unit).min(upper).max(lower) + 0.0)
            .collect()
    }

    fn certify_optimal(&self, outcome: &mut Outcome) {
        if self.settings.certify {
            let certificate = certify::certificate(&self.program, &outcome.x, &outcome.duals);
            if !certify::holds(&certificate) {
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
        for &k in &self.simplex.rho.index {
            let i = self.simplex.factors.row_at[k as usize] as usize;
            y[i] = sign * self.simplex.rho.value[k as usize] * self.form.row_factor(i);
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
        for &k in &self.simplex.alpha.index {
            let v = self.simplex.head[k as usize] as usize;
            if v < columns {
                let change = self.simplex.alpha.value[k as usize];
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
