"""What is said and asked in a group. Nothing of it is ever deleted: it is corrected or struck."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.types import MESSAGE_KINDS
from quanju.domains.coordination.workflow import ITEM
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text


class Message(ProtectedModel):
    """What a member said: its place in the group is the server's, its own moment is kept beside."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="messages")
    place = models.PositiveIntegerField()
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in MESSAGE_KINDS.items()])
    text = models.TextField(blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    # A photo, a document, a voice note: bytes on the group, kept by the room of documents.
    file = models.ForeignKey("documents.FileUse", models.PROTECT, null=True, related_name="+")
    # What it answers, and the message that all of it began with: they stay together.
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    # By the clock of the device that wrote it: a phone may have been without a line for minutes.
    own_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Message"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "place"], name="a_message_has_its_own_place_in_a_group"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(MESSAGE_KINDS)), name="messages_are_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | ~Q(struck_why=""),
                name="a_struck_message_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False)
                | ~Q(kind="file") & Q(file__isnull=True),
                name="a_file_message_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True, thread__isnull=True)
                | Q(answers__isnull=False, thread__isnull=False),
                name="an_answer_stands_in_a_thread",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"message:{self.pk}"


class Correction(ProtectedModel):
    """What a message said before it was corrected: both texts are shown."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="corrections")
    before = models.TextField()
    corrected_at = models.DateTimeField()

    objects = ProtectedQuerySet["Correction"].as_manager()


class Mention(ProtectedModel):
    """Somebody was named in a message; it waits for them until they have read that far."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="mentions")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    objects = ProtectedQuerySet["Mention"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"], name="a_message_names_a_person_once"
            )
        ]
        indexes = [models.Index(fields=["person", "message"], name="mentions_of_a_person")]


class Item(ProtectedModel):
    """Something that is asked of a member: by whom, until when, and what came of it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="items")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    pack = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    # Of a plan or a pack, as the table says it; what a person types is one text.
    title_en = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in ITEM.state_labels.items()]
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=600, blank=True)
    why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Item"].as_manager()

    class Meta:
        constraints = [
            known_state(ITEM, "items_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["group", "place"], name="an_item_has_its_own_number_in_a_group"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["done", "confirmed"]) | ~Q(result=""),
                name="a_done_item_has_its_result",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("asked_at")),
                name="an_item_is_due_after_it_was_asked",
            ),
        ]
        indexes = [models.Index(fields=["owner", "status"], name="items_of_a_person")]

    @property
    def named(self) -> Text:
        return Text(self.title, self.title_en or self.title)

    @property
    def subject(self) -> str:
        return f"item:{self.pk}"
