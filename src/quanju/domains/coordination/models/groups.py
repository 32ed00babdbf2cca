"""Groups and their members."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.types import CLASSIFICATIONS, MEMBER_ROLES
from quanju.domains.coordination.workflow import GROUP, MEMBER, PRESENT, RUNNING
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor


class GroupCounter(models.Model):
    """The last group of a day."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class GroupQuerySet(ProtectedQuerySet["Group"]):
    """Every question about groups starts here."""

    def visible_to(self, actor: Actor, at: datetime) -> "GroupQuerySet":
        """Members only, whatever post they hold; a guest until the end of the last day."""
        if not may_take_part(actor) or actor.person_id is None:
            return self.none()
        mine = Member.objects.present(at).filter(person=actor.person_id)
        return self.filter(pk__in=mine.values("group"))


class Group(ProtectedModel):
    """People of several offices on one matter, from its first minute to its archive."""

    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    classification = models.CharField(
        max_length=10, choices=[(k, t.zh) for k, t in CLASSIFICATIONS.items()]
    )
    status = models.CharField(
        max_length=16, choices=[(s, t.zh) for s, t in GROUP.state_labels.items()]
    )
    is_urgent = models.BooleanField(default=False)
    # A plan run marked so (ICC-12): counted apart wherever groups are counted.
    is_drill = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    preset = models.CharField(max_length=60)
    rules = models.CharField(max_length=60)
    # Exactly one responsible department and person, always (COL-03).
    responsible = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opener = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    incident = models.CharField(max_length=16, blank=True)
    begun_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    last_at = models.DateTimeField()
    outcome = models.CharField(max_length=600, blank=True)
    # What became of the incident of an urgent group (3.6), and how useful the owner found it all.
    result = models.CharField(max_length=600, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    # Where its work goes on: what was said here stays here, to be read (3.6).
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    # The package of the archive: when it is to be made (again), what went wrong, its seal.
    seal_due_at = models.DateTimeField(null=True)
    seal_tries = models.PositiveSmallIntegerField(default=0)
    seal_fault = models.CharField(max_length=200, blank=True)
    sealed_at = models.DateTimeField(null=True)
    seal = models.CharField(max_length=64, blank=True)
    # The end of its term and when to ask for it again: worked out anew whenever it is.
    look_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # Of a tombstone: when, and which two.
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.CharField(max_length=120, blank=True)
    deletion_proposed_by = models.CharField(max_length=120, blank=True)
    deletion_reason = models.CharField(max_length=2000, blank=True)
    # The last place that was given to a message and to an item: counted under the group's lock.
    messages_last = models.PositiveIntegerField(default=0)
    items_last = models.PositiveIntegerField(default=0)

    free_fields = ("look_at", "due_at")
    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(GROUP, "groups_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(classification__in=list(CLASSIFICATIONS)),
                name="groups_have_a_known_class",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "rejected"]) | Q(opened_at__isnull=False),
                name="an_opened_group_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("opener")),
                name="an_opening_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["closed", "archived"])
                | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="a_closed_group_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(status="archived", is_urgent=True) | ~Q(result=""),
                name="an_urgent_group_ends_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status__in=["merged", "deleted"]) & Q(merged_into__isnull=True)
                | Q(status="deleted"),
                name="a_merged_group_says_into_which",
            ),
            models.CheckConstraint(
                condition=Q(is_drill=False) | Q(incident="", is_urgent=False),
                name="a_drill_stands_for_nothing_real",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="a_rating_is_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True)
                | Q(status__in=["archived", "deleted"]) & ~Q(seal=""),
                name="an_archived_group_alone_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="deleted",
                    deleted_at__isnull=False,
                    title="",
                    outcome="",
                    result="",
                )
                & ~Q(deleted_by="")
                & ~Q(deletion_proposed_by="")
                & ~Q(deletion_proposed_by=F("deleted_by"))
                | ~Q(status="deleted") & Q(deleted_at__isnull=True, deleted_by=""),
                name="a_deleted_group_is_a_tombstone_by_two",
            ),
            # Two presses at two desks in the same instant; what is restricted stays hidden.
            models.UniqueConstraint(
                fields=["incident", "kind"],
                condition=Q(status__in=RUNNING) & ~Q(incident="") & ~Q(classification="restricted"),
                name="an_incident_has_one_group_of_a_type",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "last_at"], name="groups_by_state"),
            models.Index(fields=["incident"], name="groups_of_an_incident"),
            # By what the list of the archive is ordered, then all that its counts ask: they are
            # told from the index alone.
            models.Index(
                fields=[
                    "closed_at",
                    "id",
                    "status",
                    "kind",
                    "responsible",
                    "is_urgent",
                    "is_drill",
                    "classification",
                    "sealed_at",
                ],
                condition=Q(closed_at__isnull=False),
                name="groups_of_the_archive",
            ),
            models.Index(
                fields=["seal_due_at"],
                condition=Q(seal_due_at__isnull=False),
                name="groups_to_be_sealed",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="groups_past_their_term",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"group:{self.number}"


class MemberQuerySet(ProtectedQuerySet["Member"]):
    def present(self, at: datetime) -> "MemberQuerySet":
        """Who is in: a guest is out at the moment that was said, whether or not a job ran."""
        return self.filter(Q(until=None) | Q(until__gt=at), status__in=PRESENT)


class Member(ProtectedModel):
    """Somebody in a group: in which seat, by which role, why, and from when until when."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    seat = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=14, choices=[(k, t.zh) for k, t in MEMBER_ROLES.items()])
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in MEMBER.state_labels.items()]
    )
    is_guest = models.BooleanField(default=False)
    # As the roster stood when they were called: on duty, and in the office that was asked first.
    is_duty = models.BooleanField(default=True)
    is_next_best = models.BooleanField(default=False)
    post = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)
    invited_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # How far this member has come: what reached their browser, and what was seen there.
    served_to = models.PositiveIntegerField(default=0)
    read_to = models.PositiveIntegerField(default=0)

    # That somebody looked at their own group is no act of duty.
    free_fields = ("served_to", "read_to")
    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(MEMBER, "members_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(status__in=PRESENT),
                name="a_person_is_in_a_group_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=list(MEMBER_ROLES)), name="members_have_a_known_role"
            ),
            models.CheckConstraint(
                condition=Q(is_guest=False) | Q(until__isnull=False),
                name="a_guest_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(status="joined") | Q(joined_at__isnull=False),
                name="who_joined_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["person", "status"], name="groups_of_a_person")]

    @property
    def subject(self) -> str:
        return f"member:{self.pk}"

    def is_present(self, at: datetime) -> bool:
        """The same as `MemberQuerySet.present`, of a row that was read."""
        return self.status in PRESENT and (self.until is None or self.until > at)
