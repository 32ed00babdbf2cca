"""What who reported asks of the own record: a copy, or that something is put right."""

from django.db import models
from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.reception.models.reports import CaseReport
from quanju.domains.reception.types.requests import REQUESTS
from quanju.domains.reception.workflow import RECORD_REQUEST


class RecordRequest(ProtectedModel):
    """A copy or a correction was asked for; the record itself is never written over by it."""

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=[(k, t.zh) for k, t in REQUESTS.items()])
    text = models.TextField()
    is_by_resident = models.BooleanField()
    status = models.CharField(max_length=10, default="asked")
    asked_at = models.DateTimeField()
    # The last day for an answer: the branch's own limit, counted when it was asked.
    due_on = models.DateField()
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # The copy that a second person has looked at and released.
    copy = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    was_late = models.BooleanField(default=False)

    objects = ProtectedQuerySet["RecordRequest"].as_manager()

    class Meta:
        constraints = [
            known_state(RECORD_REQUEST, "requests_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(answered_at=None),
                name="one_request_of_a_kind_is_open_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered", kind="copy") | Q(copy__isnull=False),
                name="a_copy_is_given_after_a_second_person_released_it",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "refused"]) | ~Q(answer=""),
                name="an_answer_or_a_refusal_says_why",
            ),
        ]

    @property
    def subject(self) -> str:
        return self.report.subject
