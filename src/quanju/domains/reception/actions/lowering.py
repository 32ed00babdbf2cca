"""The class of a report is lowered by two: proposed with a reason, decided before it holds."""

from datetime import datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions.report_holding import held_report
from quanju.domains.reception.acts import LOWER_KIND
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.reception.workflow import REPORT


class LighterKind(Refused):
    """Nobody lowers the class of a matter alone."""

    code = "LIGHTER_KIND"
    text = Text(
        "从“{old}”改为“{new}”是改轻：请在接报案页提请督察法制批准",
        "From “{old}” to “{new}” is lighter: propose it to legal supervision on the report's page",
    )
    status = 422
    field = "kind"


class NotLighter(Refused):
    """What is as heavy or heavier is written on the form, by whoever takes the report."""

    code = "NOT_LIGHTER"
    text = Text("请选择更轻的种类", "Please choose a lighter kind")
    status = 422
    field = "kind"


def propose_lighter_kind(
    *, report: str, kind: str, why: str, by: Actor, at: datetime
) -> ProposalView:
    """Ask legal supervision to let a report be of a lighter kind; until then it stays as it is."""
    with write():
        row = held_report(report, by, at)
        REPORT.after(row.status, "give_receipt")
        rule = steps_rule(at)
        lighter = {one.code: one.name for one in rule.lighter_than(row.kind)}
        if kind not in lighter:
            raise NotLighter()
        old, new = rule.by_code[row.kind].name, lighter[kind]
        return propose(
            LOWER_KIND,
            subject=row.subject,
            said=Text(
                f"{row.number} 从“{old.zh}”改为“{new.zh}”",
                f"{row.number}: from “{old.en}” to “{new.en}”",
            ),
            content={"kind": kind},
            facts={"new": kind},
            reason=why,
            by=by,
            at=at,
        )


def check_no_lighter(row: CaseReport, kind: str, at: datetime) -> None:
    """A class is lowered by two persons, whoever took the report (specification 2.4)."""
    rule = steps_rule(at)
    if kind in {one.code for one in rule.lighter_than(row.kind)}:
        raise LighterKind(old=rule.by_code[row.kind].name, new=rule.by_code[kind].name)
