"""Messages of the desk to crews, and what became of each on their phones."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class MessageQuerySet(ProtectedQuerySet["DutyMessage"]):
    def standing(self, at: datetime) -> "MessageQuerySet":
        """Those whose incident is open or whose shift lasts, and that nobody ended."""
        lasts = Q(until_at__gt=at) | Q(incident__in=Incident.objects.open().values("pk"))
        return self.filter(lasts, ended_at=None)


class DutyMessage(ProtectedModel):
    """What the desk tells a unit, a zone, a force or all on duty, as long as its incident or its
    shift lasts. The words of a shift's message are deleted with it; an incident's stay inside it.
    """

    number = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="messages")
    # What it was written for, where a merge took it along; undone, it goes back there.
    written_for = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    sent_to = models.CharField(max_length=60)
    sentence = models.CharField(max_length=60, blank=True)
    sentence_zh = models.CharField(max_length=200, blank=True)
    sentence_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    sent_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=True, until_at__isnull=False)
                | Q(incident__isnull=False, until_at__isnull=True),
                name="a_message_belongs_to_an_incident_or_a_shift",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sent_at"], condition=Q(ended_at__isnull=True), name="messages_that_stand"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"duty_message:{self.number}"


class MessageReceipt(ProtectedModel):
    """One unit and one message: shown on its phone, read by somebody of its crew, told by radio."""

    message = models.ForeignKey(DutyMessage, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey("patrol.Unit", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    radio_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["MessageReceipt"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "unit"], name="a_unit_has_a_message_once"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False, shown_at__isnull=False),
                name="what_is_read_was_shown_to_somebody",
            ),
        ]
