use std::collections::HashSet;
use std::path::Path;

use eastwest::parameter::OperationKind;
use eastwest::sweep::Grid;

use crate::fixture::{case, inference};

fn grid(text: &str) -> Grid {
    Grid::parse(text, Path::new("grid.toml"), &case()).unwrap_or_else(|error| panic!("{error}"))
}

fn point(grid: &Grid, index: u64) -> Vec<f64> {
    let mut point = vec![f64::NAN; grid.parameters().len()];
    grid.point(index, &mut point);
    point
}

fn points(grid: &Grid) -> Vec<Vec<f64>> {
    (0..grid.len()).map(|index| point(grid, index)).collect()
}

const PRODUCT: &str = r#"
    [[parameter]]
    key = "electricity_price.west"
    as = "factor"
    values = [0.8, 1.0, 1.2]

    [[parameter]]
    key = "carbon_price"
    range = { from = 0, to = 400, steps = 41 }

    [[parameter]]
    key = "demand.training"
    as = "addition"
    range = { from = 0.01, to = 1, steps = 3, scale = "logarithmic" }
"#;

fn sampled(method: &str, count: u64, seed: u64) -> String {
    format!(
        r#"
        [[parameter]]
        key = "electricity_price.west"
        as = "factor"
        distribution = {{ name = "uniform", from = 0.5, to = 1.5 }}
        [[parameter]]
        key = "carbon_price"
        distribution = {{ name = "triangular", from = 0, mode = 80, to = 400 }}
        [[parameter]]
        key = "demand.chat"
        as = "factor"
        distribution = {{ name = "truncated-normal", mean = 1, standard_deviation = 0.2, from = 0 }}
        [sample]
        method = "{method}"
        count = {count}
        seed = {seed}
        "#
    )
}

#[test]
fn the_last_parameter_of_a_product_varies_fastest() {
    let grid = grid(PRODUCT);
    assert_eq!(grid.len(), 3 * 41 * 3);
    assert_eq!(point(&grid, 0), [0.8, 0.0, 0.01]);
    let second = point(&grid, 1);
    assert_eq!(second[..2], [0.8, 0.0]);
    assert!((second[2] - 0.1).abs() < 1e-15);
    assert_eq!(point(&grid, 2), [0.8, 0.0, 1.0]);
    assert_eq!(point(&grid, 3), [0.8, 10.0, 0.01]);
    assert_eq!(point(&grid, 41 * 3), [1.0, 0.0, 0.01]);
    assert_eq!(point(&grid, grid.len() - 1), [1.2, 400.0, 1.0]);
    let kinds: Vec<OperationKind> = grid.parameters().iter().map(|p| p.how).collect();
    let expected = [
        OperationKind::Factor,
        OperationKind::Value,
        OperationKind::Addition,
    ];
    assert_eq!(kinds, expected);
    let labels: Vec<String> = grid.parameters().iter().map(|p| p.label()).collect();
    assert_eq!(
        labels,
        [
            "electricity_price.west*=",
            "carbon_price",
            "demand.training+="
        ]
    );
}

#[test]
fn every_point_of_a_product_is_met_once() {
    let bits = |point: Vec<f64>| point.into_iter().map(f64::to_bits).collect::<Vec<_>>();
    let distinct: HashSet<_> = points(&grid(PRODUCT)).into_iter().map(bits).collect();
    assert_eq!(distinct.len(), 3 * 41 * 3);
}

#[test]
fn points_asked_for_in_any_order_are_those_asked_for_in_turn() {
    for text in [
        PRODUCT,
        &sampled("sobol", 200, 1),
        &sampled("latin-hypercube", 200, 1),
        &sampled("independent", 200, 1),
    ] {
        let grid = grid(text);
        let in_turn = points(&grid);
        for step in [7, 11, 199] {
            let mut index = 0;
            for _ in 0..100 {
                index = (index + step) % grid.len();
                let place = usize::try_from(index).expect("small");
                assert_eq!(point(&grid, index), in_turn[place]);
            }
        }
    }
}

#[test]
fn zipped_parameters_move_together_and_stand_where_the_first_of_them_stands() {
    let grid = grid(
        r#"
        zip = ["pue.east", "capacity.wuhu"]
        [[parameter]]
        key = "pue.east"
        values = [1.3, 1.4, 1.5]
        [[parameter]]
        key = "carbon_price"
        values = [0, 100]
        [[parameter]]
        key = "capacity.wuhu"
        range = { from = 10, to = 30, steps = 3 }
        "#,
    );
    assert_eq!(
        points(&grid),
        [
            [1.3, 0.0, 10.0],
            [1.3, 100.0, 10.0],
            [1.4, 0.0, 20.0],
            [1.4, 100.0, 20.0],
            [1.5, 0.0, 30.0],
            [1.5, 100.0, 30.0],
        ]
    );
}

#[test]
fn several_groups_are_zipped_apart() {
    let grid = grid(
        r#"
        zip = [["pue.wuhu", "capacity.wuhu"], ["carbon_price", "carbon_cap"]]
        parameter = [
            { key = "pue.wuhu", values = [1.3, 1.4] },
            { key = "capacity.wuhu", values = [1, 2] },
            { key = "carbon_price", values = [5, 6] },
            { key = "carbon_cap", values = [7, inf] },
        ]
        "#,
    );
    assert_eq!(
        points(&grid),
        [
            [1.3, 1.0, 5.0, 7.0],
            [1.3, 1.0, 6.0, f64::INFINITY],
            [1.4, 2.0, 5.0, 7.0],
            [1.4, 2.0, 6.0, f64::INFINITY],
        ]
    );
}

#[test]
fn rows_of_a_csv_file_are_scenarios_and_multiply_with_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    // a byte-order mark, CRLF, a comment, a blank line, a column of notes
    let rows = "\u{feff}carbon_price, electricity_price.west*=,note\r\n# from a study\r\n10,0.9,\"low, then\"\r\n\r\n20,1.1,\r\n";
    std::fs::write(folder.path().join("rows.csv"), rows).expect("written");
    let path = folder.path().join("grid.toml");
    let text =
        "[[rows]]\nfile = \"rows.csv\"\n[[parameter]]\nkey = \"pue.wuhu\"\nvalues = [1.3, 1.4]\n";
    std::fs::write(&path, text).expect("written");
    let grid = Grid::read(&path, &case()).unwrap_or_else(|error| panic!("{error}"));
    let labels: Vec<String> = grid.parameters().iter().map(|p| p.label()).collect();
    assert_eq!(
        labels,
        ["carbon_price", "electricity_price.west*=", "pue.wuhu"]
    );
    assert_eq!(
        points(&grid),
        [
            [10.0, 0.9, 1.3],
            [10.0, 0.9, 1.4],
            [20.0, 1.1, 1.3],
            [20.0, 1.1, 1.4]
        ]
    );

    std::fs::write(folder.path().join("rows.csv"), rows.replace("1.1", "1.15")).expect("written");
    let other = Grid::read(&path, &case()).unwrap_or_else(|error| panic!("{error}"));
    assert_ne!(grid.hash(), other.hash(), "the figures of the rows count");
}

#[test]
fn files_as_spreadsheets_write_them_in_china_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rows, _, _) = encoding_rs::GB18030.encode("carbon_price,note\n10,碳价\n");
    std::fs::write(folder.path().join("rows.csv"), &rows).expect("written");
    let (text, _, _) = encoding_rs::GB18030.encode("# 网格\r\n[[rows]]\r\nfile = \"rows.csv\"\r\n");
    let path = folder.path().join("grid.toml");
    std::fs::write(&path, &text).expect("written");
    let grid = Grid::read(&path, &case()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(points(&grid), [[10.0]]);
}

#[test]
fn a_latin_hypercube_meets_every_stratum_of_every_parameter_once() {
    let count = 1000;
    let text = sampled("latin-hypercube", count, 3);
    let grid = grid(&text);
    assert_eq!(grid.len(), count);
    // the distribution functions turn figures back into the unit interval
    let triangular = |x: f64| {
        if x < 80.0 {
            x * x / (400.0 * 80.0)
        } else {
            1.0 - (400.0 - x).powi(2) / (400.0 * 320.0)
        }
    };
    let units = |parameter: usize, unit: &dyn Fn(f64) -> f64| {
        let mut strata: Vec<u64> = points(&grid)
            .iter()
            .map(|point| (unit(point[parameter]) * 1000.0) as u64)
            .collect();
        strata.sort_unstable();
        strata
    };
    let once: Vec<u64> = (0..count).collect();
    assert_eq!(units(0, &|x| x - 0.5), once);
    assert_eq!(units(1, &triangular), once);
}

#[test]
fn prefixes_of_a_sobol_sample_are_balanced_over_each_parameter_and_over_pairs() {
    let grid = grid(&sampled("sobol", 1024, 5));
    let points = points(&grid);
    for power in 1..=10 {
        let count = 1 << power;
        let place = |point: &Vec<f64>| ((point[0] - 0.5) * f64::from(count)) as u32;
        let met: HashSet<u32> = points[..count as usize].iter().map(place).collect();
        assert_eq!(met.len(), count as usize);
    }
    let high_price = |point: &&Vec<f64>| point[0] > 1.0;
    // median of the triangular distribution: 400 − √(0.5 · 400 · 320)
    let median = 400.0 - 64_000_f64.sqrt();
    let both = points
        .iter()
        .filter(high_price)
        .filter(|point| point[1] > median)
        .count();
    assert_eq!(both, 256);
}

#[test]
fn independent_draws_follow_their_distributions() {
    let grid = grid(&sampled("independent", 40_000, 11));
    let points = points(&grid);
    let mean = |parameter: usize| points.iter().map(|p| p[parameter]).sum::<f64>() / 40_000.0;
    // five standard errors each
    assert!((mean(0) - 1.0).abs() < 5.0 * 0.2887 / 200.0);
    assert!((mean(1) - 160.0).abs() < 5.0 * 86.0 / 200.0);
    assert!((mean(2) - 1.0).abs() < 5.0 * 0.2 / 200.0);
    let repeated: HashSet<u64> = points.iter().map(|p| p[0].to_bits()).collect();
    assert!(repeated.len() > 39_990);
}

#[test]
fn the_same_seed_gives_the_same_points_and_another_seed_others() {
    for method in ["sobol", "latin-hypercube", "independent"] {
        let first = points(&grid(&sampled(method, 64, 1)));
        assert_eq!(first, points(&grid(&sampled(method, 64, 1))));
        let other = points(&grid(&sampled(method, 64, 2)));
        assert!(
            first.iter().zip(&other).all(|(a, b)| a[0] != b[0]),
            "{method}"
        );
    }
}

#[test]
fn samples_multiply_with_lists_and_vary_fastest() {
    let grid = grid(
        r#"
        [[parameter]]
        key = "carbon_price"
        distribution = { name = "uniform", from = 0, to = 400 }
        [[parameter]]
        key = "pue.wuhu"
        values = [1.3, 1.4]
        [sample]
        method = "sobol"
        count = 8
        "#,
    );
    let points = points(&grid);
    assert_eq!(points.len(), 16);
    for (low, high) in points[..8].iter().zip(&points[8..]) {
        assert_eq!((low[1], high[1]), (1.3, 1.4));
        assert_eq!(low[0], high[0], "both meet the same draws");
    }
}

#[test]
fn huge_grids_are_numbered_without_being_stored() {
    let many = |steps: u64, key: &str| {
        format!("[[parameter]]\nkey = \"{key}\"\nrange = {{ from = 0, to = 1, steps = {steps} }}\n")
    };
    let grid = grid(
        &[
            many(1_000_000_001, "carbon_price"),
            many(9_000_000_000, "green_share.wuhu"),
        ]
        .concat(),
    );
    assert_eq!(grid.len(), 9_000_000_009_000_000_000);
    assert_eq!(point(&grid, 500_000_000 * 9_000_000_000), [0.5, 0.0]);
    let text = sampled("latin-hypercube", 10_000_000_000_000, 0);
    let grid = crate::grids::grid(&text);
    assert!(
        point(&grid, 9_999_999_999_999)
            .iter()
            .all(|figure| figure.is_finite())
    );
}

#[test]
fn a_scenario_is_applied_to_the_base_whatever_came_before_it() {
    let base = case();
    let grid = grid(
        r#"
        [[parameter]]
        key = "demand.inference"
        as = "factor"
        values = [2, 0]
        [[parameter]]
        key = "demand.chat.SH"
        as = "factor"
        values = [0.5, 3]
        [[parameter]]
        key = "green_target.wuhu"
        values = [0.1, 0.9]
        "#,
    );
    let mut scratch = base.clone();
    for index in [7, 0, 3, 1, 7, 2, 6, 5, 4] {
        let figures = point(&grid, index);
        grid.apply(&figures, &base, &mut scratch)
            .unwrap_or_else(|error| panic!("{error}"));
        let mut fresh = base.clone();
        grid.apply(&figures, &base, &mut fresh)
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(format!("{scratch:?}"), format!("{fresh:?}"));
        let rate = inference(&scratch, 0).requests_per_s[0].1.base;
        assert_eq!(rate, 500.0 * figures[0] * figures[1]);
    }
}

#[test]
fn a_scenario_that_fails_leaves_the_next_one_right() {
    let base = case();
    let grid = grid(
        r#"
        [[parameter]]
        key = "pue.wuhu"
        as = "factor"
        values = [0.95, 1.1]
        [[parameter]]
        key = "pue"
        as = "addition"
        values = [-0.05, 0.1]
        "#,
    );
    let mut scratch = base.clone();
    let error = grid
        .apply(&point(&grid, 0), &base, &mut scratch)
        .expect_err("below 1");
    insta::assert_snapshot!(error, @"`pue+=-0.05` would make `pue` of `wuhu` in period `rest` 0.981; it has to be 1 or more");
    grid.apply(&point(&grid, 3), &base, &mut scratch)
        .expect("above 1");
    assert!((scratch.hubs[0].pue.base - (1.2 * 1.1 + 0.1)).abs() < 1e-12);
}

#[test]
fn the_hash_tells_grids_apart_and_ignores_their_layout() {
    let hash = |text: &str| grid(text).hash();
    let first = hash(PRODUCT);
    assert_eq!(first.len(), 64);
    assert_eq!(first, hash(&format!("# a comment\n{PRODUCT}")));
    let others = [
        PRODUCT.replace("1.2]", "1.25]"),
        PRODUCT.replace("\"factor\"", "\"addition\""),
        PRODUCT.replace("electricity_price.west", "electricity_price.east"),
        PRODUCT.replace("steps = 41", "steps = 40"),
        PRODUCT.replace(", scale = \"logarithmic\"", ""),
        sampled("sobol", 10, 1),
        sampled("sobol", 10, 2),
        sampled("sobol", 11, 1),
        sampled("independent", 10, 1),
        sampled("sobol", 10, 1).replace("mode = 80", "mode = 81"),
    ];
    let distinct: HashSet<String> = others
        .iter()
        .map(|text| hash(text))
        .chain([first])
        .collect();
    assert_eq!(distinct.len(), others.len() + 1);
}

#[test]
fn structure_changes_only_where_a_parameter_can_change_it() {
    assert!(!grid(PRODUCT).changes_structure());
    let one = |key: &str, how: &str, value: f64| {
        grid(&format!(
            "[[parameter]]\nkey = \"{key}\"\nas = \"{how}\"\nvalues = [{value}]\n"
        ))
    };
    assert!(one("facility_limit", "value", 100.0).changes_structure());
    assert!(!one("facility_limit", "factor", 0.9).changes_structure());
    assert!(one("round_trip", "factor", 0.9).changes_structure());
    assert!(one("enabled.chat", "value", 0.0).changes_structure());
    assert!(!one("carbon_cap", "value", 4000.0).changes_structure());
    assert!(
        one("carbon_cap", "value", f64::INFINITY).changes_structure(),
        "the rule goes"
    );
}

/// The blocks of a language in the page that describes the format.
fn examples(language: &str) -> Vec<&'static str> {
    let page = include_str!("../../docs/sweep.md");
    let opening = format!("```{language}\n");
    let blocks = page.split(opening.as_str()).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap_or(""))
        .collect()
}

#[test]
fn the_examples_of_the_documentation_are_grids_of_the_sizes_it_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    for rows in examples("csv") {
        std::fs::write(folder.path().join("outlook.csv"), rows).expect("written");
    }
    let sizes: Vec<u64> = examples("toml")
        .into_iter()
        .map(|text| {
            Grid::parse(text, &folder.path().join("grid.toml"), &case())
                .unwrap_or_else(|error| panic!("{error}"))
                .len()
        })
        .collect();
    assert_eq!(sizes, [3 * 41 * 5, 3, 2, 131_072]);
}

/// The column `allowed` of the documentation says what the reader, `--set` and grids hold figures against.
#[test]
fn the_documentation_states_the_range_of_every_quantity() {
    use eastwest::parameter::{Allowed, Quantity};
    let page = include_str!("../../docs/sweep.md");
    let (_, table) = page
        .split_once("| quantity | unit | allowed | notes |")
        .expect("the table of quantities");
    let rows = table.lines().skip(2).take_while(|row| row.starts_with('|'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(" | ").collect()).collect();
    for quantity in Quantity::ALL {
        let name = format!("`{}`", quantity.name());
        let row = rows.iter().find(|row| row[0].contains(&name));
        let row = row.unwrap_or_else(|| panic!("no row of {name}"));
        // an empty unit leaves no cell between the bars
        let allowed = row[row.len() - 2].trim_start_matches("| ");
        let stated = match quantity.allowed() {
            Allowed::Finite => "any finite figure",
            Allowed::NonNegative => "0 or more",
            Allowed::Limit => "0 or more, `inf` is no ",
            Allowed::PositiveLimit => "over 0, `inf` is no limit",
            Allowed::TransferDays => "0.01 or more, `inf` is no limit",
            Allowed::Share => "0 to 1",
            Allowed::AtLeastOne => "1 or more",
            Allowed::Switch => "0 or 1",
            Allowed::Accounting => "`location`, `market`, `marginal`",
        };
        let is_stated = allowed.starts_with(stated)
            && (quantity.allowed() != Allowed::NonNegative || !allowed.contains("inf"));
        assert!(is_stated, "{name}: {allowed}");
    }
}

#[test]
fn the_documentation_names_every_quantity_in_both_tables() {
    let page = include_str!("../../docs/sweep.md");
    for quantity in eastwest::parameter::Quantity::ALL {
        let name = format!("`{}`", quantity.name());
        assert!(
            page.matches(&name).count() >= 2,
            "{name} belongs in both tables"
        );
    }
}
