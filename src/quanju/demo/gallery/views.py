"""Every piece of the house, filled and empty, and drawings of two desks. Only in the demo."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.demo.gallery import deadlines, town
from quanju.demo.gallery.words import CARDS, COUNTS, PROPOSALS, STEPS, TIMELINE
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.shared.refusals import answer

PAGES = {
    "pieces": "gallery/pieces.html",
    "dispatch": "gallery/dispatch.html",
    "phone": "gallery/phone.html",
    "sign-in": "gallery/sign_in.html",
    "page": "gallery/page.html",
}


class UnitTaken(Refused):
    """Shown as the example of a refusal."""

    code = "UNIT_TAKEN"
    text = Text(
        "P3 在 2 秒前被 031 台派往 1123-0426。",
        "P3 was sent to 1123-0426 by desk 031, 2 seconds ago.",
    )
    allowed = (Text("派 P7（1:52）", "Send P7 (1:52)"), Text("另选单位", "Choose another unit"))


class ExampleForm(forms.Form):
    place = forms.CharField(label=Text("地点", "Place"), max_length=80)  # type: ignore[arg-type]
    kind = forms.ChoiceField(
        label=Text("类别", "Class"),  # type: ignore[arg-type]
        choices=[("fight", Text("殴斗", "Fight")), ("theft", Text("盗窃", "Theft"))],
    )
    people = forms.MultipleChoiceField(
        label=Text("同去", "Who else goes"),  # type: ignore[arg-type]
        choices=[(n, f"演示{name} · 00000{n} · 巡逻单元") for n, name in enumerate("甲乙丙丁", 1)],
        widget=forms.SelectMultiple(attrs={"data-chooses": ""}),
        required=False,
    )
    words = forms.CharField(
        label=Text("经过", "What happened"),  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=Text("提到“流血”“刀”会上调等级", "“Blood” or “knife” raises the grade"),  # type: ignore[arg-type]
    )
    is_anonymous = forms.BooleanField(
        label=Text("报警人不留姓名", "The caller stays anonymous"),  # type: ignore[arg-type]
        required=False,
    )


@dataclass(frozen=True)
class GalleryClock:
    """A clock so far along towards its limit."""

    now: datetime
    gone: timedelta
    limit: timedelta | None = None
    since: datetime = field(init=False)
    until: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", self.now - self.gone)
        object.__setattr__(self, "until", self.since + self.limit if self.limit else None)


def _context(now: datetime) -> dict[str, Any]:
    def minutes(gone: float, limit: float | None) -> GalleryClock:
        return GalleryClock(
            now, timedelta(minutes=gone), timedelta(minutes=limit) if limit else None
        )

    cards = [{**card, "clock": minutes(card["gone"], card["limit"])} for card in CARDS]
    failed = ExampleForm({"place": "", "kind": "theft"})
    failed.is_valid()
    return {
        "cards": cards,
        "counts": COUNTS,
        "proposals": PROPOSALS,
        "steps": STEPS,
        "timeline": [{**one, "at": now - timedelta(seconds=one["ago"])} for one in TIMELINE],
        "clocks": [minutes(0.5, 2), minutes(1.6, 2), minutes(2.4, 2), minutes(11, None)],
        "deadlines": deadlines.examples(now),
        "refused": UnitTaken(),
        "form": ExampleForm(),
        "failed": failed,
        "now": now,
        "long_ago": now - timedelta(days=2, hours=3),
        "units": town.UNITS,
        "hours": [
            9,
            6,
            4,
            3,
            2,
            3,
            6,
            12,
            17,
            18,
            16,
            15,
            17,
            16,
            15,
            17,
            19,
            23,
            26,
            25,
            24,
            21,
            16,
            12,
        ],
        "hour_marks": ["0", "6", "12", "18"],
        "bars": [
            (Text("1 分钟圈", "1-minute ring"), 93, "93% · n=41", "good"),
            (Text("3 分钟圈", "3-minute ring"), 88, "88% · n=112", ""),
            (Text("5 分钟圈", "5-minute ring"), 71, "71% · n=64", "warn"),
        ],
    }


@login_not_required
@require_GET
def page(request: HttpRequest, name: str = "pieces") -> HttpResponse:
    """One page of the gallery."""
    if name not in PAGES:
        raise Http404
    now = getattr(request, "moment", None) or datetime.now(UTC)
    return render(request, PAGES[name], _context(now))


@login_not_required
@require_GET
def town_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    if not (0 <= z <= 19 and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Http404
    found = HttpResponse(town.tile(z, x, y), content_type="application/vnd.mapbox-vector-tile")
    found["Cache-Control"] = "max-age=3600"
    return found


@login_not_required
@require_GET
def town_signs(request: HttpRequest, kind: str) -> HttpResponse:
    return HttpResponse(town.signs(kind), content_type="application/geo+json")


@login_not_required
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """What a refused order looks like."""
    return answer(request, UnitTaken(), Text("没有派出 P3", "P3 was not sent"))
