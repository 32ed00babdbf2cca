"""Questions about opinions in advance: does a case need one, has it got it, which wait."""

from datetime import datetime

from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.kernel.types import NotFound, Text, Verdict
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.reports import told_report
from quanju.domains.supervision.models import Opinion
from quanju.domains.supervision.permissions import may_give_opinions
from quanju.domains.supervision.rules import review_rule, why_reviewed
from quanju.domains.supervision.types.opinions import OpinionView

NEEDS_OPINION = Verdict.no(
    "NEEDS_OPINION",
    Text(
        "经济案件和有争议的案件，要先有督察法制的审核意见，才能提请立案或不立案",
        "An economic or disputed case needs legal supervision's opinion before it is filed or not",
    ),
)
UNDECIDED = ("reported", "accepted", "under_review")


def may_be_put_up(case: str, decision: str, *, at: datetime) -> Verdict:
    """Cases ask this before a decision is put up: is the opinion there, where one is needed?"""
    if decision not in review_rule(at).content.decisions:
        return Verdict.yes()
    if not why_of(told_case(case), at=at):
        return Verdict.yes()
    is_given = Opinion.objects.filter(number=case, status="given").exists()
    return Verdict.yes() if is_given else NEEDS_OPINION


def why_of(view: CaseView, *, at: datetime) -> str:
    """Why this case needs an opinion, "" if it needs none."""
    report = told_report(view.report, at=at)
    said = f"{report.title}\n{report.statement}"
    return why_reviewed(said, view.declines, review_rule(at).content)


def is_undecided(view: CaseView) -> bool:
    """Whether it is filed is still open."""
    return view.status in UNDECIDED


def opinion_on(case: str) -> OpinionView | None:
    """For the case's own desk, which has asked who may."""
    return next(iter(_views(number=case)), None)


def told_opinion(case: str) -> OpinionView:
    """For those who have asked already who may."""
    found = opinion_on(case)
    if found is None:
        raise NotFound(subject=f"case:{case[:20]}")
    return found


def opinions_that_wait(actor: Actor) -> list[OpinionView]:
    """The oldest first; nothing for who gives none."""
    return _views(status="asked") if may_give_opinions(actor) else []


def _views(**asked: str) -> list[OpinionView]:
    rows = Opinion.objects.filter(**asked).select_related("given_by").order_by("asked_at", "pk")
    return [
        OpinionView(
            case=row.number,
            report=row.report_number,
            why=row.why,
            status=row.status,
            rules=row.rules,
            asked_at=row.asked_at,
            text=row.text,
            given_by=row.given_by.display_name if row.given_by else "",
            given_at=row.given_at,
        )
        for row in rows[:200]
    ]
