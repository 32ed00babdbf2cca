"""Tables of approvals."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from quanju.domains.approvals.types import ProposalView
from quanju.domains.approvals.workflow import PROPOSAL
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.kernel.types import Text

DECIDED = ("approved", "refused")


class ProposalQuerySet(ProtectedQuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(status="proposed")

    def due(self, at: datetime) -> "ProposalQuerySet":
        """Open, and their time is over."""
        return self.open().filter(waits_until__lte=at)


class Proposal(ProtectedModel):
    """An act that one person proposed and another decides; what it says does not change."""

    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    # The person who gains or loses by it, as `person:31`; empty where nobody does.
    about = models.CharField(max_length=120, blank=True)
    related = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    said_zh = models.CharField(max_length=400)
    said_en = models.CharField(max_length=600)
    reason = models.TextField(blank=True)
    is_only_one = models.BooleanField()
    status = models.CharField(
        max_length=20,
        default="proposed",
        choices=[(s, t.zh) for s, t in PROPOSAL.state_labels.items()],
    )
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    # Empty: it stood before there were limits.
    waits_until = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(PROPOSAL, "proposals_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["act", "subject"],
                condition=Q(status="proposed", is_only_one=True),
                name="one_open_proposal_an_act_and_subject",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED) | ~Q(decided_by=F("proposed_by")),
                name="nobody_decides_what_they_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED) | Q(about="") | ~Q(decided_by=F("about")),
                name="nobody_decides_what_is_about_them",
            ),
            models.CheckConstraint(
                condition=Q(about="") | ~Q(proposed_by=F("about")),
                name="nobody_proposes_what_is_about_them",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED) | Q(decided_by__startswith="person:"),
                name="a_person_decides",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(decided_by=F("proposed_by")),
                name="only_the_proposer_withdraws",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at__isnull=True)
                | (~Q(status="proposed") & Q(decided_at__isnull=False)),
                name="what_has_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "act"], name="proposals_that_wait"),
            models.Index(fields=["subject"], name="proposals_of_a_subject"),
        ]

    @property
    def entry_subject(self) -> str:
        return f"proposal:{self.pk}"

    def view(self) -> ProposalView:
        return ProposalView(
            pk=self.pk,
            act=self.act,
            subject=self.subject,
            about=self.about,
            related=tuple(self.related),
            content=self.content,
            said=Text(self.said_zh, self.said_en),
            reason=self.reason,
            status=self.status,
            proposed_by=self.proposed_by,
            proposed_at=self.proposed_at,
            waits_until=self.waits_until,
            decided_by=self.decided_by,
            decided_at=self.decided_at,
            why=self.why,
        )
