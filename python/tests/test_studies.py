"""Studies give what the command gives."""

from __future__ import annotations

import json

import eastwest as ew
import pytest
from conftest import DATASETS


def test_the_objective_of_tiny_is_that_of_its_readme(tiny):
    plan = tiny.solve()
    # datasets/tiny/README.md
    assert plan.objective_cny == pytest.approx(220_209_100, abs=1)
    assert plan.status == "optimal"
    assert plan.cost_cny.total == pytest.approx(plan.objective_cny)
    assert plan.certificate.relative_gap < 1e-9
    assert {row["hub"] for row in plan.placement} <= set(tiny.hubs)
    assert plan.claims is not None and plan.claims.cost.holds is True


@pytest.mark.parametrize("name", ["tiny", "chatgpt", "china"])
def test_a_plan_is_the_document_of_the_command(name, run):
    case = ew.Case.read(DATASETS / name)
    words = ["solve", DATASETS / name, "--format", "json"]
    if name == "china":
        case, words = case.one_period(), [*words, "--periods", "one"]
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert case.solve().to_json() == done.stdout
    assert case.solve().to_dict() == json.loads(done.stdout)


def test_changes_and_their_provenance_are_the_command_s(run):
    words = ["--set", "electricity_price.west*=1.2", "--set", "carbon_price=200"]
    done = run("solve", DATASETS / "tiny", *words, "--format", "json")
    case = ew.Case.read(DATASETS / "tiny").set("electricity_price.west*=1.2", "carbon_price=200")
    assert case.solve().to_json() == done.stdout


STUDIES = {
    "explain": (lambda case: case.explain(), ["explain"]),
    "breakeven": (lambda case: case.breakeven("bandwidth"), ["breakeven", "--driver", "bandwidth"]),
    "diagnose": (lambda case: case.diagnose(), ["diagnose"]),
    "frontier": (lambda case: case.frontier(), ["frontier"]),
    "family": (
        lambda case: case.frontier("cost", "round_trip", add={"bandwidth_price*": [0.5, 2]}),
        ["frontier", "--y", "round-trip", "--add", "bandwidth_price*=0.5,2"],
    ),
    "trace": (
        lambda case: case.trace("carbon_price", 0, 500),
        ["trace", "--param", "carbon_price", "--from", "0", "--to", "500"],
    ),
    "factor": (
        lambda case: case.trace("electricity_price.west*", 0.5, 2),
        ["trace", "--param", "electricity_price.west", "--from", "0.5", "--to", "2", "--as", "factor"],
    ),
    "ranges": (lambda case: case.ranges(sample=100), ["ranges", "--sample", "100"]),
}


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_the_document_of_the_command(name, run):
    study, words = STUDIES[name]
    dataset = "china" if name == "ranges" else "tiny"
    case = ew.Case.read(DATASETS / dataset)
    periods = []
    if dataset == "china":
        case, periods = case.one_period(), ["--periods", "one"]
    done = run(words[0], DATASETS / dataset, *words[1:], *periods, "--format", "json")
    assert done.returncode == 0, done.stderr
    result = study(case)
    assert result.to_dict() == json.loads(done.stdout)
    assert result.to_text()
    assert "<pre>" in result._repr_html_()


def test_text_and_tables_are_the_command_s(tiny, run, tmp_path):
    plan = tiny.solve()
    assert plan.to_text() == run("solve", DATASETS / "tiny").stdout
    assert plan.to_text(full=True) == run("solve", DATASETS / "tiny", "--full").stdout
    run("solve", DATASETS / "tiny", "--format", "csv", "-o", tmp_path / "out")
    tables = plan.to_tables()
    assert {f"{name}.csv" for name in tables} == {file.name for file in (tmp_path / "out").iterdir()}
    assert tables["hubs"]["hub"] == tiny.hubs


def test_pictures_are_the_command_s(tiny, run, tmp_path):
    for kind in ("costs", "map", "hours"):
        file = tmp_path / f"{kind}.svg"
        run("solve", DATASETS / "tiny", "--plot", file, "--plot-kind", kind)
        assert tiny.solve().svg(kind) == file.read_text()
    with pytest.raises(ew.CaseError, match="no picture `pie`"):
        tiny.solve().svg("pie")
    assert tiny.frontier().svg().startswith("<svg") and tiny.trace("carbon_price", 0, 9).svg()
    with pytest.raises(ValueError, match="no picture is drawn"):
        tiny.explain().svg()


def test_results_are_seen_in_a_notebook(tiny):
    page = tiny.solve()._repr_html_()
    assert "<svg" in page and "<table>" in page and "cost_cny" in page
    assert "<script" not in page


def test_attributes_are_the_keys_of_the_document(tiny):
    plan = tiny.solve()
    for key, value in plan.to_dict().items():
        found = getattr(plan, key)
        if isinstance(value, (str, int, float)) or value is None:
            assert found == value, key
    with pytest.raises(AttributeError, match="known: schema_version"):
        plan.objectiv_cny
    assert "carbon_t" in dir(plan)


def test_a_case_never_changes(tiny):
    dearer = tiny.set("electricity_price*=2")
    assert dearer.solve().objective_cny > tiny.solve().objective_cny
    assert dearer.changes == [("set", "electricity_price*=2")] and tiny.changes == []


def test_a_change_that_nobody_uses_is_told(tiny):
    with pytest.warns(UserWarning, match="a change was made and not used"):
        tiny.set("carbon_price=100")


def test_a_change_that_is_refused_says_what_is_right(tiny):
    with pytest.raises(ew.CaseError, match="electricity_price") as error:
        tiny.set("electricty_price.west*=1.2")
    assert len(error.value.findings) == 1
    for text in ("pue=0.5", "carbon_price", "pue.nowhere=2"):
        with pytest.raises(ew.CaseError):
            tiny.set(text)
    with pytest.raises(TypeError):
        tiny.set()
    with pytest.raises(ew.CaseError, match="known: cost, carbon"):
        tiny.frontier("cost", "money")
    with pytest.raises(ew.CaseError, match="twice"):
        tiny.frontier(add={"carbon_price": [1, 1]})
    with pytest.raises(ew.CaseError, match="replaces it"):
        tiny.set("carbon_price=100").trace("carbon_price", 0, 5)
    with pytest.raises(ew.CaseError, match="known: "):
        tiny.breakeven("bandwith")
    with pytest.raises(ew.CaseError, match="solvers"):
        tiny.solve(solver="cplex")


def test_a_shortfall_is_diagnosed(tiny):
    case = tiny.set("capacity*=0.01")
    plan = case.solve()
    assert plan.status == "shortfall" and len(plan.shortfall) > 0
    assert len(case.diagnose().conflicts) > 0


def test_parameters_are_listed(tiny):
    keys = tiny.parameters()
    assert {"carbon_price", "electricity_price.west"} <= set(keys["key"])
    assert keys.columns == ["key", "least", "greatest", "unit"]


OUT_OF_RANGE = {
    "within_percent": lambda case: case.explain(within_percent=-1),
    "not a number": lambda case: case.explain(within_percent=float("nan")),
    "tolerance": lambda case: case.trace("carbon_price", 0, 100, tolerance=-1),
    "sample": lambda case: case.ranges(sample=-1),
    "seed": lambda case: case.ranges(sample=10, seed=-1),
    "scenarios": lambda case: case.sweep({"carbon_price": [0, 1]}, sample=-1),
    "threads": lambda case: case.explain(threads=-1),
    "too many threads": lambda case: case.breakeven(threads=1_000_000),
    "shard": lambda case: case.sweep({"carbon_price": [0, 1]}).to_shard("nowhere", -1, 2),
    "rows_per_file": lambda case: case.sweep({"carbon_price": [0, 1]}).to_parquet("nowhere", rows_per_file=0),
    "add": lambda case: case.frontier(add={"bandwidth_price*": ["x"]}),
}


@pytest.mark.parametrize("name", OUT_OF_RANGE)
def test_an_option_out_of_its_range_is_a_case_error(tiny, name):
    with pytest.raises(ew.CaseError, match="has to be at least|takes a list of numbers"):
        OUT_OF_RANGE[name](tiny)


STUDIES_SHOWN = {
    "explain": (lambda case: case.explain(), "firmness.bounds"),
    "breakeven": (lambda case: case.breakeven("bandwidth"), "drivers"),
    "diagnose": (lambda case: case.set("capacity*=0.1").diagnose(), "mends"),
    "frontier": (lambda case: case.frontier(), "frontier"),
}


@pytest.mark.parametrize("name", STUDIES_SHOWN)
def test_a_notebook_shows_tables(tiny, name):
    study, table = STUDIES_SHOWN[name]
    shown = study(tiny)._repr_html_()
    assert f"<h4>{table}</h4><table>" in shown
    assert ("<svg" in shown) == (name == "frontier")
