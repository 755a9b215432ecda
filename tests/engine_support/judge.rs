//! HiGHS through its C interface, as an independent judge.

use eastwest::program::Program;
use eastwest::solver::Status;
use highs_sys::*;

/// HiGHS' verdict and objective.
pub struct Verdict {
    pub status: Status,
    pub objective: f64,
    pub seconds: f64,
    pub iterations: i32,
}

/// A HiGHS model.
pub struct Model(pub *mut std::ffi::c_void);

impl Drop for Model {
    fn drop(&mut self) {
        unsafe { Highs_destroy(self.0) }
    }
}

impl Model {
    pub fn new(program: &Program) -> Self {
        let starts: Vec<HighsInt> = program
            .matrix
            .starts
            .iter()
            .map(|&s| s as HighsInt)
            .collect();
        let rows: Vec<HighsInt> = program.matrix.rows.iter().map(|&i| i as HighsInt).collect();
        unsafe {
            // good_lp lets HiGHS take all cores of this thread's scheduler, and a model that asks for one is then
            // not run at all: its status stays "not set"
            Highs_resetThreadScheduler(1);
            let model = Highs_create();
            Highs_setBoolOptionValue(model, c"output_flag".as_ptr(), 0);
            Highs_setIntOptionValue(model, c"threads".as_ptr(), 1);
            Highs_passLp(
                model,
                program.column_count() as HighsInt,
                program.row_count() as HighsInt,
                program.matrix.values.len() as HighsInt,
                1,
                1,
                program.objective().constant,
                program.objective().coefficients.as_ptr(),
                program.lower.as_ptr(),
                program.upper.as_ptr(),
                program.row_lower.as_ptr(),
                program.row_upper.as_ptr(),
                starts.as_ptr(),
                rows.as_ptr(),
                program.matrix.values.as_ptr(),
            );
            Self(model)
        }
    }

    pub fn tighten(&self) {
        unsafe {
            Highs_setDoubleOptionValue(self.0, c"primal_feasibility_tolerance".as_ptr(), 1e-9);
            Highs_setDoubleOptionValue(self.0, c"dual_feasibility_tolerance".as_ptr(), 1e-9);
        }
    }

    pub fn run(&self) -> Verdict {
        match self.try_run() {
            Ok(verdict) => verdict,
            Err(status) => panic!("HiGHS ends with status {status}"),
        }
    }

    /// The verdict, or the model status where there is none.
    pub fn try_run(&self) -> Result<Verdict, HighsInt> {
        unsafe {
            let clock = std::time::Instant::now();
            Highs_run(self.0);
            let mut status = Highs_getModelStatus(self.0);
            if status == MODEL_STATUS_UNBOUNDED_OR_INFEASIBLE {
                Highs_setStringOptionValue(self.0, c"presolve".as_ptr(), c"off".as_ptr());
                Highs_clearSolver(self.0);
                Highs_run(self.0);
                status = Highs_getModelStatus(self.0);
            }
            let seconds = clock.elapsed().as_secs_f64();
            let mut iterations = 0;
            Highs_getIntInfoValue(self.0, c"simplex_iteration_count".as_ptr(), &mut iterations);
            Ok(Verdict {
                status: match status {
                    MODEL_STATUS_OPTIMAL => Status::Optimal,
                    MODEL_STATUS_INFEASIBLE => Status::Infeasible,
                    MODEL_STATUS_UNBOUNDED => Status::Unbounded,
                    other => return Err(other),
                },
                objective: Highs_getObjectiveValue(self.0),
                seconds,
                iterations,
            })
        }
    }
}

/// Solves with tolerances of 1e-9.
pub fn solve(program: &Program) -> Verdict {
    let model = Model::new(program);
    model.tighten();
    model.run()
}
