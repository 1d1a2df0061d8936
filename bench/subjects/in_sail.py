"""The engine on Sail, Spark's protocol and SQL without a JVM: a whole run in a server of this process."""

from __future__ import annotations

from pysail.spark import SparkConnectServer

from bench.subjects.in_spark import Facts, run_on
from boji.engine.execute import Spark


def work(plan: str, form: str, facts: Facts) -> dict[str, int]:
    server = SparkConnectServer()
    server.start()
    try:
        return run_on(Spark(f"sc://localhost:{server.listening_address[1]}"), plan, form, facts)
    finally:
        server.stop()
