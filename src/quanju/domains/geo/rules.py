"""Pure decisions of the map: limits of a usable place, how names are written for finding."""

import re
import unicodedata

from pydantic import Field

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import RuleKind, Table


class PlaceLimits(Table):
    """How far a place may be from what the map knows, in metres."""

    outline_margin_m: float = Field(ge=0, le=50_000)
    road_limit_m: float = Field(ge=10, le=50_000)
    describe_within_m: float = Field(ge=10, le=5_000)
    device_within_m: float = Field(ge=50_000, le=2_000_000)
    rough_m: float = Field(ge=10, le=20_000)
    rough_least_m: float = Field(ge=1, le=20_000)
    rough_most_m: float = Field(ge=10, le=50_000)


PLACE_LIMITS = RuleKind(
    "geo.place_limits",
    Text("地点限度", "Limits of a place"),
    PlaceLimits,
    later=("device_within_m", "rough_m", "rough_least_m", "rough_most_m"),
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
