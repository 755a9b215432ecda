//! Cases of many periods: days of `datasets/china` whose profiles vary from day to day by a seeded factor.

use std::fs;
use std::path::Path;

use eastwest::Case;
use eastwest::input::read_case;

use crate::engine_support::Random;

/// The case of so many days of 24 hours. Every profile has a factor of each day, 0.8 to 1.2, and one of each hour, 0.95 to 1.05; runs may choose
/// among all hours. All days together are the year.
pub fn many_periods(seed: u64, days: usize) -> Case {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/china");
    let folder = tempfile::tempdir().expect("a folder for the case");
    for entry in fs::read_dir(&source).expect("the dataset") {
        let path = entry.expect("a file of it").path();
        let name = path.file_name().expect("a name");
        fs::copy(&path, folder.path().join(name)).expect("a copy");
    }
    write_days(&source, folder.path(), seed, days);
    match read_case(folder.path()) {
        Ok(read) => read.case,
        Err(report) => panic!("{report}"),
    }
}

/// Rows of a table without its comments, the header first.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).expect("a table of the dataset");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn write(path: &Path, rows: &[Vec<String>]) {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    fs::write(path, lines.join("\n") + "\n").expect("a table of the case");
}

fn write_days(source: &Path, folder: &Path, seed: u64, days: usize) {
    let mut random = Random(seed);
    let periods = rows(&source.join("periods.csv"));
    let profiles = rows(&source.join("profiles.csv"));
    let (mut more_periods, mut more_profiles) =
        (vec![periods[0].clone()], vec![profiles[0].clone()]);
    for day in 0..days {
        for row in &periods[1..] {
            let hours: f64 = row[1].parse().expect("hours");
            more_periods.push(vec![
                format!("d{day:03}{}", row[0]),
                (hours / days as f64).to_string(),
            ]);
        }
        let of_day: Vec<f64> = profiles[0]
            .iter()
            .map(|_| random.between(0.8, 1.2))
            .collect();
        for row in &profiles[1..] {
            let mut varied = vec![format!("d{day:03}{}", row[0])];
            for (value, factor) in row[1..].iter().zip(&of_day[1..]) {
                let value: f64 = value.parse().expect("a figure of a profile");
                varied.push((value * factor * random.between(0.95, 1.05)).to_string());
            }
            more_profiles.push(varied);
        }
    }
    write(&folder.join("periods.csv"), &more_periods);
    write(&folder.join("profiles.csv"), &more_profiles);
    let mut training = rows(&source.join("training.csv"));
    for row in &mut training[1..] {
        // the windows, the last two columns, name hours of one day
        let n = row.len();
        row[n - 2..].fill(String::new());
    }
    write(&folder.join("training.csv"), &training);
}
