"""The area of collaboration: six numbers of groups and two charts, read in ten seconds."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from quanju.domains.coordination.permissions import may_search_archive, may_take_part
from quanju.domains.coordination.queries.counts import (
    GroupCounts,
    counts_by_type,
    group_counts,
    opened_by_day,
)
from quanju.domains.coordination.queries.learning import Figure, Figures, figures_of
from quanju.domains.kernel.days import local_day, local_time
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.pages.home.areas import Tile
from quanju.pages.shared.spans import Period, shelf
from quanju.pages.shared.times import clock_text

LEAST = 10


@dataclass(frozen=True, slots=True)
class Collaboration:
    """What the area shows: tiles, groups by type, groups opened a day."""

    tiles: list[Tile]
    by_type: list[tuple[Text, int, str]]
    by_day: list[int]
    marks: list[str]


def collaboration(actor: Actor, period: Period, at: datetime) -> Collaboration:
    """Of the branch; drills stand in one tile of their own and nowhere else."""
    from_at, until_at = period.span(at)
    counts, figures, types, days = shelf.get(
        ("collaboration", from_at, until_at),
        lambda: (
            group_counts(from_at=from_at, until_at=until_at, at=at),
            figures_of(from_at=from_at, until_at=until_at, at=at),
            counts_by_type(from_at=from_at, until_at=until_at, at=at),
            opened_by_day(from_at=from_at, until_at=until_at),
        ),
    )
    step = max(1, len(days) // 6)
    return Collaboration(
        tiles=_tiles(counts, figures, actor, period, at),
        by_type=[(name, n, str(n)) for name, n in types],
        by_day=[n for _, n in days],
        marks=[f"{local_time(day):%m-%d}" for day, _ in days[::step]],
    )


def _tiles(
    counts: GroupCounts, figures: Figures, actor: Actor, period: Period, at: datetime
) -> list[Tile]:
    archive = _archive(actor, period, at)
    learning = reverse("coordination_room:learning") if may_take_part(actor) else ""
    weekly = reverse("coordination_room:weekly") if may_search_archive(actor) else ""
    to_group, to_reply = _told(figures.to_group_s), _told(figures.to_reply_s)
    answered = _told(_answered(counts))
    return [
        Tile(
            Text("建群（G-1）", "Groups opened (G-1)"),
            str(counts.opened),
            note=Text(
                f"结群 {counts.closed}；另有演练 {counts.drills}",
                f"closed {counts.closed}; drills apart {counts.drills}",
            ),
            href=archive,
        ),
        Tile(
            Text("紧急群办结并有结果（G-2）", "Urgent, closed with a result (G-2)"),
            str(counts.urgent_with_result),
            href=archive,
        ),
        Tile(
            Text("警情到建群，中位（G-3）", "Incident to group, median (G-3)"),
            to_group,
            n=figures.to_group_s.n,
            href=learning,
        ),
        Tile(
            Text("建群到首个回应，中位（G-3）", "Group to first reply, median (G-3)"),
            to_reply,
            n=figures.to_reply_s.n,
            href=learning,
        ),
        Tile(
            Text("事项按时", "Items in time"),
            None if figures.in_time.value is None else f"{figures.in_time.value:.0f}",
            unit="%",
            n=figures.in_time.n,
            href=learning,
        ),
        Tile(
            Text("正在协同", "Groups at work now"),
            str(counts.running),
            note=Text(
                f"停滞 {counts.idle}（G-4），超员 {counts.oversize}（G-5）",
                f"idle {counts.idle} (G-4), oversize {counts.oversize} (G-5)",
            ),
            href=weekly,
        ),
        Tile(
            Text("叫人到位，中位", "Called to there, median"),
            answered,
            n=counts.answered,
            href=learning,
        ),
    ]


def _answered(counts: GroupCounts) -> Figure:
    middle = counts.answer_median
    return Figure(middle.total_seconds() if middle else None, counts.answered)


def _told(one: Figure) -> str | None:
    return None if one.value is None or one.n < LEAST else clock_text(one.value)


def _archive(actor: Actor, period: Period, at: datetime) -> str:
    """The list of what has ended, of the month where the period lies in one."""
    if not may_search_archive(actor):
        return ""
    listed = reverse("coordination_room:archive")
    if period.code not in ("today", "week"):
        return listed
    return f"{listed}?{urlencode({'month': f'{local_day(at):%Y-%m}'})}"
