"""What a search finds: numbers, places, papers. Never a person, by name, telephone or score."""

from dataclasses import dataclass

from quanju.domains.kernel.types import Text

KINDS = {
    "number": Text("编号", "Numbers"),
    "place": Text("地点", "Places"),
    "road": Text("道路", "Roads"),
    "unit": Text("警力", "Units"),
    "paper": Text("文书与规则", "Papers and rules"),
    "statute": Text("法条与时限", "Law and limits"),
}
"""In the order in which they are listed."""


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
