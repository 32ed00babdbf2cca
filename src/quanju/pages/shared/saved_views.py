"""Views of a list that somebody keeps: a name for the conditions in an address, their own alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from quanju.domains.kernel.types import NotFound
from quanju.pages.shared.fields import OF_PERSONS, Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

NOT_KEPT = OF_PERSONS | {"before", "as"}


def conditions_to_keep(asked: Mapping[str, str]) -> str:
    """The conditions as a view keeps them; whom somebody looked for is none of them."""
    return urlencode(sorted((k, v) for k, v in asked.items() if v and k not in NOT_KEPT))


def saved_views(request: Request, asked: Mapping[str, str]) -> dict[str, Any]:
    """The reader's views of this list, and what would be kept of the present conditions."""
    # Imported here: the gallery runs on a site without people.
    from quanju.domains.people.queries import saved_views as people

    kept = conditions_to_keep(asked)
    views = people.saved_views(path=request.path, by=request.actor)
    return {
        "views": views,
        "path": request.path,
        "asked": kept,
        "is_new": bool(kept) and all(one.asked != kept for one in views),
    }


@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep the present conditions of a list under a name."""
    from quanju.domains.people.actions import saved_views as people

    sent = given(request.POST, path=Words(required=True), asked=Words(), name=Words())
    path, asked = _list_at(sent["path"]), conditions_to_keep(dict(parse_qsl(sent["asked"])))
    done_once(
        request,
        "people.save_view",
        lambda: people.save_view(
            path=path, asked=asked, name=sent["name"], by=request.actor, at=request.moment
        ),
    )
    return HttpResponseRedirect(f"{path}?{asked}")


@require_POST
def forget_view(request: Request, pk: int) -> HttpResponse:
    """Keep it no longer."""
    from quanju.domains.people.actions import saved_views as people

    path = _list_at(given(request.POST, path=Words(required=True))["path"])
    done_once(
        request,
        "people.forget_view",
        lambda: people.forget_view(view=pk, by=request.actor, at=request.moment),
    )
    return HttpResponseRedirect(path)


def _list_at(path: str) -> str:
    """An address of this house; nobody is led out of it."""
    try:
        resolve(path)
    except Resolver404 as error:
        raise NotFound(subject="list") from error
    return path
