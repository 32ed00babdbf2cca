"""Verbs of a public warning: write the draft, propose it, drop it, end it, acknowledge it.

It never goes out by itself: a member writes and proposes, a leader releases (specification 2.4).
"""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import check_leads, held_group
from quanju.domains.coordination.actions.releasing import note_warning
from quanju.domains.coordination.acts import END_WARNING, RELEASE_WARNING
from quanju.domains.coordination.models import Member, PublicWarning, WarningReceipt
from quanju.domains.coordination.permissions import may_acknowledge_warnings
from quanju.domains.coordination.plans.workflow import WARNING
from quanju.domains.coordination.queries.plans import PUBLIC, WarningView, warning_view
from quanju.domains.geo.queries.place_notes import what_tells_of_a_person
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

WRITTEN = {
    "headline_zh": (Text("中文标题", "the Chinese headline"), 160),
    "headline_en": (Text("英文标题", "the English headline"), 160),
    "text_zh": (Text("中文内容", "the Chinese text"), 1000),
    "text_en": (Text("英文内容", "the English text"), 1000),
    "instruction_zh": (Text("中文指引", "the Chinese instruction"), 1000),
    "instruction_en": (Text("英文指引", "the English instruction"), 1000),
    "area": (Text("范围", "the area"), 200),
}
"""What is written by hand; its codes come from the plan."""
WHY = Text("事由", "the reason")


class WarningNamesSomebody(Refused):
    """The public is told of a danger, never of a person."""

    code = "WARNING_NAMES_SOMEBODY"
    text = Text(
        "预警写事，不写人：请去掉“{found}”",
        "A warning tells of a danger, not of a person: leave out “{found}”",
    )
    status = 422

    def __init__(self, *, found: str, field: str) -> None:
        super().__init__(found=found)
        self.field = field


class NotADraft(Refused):
    """What waits for the second person, or is out, is not written any more."""

    code = "WARNING_IS_NO_DRAFT"
    text = Text("只能改草稿：这条预警{state}", "Only a draft is written; this warning is {state}")


class AcknowledgedAlready(Refused):
    """Once a person."""

    code = "ACKNOWLEDGED_ALREADY"
    text = Text("您已经签收", "You have acknowledged it already")


def write_warning(*, warning: str, said: Mapping[str, str], by: Actor, at: datetime) -> WarningView:
    """Write the draft's words; refuses what points to a person."""
    lines = {}
    for name, (what, longest) in WRITTEN.items():
        lines[name] = words.lines(said.get(name, ""), what, longest=longest, field=name)
        if told := what_tells_of_a_person(lines[name], at):
            raise WarningNamesSomebody(found=told[0], field=name)
    with write():
        row, _ = _held(warning, by, at)
        if row.status != "draft":
            raise NotADraft(state=WARNING.state_labels[row.status])
        for name, line in lines.items():
            setattr(row, name, line)
        row.written_at = at
        row.save()
        note_warning(events.WARNING_WRITTEN, row, by, at)
    return warning_view(warning, by=by, at=at)


def propose_warning(*, warning: str, by: Actor, at: datetime) -> ProposalView:
    """Ask a leader to release it; until then nobody changes a word of it."""
    with write():
        row, _ = _held(warning, by, at)
        row.status = WARNING.after(row.status, "propose")
        row.save(update_fields=["status"])
        return propose(
            RELEASE_WARNING,
            subject=row.subject,
            said=Text("发布公众预警：{zh}", "Release a public warning: {en}").filled(
                zh=row.headline_zh, en=row.headline_en
            ),
            content={"warning": row.pk},
            related=[f"group:{row.number}"],
            by=by,
            at=at,
        )


def drop_warning(*, warning: str, why: str, by: Actor, at: datetime) -> WarningView:
    """No warning is needed: say why. The draft stays to be read."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row, _ = _held(warning, by, at)
        row.status, row.end_why = WARNING.after(row.status, "drop"), reason
        row.save(update_fields=["status", "end_why"])
        note_warning(events.WARNING_MOVED, row, by, at)
    return warning_view(warning, by=by, at=at)


def propose_warning_end(*, warning: str, why: str, by: Actor, at: datetime) -> ProposalView:
    """Ask a leader for the all-clear, with the sentence that the public reads."""
    reason = words.line(why, WHY, longest=200, field="why")
    if told := what_tells_of_a_person(reason, at):
        raise WarningNamesSomebody(found=told[0], field="why")
    with write():
        row, _ = _held(warning, by, at)
        WARNING.after(row.status, "end")
        return propose(
            END_WARNING,
            subject=row.subject,
            said=Text("解除公众预警：{zh}", "End a public warning: {en}").filled(
                zh=row.headline_zh, en=row.headline_en
            ),
            content={"warning": row.pk, "why": reason},
            related=[f"group:{row.number}"],
            by=by,
            at=at,
        )


def acknowledge_warning(*, warning: str, by: Actor, at: datetime) -> WarningView:
    """An agency outside says that it has the warning (story 12)."""
    may_acknowledge_warnings(by).or_refuse()
    with write():
        out = PublicWarning.objects.filter(status__in=PUBLIC)
        row = held(out, f"warning:{warning[:20]}", number=warning)
        if WarningReceipt.objects.filter(warning=row, person=by.person_id or 0).exists():
            raise AcknowledgedAlready()
        post = str(by.title or by.post)[:120]
        WarningReceipt.objects.create(warning=row, person_id=by.person_id or 0, post=post, at=at)
        note_warning(events.WARNING_RECEIVED, row, by, at)
    return warning_view(warning, by=by, at=at)


def _held(warning: str, by: Actor, at: datetime) -> tuple[PublicWarning, Member]:
    """The warning and this member of its group, both held: its owner, leads and duty command."""
    _, mine = held_group(warning, by, at)
    check_leads(mine)
    return held(PublicWarning, f"warning:{warning[:20]}", number=warning), mine
