"""What waits as the page shows it: words of the clock, levels, addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from quanju.domains.deadlines.types import PutOffView
from quanju.domains.kernel.days import local_day, local_time
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import KINDS, Waiting, WaitingVerb
from quanju.domains.people.types import Actor
from quanju.pages.shared.entries import last_steps
from quanju.pages.shared.letters import letter_of
from quanju.pages.shared.matters import page_of, thread_of
from quanju.pages.shared.timeline import words_of
from quanju.pages.shared.times import clock_text, moment_text, span_text
from quanju.pages.worklist.merging import Worklist
from quanju.pages.worklist.rooms import PROPOSALS, address_of

ICONS = {
    "incident": "radar-2",
    "report": "file-text",
    "task": "checklist",
    "alert": "bell",
    "approval": "pencil",
    "group": "affiliate",
}
LEFT, OVER, WAITED = Text("剩", "left"), Text("超", "over"), Text("等了", "waits")
LIMIT = Text("{toward}限 {limit}", "{toward}: {limit}")
NO_LIMIT = Text("{toward}，不设限", "{toward}: no limit")
TOMORROW = Text("明天 {hour}", "tomorrow {hour}")
NOTHING = Text("", "")
AMBER = 0.75
LAST_STEPS = 4
GROUPS = {
    "now": Text("马上", "At once"),
    "today": Text("今天", "Today"),
    "later": Text("以后", "Later"),
    "put_off": Text("稍后", "Put off"),
}
PUT_OFF, TAKE_BACK = Text("稍后", "Put off"), Text("现在办", "Take it back")
BACK = Text("{moment} 回来", "back at {moment}")
BY_ITSELF = Text("到时自己回来", "come back by themselves")
BEFORE_LIMIT = Text("{moment}，时限前 {minutes} 分钟", "{moment}, {minutes} min before its limit")
IN_MINUTES = Text("{span}后，{moment}", "in {span}, {moment}")


@dataclass(frozen=True, slots=True)
class Row:
    """A matter as a line of the list."""

    one: Waiting
    group: str
    word: Text
    figure: str
    beside: Text
    level: str

    @property
    def kind(self) -> Text:
        return KINDS[self.one.kind]

    @property
    def icon(self) -> str:
        return ICONS[self.one.kind]

    @property
    def verb(self) -> WaitingVerb | None:
        return self.one.verbs[0] if self.one.verbs else None

    @property
    def letter(self) -> str:
        return letter_of(self.verb.name) if self.verb else ""

    @property
    def sends(self) -> str:
        """Where the first verb is sent if it needs nothing but a press, else ""."""
        verb = self.verb
        needs_more = verb is None or verb.opens or verb.asks or verb.name in PROPOSALS
        return "" if verb is None or needs_more else address_of(verb)

    @property
    def sends_with(self) -> str:
        """What its form carries."""
        return urlencode(self.verb.form) if self.verb else ""

    @property
    def id(self) -> str:
        """Its own for the browser."""
        return "row-" + self.one.key.replace(":", "-").replace(".", "-")


def row_of(one: Waiting, group: str, at: datetime) -> Row:
    """The clock in words: how much is left or over, and toward what."""
    due = one.due_at
    if due is None:
        beside = NO_LIMIT.filled(toward=one.toward)
        return Row(one, group, WAITED, clock_text(at - one.since), beside, "quiet")
    if group == "later":
        limit = span_text(due - one.since)
        beside = LIMIT.filled(toward=one.toward, limit=limit)
        return Row(one, group, Text("", ""), str(day_text(due, at)), beside, "quiet")
    until: Text | str = span_text(due - one.since) if group == "now" else hour_text(due, at)
    return Row(
        one,
        group,
        OVER if at > due else LEFT,
        clock_text(abs(due - at)),
        LIMIT.filled(toward=one.toward, limit=until),
        level_of(one, at),
    )


def aside_row(one: Waiting, view: PutOffView, at: datetime) -> Row:
    """A matter that was put off: when it is back instead of its clock."""
    moment = moment_text(view.until_at, at)
    return Row(one, "put_off", Text("", ""), str(BACK.filled(moment=moment)), NOTHING, "quiet")


def level_of(one: Waiting, at: datetime) -> str:
    """Red when it is over, amber for the last quarter; the word says it too."""
    if one.due_at is None:
        return "quiet"
    if at > one.due_at:
        return "red"
    span = one.due_at - one.since
    return "amber" if span <= timedelta(0) or (at - one.since) / span >= AMBER else "ok"


def hour_text(moment: datetime, at: datetime) -> str:
    """21:41 of today, else with its day."""
    local = local_time(moment)
    is_today = local.date() == local_day(at)
    return f"{local:%H:%M}" if is_today else f"{local:%m-%d %H:%M}"


def day_text(moment: datetime, at: datetime) -> Text:
    """明天 16:20, else 11-25 18:00."""
    local, today = local_time(moment), local_day(at)
    if local.date() == today + timedelta(days=1):
        return TOMORROW.filled(hour=f"{local:%H:%M}")
    day = f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"
    return Text(day, day)


def groups_of(found: Worklist, *, whole: str = "") -> Iterator[dict[str, Any]]:
    """Each group with the rows listed at first and how many more there are."""
    at = found.borders.at
    for name, rows in found.groups.items():
        most = found.limits.later_shown if name == "later" else found.limits.shown_most
        listed = rows if whole == name else rows[:most]
        yield {
            "name": name,
            "title": GROUPS[name],
            "note": _note(name, found, len(listed)),
            "count": len(rows),
            "more": len(rows) - len(listed),
            "rows": [row_of(one, name, at) for one in listed],
        }
    if found.put_off:
        is_open = whole == "put_off"
        yield {
            "name": "put_off",
            "title": GROUPS["put_off"],
            "note": BY_ITSELF,
            "count": len(found.put_off),
            "more": 0 if is_open else len(found.put_off),
            "rows": [aside_row(*pair, at) for pair in found.put_off] if is_open else [],
        }


def _note(name: str, found: Worklist, listed: int) -> Text:
    if name == "now":
        minutes = found.limits.at_once_min
        return Text(f"{minutes} 分钟内到时限，或已超", f"due within {minutes} minutes, or over")
    if name == "today":
        ends = local_time(found.borders.today_until)
        hour = "24:00" if ends.hour == ends.minute == 0 else f"{ends:%H:%M}"
        is_shift = found.borders.is_shift
        return Text(
            f"{'本班' if is_shift else '今天'} {hour} 前",
            f"before {hour}, the end of the {'shift' if is_shift else 'day'}",
        )
    return Text(f"先显示 {listed} 件", f"{listed} shown")


def spans_of(one: Waiting, found: Worklist) -> list[tuple[int, Text]]:
    """For how long the matter may be put off, in minutes and in words; nothing if it may not."""
    at, limits = found.borders.at, found.limits
    if one.is_danger or found.borders.group_of(one) == "now":
        return []
    spans: list[tuple[int, Text]] = []
    for minutes in sorted(limits.put_off_min):
        until = limits.back_at(one.due_at, minutes, at=at)
        moment = moment_text(until, at)
        if until < at + timedelta(minutes=minutes):
            near = BEFORE_LIMIT.filled(moment=moment, minutes=limits.at_once_min)
            return [*spans, (minutes, near)]
        span = span_text(timedelta(minutes=minutes))
        spans.append((minutes, IN_MINUTES.filled(span=span, moment=moment)))
    return spans


def matter_of(one: Waiting, found: Worklist, actor: Actor) -> dict[str, Any]:
    """The right pane: why it waits, until when, what one may do about it."""
    at = found.borders.at
    group = found.borders.group_of(one)
    moments = {
        "since": moment_text(one.since, at),
        "due": moment_text(one.due_at, at) if one.due_at else "",
    }
    facts = {
        name: moment_text(value, at) if isinstance(value, datetime) else value
        for name, value in one.facts.items()
    }
    return {
        "row": row_of(one, "now" if group == "later" else group, at),
        "one": one,
        "kind": KINDS[one.kind],
        "group": group,
        "why": one.why.filled(**facts, **moments),
        "until": moments["due"],
        "limit": span_text(one.limit) if one.limit else "",
        "verbs": [_verb(verb, i == 0) for i, verb in enumerate(one.verbs)],
        "proposal": next((address_of(v) for v in one.verbs if v.name in PROPOSALS), ""),
        "page": page_of(one.subject, actor),
        "thread": thread_of(one.subject),
        "steps": _steps(one, actor, at),
        "spans": spans_of(one, found),
        **_laid_aside(found.laid_aside(one.key), at),
        "words_put_off": PUT_OFF,
        "words_take_back": TAKE_BACK,
    }


def _steps(one: Waiting, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What happened to it last, as far as this reader may know."""
    return [
        {"moment": moment_text(entry.at, at), "label": entry.label, "words": words_of(entry.facts)}
        for entry in last_steps(one.subject, actor, at=at, most=LAST_STEPS)
    ]


def _laid_aside(view: PutOffView | None, at: datetime) -> dict[str, Any]:
    if view is None:
        return {"laid_aside": None}
    moments = (moment_text(one, at) for one in (view.put_off_at, view.until_at))
    return {"laid_aside": view} | dict(zip(("laid_at", "laid_until"), moments, strict=True))


def _verb(verb: WaitingVerb, is_first: bool) -> dict[str, Any]:
    letter = letter_of(verb.name)
    keys = f"Enter {letter}".strip() if is_first else letter
    return {
        "verb": verb,
        "address": address_of(verb),
        "letter": letter,
        "keys": keys,
        "is_first": is_first,
        "is_proposed": verb.name in PROPOSALS,
    }
