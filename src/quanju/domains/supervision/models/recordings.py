"""The index of recordings: that there is one, its fingerprint, where it lies. No media."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.roles import ARCHIVISTS, LEGAL, STATION
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor
from quanju.domains.supervision.permissions import may_read_recordings
from quanju.domains.supervision.types.recordings import RECORDING_KINDS
from quanju.domains.supervision.workflow import RECORDING


class RecordingCounter(models.Model):
    """The last recording of a day."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class RecordingQuerySet(ProtectedQuerySet["Recording"]):
    """Every question about recordings starts here."""

    def visible_to(self, actor: Actor) -> "RecordingQuerySet":
        """Legal supervision and the archive all; an office its own, a command room its own too."""
        if not may_read_recordings(actor):
            return self.none()
        if actor.role in LEGAL | ARCHIVISTS:
            return self
        own = Q(office=actor.organisation_id or 0)
        if actor.role in STATION:
            own |= Q(station=actor.station_id or 0)
        return self.filter(own)


class Recording(ProtectedModel):
    """That a recording of a matter exists: when, where it lies, its hash, until when it is kept.

    Of a deleted one number, kind, matter, span, rule and day stay: neither address nor hash.
    """

    number = models.CharField(max_length=16, unique=True)
    matter = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=12, choices=[(k, t.zh) for k, t in RECORDING_KINDS.items()])
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    # The recorder's own address of it: a name on its disks, never a file of ours.
    recorder = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    keep = models.CharField(max_length=20)
    # The last day that it is kept; none for what is kept for ever.
    keep_until = models.DateField(null=True)
    rules = models.CharField(max_length=60)
    status = models.CharField(
        max_length=10,
        choices=[(s, t.zh) for s, t in RECORDING.state_labels.items()],
        default="indexed",
    )
    is_held = models.BooleanField(default=False)
    held_why = models.CharField(max_length=200, blank=True)
    indexed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    indexed_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(RECORDING, "recordings_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["recorder"],
                condition=~Q(recorder=""),
                name="a_place_on_a_recorder_is_indexed_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="a_recording_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(status="deleted", recorder="", sha256="", deleted_at__isnull=False)
                | (~Q(status="deleted") & ~Q(recorder="") & ~Q(sha256="")),
                name="of_a_deleted_recording_only_that_it_was_there",
            ),
            models.CheckConstraint(
                condition=~Q(status="deleted") | Q(is_held=False, keep_until__isnull=False),
                name="what_is_held_or_kept_for_ever_is_not_deleted",
            ),
            models.CheckConstraint(
                condition=Q(is_held=False) | ~Q(held_why=""), name="a_hold_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "keep_until"], name="recordings_due"),
            models.Index(fields=["-indexed_at", "-id"], name="recordings_newest_first"),
        ]

    @property
    def subject(self) -> str:
        return f"recording:{self.number}"
