mod engine_support;
use eastwest::engine::*;
use engine_support::*;
use std::time::Instant;
fn shapes() -> Vec<(&'static str, Shape, bool)> {
    vec![
        (
            "130x1100",
            Shape {
                services: 3,
                origins: 31,
                hubs: 12,
                periods: 1,
            },
            false,
        ),
        (
            "link1",
            Shape {
                services: 3,
                origins: 31,
                hubs: 12,
                periods: 1,
            },
            true,
        ),
        (
            "24p",
            Shape {
                services: 3,
                origins: 31,
                hubs: 10,
                periods: 24,
            },
            true,
        ),
        (
            "80k",
            Shape {
                services: 9,
                origins: 300,
                hubs: 30,
                periods: 1,
            },
            true,
        ),
    ]
}
#[test]
fn timing() {
    let only = std::env::var("ONLY").ok();
    for (name, shape, links) in shapes() {
        if let Some(o) = &only {
            if o != name {
                continue;
            }
        }
        let mut random = Random(7);
        let p = placement(&mut random, shape, links);
        let t = Instant::now();
        let mut e = Engine::new(&p);
        let tn = t.elapsed().as_secs_f64();
        let t = Instant::now();
        let o = e.solve();
        let ts = t.elapsed().as_secs_f64();
        println!(
            "{name}: rows {} cols {} nnz {} build {:.2}ms solve {:.3}ms {:?} obj {:.6e} {:?} cert {:?}",
            p.row_count(),
            p.column_count(),
            p.matrix.entry_count(),
            tn * 1e3,
            ts * 1e3,
            o.status,
            o.objective,
            o.pivots,
            o.certificate
                .map(|c| (c.primal_residual, c.dual_residual, c.relative_gap))
        );
        #[cfg(feature = "highs")]
        if std::env::var("NOHIGHS").is_err() {
            let t = Instant::now();
            let model = judge::Model::new(&p);
            let v = model.run();
            println!(
                "   highs cold {:.3}ms (run {:.3}) it {} obj {:.6e}",
                t.elapsed().as_secs_f64() * 1e3,
                v.seconds * 1e3,
                v.iterations,
                v.objective
            );
        }
        // warm no change
        let reps = if p.column_count() < 5000 { 2000 } else { 20 };
        let t = Instant::now();
        for _ in 0..reps {
            let o = e.reoptimise();
            assert_eq!(o.pivots.iterations(), 0);
        }
        println!(
            "   warm no-pivot {:.2}us",
            t.elapsed().as_secs_f64() * 1e6 / reps as f64
        );
        // warm: random price changes / demand changes
        let base = p.clone();
        for what in ["price", "demand"] {
            let mut piv = 0;
            let mut time = 0.0;
            let mut fac = 0;
            let mut non = 0;
            let reps = reps / 2;
            let mut lex = 0;
            for _ in 0..reps {
                if what == "price" {
                    let f: Vec<f64> = (0..8).map(|_| random.between(0.7, 1.3)).collect();
                    for j in 0..base.column_count() {
                        let c = base.objectives[0].coefficients[j];
                        if c < 1e5 * 300.0 {
                            e.set_cost(0, j, c * f[j % 8]);
                        }
                    }
                } else {
                    let f = random.between(0.6, 1.4);
                    for i in 0..base.row_count() {
                        if base.row_lower[i].is_finite() {
                            let f = f * random.between(0.95, 1.05);
                            e.set_row_bounds(i, base.row_lower[i] * f, base.row_upper[i] * f);
                        }
                    }
                }
                let t = Instant::now();
                let o = e.reoptimise();
                time += t.elapsed().as_secs_f64();
                if o.status != Status::Optimal {
                    non += 1;
                    println!("{:?} {:?}", o.status, o.certificate);
                }
                piv += o.pivots.iterations();
                fac += o.pivots.factorisations;
                lex += o.pivots.lexicographic;
            }
            println!(
                "   warm {what}: {:.2}us each, {:.1} pivots (lex {:.1}), {:.2} fact, {:.2}us/pivot, not optimal {non}",
                time * 1e6 / reps as f64,
                piv as f64 / reps as f64,
                lex as f64 / reps as f64,
                fac as f64 / reps as f64,
                time * 1e6 / piv as f64
            );
        }
    }
}
