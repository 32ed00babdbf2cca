"""Theme and language of this browser; open to everybody, changes nothing else."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR_S = 365 * 24 * 3600


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme or language in a cookie and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = {
        "quanju_theme": (request.POST.get("theme"), {"dark", "light", "auto"}),
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
    return response
