"""Tables of papers."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.documents.workflow import COPY, PAPER
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state


class PaperCounter(models.Model):
    """The last number given to papers of a kind, in a year, by an office."""

    kind = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "office"], name="papers_are_counted_once"
            )
        ]


class Paper(ProtectedModel):
    """A numbered paper on a matter: from its number on it is never changed (triggers.py).

    `sole_key` is filled while it is the one paper of its kind on its matter, in its language.
    """

    number = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    subject = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=80)
    template_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=12)
    numbered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    numbered_at = models.DateTimeField()
    state = models.CharField(
        max_length=12,
        default="numbered",
        choices=[(s, t.zh) for s, t in PAPER.state_labels.items()],
    )
    issued_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    sole_key = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Paper"].as_manager()

    class Meta:
        constraints = [
            known_state(PAPER, "papers_are_in_a_known_state", field="state"),
            models.UniqueConstraint(
                fields=["kind", "year", "office", "ordinal"], name="a_number_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["sole_key"],
                condition=~Q(sole_key=""),
                name="a_matter_has_one_sole_paper_in_force",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__gte=1), name="papers_are_numbered_from_one"
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, sha256="", size=0)
                | Q(Q(issued_at__isnull=False, size__gte=1), ~Q(sha256="")),
                name="a_paper_that_is_issued_has_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(state="numbered", issued_at__isnull=True)
                | Q(state__in=["issued", "superseded"], issued_at__isnull=False)
                | Q(state="withdrawn"),
                name="what_is_numbered_is_not_issued_yet",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["numbered", "issued"], ended_at__isnull=True)
                | Q(
                    state__in=["superseded", "withdrawn"],
                    ended_at__isnull=False,
                    sole_key="",
                ),
                name="only_an_ended_paper_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="a_paper_does_not_replace_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="papers_by_subject"),
            models.Index(fields=["kind", "numbered_at"], name="papers_by_kind"),
            models.Index(fields=["state", "numbered_at"], name="papers_by_state"),
        ]

    @property
    def as_subject(self) -> str:
        """How the journal names the paper."""
        return f"paper:{self.number}"


class PaperBody(models.Model):
    """What a paper says, and its bytes once it is set. Its digests stand in the paper's own row.

    `tries`, `fault` and `next_try_at` tell how setting it went, while it is not set.
    """

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="body")
    content = models.TextField()
    pdf = models.BinaryField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)
    next_try_at = models.DateTimeField(null=True)


class PaperCopy(ProtectedModel):
    """A copy of a paper in which words are hidden, or of which somebody says that nothing has to
    be; it leaves once a second person has seen it."""

    # Its digest is protected, and compared each time the copy is taken.
    free_fields = ("pdf",)

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="copies")
    words = models.JSONField(default=list)
    recipient = models.CharField(max_length=200)
    hidden = models.PositiveIntegerField()
    # Somebody has read it and says that nothing in it has to be hidden.
    is_whole = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, default="proposed", choices=[(s, t.zh) for s, t in COPY.state_labels.items()]
    )
    sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = ProtectedQuerySet["PaperCopy"].as_manager()

    class Meta:
        constraints = [
            known_state(COPY, "copies_are_in_a_known_state", field="state"),
            models.CheckConstraint(
                condition=Q(hidden__gte=1, is_whole=False) | Q(hidden=0, is_whole=True),
                name="a_copy_hides_something_or_is_said_to_need_none",
            ),
        ]
