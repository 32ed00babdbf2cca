"""The checks themselves: pure questions over what is known of one report, one function a check.

A check gives the moment from which its answer holds, which may lie ahead (a receipt that is not
given by then). So it needs no clock, and whoever asks knows when to ask again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.rules import Check, ChecksRule

LEAVES = "revoke"
FILED_BY = ("file", "new_facts", "grant", "grant_above", "file_by_order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed:
    """The report, or its case, was of this kind from then on; `entry` is the journal's number."""

    kind: str
    at: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision over it that took effect, and by whom."""

    decision: str
    at: datetime
    by: str
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A clock on it: what it runs toward, until when, and when that was done."""

    cause: str
    rule: str
    name: Text
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is known of one report and of the cases that go on with it."""

    kind: str
    words: str
    begun_at: datetime
    entered_at: datetime | None
    receipted_at: datetime | None
    asks_receipt: bool
    has_recording: bool
    """Of the statement, in the index, and not at odds with the recorder's own list."""
    declined_at: tuple[datetime, ...]
    """When sites and offices declined it, the first first."""
    entered_by: str
    classes: tuple[Classed, ...]
    decisions: tuple[Decided, ...]
    due: tuple[Due, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check finds: since when it holds, and the cause by which it is found once."""

    check: str
    level: int
    cause: str
    from_at: datetime
    said: Text


Hit = tuple[str, datetime, Text]
"""The cause, since when it holds, and the sentence."""


def found_in(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> list[Found]:
    """Everything the checks say of it, now and ahead; `names` are those of the kinds."""
    found = []
    for code, check in ASKED.items():
        line: Check | None = getattr(rule, code)
        if line is not None and line.is_on:
            found += [
                Found(check=code, level=line.level, cause=cause, from_at=from_at, said=said)
                for cause, from_at, said in check(matter, rule, names)
            ]
    return found


def _should_file(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    if matter.kind not in rule.should_file.kinds:
        return
    left = matter.words
    for phrase in rule.should_file.unless:
        left = left.replace(phrase, "")
    word = next((one for one in rule.should_file.words if one in left), "")
    if word:
        said = Text(
            "登记为“{kind}”，文字中有“{word}”", "Entered as “{kind}”; its words say “{word}”"
        )
        shown = said.filled(kind=names.get(matter.kind, matter.kind), word=word)
        yield matter.kind, matter.entered_at or matter.begun_at, shown


def _overdue(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    grace = timedelta(hours=rule.overdue.grace_h)
    for one in matter.due:
        late_at = one.due_at + grace
        if one.rule in rule.overdue.not_ours or (one.done_at and one.done_at <= late_at):
            continue
        yield (
            one.cause,
            late_at,
            Text("“{name}”超过时限", "“{name}” is past its limit").filled(name=one.name),
        )


def _no_receipt(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    if matter.entered_at is None or not matter.asks_receipt:
        return
    late_at = matter.entered_at + timedelta(minutes=rule.no_receipt.after_min)
    if matter.receipted_at is None or matter.receipted_at > late_at:
        minutes = f"{rule.no_receipt.after_min:g}"
        said = Text("登记后 {n} 分钟没有回执", "No receipt {n} min after it was entered")
        yield "receipt", late_at, said.filled(n=minutes)


def _no_recording(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    line = rule.no_recording
    if line is None or matter.entered_at is None or matter.kind not in line.kinds:
        return
    if not matter.has_recording:
        said = Text("登记后 {n} 小时没有录音录像", "No recording {n} h after it was entered")
        yield (
            "recording",
            matter.entered_at + timedelta(hours=line.after_h),
            said.filled(n=f"{line.after_h:g}"),
        )


def _lighter_class(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    order = rule.lighter_class.heaviest_first
    known = [one for one in matter.classes if one.kind in order]
    for before, after in pairwise(known):
        if order.index(after.kind) > order.index(before.kind):
            said = Text("从“{before}”改为“{after}”", "Changed from “{before}” to “{after}”").filled(
                before=names.get(before.kind, before.kind), after=names.get(after.kind, after.kind)
            )
            yield f"entry {after.entry}", after.at, said


def _bounced(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    times = rule.bounced.times
    if len(matter.declined_at) >= times:
        said = Text("已退回 {n} 次", "Declined {n} times").filled(n=len(matter.declined_at))
        yield "declined", matter.declined_at[times - 1], said


def _withdrawn(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    filed_at: datetime | None = None
    for one in matter.decisions:
        if one.decision in FILED_BY:
            filed_at = one.at
        elif one.decision == LEAVES and filed_at is not None:
            hours = (one.at - filed_at) / timedelta(hours=1)
            if hours <= rule.withdrawn.within_h:
                said = Text("立案后 {h} 小时撤销", "Revoked {h} h after it was filed")
                yield f"entry {one.entry}", one.at, said.filled(h=f"{hours:.0f}")


def _same_officer(matter: Matter, rule: ChecksRule, names: Mapping[str, Text]) -> Iterator[Hit]:
    for one in matter.decisions:
        if matter.entered_by and one.by == matter.entered_by:
            said = Text("登记和审批是同一个人", "Entered and decided by the same person")
            yield f"entry {one.entry}", one.at, said


Asked = Callable[[Matter, ChecksRule, Mapping[str, Text]], Iterator[Hit]]
ASKED: Mapping[str, Asked] = {
    "should_file": _should_file,
    "overdue": _overdue,
    "no_receipt": _no_receipt,
    "no_recording": _no_recording,
    "lighter_class": _lighter_class,
    "bounced": _bounced,
    "withdrawn": _withdrawn,
    "same_officer": _same_officer,
}
