"""Programmes of many periods: eastwest's command beside HiGHS' simplex, its interior point with and without crossover, and PDLP.

    pip install highspy
    python python/benchmarks/many_periods.py [--command eastwest] [--limit 600] [24 48 96 288 ...]

A case is so many days of datasets/china, whose profiles vary by a seeded factor from day to day and from hour to hour. The command solves
the case, from its files to its report; the others solve the programme that `eastwest export` writes of it, without reading it. Each
in a process of its own on one machine: processor seconds, largest memory, and by how much a cost is above the least lower bound.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHINA = Path(__file__).resolve().parents[2] / "datasets" / "china"
METHODS = {
    "HiGHS simplex": {"solver": "simplex"},
    "HiGHS interior point": {"solver": "ipm", "run_crossover": "off"},
    "HiGHS interior point, crossover": {"solver": "ipm", "run_crossover": "on"},
    "PDLP (HiGHS)": {"solver": "pdlp"},
}


def table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines)
    return list(reader.fieldnames or []), list(reader)


def write(path: Path, names: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def make_case(folder: Path, days: int) -> None:
    """The same days as the prototype's: one factor a day and column, 0.8 to 1.2, one an hour, 0.95 to 1.05."""
    shutil.copytree(CHINA, folder)
    rng = random.Random(7)
    (period_names, periods), (names, profiles) = table(CHINA / "periods.csv"), table(CHINA / "profiles.csv")
    more_periods, more_profiles = [], []
    for day in range(days):
        for period in periods:
            hours = float(period["hours"]) / days
            more_periods.append({"period": f"d{day:03}{period['period']}", "hours": repr(hours)})
        of_day = {name: rng.uniform(0.8, 1.2) for name in names[1:]}
        for row in profiles:
            varied = {name: repr(round(float(row[name]) * of_day[name] * rng.uniform(0.95, 1.05), 6)) for name in names[1:]}
            more_profiles.append({"period": f"d{day:03}{row['period']}", **varied})
    write(folder / "periods.csv", period_names[:2], more_periods)
    write(folder / "profiles.csv", names, more_profiles)
    names, runs = table(CHINA / "training.csv")
    for run in runs:
        run["window_first_period"] = run["window_last_period"] = ""
    write(folder / "training.csv", names, runs)


def peer(program: str, method: str, limit: float) -> None:
    """In a process of its own: reads the programme, then counts."""
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", limit)
    for name, value in METHODS[method].items():
        highs.setOptionValue(name, value)
    highs.readModel(program)
    begin = time.process_time()
    highs.run()
    seconds = time.process_time() - begin
    info = highs.getInfo()
    status = highs.modelStatusToString(highs.getModelStatus())
    print(json.dumps({"seconds": seconds, "status": status, "cost": info.objective_function_value}))


def ended(arguments: list[str], limit: float) -> tuple[str, float, float]:
    """What a process wrote, its processor seconds and its largest memory in MB; no text where it ran into the limit."""
    with tempfile.TemporaryFile() as out:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        child = subprocess.Popen(arguments, stdout=out, stderr=subprocess.DEVNULL)
        peak_kb, begin = 0, time.monotonic()
        while child.poll() is None:
            try:
                status = Path(f"/proc/{child.pid}/status").read_text()
                peak_kb = max([peak_kb] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
            except (OSError, ValueError):
                pass
            if time.monotonic() - begin > limit:
                child.kill()
            time.sleep(0.05)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        out.seek(0)
        text = out.read().decode() if child.returncode == 0 else ""
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return text, seconds, peak_kb / 1024


def told(periods: int, name: str, seconds: float, memory_mb: float, rest: str) -> None:
    print(f"{periods:6} {name:34} {seconds:9.1f} s {memory_mb:7.0f} MB  {rest}", flush=True)


def row(periods: int, options: argparse.Namespace, scratch: Path) -> None:
    case, program = scratch / f"case{periods}", scratch / f"{periods}.mps"
    make_case(case, -(-periods // 24))
    ways = [["--gap", gap] for gap in ("1e-4", "1e-6", "1e-8")] if periods > 48 else []
    if periods <= options.exact:
        ways.append(["--exact"])
    for way in ways:
        command = [options.command, "solve", str(case), "--no-claims", "--format", "json", *way]
        text, seconds, memory_mb = ended(command, options.limit)
        rest = "not within the limit"
        if text:
            answer = json.loads(text)
            near = answer.get("near") or {"steps": 0, "gap": 0.0}
            rest = f"cost {answer['objective_cny']:.9e}, gap {near['gap']:.1e}, {near['steps']} steps"
        told(periods, "eastwest " + " ".join(way), seconds, memory_mb, rest)
    if periods > options.peers:
        return
    subprocess.run([options.command, "export", str(case), "-o", str(program), "--force"], check=True, stdout=subprocess.DEVNULL)
    for method in METHODS:
        arguments = [sys.executable, __file__, "--peer", method, "--limit", str(options.limit), str(program)]
        text, seconds, memory_mb = ended(arguments, 2 * options.limit + 60)
        found = {"seconds": seconds, "status": "killed", "cost": float("nan")}
        if text:
            # HiGHS says who it is before
            found = json.loads(text.splitlines()[-1])
        told(periods, method, found["seconds"], memory_mb, f"cost {found['cost']:.9e}, {found['status']}")
    program.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("periods", nargs="*", default=["24", "48", "96", "288"])
    parser.add_argument("--command", default="eastwest")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds of each solve")
    parser.add_argument("--exact", type=int, default=288, help="most periods that the simplex method is asked for")
    parser.add_argument("--peers", type=int, default=1440, help="most periods that the others are asked for")
    parser.add_argument("--peer", choices=METHODS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        peer(options.periods[0], options.peer, options.limit)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for periods in options.periods:
            row(int(periods), options, Path(scratch))


if __name__ == "__main__":
    main()
