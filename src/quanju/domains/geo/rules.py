"""Pure decisions of the map: limits of a usable place, how names are written for finding."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import RuleError, RuleKind

SHIPPED = Path(__file__).parent / "tables"
"""Rule tables that come with the room; a branch takes them over or brings its own."""


@dataclass(frozen=True, slots=True)
class PlaceLimits:
    """How far a place may be from what the map knows, in metres."""

    outline_margin_m: float
    road_limit_m: float
    describe_within_m: float


def parse_place_limits(content: Mapping[str, Any]) -> PlaceLimits:
    """Read the table; `RuleError` names the line that is missing or out of range."""
    values: dict[str, Any] = {}
    for name, least, most in (
        ("outline_margin_m", 0, 50_000),
        ("road_limit_m", 10, 50_000),
        ("describe_within_m", 10, 5_000),
    ):
        values[name] = number_between(content, name, least, most)
    unknown = set(content) - {f.name for f in fields(PlaceLimits)} - {"source"}
    if unknown:
        raise RuleError(
            Text(f"不认识的项目：{sorted(unknown)}", f"unknown lines: {sorted(unknown)}")
        )
    return PlaceLimits(**values)


def number_between(content: Mapping[str, Any], name: str, least: float, most: float) -> float:
    """The number called `name`; `RuleError` if it is absent, no number or out of range."""
    value = content.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise RuleError(
            Text(
                f"“{name}”应为 {least} 到 {most} 之间的数，现为 {value!r}",
                f"“{name}” must be a number from {least} to {most}, not {value!r}",
            )
        )
    return float(value)


def shipped(name: str) -> dict[str, Any]:
    """The table of that name as it comes with the room."""
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8"))


PLACE_LIMITS = RuleKind(
    "geo.place_limits", Text("地点限度", "Limits of a place"), parse_place_limits
)

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\u3040-\u30ff"
_BLANK_BESIDE_WIDE = re.compile(f"(?<=[{_WIDE}]) | (?=[{_WIDE}])")
_WHERE_STREETS_MEET = re.compile(
    r"与|和|、|&|＆|/|×|交叉路?口|十字路口|丁字路口|路口|\bx\b|\band\b|\bat\b|\bcrossing\b"
)
_HOUSE_NUMBER = re.compile(
    r"[\s,，]*(?:no\.?\s*)?\d+\s*(?:号|弄|栋|#|-)?[^,，]{0,12}$", re.IGNORECASE
)


def plain(text: str) -> str:
    """Lower case, full width made half, no accents, no blanks beside Chinese characters."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    return _BLANK_BESIDE_WIDE.sub("", " ".join(words))


def search_text(*names: str) -> str:
    """Names between bars, as `Place.search_text` keeps them."""
    known = dict.fromkeys(name for raw in names if (name := plain(raw)))
    return f"|{'|'.join(known)}|"[:700]


MOST_PARTS = 4
"""No address has more; each part costs the database one pass."""


def asked_parts(text: str) -> list[str]:
    """What was typed, in parts: `中央大街与胜利街` and `中央大街 胜利街` both give two."""
    pieces = _WHERE_STREETS_MEET.split(text.casefold())
    if len(pieces) == 1 and re.search(f"[{_WIDE}]", text):
        pieces = text.split()
    return [part for part in dict.fromkeys(plain(piece) for piece in pieces) if part][:MOST_PARTS]


def without_house_number(text: str) -> str:
    """`中央大街88号` gives `中央大街`: the map knows streets, not house numbers."""
    return _HOUSE_NUMBER.sub("", text.strip(), count=1)
