"""One-click entry as each role. Outside the demo neither table, address nor template exists."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from quanju.demo.models import Entry
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.actions.sessions import end_session, sign_in
from quanju.domains.people.queries.actors import people_by_username
from quanju.domains.people.queries.organisations import posts_by_code
from quanju.pages.shared.request import Request
from quanju.pages.sign_in.adapters import may_go_to, set_appearance
from quanju.pages.sign_in.ports import panels
from quanju.pages.sign_in.session import SIGN_IN, address_of, user_agent_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def offer_entries(accounts: Iterable[tuple[str, str]]) -> int:
    """Offer these (account name, post code) on the sign-in page, in this order."""
    people = people_by_username()
    posts = posts_by_code()
    wanted = [(people[name], posts[post]) for name, post in accounts]
    with write():
        Entry.objects.all().delete()
        Entry.objects.bulk_create(
            Entry(person_id=person, post_id=post, order=order)
            for order, (person, post) in enumerate(wanted)
        )
    return len(wanted)


def show_beside_sign_in() -> None:
    """Put the list of roles beside the sign-in form."""
    if settings.IS_DEMO:
        panels.plug("demo", entries_panel)


def entries_panel(request: HttpRequest) -> SafeString:
    entries = Entry.objects.select_related("person", "post__organisation").order_by("order")
    rows = [
        {"pk": one.pk, "role": ROLES[one.post.role], "entry": one, "post": one.post}
        for one in entries
    ]
    return render_to_string("demo/entries.html", {"rows": rows}, request)


@login_not_required
@never_cache
@require_POST
def enter(request: Request) -> HttpResponse:
    """Open a session in the chosen account and post, without password or second factor."""
    text = request.POST.get("entry", "")
    entry = (
        Entry.objects.select_related("post").filter(pk=int(text)).first()
        if settings.IS_DEMO and text.isascii() and text.isdigit() and len(text) < 10
        else None
    )
    if entry is None:
        raise NotFound(subject="demo:entry")
    if request.standing is not None:
        # As if the browser were closed: who plays two roles hands no desk over between them.
        ref, by = request.actor.session, request.actor
        end_session(ref=ref, why="sign_out", by=by, at=request.moment)
    person = get_user_model().objects.get(pk=entry.person_id)
    session = sign_in(
        person=person.pk,
        at=request.moment,
        user_agent=user_agent_of(request),
        address=address_of(request),
        demo_post=entry.post.code,
    )
    login(request, person, backend=BACKEND)
    request.session[SIGN_IN] = session.ref
    where = request.POST.get("next", "")
    response = HttpResponseRedirect(where if may_go_to(where, request) else "/start")
    set_appearance(response, language=person.language, theme=person.theme)
    return response
