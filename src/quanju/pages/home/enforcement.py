"""The area “standard enforcement”: reports, filing, supervision, against the branch's targets.

The whole branch in numbers, no station ranked and nobody named. It is fetched after the page
stands, so that no chart holds the first figures up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from quanju.domains.dispatch.types import Measure
from quanju.domains.kernel.days import local_day, start_of_day
from quanju.domains.kernel.types import Text
from quanju.domains.supervision.queries.figures import CODES, measure, targets
from quanju.domains.supervision.types.board import Target
from quanju.pages.shared.spans import PERIODS, Period, shelf
from quanju.pages.shared.times import clock_text

GROUPS = (
    (Text("接报案", "Reports"), ("RP-3", "RP-1", "RP-4", "RP-5", "RP-2", "RP-6", "RP-7")),
    (Text("立案", "Filing"), ("CF-1", "CF-3", "CF-2", "CF-5", "CF-4", "CF-4b")),
    (
        Text("监督和群众", "Supervision and residents"),
        ("SP-1", "SP-1b", "SP-2", "SP-3", "SV-1", "CM-1", "CM-2", "CM-3"),
    ),
)
CHARTS = ("RP-3", "CF-1")
"""Wide enough to be read: two beside each other."""
MONTHS = 12
MET, MISSED = Text("达标", "met"), Text("未达标", "missed")
NEVER = frozenset({"CF-2", "CF-4", "CF-4b", "CF-5", "RP-6"})
"""Facts, which have no target (SUP-10); so they never get a verdict either."""
NO_TARGET = Text("不设目标", "no target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure of the period as a tile: value, n, target and whether it is met."""

    code: str
    name: Text
    value: str | None
    unit: Text | str
    n: int
    note: Text | str
    verdict: str
    """`good`, `bad`, or "" where there is no target or not enough data."""
    href: str

    @property
    def verdict_words(self) -> Text:
        return MET if self.verdict == "good" else MISSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A share of each of the last months, against its target; None where n is too small."""

    code: str
    name: Text
    values: Sequence[float | None]
    months: Sequence[str]
    counts: Sequence[int]
    target: float | None
    href: str

    @property
    def marks(self) -> list[str]:
        """A word under every third column."""
        return [one[2:] for one in self.months[::3]]

    @property
    def rows(self) -> Iterable[tuple[str, float | None, int]]:
        return zip(self.months, self.values, self.counts, strict=True)


def found(code: str, since: datetime, until: datetime) -> Measure:
    """A measure of a span, computed once for everybody."""
    return shelf.get(
        ("enforcement", code, since, until), lambda: measure(code, since=since, until=until)
    )


def is_ours(code: str) -> bool:
    """Whether a code of the drill-down is one of these measures."""
    return code in CODES


def groups(period: Period, at: datetime) -> list[tuple[Text, list[Figure]]]:
    """Three rows of tiles; the first of each is what a leader looks at first."""
    since, until = period.span(at)
    aims = targets(at)
    return [
        (name, [_figure(found(one, since, until), aims.get(one), period) for one in codes])
        for name, codes in GROUPS
    ]


def counted(rows: Iterable[tuple[Text, list[Figure]]]) -> dict[str, int]:
    """How many meet their target and how many do not: the line above."""
    verdicts = [one.verdict for _, figures in rows for one in figures]
    return {"good": verdicts.count("good"), "bad": verdicts.count("bad")}


def charts(at: datetime) -> list[Chart]:
    """The last twelve months of these shares; the running month is the last, up to this hour: a
    limit that is not over yet is no missed one."""
    aims = targets(at)
    until = PERIODS["year"].span(at)[1]
    months = [
        (start_of_day(begins), min(start_of_day(ends), until))
        for begins, ends in _months(local_day(at))
    ]
    return [_chart(code, months, aims.get(code)) for code in CHARTS]


def _chart(code: str, months: Sequence[tuple[datetime, datetime]], aim: Target | None) -> Chart:
    each = [found(code, since, until) for since, until in months]
    return Chart(
        code=code,
        name=each[0].name,
        values=[one.value if one.is_enough else None for one in each],
        months=[f"{local_day(since):%Y-%m}" for since, _ in months],
        counts=[one.n for one in each],
        target=aim.at_least if aim else None,
        href=_figures(code, "year"),
    )


def _months(day: date) -> list[tuple[date, date]]:
    """First day of each and of the one after it, the oldest first."""
    spans, begins = [], day.replace(day=1)
    ends = (begins + timedelta(days=32)).replace(day=1)
    for _ in range(MONTHS):
        spans.append((begins, ends))
        begins, ends = (begins - timedelta(days=1)).replace(day=1), begins
    return spans[::-1]


def _figure(one: Measure, aim: Target | None, period: Period) -> Figure:
    return Figure(
        code=one.code,
        name=Text(f"{one.name.zh}（{one.code}）", f"{one.name.en} ({one.code})"),
        value=None if one.value is None else f"{one.value:.{1 if one.unit == '%' else 2}f}",
        unit=one.unit,
        n=one.n,
        note=_note(one, aim),
        verdict=_verdict(one, aim),
        href=_figures(one.code, period.code),
    )


def _verdict(one: Measure, aim: Target | None) -> str:
    if aim is None or one.value is None or not one.is_enough or one.code in NEVER:
        return ""
    return "good" if aim.is_met(one.value) else "bad"


def _note(one: Measure, aim: Target | None) -> str:
    told = [str(NO_TARGET)] if one.code in NEVER else []
    told += [str(aim.told)] if aim and one.code not in NEVER else []
    if one.p50 is not None and one.p90 is not None and one.is_enough:
        told.append(f"p50 {clock_text(one.p50)} · p90 {clock_text(one.p90)}")
    if one.missing and one.code in MISSING:
        told.append(str(MISSING[one.code].filled(n=one.missing)))
    return " · ".join(told)


MISSING = {
    "RP-1": Text("还差 {n} 件", "{n} not entered"),
    "RP-6": Text("退回两次以上 {n} 件", "{n} declined twice or more"),
    "RP-7": Text("没联系上或不愿答 {n} 件", "{n} not reached or would not answer"),
    "CM-2": Text("未同意 {n} 件", "{n} refused with a reason"),
    "SV-1": Text("没有评价 {n} 人次", "{n} did not answer"),
}


def _figures(code: str, period: str) -> str:
    return f"{reverse('home:figures')}?{urlencode({'code': code, 'period': period})}"
