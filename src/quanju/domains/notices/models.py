"""Tables of notices."""

from django.db import models
from django.db.models import Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text
from quanju.domains.notices.types import WAYS, DeliveryView, NoticeView
from quanju.domains.notices.workflow import DELIVERY, WAITING
from quanju.domains.people.types import Actor


class NoticeQuerySet(ProtectedQuerySet["Notice"]):
    def outside(self) -> "NoticeQuerySet":
        """To who has no account."""
        return self.filter(person=None)

    def of(self, reader: Actor) -> "NoticeQuerySet":
        """One's own; a stranger has none."""
        return self.filter(person=reader.person_id or 0)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(ProtectedModel):
    """Somebody was told something: by which text of that day, about what, because of what.

    Nobody as `person`: whom the matter itself says, by a way out alone (`ports.addresses`).
    """

    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=120)
    cause = models.CharField(max_length=160)
    title_zh = models.TextField()
    title_en = models.TextField()
    body_zh = models.TextField()
    body_en = models.TextField()
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    # That somebody opened their own list is no act of duty.
    free_fields = ("read_at",)
    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "cause"], name="a_person_is_told_once_of_a_cause"
            ),
            models.UniqueConstraint(
                fields=["kind", "cause"],
                condition=Q(person=None),
                name="who_has_no_account_is_told_once_of_a_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-told_at"], name="notices_of_a_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="unread_notices"),
        ]

    @property
    def account(self) -> str:
        """Whose it is; "" for who has none."""
        return self.person.username if self.person else ""

    def view(self) -> NoticeView:
        return NoticeView(
            pk=self.pk,
            kind=self.kind,
            title=Text(self.title_zh, self.title_en),
            body=Text(self.body_zh, self.body_en),
            about=self.about,
            told_at=self.told_at,
            read_at=self.read_at,
        )


class Delivery(models.Model):
    """A line of the outbox: a notice leaves the house by one way; the gateway knows its key."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    way = models.CharField(max_length=20, choices=[(k, t.zh) for k, t in WAYS.items()])
    key = models.UUIDField(unique=True)
    words = models.TextField()
    state = models.CharField(
        max_length=20,
        default="queued",
        choices=[(s, t.zh) for s, t in DELIVERY.state_labels.items()],
    )
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    why_zh = models.CharField(max_length=300, blank=True)
    why_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            known_state(DELIVERY, "deliveries_are_in_a_known_state", field="state"),
            models.CheckConstraint(
                condition=Q(way__in=list(WAYS)), name="deliveries_go_a_known_way"
            ),
            models.UniqueConstraint(
                fields=["notice", "way"], name="a_notice_leaves_once_by_each_way"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "delivered")) | Q(sent_at__isnull=False),
                name="what_was_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAITING) | Q(next_try_at__isnull=False),
                name="what_waits_has_its_next_try",
            ),
        ]
        indexes = [models.Index(fields=["way", "next_try_at"], name="deliveries_due")]

    def view(self) -> DeliveryView:
        return DeliveryView(
            pk=self.pk,
            way=self.way,
            kind=self.notice.kind,
            account=self.notice.account,
            state=self.state,
            state_label=DELIVERY.state_labels[self.state],
            verbs=DELIVERY.verbs(self.state),
            tries=self.tries,
            told_at=self.notice.told_at,
            tried_at=self.tried_at,
            next_try_at=self.next_try_at,
            why=Text(self.why_zh, self.why_en) if self.why_en else None,
        )


class PushSubscription(models.Model):
    """A browser that may be woken while its session lasts; no act of duty, so no entry."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    # Where the session is known by, as the journal names it.
    session = models.CharField(max_length=40)
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["wanted_at"],
                condition=Q(wanted_at__isnull=False),
                name="phones_to_be_woken",
            )
        ]
