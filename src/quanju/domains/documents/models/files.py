"""Tables of files: the bytes, and where they are used."""

from django.db import models
from django.db.models import Q

from quanju.domains.documents.files.workflow import PRESENT, SCAN, USE
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state

THUMBNAILS = ("waiting", "made", "none")


class StoredFile(ProtectedModel):
    """Bytes that somebody brought, by their SHA-256; the row stays when the bytes have gone."""

    # Made again from the bytes whenever it is wanted; whether bytes are left to be taken away.
    free_fields = ("thumbnail", "has_bytes")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField()
    scan = models.CharField(
        max_length=12,
        default="unscanned",
        choices=[(s, t.zh) for s, t in SCAN.state_labels.items()],
    )
    scanned_at = models.DateTimeField(null=True)
    malware = models.CharField(max_length=120, blank=True)
    gone_at = models.DateTimeField(null=True)
    thumbnail = models.CharField(
        max_length=8, default="waiting", choices=[(one, one) for one in THUMBNAILS]
    )
    has_bytes = models.BooleanField(default=True)

    objects = ProtectedQuerySet["StoredFile"].as_manager()

    class Meta:
        constraints = [
            known_state(SCAN, "files_are_scanned_or_not", field="scan"),
            models.CheckConstraint(
                condition=Q(thumbnail__in=THUMBNAILS), name="thumbnails_are_made_or_not"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="a_file_has_bytes"),
            models.CheckConstraint(
                condition=Q(scan="unscanned", scanned_at__isnull=True)
                | Q(~Q(scan="unscanned"), scanned_at__isnull=False),
                name="what_is_scanned_says_when",
            ),
            models.CheckConstraint(
                condition=Q(Q(scan="infected"), ~Q(malware=""))
                | Q(~Q(scan="infected"), malware=""),
                name="malware_has_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=["thumbnail", "stored_at"], name="files_by_thumbnail"),
            models.Index(fields=["scan", "stored_at"], name="files_by_scan"),
            models.Index(fields=["has_bytes", "gone_at"], name="files_by_what_is_left"),
        ]

    @property
    def subject(self) -> str:
        return f"file:{self.pk}"


class FileUseQuerySet(ProtectedQuerySet["FileUse"]):
    def present(self) -> "FileUseQuerySet":
        return self.filter(state__in=PRESENT)

    def on(self, subject: str) -> "FileUseQuerySet":
        return self.filter(subject=subject)


class FileUse(ProtectedModel):
    """A file on a matter, under a name. Deleted, it is a tombstone: hash, size, who, why stay."""

    # The end of its term and when to ask for it again: worked out anew whenever it is.
    free_fields = ("look_at", "due_at")

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="uses")
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=8, default="kept", choices=[(s, t.zh) for s, t in USE.state_labels.items()]
    )
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deletion_proposed_by = models.CharField(max_length=120, blank=True)
    deleted_by = models.CharField(max_length=120, blank=True)
    deletion_reason = models.TextField(blank=True)

    objects = FileUseQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(USE, "file_uses_are_in_a_known_state", field="state"),
            models.UniqueConstraint(
                fields=["file", "subject", "kind"],
                condition=Q(state__in=PRESENT),
                name="a_file_stands_once_on_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(
                    Q(state="deleted", deleted_at__isnull=False, name=""),
                    ~Q(deleted_by=""),
                    ~Q(deletion_proposed_by=""),
                )
                | Q(~Q(state="deleted"), deleted_at__isnull=True, deleted_by=""),
                name="a_tombstone_says_who_and_when_and_no_name",
            ),
            models.CheckConstraint(
                condition=Q(deleted_by="") | ~Q(deleted_by=models.F("deletion_proposed_by")),
                name="nobody_deletes_a_file_alone",
            ),
            models.CheckConstraint(
                condition=~Q(state="due") | Q(due_at__isnull=False),
                name="what_is_due_says_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "added_at"], name="file_uses_by_subject"),
            models.Index(fields=["look_at"], name="file_uses_by_look"),
            models.Index(fields=["state", "due_at"], name="file_uses_by_state"),
        ]
