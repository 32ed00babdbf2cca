"""Pure decisions of the map: limits of a usable place, how names are written for finding."""

import re
import unicodedata
import warnings
from typing import Self

from pydantic import field_validator, model_validator

from quanju.domains.geo.pinyin import spelt
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Lines, RuleKind, Table, Words, worded, wrong


class PlaceLimits(Table):
    """How far a place may be from what the map knows, in metres."""

    outline_margin_m: float = worded(
        "辖区边界外仍接受", "Still accepted outside the outline", ge=0, le=50_000
    )
    road_limit_m: float = worded("离最近道路最远", "Farthest from any road", ge=10, le=50_000)
    describe_within_m: float = worded(
        "“某处旁”取名范围", "A name is borrowed within", ge=10, le=5_000
    )
    device_within_m: float = worded(
        "设备自报位置离边界最远", "A device is at most outside by", ge=50_000, le=2_000_000
    )
    rough_m: float = worded(
        "“大致在此”先填的范围", "Roughly here: filled in first", ge=10, le=20_000
    )
    rough_least_m: float = worded("范围最小", "Roughly here: the least", ge=1, le=20_000)
    rough_most_m: float = worded("范围最大", "Roughly here: the most", ge=10, le=50_000)


PLACE_LIMITS = RuleKind(
    "geo.place_limits",
    Text("地点限度", "Limits of a place"),
    PlaceLimits,
    later=("device_within_m", "rough_m", "rough_least_m", "rough_most_m"),
)


class PersonRule(Lines):
    """Words or a pattern that tell of a person, and what to write instead."""

    words: tuple[Words, ...] = worded("词语", "Words", default=())
    pattern: str = worded("样式（正则）", "Pattern", default="", max_length=300)
    why_zh: Words = worded("中文说明", "Chinese reason")
    why_en: Words = worded("英文说明", "English reason")

    @field_validator("pattern")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        # What a later Python will read otherwise (`[a--z]`) is told as a warning only.
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", FutureWarning)
            try:
                re.compile(pattern)
            except re.error as error:
                raise wrong(f"不是可用的样式：{error}", f"is no pattern: {error}") from error
        doubts = [str(one.message) for one in told if one.category is FutureWarning]
        if doubts:
            raise wrong(f"样式有歧义：{doubts[0]}", f"is read in two ways: {doubts[0]}")
        return pattern

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.words and not self.pattern:
            raise wrong("应写词语或样式", "needs words or a pattern", line="words")
        return self

    def found_in(self, text: str) -> str:
        """What of the text it is about; nothing if nothing is."""
        for word in self.words:
            if word.casefold() in text.casefold():
                return word
        match = re.search(self.pattern, text) if self.pattern else None
        return match.group() if match else ""


class PlaceNotes(Table):
    """Notes on public places: where they are shown, how long they last, what they may not tell."""

    shown_within_m: float = worded("多近可见", "Shown within", ge=10, le=1_000)
    longest_days: float = worded("最长有效", "Lasts at most", ge=1, le=1_100)
    lately_days: float = worded("“近来”的范围", "“Lately” reaches back", ge=1, le=366)
    refused: tuple[PersonRule, ...] = worded(
        "不收的内容", "What is refused", validation_alias="rule", min_length=1
    )


PLACE_NOTES = RuleKind("geo.place_notes", Text("地点提示", "Place notes"), PlaceNotes)


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
    """Names between bars, as `Place.search_text` keeps them, and how the Chinese ones are spelt."""
    spellings = (letters for name in names for letters in spelt(name))
    known = dict.fromkeys(name for raw in (*names, *spellings) if (name := plain(raw)))
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
