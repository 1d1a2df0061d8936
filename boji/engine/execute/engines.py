"""Which engine performs a run, and what is said where it cannot be had.

Owns the choice and its settings; `spark` is loaded only when asked for, as pyspark is an extra.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from boji.engine.execute.embedded import Execution

OLDEST_JAVA = 17


@dataclass(frozen=True)
class Spark:
    """Spark at a master: `local[*]`, `spark://…`, `yarn`, `k8s://…`, or `sc://…` for Spark Connect.

    `work` is where relations are written while a run goes on: a folder that every executor and this
    process share, or an address of an object store. On this machine a temporary folder will do.
    """

    master: str = "local[*]"
    work: str | None = None

    @property
    def is_on_this_machine(self) -> bool:
        return self.master.startswith(("local", "sc://localhost", "sc://127.0.0.1"))


Engine = Literal["duckdb", "spark"] | Spark


class EngineMissing(Exception):
    """Spark was asked for, and something that it needs is not there."""

    def __init__(self, what: Literal["pyspark", "java", "work"], found: str = "") -> None:
        self.what = what
        self.found = found
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """What is missing, and how to mend it."""
        words = _MISSING[self.what]["zh" if language == "zh" else "en"]
        return words.format(found=self.found, java=OLDEST_JAVA)


_MISSING = {
    "pyspark": {
        "zh": "没有安装 pyspark。请安装：pip install 'boji[spark]'",
        "en": "pyspark is not installed. Install it: pip install 'boji[spark]'",
    },
    "java": {
        "zh": "Spark 需要 Java {java} 或更新的版本，现在是：{found}。"
        "请安装（例如 openjdk-17-jre-headless），或用 JAVA_HOME 指明位置",
        "en": "Spark needs Java {java} or newer; found: {found}."
        " Install it (as openjdk-17-jre-headless), or name its place in JAVA_HOME",
    },
    "work": {
        "zh": "{found} 的各台机器看不到本机的临时目录。"
        "请用 --work 指明共享目录或对象存储地址，例如 s3a://桶/目录",
        "en": "The machines of {found} do not see a temporary folder of this one."
        " Name a shared folder or an object store with --work, as s3a://bucket/folder",
    },
}


def open_execution(
    engine: Engine = "duckdb",
    *,
    memory_limit: str = "640MB",
    threads: int | None = None,
    scratch: Path | None = None,
) -> Execution:
    """The execution of that engine. Raises EngineMissing."""
    if engine == "duckdb":
        return Execution(memory_limit=memory_limit, threads=threads, scratch=scratch)
    settings = Spark() if engine == "spark" else engine
    spark = importlib.import_module("boji.engine.execute.spark")
    opened: Execution = spark.SparkExecution(
        settings, memory_limit=memory_limit, threads=threads, scratch=scratch
    )
    return opened
