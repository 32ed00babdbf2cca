"""Tables of deadlines."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.deadlines.types import PutOffView
from quanju.domains.deadlines.workflow import CLOCK, ENDED, LIVE
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class ClockQuerySet(ProtectedQuerySet["Clock"]):
    def live(self) -> "ClockQuerySet":
        return self.filter(state__in=LIVE)

    def running(self) -> "ClockQuerySet":
        return self.filter(state="running")


class Clock(ProtectedModel):
    """A time limit that runs on something. Its dates follow from its start, its acts and its rule.

    `family` is the clock's number over all versions of its rule, `rule` the version that binds.
    `due_at` is the moment from which it is late; `due_on` the last day, for clocks of days.
    """

    # Worked out anew whenever they are asked for: what they follow from is protected.
    free_fields = (
        "rule",
        "due_at",
        "due_on",
        "amber_at",
        "next_alarm_at",
        "is_provisional",
        "reckoned_by",
    )

    subject = models.CharField(max_length=120)
    family = models.CharField(max_length=30)
    rule = models.CharField(max_length=30)
    state = models.CharField(
        max_length=12, default="running", choices=[(s, t.zh) for s, t in CLOCK.state_labels.items()]
    )
    started_at = models.DateTimeField()
    started_on = models.DateField()
    is_of_a_day = models.BooleanField(default=False)
    has_acts = models.BooleanField(default=False)
    purpose = models.CharField(max_length=20)
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    amber_at = models.DateTimeField(null=True)
    next_alarm_at = models.DateTimeField(null=True)
    is_provisional = models.BooleanField(default=False)
    reckoned_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CLOCK.states), name="clocks_are_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended")
                | Q(due_at__isnull=True, next_alarm_at__isnull=True),
                name="a_standing_clock_has_no_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | Q(~Q(state__in=ENDED), ended_at__isnull=True),
                name="only_an_ended_clock_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(next_alarm_at__isnull=True),
                name="an_ended_clock_alarms_nobody",
            ),
            models.UniqueConstraint(
                fields=["subject", "family"],
                condition=Q(ended_at__isnull=True),
                name="a_clock_runs_once_on_a_subject",
            ),
        ]
        indexes = [
            # Not partial: SQLite cannot match one with states given as parameters.
            models.Index(fields=["state", "due_at"], name="clocks_by_due"),
            models.Index(fields=["next_alarm_at"], name="clocks_by_alarm"),
            models.Index(fields=["family", "started_on"], name="clocks_by_start"),
            models.Index(fields=["subject"], name="clocks_by_subject"),
        ]


class ClockAct(ProtectedModel):
    """What happened to a clock: lengthened, stood from until, a circumstance found; with its paper.

    `at` and `until` are the moments; where a day alone is meant, its beginning.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="acts")
    kind = models.CharField(
        max_length=10,
        choices=[("extended", "延长"), ("suspended", "中止"), ("found", "情形")],
    )
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)
    approver = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(null=True)
    paper = models.CharField(max_length=120, blank=True)
    closing_paper = models.CharField(max_length=120, blank=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    objects = ProtectedQuerySet["ClockAct"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("extended", "suspended", "found")),
                name="acts_are_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(kind="suspended", until__gte=F("at")),
                name="a_clock_stands_from_until",
            ),
            models.UniqueConstraint(
                fields=["clock", "code"],
                condition=Q(kind="suspended", until__isnull=True),
                name="a_clock_stands_once_for_a_reason",
            ),
        ]


class ClockAlarm(models.Model):
    """An alarm that was raised: before or at a due moment. One that moves is another."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=10, choices=[("amber", "将到"), ("due", "已到")])
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "kind", "due_at"], name="an_alarm_is_raised_once"
            )
        ]


class PutOff(ProtectedModel):
    """Somebody laid a matter aside on their own list: from when, until when, and why.

    `key` is what the worklist calls the matter (`kernel/waiting.py`). Nothing ends it but time.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)
    subject = models.CharField(max_length=120)
    reason = models.CharField(max_length=200)
    put_off_at = models.DateTimeField()
    until_at = models.DateTimeField()

    objects = ProtectedQuerySet["PutOff"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"], name="a_person_puts_a_matter_off_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at__gte=F("put_off_at")), name="a_matter_comes_back_after"
            ),
        ]
        indexes = [models.Index(fields=["person", "until_at"], name="put_off_by_a_person")]

    def view(self) -> PutOffView:
        return PutOffView(
            key=self.key,
            subject=self.subject,
            reason=self.reason,
            put_off_at=self.put_off_at,
            until_at=self.until_at,
        )


class Reckoned(models.Model):
    """By which wording of its rules and of the calendar a family of clocks was reckoned last."""

    family = models.CharField(max_length=30, unique=True)
    fingerprint = models.BigIntegerField()
    reckoned_at = models.DateTimeField()
