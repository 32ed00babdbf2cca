"""One matter, one thread: all entries that tell of it, found by the subjects that entries name
together."""

from dataclasses import dataclass

from quanju.domains.journal.actions.entries import CHAIN
from quanju.domains.journal.models import Entry, Mention
from quanju.domains.journal.types import EntryView, matter_named

MOST_SUBJECTS = 60
"""A thread of more numbers than these is no longer one matter."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The numbers of a matter, the asked one first, and what happened to it, oldest first."""

    subjects: tuple[str, ...]
    entries: tuple[EntryView, ...]


def thread_of(subject: str) -> Thread:
    """What happened to a matter under all its numbers.

    Numbers of kinds that join (`Matter.joins`: an incident and its calls) bring their entries
    along; others (a shift that covered for the unit) are only named. Readings and refusals are
    the record's own business and no step of the matter.
    """
    subjects, frontier = [subject], [subject]
    while frontier and len(subjects) < MOST_SUBJECTS:
        found = _named_with(frontier, known=subjects)
        subjects += found
        frontier = found
    rows = Entry.objects.filter(
        chain=CHAIN, pk__in=Mention.objects.filter(subject__in=subjects).values("entry")
    ).exclude(event__startswith="journal.")
    views = [row.view() for row in rows.order_by("at", "number")]
    return Thread(tuple(subjects), tuple(views))


def latest_of(subject: str, *, limit: int) -> Thread:
    """The newest entries that name this one subject, oldest first; readings are left out."""
    rows = Entry.objects.filter(chain=CHAIN).about(subject).exclude(event__startswith="journal.")
    views = [row.view() for row in rows.order_by("-number")[:limit]]
    return Thread((subject,), tuple(reversed(views)))


def _named_with(frontier: list[str], *, known: list[str]) -> list[str]:
    """Numbers that join and stand in the same entries as these, the earliest named first."""
    entries = Mention.objects.filter(subject__in=frontier).values("entry")
    rows = Mention.objects.filter(entry__in=entries).exclude(subject__in=known)
    kinds = rows.order_by("subject").values_list("subject", flat=True).distinct()
    return [one for one in kinds if _joins(one)][: MOST_SUBJECTS - len(known)]


def _joins(subject: str) -> bool:
    matter = matter_named(subject.partition(":")[0])
    return matter is not None and matter.joins
