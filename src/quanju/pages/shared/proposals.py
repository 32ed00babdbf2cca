"""What waits for a second person, as any desk shows it: `shared/proposal.html`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from quanju.domains.approvals.permissions import may_decide, may_withdraw
from quanju.domains.approvals.types import ProposalView
from quanju.domains.cases.permissions import may_read_cases
from quanju.domains.coordination.permissions import may_search_archive, may_take_part
from quanju.domains.dispatch.permissions import may_read_incidents, may_take_calls
from quanju.domains.geo.permissions import may_decide_place_note
from quanju.domains.kernel.types import Verdict
from quanju.domains.people.permissions import may_read_accounts
from quanju.domains.people.queries.actors import names_of
from quanju.domains.people.types import Actor
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.reception.permissions import may_read_reports
from quanju.domains.rulebook.permissions import may_read_rules
from quanju.domains.supervision.permissions import may_read_recordings

TONES = {"approved": "good", "refused": "bad", "withdrawn": "muted", "expired": "muted"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with the names around it, and what this reader may do with it."""

    view: ProposalView
    proposer: str
    decider: str
    may_decide: Verdict
    may_withdraw: Verdict
    href: str

    @property
    def tone(self) -> str:
        return TONES.get(self.view.status, "warn")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matter of a proposal is read: the address, its parts, and who may open it."""

    url_name: str
    parts: Callable[[ProposalView], list[str]]
    may_open: Callable[[Actor], Verdict]


def _own_number(proposal: ProposalView) -> list[str]:
    return [proposal.subject.partition(":")[2]]


def _kind_and_version(proposal: ProposalView) -> list[str]:
    return _own_number(proposal)[0].split("@")


PLACES = {
    "paper_card": Place("dispatch_desk:enter_card", lambda _: [], may_take_calls),
    "place_note": Place("dispatch_desk:place_notes", lambda _: [], may_decide_place_note),
    "incident": Place("dispatch_desk:incident", _own_number, may_read_incidents),
    "report": Place("reception_window:report", _own_number, may_read_reports),
    "group": Place("coordination_room:group", _own_number, may_take_part),
    "archive": Place("coordination_room:archived", _own_number, may_take_part),
    "groups": Place("coordination_room:archive", lambda _: [], may_search_archive),
    "warning": Place("coordination_room:warning", _own_number, may_take_part),
    "recordings": Place("supervision_desk:recordings", lambda _: [], may_read_recordings),
    "case": Place("case_desk:case", _own_number, may_read_cases),
    "plan": Place("planning_lab:plan", _own_number, may_read_planning),
    "rule": Place("administration:rule", _kind_and_version, may_read_rules),
    "person": Place("administration:account", _own_number, may_read_accounts),
    "appointment": Place(
        "administration:account", lambda one: [one.about.partition(":")[2]], may_read_accounts
    ),
}


def shown_to(actor: Actor, *lists: Iterable[ProposalView]) -> list[list[Shown]]:
    """Each list with names, links and verdicts; one query for all names."""
    views = [list(one) for one in lists]
    names = names_of(
        subject for some in views for one in some for subject in (one.proposed_by, one.decided_by)
    )
    return [
        [
            Shown(
                view=one,
                proposer=names.get(one.proposed_by, one.proposed_by),
                decider=names.get(one.decided_by, one.decided_by),
                may_decide=may_decide(actor, one),
                may_withdraw=may_withdraw(actor, one),
                href=_href(actor, one),
            )
            for one in some
        ]
        for some in views
    ]


def _href(actor: Actor, proposal: ProposalView) -> str:
    """Where to read more; nothing for who may not open it."""
    place = PLACES.get(proposal.subject.partition(":")[0])
    if place is None or not place.may_open(actor):
        return ""
    try:
        return reverse(place.url_name, args=place.parts(proposal))
    except NoReverseMatch:
        return ""
