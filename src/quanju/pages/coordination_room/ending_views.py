"""What two decide about the archive: large packages are asked for, old groups are deleted."""

import re
from operator import attrgetter

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.approvals.queries import proposed_by
from quanju.domains.coordination.actions import deleting, taking
from quanju.domains.coordination.queries.archive import due_groups
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.listing import Column, rows_of
from quanju.pages.shared.once import done_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request

READY = Text("可以销毁", "ready")
KEPT_BACK = Text("文件在保全中或未到期", "files on hold or not due")
COLUMNS = (
    Column(Text("选", "Choose"), attrgetter("head"), "verbs", part="coordination_room/choose.html"),
    Column(
        Text("编号", "Number"),
        attrgetter("head.number"),
        href=lambda row: (
            reverse("coordination_room:archived", args=[row.head.number])
            if row.head.closed_at
            else ""
        ),
    ),
    Column(Text("类型", "Type"), attrgetter("head.kind_name")),
    Column(Text("责任部门", "Responsible"), attrgetter("head.responsible")),
    Column(Text("结群", "Closed"), attrgetter("head.closed_at"), "moment"),
    Column(Text("到期", "Due"), attrgetter("due_at"), "moment"),
    Column(
        Text("状态", "State"),
        lambda row: READY if row.is_ready else KEPT_BACK,
        tone=lambda row: "warn" if row.is_ready else "muted",
    ),
)


NUMBER = re.compile(r"[0-9A-Za-z-]{1,16}")


class DeletionForm(forms.Form):
    """Groups by their numbers, and why."""

    reason = Words()

    def numbers(self) -> list[str]:
        """What was chosen; what is no number of a group is found by nobody."""
        sent: list[str] = self.data.getlist("groups")  # type: ignore[attr-defined]
        return [one if NUMBER.fullmatch(one) else "" for one in sent]


@never_cache
@require_GET
def due(request: Request) -> HttpResponse:
    """Groups past their term, for the archivist, and what waits for the second person."""
    listed = due_groups(request.actor, at=request.moment)
    mine = [one for one in proposed_by(request.actor) if one.act == deleting.DELETE_GROUPS.name]
    (waiting,) = shown_to(request.actor, mine)
    context = {"due": rows_of(COLUMNS, listed), "waiting": waiting, "most": deleting.AT_MOST}
    return render(request, "coordination_room/due.html", context)


@require_POST
def propose_deletion(request: Request) -> HttpResponse:
    """The chosen ones, put up for legal supervision."""
    form = DeletionForm(request.POST)
    form.is_valid()
    done_once(
        request,
        "coordination.propose_deletion",
        lambda: deleting.propose_deletion(
            groups=form.numbers(),
            reason=form.cleaned_data.get("reason", ""),
            by=request.actor,
            at=request.moment,
        ),
    )
    return HttpResponseRedirect(reverse("coordination_room:due_groups"))


@require_POST
def propose_taking(request: Request, number: str) -> HttpResponse:
    """A package of many records: asked for, with the purpose that a second person reads."""
    done_once(
        request,
        "coordination.propose_taking",
        lambda: taking.propose_taking(
            group=number,
            **given(request.POST, purpose=Words()),
            by=request.actor,
            at=request.moment,
        ),
    )
    return HttpResponseRedirect(reverse("coordination_room:archived", args=[number]))
