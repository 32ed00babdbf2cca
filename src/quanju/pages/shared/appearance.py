"""Theme and language: of this browser for everybody, and of the person who is signed in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from quanju.pages.shared.needs import needs_no_key

THEMES = ("dark", "light", "auto")
YEAR_S = 365 * 24 * 3600


@login_not_required
@require_POST
@needs_no_key("the same theme or language chosen twice is one choice")
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme or language in a cookie and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = {
        "quanju_theme": (request.POST.get("theme"), THEMES),
        settings.LANGUAGE_COOKIE_NAME: (request.POST.get("language"), dict(settings.LANGUAGES)),
    }
    for cookie, (value, known) in chosen.items():
        if value in known:
            response.set_cookie(
                cookie,
                str(value),
                max_age=YEAR_S,
                samesite="Strict",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
    _keep_for_person(request)
    return response


def _keep_for_person(request: HttpRequest) -> None:
    """So that another browser of the same person looks the same."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.person_id is None:
        return
    # Imported here: the gallery runs on a site without people.
    from quanju.domains.people.actions.preferences import set_language, set_theme

    at = request.moment  # type: ignore[attr-defined]
    if request.POST.get("theme") in THEMES:
        set_theme(theme=request.POST["theme"], by=actor, at=at)
    elif request.POST.get("language") in dict(settings.LANGUAGES):
        set_language(language=request.POST["language"], by=actor, at=at)
