"""Execution: the only place of the engine that opens DuckDB or Spark.

`embedded` performs a program in this process and keeps its figures; `spark` has the relations made by a
Spark cluster and hands their rows to `embedded`, so that figures are kept and read in one way. `prepared`
answers the same program again and again over a few rows, `over_files` one over figures that are kept already.
"""

from boji.engine.execute.beside import Beside, Shared, shared_facts
from boji.engine.execute.embedded import Execution, FiguresOverflow, Progress
from boji.engine.execute.engines import Engine, EngineMissing, Spark, open_execution
from boji.engine.execute.over_files import answers_over, rows_of_files
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
    "answers_over",
    "open_execution",
    "rows_of_files",
    "shared_facts",
]
