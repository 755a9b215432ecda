"""Sweeps: the same rows as the command's, in flat memory."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import eastwest as ew
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import DATASETS

GRID = """
[[parameter]]
key = "electricity_price.west"
as = "factor"
range = { from = 0.6, to = 2.4, steps = 20 }
[[parameter]]
key = "carbon_price"
range = { from = 0, to = 600, steps = 31 }
"""
SHORT = {
    "electricity_price.west*": {"range": {"from": 0.6, "to": 2.4, "steps": 20}},
    "carbon_price": np.linspace(0, 600, 31),
}


@pytest.fixture
def grid(tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text(GRID)
    return path


@pytest.mark.parametrize("placements", [False, True])
def test_rows_are_the_command_s(grid, run, tmp_path, placements):
    words = ["--placements"] if placements else []
    done = run("sweep", DATASETS / "tiny", grid, "-o", tmp_path / "command.csv", *words)
    assert done.returncode == 0, done.stderr
    sweep = ew.Case.read(DATASETS / "tiny").sweep(grid, placements=placements)
    sweep.to_csv(tmp_path / "python.csv")
    assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "command.csv").read_bytes()
    columns = pl.DataFrame(sweep)
    schema = {
        name: pl.Int64 if name == "scenario" else pl.String if name in ("status", "how", "short_of", "note") else pl.Float64
        for name in columns.columns
    }  # fmt: skip
    assert columns.equals(pl.read_csv(tmp_path / "command.csv", schema=schema))
    told = sweep.summary()
    summary = json.loads((tmp_path / "command.csv.summary.json").read_text())
    for key in ("scenarios", "certified", "pivoted", "failed", "objective_cny"):
        assert told.to_dict()[key] == summary[key]


def test_a_grid_may_be_a_mapping(tiny, grid):
    asked = tiny.sweep(grid)
    for other in (SHORT, {"parameter": [
        {"key": "electricity_price.west", "as": "factor", "range": {"from": 0.6, "to": 2.4, "steps": 20}},
        {"key": "carbon_price", "range": {"from": 0, "to": 600, "steps": 31}},
    ]}):  # fmt: skip
        sweep = tiny.sweep(other)
        assert len(sweep) == len(asked) == 620
        assert sweep.parameters == ["electricity_price.west*=", "carbon_price"]
        assert pl.DataFrame(sweep).drop("carbon_price").equals(pl.DataFrame(asked).drop("carbon_price"))


def test_a_grid_s_faults_are_all_told(tiny, tmp_path):
    with pytest.raises(ew.CaseError) as error:
        tiny.sweep({"carbon_prise": [1], "pue*": []})
    assert len(error.value.findings) >= 2 and "carbon_price" in str(error.value)
    with pytest.raises(ew.CaseError, match="cannot be read"):
        tiny.sweep(tmp_path / "nothing.toml")
    with pytest.raises(ew.CaseError):
        tiny.sweep({})


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_rows_do_not_depend_on_threads(tiny, threads):
    grid = {"demand*": {"range": {"from": 0.5, "to": 1.5, "steps": 40}}, "carbon_price": list(range(50))}
    rows = pl.DataFrame(tiny.sweep(grid, threads=threads))
    assert rows.equals(pl.DataFrame(tiny.sweep(grid)))


def test_samples_and_every_taking_are_the_same(tiny):
    sweep = tiny.sweep(SHORT, sample=50)
    assert len(sweep) == 50
    first = pl.DataFrame(sweep)
    assert first.equals(pl.DataFrame(sweep)) and first.equals(sweep.to_polars())
    assert sweep.to_pandas()["objective_cny"].to_list() == first["objective_cny"].to_list()
    batches = list(sweep.batches())
    assert batches[0]["scenario"].dtype == np.int64 and len(batches) == 1


def test_a_product_has_dimensions(tiny):
    xarray = pytest.importorskip("xarray")
    sweep = tiny.sweep(SHORT)
    data = sweep.to_xarray()
    assert isinstance(data, xarray.Dataset)
    assert data.sizes == {"electricity_price.west*=": 20, "carbon_price": 31}
    row = pl.DataFrame(sweep).row(31 * 3 + 7, named=True)
    point = {"electricity_price.west*=": 3, "carbon_price": 7}
    assert float(data["objective_cny"][point]) == row["objective_cny"]
    assert str(data["status"][point].item()) == row["status"]
    drawn = tiny.sweep({"parameter": [{"key": "carbon_price", "distribution": {"name": "uniform", "from": 0, "to": 9}}],
                        "sample": {"method": "sobol", "count": 8}})  # fmt: skip
    assert drawn.to_xarray().sizes == {"carbon_price": 8}
    zipped = tiny.sweep({"zip": ["carbon_price", "pue"], "parameter": [
        {"key": "carbon_price", "values": [0, 9]}, {"key": "pue", "values": [1.2, 1.3]}]})  # fmt: skip
    with pytest.raises(ValueError, match="no product"):
        zipped.to_xarray()


def test_parquet_files_are_one_table(tiny, tmp_path):
    grid = {"carbon_price": np.linspace(0, 500, 70_000)}
    sweep = tiny.sweep(grid)
    sweep.to_parquet(tmp_path / "rows", rows_per_file=30_000)
    files = sorted((tmp_path / "rows").iterdir())
    assert len(files) > 1 and all(file.suffix == ".parquet" for file in files)
    assert pl.read_parquet(tmp_path / "rows" / "*.parquet").equals(pl.DataFrame(sweep))
    assert pq.ParquetFile(files[0]).schema_arrow.field("scenario").type == pa.int64()
    with pytest.raises(FileExistsError):
        sweep.to_parquet(tmp_path / "rows")
    sweep.to_csv(tmp_path / "rows.csv")
    with pytest.raises(OSError):
        sweep.to_csv(tmp_path / "rows.csv")
    sweep.to_csv(tmp_path / "rows.csv", replace=True)


def test_a_stream_that_nobody_takes_ends(tiny):
    grid = {"carbon_price": {"range": {"from": 0, "to": 500, "steps": 1_000_000}}}
    reader = pa.RecordBatchReader.from_stream(tiny.sweep(grid))
    assert next(iter(reader)).num_rows > 0
    del reader
    taken = tiny.sweep(grid)._core.batches(None)
    assert next(taken)
    del taken


def test_a_scenario_that_is_no_case_is_a_row_that_says_so(tiny):
    rows = pl.DataFrame(tiny.sweep({"pue.west+": [-0.15, 0], "pue+": [-0.15, 0]}))
    assert rows["status"].to_list() == ["failed", "optimal", "optimal", "optimal"]
    assert rows["objective_cny"].null_count() == 1 and "pue" in rows["note"][0]


def test_memory_stays_flat_whatever_the_rows():
    """Two million rows here; the README has the figure for ten."""
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(f"""
            import re, eastwest as ew, pyarrow as pa
            case = ew.Case.read({str(DATASETS / "tiny")!r})
            def rows(steps):
                sweep = case.sweep({{"carbon_price": {{"range": {{"from": 0, "to": 500, "steps": steps}}}}}})
                return sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(sweep))
            peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
            assert rows(300_000) == 300_000
            before = peak()
            assert rows(2_000_000) == 2_000_000
            print(before, peak())
        """)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    before, after = map(int, told.stdout.split())
    assert after < 300 and after - before < 60, told.stdout
