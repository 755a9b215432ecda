//! What a command may write: links, devices, its own inputs, files beside results, and what killed runs left.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::Command;

use super::typing::Desk;

const GRID: &str =
    "[[parameter]]\nkey = \"carbon_price\"\nrange = { from = 0, to = 100, steps = 6 }\n";

fn desk() -> Desk {
    let desk = Desk::with_case("tiny");
    desk.write("grid.toml", GRID);
    desk.fine(&["sweep", "case", "grid.toml", "-o", "rows.csv"]);
    for part in ["1", "2"] {
        let (name, shard) = (format!("p{part}.csv"), format!("{part}/2"));
        desk.fine(&["sweep", "case", "grid.toml", "-o", &name, "--shard", &shard]);
    }
    desk
}

/// Every command that writes a file, without its name.
fn writers() -> Vec<(&'static str, Vec<&'static str>)> {
    let trace = [
        "trace",
        "case",
        "--param",
        "carbon_price",
        "--from",
        "0",
        "--to",
        "9",
        "-o",
    ];
    let mut writers = vec![
        ("x.svg", vec!["solve", "case", "--plot"]),
        ("x.mps", vec!["export", "case", "-o"]),
        ("x.csv", vec!["frontier", "case", "-o"]),
        ("y.csv", trace.to_vec()),
        ("z.csv", vec!["sweep", "case", "grid.toml", "-o"]),
        ("m.csv", vec!["merge", "p1.csv", "p2.csv", "-o"]),
        (
            "t.svg",
            vec![
                "trace",
                "case",
                "--param",
                "carbon_price",
                "--from",
                "0",
                "--to",
                "9",
                "--plot",
            ],
        ),
    ];
    if cfg!(feature = "parquet") {
        writers.push(("z.parquet", vec!["sweep", "case", "grid.toml", "-o"]));
    }
    writers
}

fn is_link(desk: &Desk, name: &str) -> bool {
    fs::symlink_metadata(desk.path(name)).is_ok_and(|found| found.is_symlink())
}

#[test]
fn a_link_is_followed_and_stays_whatever_is_written() {
    let desk = desk();
    fs::create_dir(desk.path("deep")).expect("a folder");
    for (name, words) in writers() {
        let target = format!("deep/{name}");
        desk.write(&target, "somebody's work\n");
        symlink(&target, desk.path(name)).expect("a link");
        let words = [&words[..], &[name]].concat();
        desk.refused(1, &words, &["exists", "`--force` replaces it"]);
        assert_eq!(desk.read(&target), "somebody's work\n", "{words:?}");
        desk.fine(&[&words[..], &["--force"]].concat());
        assert!(is_link(&desk, name), "{words:?}");
        assert_ne!(
            fs::read(desk.path(&target)).expect("a file"),
            b"somebody's work\n",
            "{words:?}"
        );
        // a link that leads nowhere yet
        fs::remove_file(desk.path(&target)).expect("removed");
        for side in ["state.json", "summary.json"] {
            let _ = fs::remove_file(desk.path(&format!("{name}.{side}")));
        }
        desk.fine(&words);
        assert!(
            is_link(&desk, name) && desk.path(&target).is_file(),
            "{words:?}"
        );
    }
}

#[test]
fn a_device_is_written_to_and_never_replaced() {
    let desk = desk();
    let listing = |desk: &Desk| desk.listing().len();
    for (name, words) in writers() {
        symlink("/dev/null", desk.path(name)).expect("a link");
        let before = listing(&desk);
        let words = [&words[..], &[name]].concat();
        desk.refused(1, &words, &["it is a device", "`--force` writes to it"]);
        desk.fine(&[&words[..], &["--force"]].concat());
        assert!(is_link(&desk, name), "{words:?}");
        let device = fs::metadata("/dev/null").expect("a device").file_type();
        assert!(device.is_char_device(), "{words:?}");
        // rows that went to a device have nothing beside them
        assert_eq!(listing(&desk), before, "{words:?}: {:?}", desk.listing());
    }
}

#[test]
fn no_command_replaces_what_it_reads_or_a_file_of_a_case() {
    let desk = desk();
    desk.fine(&["new", "other"]);
    fs::hard_link(desk.path("grid.toml"), desk.path("grid.csv")).expect("a link");
    symlink("case/links.csv", desk.path("links.csv")).expect("a link");
    let trace = [
        "trace",
        "case",
        "--param",
        "carbon_price",
        "--from",
        "0",
        "--to",
        "9",
    ];
    let own = "read by this very command";
    let of_case = "is a file of the case";
    let refused: [(Vec<&str>, &str); 9] = [
        (vec!["sweep", "case", "grid.toml", "-o", "grid.toml"], own),
        (vec!["sweep", "case", "grid.toml", "-o", "grid.csv"], own),
        (
            vec!["sweep", "case", "grid.toml", "-o", "case/hubs.csv"],
            own,
        ),
        (vec!["frontier", "case", "-o", "links.csv"], own),
        ([&trace[..], &["-o", "other/hubs.csv"]].concat(), of_case),
        // no table of `other` yet, and one from now on
        ([&trace[..], &["-o", "other/trunks.csv"]].concat(), of_case),
        (vec!["merge", "p1.csv", "p2.csv", "-o", "p1.csv"], own),
        (
            vec!["merge", "p1.csv", "p2.csv", "-o", "p1.csv.state.json"],
            own,
        ),
        (
            vec!["solve", "case", "--format", "csv", "-o", "other"],
            "is a case",
        ),
    ];
    let names = [
        "grid.toml",
        "case/hubs.csv",
        "case/links.csv",
        "other/hubs.csv",
        "p1.csv",
        "p1.csv.state.json",
    ];
    let before = names.map(|name| desk.read(name));
    for (words, why) in refused {
        desk.refused(1, &[&words[..], &["--force"]].concat(), &[why]);
        assert!(names.map(|name| desk.read(name)) == before, "{words:?}");
    }
    // rows of a grid's file too
    desk.write("deep.csv", "carbon_price\n1\n2\n");
    desk.write("deep.toml", "[[rows]]\nfile = \"deep.csv\"\n");
    desk.refused(
        1,
        &["sweep", "case", "deep.toml", "-o", "deep.csv", "--force"],
        &[own],
    );
    // a case may be started anew
    desk.fine(&["new", "other", "--force"]);
}

#[test]
fn files_beside_results_are_replaced_with_force_alone() {
    let desk = desk();
    let sweep = ["sweep", "case", "grid.toml", "-o"];
    let merge = ["merge", "p1.csv", "p2.csv", "-o"];
    let mut outputs = vec![("a.csv", &sweep[..]), ("b.csv", &merge[..])];
    if cfg!(feature = "parquet") {
        outputs.push(("a.parquet", &sweep[..]));
    }
    for (name, words) in outputs {
        for side in ["summary.json", "state.json"] {
            let side = format!("{name}.{side}");
            desk.write(&side, "somebody's work\n");
            let words = [words, &[name]].concat();
            desk.refused(1, &words, &[&format!("`{side}` exists"), "--force"]);
            if words[0] == "sweep" {
                desk.refused(1, &[&words[..], &["--resume"]].concat(), &[&side]);
            }
            assert_eq!(desk.read(&side), "somebody's work\n");
            desk.fine(&[&words[..], &["--force"]].concat());
            assert!(desk.read(&side).starts_with('{'), "{side}");
            for left in ["", ".summary.json", ".state.json"] {
                fs::remove_file(desk.path(&format!("{name}{left}"))).expect("removed");
            }
        }
    }
}

#[test]
fn other_peoples_temporary_files_stay_and_those_of_killed_runs_go() {
    let desk = desk();
    desk.write("victim", "somebody's work\n");
    desk.write("m.csv.1.tmp", "somebody's work\n");
    symlink("victim", desk.path("m.csv.tmp")).expect("a link");
    let left = ".m.csv.aB3xY9.eastwest-tmp";
    desk.write(left, "half a file");
    let aged = Command::new("touch")
        .args(["-d", "1 hour ago"])
        .arg(desk.path(left))
        .status();
    assert!(aged.expect("the command touch").success());
    let fresh = ".m.csv.aB3xY8.eastwest-tmp";
    desk.write(fresh, "another run's");
    // by its name somebody else's
    desk.write(".m.csv.notes.eastwest-tmp.txt", "kept");
    desk.fine(&["merge", "p1.csv", "p2.csv", "-o", "m.csv"]);
    assert!(desk.read("m.csv") == desk.read("rows.csv"));
    assert_eq!(desk.read("victim"), "somebody's work\n");
    assert_eq!(desk.read("m.csv.1.tmp"), "somebody's work\n");
    assert!(is_link(&desk, "m.csv.tmp"));
    let listing = desk.listing();
    assert!(!listing.iter().any(|name| name == left), "{listing:?}");
    assert!(listing.iter().any(|name| name == fresh), "{listing:?}");
    let ours = listing
        .iter()
        .filter(|name| name.ends_with(".eastwest-tmp"));
    assert_eq!(ours.count(), 1, "{listing:?}");
}

#[test]
fn new_files_have_the_rights_of_any_new_file_and_old_ones_keep_theirs() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    let mode = |name: &str| {
        fs::metadata(desk.path(name))
            .expect(name)
            .permissions()
            .mode()
            & 0o777
    };
    desk.write("plain", "");
    desk.fine(&["export", "case", "-o", "a.mps"]);
    assert_eq!(mode("a.mps"), mode("plain"));
    fs::set_permissions(desk.path("a.mps"), PermissionsExt::from_mode(0o640)).expect("rights");
    desk.fine(&["export", "case", "-o", "a.mps", "--force"]);
    assert_eq!(mode("a.mps"), 0o640);
}

#[test]
fn pipes_devices_and_files_of_others_are_no_input() {
    let desk = desk();
    let made = Command::new("mkfifo").arg(desk.path("pipe.csv")).status();
    assert!(made.expect("the command mkfifo").success());
    symlink("/dev/zero", desk.path("zero.csv")).expect("a link");
    for (name, kind) in [("pipe.csv", "pipe"), ("zero.csv", "device")] {
        let is = format!("it is a {kind}");
        desk.refused(2, &["plot", name, "-o", "x.svg"], &[name, &is]);
        desk.write("r.toml", format!("[[rows]]\nfile = \"{name}\"\n"));
        desk.refused(2, &["sweep", "case", "r.toml", "-o", "x.csv"], &[name, &is]);
        desk.refused(2, &["sweep", "case", name, "-o", "x.csv"], &[name, &is]);
    }
    symlink("/dev/zero", desk.path("zero.parquet")).expect("a link");
    if cfg!(feature = "parquet") {
        desk.refused(
            2,
            &["plot", "zero.parquet", "-o", "x.svg"],
            &["it is a device"],
        );
    }
    desk.write("secret.csv", "hunter2,x\n1,2\n");
    fs::create_dir(desk.path("grids")).expect("a folder");
    let secret = desk.path("secret.csv");
    let secret = secret.to_str().expect("a path");
    for (file, why) in [
        ("../secret.csv", "leads out of the grid's folder"),
        (secret, "is an absolute path"),
    ] {
        desk.write("grids/g.toml", format!("[[rows]]\nfile = \"{file}\"\n"));
        let words = ["sweep", "case", "grids/g.toml", "-o", "x.csv"];
        desk.refused(2, &words, &["grids/g.toml:2", why]);
        assert!(!desk.type_in(&words).err.contains("hunter2"));
    }
    // what is no result of ours is not shown
    desk.write("passwd", "root:x:0:0:root:/root:/bin/sh\n");
    let typed = desk.type_in(&["plot", "passwd", "-o", "x.svg"]);
    assert_eq!(typed.code, 2);
    assert!(!typed.err.contains("root:x"), "{}", typed.err);
}
