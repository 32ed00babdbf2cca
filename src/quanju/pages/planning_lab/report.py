"""What the report of a study says: question, figures, drawings, and what it stands on."""

from typing import Any

from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.planning.types import StudyView
from quanju.pages.planning_lab import charts
from quanju.pages.planning_lab.parts import wishes_of


def report_of(view: StudyView, answer: dict[str, Any]) -> dict[str, Any]:
    """The study in the reader's language, as its paper's layout finds it."""
    calls = view.inputs["calls"]
    facts = [
        (Text("种类", "kind"), str(view.kind_label)),
        (Text("研究", "study"), view.subject),
        (Text("提出", "asked"), f"{local_time(view.asked_at):%Y-%m-%d %H:%M}"),
        (Text("警情", "calls"), f"{calls['n']:,} ({calls['from'][:10]} – {calls['until'][:10]})"),
        (Text("路网", "roads"), view.inputs["map"][:12]),
        *wishes_of(view.kind, view.inputs["options"]),
    ]
    return {
        "facts": [[str(name), str(value)] for name, value in facts],
        "head": [str(one) for one in HEAD],
        "rows": [[str(cell) for cell in row] for row in _rows(answer)],
        "remarks": [str(one) for one in _remarks(answer)],
        "charts": [[str(title), str(drawn)] for title, drawn in _charts(view, answer) if drawn],
        "note": str(NOTE),
    }


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
    single = (answer.get("worth"), answer.get("duty_words"))
    return [*answer.get("border_notes", ()), *(words for words in single if words)]


def _charts(view: StudyView, answer: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The charts of the page, and the district as it would be."""
    found = list(answer.get("charts", ()))
    result = view.result or {}
    zones = result.get("zones") or view.inputs.get("zones", [])
    points = result.get("points") or view.inputs.get("points", [])
    if view.kind != "what_if" and zones:
        found.append((DISTRICT, charts.district(zones, points)))
    return found
