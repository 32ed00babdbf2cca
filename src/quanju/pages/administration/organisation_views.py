"""Organisations and posts."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from quanju.domains.people.actions import organisations as organisations_actions
from quanju.domains.people.actions.organisations import rename_organisation
from quanju.domains.people.permissions import may_manage_organisations, may_read_accounts
from quanju.domains.people.queries import organisations
from quanju.domains.people.queries.appointments import appointments_in
from quanju.domains.people.queries.organisations import (
    OrganisationLine,
    organisations_by_code,
    posts_by_code,
)
from quanju.domains.people.types import ORGANISATION_KINDS
from quanju.domains.rulebook.permissions import may_read_rules
from quanju.pages.administration import lists
from quanju.pages.administration.answers import carried_out, may_enter, tabs
from quanju.pages.administration.forms import NamesForm, OrganisationForm, PostForm
from quanju.pages.shared.listing import answer, rows_of
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@require_GET
def home(request: Request) -> HttpResponseBase:
    """The tree of organisations; who sees rules only goes there."""
    may_enter(request.actor).or_refuse()
    if not may_read_accounts(request.actor) and may_read_rules(request.actor):
        return HttpResponseRedirect(reverse("administration:rules"))
    return answer(
        request,
        "administration/organisations.html",
        lists.organisations(organisations.tree(at=request.moment)),
        may_manage=may_manage_organisations(request.actor),
        **tabs(request.actor, "organisations"),
    )


@require_http_methods(["GET", "POST"])
def add_organisation(request: Request, parent: int | None = None) -> HttpResponse:
    """A new organisation under another one."""
    may_manage_organisations(request.actor).or_refuse()
    above = organisations.organisation(parent) if parent is not None else None
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form,
            lambda: done_once(
                request,
                "people.add_organisation",
                lambda: organisations_actions.add_organisation(
                    **form.cleaned_data, parent=parent, by=request.actor, at=request.moment
                ),
            ),
        )
        if made:
            pk = organisations_by_code()[_code_of(made)]
            return HttpResponseRedirect(reverse("administration:organisation", args=[pk]))
    return render(
        request,
        "administration/add_organisation.html",
        {"form": form, "above": above, **tabs(request.actor, "organisations")},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def organisation(request: Request, pk: int) -> HttpResponse:
    """An organisation with its posts; POST gives it other names."""
    may_read_accounts(request.actor).or_refuse()
    row = organisations.organisation(pk)
    form = NamesForm(request.POST or None, initial={"name_zh": row.name_zh, "name_en": row.name_en})
    if request.method == "POST":
        may_manage_organisations(request.actor).or_refuse()
        if form.is_valid() and carried_out(form, lambda: bool(_renamed(request, pk, form))):
            return HttpResponseRedirect(reverse("administration:organisation", args=[pk]))
    lines = organisations.tree(at=request.moment)
    return render(
        request,
        "administration/organisation.html",
        {
            "row": row,
            "kind": ORGANISATION_KINDS[row.kind],
            "form": form,
            "parts": _parts(lines, pk),
            **_posts_of(request, pk),
            "may_manage": may_manage_organisations(request.actor),
            **tabs(request.actor, "organisations"),
        },
        status=422 if form.errors else 200,
    )


def _posts_of(request: Request, pk: int) -> dict[str, object]:
    return rows_of(
        lists.POST_COLUMNS, organisations.posts(organisation_ids=[pk], at=request.moment)
    )


def _renamed(request: Request, pk: int, form: NamesForm) -> object:
    names = form.cleaned_data
    return done_once(
        request,
        "people.rename_organisation",
        lambda: rename_organisation(organisation=pk, **names, by=request.actor, at=request.moment),
    )


def _parts(lines: list[OrganisationLine], pk: int) -> list[OrganisationLine]:
    """What stands right under it in the tree."""
    found, depth = [], None
    for line in lines:
        if depth is not None and line.depth <= depth:
            break
        if depth is not None and line.depth == depth + 1:
            found.append(line)
        if line.pk == pk:
            depth = line.depth
    return found


@require_http_methods(["GET", "POST"])
def add_post(request: Request, organisation: int) -> HttpResponse:
    """A new post in an organisation."""
    may_manage_organisations(request.actor).or_refuse()
    place = organisations.organisation(organisation)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form,
            lambda: done_once(
                request,
                "people.add_post",
                lambda: organisations_actions.add_post(
                    organisation=organisation,
                    **form.cleaned_data,
                    by=request.actor,
                    at=request.moment,
                ),
            ),
        )
        if made:
            pk = posts_by_code()[_code_of(made)]
            return HttpResponseRedirect(reverse("administration:post", args=[pk]))
    return render(
        request,
        "administration/add_post.html",
        {"form": form, "place": place, **tabs(request.actor, "posts")},
        status=422 if form.errors else 200,
    )


@require_GET
def posts(request: Request) -> HttpResponseBase:
    """Every post and how many hold it."""
    may_read_accounts(request.actor).or_refuse()
    listing = lists.posts(organisations.posts(at=request.moment))
    return answer(request, "administration/posts.html", listing, **tabs(request.actor, "posts"))


@require_GET
def post(request: Request, pk: int) -> HttpResponseBase:
    """A post and who holds, held and will hold it."""
    may_read_accounts(request.actor).or_refuse()
    shown, at = organisations.post(pk, at=request.moment), request.moment
    listing = lists.holders(appointments_in(pk, at=at), f"post:{shown.code}", at)
    more = tabs(request.actor, "posts")
    return answer(request, "administration/post.html", listing, post=shown, **more)


def _code_of(subject: str) -> str:
    """`b1` of `organisation:b1`: organisations and posts are named by their code."""
    return subject.partition(":")[2]
