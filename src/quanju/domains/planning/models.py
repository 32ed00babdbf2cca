"""Tables of planning."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text
from quanju.domains.planning.suggestions.models import Suggestion
from quanju.domains.planning.types import AcceptedView, PlanView, StudyView
from quanju.domains.planning.workflow import PLAN, STUDY

__all__ = ["Plan", "Study", "Suggestion"]


class Study(models.Model):
    """A question to an engine with everything that was put in, and its answer."""

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    inputs = models.JSONField()
    status = models.CharField(
        max_length=20,
        default="queued",
        choices=[(s, t.zh) for s, t in STUDY.state_labels.items()],
    )
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    why_zh = models.CharField(max_length=500, blank=True)
    why_en = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            known_state(STUDY, "studies_are_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(result__isnull=False),
                name="a_study_that_is_done_has_a_result",
            ),
        ]
        indexes = [models.Index(fields=["status", "asked_at"], name="studies_in_turn")]

    @property
    def subject(self) -> str:
        return f"study:{self.pk}"

    def view(self) -> StudyView:
        return StudyView(
            pk=self.pk,
            kind=self.kind,
            title=self.title,
            status=self.status,
            status_label=STUDY.state_labels[self.status],
            done=self.done,
            of=self.of,
            inputs=self.inputs,
            result=self.result,
            why=Text(self.why_zh, self.why_en),
            asked_by=self.asked_by.display_name if self.asked_by else "",
            asked_at=self.asked_at,
            started_at=self.started_at,
            ended_at=self.ended_at,
            repeats=self.repeats_id,
        )


class AcceptedRounds(ProtectedModel):
    """A proposal of rounds that somebody accepted; it is accepted once."""

    study = models.OneToOneField(Study, models.PROTECT, related_name="accepted")
    variant = models.PositiveSmallIntegerField()
    rounds = models.JSONField()
    accepted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    objects = ProtectedQuerySet["AcceptedRounds"].as_manager()

    def view(self) -> AcceptedView:
        return AcceptedView(
            variant=self.variant,
            rounds=tuple(self.rounds),
            accepted_by=self.accepted_by.display_name if self.accepted_by else "",
            accepted_at=self.accepted_at,
        )


class PlanQuerySet(ProtectedQuerySet["Plan"]):
    def due(self, at: datetime) -> "PlanQuerySet":
        """Approved, and their day has come."""
        return self.filter(status="approved", wanted_from__lte=at)

    def with_people(self) -> "PlanQuerySet":
        """Everything `view` reads, in one query."""
        return self.select_related("drafted_by")


class Plan(ProtectedModel):
    """A version of the district's zones and staging points, from draft to the end of its force."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=100)
    zones = models.JSONField()
    points = models.JSONField()
    figures = models.JSONField(default=dict)
    origin = models.ForeignKey(Study, models.PROTECT, null=True, related_name="plans")
    status = models.CharField(
        max_length=20,
        default="draft",
        choices=[(s, t.zh) for s, t in PLAN.state_labels.items()],
    )
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    wanted_from = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(PLAN, "plans_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="in_force"), name="one_plan_is_in_force"
            ),
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="approved"),
                name="one_approved_plan_waits",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_force") | Q(valid_from__isnull=False),
                name="a_plan_in_force_has_a_beginning",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"plan:{self.number}"

    def view(self) -> PlanView:
        return PlanView(
            number=self.number,
            title=self.title,
            status=self.status,
            status_label=PLAN.state_labels[self.status],
            revision=self.revision,
            zones=self.zones,
            points=self.points,
            figures=self.figures,
            origin=self.origin_id,
            drafted_by=self.drafted_by.display_name if self.drafted_by else "",
            drafted_at=self.drafted_at,
            proposed_at=self.proposed_at,
            wanted_from=self.wanted_from,
            approved_at=self.approved_at,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
