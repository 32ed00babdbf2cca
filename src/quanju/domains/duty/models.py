"""Tables of planned duty: shifts and who stands them, secondments, occasions, volunteers."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.duty.workflow import GONE, SHIFT
from quanju.domains.kernel.named import Named
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.types import Actor


class Occasion(Named, ProtectedModel):
    """A market, square or event that needs extra crews at set hours: once, or every week."""

    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    staging_point = models.PositiveSmallIntegerField()
    zone = models.PositiveSmallIntegerField()
    force_type = models.CharField(
        max_length=20, choices=[(k, t.zh) for k, t in FORCE_TYPES.items()]
    )
    headcount = models.PositiveSmallIntegerField()
    # Monday is the lowest bit. Local days and hours of the branch, as its people say them.
    weekdays = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["Occasion"].as_manager()

    class Meta:
        db_table = "patrol_occasion"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="an_occasion_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=127), name="an_occasion_has_weekdays"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"occasion:{self.pk}"


class Secondment(ProtectedModel):
    """Somebody of an office stands patrol duty from a moment until a moment (PAT-12)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="secondments")
    home = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    host = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    duty_from = models.DateTimeField()
    duty_until = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    objects = ProtectedQuerySet["Secondment"].as_manager()

    class Meta:
        db_table = "patrol_secondment"
        constraints = [
            models.CheckConstraint(
                condition=Q(duty_until__gte=F("duty_from")),
                name="a_secondment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(home=F("host")), name="a_secondment_leads_elsewhere"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"secondment:{self.pk}"


class PlannedShiftQuerySet(ProtectedQuerySet["PlannedShift"]):
    def standing(self) -> "PlannedShiftQuerySet":
        """Those that are to be stood, are being stood or were."""
        return self.exclude(status__in=GONE)

    def within(self, since: datetime, until: datetime) -> "PlannedShiftQuerySet":
        """Those that touch a span."""
        return self.filter(duty_from__lt=until, duty_until__gt=since)

    def of(self, actor: Actor) -> "PlannedShiftQuerySet":
        """One's own."""
        mine = ShiftMember.objects.filter(person=actor.person_id, is_standing=True)
        return self.filter(pk__in=mine.values("shift"))


class PlannedShift(ProtectedModel):
    """So many people of a force stand duty in a zone, or at a staging point of it."""

    force_type = models.CharField(
        max_length=20, choices=[(k, t.zh) for k, t in FORCE_TYPES.items()]
    )
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    zone = models.PositiveSmallIntegerField()
    staging_point = models.PositiveSmallIntegerField(null=True)
    unit = models.ForeignKey("patrol.Unit", models.PROTECT, null=True, related_name="planned")
    headcount = models.PositiveSmallIntegerField()
    duty_from = models.DateTimeField()
    duty_until = models.DateTimeField()
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="shifts")
    status = models.CharField(
        max_length=20,
        default="planned",
        choices=[(s, t.zh) for s, t in SHIFT.state_labels.items()],
    )
    checked_in_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    # Whose word stands for a check-in without a usable position.
    checked_in_on_word_of = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+"
    )
    left_at = models.DateTimeField(null=True)
    covered_by = models.ForeignKey("patrol.Unit", models.SET_NULL, null=True, related_name="+")
    handed_to = models.OneToOneField("self", models.PROTECT, null=True, related_name="took_over")
    ended_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)

    objects = PlannedShiftQuerySet.as_manager()

    class Meta:
        db_table = "patrol_plannedshift"
        constraints = [
            known_state(SHIFT, "shifts_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(duty_until__gt=F("duty_from")), name="a_shift_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(headcount__gte=1), name="a_shift_has_people"),
            models.CheckConstraint(
                condition=Q(occasion__isnull=True) | Q(staging_point__isnull=False),
                name="an_extra_shift_stands_at_a_point",
            ),
            models.UniqueConstraint(
                fields=["occasion", "duty_from"],
                condition=Q(occasion__isnull=False) & ~Q(status="cancelled"),
                name="one_shift_per_occasion_and_beginning",
            ),
        ]
        indexes = [models.Index(fields=["duty_from", "duty_until"], name="shifts_by_time")]

    @property
    def subject(self) -> str:
        return f"planned_shift:{self.pk}"

    @property
    def status_label(self) -> Text:
        return SHIFT.state_labels[self.status]


class ShiftMember(ProtectedModel):
    """A person stands a shift. Its span is the shift's; no person stands two at once.

    That last rule is a constraint of the database too: an exclusion on PostgreSQL, a trigger on
    SQLite (migration 0003).
    """

    shift = models.ForeignKey(PlannedShift, models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    duty_from = models.DateTimeField()
    duty_until = models.DateTimeField()
    is_standing = models.BooleanField(default=True)
    is_volunteer = models.BooleanField(default=False)
    paired_with = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    secondment = models.ForeignKey(Secondment, models.PROTECT, null=True, related_name="stood")
    # Why a community officer stands elsewhere than in the own community (TWO-07).
    taken_away_because = models.CharField(max_length=200, blank=True)
    served_min = models.PositiveIntegerField(null=True)
    observation = models.TextField(blank=True)
    thanked_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["ShiftMember"].as_manager()

    class Meta:
        db_table = "patrol_shiftmember"
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "person"],
                condition=Q(is_standing=True),
                name="a_person_stands_a_shift_once",
            ),
            models.CheckConstraint(
                condition=Q(duty_until__gt=F("duty_from")), name="a_member_stands_some_time"
            ),
            models.CheckConstraint(
                condition=Q(is_volunteer=False)
                | (Q(paired_with__isnull=False) & ~Q(paired_with=F("person"))),
                name="a_volunteer_stands_beside_an_officer",
            ),
        ]
        indexes = [models.Index(fields=["person", "duty_from"], name="members_by_person")]


class VolunteerProfile(ProtectedModel):
    """A resident registered as a volunteer: not police, briefed before the first shift."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="volunteer_profile")
    registered_at = models.DateTimeField()
    briefed_at = models.DateTimeField(null=True)
    briefed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    objects = ProtectedQuerySet["VolunteerProfile"].as_manager()

    class Meta:
        db_table = "patrol_volunteerprofile"
        constraints = [
            models.CheckConstraint(
                condition=Q(briefed_at__isnull=True) | Q(briefed_by__isnull=False),
                name="somebody_briefed_the_volunteer",
            )
        ]


class CalendarFeed(models.Model):
    """A link that a calendar reads shifts by. Only the hash of its secret is kept."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="feeds")
    content = models.CharField(max_length=10)
    secret_hash = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "patrol_calendarfeed"

    @property
    def subject(self) -> str:
        return f"calendar_feed:{self.pk}"
