"""One's own account: language, theme, password, second factor, sessions, posts, own data."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal import queries as journal
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text
from quanju.domains.people import authors
from quanju.domains.people.actions import duty, sessions
from quanju.domains.people.permissions import may_change_credentials
from quanju.domains.people.queries import accounts
from quanju.domains.people.queries.appointments import appointments_for
from quanju.domains.people.queries.duties import duties_of
from quanju.domains.people.queries.saved_views import saved_views
from quanju.domains.people.queries.sessions import posts_to_choose, sessions_of
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of

SHOWN = 200


@never_cache
@require_GET
def account(request: Request) -> HttpResponse:
    """Everything one may set, and how one stands."""
    own = accounts.account(request.actor.person_id or 0)
    return render(
        request,
        "account/account.html",
        {
            "own": own,
            "standing": request.standing,
            "role": ROLES.get(request.actor.role),
            "may_change_credentials": may_change_credentials(has_password=own.has_password),
            "sessions": sessions_of(own.person_id, at=request.moment),
            "held": posts_to_choose(own.person_id, current=request.actor.post, at=request.moment),
        },
    )


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("account:account"))


@require_POST
def end_own_session(request: Request, ref: str) -> HttpResponse:
    """End one of one's own sessions elsewhere."""
    done_once(
        request,
        "people.end_own_session",
        lambda: sessions.end_own_session(ref=ref, by=request.actor, at=request.moment),
    )
    messages.success(request, str(Text("那个会话已结束。", "That session has ended.")))
    return _back()


@require_POST
def go_on_duty(request: Request) -> HttpResponse:
    done_once(
        request,
        "people.go_on_duty",
        lambda: duty.go_on_duty(by=request.actor, at=request.moment),
    )
    return _back()


@require_POST
def go_off_duty(request: Request) -> HttpResponse:
    done_once(
        request,
        "people.go_off_duty",
        lambda: duty.go_off_duty(by=request.actor, at=request.moment),
    )
    return _back()


@never_cache
@require_GET
def my_data(request: Request) -> HttpResponse:
    """What is kept about oneself, and which offices looked at it (SG-23)."""
    own = accounts.account(request.actor.person_id or 0)
    return render(
        request,
        "account/my_data.html",
        {
            "own": own,
            "appointments": appointments_for(own.person_id, at=request.moment),
            "duties": duties_of(own.person_id),
            "readings": _readings(own.subject),
            "changes": lines_of(
                journal.search(author=own.subject, limit=50), is_signed=False, with_readings=True
            ),
        },
    )


def _readings(subject: str) -> list[authors.SignedEntry]:
    """Entries about oneself by others: the office is shown, not the name."""
    entries = [e for e in journal.search(subject=subject, limit=SHOWN) if e.author != subject]
    return authors.with_authors(entries)


@never_cache
@require_GET
def my_data_file(request: Request) -> HttpResponse:
    """The same as a file to keep."""
    own = accounts.account(request.actor.person_id or 0)
    consult(subject=own.subject, by=request.actor, at=request.moment, purpose="administer")
    body: dict[str, Any] = {
        "account": asdict(own),
        "appointments": [asdict(one) for one in appointments_for(own.person_id, at=request.moment)],
        "duties": [asdict(one) for one in duties_of(own.person_id)],
        "sessions": [asdict(one) for one in sessions_of(own.person_id, at=request.moment)],
        "saved_views": [asdict(one) for one in saved_views(by=request.actor)],
        "entries_about_me": [
            {
                "at": one.entry.at,
                "event": one.entry.event,
                "kind": one.entry.kind,
                "purpose": one.entry.purpose,
                "organisation": str(one.organisation or ""),
                "post": str(one.post or ""),
            }
            for one in _readings(own.subject)
        ],
    }
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer
