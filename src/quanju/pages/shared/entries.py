"""What of a matter's entries this reader may read: each whole, or as restricted, or not at all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.cases.queries.cases import cases_read_whole
from quanju.domains.coordination.queries.members import followed
from quanju.domains.dispatch.queries.told import incidents_seen
from quanju.domains.journal.threads import Thread, latest_of
from quanju.domains.journal.types import Audience, EntryView, audience_of
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.organisations import organisation_names
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.reports import read_whole

# Of these rooms not even the day is told to who may not read them.
UNTOLD = ("people.", "coordination.")


# A clock, a paper, a second person's answer, a message: read by whoever reads the matter whole.
OF_THE_FLOOR = ("deadlines.", "documents.", "approvals.", "notices.")
SERVICE = Text("系统", "the service")


@dataclass(frozen=True, slots=True)
class Step:
    """One row: the entry for who may read it, else only its office and its day."""

    day: date
    office: Text
    entry: EntryView | None

    @property
    def is_restricted(self) -> bool:
        return self.entry is None


def steps_of(thread: Thread, actor: Actor, *, at: datetime) -> list[Step]:
    """The rows in their order; what is restricted stands at the end of its day, since a place
    between two moments would tell its own."""
    offices = organisation_names({entry.organisation for entry in thread.entries})
    seen = incidents_seen(_incidents(thread.subjects), actor, at=at)
    groups = followed(actor, at=at)
    whole = matters_read(thread.subjects, actor, at=at)
    steps = [
        step
        for entry in thread.entries
        if (step := _step(entry, actor, seen, whole, groups, offices)) is not None
    ]
    return sorted(steps, key=lambda one: (one.day, one.is_restricted))


def last_steps(subject: str, actor: Actor, *, at: datetime, most: int) -> list[EntryView]:
    """The last entries of a matter that this reader may read, the newest first."""
    found = latest_of(subject, limit=4 * most)
    told = [step.entry for step in steps_of(found, actor, at=at) if step.entry]
    return sorted(told, key=lambda entry: -entry.number)[:most]


def _step(
    entry: EntryView,
    actor: Actor,
    seen: frozenset[str],
    whole: frozenset[str],
    groups: Mapping[str, datetime | None],
    offices: Mapping[str, Text],
) -> Step | None:
    day = local_day(entry.at)
    office = offices.get(entry.organisation, SERVICE)
    audience = audience_of(entry.event)
    is_told = bool(actor.role) and (
        audience.is_open_to(actor.role, _station(actor), entry)
        or _concerns(audience, entry, actor, groups)
    )
    if not is_told and entry.event.startswith(OF_THE_FLOOR):
        is_told = not whole.isdisjoint(entry.subjects)
    if is_told or seen & set(_incidents(entry.subjects)):
        return Step(day, office, entry)
    if entry.event.startswith(UNTOLD):
        return None
    return Step(day, office, None)


def _concerns(
    audience: Audience, entry: EntryView, actor: Actor, groups: Mapping[str, datetime | None]
) -> bool:
    """What is said in a group is read by its members of now, not by whom it once named."""
    if audience.followers and entry.subject.startswith(f"{audience.followers}:"):
        return audience.is_followed(groups, entry)
    return audience.concerns(actor.subject, entry)


def matters_read(subjects: Collection[str], actor: Actor, *, at: datetime) -> frozenset[str]:
    """Which of these reports and cases this reader reads with all their words."""
    reports = read_whole(_numbers(subjects, "report"), actor, at=at)
    cases = cases_read_whole(_numbers(subjects, "case"), actor)
    return frozenset({f"report:{one}" for one in reports} | {f"case:{one}" for one in cases})


def _incidents(subjects: Iterable[str]) -> list[str]:
    return _numbers(subjects, "incident")


def _numbers(subjects: Iterable[str], kind: str) -> list[str]:
    return [one.partition(":")[2] for one in subjects if one.startswith(f"{kind}:")]


def _station(actor: Actor) -> str:
    return f"station:{actor.station_id}" if actor.station_id is not None else ""
