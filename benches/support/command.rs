//! The whole command, as a user runs it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::setting::{self, Setting};

/// What a run of the command needed.
pub struct Cost {
    pub seconds: f64,
    /// Size of the results, bytes.
    pub bytes: u64,
    /// Greatest resident memory, kB, where the system tells.
    pub peak_kb: Option<u64>,
}

/// Runs `eastwest sweep datasets/china --periods one` on the grid of `setting`, on all cores.
pub fn sweep(setting: &Setting) -> Cost {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let grid = folder.path().join("grid.toml");
    let rows = folder.path().join("rows.csv");
    std::fs::write(&grid, &setting.text).expect("a written grid");
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_eastwest"))
        .arg("sweep")
        .args([&setting::china_folder(), &grid])
        .args(["--periods", "one", "-o"])
        .arg(&rows)
        .stderr(Stdio::null())
        .spawn()
        .expect("a running command");
    let mut peak_kb = None;
    let status = loop {
        // the peak only grows: the last one seen is the one of the whole run, but for its last moment
        peak_kb = peak_of(child.id()).or(peak_kb);
        match child.try_wait().expect("a child") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    assert!(status.success(), "{status}");
    Cost {
        seconds,
        bytes: std::fs::metadata(&rows).map_or(0, |data| data.len()),
        peak_kb,
    }
}

/// `VmHWM` of a process, kB.
fn peak_of(id: u32) -> Option<u64> {
    let status = Path::new("/proc").join(id.to_string()).join("status");
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
