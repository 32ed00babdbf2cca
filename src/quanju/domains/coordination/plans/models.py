"""Runs of plans: their checklist, their staging order, the public warning and who has seen it."""

from django.db import models
from django.db.models import Q

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.models.talk import Item
from quanju.domains.coordination.plans.rules import STATUSES
from quanju.domains.coordination.plans.workflow import STEP, WARNING
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class PlanRun(ProtectedModel):
    """A plan that was opened: which, by which version of the table, for which group."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="run")
    plan = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    rules = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    objects = ProtectedQuerySet["PlanRun"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "opened_at"], name="runs_of_a_plan")]


class RunStep(ProtectedModel):
    """A step of the checklist as it stood in the plan, and what became of it."""

    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    status = models.CharField(
        max_length=10,
        default="open",
        choices=[(s, t.zh) for s, t in STEP.state_labels.items()],
    )
    due_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["RunStep"].as_manager()

    class Meta:
        constraints = [
            known_state(STEP, "steps_are_in_a_known_state"),
            models.UniqueConstraint(fields=["run", "place"], name="a_step_has_its_own_place"),
            models.CheckConstraint(
                condition=~Q(status="skipped") | ~Q(note=""), name="a_skipped_step_says_why"
            ),
            models.CheckConstraint(
                condition=Q(status="open") | Q(moved_by__isnull=False, moved_at__isnull=False),
                name="a_moved_step_knows_by_whom",
            ),
        ]


class RunStaging(ProtectedModel):
    """A line of the staging order; its item says who leads it there and whether they stand."""

    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="staging")
    item = models.OneToOneField(Item, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    point = models.PositiveIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    force = models.CharField(max_length=20)
    units = models.PositiveSmallIntegerField()
    approach_zh = models.CharField(max_length=300)
    approach_en = models.CharField(max_length=300)

    objects = ProtectedQuerySet["RunStaging"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "place"], name="a_staging_line_has_its_own_place"
            ),
        ]


class PublicWarning(ProtectedModel):
    """What the public is told: a draft of its plan until two people have released it."""

    run = models.OneToOneField(PlanRun, models.PROTECT, related_name="warning")
    number = models.CharField(max_length=16, unique=True)
    status = models.CharField(
        max_length=10,
        default="draft",
        choices=[(s, t.zh) for s, t in WARNING.state_labels.items()],
    )
    cap_status = models.CharField(max_length=10, choices=[(s, t.zh) for s, t in STATUSES.items()])
    sender = models.CharField(max_length=200)
    category = models.CharField(max_length=20)
    response = models.CharField(max_length=20)
    urgency = models.CharField(max_length=20)
    severity = models.CharField(max_length=20)
    certainty = models.CharField(max_length=20)
    event_zh = models.CharField(max_length=300)
    event_en = models.CharField(max_length=300)
    headline_zh = models.CharField(max_length=160)
    headline_en = models.CharField(max_length=160)
    text_zh = models.CharField(max_length=1000)
    text_en = models.CharField(max_length=1000)
    instruction_zh = models.CharField(max_length=1000)
    instruction_en = models.CharField(max_length=1000)
    area = models.CharField(max_length=200)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_km = models.FloatField()
    lasts_h = models.FloatField()
    written_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["PublicWarning"].as_manager()

    class Meta:
        constraints = [
            known_state(WARNING, "warnings_are_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(status__in=["released", "ended"])
                | Q(released_at__isnull=False, released_by__isnull=False, expires_at__isnull=False),
                name="a_released_warning_knows_by_whom",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"warning:{self.number}"


class WarningReceipt(ProtectedModel):
    """An agency outside says that it has the warning."""

    warning = models.ForeignKey(PublicWarning, models.PROTECT, related_name="receipts")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    post = models.CharField(max_length=120)
    at = models.DateTimeField()

    objects = ProtectedQuerySet["WarningReceipt"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "person"], name="a_warning_is_acknowledged_once"
            )
        ]
