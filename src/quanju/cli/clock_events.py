"""What `--event` of `quanju clocks explain` says: KIND=MOMENT[/MOMENT][,KEY=VALUE …]."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo

from quanju.engine.clocks.acts import Act, Extended, Found, Moment, Suspended
from quanju.engine.clocks.errors import ClockError
from quanju.engine.clocks.lengths import Length, Unit
from quanju.engine.clocks.rule import Approver, Rule

KINDS = {
    "extended": "extended",
    "extend": "extended",
    "extension": "extended",
    "延长": "extended",
    "suspended": "suspended",
    "suspend": "suspended",
    "suspension": "suspended",
    "中止": "suspended",
    "resumed": "resumed",
    "resume": "resumed",
    "恢复": "resumed",
    "circumstance": "circumstance",
    "found": "circumstance",
    "情形": "circumstance",
}
FIRST_WORD = {"extended": "by", "suspended": "for", "resumed": "paper", "circumstance": "is"}
"""What a word without `key=` right after the moment means."""
KEYS = {
    "extended": {"by", "length", "paper"},
    "suspended": {"for", "paper", "closing_paper"},
    "resumed": {"paper"},
    "circumstance": {"is", "by", "paper"},
}
_CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_MOMENT = rf"\d{{4}}-\d{{2}}-\d{{2}}{_CLOCK}"
_EVENT = re.compile(
    rf"(?P<kind>[^=]+)=(?P<at>{_MOMENT})(?:(?:/|\.\.)(?P<until>{_MOMENT}))?(?P<rest>.*)", re.S
)


class EventNotRead(ClockError):
    """An event that is not written as the help says."""


def read_moment(text: str, zone: tzinfo) -> Moment:
    """A day, or a moment; one without a zone is by the local clock. Refuses anything else."""
    try:
        if len(text.strip()) == len("2026-01-05"):
            return date.fromisoformat(text.strip())
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise EventNotRead(
            f"不是日期或时刻：{text!r}；应写成 2026-01-05 或 2026-01-05T10:00",
            f"not a day or a moment: {text!r}; write 2026-01-05 or 2026-01-05T10:00",
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def read_events(
    texts: Iterable[str], rule: Rule, approvers: Mapping[str, Approver], zone: tzinfo
) -> list[Act]:
    """The acts that the events tell, a `resumed` joined to what it resumes."""
    acts: list[Act] = []
    for text in texts:
        kind, at, until, words = _parts(text, zone)
        if kind == "resumed":
            _resume(acts, at, words, text)
        elif kind == "suspended":
            reason = words.get("for") or _only_reason(rule, text)
            papers = words.get("paper", ""), words.get("closing_paper", "")
            acts.append(
                Suspended(
                    at=at, until=until, reason=reason, paper=papers[0], closing_paper=papers[1]
                )
            )
        elif until is not None:
            raise _unread(text, "这里只要一个时刻", "one moment is wanted here")
        elif kind == "extended":
            length = _length(words.get("length"), rule, text)
            approver = _approver(words.get("by"), approvers)
            acts.append(
                Extended(at=at, length=length, approver=approver, paper=words.get("paper", ""))
            )
        else:
            approver = _approver(words.get("by"), approvers)
            acts.append(
                Found(
                    at=at,
                    circumstance=words.get("is", ""),
                    approver=approver,
                    paper=words.get("paper", ""),
                )
            )
    return acts


def _parts(text: str, zone: tzinfo) -> tuple[str, Moment, Moment | None, dict[str, str]]:
    found = _EVENT.fullmatch(text.strip())
    kind = KINDS.get(found["kind"].strip().lower()) if found else None
    if found is None or kind is None:
        raise _unread(
            text,
            "应写成 extended=日期、suspended=起/止,for=原因、circumstance=日期,is=情形",
            "write extended=DAY, suspended=FROM/UNTIL,for=REASON or circumstance=DAY,is=CODE",
        )
    until = read_moment(found["until"], zone) if found["until"] else None
    return kind, read_moment(found["at"], zone), until, _words(kind, found["rest"], text)


def _words(kind: str, rest: str, text: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for part in re.split(r"[,:，；;]", rest):
        if not part.strip():
            continue
        key, equals, value = part.partition("=")
        if not equals:
            key, value = (FIRST_WORD[kind] if FIRST_WORD[kind] not in words else "paper"), key
        key = key.strip().lower()
        if key not in KEYS[kind]:
            known = ", ".join(sorted(KEYS[kind]))
            raise _unread(text, f"不认识 {key}；可用：{known}", f"unknown {key}; known: {known}")
        words[key] = value.strip()
    return words


def _resume(acts: list[Act], at: Moment, words: Mapping[str, str], text: str) -> None:
    for place in range(len(acts) - 1, -1, -1):
        act = acts[place]
        if isinstance(act, Suspended) and act.until is None:
            acts[place] = replace(act, until=at, closing_paper=words.get("paper", ""))
            return
    raise _unread(text, "前面没有未恢复的中止", "nothing stands that could be resumed")


def _only_reason(rule: Rule, text: str) -> str:
    if len(rule.exclusions) == 1:
        return rule.exclusions[0].code
    known = ", ".join(f"{e.code} ({e.name.zh})" for e in rule.exclusions)
    raise _unread(
        text,
        f"请用 for= 写明原因；可用：{known or '无'}",
        f"say with for= what it stands for; known: {known or 'none'}",
    )


def _approver(code: str | None, approvers: Mapping[str, Approver]) -> Approver | None:
    if not code:
        return None
    for approver in approvers.values():
        if code in (approver.code, approver.name.zh):
            return approver
    known = ", ".join(approvers)
    raise EventNotRead(f"不认识的批准人 {code}；可用：{known}", f"unknown approver {code}: {known}")


def _length(words: str | None, rule: Rule, text: str) -> Length | None:
    """`15`, `15 day`: a bare number counts in the unit of the rule's extension."""
    if not words:
        return None
    count, _, unit = words.partition(" ")
    own = rule.extensions[0].length.unit if rule.extensions else rule.length.unit
    try:
        return Length(int(count), Unit(unit.strip().rstrip("s") or own))
    except ValueError as error:
        if isinstance(error, ClockError):
            raise
        raise _unread(text, f"不是长度：{words}", f"not a length: {words}") from error


def _unread(text: str, zh: str, en: str) -> EventNotRead:
    return EventNotRead(f"--event {text}：{zh}", f"--event {text}: {en}")
