"""Verbs of the rulebook: load, propose; a second person puts a version in force."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import SET_ASIDE_BY, Act, ProposalView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import next_after
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook import events
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.permissions import (
    may_approve_rule,
    may_propose_rule,
)
from quanju.domains.rulebook.reading import read_table, shipped_text
from quanju.domains.rulebook.types import CHANGE_ACT, RuleError, RuleKind, Table, kind_named, kinds
from quanju.domains.rulebook.workflow import RULE_TABLE

WAIT_FOR_RIGHTS = timedelta(hours=24)


class RuleNotUsable(Refused):
    """The content cannot be read as a table of this kind."""

    code = "RULE_NOT_USABLE"
    text = Text("规则表不能使用：{why}", "The rule table cannot be used: {why}")
    status = 422

    def __init__(self, why: Text, *, bare: Text | None = None, line: int | None = None) -> None:
        """`line` is where in the text the fault lies, `bare` the reason without that place."""
        super().__init__(why=why)
        self.why, self.line = bare or why, line


class StartsInThePast(Refused):
    """A rule binds from now on, never backwards."""

    code = "STARTS_IN_THE_PAST"
    text = Text(
        "生效时间不能早于现在（权限类规则不早于 24 小时后）：最早 {earliest}",
        "It cannot take effect in the past (rules on rights: not within 24 h): earliest {earliest}",
    )
    status = 422
    field = "effective_from"


def check_rule(*, kind: str, text: str) -> None:
    """Refuse a text that could not be proposed; nothing is stored."""
    _tried(*_usable(kind, text))


def propose_rule(
    *,
    kind: str,
    text: str,
    effective_from: datetime,
    reason: str,
    source: str = "",
    by: Actor,
    at: datetime,
) -> RuleTable:
    """Put a new version up for approval, remarks and order as they were written.

    Refuses a text that cannot be used and a start in the past.
    """
    may_propose_rule(by).or_refuse()
    definition, content = _usable(kind, text)
    _check_start(definition, effective_from, at)
    _tried(definition, content)
    with write():
        table = RuleTable.objects.create(
            kind=kind,
            version=next_after(RuleTable.objects.filter(kind=kind), "version"),
            text=text,
            status="proposed",
            reason=reason,
            source=source or content.origin,
            proposed_at=at,
            effective_from=effective_from,
        )
        approvals.propose(
            CHANGE,
            subject=table.subject,
            said=_said(definition, table),
            content={"table": table.pk},
            related=[f"rules:{kind}"],
            facts=_facts(table),
            reason=reason,
            by=by,
            at=at,
        )
    return table


def _said(definition: RuleKind[Any], table: RuleTable) -> Text:
    start = f"{local_time(table.effective_from):%Y-%m-%d %H:%M}"
    return Text("规则表“{kind}”v{n}，自 {start}", "Rule table “{kind}” v{n}, from {start}").filled(
        kind=definition.label, n=table.version, start=start
    )


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Put the version in force from its moment; ends the version before it.

    One that waited past its start begins now; a version approved for later gives way to this one.
    """
    row = _locked(proposal.content["table"])
    row.status = RULE_TABLE.after(row.status, "approve")
    definition, _ = _usable(row.kind, row.text)
    row.effective_from = max(row.effective_from, _earliest(definition, at))
    row.approved_at = at
    _end_predecessors(row)
    row.save()
    _record(events.RULE_APPROVED, row, by, at)


def _set_aside(proposal: ProposalView, by: Actor, at: datetime) -> None:
    row = _locked(proposal.content["table"])
    row.status = RULE_TABLE.after(row.status, SET_ASIDE_BY[proposal.status])
    row.save(update_fields=["status"])


CHANGE = Act(
    name=CHANGE_ACT,
    label=Text("规则表", "change a rule table"),
    may_decide=may_approve_rule,
    roles=may_approve_rule.roles,
    hold=lambda proposal: _locked(proposal.content["table"]),
    carry_out=_carry_out,
    set_aside=_set_aside,
)


def load_rule(*, kind: str, text: str, effective_from: datetime, by: Actor, at: datetime) -> None:
    """Take over a table with the branch: only for a kind that has no version yet."""
    _, content = _usable(kind, text)
    with write():
        if RuleTable.objects.filter(kind=kind).exists():
            raise RuleNotUsable(Text("已有版本，请改用提出规则", "it exists; propose a version"))
        table = RuleTable.objects.create(
            kind=kind,
            version=1,
            text=text,
            status="approved",
            source=content.origin,
            proposed_at=at,
            approved_at=at,
            effective_from=effective_from,
        )
        _record(events.RULE_LOADED, table, by, at)


def take_over_shipped(*, by: Actor, at: datetime) -> None:
    """Store what comes with the rooms for every kind the branch brought no table of.

    So what holds does not change when the program does.
    """
    own = set(RuleTable.objects.values_list("kind", flat=True))
    for kind in kinds():
        if kind.name not in own and (text := shipped_text(kind)):
            load_rule(kind=kind.name, text=text, effective_from=at, by=by, at=at)


def _usable(kind: str, text: str) -> tuple[RuleKind[Any], Table]:
    definition = kind_named(kind)
    if definition is None:
        raise NotFound(subject=f"rule:{kind}")
    try:
        return definition, read_table(definition, text)
    except RuleError as error:
        raise RuleNotUsable(error.placed, bare=error.text, line=error.line) from error


def _tried(definition: RuleKind[Any], content: Table) -> None:
    """Some tables show only in use whether they are any good; never inside a write."""
    try:
        if definition.try_out:
            definition.try_out(content)
    except RuleError as error:
        raise RuleNotUsable(error.placed, bare=error.text, line=error.line) from error


def _earliest(definition: RuleKind[Any], at: datetime) -> datetime:
    return at + WAIT_FOR_RIGHTS if definition.is_about_rights else at


def _check_start(definition: RuleKind[Any], effective_from: datetime, at: datetime) -> None:
    earliest = _earliest(definition, at)
    if effective_from < earliest:
        raise StartsInThePast(earliest=earliest.isoformat(timespec="minutes"))


def _locked(pk: int) -> RuleTable:
    return held(RuleTable, f"rule:{pk}", pk=pk)


def _end_predecessors(row: RuleTable) -> None:
    """What was in force ends when this begins; what was to begin later never does."""
    others = RuleTable.objects.filter(kind=row.kind, status="approved").exclude(pk=row.pk)
    others.filter(effective_from__gte=row.effective_from).update(
        status=RULE_TABLE.after("approved", "supersede")
    )
    lasts = Q(effective_until__isnull=True) | Q(effective_until__gt=row.effective_from)
    others.filter(lasts, effective_from__lt=row.effective_from).update(
        effective_until=row.effective_from
    )


def _record(event: Event, table: RuleTable, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=table.subject,
        by=by,
        at=at,
        purpose="administer",
        related=[f"rules:{table.kind}"],
        facts=_facts(table),
    )


def _facts(table: RuleTable) -> dict[str, Any]:
    return {
        "version": table.version,
        "status": table.status,
        "effective_from": table.effective_from.isoformat(),
        "sha256": table.sha256,
    }
