"""A study on paper: the answer as a PDF."""

import json
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from quanju.domains.kernel.types import Text
from quanju.domains.planning.types import StudyView
from quanju.pages.planning_lab import charts
from quanju.pages.planning_lab.parts import wishes_of

SHEET = Path(__file__).parent / "report.typ"


def pdf_of(view: StudyView, answer: dict[str, Any]) -> bytes:
    """The study in the reader's language: question, figures, bars, and what it stands on."""
    import typst  # a large library that few requests need

    calls = view.inputs["calls"]
    facts = [
        (Text("种类", "kind"), str(view.kind_label)),
        (Text("提出", "asked"), f"{timezone.localtime(view.asked_at):%Y-%m-%d %H:%M}"),
        (Text("警情", "calls"), f"{calls['n']:,} ({calls['from'][:10]} – {calls['until'][:10]})"),
        (Text("路网", "roads"), view.inputs["map"][:12]),
        *wishes_of(view.kind, view.inputs["options"]),
    ]
    content = {
        "title": view.title,
        "number": view.subject,
        "facts": [[str(name), value] for name, value in facts],
        "head": [str(one) for one in HEAD],
        "rows": [[str(cell) for cell in row] for row in _rows(answer)],
        "remarks": [str(one) for one in _remarks(answer)],
        "charts": [[str(title), str(drawn)] for title, drawn in _charts(view, answer) if drawn],
        "note": str(NOTE),
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
    }
    made: bytes = typst.compile(
        SHEET.read_bytes(), sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
    return made


HEAD = (
    Text("指标", "figure"),
    Text("现在", "today"),
    Text("之后", "after"),
    Text("差", "difference"),
)
DISTRICT = Text("巡区与屯警点", "zones and points")
NOTE = Text(
    "只用警情的地点与时间，不含任何个人信息；结果供人决定。",
    "Made of places and times of calls only, no personal data; people decide.",
)


def _rows(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    if "loads" not in answer:
        return list(answer.get("simulated") or answer.get("reach") or [])
    before, after = answer["before_deviation"], answer["after_deviation"]
    return [
        (Text("警情数最大偏差", "largest deviation of calls"), before, after, ""),
        (Text("工作量最大偏差", "largest deviation of work"), "", answer["deviation"], ""),
        (Text("换区的工作量", "work that changes zone"), "", answer["moved"], ""),
    ]


def _remarks(answer: dict[str, Any]) -> list[Text]:
    words = answer.get("duty_words")
    return [*answer.get("border_notes", ()), *([words] if words else [])]


def _charts(view: StudyView, answer: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The charts of the page, and the district as it would be."""
    found = list(answer.get("charts", ()))
    result = view.result or {}
    zones = result.get("zones") or view.inputs.get("zones", [])
    points = result.get("points") or view.inputs.get("points", [])
    if view.kind != "what_if" and zones:
        found.append((DISTRICT, charts.district(zones, points)))
    return found
