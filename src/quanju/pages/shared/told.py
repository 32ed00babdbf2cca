"""What the journal writes for machines, in a reader's words: objects, refusals, reasons, facts.

Every page that shows entries asks here; a code that has no words yet is told as “other”, and the
walk over all pages (`tests/test_access_table.py`) holds that none reaches one.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from quanju.domains.dispatch.queries.tables import incident_types, reasons
from quanju.domains.dispatch.types import ASSIGNMENT_STATES, CHANNELS, INCIDENT_STATES
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import ACTIVITIES
from quanju.domains.people.authors import SERVICE_NAME, names_of
from quanju.domains.people.queries.organisations import names_by_key, organisation_names
from quanju.pages.shared.named import OTHER, subject_named
from quanju.pages.shared.times import clock_text

DENIALS = {
    "DENY_ROLE": Text("岗位无此权限", "not a right of this post"),
    "DENY_RELATION": Text("不是本人、本班组或本所的", "not one's own, one's crew's or station's"),
    "DENY_CONFLICT": Text("不能决定自己提出的", "nobody decides what they put up"),
    "DENY_PURPOSE": Text("用途不符", "not for that purpose"),
    "DENY_EXPIRED": Text("没有在任岗位或登录已结束", "no post at that moment, or signed out"),
    "DENY_DEMO_ENTRY": Text("演示入口未打开", "the demonstration's entry is closed"),
    "MALWARE_FOUND": Text("文件有恶意代码", "the file holds malware"),
}
"""Why somebody was refused, by the code that the record keeps."""
REFUSED = Text("拒绝", "refused")

_SERVICES = frozenset({"service", "anonymous", "stranger"})


def subject_words(subjects: Iterable[str]) -> dict[str, Text]:
    """Each object in words, three queries however many: its kind, and its number or its name."""
    asked = set(subjects)
    people = names_of(one for one in asked if re.fullmatch(r"person:\d+", one))
    keys = {one[8:] for one in asked if re.fullmatch(r"station:\d+", one)}
    stations = names_by_key(int(key) for key in keys)
    offices = organisation_names([one.partition(":")[2] for one in asked if one.startswith("org")])
    return {one: _words(one, people, stations, offices) for one in asked}


def _words(
    subject: str,
    people: Mapping[str, str],
    stations: Mapping[int, Text],
    offices: Mapping[str, Text],
) -> Text:
    kind, _, rest = subject.partition(":")
    if kind in _SERVICES:
        return SERVICE_NAME
    if subject in people:
        return Text(people[subject], people[subject])
    if kind == "station" and rest.isdigit() and int(rest) in stations:
        return stations[int(rest)]
    if kind == "organisation" and rest in offices:
        return offices[rest]
    return subject_named(subject)


def denial(code: str) -> Text:
    """Why it was refused."""
    return DENIALS.get(code, REFUSED)


LISTS = ("disposition", "release", "refusal", "cancel", "hand_over", "topic")
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def reason_words(text: str, at: datetime) -> str:
    """A reason as it was written; one that was chosen from a list in the words of the list."""
    if not _CODE.fullmatch(text):
        return text
    found = (words for name in LISTS if (words := reasons(name, at).get(text)))
    return str(next(found, OTHER if "_" in text else text))


_FACTS = {
    "unit": Text("警力", "Unit"),
    "units": Text("警力", "Units"),
    "call_sign": Text("警力", "Unit"),
    "before": Text("原来", "Before"),
    "after": Text("现在", "After"),
    "state": Text("状态", "State"),
    "status": Text("状态", "State"),
    "reason": Text("理由", "Reason"),
    "type": Text("类型", "Type"),
    "type_at_call": Text("类型（接警）", "Type at the call"),
    "type_at_feedback": Text("类型（反馈）", "Type at feedback"),
    "disposition": Text("处置结果", "Disposition"),
    "channel": Text("来源", "How it came"),
    "grade": Text("等级", "Grade"),
    "proposed_grade": Text("建议等级", "Proposed grade"),
    "zone": Text("巡区", "Zone"),
    "ring": Text("圈", "Ring"),
    "seconds": Text("用时", "Took"),
    "count": Text("数量", "Count"),
    "characters": Text("字数", "Characters"),
    "report": Text("接报案", "Case report"),
    "round": Text("巡逻", "Round"),
}
_DURATIONS = frozenset({"seconds"})


def fact_rows(facts: Mapping[str, Any], at: datetime) -> list[tuple[Text, str]]:
    """The facts that people read, in words; the whole entry as written stands beside them."""
    known = _code_words(at)
    rows = []
    for name, value in facts.items():
        if name in _FACTS and (words := _value(name, value, known)):
            rows.append((_FACTS[name], words))
    return rows


def _value(name: str, value: Any, known: Mapping[str, Text]) -> str:
    if isinstance(value, bool) or value is None or value == "":
        return ""
    if name in _DURATIONS and isinstance(value, int | float):
        return clock_text(value)
    if isinstance(value, list):
        return "、".join(filter(None, (_value("", one, known) for one in value)))
    if isinstance(value, str):
        return str(known.get(value, "" if "_" in value else value))
    return str(value) if isinstance(value, int | float) else ""


def _code_words(at: datetime) -> dict[str, Text]:
    words: dict[str, Text] = {**ACTIVITIES, **ASSIGNMENT_STATES, **INCIDENT_STATES, **CHANNELS}
    for name in LISTS:
        words |= reasons(name, at)
    return words | {kind.code: kind.name for kind in incident_types(at)}
