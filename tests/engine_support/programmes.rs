//! Programmes to try the engine on. The unit tests of the library read this file, too.
#![allow(dead_code, clippy::disallowed_methods)]

use eastwest::program::{Labels, Matrix, Objective, Program, Sense};

/// Reproducible random numbers (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In 0..1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// In `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// In `low..=high`.
    pub fn integer(&mut self, low: i64, high: i64) -> f64 {
        (low + (self.next() % (high - low + 1) as u64) as i64) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

/// A programme from dense rows; `bounds` per column.
pub fn program(costs: &[f64], bounds: &[(f64, f64)], rows: &[(f64, &[f64], f64)]) -> Program {
    let mut entries = Vec::new();
    for (i, (_, coefficients, _)) in rows.iter().enumerate() {
        for (j, &a) in coefficients.iter().enumerate() {
            if a != 0.0 {
                entries.push((i, j, a));
            }
        }
    }
    from_entries(
        costs.to_vec(),
        bounds.to_vec(),
        rows.iter().map(|r| (r.0, r.2)).collect(),
        entries,
    )
}

pub fn from_entries(
    costs: Vec<f64>,
    bounds: Vec<(f64, f64)>,
    rows: Vec<(f64, f64)>,
    entries: Vec<(usize, usize, f64)>,
) -> Program {
    let n = costs.len();
    Program {
        name: "test".into(),
        objectives: vec![objective(costs)],
        sense: Sense::Minimise,
        lower: bounds.iter().map(|b| b.0).collect(),
        upper: bounds.iter().map(|b| b.1).collect(),
        row_lower: rows.iter().map(|r| r.0).collect(),
        row_upper: rows.iter().map(|r| r.1).collect(),
        matrix: Matrix::from_triplets(n, entries),
        labels: Labels::Named {
            columns: (0..n).map(|j| format!("x{j}")).collect(),
            rows: (0..rows.len()).map(|i| format!("r{i}")).collect(),
        },
    }
}

pub fn objective(coefficients: Vec<f64>) -> Objective {
    Objective {
        name: "objective".into(),
        coefficients,
        constant: 0.0,
    }
}

/// A small programme with small integers, so that degenerate, infeasible and unbounded ones are frequent.
pub fn random_program(random: &mut Random) -> Program {
    const INF: f64 = f64::INFINITY;
    let (m, n) = (1 + random.below(12), 1 + random.below(18));
    let density = random.between(0.15, 0.8);
    let mut entries = Vec::new();
    for i in 0..m {
        for j in 0..n {
            if random.unit() < density {
                entries.push((i, j, random.integer(-4, 4)));
            }
        }
    }
    let wild = random.unit() < 0.35;
    let bounds = (0..n)
        .map(|_| match random.below(if wild { 8 } else { 4 }) {
            0..=2 => (0.0, INF),
            3 => (0.0, random.integer(1, 9)),
            4 => (-INF, INF),
            5 => (random.integer(-6, -1), random.integer(0, 6)),
            6 => (-INF, random.integer(-3, 3)),
            _ => {
                let fixed = random.integer(-2, 2);
                (fixed, fixed)
            }
        })
        .collect();
    let rows = (0..m)
        .map(|_| {
            let b = random.integer(-3, 12);
            match random.below(6) {
                0 | 1 => (-INF, b),
                2 => (b - 3.0, INF),
                3 => (b, b),
                4 => (b - random.integer(0, 5), b),
                _ => (-INF, b.abs()),
            }
        })
        .collect();
    let kind = random.below(4);
    let costs = (0..n)
        .map(|_| match kind {
            0 => random.integer(0, 5),
            1 => random.integer(-5, 5),
            2 => random.between(-1.0, 10.0),
            _ => random.integer(0, 1),
        })
        .collect();
    from_entries(costs, bounds, rows, entries)
}

/// Rows and columns in other units: powers of two, so that nothing is rounded.
pub fn in_other_units(random: &mut Random, plain: &Program, exponent: i64) -> Program {
    let mut unit = |_| (random.integer(-exponent, exponent)).exp2();
    let rows: Vec<f64> = (0..plain.row_count()).map(&mut unit).collect();
    let columns: Vec<f64> = (0..plain.column_count()).map(&mut unit).collect();
    let mut hostile = plain.clone();
    for (j, column) in columns.iter().enumerate() {
        for e in plain.matrix.starts[j]..plain.matrix.starts[j + 1] {
            hostile.matrix.values[e] *= rows[plain.matrix.rows[e]] * column;
        }
    }
    for (i, unit) in rows.iter().enumerate() {
        hostile.row_lower[i] *= unit;
        hostile.row_upper[i] *= unit;
    }
    for (j, unit) in columns.iter().enumerate() {
        hostile.lower[j] /= unit;
        hostile.upper[j] /= unit;
        hostile.objectives[0].coefficients[j] *= unit;
    }
    hostile
}

/// Entries, bounds and costs of any size, which no change of units undoes.
pub fn wild(random: &mut Random, exponent: f64) -> Program {
    let plain = random_program(random);
    let mut size = |value: f64| value * 10_f64.powf(random.between(-exponent, exponent));
    let mut hostile = plain.clone();
    hostile
        .matrix
        .values
        .iter_mut()
        .for_each(|value| *value = size(*value));
    hostile.objectives[0]
        .coefficients
        .iter_mut()
        .for_each(|value| *value = size(*value));
    for i in 0..plain.row_count() {
        let factor = size(1.0);
        hostile.row_lower[i] *= factor;
        hostile.row_upper[i] *= factor;
    }
    hostile
}

/// Size of a placement programme.
#[derive(Clone, Copy)]
pub struct Shape {
    pub services: usize,
    pub origins: usize,
    pub hubs: usize,
    pub periods: usize,
}

/// A programme of the placement shape: demand rows per service, origin and period; hub peaks that link
/// periods; contracted capacity; link bandwidth for the first service; penalised shortfall; a carbon row;
/// carbon and round trip as second and third objective.
pub fn placement(random: &mut Random, shape: Shape, links: bool) -> Program {
    const INF: f64 = f64::INFINITY;
    let Shape {
        services,
        origins,
        hubs,
        periods,
    } = shape;
    let mut p = Builder::default();
    let mut carbon = Vec::new();
    let mut delay = Vec::new();
    let hours = 8760.0 / periods as f64;
    let price: Vec<f64> = (0..hubs)
        .map(|h| {
            if h % 2 == 0 {
                random.between(550.0, 800.0)
            } else {
                random.between(250.0, 450.0)
            }
        })
        .collect();
    let factor: Vec<f64> = (0..hubs).map(|_| random.between(0.3, 0.7)).collect();
    let pue: Vec<f64> = (0..hubs).map(|_| random.between(1.1, 1.4)).collect();
    let rtt: Vec<f64> = (0..hubs * origins)
        .map(|_| random.between(5.0, 60.0))
        .collect();
    let mut total = 0.0;
    let mut column = |p: &mut Builder, cost: f64, upper: f64, c: f64, d: f64| {
        carbon.push(c);
        delay.push(d);
        p.column(cost, 0.0, upper)
    };
    let capacity: Vec<usize> = (0..hubs)
        .map(|_| {
            let fee = random.between(4.0e6, 9.0e6);
            column(&mut p, fee, INF, 0.0, 0.0)
        })
        .collect();
    let peak: Vec<Vec<usize>> = (0..hubs)
        .map(|h| {
            (0..periods)
                .map(|_| {
                    let row = p.row(-INF, 0.0);
                    p.entries.push((row, capacity[h], -1.0));
                    row
                })
                .collect()
        })
        .collect();
    let bandwidth: Vec<usize> = if links {
        (0..origins * hubs)
            .map(|_| column(&mut p, 3.0e5, 400.0, 0.0, 0.0))
            .collect()
    } else {
        Vec::new()
    };
    let cap = p.row(-INF, 0.0);
    for s in 0..services {
        let limit = [20.0, 35.0, 70.0][s % 3];
        for o in 0..origins {
            for t in 0..periods {
                let wave = 1.0 + 0.5 * ((t as f64 + o as f64 / 7.0) * 0.26).sin();
                let demand = random.between(1.0, 30.0) * wave;
                total += demand / periods as f64;
                let row = p.row(demand, demand);
                for h in 0..hubs {
                    let trip = rtt[o * hubs + h];
                    if trip > limit {
                        continue;
                    }
                    let energy = hours * pue[h];
                    let shade = 1.0 + 0.3 * ((t as f64) * 0.5).cos();
                    let x = column(
                        &mut p,
                        energy * price[h] * shade,
                        INF,
                        energy * factor[h],
                        trip,
                    );
                    p.entries.push((row, x, 1.0));
                    p.entries.push((peak[h][t], x, 1.0));
                    p.entries.push((cap, x, energy * factor[h] * 1e-3));
                    if links && s == 0 {
                        let link = p.row(-INF, 0.0);
                        p.entries.push((link, x, 0.7));
                        p.entries.push((link, bandwidth[o * hubs + h], -1.0));
                    }
                }
                let short = column(&mut p, 1e5 * hours, INF, 0.0, 0.0);
                p.entries.push((row, short, 1.0));
            }
        }
    }
    for &u in &capacity {
        let row = p.row(-INF, total * random.between(0.6, 2.5) / hubs as f64);
        p.entries.push((row, u, 1.0));
    }
    let over = column(&mut p, 1e5, INF, 0.0, 0.0);
    p.entries.push((cap, over, -1.0));
    p.rows[cap].1 = total * 8760.0 * 1.25 * 0.5e-3;
    let mut program = from_entries(p.costs, p.bounds, p.rows, p.entries);
    program.objectives.push(objective(carbon));
    program.objectives.push(objective(delay));
    program
}

#[derive(Default)]
struct Builder {
    costs: Vec<f64>,
    bounds: Vec<(f64, f64)>,
    rows: Vec<(f64, f64)>,
    entries: Vec<(usize, usize, f64)>,
}

impl Builder {
    fn column(&mut self, cost: f64, lower: f64, upper: f64) -> usize {
        self.costs.push(cost);
        self.bounds.push((lower, upper));
        self.costs.len() - 1
    }

    fn row(&mut self, lower: f64, upper: f64) -> usize {
        self.rows.push((lower, upper));
        self.rows.len() - 1
    }
}

/// `|a − b|` over `1 + max(|a|, |b|)`.
pub fn relative(a: f64, b: f64) -> f64 {
    (a - b).abs() / (1.0 + a.abs().max(b.abs()))
}
