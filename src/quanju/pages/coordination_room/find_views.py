"""Finding in one's own groups: messages, items, files; each hit leads to where it stands."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.finding import LONGEST_ASKED, MOST, find_lines
from quanju.domains.coordination.queries.groups import ONE_READING
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Filter, Whole
from quanju.pages.shared.request import Request

WORDS = Text("找什么", "Words")
TOO_LONG = Text(f"最多 {LONGEST_ASKED} 字", f"At most {LONGEST_ASKED} characters")


class FindForm(Filter):
    """What is looked for, in which group."""

    q = forms.CharField(
        required=False,
        label=WORDS,  # type: ignore[arg-type]
        max_length=LONGEST_ASKED,
        error_messages={"max_length": TOO_LONG},  # type: ignore[dict-item]
    )
    group = forms.SlugField(required=False, max_length=16)
    before = Whole(required=False)


@never_cache
@require_GET
def find(request: Request) -> HttpResponse:
    """The newest texts in which all words stand; each reading is recorded at its group."""
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    form = FindForm(request.GET)
    context: dict[str, Any] = {"form": form, "hits": [], "more": None}
    if form.is_valid() and form.cleaned_data["q"]:
        said = form.cleaned_data
        hits = find_lines(
            said["q"], group=said["group"], before=said["before"], by=by, at=at, most=MOST + 1
        )
        for number in sorted({one.group for one in hits}):
            subject = f"group:{number}"
            consult(subject=subject, by=by, at=at, purpose="coordinate", ongoing=ONE_READING)
        more = hits[MOST - 1].key if len(hits) > MOST else None
        context |= {"hits": hits[:MOST], "more": more, **said}
    status = 422 if form.errors else 200
    return render(request, "coordination_room/find.html", context, status=status)
