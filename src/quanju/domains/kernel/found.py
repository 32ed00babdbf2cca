"""What a search finds: numbers, places, papers. Never a person, by name, telephone or score."""

import re
from dataclasses import dataclass

from django.db.models import Q

from quanju.domains.kernel.types import Text

KINDS = {
    "verb": Text("可以做的", "What you may do"),
    "number": Text("编号", "Numbers"),
    "place": Text("地点", "Places"),
    "road": Text("道路", "Roads"),
    "unit": Text("警力", "Units"),
    "phone": Text("值班电话", "Duty phone book"),
    "said": Text("我的群里说过", "Said in your groups"),
    "paper": Text("文书与规则", "Papers and rules"),
    "desk": Text("页面", "Pages"),
    "statute": Text("法条与时限", "Law and limits"),
}
"""In the order in which they are listed."""


_ENDING = re.compile(r"\d{1,4}", re.ASCII)
_BEGINNING = re.compile(r"\d{6,8}(?:-\d{0,5})?", re.ASCII)


def number_asked(words: str, field: str = "number") -> Q | None:
    """Whose number begins or ends so: `20261130`, `20261130-0429`, `429`; None for other words."""
    text = words.strip()
    if _ENDING.fullmatch(text):
        return Q(**{f"{field}__endswith": f"-{text.zfill(4)}"})
    if _BEGINNING.fullmatch(text):
        return Q(**{f"{field}__startswith": text})
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was found, by its subject; the pages know its address."""

    kind: str
    subject: str
    title: Text | str
    detail: Text | str = ""
    lon: float | None = None
    lat: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.subject}: unknown kind {self.kind!r}")
