"""What the views of this desk share: who enters, and a refusal that belongs to a field."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from quanju.domains.dispatch.permissions import may_manage_bridges
from quanju.domains.kernel.types import Refused, Verdict
from quanju.domains.people.permissions import may_read_accounts
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.permissions import may_read_rules

Result = TypeVar("Result")


def may_enter(actor: Actor) -> Verdict:
    """Whoever may read accounts or rules."""
    accounts = may_read_accounts(actor)
    return accounts if accounts else may_read_rules(actor)


def tabs(actor: Actor, current: str) -> dict[str, Any]:
    """Which parts of the desk this person sees, and which one is open."""
    return {
        "tab": current,
        "sees_accounts": may_read_accounts(actor),
        "sees_rules": may_read_rules(actor),
        "sees_bridges": may_manage_bridges(actor),
    }


def carried_out(form: forms.Form, verb: Callable[[], Result]) -> Result | None:
    """Call the verb; a refusal of what was typed stands at its field and nothing typed is lost.

    Rights and things that are not there (403, 404) are no matter of a field.
    """
    try:
        return verb()
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.text))
        return None
