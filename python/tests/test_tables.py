"""Tables in, tables out, and what is wrong with them."""

from __future__ import annotations

import csv
import datetime
import inspect
import math
import re

import duckdb
import eastwest as ew
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import DATASETS

SETTINGS = {
    "name": "two-hubs",
    "horizon_hours": 730,
    "network": {"price_cny_per_gbps_month": 12_000},
}
HUBS = {
    "hub": ["coast", "plateau"],
    "side": ["east", "west"],
    "capacity_mw": [20.0, 20.0],
    "pue": [1.2, 1.2],
    "price_cny_per_kwh": [0.65, 0.35],
    "hosting_cny_per_kw_month": [550, 216],
    "emission_factor_kg_per_kwh": [0.5, 0.5],
}
ORIGINS = {"origin": ["shanghai"]}
LINKS = {"origin": ["shanghai"] * 2, "hub": ["coast", "plateau"], "rtt_ms": [3.0, 28.0]}
ACCELERATORS = {"accelerator": ["a100"], "it_power_w": [812.5]}
INFERENCE = {
    "service": ["chat"],
    "origin": ["shanghai"],
    "requests_per_s": [8_000.0],
    "accelerator": ["a100"],
    "accelerator_s_per_request": [2.0],
    "traffic_kb_per_request": [20.0],
    "rtt_limit_ms": [50.0],
}
TABLES = {
    "hubs": HUBS,
    "origins": ORIGINS,
    "links": LINKS,
    "accelerators": ACCELERATORS,
    "inference": INFERENCE,
}
# all load, 13 MW, on the plateau: electricity 13000 kW · 1.2 · 730 h · 0.35 + hosting 13000 · 216 + bandwidth 8000/s · 20 kB = 1.28 Gbps
OBJECTIVE = 13_000 * 1.2 * 730 * 0.35 + 13_000 * 216 + 1.28 * 12_000

FRAMES = {
    "mapping": lambda table: table,
    "numpy": lambda table: {name: np.asarray(column) for name, column in table.items()},
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": lambda table: pa.table(table),
    "duckdb": lambda table: duckdb.from_arrow(pa.table(table)).to_arrow_table(),
    "reversed": lambda table: pl.DataFrame(dict(reversed(table.items()))),
    "indexed": lambda table: pd.DataFrame(table).set_index(next(iter(table))),
    "filtered": lambda table: pd.concat([pd.DataFrame(table)] * 2).reset_index(drop=True)[
        lambda frame: frame.index >= len(frame) // 2
    ],
    "categorical": lambda table: pd.DataFrame(table).astype(
        {name: "category" for name, column in table.items() if isinstance(column[0], str)}
    ),
    "nullable": lambda table: pd.DataFrame(table).convert_dtypes(),
    "repeated": lambda table: pd.DataFrame(table, index=[7] * len(next(iter(table.values())))),
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_case_is_the_same_from_any_frame(frame):
    tables = {name: FRAMES[frame](table) for name, table in TABLES.items()}
    plan = ew.Case.from_tables(settings=SETTINGS, **tables).solve()
    assert plan.objective_cny == pytest.approx(OBJECTIVE, rel=1e-9)


def solved(case):
    document = case.one_period().solve().to_dict()
    document["provenance"].pop("case_hash")
    return document


@pytest.mark.parametrize("name", ["tiny", "china", "chatgpt"])
def test_tables_and_settings_of_a_folder_give_its_case(name):
    read = ew.Case.read(DATASETS / name)
    tables = read.to_tables()
    assert solved(ew.Case.from_tables(**tables)) == solved(read)
    tomllib = pytest.importorskip("tomllib")
    settings = tomllib.loads((DATASETS / name / "case.toml").read_text())
    assert tables["settings"] == {key: value for key, value in settings.items() if key != "encoding"}


CHANGES = {
    "tiny": [["electricity_price.west*=1.2", "carbon_price=120"], ["demand.inference*=1.1", "capacity.west*=0.7", "pue+=0.01"]],
    "china": [
        ["electricity_price.west*=1.2", "carbon_price=150", "green_target.all=0.4", "hub_share_max=0.5"],
        ["demand.inference*=0.9", "rtt_limit*=1.5", "bandwidth_price*=0.5", "pue.west+=0.02", "unserved_penalty=90000"],
        ["demand.training*=1.3", "capacity*=1.1", "hosting_fee.east*=1.05", "transfer_price*=2", "green_premium*=0.5"],
    ],
    "chatgpt": [["electricity_price*=0.9", "demand*=0.95", "traffic*=2"]],
}  # fmt: skip


@pytest.mark.parametrize(("name", "changes"), [(name, one) for name, all in CHANGES.items() for one in all])
@pytest.mark.parametrize("periods", ["one", "all"])
def test_tables_of_a_changed_case_say_what_it_is(name, changes, periods):
    case = ew.Case.read(DATASETS / name).set(*changes)
    case = case.one_period() if periods == "one" else case
    made = ew.Case.from_tables(**case.to_tables())
    assert made.changes == []
    plan, again = case.solve(), made.solve()
    assert again.objective_cny == pytest.approx(plan.objective_cny, rel=1e-12)
    assert again.carbon_t == pytest.approx(plan.carbon_t, rel=1e-9)
    for first, second in zip(plan.placement, again.placement, strict=True):
        assert second == {
            key: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value for key, value in first.items()
        }


def test_every_table_of_a_dataset_can_be_handed_over():
    names = {path.stem for path in DATASETS.glob("*/*.csv")}
    assert "power_contracts" in names
    assert names <= set(inspect.signature(ew.Case.from_tables).parameters)


def test_contracts_for_green_power_stay_in_the_tables_of_a_changed_case(tiny):
    stated = tiny.to_tables()
    periods = {"period": ["all"], "hours": [7300.0]}
    profiles = {"period": ["all"], "wind": [0.5]}
    contracts = {"contract": ["gust"], "hub": ["plateau"], "kind": ["wind"], "profile": ["wind"], "price_cny_per_mwh": [100.0], "mw_max": [6.0]}
    settings = {**stated["settings"], "policy": {**stated["settings"].get("policy", {}), "hourly_green_share_min": 0.1}}
    with_wind = ew.Case.from_tables(**{**stated, "settings": settings, "periods": periods, "profiles": profiles, "power_contracts": contracts})
    case = with_wind.set("contract_max.gust*=0.5", "hourly_green_share=0.2")
    tables = case.to_tables()
    assert tables["power_contracts"]["mw_max"] == [3.0]
    assert tables["settings"]["policy"]["hourly_green_share_min"] == 0.2
    plan, again = case.solve(), ew.Case.from_tables(**tables).solve()
    assert plan.to_dict()["power_contracts"] == again.to_dict()["power_contracts"]
    assert plan.to_dict()["power_contracts"][0]["contracted_mw"] == pytest.approx(3.0)
    assert again.objective_cny == pytest.approx(plan.objective_cny, rel=1e-12)


def refused(settings=SETTINGS, **changed):
    with pytest.raises(ew.CaseError) as error:
        ew.Case.from_tables(settings=settings, **{**TABLES, **changed})
    return error.value


def with_column(table, **columns):
    return {**table, **columns}


def without(table, *names):
    return {name: column for name, column in table.items() if name not in names}


def test_every_fault_is_found_at_once():
    error = refused(
        hubs=with_column(without(HUBS, "pue"), side=["east", "wset"]),
        links=with_column(LINKS, rtt_ms=[math.nan, 28.0]),
        settings={**SETTINGS, "horizn_hours": 3},
    )
    places = {(one.table, one.row, one.column) for one in error.findings}
    assert ("hubs", 1, "side") in places
    assert ("links", 0, "rtt_ms") in places
    assert any(one.table == "hubs" and "`pue`" in one.message for one in error.findings)
    assert any(one.table == "settings" and "horizn_hours" in one.message for one in error.findings)
    assert all(one.file is None and one.line is None for one in error.findings)
    assert "table `links`, row 0, column `rtt_ms`" in str(error)


BAD = {
    "no such column": (lambda: with_column(HUBS, cpacity_mw=[1, 2]), "cpacity_mw"),
    "NaN": (lambda: with_column(HUBS, pue=[math.nan, 1.2]), "finite"),
    "null": (lambda: pl.DataFrame(with_column(HUBS, pue=[None, 1.2])), "pue"),
    "pandas NaN": (lambda: pd.DataFrame(with_column(HUBS, pue=[np.nan, 1.2])), "pue"),
    "text": (lambda: with_column(HUBS, pue=["low", "1.2"]), "low"),
    "truth": (lambda: pl.DataFrame(with_column(HUBS, pue=[True, False])), "true"),
    "dates": (
        lambda: pd.DataFrame(with_column(HUBS, pue=[datetime.datetime(2026, 1, 1)] * 2)),
        "2026-01-01",
    ),
    "timezones": (
        lambda: pd.DataFrame(
            with_column(HUBS, pue=pd.date_range("2026-01-01", periods=2, tz="Asia/Shanghai"))
        ),
        "2026|Timestamp",
    ),
    "mixed": (lambda: pd.DataFrame(with_column(HUBS, pue=[1.2, "x"])), "table `hubs`, row 1, column `pue`"),
    "column twice": (lambda: pd.DataFrame([[*row, row[3]] for row in zip(*HUBS.values())], columns=[*HUBS, "pue"]), "pue"),
    "nullable": (lambda: pd.DataFrame(with_column(HUBS, pue=pd.array([2, pd.NA], dtype="Int64"))), "row 1, column `pue`"),
    "categories": (lambda: pd.DataFrame(with_column(HUBS, side=pd.Categorical(["east", "wset"]))), "did you mean `west`"),
    "lengths": (lambda: with_column(HUBS, pue=[1.2]), "one length"),
    "scalar": (lambda: with_column(HUBS, pue=1.2), "list of values"),
    "no table": (lambda: 3, "Arrow"),
    "repeated index": (lambda: pd.DataFrame({**HUBS, "hub": ["coast"] * 2}).set_index("hub"), "coast"),
    "structs": (lambda: pl.DataFrame(with_column(HUBS, pue=[{"a": 1}, {"a": 2}])), "number"),
    "negative": (lambda: pl.DataFrame(with_column(HUBS, capacity_mw=[-1, 5])), "-1"),
    "line breaks": (lambda: with_column(HUBS, side=["ea\nst", "west"]), "line"),
    "empty": (lambda: {"hub": []}, "hub"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_frame_is_a_case_error(name):
    made, told = BAD[name]
    error = refused(hubs=made())
    assert any(one.table == "hubs" for one in error.findings), error.findings
    assert re.search(told, str(error)), str(error)


# one fault a column: twice the same, a category that is none, a negative size, text for a number, NaN, a moment in a time zone
FAULTS = {
    "hub": ["coast", "coast"],
    "side": ["east", "wset"],
    "capacity_mw": [-1, 20],
    "price_cny_per_kwh": ["dear", "0.35"],
    "hosting_cny_per_kw_month": [550.0, math.nan],
    "emission_factor_kg_per_kwh": [datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)] * 2,
    "colour": [1, 2],
}
PLACES = {
    (1, "hub"), (1, "side"), (0, "capacity_mw"), (0, "price_cny_per_kwh"), (1, "hosting_cny_per_kw_month"),
    (0, "emission_factor_kg_per_kwh"), (1, "emission_factor_kg_per_kwh"),
}  # fmt: skip
FAULTY = {
    "mapping": lambda: FAULTS,
    "pandas": lambda: pd.DataFrame(FAULTS).astype({"side": "category", "capacity_mw": "Int64"}),
    "pandas, its hubs the index": lambda: pd.DataFrame(FAULTS).set_index("hub"),
    "pandas, mixed": lambda: pd.DataFrame({**FAULTS, "price_cny_per_kwh": ["dear", 0.35]}),
    "polars": lambda: pl.DataFrame(FAULTS, strict=False).with_columns(pl.col("side").cast(pl.Categorical)),
    "pyarrow": lambda: pa.table({**FAULTS, "side": pa.array(FAULTS["side"]).dictionary_encode()}),
}


@pytest.mark.parametrize("name", FAULTY)
def test_all_faults_of_a_frame_are_told(name):
    error = refused(hubs=FAULTY[name](), links=with_column(LINKS, rtt_ms=[-1.0, 28.0]))
    found = {(one.row, one.column) for one in error.findings if one.table == "hubs"}
    assert PLACES <= found, PLACES - found
    told = [one.message for one in error.findings if one.table == "hubs"]
    # of the header: one column that is missing, one that is none
    assert any("`pue`" in one for one in told) and any("`colour`" in one for one in told), told
    assert any((one.table, one.row, one.column) == ("links", 0, "rtt_ms") for one in error.findings)


def test_one_fault_of_a_frame_hides_no_other():
    error = refused(
        # the same hub twice, a misspelt heading beside the right one, two columns that are no lists
        hubs={**HUBS, "hub": ["coast"] * 2, "pue": [1.2, 0.8], "puee": [1, 1], "side": "east", "capacity_mw": 3},
        # no column of ids, and a round trip below zero
        links=with_column(without(LINKS, "origin"), rtt_ms=[3.0, -28.0]),
        settings={**SETTINGS, "carbon": {"price_cny_per_t": object(), "accounting": "locational"}, "title": object()},
    )
    found = {(one.table, one.row, one.column) for one in error.findings}
    wanted = {
        ("hubs", 1, "hub"), ("hubs", 1, "pue"), ("hubs", None, "puee"), ("hubs", None, "side"), ("hubs", None, "capacity_mw"),
        ("links", 1, "rtt_ms"), ("settings", None, "carbon.price_cny_per_t"), ("settings", None, "title"),
        ("settings", None, "carbon.accounting"),
    }  # fmt: skip
    assert wanted <= found, (wanted - found, found)
    # of what could not be had, nothing else is said
    told = [one for one in error.findings if one.column in ("side", "capacity_mw", "title", "carbon.price_cny_per_t")]
    assert len(told) == 4, told


def test_pandas_needs_no_pyarrow(monkeypatch):
    def missing(frame):
        raise ImportError("no pyarrow")

    monkeypatch.setattr("eastwest._core.csv_of_stream", missing)
    tables = {name: pd.DataFrame(table).set_index(next(iter(table))) for name, table in TABLES.items()}
    plan = ew.Case.from_tables(settings=SETTINGS, **tables).solve()
    assert plan.objective_cny == pytest.approx(OBJECTIVE, rel=1e-9)


def test_rows_are_counted_past_line_breaks_in_cells():
    error = refused(
        hubs=with_column(HUBS, name=["Two\nlines", "Plateau"], pue=[1.2, "x"]),
    )
    assert any((one.row, one.column) == (1, "pue") for one in error.findings), error.findings


def test_a_million_rows_are_read_and_their_faults_counted():
    count = 1_000_000
    links = pl.DataFrame(
        {
            "origin": ["shanghai"] * count,
            "hub": [f"hub{number}" for number in range(count)],
            "rtt_ms": np.linspace(1, 9, count),
        }
    )
    error = refused(links=links)
    assert len(error.findings) >= count
    assert {one.table for one in error.findings} <= {"links", "hubs"}
    assert len(str(error)) < 1_000_000


def test_settings_are_settings():
    error = refused(settings={**SETTINGS, "network": {"price_cny_per_gbps_month": object()}})
    assert error.findings[0].table == "settings"
    error = refused(settings=3)
    assert error.findings[0].table == "settings" and "int" in str(error)
    error = refused(settings={"name": "x"})
    assert any("horizon_hours" in str(one) for one in error.findings)


def test_tables_come_out_for_everybody(tiny):
    hubs = tiny.solve().hubs
    frame = pl.DataFrame(hubs)
    assert frame.columns == hubs.columns and frame["hub"].to_list() == tiny.hubs
    assert frame["capacity_mw"].dtype == pl.Float64
    assert pa.table(hubs).to_pydict() == hubs.to_dict()
    assert duckdb.from_arrow(pa.table(hubs)).fetchall()[0][0] == tiny.hubs[0]
    assert pd.DataFrame(hubs.to_dict())["hub"].to_list() == tiny.hubs
    assert hubs.to_pandas().shape == frame.shape and hubs[0]["hub"] == tiny.hubs[0]
    assert len(hubs[:1]) == 1 and "<table>" in hubs._repr_html_()
    assert pa.table(ew.Table({})).num_columns == 0


def test_results_with_one_table_are_streams(tiny, tmp_path, run):
    trace = tiny.trace("carbon_price", 0, 100)
    run("trace", DATASETS / "tiny", "--param", "carbon_price", "--from", 0, "--to", 100,
        "-o", tmp_path / "trace.csv")  # fmt: skip
    with open(tmp_path / "trace.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = pl.DataFrame(trace)
    assert frame.columns == list(rows[0]) and len(frame) == len(rows)
    assert frame["cost_cny"].to_list() == [float(row["cost_cny"]) for row in rows]
    assert len(pl.DataFrame(tiny.frontier())) == len(tiny.frontier().to_table())


def test_settings_that_lie_in_themselves_are_refused():
    endless = {}
    endless["carbon"] = endless
    assert "deep in one another" in str(refused(settings=endless))
