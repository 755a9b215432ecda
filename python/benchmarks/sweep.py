"""How fast and how large: a sweep from Python beside the command, and what a call costs.

    python python/benchmarks/sweep.py

Processor seconds of this process and its children, so that other work on the machine counts little.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

import eastwest as ew

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
GRID = """
[[parameter]]
key = "electricity_price.west"
as = "factor"
range = { from = 0.6, to = 2.4, steps = 1000 }
[[parameter]]
key = "carbon_price"
range = { from = 0, to = 600, steps = 1000 }
"""


def processor_s(work) -> float:
    def now() -> float:
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    before = now()
    work()
    return now() - before


def rates(name: str, folder: Path) -> None:
    grid = folder / "grid.toml"
    grid.write_text(GRID)
    case = ew.Case.read(DATASETS / name).one_period()
    sweep = case.sweep(grid)
    command = [str(Path(sys.executable).with_name("eastwest")), "sweep", str(DATASETS / name), str(grid)]
    words = ["--periods", "one", "-o", str(folder / "command.csv"), "--force"]
    told = {
        "command": lambda: subprocess.run([*command, *words], check=True, capture_output=True),
        "to_csv": lambda: sweep.to_csv(folder / "python.csv", replace=True),
        "stream": lambda: sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(sweep)),
    }
    for what, work in told.items():
        best = min(processor_s(work) for _ in range(3))
        print(f"{name:8} {what:8} {len(sweep) / best:12,.0f} scenarios per processor second")
    assert (folder / "command.csv").read_bytes() == (folder / "python.csv").read_bytes()


def memory() -> None:
    """In a process of its own, so that nobody else's peak is told."""
    if sys.argv[1:] != ["memory"]:
        subprocess.run([sys.executable, __file__, "memory"], check=True)
        return
    case = ew.Case.read(DATASETS / "tiny")
    sweep = case.sweep({"carbon_price": {"range": {"from": 0, "to": 500, "steps": 10_000_000}}})
    rows = sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(sweep))
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
    print(f"{rows:,} rows through the stream: {peak // 1024} MB at most, pyarrow included")


def overhead() -> None:
    case = ew.Case.read(DATASETS / "tiny")

    def best_ms(work) -> float:
        """Of processor time, all threads: a call waits for its own thread, and on a busy machine for others."""
        times = []
        for _ in range(2_000):
            begin = time.process_time()
            work()
            times.append(time.process_time() - begin)
        return 1e3 * min(times)

    def refused() -> None:
        try:
            ew._core.panics("")
        except ew.InternalError:
            pass

    print(f"solve of tiny: {best_ms(case.solve):.3f} ms; plan alone {best_ms(lambda: case.solve(claims=False)):.3f} ms; of that the call, with a "
          f"thread of its own: {best_ms(refused):.3f} ms")  # fmt: skip


if sys.argv[1:] == ["memory"]:
    memory()
elif __name__ == "__main__":
    print(f"{os.cpu_count()} cores")
    overhead()
    with tempfile.TemporaryDirectory() as folder:
        for dataset in ("tiny", "china"):
            rates(dataset, Path(folder))
    memory()
