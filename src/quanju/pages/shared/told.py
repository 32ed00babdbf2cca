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
from quanju.domains.journal.types import matter_named
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.types.standing import ACTIVITIES
from quanju.domains.people.authors import SERVICE_NAME, names_of
from quanju.domains.people.queries.organisations import names_by_key, organisation_names
from quanju.domains.rulebook.types import reference_told
from quanju.pages.shared.times import clock_text

OTHER = Text("其他", "other")
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

_KINDS = {
    "account": Text("账号", "account"),
    "areas": Text("区域", "areas"),
    "assignment": Text("指令", "order to a unit"),
    "booking": Text("房间预订", "booking"),
    "bridge": Text("电话系统", "telephone system"),
    "calendar_feed": Text("日历订阅", "calendar"),
    "checkpoint": Text("巡逻点", "stop"),
    "circumstance": Text("路况", "road conditions"),
    "clock": Text("时限", "time limit"),
    "closure": Text("封路", "closure"),
    "delivery": Text("送达", "delivery"),
    "duty_week": Text("一周勤务", "week of duty"),
    "file": Text("文件", "file"),
    "files": Text("文件", "files"),
    "help": Text("紧急求助", "call for help"),
    "incidents": Text("警情", "incidents"),
    "journal": Text("记录", "journal"),
    "lost_call": Text("断线来电", "lost call"),
    "map": Text("底图与路网", "map"),
    "measure": Text("指标", "measure"),
    "notice": Text("通知", "notice"),
    "order": Text("派警令", "order"),
    "organisation": Text("单位", "office"),
    "page": Text("页面", "page"),
    "paper": Text("文书", "paper"),
    "paper_copy": Text("文书副本", "copy of a paper"),
    "person": Text("人员", "person"),
    "places": Text("地点", "places"),
    "post": Text("岗位", "post"),
    "proposal": Text("提请", "proposal"),
    "reaction": Text("联动", "reaction"),
    "receipt": Text("派警回执", "receipt"),
    "rules": Text("规则表", "rule table"),
    "seal": Text("封存", "seal"),
    "secondment": Text("借调", "secondment"),
    "session": Text("登录", "session"),
    "site": Text("接报案点", "site"),
    "staging_point": Text("驻守点", "staging point"),
    "station": Text("派出所", "station"),
    "unit": Text("警力", "unit"),
    "view": Text("视图", "view"),
    "visit": Text("来访", "visit"),
    "volunteer": Text("义警", "volunteer"),
    "zone": Text("巡区", "zone"),
}
_SERVICES = frozenset({"service", "anonymous", "stranger"})
_READABLE = re.compile(r"[\w.@-]{1,24}")


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
    if kind == "rule":
        return reference_told(rest)
    label = kind_words(kind)
    number = rest if _says_something(rest) else ""
    return Text(f"{label.zh} {number}".strip(), f"{label.en} {number}".strip())


def not_found(refused: NotFound) -> Text:
    """What is not there, in words and not as the journal names it."""
    subject = str(refused.values.get("subject", ""))
    return type(refused).text.filled(
        subject=_words(subject, {}, {}, {}) if ":" in subject else subject
    )


def kind_words(kind: str) -> Text:
    """What an object of that kind is called; “other” where nobody has said it."""
    matter = matter_named(kind)
    return matter.label if matter else _KINDS.get(kind, OTHER)


def _says_something(rest: str) -> bool:
    """A number or a name that people use; no fingerprint and no code word."""
    has_digit = any(sign.isdigit() for sign in rest)
    is_hash = len(rest) > 12 and re.fullmatch(r"[0-9a-f]+", rest) is not None
    return bool(_READABLE.fullmatch(rest)) and has_digit and not is_hash and "_" not in rest


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
