"""How a case is drawn: the tone of its state, and the verbs that this reader is offered."""

from dataclasses import dataclass

from quanju.domains.cases.permissions import (
    may_accept_at,
    may_change_officer,
    may_check_cases,
    may_send_cases,
    may_work_on,
)
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.types.decisions import DECISIONS, Decision
from quanju.domains.kernel.roles import CASES, LEGAL
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.types import Actor

TONES = {
    "reported": "warn",
    "accepted": "accent",
    "under_review": "accent",
    "filed": "good",
    "not_filed": "hollow",
    "investigating": "accent",
    "suspended": "warn",
    "sent_to_prosecution": "good",
    "decided_admin": "good",
    "archived": "good",
}
WAITS = Verdict.no(
    "DECISION_WAITS",
    Text("已有一项决定在等审批", "A decision waits for its second person already"),
)


def tone_of(status: str) -> str:
    """The colour beside a state's words."""
    return TONES.get(status, "muted")


@dataclass(frozen=True, slots=True)
class Offered:
    """What the page offers: who may do each, with the reason where not."""

    send: bool
    """Legal supervision alone, here; the site sends it from its report's page."""
    accept: Verdict
    work: Verdict
    change: Verdict
    check: Verdict
    decisions: tuple[tuple[Decision, Verdict], ...]


def offered(view: CaseView, actor: Actor) -> Offered:
    """The verbs of the state, as this reader may press them."""
    office = view.office.pk if view.office else None
    work = may_work_on(actor, view.officer_id)
    return Offered(
        send=bool(may_send_cases(actor)) and actor.role in LEGAL and view.status == "reported",
        accept=may_accept_at(actor, office, view.station_id),
        work=work,
        change=may_change_officer(actor, view.officer_id, view.station_id),
        check=may_check_cases(actor),
        decisions=tuple(
            (one, _may_propose(view, one, actor, work))
            for name, one in DECISIONS.items()
            if name in view.verbs and view.kind in one.kinds
        ),
    )


def _may_propose(view: CaseView, decision: Decision, actor: Actor, work: Verdict) -> Verdict:
    """The officer, or legal supervision for what is against the office's own decision."""
    may = work if decision.proposers == CASES else may_check_cases(actor)
    return WAITS if may and view.awaits else may
