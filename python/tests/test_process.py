"""Threads, processes, signals, panics and memory."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import eastwest as ew
import polars as pl
import psutil
import pytest
from conftest import DATASETS

GRID = {"carbon_price": [0, 100, 200]}


def test_objects_are_picklable(tiny):
    case = tiny.set("carbon_price=100").with_baseline("west").one_period()
    again = pickle.loads(pickle.dumps(case))
    assert again.changes == case.changes and again.hash == case.hash
    assert again.solve().to_json() == case.solve().to_json()
    for result in (
        case.solve(),
        case.frontier(),
        case.trace("electricity_price.west", 0.1, 2),
        case.explain(),
        case.diagnose(),
        case.breakeven("bandwidth"),
    ):
        copy = pickle.loads(pickle.dumps(result))
        assert type(copy) is type(result)
        assert copy.to_json() == result.to_json()
        assert copy.to_text(full=True) == result.to_text(full=True)
        assert copy.to_tables() == result.to_tables()
        for picture in result._pictures:
            assert copy.svg(picture) == result.svg(picture)
    sweep = tiny.sweep(GRID)
    assert pl.DataFrame(pickle.loads(pickle.dumps(sweep))).equals(pl.DataFrame(sweep))
    assert pickle.loads(pickle.dumps(tiny.solve().cost_cny)) == tiny.solve().cost_cny


def test_errors_are_picklable(tiny):
    with pytest.raises(ew.CaseError) as error:
        tiny.set("nothing=1")
    again = pickle.loads(pickle.dumps(error.value))
    assert str(again) == str(error.value) and again.findings == error.value.findings


def objective(price: float) -> float:
    return ew.Case.read(DATASETS / "tiny").set(f"carbon_price={price}").solve().objective_cny


def test_cases_are_shared_between_threads(tiny):
    with ThreadPoolExecutor(8) as pool:
        many = list(pool.map(lambda price: tiny.set(f"carbon_price={price}").solve().objective_cny, range(40)))
    assert many == [objective(price) for price in range(40)]


def swept(case: ew.Case) -> list[float]:
    return pl.DataFrame(case.sweep(GRID))["objective_cny"].to_list()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_that_were_forked_go_on(tiny, method):
    # threads have worked in this process before
    before = (tiny.explain().to_json(), swept(tiny))
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert pool.submit(swept, tiny).result(timeout=60) == before[1]
        assert pool.submit(explained, tiny).result(timeout=60) == before[0]


def explained(case: ew.Case) -> str:
    return case.explain().to_json()


def test_no_thread_stays_behind():
    """In a process of its own, where no other library has threads."""
    program = textwrap.dedent(f"""
        import time, eastwest as ew
        case = ew.Case.read({str(DATASETS / "tiny")!r})
        for _ in range(5):
            case.explain(threads=3)
            case.sweep({{"carbon_price": [0, 100]}}, threads=3).summary()
        def threads():
            with open("/proc/self/status") as file:
                return int(next(line for line in file if line.startswith("Threads:")).split()[1])
        # threads of a pool are told to end, and do so in their own time
        for _ in range(500):
            if threads() == 1:
                break
            time.sleep(0.01)
        print(threads())
    """)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "1\n"


def test_a_panic_is_an_internal_error():
    with pytest.raises(ew.InternalError, match="the sky has fallen(.|\n)*fault of eastwest"):
        ew._core.panics("the sky has fallen")
    assert issubclass(ew.InternalError, Exception)


def test_progress_is_told_and_may_stop(tiny):
    heard = []
    tiny.explain(progress=lambda what, done, of: heard.append((what, done, of)))
    assert heard and heard[-1][0] == "reasons" and heard[-1][1] == heard[-1][2]
    heard.clear()
    tiny.sweep(GRID, progress=lambda *told: heard.append(told)).summary()
    assert heard[-1] == ("scenarios", 3.0, 3.0)

    def stop(what: str, done: float, of: float) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        tiny.explain(progress=stop)
    with pytest.raises(LookupError, match="enough"):
        tiny.sweep(GRID, progress=stop).summary()


def test_tqdm_shows_a_bar(tiny, capfd):
    pytest.importorskip("tqdm")
    tiny.explain(progress=True)
    assert "reasons" in capfd.readouterr().err


LONG = """
    import sys, time, eastwest as ew
    case = ew.Case.read({dataset!r})
    grid = {{"carbon_price": {{"range": {{"from": 0, "to": 500, "steps": 100_000_000}}}}}}
    print("begun", flush=True)
    try:
        {work}
    except KeyboardInterrupt:
        print("stopped", flush=True)
    except Exception:
        # of a library that takes a stream; Ctrl-C itself comes right behind it
        try:
            time.sleep(5)
        except KeyboardInterrupt:
            print("stopped", flush=True)
"""
WORK = {
    "csv": "case.sweep(grid).to_csv({file!r})",
    "summary": "case.sweep(grid).summary()",
    "polars": "import polars; polars.DataFrame(case.sweep(grid))",
    "pyarrow": "import pyarrow; pyarrow.table(case.sweep(grid))",
    "parquet": "case.sweep(grid).to_parquet({folder!r}, rows_per_file=40_000)",
    "ranges": "ew.Case.read({china!r}).ranges(sample=10_000_000)",
    "solve": "ew.Case.read({china!r}).frontier()",
}


@pytest.mark.parametrize("name", WORK)
def test_ctrl_c_stops_and_keeps_what_is_written(name, tmp_path):
    file, folder = tmp_path / "rows.csv", tmp_path / "rows"
    work = WORK[name].format(file=str(file), folder=str(folder), china=str(DATASETS / "china"))
    program = textwrap.dedent(LONG).format(dataset=str(DATASETS / "tiny"), work=work)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    begin = time.monotonic()
    while time.monotonic() - begin < 60:
        time.sleep(1.0)
        if name not in ("csv", "parquet") or file.exists() or any(folder.glob("*.parquet")):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "stopped\n"), err
    if name == "csv":
        lines = file.read_text().splitlines()
        width = lines[0].count(",")
        assert len(lines) > 1 and all(line.count(",") == width for line in lines)
    if name == "parquet":
        assert len(pl.read_parquet(str(folder / "*.parquet"))) > 0


def test_the_lock_is_released_while_a_study_works(china):
    ticks = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.monotonic()
    try:
        china.breakeven("carbon-price")
    finally:
        end = time.monotonic()
        done.set()
        thread.join()
    # a thread that never got the lock would tick only before and after
    assert len([one for one in ticks if begin < one < end]) >= 3


def test_ten_thousand_solves_leave_nothing_behind():
    """In a process of its own, where nothing else moves its memory."""
    program = textwrap.dedent(f"""
        import os, eastwest as ew
        def resident():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        case = ew.Case.read({str(DATASETS / "tiny")!r})
        def solves(count):
            for number in range(count):
                plan = case.set(f"carbon_price={{number % 7}}").solve(claims=False)
                assert plan.objective_cny > 0
        solves(1_000)
        before = resident()
        solves(10_000)
        print(resident() - before)
    """)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 4 << 20


def test_faults_and_streams_leave_nothing_behind(tiny):
    process = psutil.Process()

    def once() -> None:
        with pytest.raises(ew.CaseError):
            tiny.set("nothing=1")
        pl.DataFrame(tiny.sweep(GRID))
        pickle.loads(pickle.dumps(tiny.solve(claims=False))).hubs.to_polars()

    for _ in range(50):
        once()
    before = process.memory_info().rss
    for _ in range(300):
        once()
    assert process.memory_info().rss - before < 16 << 20


def test_a_new_thread_may_be_the_first_to_solve():
    program = f"""
import threading, eastwest as ew
found = []
def work():
    found.append(ew.Case.read({str(DATASETS / "tiny")!r}).solve().objective_cny)
thread = threading.Thread(target=work)
thread.start(); thread.join()
print(len(found))
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (0, "1\n"), told.stderr


def test_the_command_is_the_command(run, tmp_path):
    assert run("--version").stdout == f"eastwest {ew.__version__}\n"
    assert run("solve", tmp_path / "nowhere").returncode == 2
    assert run("solv").returncode == 2
    assert "Usage" in run("--help").stdout
    made = run("new", tmp_path / "mine", "--from", "tiny")
    assert made.returncode == 0 and (tmp_path / "mine" / "case.toml").exists()
    assert ew.Case.read(tmp_path / "mine").name == "tiny"
    module = subprocess.run(
        [sys.executable, "-m", "eastwest", "check", str(tmp_path / "mine")], capture_output=True, text=True
    )
    assert module.returncode == 0, module.stderr
    assert os.path.exists(tmp_path / "mine")
