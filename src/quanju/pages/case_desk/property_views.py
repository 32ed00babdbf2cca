"""The property of a case: what was taken, each hand-over, what is to be disposed of."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from quanju.domains.cases.actions import disposing, property
from quanju.domains.cases.permissions import may_work_cases
from quanju.domains.kernel.types import NotFound
from quanju.pages.shared.fields import MomentField, Whole, Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@require_POST
def act_on_property(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb over the things of a case; a refusal stands beside its button."""
    may_work_cases(request.actor).or_refuse()
    common: dict[str, Any] = {"case": number, "by": request.actor, "at": request.moment}
    sent = request.POST
    verbs: dict[str, Callable[[], Any]] = {
        "enter": lambda: property.enter_property(
            **given(
                sent,
                name=Words(),
                count=Whole(),
                unit=Words(),
                taken_from=Words(),
                remark=Words(),
            ),
            **common,
        ),
        "move": lambda: property.move_property(
            **given(
                sent,
                item=Whole(),
                count=Whole(),
                from_place=Words(),
                to_place=Words(),
                receiver=Words(),
                proof=Words(),
                moved_at=MomentField(required=False),
            ),
            **common,
        ),
        "dispose": lambda: disposing.propose_disposal(
            **given(sent, item=Whole(), to_place=Words(), reason=Words()), **common
        ),
        "withdraw_move": lambda: property.withdraw_move(
            **given(sent, move=Whole(), why=Words()), **common
        ),
        "withdraw_item": lambda: property.withdraw_item(
            **given(sent, item=Whole(), why=Words()), **common
        ),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"cases.{verb}_property", verbs[verb])
    return HttpResponseRedirect(reverse("case_desk:case", args=[number]) + "#property")
