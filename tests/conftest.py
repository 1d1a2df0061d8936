"""How tests are shared out between processes: those that share something dear all to one.

One JVM serves all tests of Apache Spark; an example company is made and imported, and a browser started, once
for each module, as is the company of whose every address the access test asks.
pytest-xdist has `--dist loadgroup` for it, which names groups in a way that pytest 9.2 does not see. Its
scheduler hands out the largest group first: the slowest tests do not come last.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_JVM = "tests/spark/apache/"
_BY_MODULE = (
    "tests/cli/test_demo.py",
    "tests/engine/test_explain.py",
    "tests/engine/test_kept_figures.py",
    "tests/examples/",
    "tests/site/browser/",
    "tests/site/test_access.py",
)


class _Together(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_JVM):
            return _JVM
        return nodeid.partition("::")[0] if nodeid.startswith(_BY_MODULE) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _Together(config, log)
