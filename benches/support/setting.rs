//! Cases with their grids.

use std::fmt::Write as _;
use std::path::Path;

use eastwest::Case;
use eastwest::formulation::formulate;
use eastwest::input::read_case;
use eastwest::program::Program;
use eastwest::sweep::Grid;

/// A case and the scenarios of it.
pub struct Setting {
    pub name: String,
    pub case: Case,
    pub grid: Grid,
    /// The grid as a file, for the command.
    pub text: String,
}

impl Setting {
    pub fn new(name: &str, case: Case, text: String) -> Self {
        let grid = match Grid::parse(&text, Path::new("grid.toml"), &case) {
            Ok(grid) => grid,
            Err(error) => panic!("{error}"),
        };
        Self {
            name: name.to_owned(),
            case,
            grid,
            text,
        }
    }

    /// The programme of a scenario, with its first objective alone.
    pub fn programme(&self, scenario: u64) -> Program {
        let mut program = self.whole_programme(scenario);
        program.objectives.truncate(1);
        program
    }

    /// The programme of a scenario: formulated afresh, without what a sweep has learnt.
    pub fn whole_programme(&self, scenario: u64) -> Program {
        let mut point = vec![0.0; self.grid.parameters().len()];
        self.grid.point(scenario, &mut point);
        let mut case = self.case.clone();
        if let Err(error) = self.grid.apply(&point, &self.case, &mut case) {
            panic!("{}, scenario {scenario}: {error}", self.name);
        }
        formulate(&case).program
    }
}

/// The shipped dataset `china`.
pub fn china() -> Case {
    match read_case(&china_folder()) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

pub fn china_folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china")
}

/// A figure that varies: key, operation, least and greatest.
pub type Varied = (&'static str, &'static str, f64, f64);

/// Six prices.
pub const PRICES: [Varied; 6] = [
    ("electricity_price.east", "factor", 0.7, 1.3),
    ("electricity_price.west", "factor", 0.7, 1.5),
    ("hosting_fee.west", "factor", 0.8, 1.4),
    ("bandwidth_price", "factor", 0.3, 3.0),
    ("transfer_price", "factor", 0.5, 2.0),
    ("carbon_price", "value", 0.0, 300.0),
];

/// Demand by kind, capacity by side, and a price.
pub const SIZES: [Varied; 6] = [
    ("demand.inference", "factor", 0.8, 1.2),
    ("demand.training", "factor", 0.8, 1.2),
    ("demand.storage", "factor", 0.8, 1.2),
    ("capacity.east", "factor", 0.8, 1.2),
    ("capacity.west", "factor", 0.8, 1.2),
    ("electricity_price.west", "factor", 0.7, 1.5),
];

/// A part of the grid of a million scenarios, ten figures of each: `steps` neighbouring figures from the middle on.
pub fn part_of_million(varied: &[Varied; 6], steps: [u64; 6]) -> String {
    let mut part = *varied;
    for ((_, _, from, to), steps) in part.iter_mut().zip(steps) {
        let step = (*to - *from) / 9.0;
        (*from, *to) = (*from + 4.0 * step, *from + (3 + steps) as f64 * step);
    }
    product(&part, steps)
}

/// The full product of `steps` figures of each.
pub fn product(varied: &[Varied; 6], steps: [u64; 6]) -> String {
    let mut text = String::new();
    for ((key, how, from, to), steps) in varied.iter().zip(steps) {
        // writing to a string cannot fail
        let _ = writeln!(
            text,
            "[[parameter]]\nkey = \"{key}\"\nas = \"{how}\"\nrange = {{ from = {from:?}, to = {to:?}, steps = {steps} }}\n"
        );
    }
    text
}

/// `count` independent draws, each figure uniform in its range.
pub fn sample(varied: &[Varied; 6], count: u64) -> String {
    let mut text = String::new();
    for (key, how, from, to) in varied {
        let _ = writeln!(
            text,
            "[[parameter]]\nkey = \"{key}\"\nas = \"{how}\"\ndistribution = {{ name = \"uniform\", from = {from:?}, to = {to:?} }}\n"
        );
    }
    let _ = writeln!(
        text,
        "[sample]\nmethod = \"independent\"\ncount = {count}\nseed = 7"
    );
    text
}
