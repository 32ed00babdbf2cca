"""Asking who reported how it went (REC-15)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor
from quanju.domains.reception.models.reports import CaseReport
from quanju.domains.reception.types.follow_ups import ASKERS, FOLLOW_UP_HOWS, OCCASIONS
from quanju.domains.reception.types.letters import SCORES
from quanju.domains.reception.workflow import FOLLOW_UP


class FollowUpQuerySet(ProtectedQuerySet["FollowUp"]):
    """Every question about follow-ups starts here."""

    def visible_to(self, actor: Actor, at: datetime, *, is_centre: bool) -> "FollowUpQuerySet":
        """Those of reports that this person reads whole; at the centre those it asks itself, too.

        A restricted matter is asked by nobody: whoever picks up the telephone may be the one whom
        it is about.
        """
        reports = CaseReport.objects.whole_for(actor, at).values("pk")
        seen = Q(report__in=reports)
        if is_centre:
            seen |= Q(by="centre")
        return self.filter(seen, report__is_restricted=False)


class FollowUp(ProtectedModel):
    """Who reported is to be asked once after this happened, and what came of it.

    Contact and name stay with the report alone and are forgotten there.
    """

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="follow_ups")
    occasion = models.CharField(max_length=12, choices=[(o, t.zh) for o, t in OCCASIONS.items()])
    by = models.CharField(max_length=8, choices=[(b, t.zh) for b, t in ASKERS.items()])
    # The version of the table that it was planned by.
    rules = models.CharField(max_length=60)
    asks_from = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=10, default="due")
    tries = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    how = models.CharField(
        max_length=10, blank=True, choices=[(h, t.zh) for h, t in FOLLOW_UP_HOWS.items()]
    )
    score = models.PositiveSmallIntegerField(null=True)
    said = models.TextField(blank=True)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    settle_on = models.DateField(null=True)
    settled = models.TextField(blank=True)
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(FOLLOW_UP, "follow_ups_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["report", "occasion"], name="a_report_is_followed_up_once_of_an_occasion"
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(score__isnull=False),
                name="satisfaction_is_asked_once_of_a_report",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__in=list(SCORES)),
                name="a_follow_up_has_one_of_the_scores",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asks_from")), name="a_follow_up_is_due_after_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="unhappy") | Q(settle_on__isnull=False),
                name="an_unhappy_answer_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="settled")
                | (~Q(settled="") & ~Q(settled_by=F("asked_by")) & Q(settled_at__isnull=False)),
                name="an_unhappy_answer_is_settled_by_another_and_says_how",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="follow_ups_by_day")]
