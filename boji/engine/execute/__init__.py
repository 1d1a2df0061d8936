"""Execution: the only place of the engine that opens DuckDB or Spark.

`embedded` performs a program in this process and keeps its figures; `spark` has the relations made by a
Spark cluster and hands their rows to `embedded`, so that figures are kept and read in one way. `prepared`
answers the same program again and again over a few rows.
"""

from boji.engine.execute.beside import Beside, Shared, shared_facts
from boji.engine.execute.embedded import Execution, FiguresOverflow, Progress
from boji.engine.execute.engines import Engine, EngineMissing, Spark, open_execution
from boji.engine.execute.prepared import PreparedProgram

__all__ = [
    "Beside",
    "Engine",
    "EngineMissing",
    "Execution",
    "FiguresOverflow",
    "PreparedProgram",
    "Progress",
    "Shared",
    "Spark",
    "open_execution",
    "shared_facts",
]
