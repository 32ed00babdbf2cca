"""Tables of what residents write without an account."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.notices.types import OUTSIDE_WAYS
from quanju.domains.people.types import Actor
from quanju.domains.reception.models.hall import Visit
from quanju.domains.reception.models.reports import CaseReport
from quanju.domains.reception.permissions import may_read_letters
from quanju.domains.reception.types.letters import FINDINGS, LETTERS, SCORES, WORKFLOWS


class PreReport(models.Model):
    """What somebody wrote at home before they come: no name, no telephone, gone after its days.

    Once an officer has taken it, the words stand in the report alone.
    """

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    statement = models.TextField(blank=True)
    # Somebody may be in danger: the centre is asked to look, and it is not deleted unseen.
    is_danger = models.BooleanField(default=False)
    # Who wrote it says that it is of a minor, of family or sexual violence (SG-19).
    is_restricted = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    report = models.OneToOneField(CaseReport, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True) | Q(title="", place="", statement=""),
                name="what_became_a_report_is_kept_there_alone",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("written_at")), name="a_pre_report_ends_later"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"pre_report:{self.pk}"


class ReportTelling(models.Model):
    """By which way who made a report is told that it moved, by their own choice and for it alone.

    Nobody is found by it. It is deleted the moment they say so, or with the reporter's contact.
    """

    report = models.OneToOneField(CaseReport, models.PROTECT, related_name="telling")
    way = models.CharField(max_length=10)
    address = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=OUTSIDE_WAYS) & ~Q(address=""),
                name="a_reporter_is_told_by_a_known_way",
            )
        ]


class LetterCounter(models.Model):
    """The last letter of a day: one series for all kinds, so that a number tells of none."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class LetterQuerySet(ProtectedQuerySet["Letter"]):
    """Every question about letters starts here."""

    def visible_to(self, actor: Actor) -> "LetterQuerySet":
        """Complaints to legal supervision alone (REC-11); the rest to the centre's officers.

        Nobody at a station sees any: their existence is hidden there.
        """
        if not may_read_letters(actor):
            return self.none()
        if actor.role in LEGAL:
            return self.filter(kind="complaint")
        return self.none() if actor.station_id else self.exclude(kind="complaint")


class Letter(ProtectedModel):
    """What a resident sent and is answered, found by its number; never by who sent it (NB-09)."""

    number = models.CharField(max_length=17, unique=True)
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=[(k, t.zh) for k, t in LETTERS.items()])
    # The report it is about, where the sender showed number and code of its receipt.
    about = models.CharField(max_length=16, blank=True)
    office = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    sender = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=16, default="registered")
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    # The last day of what is owed next; empty once nothing is.
    due_on = models.DateField(null=True)
    finding = models.CharField(
        max_length=12, blank=True, choices=[(k, t.zh) for k, t in FINDINGS.items()]
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # Whether the answer came within its days; kept for the share that is shown.
    was_late = models.BooleanField(default=False)
    why_review = models.TextField(blank=True)
    review = models.TextField(blank=True)
    handed_to = models.CharField(max_length=80, blank=True)
    proof = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (Q(kind=k, status__in=list(w.states)) for k, w in WORKFLOWS.items()),
                ),
                name="letters_are_in_a_known_state_of_their_kind",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["examining", "answered"]) | Q(owner__isnull=False),
                name="whoever_examines_or_answers_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(status="handed_over") | (~Q(handed_to="") & ~Q(proof="")),
                name="a_petition_is_handed_over_with_proof",
            ),
        ]
        indexes = [models.Index(fields=["kind", "status"], name="letters_by_state")]

    @property
    def subject(self) -> str:
        return f"letter:{self.number}"


class VisitComment(ProtectedModel):
    """What a visitor thought of a visit; asked once."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="comment")
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    objects = ProtectedQuerySet["VisitComment"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__in=list(SCORES)), name="a_comment_has_one_of_the_scores"
            )
        ]
