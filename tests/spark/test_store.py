"""Facts in an object store, and relations too: nothing but the bucket is shared with the executors.

Read by Sail, which speaks S3 by itself; Apache Spark needs the jars of hadoop-aws for it (docs/spark.md).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.cli.company import Company, small_company

# Sail reads the environment once, when its server starts: it has a process of its own.
_SERVER = """
import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer()
server.start()
print(server.listening_address[1], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3-compatible server with the bucket `boji`, for this process and its children."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ENDPOINT": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="boji")
    yield "s3://boji"
    server.stop()


@pytest.fixture
def master(store: str) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield f"sc://localhost:{server.stdout.readline().strip()}"
        server.kill()


def copy_lake(company: Company) -> None:
    lake = company.path / "lake"
    for path in lake.rglob("*.parquet"):
        boto3.client("s3").upload_file(str(path), "boji", f"lake/{path.relative_to(lake).as_posix()}")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def test_a_run_from_and_through_the_store(store: str, master: str, tmp_path: Path) -> None:
    company = small_company(tmp_path)
    copy_lake(company)
    kept = {}
    for engine in (
        ("duckdb",),
        ("spark", "--master", master, "--lake", f"{store}/lake", "--work", f"{store}/work"),
    ):
        run = company.figures("run", "2026-03", "--engine", *engine)
        kept[engine[0]] = files(company.path / "runs" / "2026-03" / run["run"])
        assert run["executed_by"].startswith(engine[0])
    assert kept["spark"] == kept["duckdb"]
    assert "3200.00" in company.done("run", "2026-03", "--json")
