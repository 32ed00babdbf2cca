"""What an object is called, from its own name alone: no question to the database.

A refusal is answered with these words even where no database can be asked; the pages that show the
journal add the names of people and offices (`told.py`).
"""

import re

from quanju.domains.journal.types import matter_named
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.rulebook.types import reference_told

OTHER = Text("其他", "other")
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
_READABLE = re.compile(r"[\w.@-]{1,24}")


def kind_words(kind: str) -> Text:
    """What an object of that kind is called; “other” where nobody has said it."""
    matter = matter_named(kind)
    return matter.label if matter else _KINDS.get(kind, OTHER)


def subject_named(subject: str) -> Text:
    """Its kind, and its number where people use one."""
    kind, _, rest = subject.partition(":")
    if kind == "rule":
        return reference_told(rest)
    label = kind_words(kind)
    number = rest if _says_something(rest) else ""
    return Text(f"{label.zh} {number}".strip(), f"{label.en} {number}".strip())


def not_found(refused: NotFound) -> Text:
    """What is not there, in words and not as the journal names it."""
    subject = str(refused.values.get("subject", ""))
    return type(refused).text.filled(subject=subject_named(subject) if ":" in subject else subject)


def _says_something(rest: str) -> bool:
    """A number or a name that people use; no fingerprint and no code word."""
    has_digit = any(sign.isdigit() for sign in rest)
    is_hash = len(rest) > 12 and re.fullmatch(r"[0-9a-f]+", rest) is not None
    return bool(_READABLE.fullmatch(rest)) and has_digit and not is_hash and "_" not in rest
