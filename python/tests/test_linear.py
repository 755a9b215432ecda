"""Scenarios of anybody's linear program, against linopy with HiGHS."""

from __future__ import annotations

import pickle

import eastwest as ew
import numpy as np
import pandas as pd
import polars as pl
import pytest

linopy = pytest.importorskip("linopy")
xr = pytest.importorskip("xarray")
pytest.importorskip("highspy")


def solved(model) -> tuple[str, float | None]:
    """What linopy with HiGHS says."""
    model.solve("highs", io_api="direct", output_flag=False)
    optimal = model.termination_condition == "optimal"
    return model.termination_condition, float(model.objective.value) if optimal else None


def assert_proved(rows: pl.DataFrame) -> None:
    optimal = rows.filter(pl.col("status") == "optimal")
    for proof in ("primal_residual", "dual_residual", "relative_gap"):
        assert optimal[proof].null_count() == 0 and (optimal[proof] < 1e-6).all()


def first() -> object:
    """The first model of linopy's documentation: creating-expressions aside, two variables over time."""
    m = linopy.Model()
    time = pd.Index(range(10), name="time")
    x = m.add_variables(lower=0, coords=[time], name="x")
    y = m.add_variables(lower=0, coords=[time], name="y")
    factor = pd.Series(time, index=time)
    m.add_constraints(3 * x + 7 * y >= 10 * factor, name="con1")
    m.add_constraints(5 * x + 2 * y >= 3 * factor, name="con2")
    m.add_objective((x + 2 * y).sum())
    return m


def simple() -> object:
    """x + 2 y over 3 x + 7 y ≥ 10, 5 x + 2 y ≥ 3: 2.862, of linopy's first page."""
    m = linopy.Model()
    x, y = m.add_variables(lower=0, name="x"), m.add_variables(lower=0, name="y")
    m.add_constraints(3 * x + 7 * y >= 10, name="con1")
    m.add_constraints(5 * x + 2 * y >= 3, name="con2")
    m.add_objective(x + 2 * y)
    return m


def transport() -> object:
    """The transport problem of GAMS, of linopy's documentation: 153.675."""
    m = linopy.Model()
    plants = pd.Index(["seattle", "san-diego"], name="canning_plants")
    markets = pd.Index(["new-york", "chicago", "topeka"], name="markets")
    supply = xr.DataArray([350.0, 600.0], coords=[plants])
    demand = xr.DataArray([325.0, 300.0, 275.0], coords=[markets])
    distance = xr.DataArray([[2.5, 1.7, 1.8], [2.5, 1.8, 1.4]], coords=[plants, markets])
    x = m.add_variables(lower=0, coords=[plants, markets], name="x")
    m.add_constraints(x.sum("markets") <= supply, name="supply")
    m.add_constraints(x.sum("canning_plants") >= demand, name="demand")
    m.add_objective((x * (90 * distance / 1000)).sum())
    return m


def test_the_models_of_the_documentation_have_their_objectives():
    rows = pl.DataFrame(ew.sweep_linopy(simple(), {"rhs.con1": [10.0]}, values=["x", "y"]))
    assert rows["objective"][0] == pytest.approx(2.862, abs=5e-4)
    assert rows["x"][0] + 2 * rows["y"][0] == pytest.approx(rows["objective"][0])
    rows = pl.DataFrame(ew.sweep_linopy(transport(), {"cost.x*": [1.0]}))
    assert rows["objective"][0] == pytest.approx(153.675)
    assert rows["how"][0] == "certified"
    assert_proved(rows)


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (simple, {"rhs.con1": [1.0, 5, 10, 20], "cost.y": [2.0, 3, 0.5, 0]}),
        (first, {"rhs.con1*": [0.5, 1.0, 2.0], ("cost.x", ("time", 3)): [0.0, 1.0, 9.0]}),
        (transport, {"rhs.demand*": [0.5, 1, 1.05, 1.2], "upper.x": [np.inf, 300, 500, 400]}),
        (transport, {("rhs.supply", ("canning_plants", "seattle")): [0.0, 100, 350], "cost.x+": [0, 1, -1]}),
    ],
)  # fmt: skip
def test_each_scenario_is_what_linopy_says_of_the_changed_model(make, changes):
    rows = pl.DataFrame(ew.sweep_linopy(make(), changes))
    assert_proved(rows)
    for at in range(len(rows)):
        model = make()
        for key, values in changes.items():
            text, *pairs = key if isinstance(key, tuple) else (key,)
            put(model, text, dict(pairs), float(values[at]))
        status, objective = solved(model)
        assert rows["status"][at] == status
        if objective is not None:
            assert rows["objective"][at] == pytest.approx(objective, rel=1e-7, abs=1e-9)


def put(model, text: str, selection: dict, value: float) -> None:
    """The change, made in linopy."""
    kind, _, name = text.rstrip("*+").partition(".")

    def changed(stated):
        new = {"*": stated * value, "+": stated + value}.get(text[-1], xr.full_like(stated, value, dtype=float))
        if not selection:
            return new
        mask = xr.ones_like(stated, dtype=bool)
        for dim, label in selection.items():
            mask = mask & (stated[dim] == label)
        return xr.where(mask, new, stated)

    if kind == "rhs":
        constraint = model.constraints[name]
        constraint.rhs = changed(constraint.rhs)
    elif kind == "upper":
        variable = model.variables[name]
        variable.upper = changed(variable.upper)
    else:
        terms = model.objective.expression
        coefficients = terms.coeffs
        own = terms.vars.isin(model.variables[name].labels.values)
        for dim, label in selection.items():
            own = own & terms.vars.isin(model.variables[name].labels.sel({dim: label}).values)
        new = {"*": coefficients * value, "+": coefficients + value}.get(text[-1], xr.full_like(coefficients, value))
        terms.data["coeffs"] = xr.where(own, new, coefficients)
        model.objective = terms


def random_model(rng: np.random.Generator):
    """A feasible, bounded program with equations, both kinds of inequalities, and free columns."""
    rows, columns = int(rng.integers(2, 9)), int(rng.integers(2, 12))
    a = rng.integers(-4, 6, (rows, columns)) * (rng.random((rows, columns)) < 0.6)
    point = rng.integers(0, 6, columns).astype(float)
    activity = a @ point
    kinds = rng.integers(0, 3, rows)
    row_lower = np.where(kinds == 1, -np.inf, activity - np.where(kinds == 2, 0, rng.integers(0, 3, rows)))
    row_upper = np.where(kinds == 0, np.inf, np.where(kinds == 2, activity, activity + rng.integers(0, 3, rows)))
    lower = np.where(rng.random(columns) < 0.2, -5.0, 0.0)
    return a.astype(float), rng.integers(-5, 9, columns).astype(float), lower, np.full(columns, 9.0), row_lower, row_upper


def test_fifty_random_programs_are_what_highs_says():
    import highspy

    rng = np.random.default_rng(18)
    pivoted = 0
    for _ in range(50):
        a, c, lower, upper, row_lower, row_upper = random_model(rng)
        rows, columns = a.shape
        count = 20
        cost, right = rng.integers(-9, 9, count), rng.integers(-3, 4, count)
        column, row = int(rng.integers(columns)), int(rng.integers(rows))
        kind = "row_upper" if np.isfinite(row_upper[row]) else "row_lower"
        if row_lower[row] == row_upper[row]:
            kind = "row"
        changes = [
            ew.LinearChange("cost", "cost", [column], cost),
            ew.LinearChange("right", kind, [row], right, how="addition"),
        ]
        found = pl.DataFrame(
            ew.sweep_matrices(a, c, lower, upper, row_lower=row_lower, row_upper=row_upper, changes=changes,
                              values=range(columns))
        )  # fmt: skip
        assert_proved(found)
        pivoted += (found["how"] == "pivoted").sum()
        highs = highspy.Highs()
        highs.silent()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, rows
        model.col_cost_, model.col_lower_, model.col_upper_ = c, lower, upper
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        starts, indices, values = [0], [], []
        for j in range(columns):
            entries = np.flatnonzero(a[:, j])
            indices.extend(entries)
            values.extend(a[entries, j])
            starts.append(len(indices))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = starts, indices, values
        for at in range(count):
            # afresh, since a hot start may be wrong
            low, high = row_lower.copy(), row_upper.copy()
            if kind in ("row", "row_lower"):
                low[row] += right[at]
            if kind in ("row", "row_upper"):
                high[row] += right[at]
            costs = c.copy()
            costs[column] = cost[at]
            model.col_cost_, model.row_lower_, model.row_upper_ = costs, low, high
            highs.passModel(model)
            highs.run()
            status = highs.modelStatusToString(highs.getModelStatus())
            told = found.row(at, named=True)
            if status == "Optimal":
                assert told["status"] == "optimal", told
                assert told["objective"] == pytest.approx(highs.getInfo().objective_function_value, abs=1e-7)
                x = np.array([told[f"x{j}"] for j in range(columns)])
                assert costs @ x == pytest.approx(told["objective"], abs=1e-7)
                assert np.all(a @ x <= high + 1e-7) and np.all(a @ x >= low - 1e-7)
            else:
                assert told["status"] == "infeasible" and status == "Infeasible", (status, told)
    assert pivoted > 100


def test_fifty_random_models_are_what_linopy_with_highs_says():
    rng = np.random.default_rng(81)
    found = set()
    for _ in range(50):
        figures = random_model(rng)
        while not figures[0].any(axis=1).all():
            # a row without a coefficient, 0 ≤ −1: linopy does not tell HiGHS of it, and calls what cannot be an optimum
            figures = random_model(rng)
        factor, price = rng.uniform(-1.0, 2.0, 3), rng.integers(-9, 9, 3).astype(float)
        column = int(rng.integers(len(figures[1])))
        key = "rhs.most*" if np.isfinite(figures[-1]).any() else "rhs.least*"
        rows = pl.DataFrame(ew.sweep_linopy(as_linopy(*figures), {key: factor, ("cost.x", ("j", column)): price}))
        assert_proved(rows)
        for at in range(len(rows)):
            model = as_linopy(*figures)
            put(model, key, {}, float(factor[at]))
            put(model, "cost.x", {"j": column}, float(price[at]))
            status, objective = solved(model)
            assert rows["status"][at] == status
            found.add(status)
            if objective is not None:
                assert rows["objective"][at] == pytest.approx(objective, rel=1e-7, abs=1e-7)
    assert found == {"optimal", "infeasible"}


def as_linopy(a, c, lower, upper, row_lower, row_upper):
    """The program as a model: what its rows are at least, and at most."""
    m = linopy.Model()
    i, j = pd.RangeIndex(len(a), name="i"), pd.RangeIndex(len(c), name="j")
    x = m.add_variables(lower=xr.DataArray(lower, coords=[j]), upper=xr.DataArray(upper, coords=[j]), name="x")
    activity = (xr.DataArray(a, coords=[i, j]) * x).sum("j")
    for name, sign, right in (("least", ">=", row_lower), ("most", "<=", row_upper)):
        right = xr.DataArray(right, coords=[i])
        m.add_constraints(activity, sign, right.fillna(0), name=name, mask=np.isfinite(right))
    m.add_objective((xr.DataArray(c, coords=[j]) * x).sum())
    return m


@pytest.mark.parametrize("threads", [1, 3])
def test_rows_do_not_depend_on_threads(threads):
    values = np.linspace(-3, 30, 5_000)
    sweep = ew.sweep_linopy(first(), {"rhs.con1*": values, "cost.y": values[::-1]}, threads=threads)
    again = ew.sweep_linopy(first(), {"rhs.con1*": values, "cost.y": values[::-1]})
    assert len(sweep) == 5_000 and pl.DataFrame(sweep).equals(pl.DataFrame(again))


def test_a_maximum_and_its_constant_are_told_as_stated():
    m = linopy.Model()
    x = m.add_variables(lower=0, upper=10, name="x")
    m.add_constraints(2 * x <= 8, name="cap")
    m.add_objective(3 * x, sense="max")
    rows = pl.DataFrame(ew.sweep_linopy(m, {"cost.x": [3.0, 5.0, -1.0]}, values=["x"]))
    assert rows["objective"].to_list() == pytest.approx([12.0, 20.0, 0.0])
    assert rows["x"].to_list() == pytest.approx([4.0, 4.0, 0.0])
    rows = pl.DataFrame(ew.sweep_linopy(m, {"cost.x+": [2.0]}))
    assert rows["objective"].to_list() == pytest.approx([20.0])
    change = [ew.LinearChange("a", "entry", [(0, 0)], [2.0, 4.0])]
    rows = pl.DataFrame(ew.sweep_matrices([[2.0]], [3.0], row_upper=8.0, changes=change, constant=1.0, maximise=True))
    assert rows["objective"].to_list() == pytest.approx([13.0, 7.0])


def test_no_optimum_is_proved_too():
    change = [ew.LinearChange("cost", "cost", [0], [1.0, -1.0]), ew.LinearChange("low", "lower", [0], [5.0, 0.0])]
    rows = pl.DataFrame(ew.sweep_matrices([[1.0]], [1.0], row_upper=[3.0], changes=change[1:]))
    assert rows["status"].to_list() == ["infeasible", "optimal"]
    rows = pl.DataFrame(ew.sweep_matrices([[1.0]], [1.0], row_lower=[3.0], changes=change))
    assert rows["status"].to_list() == ["optimal", "unbounded"]
    assert rows["objective"].to_list() == [5.0, None]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rhs.con3": [1.0]}, "known: con1, con2"),
        ({"price.x": [1.0]}, "a change is"),
        ({("cost.x", ("time", 77)): [1.0]}, "nothing is there"),
        ({"cost.x": [1.0], "cost.y": [1.0, 2.0]}, "has 2 values"),
        ({"cost.x": [float("nan")]}, "NaN"),
        ({"cost.x": [float("inf")]}, "no figure"),
        ({"upper.x*": [0.0]}, "inf is stated"),
        ({"lower.x": [float("inf")]}, "no figure"),
        ({"cost.x*": [2.0], "cost.x+": [1.0]}, "another change"),
        ({"cost.x": 3.0}, "a list of numbers"),
        ({"cost.x": ["dear"]}, "a list of numbers"),
        ({"cost.x**": [3.0]}, "no variable"),
        ({("cost.x", "time", 3): [1.0]}, "pairs of dimension and label"),
        ({("cost.x", ("hour", 3)): [1.0]}, "nothing is there"),
        ({7: [1.0]}, "a change is a text"),
    ],
)
def test_what_is_not_there_is_told(changes, told):
    with pytest.raises(ew.CaseError, match=told):
        ew.sweep_linopy(first(), changes)


def test_whole_numbers_are_refused():
    m = first()
    m.add_variables(name="z", binary=True)
    with pytest.raises(ew.CaseError, match="linear programs"):
        ew.sweep_linopy(m, {"cost.x": [1.0]})


def test_a_constraint_may_have_rows_of_both_senses():
    m = linopy.Model()
    time = pd.Index([0, 1], name="time")
    x = m.add_variables(lower=0, upper=9, coords=[time], name="x")
    m.add_constraints(x, xr.DataArray(["<=", ">="], coords=[time]), 4, name="limit")
    m.add_objective((x * xr.DataArray([-1, 1], coords=[time])).sum())
    rows = pl.DataFrame(ew.sweep_linopy(m, {"rhs.limit": [4.0, 3.0, 5.0]}, values=["x"]))
    assert rows.columns[:3] == ["scenario", "rhs.limit", "status"]
    # the first is as large as it may be, the second as small
    assert rows["x[0]"].to_list() == pytest.approx([4, 3, 5]) and rows["x[1]"].to_list() == pytest.approx([4, 3, 5])


def test_models_that_are_no_linear_program_are_refused():
    with pytest.raises(ew.CaseError, match="no linear program"):
        ew.sweep_linopy(linopy.Model(), {"cost.x": [1.0]})
    m = simple()
    x = m.variables["x"]
    m.add_objective(x * x, overwrite=True)
    with pytest.raises(ew.CaseError, match="of type QP"):
        ew.sweep_linopy(m, {"rhs.con1": [1.0]})
    m = linopy.Model()
    m.add_constraints(m.add_variables(lower=0, name="objective") >= 1, name="con")
    m.add_objective(1 * m.variables["objective"])
    with pytest.raises(ew.CaseError, match="two columns of the rows are called `objective`"):
        ew.sweep_linopy(m, {"rhs.con": [1.0]}, values=["objective"])


def test_scenarios_of_a_program_can_be_pickled_and_may_be_none():
    sweep = ew.sweep_linopy(transport(), {"cost.x*": [1.0, 2.0]})
    again = pickle.loads(pickle.dumps(sweep))
    assert len(again) == 2 and pl.DataFrame(again).equals(pl.DataFrame(sweep))
    none = ew.sweep_linopy(transport(), {"cost.x*": []})
    assert len(none) == 0 and none.to_pandas().empty and list(none.to_pandas()) == none.columns
