"""Questions to approvals: what waits for whom, and who decided what."""

from collections.abc import Collection, Iterable
from datetime import datetime

from quanju.domains.approvals.models import Proposal
from quanju.domains.approvals.permissions import may_decide
from quanju.domains.approvals.types import ProposalView, acts
from quanju.domains.journal.types import Author
from quanju.domains.kernel.types import NotFound

SHOWN = 500


def waiting_for(actor: Author) -> list[ProposalView]:
    """What this actor may decide now, the oldest first: one query, however many acts there are.

    What only others may decide is left out by the act's roles before it is read.
    """
    names = [act.name for act in acts() if actor.role in act.roles]
    rows = Proposal.objects.open().filter(act__in=names).exclude(proposed_by=actor.subject)
    views = [row.view() for row in rows.order_by("proposed_at", "pk")[:SHOWN]]
    return [view for view in views if may_decide(actor, view)]


def proposed_by(actor: Author) -> list[ProposalView]:
    """What this person proposed and nobody has decided, the oldest first."""
    rows = Proposal.objects.open().filter(proposed_by=actor.subject)
    return [row.view() for row in rows.order_by("proposed_at", "pk")[:SHOWN]]


def decided_last(actor: Author, *, limit: int = 20) -> list[ProposalView]:
    """What has become of what this person proposed or decided, the newest first."""
    rows = Proposal.objects.exclude(status="proposed")
    mine = rows.filter(proposed_by=actor.subject) | rows.filter(decided_by=actor.subject)
    return [row.view() for row in mine.order_by("-decided_at", "-pk")[:limit]]


def proposal(pk: int) -> ProposalView:
    """One proposal; `NotFound` when there is none."""
    row = Proposal.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"proposal:{pk}")
    return row.view()


def open_proposals(*subjects: str) -> list[ProposalView]:
    """What waits for these matters, the oldest first."""
    rows = Proposal.objects.open().filter(subject__in=subjects)
    return [row.view() for row in rows.order_by("proposed_at", "pk")]


def is_waiting(subject: str, act: str = "") -> bool:
    """Does anything, or this act, wait for this matter?"""
    rows = Proposal.objects.open().filter(subject=subject)
    return (rows.filter(act=act) if act else rows).exists()


def allowed_to(
    person: str, acts: Collection[str], *, subject: str, since: datetime
) -> ProposalView | None:
    """What this person (`person:31`) proposed for the matter, to one or to several in one instant,
    once each of those has said yes: the newest of which the last yes came since."""
    rows = Proposal.objects.filter(subject=subject, act__in=acts, proposed_by=person)
    asked: dict[datetime, list[Proposal]] = {}
    for row in rows.order_by("-proposed_at", "pk"):
        asked.setdefault(row.proposed_at, []).append(row)
    for together in asked.values():
        said = [row.decided_at for row in together if row.status == "approved" and row.decided_at]
        if len(said) == len(together) and max(said) >= since:
            return together[0].view()
    return None


def asked_together(proposal: ProposalView) -> list[ProposalView]:
    """What the same person proposed of the same matter in the same instant, besides this one."""
    rows = Proposal.objects.filter(
        subject=proposal.subject,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
    )
    return [row.view() for row in rows.exclude(pk=proposal.pk).order_by("pk")]


def last_of(subjects: Iterable[str], *, acts: Collection[str]) -> dict[str, ProposalView]:
    """The newest proposal of these acts for each of the subjects that has one: one query."""
    rows = Proposal.objects.filter(subject__in=list(subjects), act__in=acts)
    return {row.subject: row.view() for row in rows.order_by("pk")}
