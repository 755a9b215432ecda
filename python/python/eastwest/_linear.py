"""Scenarios of anybody's linear program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from . import _core
from ._errors import CaseError, workers
from ._progress import Progress
from ._rows import Rows, _split

_KINDS = ("cost", "lower", "upper", "row_lower", "row_upper", "row", "entry")

Place = Union[int, tuple[int, int]]


@dataclass(frozen=True)
class LinearChange:
    """Figures of a program that take another value in every scenario.

    Attributes
    ----------
    label : str
        Name of the column of its values.
    kind : str
        ``"cost"``, ``"lower"`` and ``"upper"`` of columns; ``"row_lower"``, ``"row_upper"`` and ``"row"`` (both) of rows; ``"entry"`` of the
        matrix.
    at : sequence of int, or of pairs
        Which columns or rows, from 0; row and column of entries.
    values : sequence of float
        One a scenario.
    how : str
        ``"value"``, or ``"factor"`` or ``"addition"`` to the figures as they are stated.
    """

    label: str
    kind: str
    at: Sequence[Place]
    values: Sequence[float]
    how: str = "value"

    def _stated(self) -> tuple[str, str, list[tuple[str, int, int]], list[float]]:
        if self.kind not in _KINDS:
            known = ", ".join(_KINDS)
            raise CaseError(f"`{self.label}`: no figure is called `{self.kind}`; known: {known}")
        places = [place if isinstance(place, tuple) else (place, 0) for place in self.at]
        targets = [(self.kind, int(place[0]), int(place[1])) for place in places]
        return (self.label, self.how, targets, self._figures())

    def _figures(self) -> list[float]:
        try:
            return [float(value) for value in self.values]
        except (TypeError, ValueError):
            raise CaseError(
                f"`{self.label}`: its values are a list of numbers, one for each scenario; found {self.values!r}"
            ) from None


@dataclass(frozen=True)
class _RightHandSides(LinearChange):
    """Right-hand sides of one constraint whose rows have different senses: the kind of each row."""

    kinds: Sequence[str] = ()

    def _stated(self) -> tuple[str, str, list[tuple[str, int, int]], list[float]]:
        rows = [row for row in self.at if isinstance(row, int)]
        targets = [(kind, row, 0) for kind, row in zip(self.kinds, rows, strict=True)]
        return (self.label, self.how, targets, self._figures())


class LinearSweep(Rows):
    """Scenarios of a linear program, each with its proof.

    Columns: ``scenario`` from 1, the values of each change, ``status`` (``optimal``, ``infeasible``, ``unbounded`` or ``failed``), ``how`` (``certified``
    without a pivot, ``pivoted``, ``reference`` where another solver answered, ``failed``), ``objective``, the chosen values, ``primal_residual``,
    ``dual_residual``, ``relative_gap`` and ``note``. An optimum has passed a check of its residuals and its gap on the program's own numbers;
    infeasible and unbounded are proved by a certificate as well.
    """

    def __init__(
        self, made_of: tuple[Any, ...], progress: Progress | bool | None = None
    ) -> None:
        super().__init__(_core.Linear(*made_of), progress)
        self._made_of = made_of

    def __reduce__(self) -> tuple[Any, ...]:
        # who is told of progress stays where it is
        return (LinearSweep, (self._made_of,))

    def __repr__(self) -> str:
        return f"<eastwest.LinearSweep: {len(self):,} scenarios>"


def _floats(values: Any, count: int, what: str) -> list[float]:
    """Figures, or one for all."""
    if not hasattr(values, "__len__"):
        return [float(values)] * count
    found = [float(value) for value in values]
    if len(found) != count:
        raise CaseError(f"`{what}` has {len(found)} figures, and {count} are needed")
    return found


def _columns_of(matrix: Any) -> tuple[list[int], list[int], list[float], tuple[int, int]]:
    """A matrix by columns: of scipy.sparse, or rows of figures."""
    if hasattr(matrix, "tocsc"):
        by_column = matrix.tocsc()
        by_column.sum_duplicates()
        shape = (int(by_column.shape[0]), int(by_column.shape[1]))
        starts, rows, values = by_column.indptr, by_column.indices, by_column.data
        return starts.tolist(), rows.tolist(), [float(value) for value in values.tolist()], shape
    dense = [[float(value) for value in row] for row in matrix]
    width = len(dense[0]) if dense else 0
    if any(len(row) != width for row in dense):
        raise CaseError("rows of the matrix differ in length")
    starts, rows, values = [0], [], []
    for column in range(width):
        for row, figures in enumerate(dense):
            if figures[column] != 0.0:
                rows.append(row)
                values.append(figures[column])
        starts.append(len(rows))
    return starts, rows, values, (len(dense), width)


def sweep_matrices(
    A: Any,
    c: Sequence[float],
    lower: Any = 0.0,
    upper: Any = float("inf"),
    *,
    row_lower: Any = float("-inf"),
    row_upper: Any = float("inf"),
    changes: Sequence[LinearChange],
    values: Sequence[int] = (),
    names: Sequence[str] | None = None,
    constant: float = 0.0,
    maximise: bool = False,
    threads: int | None = None,
    progress: Progress | bool | None = None,
) -> LinearSweep:
    """Scenarios of a linear program, each proved.

    ::

        minimise  c·x + constant   subject to   row_lower ≤ A x ≤ row_upper,   lower ≤ x ≤ upper

    Parameters
    ----------
    A : matrix of shape (rows, columns)
        Of scipy.sparse, an array, or rows of figures.
    c : sequence of float, shape (columns,)
        Costs.
    lower, upper : float or sequence of float, shape (columns,)
        Bounds; infinite where there is none.
    row_lower, row_upper : float or sequence of float, shape (rows,)
        Bounds of A x.
    changes : sequence of LinearChange
        What takes other values, all with one value for each scenario.
    values : sequence of int, optional
        Columns whose values are told, from 0.
    names : sequence of str, optional
        Names of the columns; ``x0``, ``x1`` … where not given.
    constant : float
        Added to the objective.
    maximise : bool
        Whether the objective is maximised.
    threads, progress : optional
        As of `Case.explain`.

    Returns
    -------
    LinearSweep

    Raises
    ------
    CaseError
        Where the figures make no program.
    """
    starts, rows, figures, (row_count, column_count) = _columns_of(A)
    costs = _floats(c, column_count, "c")
    try:
        made_of = (
            starts,
            rows,
            figures,
            costs,
            float(constant),
            _floats(lower, column_count, "lower"),
            _floats(upper, column_count, "upper"),
            _floats(row_lower, row_count, "row_lower"),
            _floats(row_upper, row_count, "row_upper"),
            list(names) if names is not None else [f"x{column}" for column in range(column_count)],
            maximise,
            [change._stated() for change in changes],
            [int(column) for column in values],
            workers(threads),
        )
        return LinearSweep(made_of, progress)
    except (OverflowError, ValueError) as error:
        raise error if isinstance(error, CaseError) else CaseError(str(error)) from None


def sweep_linopy(
    model: Any,
    changes: Mapping[Any, Sequence[float]],
    *,
    values: Sequence[str] = (),
    threads: int | None = None,
    progress: Progress | bool | None = None,
) -> LinearSweep:
    """Scenarios of a linopy model, each proved.

    Parameters
    ----------
    model : linopy.Model
        A linear one, without whole numbers. It is read, and stays as it is.
    changes : mapping of str, or of (str, pairs), to sequence of float
        What takes other values, all with one value for each scenario: ``"cost.NAME"``, ``"lower.NAME"``, ``"upper.NAME"`` of a variable, ``"rhs.NAME"`` of
        a constraint. With ``*`` behind it the values are factors to what the model states, with ``+`` additions. All elements of a
        variable or a constraint change together, unless dimensions stand beside it with their labels: ``("rhs.balance", ("snapshot", 3))``.
    values : sequence of str, optional
        Variables whose values are told.
    threads, progress : optional
        As of `Case.explain`.

    Returns
    -------
    LinearSweep

    Raises
    ------
    CaseError
        Where the model is none that the engine solves, or has nothing of a name.
    """
    if model.type != "LP":
        raise CaseError(f"the model is of type {model.type}; the engine solves linear programs without whole numbers")
    if not len(model.variables) or not len(model.constraints):
        raise CaseError("the model has no variables or no constraints, so there is no linear program")
    matrices = model.matrices
    column = {int(label): at for at, label in enumerate(matrices.vlabels)}
    row = {int(label): at for at, label in enumerate(matrices.clabels)}
    senses = [str(sense)[0] for sense in matrices.sense]
    right = [float(value) for value in matrices.b]
    infinite = float("inf")
    told: list[tuple[int, str]] = []
    for name in values:
        told.extend(_elements(_of(model.variables, name, "variable"), name, column))
    names = [f"x{at}" for at in range(len(column))]
    for at, name in told:
        names[at] = name
    return sweep_matrices(
        matrices.A,
        matrices.c,
        matrices.lb,
        matrices.ub,
        row_lower=[-infinite if sense == "<" else value for sense, value in zip(senses, right)],
        row_upper=[infinite if sense == ">" else value for sense, value in zip(senses, right)],
        changes=[
            change
            for key, figures in changes.items()
            for change in _changes(model, key, figures, column, row, senses)
        ],
        values=[at for at, _ in told],
        names=names,
        constant=_constant(model),
        maximise=model.objective.sense == "max",
        threads=threads,
        progress=progress,
    )


def _constant(model: Any) -> float:
    """What is added to the objective."""
    const = getattr(model.objective.expression, "const", 0.0)
    return float(const.sum()) if hasattr(const, "sum") else float(const)


def _of(container: Any, name: str, what: str) -> Any:
    if name not in container:
        known = ", ".join(str(one) for one in container)
        raise CaseError(f"the model has no {what} `{name}`; known: {known}")
    return container[name]


def _elements(one: Any, name: str, place: Mapping[int, int]) -> list[tuple[int, str]]:
    """Places and names of the elements of a variable or a constraint; those that are masked are none."""
    labels = one.labels
    if labels.ndim == 0:
        return [(place[int(labels)], name)] if int(labels) in place else []
    found = []
    stacked = labels.stack(element=labels.dims)
    for label, key in zip(stacked.values, stacked.indexes["element"]):
        if int(label) in place:
            words = ",".join(str(word) for word in (key if isinstance(key, tuple) else (key,)))
            found.append((place[int(label)], f"{name}[{words}]"))
    return found


def _changes(
    model: Any,
    key: Any,
    values: Sequence[float],
    column: Mapping[int, int],
    row: Mapping[int, int],
    senses: Sequence[str],
) -> list[LinearChange]:
    text, *pairs = key if isinstance(key, tuple) else (key,)
    is_key = isinstance(text, str) and all(isinstance(one, tuple) and len(one) == 2 for one in pairs)
    if not is_key:
        raise CaseError(
            f"`{key!r}`: a change is a text, or a text and pairs of dimension and label: (\"rhs.balance\", (\"snapshot\", 3))"
        )
    selection = dict(pairs)
    stem, how = _split(text)
    kind, _, name = stem.partition(".")
    label = text
    if selection:
        label += "[" + ",".join(f"{dim}={value}" for dim, value in selection.items()) + "]"
    known = {"cost": "variable", "lower": "variable", "upper": "variable", "rhs": "constraint"}
    if kind not in known or not name:
        raise CaseError(
            f"`{text}`: a change is `cost.NAME`, `lower.NAME` or `upper.NAME` of a variable, or `rhs.NAME` of a constraint"
        )
    container = model.constraints if kind == "rhs" else model.variables
    one = _of(container, name, known[kind])
    labels = one.labels
    try:
        labels = labels.sel(selection) if selection else labels
    except (KeyError, ValueError) as error:
        raise CaseError(f"`{label}`: nothing is there: {error}") from None
    place = row if kind == "rhs" else column
    at = [place[int(found)] for found in labels.values.ravel() if int(found) in place]
    if not at:
        raise CaseError(f"`{label}` touches nothing in this model")
    if kind != "rhs":
        return [LinearChange(label, kind, at, values, how)]
    kinds = {"=": "row", "<": "row_upper", ">": "row_lower"}
    return [_RightHandSides(label, "row", at, values, how, [kinds[senses[found]] for found in at])]
