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
    with pytest.raises(ew.CaseError, match="at least 1"):
        tiny.sweep({"carbon_price": [1, 2]}, sample=0)
    with pytest.raises(ew.CaseError, match=r"carbon_price\*"):
        tiny.sweep({"carbon_price*+": [1, 2]})


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


def test_a_shard_is_the_command_s(tiny, grid, run, tmp_path):
    sweep, own, theirs = tiny.sweep(grid, threads=1), tmp_path / "own", tmp_path / "theirs"
    told = []
    second = sweep.to_shard(own, 2, 3, progress=lambda *progress: told.append(progress))
    assert second.to_dict().keys() == {"shard", "file", "rows", "bytes", "sha256", "finished_unix_s"}
    assert (second.shard, second.rows, second.bytes) == (2, 207, (own / second.file).stat().st_size)
    assert told[-1] == ("scenarios", 207, 207)
    with pytest.raises(ew.CaseError, match="missing: 1,3"):
        ew.verify_shards(own)
    for shard in (1, 2, 3):
        manifest = sweep.to_shard(own, shard, 3)
        assert shard != 2 or manifest == second, "a shard that is whole was answered again"
        done = run("sweep", DATASETS / "tiny", grid, "--shard", f"{shard}/3", "-o", f"{theirs}/")
        assert done.returncode == 0, done.stderr
        assert (own / manifest.file).read_bytes() == (theirs / manifest.file).read_bytes()
    assert ew.verify_shards(own).rows == 620
    assert pl.read_parquet(f"{own}/*.parquet").equals(pl.DataFrame(sweep))
    # changes are what the command calls them
    dearer = tiny.set("carbon_price=20").one_period().sweep({"pue.west": [1.1, 1.2, 1.3]})
    dearer.to_shard(tmp_path / "dearer", 1, 2)
    (tmp_path / "pue.toml").write_text('[[parameter]]\nkey = "pue.west"\nvalues = [1.1, 1.2, 1.3]\n')
    done = run("sweep", DATASETS / "tiny", tmp_path / "pue.toml", "--set", "carbon_price=20", "--periods", "one",
               "--missing", tmp_path / "dearer")  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr


@pytest.mark.parametrize(
    ("number", "of", "told"),
    [(0, 3, "no shard 0 of 3"), (4, 3, "no shard 4 of 3"), (1, 0, "no shard 1 of 0"), (1, 621, "more than the 620")],
)
def test_there_are_only_those_shards(tiny, grid, tmp_path, number, of, told):
    with pytest.raises(ew.CaseError, match=told):
        tiny.sweep(grid).to_shard(tmp_path / "none", number, of)
    assert not (tmp_path / "none").exists()


def test_a_folder_of_something_else_is_refused(tiny, grid, tmp_path):
    with pytest.raises(ew.CaseError, match="is no folder"):
        ew.verify_shards(tmp_path / "none")
    tiny.sweep(grid).to_shard(tmp_path / "rows", 1, 3)
    with pytest.raises(ew.CaseError, match="3 shards, not 4"):
        tiny.sweep(grid).to_shard(tmp_path / "rows", 1, 4)
    with pytest.raises(ew.CaseError, match="its options differ"):
        tiny.sweep(grid, placements=True).to_shard(tmp_path / "rows", 1, 3)


def test_tasks_of_a_cluster_have_enough_scenarios():
    from eastwest.ray import LEAST, _parts

    for scenarios, shards in [(700_000, 7), (290_000, 3), (50, 5), (1_000_000, 999), (10**9, 10_000), (250_001, 2)]:
        parts = list(_parts(scenarios, shards))
        assert [shard for part in parts for shard in part] == list(range(1, shards + 1))
        rows = [sum(scenarios * n // shards - scenarios * (n - 1) // shards for n in part) for part in parts]
        assert sum(rows) == scenarios and (len(rows) == 1 or min(rows) >= LEAST)


def test_an_atlas_gives_the_bytes_of_the_plain_sweep_where_that_made_no_pivot(run, tmp_path):
    """Rows that the plain sweep pivoted for say so, with the residuals of that; their figures are the same to eleven digits."""
    grid = tmp_path / "grid.toml"
    grid.write_text("".join(
        f'[[parameter]]\nkey = "{key}"\nas = "factor"\nrange = {{ from = 0.6, to = 2, steps = {steps} }}\n'
        for key, steps in (("electricity_price.west", 12), ("bandwidth_price", 10), ("hosting_fee.west", 25))
    ))  # fmt: skip
    atlas, plain, slice = tmp_path / "a.atlas", tmp_path / "plain.csv", tmp_path / "slice.csv"
    done = [
        run("sweep", DATASETS / "china", grid, "--periods", "one", "--atlas", atlas),
        run("sweep", DATASETS / "china", grid, "--periods", "one", "-o", plain),
        run("expand", atlas, "-o", slice),
    ]
    assert all(one.returncode == 0 for one in done), [one.stderr for one in done]
    header, *expected = plain.read_text().splitlines()
    again, *found = slice.read_text().splitlines()
    assert again == header and len(found) == len(expected) == 3000
    names = header.split(",")
    own = {names.index(name) for name in ("how", "primal_residual", "dual_residual", "relative_gap")}
    pivoted = 0
    for expects, finds in zip(expected, found):
        if "certified" in expects.split(","):
            assert finds == expects
            continue
        pivoted += 1
        for at, (first, second) in enumerate(zip(expects.split(","), finds.split(","))):
            if at not in own and first != second:
                assert float(second) == pytest.approx(float(first), rel=1e-11), names[at]
    assert 0 < pivoted < 1000
