"""How tests are shared out between processes: those of Apache Spark all to one, so that one JVM serves them.

pytest-xdist has `--dist loadgroup` for it, which names groups in a way that pytest 9.2 does not see. Its
scheduler hands out the largest group first: the slowest tests do not come last.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_ONE_PROCESS = "tests/spark/apache/"


class _OneJvm(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    def _split_scope(self, nodeid: str) -> str:
        return _ONE_PROCESS if nodeid.startswith(_ONE_PROCESS) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _OneJvm(config, log)
