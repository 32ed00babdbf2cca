"""Desks of the command centre: who sits at which, what is handed from one to another, and what
was sent to a station to be handled by its command room."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.dispatch.workflow import STATION_CALL, TRANSFER
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class DeskQuerySet(ProtectedQuerySet["Desk"]):
    def manned(self) -> "DeskQuerySet":
        return self.filter(ended_at__isnull=True)


class Desk(ProtectedModel):
    """One dispatcher at one desk, from sitting down to leaving it; lists speak of its number."""

    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="a_person_sits_at_one_desk",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(ended_at__isnull=True),
                name="a_desk_has_one_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="a_desk_is_left_after_it_is_taken",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"desk:{self.number}"


class DeskTransfer(ProtectedModel):
    """One desk asks another to take an incident over; until that accepts, it stays where it is."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="transfers")
    from_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    to_desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in TRANSFER.state_labels.items()]
    )
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["DeskTransfer"].as_manager()

    class Meta:
        constraints = [
            known_state(TRANSFER, "transfers_between_desks_are_in_a_known_state", "state"),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state="asked"),
                name="an_incident_is_offered_to_one_desk",
            ),
            models.CheckConstraint(
                condition=~Q(from_desk=F("to_desk")), name="a_transfer_goes_to_another_desk"
            ),
        ]


class StationCall(ProtectedModel):
    """An incident sent to the command room of its station, which signs for it and sends units."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="station_calls")
    station = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=[(s, t.zh) for s, t in STATION_CALL.state_labels.items()]
    )
    sent_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    signed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["StationCall"].as_manager()

    class Meta:
        constraints = [
            known_state(STATION_CALL, "station_calls_are_in_a_known_state", "state"),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state__in=("sent", "signed")),
                name="an_incident_is_sent_to_one_station",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_at__isnull=False),
                name="what_is_signed_for_has_its_moment",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"station_call:{self.pk}"
