"""Questions to the rulebook."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.types import Parsed, RuleKind, Rules, kind_named


class NoRuleInForce(Refused):
    """No table of that kind is in force at that moment."""

    code = "NO_RULE_IN_FORCE"
    text = Text("没有生效的规则表：{kind}", "No rule table in force: {kind}")
    status = 409


def in_force(kind: RuleKind[Parsed], *, at: datetime) -> Rules[Parsed]:
    """The table of that kind in force at `at`; `NoRuleInForce` if the branch has none."""
    row = (
        RuleTable.objects.in_force(at)
        .filter(kind=kind.name)
        .order_by("-effective_from", "-version")
        .values_list("pk", "version", "effective_from")
        .first()
    )
    if row is None:
        raise NoRuleInForce(kind=kind.label)
    pk, version, effective_from = row
    return Rules(kind.name, version, effective_from, _parsed(kind.name, pk, version))


@lru_cache(maxsize=256)
def _parsed(kind: str, pk: int, version: int) -> Any:
    """Content of an approved version never changes, so it is parsed once a process."""
    definition = kind_named(kind)
    if definition is None:
        raise NoRuleInForce(kind=Text(kind, kind))
    return definition.parse(RuleTable.objects.get(pk=pk, version=version).content)


def tables(kind: str = "") -> list[RuleTable]:
    """All versions, newest first, for the administration page."""
    rows = RuleTable.objects.select_related("proposed_by", "approved_by")
    return list((rows.filter(kind=kind) if kind else rows).order_by("kind", "-version"))


def has_rules(kind: RuleKind[Any]) -> bool:
    """Whether the branch has any version of this kind."""
    return RuleTable.objects.filter(kind=kind.name).exists()
