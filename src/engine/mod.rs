//! # The parametric engine
//!
//! A bounded-variable revised simplex method for the neutral [`Program`](crate::program::Program), primal and dual, that starts
//! from any basis and whose numbers can be changed in place.
//!
//! ## The mathematics
//!
//! ```text
//!     minimise c·x    subject to    A x − r = 0,    lower ≤ (x, r) ≤ (upper, row bounds)
//! ```
//!
//! The activity `r_i` of each row is a variable of its own (a *logical*). A basis names as many variables
//! as there are rows; the others rest at a bound. With `B` the basic columns of `[A, −I]`:
//!
//! ```text
//!     x_B = −B⁻¹ N x_N        y = B⁻ᵀ c_B        d = c − Aᵀ y        (d of logical i is y_i)
//! ```
//!
//! The basis is optimal when `x_B` is within its bounds and every `d_j` has the sign its bound asks for:
//! `d_j ≥ 0` at a lower bound, `d_j ≤ 0` at an upper one.
//!
//! - Values outside their bounds: the dual method (`simplex::dual`) from a dual feasible basis, which costs are
//!   shifted to reach if need be.
//! - Then reduced costs of the wrong sign: the primal method (`simplex::primal`). After a change of costs, where many are
//!   wrong, or steps are dear and edge weights known, the dual method instead, from the basis at hand, within [`artificial_bounds`]; there also
//!   from the slack basis of a large programme.
//! - Then the later objectives and the tie-break, on the optimal face of the earlier ones
//!   ([`lexicographic`]), so that the answer is one point whatever the path.
//! - Then new factors, values and prices from the final basis alone, and a check of the answer against the
//!   programme's own unscaled numbers ([`certify`]).
//!
//! ## The working basis
//!
//! In a placement programme nearly every row says "these columns add up to this much", and each column
//! has an entry in one such row only: a generalised upper bound (GUB). Dantzig and Van Slyke (1967) choose
//! one *key* column in each of these rows, subtract it from the row's other basic columns, and are left
//! with a working basis that has only the coupling rows. Ordering rows and columns by key columns first,
//!
//! ```text
//!     B  =  [ I  E ]  demand rows        W = F − K E   working basis
//!           [ K  F ]  coupling rows
//! ```
//!
//! where `K` holds the key columns' coupling entries and `E` has a one where a further basic column shares
//! a demand row. Block elimination by the key columns is `B = [I 0; K I]·[I E; 0 W]`: a sparse LU
//! factorisation that pivots on the key columns first *is* their method, `W` being what it has left to
//! factorise. Peeling singletons ([`factorise`]) finds these pivots without being told which rows are GUB
//! rows, finds slacks and nested structure as well (a hub's peak inside a period inside a link), and stays
//! right where the structure breaks. What remains is a nucleus about the size of the binding coupling
//! rows, factorised with threshold Markowitz pivoting ([`markowitz`]).
//!
//! ## Literature
//!
//! - G. B. Dantzig, R. M. Van Slyke, *Generalized upper bounding techniques*, J. Comput. Syst. Sci. 1, 1967.
//! - P. M. J. Harris, *Pivot selection methods of the Devex LP code*, Math. Programming 5, 1973.
//! - U. H. Suhl, L. M. Suhl, *Computing sparse LU factorizations for large-scale linear programming bases*,
//!   ORSA J. Computing 2, 1990.
//! - J. J. Forrest, D. Goldfarb, *Steepest-edge simplex algorithms for linear programming*,
//!   Math. Programming 57, 1992.
//! - I. Maros, *Computational Techniques of the Simplex Method*, 2003.
//! - A. Koberstein, *The dual simplex method, techniques for a fast and stable implementation*, 2005.
//! - J. A. J. Hall, K. I. M. McKinnon, *Hyper-sparsity in the revised simplex method*,
//!   Comput. Optim. Appl. 32, 2005.
//! - H. Isermann, *Linear lexicographic optimization*, OR Spektrum 4, 1982.
//!
//! ```
//! use eastwest::engine::{Engine, Status};
//! use eastwest::program::{Labels, Matrix, Objective, Program, Sense};
//!
//! // 10 MW to place; west costs 3 and holds 6 MW, east costs 5
//! let program = Program {
//!     name: "two-hubs".into(),
//!     objectives: vec![Objective { name: "cost".into(), coefficients: vec![3.0, 5.0], constant: 0.0 }],
//!     sense: Sense::Minimise,
//!     lower: vec![0.0, 0.0],
//!     upper: vec![6.0, f64::INFINITY],
//!     row_lower: vec![10.0],
//!     row_upper: vec![10.0],
//!     matrix: Matrix::from_triplets(2, vec![(0, 0, 1.0), (0, 1, 1.0)]),
//!     labels: Labels::Named { columns: vec!["west".into(), "east".into()], rows: vec!["demand".into()] },
//! };
//! let mut engine = Engine::new(&program);
//! let outcome = engine.solve();
//! assert_eq!(outcome.status, Status::Optimal);
//! assert_eq!(outcome.x, [6.0, 4.0]);
//! assert_eq!(outcome.duals, [5.0]);
//!
//! engine.set_row_bounds(0, 5.0, 5.0);
//! assert_eq!(engine.reoptimise().x, [5.0, 0.0]);
//! ```

mod artificial_bounds;
mod attempt;
pub(crate) mod basis;
pub(crate) mod certify;
mod crossover;
mod edits;
mod factorise;
mod form;
mod instance;
mod lexicographic;
mod lu;
mod markowitz;
mod outcome;
pub(crate) mod parametric;
mod pivots;
mod scaling;
mod sensitivity;
mod simplex;
mod sparse;
#[cfg(test)]
mod tests;
pub(crate) mod tolerances;
mod updates;
pub(crate) mod watch;

pub use self::{
    basis::{Basis, BasisMismatch, BasisStatus},
    certify::{verify_farkas, verify_ray},
    instance::{Engine, Settings},
    outcome::{Outcome, Status},
};
pub(crate) use form::normalised_program;
pub(crate) use outcome::Reason;
#[cfg(feature = "reference")]
pub(crate) use scaling::factors as scaling_factors;
pub(crate) use scaling::typical;
pub(crate) use sensitivity::Variable;
