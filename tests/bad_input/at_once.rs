//! What is wrong in one way is looked at in all others: one reading tells of every fault.

use super::case::{Files, edit, edited, good};

/// A fault of the place: file, line, column or key.
type Place<'a> = (&'a str, usize, &'a str);

/// The places of all faults; line 0 and no heading where there is none.
fn places(files: &Files) -> Vec<(String, usize, String)> {
    let report = super::case::read(files).expect_err("there are faults");
    let places = report.faults.iter().map(|fault| {
        let place = &fault.location;
        (
            place.file.clone(),
            place.line.unwrap_or(0),
            place.heading.clone().unwrap_or_default(),
        )
    });
    places.collect()
}

#[track_caller]
fn told(what: &str, files: &Files, expected: &[Place<'_>]) {
    let mut found = places(files);
    found.sort();
    let mut expected: Vec<_> = expected
        .iter()
        .map(|&(file, line, heading)| (file.to_owned(), line, heading.to_owned()))
        .collect();
    expected.sort();
    assert_eq!(found, expected, "{what}");
}

#[test]
fn rows_given_twice_are_checked_like_others() {
    let mut files = edited("hubs.csv", "zhongwei,Zhongwei", "wuhu,Zhongwei");
    edit(&mut files, "hubs.csv", ",300,330,1.2,", ",-300,330,0.8,");
    files.remove("links.csv");
    told(
        "a hub twice",
        &files,
        &[
            ("hubs.csv", 3, "hub"),
            ("hubs.csv", 3, "capacity_mw"),
            ("hubs.csv", 3, "pue"),
        ],
    );
    told(
        "a link twice",
        &edited(
            "links.csv",
            "SH,zhongwei,27,400,west",
            "SH,wuhu,-27,400,east",
        ),
        &[
            ("links.csv", 4, "hub"),
            ("links.csv", 4, "rtt_ms"),
            ("links.csv", 4, "trunk"),
        ],
    );
    told(
        "an origin of a service twice",
        &edited("inference.csv", "chat,BJ,6000,daytime", "chat,SH,6000,dusk"),
        &[
            ("inference.csv", 3, "origin"),
            ("inference.csv", 3, "demand_profile"),
        ],
    );
    let mut files = edited("profiles.csv", "night,0.8,0.9", "day,-0.8,");
    told(
        "a period of the profiles twice",
        &files,
        &[
            ("profiles.csv", 0, ""),
            ("profiles.csv", 3, "period"),
            ("profiles.csv", 3, "daytime"),
            ("profiles.csv", 3, "solar"),
        ],
    );
    files = good();
    let hourly = "period,hub,green_share\nday,zhongwei,0.5\nday,zhongwei,0.6\n";
    files.insert("hourly.csv".into(), hourly.into());
    told(
        "an hour of a hub twice",
        &files,
        &[
            ("hourly.csv", 2, "green_share"),
            ("hourly.csv", 3, "hub"),
            ("hourly.csv", 3, "green_share"),
        ],
    );
}

#[test]
fn rows_without_an_id_are_checked_like_others() {
    let service = "chat,BJ,6000,daytime,a100,1.5,0.6,20,40,";
    told(
        "a service",
        &edited(
            "inference.csv",
            service,
            ",Beijing,6000,dusk,b200,1.5,0.6,20,40,wuhan",
        ),
        &[
            ("inference.csv", 3, "service"),
            ("inference.csv", 3, "origin"),
            ("inference.csv", 3, "demand_profile"),
            ("inference.csv", 3, "accelerator"),
            ("inference.csv", 3, "hubs_allowed"),
        ],
    );
    told(
        "an archive",
        &edited(
            "storage.csv",
            "backup,*,500,0.004,5,",
            ",Shanghai,500,0.004,5,wuhan",
        ),
        &[
            ("storage.csv", 2, "archive"),
            ("storage.csv", 2, "origin"),
            ("storage.csv", 2, "hubs_allowed"),
        ],
    );
}

#[test]
fn one_fault_of_a_workload_hides_no_other() {
    let mut files = edited("inference.csv", "chat,SH", "chat,*");
    edit(&mut files, "inference.csv", "chat,BJ", "chat,Beijing");
    told(
        "`*` beside an origin that is not known",
        &files,
        &[
            ("inference.csv", 2, "origin"),
            ("inference.csv", 3, "origin"),
        ],
    );
    let mut files = edited(
        "storage.csv",
        ",5,\n",
        ",5,\nbackup,*,1,0.004,5,\nbackup,*,2,0.004,5,\n",
    );
    told(
        "`*` three times",
        &files,
        &[("storage.csv", 3, "origin"), ("storage.csv", 4, "origin")],
    );
    files = edited("accelerators.csv", "312,800", "312,");
    let fleet = "accelerator,hub,installed,max\na100,wuhu,10,5\n";
    files.insert("fleet.csv".into(), fleet.into());
    told(
        "a fleet over its most, of an accelerator without power",
        &files,
        &[
            ("accelerators.csv", 2, "it_power_w"),
            ("fleet.csv", 2, "max"),
        ],
    );
}

#[test]
fn what_needs_the_case_hides_behind_no_other_fault() {
    let mut files = edited("hubs.csv", ",1.24,", ",0.8,");
    let plan = "workload,origin,hub,share\nchatt,*,wuhu,1\ngpt,SH,wuhan,2\n";
    files.insert("baseline.csv".into(), plan.into());
    edit(
        &mut files,
        "case.toml",
        "[policy]",
        "[baseline]\nside = \"east\"\nplan = \"baseline.csv\"\n[scenarios.dear]\nset = 3\n[policy]",
    );
    told(
        "a baseline and a scenario",
        &files,
        &[
            ("baseline.csv", 2, "workload"),
            ("baseline.csv", 3, "hub"),
            ("baseline.csv", 3, "share"),
            ("case.toml", 20, "baseline.plan"),
            ("case.toml", 22, "scenarios.dear.set"),
            ("hubs.csv", 2, "pue"),
        ],
    );
}

#[test]
fn a_misspelt_heading_hides_nothing_of_the_right_one() {
    for (first, second) in [
        ("capacity_mx", "capacity_mw"),
        ("capacity_mw", "capacity_mx"),
    ] {
        let trunks = format!("trunk,{first},{second}\nwest,-600,-600\n");
        let mut files = good();
        files.insert("trunks.csv".into(), trunks.replace("_mw", "_gbps").into());
        let misspelt = "capacity_mx";
        told(
            first,
            &files,
            &[
                ("trunks.csv", 1, misspelt),
                ("trunks.csv", 2, "capacity_gbps"),
            ],
        );
    }
    for keys in [
        "price_cny_per_tt = 1\nprice_cny_per_t = -5",
        "price_cny_per_t = -5\nprice_cny_per_tt = 1",
    ] {
        let line = |key: &str| 10 + usize::from(keys.lines().nth(1).unwrap().starts_with(key));
        told(
            keys,
            &edited("case.toml", "price_cny_per_t = 100", keys),
            &[
                (
                    "case.toml",
                    line("price_cny_per_tt "),
                    "carbon.price_cny_per_tt",
                ),
                (
                    "case.toml",
                    line("price_cny_per_t "),
                    "carbon.price_cny_per_t",
                ),
            ],
        );
    }
}

#[test]
fn a_table_without_its_ids_is_checked_like_others() {
    let mut files = edited("hubs.csv", "hub,name", "hbu,name");
    edit(&mut files, "hubs.csv", ",1.24,", ",0.8,");
    edit(&mut files, "training.csv", ",0.4,", ",,");
    told(
        "hubs",
        &files,
        &[
            ("hubs.csv", 1, ""),
            ("hubs.csv", 1, "hbu"),
            ("hubs.csv", 2, "pue"),
            ("training.csv", 2, "utilisation"),
        ],
    );
}
