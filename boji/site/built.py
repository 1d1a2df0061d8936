"""What `frontend/build.mjs` built, by the names that templates use.

Owns the way from a name to its address. The built name carries a hash, so browsers keep the file for ever.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "static" / "built" / "manifest.json"


def built(name: str) -> str:
    """The address of `site.css`, `site.js`, `charts.js`, `editor.js` or `icons.svg`."""
    return static(f"built/{_manifest()['files'][name]}")


def icon_address(name: str) -> str:
    """Where the icon is in the sprite."""
    assert name in _manifest()["icons"], f"no icon {name}: add it to frontend/icons.txt"
    return f"{built('icons.svg')}#{name}"


@cache
def _manifest() -> dict[str, Any]:
    assert MANIFEST.exists(), "the front end is not built: install with `make demo` or `pip install -e .`"
    read: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    return read
