"""eastwest: which data-centre hubs, eastern or western, run which AI workloads.

One linear program decides, exactly and with a proof, what the choice costs in money, carbon and latency.

>>> import eastwest as ew
>>> case = ew.Case.read("datasets/china")          # doctest: +SKIP
>>> case.solve().objective_cny                     # doctest: +SKIP
"""

from . import _core
from ._case import Case
from ._errors import (
    CaseError,
    CaseWarning,
    EastwestError,
    Finding,
    InternalError,
    SolverError,
)
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
from ._sweep import Sweep
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
    "Plan",
    "Ranges",
    "Record",
    "Result",
    "SolverError",
    "Sweep",
    "Table",
    "Trace",
    "__version__",
]
