"""Tables of people: only staff and volunteers; there is no register of residents."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import ORGANISATION_KINDS, ROLES


class Organisation(models.Model):
    """A part of the branch, or an agency it works with."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(
        max_length=20, choices=[(k, str(t.zh)) for k, t in ORGANISATION_KINDS.items()]
    )
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="branch"), name="there_is_one_branch"
            ),
            models.UniqueConstraint(
                fields=["parent", "kind"],
                condition=Q(kind__in=["community_team", "case_team", "command_room"]),
                name="a_station_has_two_teams_and_one_room",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="an_organisation_is_not_its_own_parent"
            ),
        ]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def subject(self) -> str:
        return f"organisation:{self.code}"

    def __str__(self) -> str:
        return str(self.name)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody with an account: an officer, auxiliary, volunteer, lawyer or liaison."""

    username = models.SlugField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    badge_no = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = PersonManager()

    @property
    def subject(self) -> str:
        return f"person:{self.pk}"

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name


class Post(models.Model):
    """A place in an organisation that gives one role."""

    code = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(k, t.zh) for k, t in ROLES.items()])
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    requires_second_factor = models.BooleanField(default=False)

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def subject(self) -> str:
        return f"post:{self.code}"

    def __str__(self) -> str:
        return str(self.title)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, at: datetime) -> "AppointmentQuerySet":
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=at),
            valid_from__lte=at,
            person__is_active=True,
        )


class Appointment(models.Model):
    """A person holds a post from a moment until a moment."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="an_appointment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True)
                | Q(approved_by__isnull=True)
                | ~Q(granted_by=F("approved_by")),
                name="two_people_grant_a_post",
            ),
        ]


class Duty(models.Model):
    """A person is on duty in a post; `ended_at` is empty while it lasts."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    post = models.ForeignKey(Post, models.PROTECT, related_name="duties")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="a_person_is_on_one_duty_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="a_duty_ends_after_it_starts",
            ),
        ]
