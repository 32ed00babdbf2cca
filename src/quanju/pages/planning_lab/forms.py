"""What the planning desk asks for. The room checks again; here words stand at the fields."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django import forms

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.zones import staging_points
from quanju.domains.people.types import Actor
from quanju.domains.planning.queries.plans import plans
from quanju.domains.planning.queries.studies import studies
from quanju.domains.planning.types import BUILT_OF, CANDIDATES, MODELS, STATION_WISHES, Inputs

PLACES = Text(
    "每行一个“经度,纬度”，也可在地图上点选",
    "one “longitude,latitude” a line; a click on the map adds one",
)


def _number(zh: str, en: str, least: float, most: float, first: float, hint: Any = "") -> Any:
    return forms.FloatField(
        label=Text(zh, en),  # type: ignore[arg-type]
        min_value=least,
        max_value=most,
        initial=first,
        help_text=hint,
        widget=forms.NumberInput(attrs={"step": "any", "class": "number"}),
    )


def _places(zh: str, en: str) -> Any:
    return forms.CharField(
        label=Text(zh, en),  # type: ignore[arg-type]
        required=False,
        max_length=2000,
        help_text=PLACES,  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": 3, "data-places": ""}),
    )


def _whether(zh: str, en: str, *, first: bool = False) -> Any:
    return forms.BooleanField(label=Text(zh, en), required=False, initial=first)  # type: ignore[arg-type]


FORMS: dict[str, "type[StudyForm]"] = {}
"""The form of each kind of study; a form says whose it is by `@asks`."""
AnyForm = TypeVar("AnyForm", bound="type[StudyForm]")


def asks(kind: str) -> Callable[[AnyForm], AnyForm]:
    """This form asks for the wishes of that kind of study."""

    def put(form: AnyForm) -> AnyForm:
        FORMS[kind] = form
        return form

    return put


class StudyForm(forms.Form):
    """What every study is asked with; each kind adds its wishes."""

    title = forms.CharField(label=Text("题目", "Title"), max_length=100)  # type: ignore[arg-type]

    def __init__(self, *args: Any, actor: Actor, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor, self.at = actor, at
        listed = [(p.number, f"{p.number} · {p.name}") for p in staging_points(at)]
        for name in ("fixed", "movable", "without"):
            if name in self.fields:
                self.fields[name].choices = listed  # type: ignore[attr-defined]
        if "zones_of" in self.fields:
            drawn = [
                (one.pk, f"{one.pk} · {one.title}")
                for one in studies(by=actor)
                if one.kind == "zones" and one.status == "done"
            ]
            now = (("", Text("现有巡区", "today's zones")), *drawn)
            self.fields["zones_of"].choices = now  # type: ignore[attr-defined]
        if "plan" in self.fields:
            known = [(p.number, f"{p.number} · {p.title}") for p in plans(by=actor)]
            self.fields["plan"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    def options(self) -> Inputs:
        """The wishes as the room takes them."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "title" and v is not None}
        for name in ("added", "closed"):
            if name in given:
                given[name] = [line.split(",") for line in _lines(given[name])]
        return given


def _lines(text: str) -> list[str]:
    return [line.replace("，", ",").strip() for line in text.splitlines() if line.strip()]


@asks("points")
class PointsForm(StudyForm):
    count = _number("屯警点数", "Points", 1, 200, 27)
    model = forms.ChoiceField(
        label=Text("目标", "Aim"),  # type: ignore[arg-type]
        choices=[(code, words) for code, words in MODELS.items()],
    )
    limit_min = _number("时限（分钟）", "Limit (minutes)", 0.5, 60, 3)
    candidates = forms.ChoiceField(
        label=Text("新点可设在", "New points may stand"),  # type: ignore[arg-type]
        choices=[(code, words) for code, words in CANDIDATES.items()],
        initial="crowded",
    )
    each_zone = _whether("每个巡区至少一个点", "At least one point in every zone", first=True)
    zones_of = forms.ChoiceField(
        label=Text("巡区取自", "Zones taken from"),  # type: ignore[arg-type]
        required=False,
    )
    fixed = forms.MultipleChoiceField(
        label=Text("保持不动的点", "Points that stay"),  # type: ignore[arg-type]
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    movable = forms.MultipleChoiceField(
        label=Text("只动这几个点，其余都固定", "Move only these points, all others stay"),  # type: ignore[arg-type]
        required=False,
        help_text=Text(
            "选了就不必填点数和上一栏：三个点动，其余不动",
            "then leave the number and the list above alone: three move, the rest stays",
        ),  # type: ignore[arg-type]
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    added = _places("另加候选地点", "Candidate places of one's own")
    seconds = _number("计算时间（秒）", "Seconds to compute", 1, 600, 20)
    seed = _number("随机种子", "Seed", 0, 2**31 - 1, 1)

    def options(self) -> Inputs:
        """Points that may move become points that stay: all the others."""
        given = super().options()
        movable = set(given.pop("movable", ()))
        if movable:
            known = [str(point.number) for point in staging_points(self.at)]
            given["fixed"] = [number for number in known if number not in movable]
            given["count"] = len(known)
        return given


@asks("zones")
class ZonesForm(StudyForm):
    count = _number("巡区数", "Zones", 1, 200, 17)
    calls_share = _number(
        "警情在工作量中的份额",
        "Share of calls in the work",
        0,
        1,
        0.6,
        Text("其余为道路长度", "the rest is road length"),
    )
    built_of = forms.ChoiceField(
        label=Text("巡区由什么组成", "Zones are made of"),  # type: ignore[arg-type]
        required=False,
        choices=list(BUILT_OF.items()),
        help_text=Text(  # type: ignore[arg-type]
            "街区不看河上有没有桥；起草后请看提示",
            "blocks do not ask for bridges over a river; read the cautions of the draft",
        ),
    )
    along_roads = _whether("边界尽量沿大路", "Borders along big roads")
    along_barriers = _whether(
        "边界尽量沿河、铁路（少有路通过处）",
        "Borders along rivers and railways (where few roads cross)",
    )
    stations = forms.ChoiceField(
        label=Text("派出所辖区界", "Borders of the stations"),  # type: ignore[arg-type]
        required=False,
        choices=list(STATION_WISHES.items()),
    )
    from_today = _whether("从现有巡区出发", "Start from today's zones", first=True)
    moving = _number(
        "变动代价",
        "Price of moving",
        0,
        1_000_000,
        100,
        Text("越大越接近现有巡区", "the greater, the nearer to today's zones"),
    )
    seed = _number("随机种子", "Seed", 0, 2**31 - 1, 1)


@asks("what_if")
class WhatIfForm(StudyForm):
    plan = forms.ChoiceField(
        label=Text("改用方案", "Under plan"),  # type: ignore[arg-type]
        required=False,
    )
    cars = forms.CharField(
        label=Text("增减车辆", "Cars more or fewer"),  # type: ignore[arg-type]
        required=False,
        max_length=400,
        help_text=Text("写作“5+1 12-1”：5 号点加一车", "“5+1 12-1”: one more at point 5"),  # type: ignore[arg-type]
    )
    without = forms.MultipleChoiceField(
        label=Text("撤掉的点", "Points given up"),  # type: ignore[arg-type]
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    closed = _places("封闭的道路或桥", "Roads or bridges closed")
    slower = _number(
        "行车时间倍数", "Drive times ×", 0.5, 5, 1, Text("雪天如 1.4", "1.4 for snow, say")
    )
    more_calls = _number("警情量倍数", "Calls ×", 0.1, 10, 1)
    days = _number("仿真天数", "Days simulated", 1, 366, 365)
    replications = _number("遍数", "Runs", 2, 50, 5)
    seed = _number("随机种子", "Seed", 0, 2**31 - 1, 1)

    def clean_cars(self) -> dict[str, int]:
        """`5+1 12-1` as numbers of points and cars more."""
        found = {}
        for word in self.cleaned_data["cars"].replace("，", " ").replace("−", "-").split():
            sign = "+" if "+" in word else "-"
            point, _, more = word.partition(sign)
            if not (point.isdecimal() and more.isdecimal()) or len(word) > 8:
                raise forms.ValidationError(
                    str(Text(f"“{word[:20]}”应写作 5+1", f"“{word[:20]}” should read 5+1"))
                )
            found[point] = int(f"{sign}{more}")
        return found


class PointForm(forms.Form):
    """One point of a draft: moved, added or taken out."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(label=Text("编号", "Number"), min_value=1, max_value=999)  # type: ignore[arg-type]
    name_zh = forms.CharField(label=Text("名称", "Name"), max_length=60, required=False)  # type: ignore[arg-type]
    place = forms.CharField(
        label=Text("位置", "Place"),  # type: ignore[arg-type]
        max_length=60,
        required=False,
        help_text=Text("经度,纬度；点地图即填入", "longitude,latitude; click the map to fill"),  # type: ignore[arg-type]
        widget=forms.TextInput(attrs={"data-place": ""}),
    )
    gone = _whether("撤掉这个点", "Take this point out")
