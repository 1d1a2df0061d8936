"""Spark sessions: one of their own for each run, set so that a wrong figure is an error.

Owns what is asked of Spark and of Java. A cluster's own settings (memory, packages, keys of an object
store) are Spark's: `spark-defaults.conf` or SPARK_CONF_DIR.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from boji.engine.execute.engines import OLDEST_JAVA, EngineMissing, Spark

# On these the figures stand: overflow is an error, instants are UTC, files hold microseconds.
_SQL = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
}
# One machine: no page to look at, no address of a network, partitions for some cores.
_LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def open_session(settings: Spark) -> Any:
    """A new session at the master. Raises EngineMissing."""
    if importlib.util.find_spec("pyspark") is None:
        raise EngineMissing("pyspark")
    if not settings.is_on_this_machine and settings.work is None:
        raise EngineMissing("work", settings.master)
    # pyspark logs every error that it raises; what we do not answer keeps its trace anyway.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL)
    if settings.master.startswith("sc://"):
        # Not by `pyspark.sql`: it would turn every later session of this process into one of Connect.
        from pyspark.sql.connect.session import SparkSession as ConnectSession  # noqa: PLC0415 (an extra)

        session = ConnectSession.builder.remote(settings.master).create()
    else:
        _check_java()
        from pyspark.sql import SparkSession  # noqa: PLC0415 (an extra, and a second to import)

        builder = SparkSession.builder.master(settings.master).appName("boji")
        if settings.is_on_this_machine:
            for name, value in _LOCAL.items():
                builder = builder.config(name, value)
        session = builder.getOrCreate().newSession()
    for name, value in _SQL.items():
        session.conf.set(name, value)
    return session


def close_session(session: Any, settings: Spark) -> None:
    """End the session. A JVM on this machine is left running for the next one, and ends with the process."""
    if settings.master.startswith("sc://"):
        session.stop()


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else "java"
    if shutil.which(java) is None:
        raise EngineMissing("java", "—")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise EngineMissing("java", said.partition("\n")[0] or java)
