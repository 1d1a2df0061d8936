"""What `frontend/build.mjs` built, by the names that templates use.

Owns the way from a name to its address. The built name carries a hash, so browsers keep the file for ever.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "built"


def built(name: str) -> str:
    """The address of `site.css`, `site.js`, `charts.js` or `icons.svg`."""
    return static(f"built/{_manifest()[name]}")


@cache
def _manifest() -> dict[str, str]:
    path = FOLDER / "manifest.json"
    assert path.exists(), "the front end is not built: install with `make demo` or `pip install -e .`"
    names: dict[str, str] = json.loads(path.read_text("utf-8"))
    return names
