"""When something happened, as a statement says it: 昨天下午三点半, 11月3日晚上, 三天前.

A time that can mean two is proposed twice (昨天八点: in the morning, in the evening); what lies
ahead, and what is no day of the calendar, not at all.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from quanju.domains.kernel.days import local_time
from quanju.domains.reception.said.numbers import DIGITS, UNITS, plain, value_of
from quanju.domains.reception.types.sorting import Found

_N = rf"(?:\d{{1,2}}|[{''.join(DIGITS)}{''.join(c for c, n in UNITS.items() if n == 10)}]{{1,3}})"
_BACK = {"今": 0, "昨": 1, "前": 2, "大前": 3}
_WEEK = "一二三四五六日"
_DAY = (
    rf"(?:(?P<year>\d{{4}})年)?(?P<month>{_N})月(?P<date>{_N})[日号]"
    rf"|(?P<back>大前|前|昨|今)(?P<of>天|日|早|晨|晚|夜)"
    rf"|(?P<ago>{_N})天(?:以)?前"
    rf"|(?P<week>上|这|本)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
)
_PART = "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜"
_CLOCK = (
    rf"(?P<h>\d{{1,2}})[:：](?P<m>\d{{2}})(?!\d)"
    rf"|(?P<hour>{_N})(?:点|时)(?!\d*[万亿元])"
    rf"(?:(?P<half>半|一刻|三刻)|(?P<minute>{_N})分?|(?P<about>钟|整|左右|许|多))?"
)
_TIME = re.compile(
    rf"(?<![\d.])(?:(?P<day>{_DAY})的?)?\s*(?P<part>{_PART})?\s*(?P<clock>{_CLOCK})?"
)
_EVENING, _NIGHT = ("晚上", "晚"), ("夜里", "半夜", "深夜", "夜")
_AFTERNOON = ("下午", "傍晚")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def times_in(text: str, at: datetime) -> tuple[Found, ...]:
    """Each time once, in the order in which they were said, as the wall shows them."""
    now = local_time(at)
    found: dict[str, Found] = {}
    for match in _TIME.finditer(plain(text)):
        words = text[match.start() : match.end()].strip()
        for value in _values(match, now):
            found.setdefault(value, Found(words=words, value=value, begins=match.start()))
    return tuple(found.values())


def _values(match: re.Match[str], now: datetime) -> Iterator[str]:
    if not match["day"] and not match["clock"]:
        return
    if not match["day"] and not match["part"] and _is_bare(match):
        return
    day = _day(match, now.date())
    if day is None or day > now.date():
        return
    part = match["part"] or {"早": "早上", "晨": "早上", "晚": "晚", "夜": "夜"}.get(
        match["of"] or "", ""
    )
    if not match["clock"]:
        yield f"{day:%Y-%m-%d} {match['part'] or _of_day(match['of'])}".strip()
        return
    hour, minute = _clock(match)
    is_exact = bool(match["h"]) and len(match["h"]) == 2
    for add, hours in _hours(hour, part, is_exact, bool(match["back"]) and not match["part"]):
        if hours > 23 or minute > 59:
            continue
        moment = datetime.combine(day + timedelta(days=add), time(hours, minute))
        if moment <= now.replace(tzinfo=None):
            yield f"{moment:%Y-%m-%d %H:%M}"


def _is_bare(match: re.Match[str]) -> bool:
    """“有两点” and “一点” are no times: alone, an hour wants its minutes or a word for them."""
    return match["hour"] is not None and not any(match[n] for n in ("half", "minute", "about"))


def _of_day(of: str | None) -> str:
    return {"早": "早上", "晨": "早上", "晚": "晚上", "夜": "夜里"}.get(of or "", "")


def _day(match: re.Match[str], today: date) -> date | None:
    """The day that is meant; today where none is said."""
    if match["back"]:
        return today - timedelta(days=_BACK[match["back"]])
    if match["ago"]:
        days = value_of(match["ago"])
        return today - timedelta(days=int(days)) if days else None
    if match["weekday"]:
        return _weekday(match, today)
    if match["month"]:
        return _of_calendar(match, today)
    return today


def _weekday(match: re.Match[str], today: date) -> date:
    """Of the week before, of this one; without a word for the week, the last such day."""
    wanted = _WEEK.index(match["weekday"].replace("天", "日"))
    monday = today - timedelta(days=today.weekday())
    if match["week"] == "上":
        return monday + timedelta(days=wanted - 7)
    found = monday + timedelta(days=wanted)
    return found if match["week"] or found <= today else found - timedelta(days=7)


def _of_calendar(match: re.Match[str], today: date) -> date | None:
    month, number = value_of(match["month"]), value_of(match["date"])
    try:
        found = date(int(match["year"] or today.year), int(month or 0), int(number or 0))
    except ValueError:
        return None
    if match["year"] or found <= today:
        return found
    try:
        return found.replace(year=found.year - 1)
    except ValueError:  # 29 February
        return None


def _clock(match: re.Match[str]) -> tuple[int, int]:
    if match["h"]:
        return int(match["h"]), int(match["m"])
    minute = _QUARTERS.get(match["half"] or "")
    if minute is None:
        minute = int(value_of(match["minute"]) or 0) if match["minute"] else 0
    hour = value_of(match["hour"])
    return (99 if hour is None else int(hour)), minute


def _hours(hour: int, part: str, is_exact: bool, is_evening_of: bool) -> list[tuple[int, int]]:
    """Days to add, and the hour of 24, for what was said; two where it may be either."""
    if hour > 12 or is_exact:
        return [(0, hour)]
    if part in _AFTERNOON or (part == "中午" and hour < 6):
        return [(0, hour if hour == 12 else hour + 12)]
    if part in (*_EVENING, *_NIGHT):
        return _at_night(hour, part, is_evening_of)
    if part == "凌晨":
        return [(0, hour % 12)]
    return [(0, hour)] if part or hour in (0, 12) else [(0, hour), (0, hour + 12)]


def _at_night(hour: int, part: str, is_evening_of: bool) -> list[tuple[int, int]]:
    """昨晚两点 is in the morning after; 昨天半夜两点 may be either."""
    if hour in (0, 12):
        return [(1, 0)]
    if hour >= 6:
        return [(0, hour + 12)]
    return [(1, hour)] if is_evening_of or part in _EVENING else [(0, hour), (1, hour)]
