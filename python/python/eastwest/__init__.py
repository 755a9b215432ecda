"""eastwest: which data-centre hubs, eastern or western, run which AI workloads.

One linear program decides, exactly and with a proof, what the choice costs in money, carbon and latency.

>>> import eastwest as ew
>>> case = ew.Case.read("datasets/china")          # doctest: +SKIP
>>> case.solve().objective_cny                     # doctest: +SKIP
"""

from . import _core, ray
from ._case import Case, Sweep
from ._errors import (
    CaseError,
    CaseWarning,
    EastwestError,
    Finding,
    InternalError,
    SolverError,
)
from ._linear import LinearChange, LinearSweep, sweep_linopy, sweep_matrices
from ._pypsa import from_pypsa
from ._results import (
    Breakeven,
    Diagnosis,
    Explanation,
    Frontier,
    Plan,
    Ranges,
    Record,
    Result,
    Trace,
)
from ._rows import Rows, verify_shards
from ._tables import Table

__version__: str = _core.__version__

__all__ = [
    "Breakeven",
    "Case",
    "CaseError",
    "CaseWarning",
    "Diagnosis",
    "EastwestError",
    "Explanation",
    "Finding",
    "Frontier",
    "InternalError",
    "LinearChange",
    "LinearSweep",
    "Plan",
    "Ranges",
    "Record",
    "Result",
    "Rows",
    "SolverError",
    "Sweep",
    "Table",
    "Trace",
    "__version__",
    "from_pypsa",
    "ray",
    "sweep_linopy",
    "sweep_matrices",
    "verify_shards",
]
