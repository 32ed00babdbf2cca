"""Tables of people: only staff and volunteers; there is no register of residents."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import ONE_OF_A_KIND, ORGANISATION_KINDS
from quanju.domains.people.workflow import APPOINTMENT

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
THEMES = [("auto", "auto"), ("dark", "dark"), ("light", "light")]


class Organisation(ProtectedModel):
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

    objects = ProtectedQuerySet["Organisation"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="branch"), name="there_is_one_branch"
            ),
            models.UniqueConstraint(
                fields=["parent", "kind"],
                condition=Q(kind__in=list(ONE_OF_A_KIND)),
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


if TYPE_CHECKING:
    _Manager = BaseUserManager["Person"]
else:
    _Manager = BaseUserManager.from_queryset(ProtectedQuerySet)


class PersonManager(_Manager):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(ProtectedModel, AbstractBaseUser):
    """Somebody with an account: an officer, auxiliary, volunteer, lawyer or liaison."""

    username = models.SlugField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    badge_no = models.CharField(max_length=20, blank=True)
    # Empty: as the browser asks, Chinese when it does not say.
    language = models.CharField(max_length=10, blank=True, choices=LANGUAGES)
    theme = models.CharField(max_length=10, blank=True, choices=THEMES)
    is_active = models.BooleanField(default=True)
    # An administrator gave the password; it works until then and must be changed.
    one_time_until = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    # How somebody likes to read, and when Django last let them in: sign-ins have their entries.
    free_fields = ("language", "theme", "last_login")
    objects = PersonManager()

    @property
    def subject(self) -> str:
        return f"person:{self.pk}"

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def check_password(self, raw_password: str) -> bool:
        """Django hashes anew what an older way has hashed; that too is a write with its entry."""

        def hashed_anew(password: str) -> None:
            with write():
                Person.objects.filter(pk=self.pk).update(password=make_password(password))

        return check_password(raw_password, self.password, hashed_anew)


class Post(ProtectedModel):
    """A place in an organisation that gives one role."""

    code = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(k, t.zh) for k, t in ROLES.items()])
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    requires_second_factor = models.BooleanField(default=False)

    objects = ProtectedQuerySet["Post"].as_manager()

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def subject(self) -> str:
        return f"post:{self.code}"

    def __str__(self) -> str:
        return str(self.title)


class AppointmentQuerySet(ProtectedQuerySet["Appointment"]):
    def in_force(self, at: datetime) -> "AppointmentQuerySet":
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=at),
            status="approved",
            valid_from__lte=at,
            person__is_active=True,
        )


class Appointment(ProtectedModel):
    """A person holds a post from a moment until a moment, once a second person approved it.

    Without a proposal it was loaded with the branch, or is the founding administrator's.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    status = models.CharField(
        max_length=20,
        default="proposed",
        choices=[(s, t.zh) for s, t in APPOINTMENT.state_labels.items()],
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(APPOINTMENT, "appointments_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="an_appointment_ends_after_it_begins",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"appointment:{self.pk}"


class Duty(ProtectedModel):
    """A person is on duty in a post; `ended_at` is empty while it lasts."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    post = models.ForeignKey(Post, models.PROTECT, related_name="duties")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedQuerySet["Duty"].as_manager()

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


class SignInQuerySet(models.QuerySet["SignIn"]):
    def open(self) -> "SignInQuerySet":
        return self.filter(ended_at__isnull=True)


class SignIn(models.Model):
    """Somebody signed in on one device, until it ends."""

    ref = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_ins")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=20, blank=True)
    device = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=45, blank=True)
    is_demo_entry = models.BooleanField(default=False)
    second_factor_at = models.DateTimeField(null=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="a_session_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(ended_at__isnull=True), name="open_sessions"
            )
        ]


class Submission(models.Model):
    """A form or request that was carried out once, and what came of it."""

    person = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    body_digest = models.CharField(max_length=64, blank=True)
    answer_subject = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="a_form_is_carried_out_once")
        ]


class SavedView(models.Model):
    """Conditions of a list that somebody keeps under a name; theirs alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    asked = models.CharField(max_length=1000)
    name = models.CharField(max_length=40)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "path", "name"], name="a_person_names_a_view_of_a_list_once"
            )
        ]
