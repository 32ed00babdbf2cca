"""Tables of reports: what somebody reported, the evidence they gave, where it went."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor
from quanju.domains.reception.models.hall import Visit
from quanju.domains.reception.permissions import may_read_reports
from quanju.domains.reception.types.reports import (
    CHANNELS,
    STEPS,
)
from quanju.domains.reception.workflow import HANDOVER, REPORT


class ReportCounter(models.Model):
    """The last report of a day, over all sites: a number stays when the matter moves."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class ReportQuerySet(ProtectedQuerySet["CaseReport"]):
    """Every question about reports starts here."""

    def visible_to(self, actor: Actor, at: datetime) -> "ReportQuerySet":
        """Legal supervision all; a site what is there, was entered there, or is offered to it."""
        if not may_read_reports(actor):
            return self.none()
        if actor.role in LEGAL:
            return self
        own = actor.organisation_id or 0
        offered = Transfer.objects.filter(to_site=own, status="offered").values("report")
        return self.filter(Q(site=own) | Q(entered_site=own) | Q(pk__in=offered))

    def whole_for(self, actor: Actor, at: datetime) -> "ReportQuerySet":
        """Of these, what is read with its words: a restricted one by its owner alone (SG-19)."""
        rows = self.visible_to(actor, at)
        if actor.role in LEGAL:
            return rows
        return rows.filter(Q(is_restricted=False) | Q(owner=actor.person_id or 0))


class CaseReport(ProtectedModel):
    """A report as it was received: number, clock and history stay wherever the matter goes."""

    number = models.CharField(max_length=16, unique=True)
    code = models.CharField(max_length=12)
    site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    entered_site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="report")
    incident = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in CHANNELS.items()])
    kind = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=60)
    place = models.CharField(max_length=120, blank=True)
    # When it happened and how much it is about, as an officer wrote or took it from the words.
    happened = models.CharField(max_length=60, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    statement = models.TextField(blank=True)
    reporter = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=40, blank=True)
    is_identity_checked = models.BooleanField(default=False)
    no_evidence = models.CharField(max_length=200, blank=True)
    advice = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in REPORT.state_labels.items()]
    )
    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    rules = models.CharField(max_length=60)
    bounces = models.PositiveSmallIntegerField(default=0)
    # A minor's matter, sexual or family violence: its words are for its owner alone (SG-19).
    is_restricted = models.BooleanField(default=False)
    # Declined too often: only legal supervision says where it belongs (REC-07).
    is_at_legal = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    receipted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(REPORT, "reports_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(status="later") | Q(entered_at__isnull=False),
                name="an_entered_report_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("begun_at")),
                name="a_report_closes_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0),
                name="a_sum_is_more_than_nothing",
            ),
        ]
        indexes = [models.Index(fields=["site", "status"], name="reports_of_a_site")]

    @property
    def subject(self) -> str:
        return f"report:{self.number}"


class Evidence(ProtectedModel):
    """A line of the list of evidence that was taken at once."""

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=80)
    count = models.PositiveIntegerField()
    unit = models.CharField(max_length=10)
    remark = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField()

    objects = ProtectedQuerySet["Evidence"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="evidence_is_counted")
        ]


class SkippedStep(ProtectedModel):
    """A step that two people agreed to leave out, with the reason (REC-03)."""

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="skipped")
    step = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in STEPS.items()])
    reason = models.CharField(max_length=2000)
    approved_at = models.DateTimeField()

    objects = ProtectedQuerySet["SkippedStep"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "step"], name="a_step_is_skipped_once")
        ]


class Transfer(ProtectedModel):
    """A report on its way to another site: it stays where it is until somebody there accepts."""

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="transfers")
    from_site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    to_site = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    offered_at = models.DateTimeField()
    status = models.CharField(
        max_length=10,
        default="offered",
        choices=[(s, t.zh) for s, t in HANDOVER.state_labels.items()],
    )
    answered_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Transfer"].as_manager()

    class Meta:
        constraints = [
            known_state(HANDOVER, "transfers_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(status="offered"),
                name="a_report_is_offered_to_one_site_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(from_site=F("to_site")), name="a_transfer_leads_elsewhere"
            ),
        ]
