"""Addresses of what `python frontend/build.py` made; their names carry a hash of their content."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static

MANIFEST = Path(__file__).resolve().parents[2] / "static" / "quanju" / "manifest.json"


@lru_cache(maxsize=2)
def _read(_changed_at: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text())
    return manifest


def manifest() -> dict[str, Any]:
    """What was built; empty before the first build, so that pages still render."""
    try:
        return _read(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        return {"assets": {}, "imports": {}}


def address(name: str) -> str:
    """The address of `quanju.css`, `icons.svg`, or of a desk's entry such as `dispatch_desk.js`."""
    return static(f"quanju/{manifest()['assets'].get(name, name)}")


def has(name: str) -> bool:
    return name in manifest()["assets"]


def imports_of(name: str) -> list[str]:
    """The shared chunks that an entry needs at once."""
    return [static(f"quanju/{chunk}") for chunk in manifest()["imports"].get(name, [])]
