"""Clocks of the law for the gallery: running, nearly due, standing, done late; none is stored."""

from datetime import datetime, timedelta

from quanju.domains.deadlines.types import ClockView, in_words, steps_of
from quanju.domains.kernel.types import Text
from quanju.engine.clocks.acts import Act, Suspended
from quanju.engine.clocks.calendar import WorkingCalendar
from quanju.engine.clocks.deadline import work_out
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import Exclusion, Roll, Rule, Source, Start

DAY = timedelta(days=1)
CALENDAR = WorkingCalendar({})
EXPERT = Exclusion(
    "expert",
    Words("鉴定", "expert opinion"),
    Words("鉴定委托书", "commission"),
    Words("鉴定意见", "opinion"),
)
CASE = Rule(
    number="A2",
    family="A2",
    title=Words("治安案件办案期限", "Deciding a public-order case"),
    trigger=Words("立案", "the case is filed"),
    length=Length(30, Unit.DAY),
    start=Start.NEXT_DAY,
    roll=Roll.ROLL,
    sources=(Source(Words("治安管理处罚法", "Public Security Punishments Law"), "118"),),
    exclusions=(EXPERT,),
    document=Words("处罚决定书、不予处罚决定书", "decision"),
    remedy=Words("60 日内复议或 6 个月内起诉", "reconsideration 60 days, suit 6 months"),
)
STOP = Rule(
    number="F2",
    family="F2",
    title=Words("紧急止付", "Stop-payment order"),
    trigger=Words("止付", "payment is stopped"),
    length=Length(48, Unit.HOUR),
    start=Start.MOMENT,
    roll=Roll.NEVER,
    sources=(Source(Words("银发〔2016〕86号", "PBC notice 86/2016"), "二（一）2"),),
    remedy=Words("届满前冻结", "freeze before it lapses"),
    status="VN",
)


def examples(now: datetime) -> list[ClockView]:
    """As a page would be given them."""
    stands = Suspended(at=now - 4 * DAY, until=None, reason="expert")
    return [
        _view(CASE, now - 3 * DAY),
        _view(STOP, now - timedelta(hours=40)),
        _view(CASE, now - 9 * DAY, stands, state="suspended"),
        _view(CASE, now - 50 * DAY, state="satisfied", ended_at=now - DAY),
    ]


STATES = {
    "running": Text("计时中", "running"),
    "suspended": Text("中止计算", "standing"),
    "satisfied": Text("已办结", "done"),
}


def _view(
    rule: Rule,
    start: datetime,
    *acts: Act,
    state: str = "running",
    ended_at: datetime | None = None,
) -> ClockView:
    found = work_out(rule, start=start, acts=acts, calendar=CALENDAR)
    ends_at = found.ends_at
    return ClockView(
        id=int(start.timestamp()),
        subject="case:20261123-0001",
        rule=rule.number,
        title=in_words(rule.title),
        state=state,
        state_label=STATES[state],
        started_at=start,
        due_at=ends_at,
        due_on=None if isinstance(found.due, datetime) else found.due,
        amber_at=start + (ends_at - start) * 0.75 if ends_at else None,
        ended_at=ended_at,
        is_provisional=found.is_provisional,
        must_check_locally=not rule.is_verified,
        document=in_words(rule.document) if rule.document else None,
        remedy=in_words(rule.remedy) if rule.remedy else None,
        steps=steps_of(found, CALENDAR),
        verbs=(),
    )
