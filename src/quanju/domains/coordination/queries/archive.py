"""The archive of groups: ended ones as headers, and the package of one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Func, Q, TextField, Value
from django.db.models.lookups import Contains

from quanju.domains.approvals.queries import allowed_to
from quanju.domains.approvals.types import ProposalView
from quanju.domains.coordination.models import Group, GroupQuerySet, Member
from quanju.domains.coordination.permissions import (
    may_propose_deletion,
    may_search_archive,
    may_take_packages,
    may_take_part,
)
from quanju.domains.coordination.queries.groups import group_rules, heads
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.coordination.sealed.contents import PACKAGE_KIND
from quanju.domains.coordination.types import GroupHead
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.documents.queries.files import files_kept, matters_kept_back
from quanju.domains.documents.types import FileView
from quanju.domains.kernel.types import Denied, NotFound, Text, Verdict
from quanju.domains.people.types import Actor

ENDED = ("closed", "archived")
TOMBSTONES = ("deleted",)
"""Not among the groups that are counted and listed; asked for by themselves."""
OF_OUTCOME = {"archived": "archived", "waits": "closed"}
TAKERS = ("owner", "observer", "keeper")
"""Seats of a group that take its package out: who answers for it, who reviews and keeps it."""
ONLY_TAKERS = Verdict.no(
    "DENY_RELATION",
    Text(
        "由负责人、监督、存档席位或档案员取出",
        "Its owner, the seats of supervision and archive, or the archivist take it out",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the archive is looked for; nothing said asks for all of it."""

    kind: str = ""
    unit: int | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    is_urgent: bool | None = None
    is_drill: bool | None = None
    outcome: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveCounts:
    """How many groups are meant, how many of them urgent, and urgent with a result (COL-13); no
    drill is among them, their number stands beside."""

    groups: int
    urgent: int
    with_result: int
    archived: int
    drills: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a group that two persons have deleted."""

    at: datetime
    by: str
    proposed_by: str
    reason: str
    messages: int
    items: int


@dataclass(frozen=True, slots=True)
class DueGroup:
    """A group past its term, and whether its files are ready to go with it."""

    head: GroupHead
    due_at: datetime
    is_ready: bool


@dataclass(frozen=True, slots=True)
class PackageView:
    """A group of the archive and its package, or why there is none yet."""

    head: GroupHead
    closed_at: datetime | None
    archived_at: datetime | None
    result: str
    seal: str
    sealed_at: datetime | None
    due_at: datetime | None
    fault: str
    view: FileView | None
    may_take: Verdict
    is_member: bool
    records: int
    is_large: bool
    allowed: ProposalView | None
    tombstone: Tombstone | None

    @property
    def needs_second(self) -> bool:
        """More than one person takes out alone, and nobody has said yes to this reader (2.4)."""
        return self.is_large and self.allowed is None

    @property
    def seal_was_deleted(self) -> bool:
        """It was made, and its term is over."""
        return self.sealed_at is not None and self.view is None


TAKING = ("coordination.take_archive", "coordination.take_archive_as_owner")
"""The two yeses to a large package: legal supervision's, and the owner's (2.4)."""
OUTCOMES = {
    "archived": Text("已归档", "archived"),
    "waits": Text("待归档", "to be archived"),
    "sealed": Text("有归档包", "with its package"),
    "unsealed": Text("没有归档包", "without a package"),
    "deleted": Text("已销毁", "deleted"),
}


def archived_groups(
    actor: Actor, wanted: Wanted, *, at: datetime, before: str = "", most: int = 50
) -> list[GroupHead]:
    """Ended groups as headers, what closed last first; `before` is the last of the page before."""
    rows = _found(actor, wanted, at)
    last = Group.objects.filter(number=before, closed_at__isnull=False).first() if before else None
    if last is not None:
        older = Q(closed_at__lt=last.closed_at) | Q(pk__lt=last.pk)
        rows = rows.filter(Q(closed_at__lte=last.closed_at) & older)
    return heads(rows.order_by("-closed_at", "-pk")[:most], at)


def archive_counts(actor: Actor, wanted: Wanted, *, at: datetime) -> ArchiveCounts:
    """Of the same groups.

    An archived urgent group has its result (a constraint of the table), so that the words are read
    of those alone which wait for the archive: all else is counted in the index, without its row.
    """
    urgent, drill, archived = Q(is_urgent=True), Q(is_drill=True), Q(status="archived")
    rows = _found(actor, wanted, at)
    found = rows.aggregate(
        groups=Count("closed_at", filter=~drill),
        drills=Count("closed_at", filter=drill),
        urgent=Count("closed_at", filter=urgent),
        with_result=Count("closed_at", filter=urgent & archived),
        archived=Count("closed_at", filter=archived & ~drill),
    )
    waits = rows.filter(urgent, status="closed").exclude(result="")
    return ArchiveCounts(**{**found, "with_result": found["with_result"] + waits.count()})


class Said(Func):
    """What a group says of itself, in capitals of ASCII on both databases.

    `icontains` has each column written in capitals of the database's language: on PostgreSQL that
    was most of the time of a question to 100,000 groups.
    """

    output_field = TextField()
    arg_joiner = " || "

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="UPPER(%(expressions)s)", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = 'UPPER((%(expressions)s) COLLATE "C")'
        return self.as_sql(compiler, connection, template=template, **more)


def _says(words: str) -> Q:
    capitals = "".join(one.upper() if one.isascii() else one for one in words)
    said = Said("title", Value("\n"), "outcome", Value("\n"), "result")
    return Q(Contains(said, capitals)) | Q(number=words)


def _found(actor: Actor, wanted: Wanted, at: datetime) -> GroupQuerySet:
    """One's own ended groups; for the archive's offices all of them, restricted ones never."""
    ended = TOMBSTONES if wanted.outcome == "deleted" else ENDED
    asked = [one for one in ended if one == OF_OUTCOME.get(wanted.outcome, one)]
    rows = Group.objects.filter(_none_but(asked), closed_at__isnull=False)
    own = Q(pk__in=Group.objects.visible_to(actor, at).values("pk"))
    if may_take_packages(actor):
        seen = Q()
    elif may_search_archive(actor):
        seen = own | ~Q(classification="restricted")
    else:
        may_take_part(actor).or_refuse()
        seen = own
    exactly = {
        "kind": wanted.kind or None,
        "responsible": wanted.unit,
        "closed_at__gte": wanted.from_at,
        "closed_at__lt": wanted.until_at,
        "is_urgent": wanted.is_urgent,
        "is_drill": wanted.is_drill,
    }
    rows = rows.filter(seen, **{n: value for n, value in exactly.items() if value is not None})
    if wanted.outcome in ("sealed", "unsealed"):
        rows = rows.filter(sealed_at__isnull=wanted.outcome == "unsealed")
    return rows.filter(_says(wanted.words)) if wanted.words else rows


def _none_but(statuses: Collection[str]) -> Q:
    """Said by what is left out: asked for “closed or archived”, SQLite takes the index of states,
    which holds nearly all of the archive, and sorts that for each page (of 100,000 groups 348 ms of
    processor time; so 0.3)."""
    return ~Q(status__in=[one for one in GROUP.state_labels if one not in statuses])


def archived_group(number: str, *, by: Actor, at: datetime) -> PackageView:
    """One group of the archive as its header and its package; `NotFound` as if it were none."""
    row = _found(by, Wanted(), at).filter(number=number).first()
    row = row or _found(by, Wanted(outcome="deleted"), at).filter(number=number).first()
    if row is None:
        raise NotFound(subject=f"group:{number[:20]}")
    mine = Member.objects.present(at).filter(group=row, person=by.person_id or 0).first()
    is_taker = mine is not None and mine.role in TAKERS and not mine.is_guest
    files = files_kept(row.subject)
    packages = [one for one in files if one.kind == PACKAGE_KIND]
    records = row.messages_last + row.items_last + len(files) - len(packages)
    rules = review_rules(at)
    is_large = records > rules.records_alone
    return PackageView(
        head=heads(Group.objects.filter(pk=row.pk), at)[0],
        closed_at=row.closed_at,
        archived_at=row.archived_at,
        result=row.result,
        seal=row.seal,
        sealed_at=row.sealed_at,
        due_at=row.seal_due_at,
        fault=row.seal_fault,
        view=packages[-1] if packages else None,
        may_take=Verdict.yes() if is_taker or may_take_packages(by) else ONLY_TAKERS,
        is_member=mine is not None,
        records=records,
        is_large=is_large,
        allowed=taking_allowed(by.subject, row.number, at) if is_large else None,
        tombstone=_tombstone(row),
    )


def taking_allowed(person: str, number: str, at: datetime) -> ProposalView | None:
    """What this person asked to take out, where whoever must has said yes within these hours."""
    since = at - timedelta(hours=review_rules(at).taking_hours)
    return allowed_to(person, TAKING, subject=f"archive:{number}", since=since)


def _tombstone(row: Group) -> Tombstone | None:
    if row.deleted_at is None:
        return None
    return Tombstone(
        row.deleted_at,
        row.deleted_by,
        row.deletion_proposed_by,
        row.deletion_reason,
        row.messages_last,
        row.items_last,
    )


def due_groups(actor: Actor, *, at: datetime, most: int = 200) -> list[DueGroup]:
    """Groups past their term, the oldest first; for who proposes that they are deleted."""
    may_propose_deletion(actor).or_refuse()
    rows = Group.objects.filter(due_at__lte=at, status__in=("archived", "rejected"))
    rows = rows.order_by("due_at", "pk")[:most]
    dues = {row.number: row.due_at or at for row in rows}
    listed = heads(Group.objects.filter(number__in=dues), at)
    back = matters_kept_back(one.subject for one in listed)
    found = [DueGroup(one, dues[one.number], one.subject not in back) for one in listed]
    return sorted(found, key=lambda one: (one.due_at, one.head.number))


def package_of(number: str, *, by: Actor, at: datetime) -> PackageView:
    """The same for who takes it out."""
    found = archived_group(number, by=by, at=at)
    if not found.may_take:
        raise Denied(found.may_take)
    return found


def kinds_named(at: datetime) -> list[tuple[str, Text]]:
    """The catalogue, for the form."""
    return [(row.code, row.name) for row in group_rules(at).type]
