"""Questions about the index of recordings: the list, one, those of a matter, what is due, SP-3."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.queries.organisations import names_by_key
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.checked import entered_between
from quanju.domains.supervision.models import Recording, RecordingQuerySet
from quanju.domains.supervision.rules import checks_rule, recordings_rule
from quanju.domains.supervision.types.recordings import RecordingView

STANDING = ("indexed", "good")
"""There, as far as anybody knows."""


def recordings(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    matter: str = "",
    before: tuple[datetime, int] | None = None,
    at: datetime,
    most: int,
) -> list[RecordingView]:
    """A page of the index as this person reads it, the newest first; `due` and `held` are states
    beside those of the table."""
    rows = Recording.objects.visible_to(actor)
    if state == "due":
        rows = due_rows(rows, at)
    elif state == "held":
        rows = rows.filter(is_held=True)
    elif state:
        rows = rows.filter(status=state)
    if kind:
        rows = rows.filter(kind=kind)
    if matter:
        rows = rows.filter(matter__endswith=f":{matter}")
    if before:
        rows = rows.filter(after_row("indexed_at", *before))
    return views(rows.order_by("-indexed_at", "-pk")[:most], at)


def recording_view(number: str, *, by: Actor, at: datetime) -> RecordingView:
    """One that this person reads; `NotFound` otherwise."""
    found = views(Recording.objects.visible_to(by).filter(number=number), at)
    if not found:
        raise NotFound(subject=f"recording:{number[:20]}")
    return found[0]


def recordings_on(*subjects: str, by: Actor, at: datetime) -> list[RecordingView]:
    """Those of these matters, the first first, for who reads the matters whole; which of them this
    person may open, too, says `may_open`."""
    rows = Recording.objects.filter(matter__in=subjects)
    own = set(Recording.objects.visible_to(by).filter(matter__in=subjects).values_list("pk"))
    found = views(rows.order_by("began_at", "pk"), at)
    return [replace(one, may_open=(one.pk,) in own) for one in found]


def due_rows(rows: RecordingQuerySet, at: datetime) -> RecordingQuerySet:
    """What is kept no longer: its days are over and nobody holds it."""
    rows = rows.filter(keep_until__lt=local_day(at), is_held=False)
    return rows.exclude(status="deleted")


def due_recordings(*, at: datetime, most: int) -> list[str]:
    """The numbers of those whose days are over, the longest over first."""
    rows = due_rows(Recording.objects.all(), at).order_by("keep_until", "pk")
    return list(rows.values_list("number", flat=True)[:most])


def has_recording(subject: str) -> bool:
    """Is the matter's statement in the index, not at odds with the recorder, or was it deleted
    after its time?"""
    rows = Recording.objects.filter(matter=subject, kind="statement")
    return rows.exclude(status="bad").exists()


def complete_between(since: datetime, until: datetime) -> tuple[int, int]:
    """SP-3: of reports of the kinds to be recorded that were entered in the span, those whose
    recording is there with a hash that was compared and is good; and how many there were."""
    line = checks_rule(until).content.no_recording
    if line is None:
        return 0, 0
    numbers = entered_between(since, until, kinds=line.kinds)
    subjects = {f"report:{number}" for number in numbers}
    rows = Recording.objects.filter(kind="statement", status="good")
    rows = rows.filter(began_at__gte=since - (until - since), matter__startswith="report:")
    return len(subjects & set(rows.values_list("matter", flat=True))), len(subjects)


def due_between(since: datetime, until: datetime) -> tuple[int, int]:
    """CM-3: of the recordings that were to be deleted at the latest in the span, and that nobody
    held, those that were by then; and how many there were."""
    grace = timedelta(days=recordings_rule(until).content.clear_days)
    first, last = local_day(since) - grace, local_day(until) - grace
    rows = Recording.objects.filter(keep_until__gte=first, keep_until__lt=last, is_held=False)
    found = rows.values_list("keep_until", "deleted_at")
    kept = sum(
        gone is not None and last_day is not None and local_day(gone) <= last_day + grace
        for last_day, gone in found
    )
    return kept, len(found)


def keep_reasons(at: datetime) -> dict[str, Text]:
    """For which reasons a recording may be kept, by the table in force."""
    return {code: row.name for code, row in recordings_rule(at).content.by_code.items()}


def views(rows: Iterable[Recording], at: datetime) -> list[RecordingView]:
    """Two questions, however many."""
    listed = list(rows.select_related("indexed_by") if hasattr(rows, "select_related") else rows)
    names = names_by_key({row.office_id for row in listed})
    kept = recordings_rule(at).content.by_code
    return [_view(row, names, {code: one.name for code, one in kept.items()}) for row in listed]


_PLAINLY = (
    "pk", "number", "matter", "kind", "recorder", "began_at", "ended_at", "sha256", "keep",
    "keep_until", "status", "is_held", "held_why", "rules", "indexed_at", "checked_at",
    "deleted_at",
)  # fmt: skip


def _view(row: Recording, names: dict[int, Text], kept: dict[str, Text]) -> RecordingView:
    return RecordingView(
        **{name: getattr(row, name) for name in _PLAINLY},
        office=names[row.office_id],
        keep_label=kept.get(row.keep, Text(row.keep, row.keep)),
        indexed_by=row.indexed_by.display_name,
    )
