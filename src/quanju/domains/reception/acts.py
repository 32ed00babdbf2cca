"""What of a report needs two people: leaving out a step (REC-03), lowering its class (2.4)."""

from datetime import datetime

from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import held_number, note_report
from quanju.domains.reception.models import SkippedStep
from quanju.domains.reception.permissions import may_decide_reports
from quanju.domains.reception.workflow import REPORT


def _skip(proposal: ProposalView, by: Actor, at: datetime) -> object:
    row = held_number(proposal.subject.partition(":")[2])
    step = str(proposal.content["step"])
    SkippedStep.objects.get_or_create(
        report=row, step=step, defaults={"reason": proposal.reason, "approved_at": at}
    )
    note_report(events.STEP_SKIPPED, row, by, at, step=step)
    return row


def _lower(proposal: ProposalView, by: Actor, at: datetime) -> object:
    row = held_number(proposal.subject.partition(":")[2])
    REPORT.after(row.status, "give_receipt")
    row.kind = str(proposal.content["kind"])
    row.save(update_fields=["kind"])
    note_report(events.KIND_LOWERED, row, by, at)
    return row


LOWER_KIND = Act(
    name="reception.lower_kind",
    label=Text("改轻接报案种类", "lower the class of a report"),
    may_decide=may_decide_reports,
    carry_out=_lower,
    is_reason_needed=True,
    purpose="receive_report",
    roles=LEGAL,
)
SKIP_STEP = Act(
    name="reception.skip_step",
    label=Text("免除接报案步骤", "leave out a step of a report"),
    may_decide=may_decide_reports,
    carry_out=_skip,
    is_reason_needed=True,
    purpose="receive_report",
    roles=LEGAL,
)
