"""Why this date: each step of a deadline in words, in both languages, with its article."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from quanju.engine.clocks.acts import Extended, Found, Moment, Suspended
from quanju.engine.clocks.calendar import ONE_DAY, SATURDAY, WorkingCalendar, weekday_name
from quanju.engine.clocks.deadline import Applied, Deadline
from quanju.engine.clocks.lengths import Unit, Words
from quanju.engine.clocks.rule import Roll, Sense, Source, Start

CHECK_LOCALLY = Words("以本地规定为准", "check local rule")


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence, the article it rests on, and the day or moment it leads to."""

    words: Words
    source: Source | None = None
    at: Moment | None = None


def why(deadline: Deadline, calendar: WorkingCalendar) -> tuple[Step, ...]:
    """The steps in order: the rule, from when, what happened, how far it counts, the last day."""
    return tuple(_steps(deadline, calendar))


def _steps(deadline: Deadline, calendar: WorkingCalendar) -> Iterator[Step]:
    rule, main = deadline.rule, deadline.rule.sources[0]
    yield Step(
        Words(
            f"{rule.title.zh}：{rule.length.words.zh}", f"{rule.title.en}: {rule.length.words.en}"
        ),
        main,
    )
    if not rule.is_verified:
        yield Step(
            Words(
                f"该时限尚未据原文核实，{CHECK_LOCALLY.zh}",
                f"This length was not verified from the text itself: {CHECK_LOCALLY.en}",
            ),
            main,
        )
    yield _start(deadline)
    for applied in deadline.applied:
        yield _act(applied, main)
    yield from _end(deadline, calendar)


def _start(deadline: Deadline) -> Step:
    rule, start, first = deadline.rule, deadline.start, deadline.counts_from
    trigger = Words(f"{shown(start)} {rule.trigger.zh}", f"{shown(start)} {rule.trigger.en}")
    if deadline.length.unit in (Unit.AT_ONCE, Unit.OPEN):
        return Step(trigger, None, start)
    how = {
        Start.NEXT_DAY: Words(
            f"当日不计入，自 {shown(first)} 起算",
            f"that day is not counted: day 1 is {shown(first)}",
        ),
        Start.SAME_DAY: Words("当日计入", "that day is counted as day 1"),
        Start.NEXT_HOUR: Words(
            f"当时不计入，自 {shown(first)} 起算",
            f"that hour is not counted: it runs from {shown(first)}",
        ),
        Start.MOMENT: Words("自该时刻起连续计算", "it runs on from that moment"),
    }[rule.start]
    if deadline.is_midnight_assumed:
        how = Words("未给时刻，自当日零时起算（从严）", "no hour was given: counted from midnight")
    words = Words(f"{trigger.zh}；{how.zh}", f"{trigger.en}; {how.en}")
    return Step(words, _counting(deadline), first)


def _counting(deadline: Deadline) -> Source:
    """The article that says how it is counted; the rule's own where no other is named."""
    return deadline.rule.counting or deadline.rule.sources[0]


def _act(applied: Applied, main: Source) -> Step:
    act = applied.act
    if isinstance(act, Suspended):
        return _suspension(act, applied, main)
    by = _approval(applied)
    paper = Words(f"（{act.paper}）", f" ({act.paper})") if act.paper else Words("", "")
    assert applied.length is not None
    length = applied.length.words
    if isinstance(act, Found) and applied.circumstance:
        name = applied.circumstance.name
        words = Words(
            f"{shown(act.at)} 属于“{name.zh}”{paper.zh}：时限为{length.zh}{by.zh}",
            f"{shown(act.at)} {name.en}{paper.en}: the length is {length.en}{by.en}",
        )
    elif applied.is_total:
        words = Words(
            f"{shown(act.at)} 延长至共{length.zh}{paper.zh}{by.zh}",
            f"{shown(act.at)} extended to {length.en} in all{paper.en}{by.en}",
        )
    else:
        words = Words(
            f"{shown(act.at)} 延长{length.zh}{paper.zh}{by.zh}",
            f"{shown(act.at)} extended by {length.en}{paper.en}{by.en}",
        )
    return Step(words, main, act.at)


def _approval(applied: Applied) -> Words:
    act = applied.act
    assert isinstance(act, Extended | Found)
    if act.approver:
        return Words(f"，{act.approver.name.zh}批准", f", approved by the {act.approver.name.en}")
    if applied.needs:
        name = applied.needs.name
        return Words(f"（须经{name.zh}批准）", f" (needs the approval of the {name.en})")
    return Words("", "")


def _suspension(act: Suspended, applied: Applied, main: Source) -> Step:
    assert applied.exclusion is not None
    what = applied.exclusion
    opened = act.paper or what.opened_by.zh, act.paper or what.opened_by.en
    closed = act.closing_paper or what.closed_by.zh, act.closing_paper or what.closed_by.en
    if act.until is None:
        words = Words(
            f"{shown(act.at)} 起因{what.name.zh}中止计算（{opened[0]}），尚未恢复",
            f"{shown(act.at)} it stands for {what.name.en} ({opened[1]}) and has not resumed",
        )
        return Step(words, main, act.at)
    words = Words(
        f"{shown(act.at)} 至 {shown(act.until)} {what.name.zh}期间不计入"
        f"（{opened[0]} → {closed[0]}）",
        f"{shown(act.at)} to {shown(act.until)} {what.name.en} is not counted "
        f"({opened[1]} → {closed[1]})",
    )
    return Step(words, main, act.until)


def _end(deadline: Deadline, calendar: WorkingCalendar) -> Iterator[Step]:
    rule, due, counted = deadline.rule, deadline.due, deadline.counted_due
    if deadline.standing_since is not None:
        words = Words("时限现中止计算，没有到期日", "The clock stands now: there is no date")
        yield Step(words, None, deadline.standing_since)
        return
    if deadline.length.unit is Unit.OPEN:
        yield Step(Words("法律未规定时长，没有到期日", "The law gives no length: there is no date"))
        return
    if due is None or counted is None:
        return
    if deadline.length.unit is Unit.AT_ONCE:
        yield Step(Words("应当立即办理", "It is due at once"), rule.sources[0], due)
        return
    yield from _days_off(deadline, counted, calendar)
    yield _counted(deadline, counted)
    if isinstance(counted, date) and not isinstance(counted, datetime):
        assert isinstance(due, date)
        yield from _last_day(deadline, counted, due, calendar)


def _days_off(deadline: Deadline, counted: Moment, calendar: WorkingCalendar) -> Iterator[Step]:
    """Which days a clock of working days passed over, and which weekend days it counted."""
    if deadline.length.unit is not Unit.WORKING_DAY or isinstance(counted, datetime):
        return
    first = calendar.day_of(deadline.counts_from)
    days = [first + ONE_DAY * number for number in range((counted - first).days + 1)]
    off = [day for day in days if not calendar.is_working(day)]
    extra = [d for d in days if calendar.is_working(d) and d.isoweekday() >= SATURDAY]
    for found, zh, en in (
        (off, "不计休息日：{days}", "days off are not counted: {days}"),
        (extra, "计入调休上班日：{days}", "weekend days that are worked are counted: {days}"),
    ):
        if found:
            shown_zh = "、".join(_short(day, calendar).zh for day in found)
            shown_en = ", ".join(_short(day, calendar).en for day in found)
            words = Words(zh.format(days=shown_zh), en.format(days=shown_en))
            yield Step(words, _counting(deadline), None)


def _short(day: date, calendar: WorkingCalendar) -> Words:
    """`04-06（清明节）`; a plain weekend day by its weekday."""
    name = calendar.reason_off(day) or weekday_name(day)
    return Words(f"{day:%m-%d}（{name.zh}）", f"{day:%m-%d} ({name.en})")


def _counted(deadline: Deadline, counted: Moment) -> Step:
    if deadline.rule.sense is Sense.KEEP:
        words = Words(f"至少保存到 {shown(counted)}", f"to be kept until {shown(counted)} at least")
    else:
        words = Words(f"期限届满于 {shown(counted)}", f"the length ends on {shown(counted)}")
    return Step(words, _counting(deadline), counted)


def _last_day(
    deadline: Deadline, counted: date, due: date, calendar: WorkingCalendar
) -> Iterator[Step]:
    rule, off = deadline.rule, calendar.reason_off(counted)
    weekday = weekday_name(counted)
    if rule.roll is Roll.NEVER:
        if off is not None:
            yield Step(
                Words(
                    f"{shown(counted)} 是{_day(off, weekday).zh}，本时限不因节假日顺延",
                    f"{shown(counted)} is {_day(off, weekday).en}; this clock never rolls",
                ),
                _counting(deadline),
                due,
            )
    elif due == counted:
        weekday = weekday_name(counted)
        yield Step(
            Words(
                f"{shown(counted)}（{weekday.zh}）是工作日，不顺延",
                f"{shown(counted)} ({weekday.en}) is worked: it is the last day",
            ),
            _counting(deadline),
            due,
        )
    else:
        yield Step(
            Words(
                f"{shown(counted)} 是{_day(off, weekday).zh}，顺延至其后第一个工作日 {shown(due)}",
                f"{shown(counted)} is {_day(off, weekday).en}: "
                f"rolled to the first working day after, {shown(due)}",
            ),
            _counting(deadline),
            due,
        )
    for year in deadline.unknown_years:
        yield Step(
            Words(
                f"{year} 年节假日安排尚未录入：按周末和法定固定节日推算，此日期为暂定",
                f"the holidays of {year} are not entered yet: reckoned by weekends and the "
                "holidays fixed by law, so this date is provisional",
            ),
            None,
            due,
        )


def _day(off: Words | None, weekday: Words) -> Words:
    """What kind of day it is; a day on which the clock stood has no name."""
    if off is None:
        return Words("不计入的一日", "a day that is not counted")
    if off == weekday:
        return off
    return Words(f"{off.zh}（{weekday.zh}）", f"{off.en} ({weekday.en})")


def shown(moment: Moment) -> str:
    """`2026-02-04`, or `2026-02-04 10:00`; seconds only where there are any."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    clock = "%H:%M:%S" if moment.second else "%H:%M"
    return f"{moment:%Y-%m-%d} {moment:{clock}}"
