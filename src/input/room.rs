//! Memory that is free, of the computer, of the control group and of the limits that this process is under.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the hierarchy of control groups stands.
const GROUPS: &str = "/sys/fs/cgroup";

/// Bytes that this process may still take; `None` where the system does not say.
///
/// The least of: what the computer has left, what each control group that the process is in has left, and what
/// limits of the process (`ulimit -v`, `ulimit -d`) leave.
#[must_use]
pub fn free_memory() -> Option<u64> {
    let found = [of_the_computer(), of_the_groups(), of_the_process()];
    found.into_iter().flatten().min()
}

fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// A figure of a file of lines `NAME: FIGURE kB`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let figure: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(figure.saturating_mul(1024))
}

fn of_the_computer() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// What the control groups leave, from the own one up to the root.
fn of_the_groups() -> Option<u64> {
    let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = own.lines().find_map(|line| line.strip_prefix("0::/"));
    let mut folder = PathBuf::from(GROUPS).join(own.unwrap_or_default());
    let mut least: Option<u64> = None;
    while folder.starts_with(GROUPS) {
        let most = number(&folder.join("memory.max"));
        if let Some((most, used)) = most.zip(number(&folder.join("memory.current"))) {
            let free = most.saturating_sub(used);
            least = Some(least.map_or(free, |least| least.min(free)));
        }
        if !folder.pop() {
            break;
        }
    }
    least
}

/// What the limits on address space and on data leave.
fn of_the_process() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let left = |limit: &str, used: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(limit))?;
        let most: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(most.saturating_sub(kilobytes(&status, used)?))
    };
    let address_space = left("Max address space", "VmSize:");
    let data = left("Max data size", "VmData:");
    [address_space, data].into_iter().flatten().min()
}
