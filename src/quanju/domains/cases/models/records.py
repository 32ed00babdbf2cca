"""Tables of cases: the case itself, and the parts that people have in it as text of that case."""

import builtins
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.cases.permissions import may_read_cases
from quanju.domains.cases.types.cases import (
    CIRCUMSTANCES,
    HOWS,
    KINDS,
    OUTCOMES,
    PARTIES,
    REMEDIES,
)
from quanju.domains.cases.types.custody import DISPOSALS
from quanju.domains.cases.types.decisions import DECISIONS
from quanju.domains.cases.workflow import CASE, CLOSED
from quanju.domains.kernel.newest import after_row
from quanju.domains.kernel.roles import ARCHIVISTS, CASES, LEGAL, STATION
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor


class CaseCounter(models.Model):
    """The last case of a day, over all offices."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class CaseQuerySet(ProtectedQuerySet["CaseRecord"]):
    """Every question about cases starts here."""

    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """Legal supervision all; an officer the own ones and those sent to the own office; a
        command room its station's; who signs, what waits for a signature or was signed by them;
        an archivist what is closed."""
        if not may_read_cases(actor):
            return self.none()
        if actor.role in LEGAL:
            return self
        if actor.role in CASES:
            sent = Q(status="reported", office=actor.organisation_id or 0)
            return self.filter(Q(officer=actor.person_id or 0) | sent)
        if actor.role in STATION:
            return self.filter(station=actor.station_id or 0)
        if actor.role in ARCHIVISTS:
            return self.filter(status__in=CLOSED)
        disposed = CaseRecord.objects.filter(property__awaits__in=DISPOSALS).values("pk")
        waits = ~Q(awaits="") | Q(pk__in=disposed)
        return self.filter(waits | Q(signed_by=actor.person_id or 0))


class CaseRecord(ProtectedModel):
    """A case: what goes on with a report once its receipt was given."""

    number = models.CharField(max_length=16, unique=True)
    report = models.ForeignKey("reception.CaseReport", models.PROTECT, related_name="+")
    report_number = models.CharField(max_length=16)
    kind = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in KINDS.items()])
    title = models.CharField(max_length=60)
    status = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in CASE.state_labels.items()]
    )
    # Where it was received: who sends it on while nobody has accepted it.
    site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    office = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    # The station of the office: its command room watches the clocks.
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    awaits = models.CharField(
        max_length=20, blank=True, choices=[(d, one.label.zh) for d, one in DECISIONS.items()]
    )
    signed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # As its report (SG-19): an office reads a header until its officer has accepted it.
    is_restricted = models.BooleanField(default=False)
    is_at_legal = models.BooleanField(default=False)
    declines = models.PositiveSmallIntegerField(default=0)
    declined_why = models.CharField(max_length=200, blank=True)
    circumstance = models.CharField(
        max_length=10, blank=True, choices=[(c, t.zh) for c, t in CIRCUMSTANCES.items()]
    )
    reason = models.CharField(max_length=2000, blank=True)
    rules = models.CharField(max_length=60)
    registered_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    review_started_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # How it ended, kept beside “closed”; empty for what ended before this was written down.
    outcome = models.CharField(
        max_length=20, blank=True, choices=[(s, t.zh) for s, t in OUTCOMES.items()]
    )
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # Over the record as it was archived (queries/archive.py).
    record_sha256 = models.CharField(max_length=64, blank=True)
    # Of a suspended case: the day on which it is looked at again (ICC-06).
    review_on = models.DateField(null=True)
    converted_to = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="converted_from"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(CASE, "cases_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["report"],
                condition=~Q(status="converted"),
                name="a_report_has_one_case_that_is_not_converted",
            ),
            models.CheckConstraint(
                condition=Q(status="reported")
                | Q(officer__isnull=False, office__isnull=False, accepted_at__isnull=False),
                name="an_accepted_case_has_an_office_and_an_officer",
            ),
            models.CheckConstraint(
                condition=Q(status="converted") | Q(converted_to__isnull=True),
                name="only_a_converted_case_names_another",
            ),
            models.CheckConstraint(
                condition=Q(status="archived", archived_at__isnull=False, archived_by__isnull=False)
                & ~Q(record_sha256="")
                | Q(~Q(status="archived"), archived_at__isnull=True, record_sha256=""),
                name="an_archived_case_is_sealed_and_no_other",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("registered_at")),
                name="a_case_is_accepted_after_it_was_registered",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "status"], name="cases_of_an_office"),
            models.Index(fields=["officer", "status"], name="cases_of_an_officer"),
            models.Index(fields=["-registered_at", "-id"], name="cases_newest_first"),
            models.Index(
                fields=["-closed_at", "-id"],
                name="cases_closed_last",
                condition=Q(closed_at__isnull=False),
            ),
        ]

    # The things of a case are `property` here, so the decorator needs its full name.
    @builtins.property
    def subject(self) -> str:
        return f"case:{self.number}"


class Party(ProtectedModel):
    """Somebody's part in one case, as text of that case; no index, no key, no other case."""

    case = models.ForeignKey(CaseRecord, models.PROTECT, related_name="parties")
    part = models.CharField(max_length=12, choices=[(p, t.zh) for p, t in PARTIES.items()])
    name = models.CharField(max_length=40)
    contact = models.CharField(max_length=40, blank=True)
    noted_at = models.DateTimeField()

    objects = ProtectedQuerySet["Party"].as_manager()


def newest_first(rows: CaseQuerySet, before: tuple[datetime, int] | None) -> CaseQuerySet:
    """A page of a list after the row with that moment and key."""
    if before is not None:
        at, pk = before
        rows = rows.filter(after_row("registered_at", at, pk))
    return rows.order_by("-registered_at", "-pk")


class Service(ProtectedModel):
    """That a paper of a case was given to whom it is for, and what proves it."""

    case = models.ForeignKey(CaseRecord, models.PROTECT, related_name="services")
    paper = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    to = models.CharField(max_length=40)
    how = models.CharField(max_length=12, choices=[(h, t.zh) for h, t in HOWS.items()])
    proof = models.CharField(max_length=200)
    served_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    numbered_at = models.DateTimeField()
    served_at = models.DateTimeField()

    objects = ProtectedQuerySet["Service"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(served_at__gte=F("numbered_at")),
                name="a_paper_is_served_after_it_was_made",
            )
        ]


class Remedy(ProtectedModel):
    """What was asked against not filing: reconsideration, review above, the procuratorate."""

    case = models.ForeignKey(CaseRecord, models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in REMEDIES.items()])
    grounds = models.CharField(max_length=2000)
    is_by_resident = models.BooleanField(default=False)
    applied_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["Remedy"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=~Q(kind="prosecutor_query"),
                name="a_case_is_reconsidered_and_reviewed_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | Q(~Q(outcome=""), decided_at__isnull=False),
                name="a_remedy_that_is_decided_knows_when",
            ),
        ]
