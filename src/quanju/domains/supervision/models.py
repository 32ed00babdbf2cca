"""Tables of supervision: how far each report was looked at, and what a rule has flagged."""

from django.db import models
from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor
from quanju.domains.supervision.permissions import may_read_hits
from quanju.domains.supervision.types.checks import CHECKS, LEVELS
from quanju.domains.supervision.workflow import HIT


class CheckedReport(models.Model):
    """How far a report was looked at: up to which entry of the journal, by which table, and when
    an answer may change although nothing happens."""

    report = models.OneToOneField("reception.CaseReport", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    entry = models.PositiveBigIntegerField()
    rules = models.CharField(max_length=60)
    checked_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, db_index=True)


class HitQuerySet(ProtectedQuerySet["RuleHit"]):
    """Every question about hits starts here."""

    def visible_to(self, actor: Actor) -> "HitQuerySet":
        """They are legal supervision's."""
        return self if may_read_hits(actor) else self.none()


class RuleHit(ProtectedModel):
    """What a check has found in a report; it waits for a person, and stays as it was found."""

    report = models.ForeignKey("reception.CaseReport", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    check_code = models.CharField(max_length=20, choices=[(c, t.zh) for c, t in CHECKS.items()])
    cause = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=[(n, t.zh) for n, t in LEVELS.items()])
    # Whose matter it was when it was found, and that office's station.
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    said_zh = models.CharField(max_length=200)
    said_en = models.CharField(max_length=200)
    rules = models.CharField(max_length=60)
    since_at = models.DateTimeField()
    hit_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in HIT.state_labels.items()], default="open"
    )
    reason = models.CharField(max_length=2000, blank=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = HitQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(HIT, "hits_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["report", "check_code", "cause"], name="a_cause_is_found_once_by_a_check"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(status="open"), decided_by__isnull=False, decided_at__isnull=False),
                name="a_person_decided_over_a_hit_that_is_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(status="dismissed") | ~Q(reason=""),
                name="a_hit_is_dismissed_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["status", "-hit_at", "-id"], name="hits_that_wait")]

    @property
    def subject(self) -> str:
        return f"hit:{self.pk}"
