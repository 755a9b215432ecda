use std::path::Path;

use eastwest::sweep::Grid;

use crate::fixture::case;

/// What is said about a grid that cannot be read.
fn faults(text: &str) -> String {
    match Grid::parse(text, Path::new("grid.toml"), &case()) {
        Ok(_) => panic!("the grid was accepted"),
        Err(error) => error.to_string(),
    }
}

/// As [`faults`], for one parameter.
fn parameter(text: &str) -> String {
    faults(&format!("[[parameter]]\n{text}\n"))
}

/// As [`faults`], for a file of rows.
fn rows(text: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("rows.csv"), text).expect("written");
    let path = folder.path().join("grid.toml");
    let error = Grid::parse("[[rows]]\nfile = \"rows.csv\"\n", &path, &case());
    let message = error.expect_err("a fault").to_string();
    message.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn all_faults_of_a_file_come_at_once_with_their_lines() {
    insta::assert_snapshot!(faults(
        r#"
zip = ["carbon_price", "pue.wuhuu"]

[[parameter]]
key = "electricty_price.west"
as = "factr"
values = [0.8, "1.0", 1.2]

[[parameter]]
key = "carbon_price"
range = { from = 0, to = 400, step = 41 }

[[parameter]]
key = "pue.wuhu"
value = [0.9]

[sample]
method = "sobel"
count = 0
"#
    ), @r#"
grid.toml:2: `zip`: `pue.wuhuu`: `pue` has no `wuhuu`; it takes `east`, `west` or a hub; did you mean `pue.wuhu`?
grid.toml:5: no parameter is called `electricty_price.west`; did you mean `electricity_price.west`?
grid.toml:6: `as` has to be `value`, `factor` or `addition`, not `factr`; did you mean `factor`?
grid.toml:7: each of `values` has to be a number, not a string
grid.toml:11: a `range` has no `step`; did you mean `steps`?
grid.toml:11: a `range` needs `steps`
grid.toml:13: a `[[parameter]]` needs one of `values`, `range` and `distribution`
grid.toml:15: a `[[parameter]]` has no `value`; did you mean `values`?
grid.toml:18: `method` has to be `latin-hypercube`, `sobol` or `independent`, not `sobel`; did you mean `sobol`?
grid.toml:19: `count` has to be a whole number, 1 or more
"#);
}

#[test]
fn text_that_is_no_toml_is_a_fault_with_its_line() {
    insta::assert_snapshot!(faults("[[parameter]]\nkey = \"pue\"\nvalues = [1.2, ,]\n"), @"grid.toml:3: extra comma in array, expected value");
    insta::assert_snapshot!(faults("[[parameter]]\nkey = \"pue\"\nkey = \"pue\"\n"), @"grid.toml:3: duplicate key");
}

#[test]
fn an_empty_file_and_a_missing_file_say_so() {
    insta::assert_snapshot!(faults(""), @"grid.toml: names no parameter: write `[[parameter]]` or `[[rows]]`");
    insta::assert_snapshot!(faults("# nothing\n"), @"grid.toml: names no parameter: write `[[parameter]]` or `[[rows]]`");
    let missing = Path::new("no-such-folder/grid.toml");
    let error = Grid::read(missing, &case()).expect_err("there is none");
    insta::assert_snapshot!(error, @"no-such-folder/grid.toml: cannot be read: No such file or directory (os error 2)");
}

#[test]
fn bytes_that_are_no_text_are_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("grid.toml");
    std::fs::write(&path, b"key = \"\xff\xff\xff\"").expect("written");
    let error = Grid::read(&path, &case()).expect_err("no text").to_string();
    assert!(
        error.ends_with("grid.toml: is neither UTF-8 nor GB18030 text"),
        "{error}"
    );
}

#[test]
fn names_of_tables_keys_and_words_are_corrected() {
    insta::assert_snapshot!(faults("[[parameters]]\nkey = \"pue\"\n"), @"grid.toml:1: a grid has no `parameters`; did you mean `parameter`?");
    insta::assert_snapshot!(faults("[parameter]\nkey = \"pue\"\n"), @"grid.toml:1: `parameter` has to be an array of tables, written `[[parameter]]`, not a table");
    insta::assert_snapshot!(parameter("key = \"pue\"\nvaluse = [1.2]"), @r#"
grid.toml:1: a `[[parameter]]` needs one of `values`, `range` and `distribution`
grid.toml:3: a `[[parameter]]` has no `valuse`; did you mean `values`?
"#);
    insta::assert_snapshot!(parameter("key = \"pue.zhongwie\"\nvalues = [1.2]"), @"grid.toml:2: `pue.zhongwie`: `pue` has no `zhongwie`; it takes `east`, `west` or a hub; did you mean `pue.zhongwei`?");
    insta::assert_snapshot!(parameter("key = \"pue\"\nas = \"multiply\"\nvalues = [1.2]"), @"grid.toml:3: `as` has to be `value`, `factor` or `addition`, not `multiply`");
    insta::assert_snapshot!(parameter("key = \"pue\"\ndistribution = { name = \"gauss\" }"), @"grid.toml:3: `name` has to be `uniform`, `loguniform`, `normal`, `truncated-normal`, `triangular` or `choice`, not `gauss`");
    insta::assert_snapshot!(parameter("key = \"pue\"\nrange = { from = 1.2, to = 1.4, steps = 3, scale = \"log\" }"), @"grid.toml:3: `scale` has to be `linear` or `logarithmic`, not `log`; did you mean `logarithmic`?");
}

#[test]
fn what_is_missing_or_of_the_wrong_type_is_named() {
    insta::assert_snapshot!(parameter("values = [1.2]"), @"grid.toml:1: a `[[parameter]]` needs `key`");
    insta::assert_snapshot!(parameter("key = \"pue\""), @"grid.toml:1: a `[[parameter]]` needs one of `values`, `range` and `distribution`");
    insta::assert_snapshot!(parameter("key = \"pue\"\nvalues = [1.2]\nrange = { from = 1, to = 2, steps = 2 }"), @"grid.toml:1: a `[[parameter]]` needs one of `values`, `range` and `distribution`");
    insta::assert_snapshot!(parameter("key = 5\nvalues = 1.2"), @r#"
grid.toml:2: `key` has to be a text, not an integer
grid.toml:3: `values` has to be a list of numbers, not a float
"#);
    insta::assert_snapshot!(parameter("key = \"pue\"\nvalues = []"), @"grid.toml:3: `values` has to hold at least one number");
    insta::assert_snapshot!(parameter("key = \"pue\"\nvalues = [nan, 1.2]"), @"grid.toml:3: each of `values` has to be a number");
    insta::assert_snapshot!(parameter("key = \"pue\"\nrange = [1, 2]"), @"grid.toml:3: `range` has to be a table, not an array");
    insta::assert_snapshot!(parameter("key = \"pue\"\nrange = { from = 1.2, to = inf, steps = 1 }"), @"grid.toml:3: `steps` has to be a whole number, 2 or more");
    insta::assert_snapshot!(parameter("key = \"carbon_price\"\nrange = { from = 0, to = 100, steps = 3, scale = \"logarithmic\" }"), @"grid.toml:3: `from` and `to` have to be over 0 on a logarithmic scale");
}

#[test]
fn figures_that_no_scenario_could_use_are_faults() {
    insta::assert_snapshot!(parameter("key = \"pue.wuhu\"\nvalues = [1.3, 0.9]"), @"grid.toml:3: `pue.wuhu=0.9` would make `pue` of `wuhu` in period `day` 0.9; it has to be 1 or more");
    insta::assert_snapshot!(parameter("key = \"pue.wuhu\"\nas = \"factor\"\nrange = { from = 1, to = 0.5, steps = 6 }"), @"grid.toml:4: `pue.wuhu*=0.9` would make `pue` of `wuhu` in period `rest` 0.972; it has to be 1 or more");
    insta::assert_snapshot!(parameter("key = \"facility_limit.wuhu\"\nas = \"factor\"\nvalues = [0.9]"), @"grid.toml:4: `facility_limit.wuhu*=0.9`: `facility_limit.wuhu` has no value to scale in this case; give it one with `facility_limit.wuhu=VALUE`");
    insta::assert_snapshot!(parameter("key = \"enabled.chat\"\nrange = { from = 0, to = 1, steps = 3 }"), @"grid.toml:3: `enabled.chat=0.5` would make `enabled` of `chat` 0.5; it has to be 0 (off) or 1 (on)");
    let uniform = |key: &str, to: f64| {
        faults(&format!(
            "[[parameter]]\nkey = \"{key}\"\ndistribution = {{ name = \"uniform\", from = 0, to = {to} }}\n[sample]\nmethod = \"sobol\"\ncount = 4\n"
        ))
    };
    insta::assert_snapshot!(uniform("green_share", 1.5), @"grid.toml:3: `green_share=1.5` would make `green_share` of `wuhu` 1.5; it has to be 0 to 1");
    insta::assert_snapshot!(uniform("enabled.chat", 1.0), @"grid.toml:3: `enabled.chat` is a switch: draw it from a `choice` of 0 and 1");
}

#[test]
fn a_key_may_vary_once() {
    insta::assert_snapshot!(faults("parameter = [\n{ key = \"pue\", values = [1.2] },\n{ key = \"pue\", values = [1.3] },\n{ key = \"demand.vault\", values = [1] },\n{ key = \"demand.storage\", values = [2] }]\n"), @r#"
grid.toml:3: `pue` varies twice
grid.toml:5: `demand.storage` is the same as `demand.vault`, and varies twice
"#);
}

#[test]
fn zips_that_cannot_be_say_why() {
    let zipped = |zip: &str| {
        faults(&format!(
            "zip = {zip}\nparameter = [\n{{ key = \"pue\", values = [1.2, 1.3] }},\n{{ key = \"carbon_price\", values = [1] }},\n{{ key = \"capacity\", distribution = {{ name = \"uniform\", from = 0, to = 1 }} }}]\nsample = {{ method = \"sobol\", count = 4 }}\n"
        ))
    };
    insta::assert_snapshot!(zipped("[\"pue\", \"carbon_price\"]"), @"grid.toml:1: `zip`: `pue` has 2 values and `carbon_price` 1; they have to have as many");
    insta::assert_snapshot!(zipped("[\"pue\", \"capacity\"]"), @"grid.toml:1: `zip`: `capacity` has a distribution, and samples go together already");
    insta::assert_snapshot!(zipped("[\"pue\", \"pue\"]"), @"grid.toml:1: `zip`: `pue` goes with others already");
    insta::assert_snapshot!(zipped("[\"pue\", \"green_share\"]"), @"grid.toml:1: `zip`: no `[[parameter]]` of this grid has the key `green_share`");
    insta::assert_snapshot!(zipped("[\"pue\", \"carbon_prize\"]"), @"grid.toml:1: `zip`: no parameter is called `carbon_prize`; did you mean `carbon_price`?");
    insta::assert_snapshot!(zipped("\"pue\""), @"grid.toml:1: `zip` has to be a list of keys, or of such lists");
    insta::assert_snapshot!(zipped("[[\"pue\"], 5]"), @"grid.toml:1: `zip` has to be a list of keys, or of such lists");
}

#[test]
fn samples_and_distributions_need_each_other_and_have_to_exist() {
    insta::assert_snapshot!(parameter("key = \"pue\"\ndistribution = { name = \"uniform\", from = 1.2, to = 1.3 }"), @"grid.toml:1: `pue` has a distribution, so the grid needs a `[sample]` with `method` and `count`");
    insta::assert_snapshot!(parameter("key = \"pue\"\nvalues = [1.2]\n[sample]\nmethod = \"sobol\"\ncount = 4"), @"grid.toml:4: a `[sample]` needs a `[[parameter]]` with a `distribution`");
    insta::assert_snapshot!(parameter("key = \"pue\"\ndistribution = { name = \"uniform\", from = 1.3, to = 1.2 }\n[sample]\nmethod = \"sobol\"\ncount = 4"), @"grid.toml:3: `distribution`: `from` has to be less than `to`");
    insta::assert_snapshot!(parameter("key = \"pue\"\ndistribution = { name = \"normal\", mean = 1.3, deviation = 1.2 }\n[sample]\nmethod = \"sobol\"\nseed = -1"), @r#"
grid.toml:3: a `distribution` has no `deviation`; did you mean `standard_deviation`?
grid.toml:3: a `distribution` needs `standard_deviation`
grid.toml:4: a `[sample]` needs `count`
grid.toml:6: `seed` has to be a whole number, 0 or more
"#);
    insta::assert_snapshot!(parameter("key = \"pue\"\ndistribution = { name = \"choice\", values = [1.2, 1.3], weights = [1] }\n[sample]\nmethod = \"sobol\"\ncount = 9007199254740993"), @r#"
grid.toml:3: `distribution`: `weights` has to hold one number for each of `values`, none negative, not all 0
grid.toml:4: `sobol` draws at most 256 parameters and 4503599627370496 samples
"#);
}

#[test]
fn more_scenarios_than_can_be_numbered_are_a_fault() {
    let many = |key: &str| {
        format!(
            "[[parameter]]\nkey = \"{key}\"\nrange = {{ from = 0, to = 1, steps = 10_000_000_000 }}\n"
        )
    };
    insta::assert_snapshot!(faults(&[many("carbon_price"), many("green_share")].concat()), @"grid.toml: has more than 9223372036854775807 scenarios");
}

#[test]
fn faults_of_rows_name_the_rows_file_its_line_and_its_column() {
    insta::assert_snapshot!(rows(b"carbon_price,pue.wuhuu,capacity/=\n1,1.2,3\n"), @r#"
rows.csv:1: column 2: `pue.wuhuu`: `pue` has no `wuhuu`; it takes `east`, `west` or a hub; did you mean `pue.wuhu`?
rows.csv:1: `capacity/=`: there is no `/=`; write `KEY*=FACTOR`
"#);
    insta::assert_snapshot!(rows(b"carbon_price,pue.wuhu\n1,1.2\n# a comment\nten,\n3\n"), @r#"
rows.csv:4: `carbon_price`: `ten` is no number
rows.csv:4: `pue.wuhu`: an empty cell is no number
rows.csv:5: the heading has 2 cells, this row 1
"#);
    insta::assert_snapshot!(rows(b"carbon_price\n1\n-5\n"), @"rows.csv:3: `carbon_price=-5` would make `carbon_price` -5 CNY/t; it has to be 0 or more");
    insta::assert_snapshot!(rows(b"carbon_price\n"), @"rows.csv: has no rows");
    insta::assert_snapshot!(rows(b"note,price_source\na,b\n"), @"rows.csv:1: has no column of a parameter");
    insta::assert_snapshot!(rows(b""), @"rows.csv: is empty: a row of keys is expected");
    insta::assert_snapshot!(rows(b"carbon_price\n\xff\xff\n"), @"rows.csv: is neither UTF-8 nor GB18030 text");
    let error = Grid::parse(
        "[[rows]]\nfile = \"none.csv\"\nas = \"factor\"\n",
        Path::new("folder/grid.toml"),
        &case(),
    );
    insta::assert_snapshot!(error.expect_err("there is none"), @"folder/none.csv: cannot be read: No such file or directory (os error 2)");
}

#[test]
fn one_wrong_column_of_a_long_file_is_not_repeated_for_ever() {
    let long = format!("carbon_price\n{}", "x\n".repeat(1000));
    let message = rows(long.as_bytes());
    assert_eq!(message.lines().count(), 101);
    assert!(message.ends_with("and 900 more"));
}

#[test]
fn lines_are_counted_over_comments_blank_lines_and_quoted_line_ends() {
    let text = b"# a study\r\n\r\ncarbon_price,note\r\n1,\"two\r\nlines\"\r\n\r\n#\r\nx,\r\n";
    insta::assert_snapshot!(rows(text), @"rows.csv:8: `carbon_price`: `x` is no number");
}
