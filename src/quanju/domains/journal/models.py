"""Tables of the journal. Triggers refuse update and delete (migration 0002)."""

import json
from typing import Any

from django.db import models

from quanju.domains.journal.types import EntryView


class EntryQuerySet(models.QuerySet["Entry"]):
    def after(self, number: int) -> "EntryQuerySet":
        return self.filter(number__gt=number).order_by("number")

    def about(self, subject: str) -> "EntryQuerySet":
        """Entries whose subject it is, or that mention it."""
        return self.filter(mentions__subject=subject)

    def by(self, author: str) -> "EntryQuerySet":
        return self.filter(author=author)


class Entry(models.Model):
    """One thing that happened, was read, or was refused; chained to the one before it."""

    chain = models.CharField(max_length=60)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    event = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    related_json = models.TextField(default="[]")
    author = models.CharField(max_length=120)
    role = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=60, blank=True)
    organisation = models.CharField(max_length=60, blank=True)
    session = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=60, blank=True)
    network_zone = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=30, blank=True)
    justification = models.TextField(blank=True)
    recipient = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=10, default="ok")
    deny_code = models.CharField(max_length=40, blank=True)
    urgent = models.BooleanField(default=False)
    # Text, not JSONB: what was hashed must come back byte for byte on both databases.
    facts_json = models.TextField(default="{}")
    # Digests of the protected rows as they stood after this change; see `digests`.
    rows = models.TextField(default="", blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_entry_per_number"),
            models.UniqueConstraint(fields=["chain", "prev_hash"], name="the_chain_does_not_fork"),
        ]
        indexes = [
            models.Index(fields=["author", "number"], name="entries_by_person"),
            models.Index(fields=["at"], name="entries_by_day"),
            models.Index(fields=["event", "number"], name="entries_by_event"),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.facts_json)

    @property
    def related(self) -> tuple[str, ...]:
        return tuple(json.loads(self.related_json))

    def view(self) -> EntryView:
        return EntryView(
            number=self.number,
            at=self.at,
            event=self.event,
            kind=self.kind,
            subject=self.subject,
            related=self.related,
            author=self.author,
            role=self.role,
            post=self.post,
            organisation=self.organisation,
            purpose=self.purpose,
            result=self.result,
            deny_code=self.deny_code,
            justification=self.justification,
            urgent=self.urgent,
            session=self.session,
            facts=self.facts,
            hash=self.hash,
        )


class Mention(models.Model):
    """An entry concerns this subject; so that one finds all entries about a thing."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="mentions")
    subject = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "entry"], name="one_mention_per_entry")
        ]


class ChainHead(models.Model):
    """The last number and hash of a chain; its row lock orders all writers.

    The mark is made with a key that is not in the database: whoever moves the head cannot make it.
    """

    chain = models.CharField(max_length=60, primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    mark = models.CharField(max_length=64, blank=True)


class Seal(models.Model):
    """A signed Merkle root over a run of entries, to be kept elsewhere."""

    chain = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_seal_per_number"),
            models.CheckConstraint(
                condition=models.Q(last_entry__gte=models.F("first_entry")),
                name="a_seal_covers_at_least_one_entry",
            ),
        ]


class SealWay(models.Model):
    """A way by which seals leave the machine: what left last, and how the last try went."""

    way = models.CharField(max_length=300, unique=True)
    sent_until = models.PositiveIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    why_zh = models.CharField(max_length=300, blank=True)
    why_en = models.CharField(max_length=300, blank=True)


class Cursor(models.Model):
    """How far a room's reaction has come with the journal, and how its last try went.

    `number` is the last entry it has done with; the fault is a name, never words of a matter.
    """

    name = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField()
    moved_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=80, blank=True)
    fault_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tries=0, next_try_at=None)
                | models.Q(tries__gt=0) & ~models.Q(fault=""),
                name="a_reaction_that_rests_has_failed",
            )
        ]
