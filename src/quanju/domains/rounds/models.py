"""Tables of rounds: by car, on foot, and the timetable of a person who looks at cameras."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.named import Named
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text
from quanju.domains.rounds.types import ROUND_MODES
from quanju.domains.rounds.workflow import CHECKPOINT, ROUND, UNDER_WAY


class PatrolRound(ProtectedModel):
    """A way through a zone with places to be seen at set times."""

    mode = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in ROUND_MODES.items()])
    zone = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("patrol.Unit", models.PROTECT, null=True, related_name="rounds")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    duty_from = models.DateTimeField()
    duty_until = models.DateTimeField()
    status = models.CharField(
        max_length=20,
        default="planned",
        choices=[(s, t.zh) for s, t in ROUND.state_labels.items()],
    )
    started_at = models.DateTimeField(null=True)
    # Since when a call stands before it; a step from before that counts when it arrives later.
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cut_because = models.CharField(max_length=200, blank=True)
    findings = models.TextField(blank=True)

    objects = ProtectedQuerySet["PatrolRound"].as_manager()

    class Meta:
        db_table = "patrol_patrolround"
        constraints = [
            known_state(ROUND, "rounds_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(duty_until__gt=F("duty_from")), name="a_round_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(mode="video", unit__isnull=True, person__isnull=False)
                | (~Q(mode="video") & Q(unit__isnull=False, person__isnull=True)),
                name="a_crew_rides_or_a_person_looks",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(status__in=UNDER_WAY),
                name="a_unit_goes_one_round_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=UNDER_WAY),
                name="a_person_looks_through_one_round_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["duty_from"], name="rounds_by_time")]

    @property
    def subject(self) -> str:
        return f"round:{self.pk}"

    def was_under_way(self, at: datetime) -> bool:
        """Under way at that moment, as far as this row remembers: now, or until the pause."""
        is_before_pause = self.paused_at is not None and at < self.paused_at
        return self.status == "started" or (self.status == "paused" and is_before_pause)

    @property
    def status_label(self) -> Text:
        return ROUND.state_labels[self.status]


class Checkpoint(Named, ProtectedModel):
    """A place to pass, or a listed public camera to look at, in a round. Nothing is recorded."""

    round = models.ForeignKey(PatrolRound, models.CASCADE, related_name="checkpoints")
    position = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    camera = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    due_at = models.DateTimeField()
    stay_min = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(
        max_length=10,
        default="due",
        choices=[(s, t.zh) for s, t in CHECKPOINT.state_labels.items()],
    )
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Metres from the place by the unit's position; none when the crew's word stands for it.
    metres = models.PositiveIntegerField(null=True)
    # Number of the incident that was opened from what a camera showed.
    incident = models.CharField(max_length=16, blank=True)

    objects = ProtectedQuerySet["Checkpoint"].as_manager()

    class Meta:
        db_table = "patrol_checkpoint"
        constraints = [
            known_state(CHECKPOINT, "checkpoints_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["round", "position"], name="one_checkpoint_per_position"
            ),
            models.CheckConstraint(
                condition=(Q(lon__isnull=True) & Q(lat__isnull=True))
                | (Q(lon__isnull=False) & Q(lat__isnull=False)),
                name="a_checkpoint_has_a_whole_place_or_none",
            ),
        ]

    @property
    def status_label(self) -> Text:
        return CHECKPOINT.state_labels[self.status]
