"""What the desk may send."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quanju.domains.dispatch.queries.tables import incident_types
from quanju.domains.dispatch.types import INCIDENT_STATES
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.pages.dispatch_desk.place_forms import PlaceForm, point_at
from quanju.pages.shared.fields import Filter, MomentField, MomentInput

Choices = Sequence[tuple[int | str, str]]
GONE = {
    "units": Text(
        "所选单位已不在这条警情出警，请重新选择",
        "A chosen unit is no longer at work for it; choose again",
    ),
    "calls": Text(
        "所选来电已不属于这条警情，请重新选择",
        "A chosen call is about another incident; choose again",
    ),
}
LABELS = {
    "type_code": Text("类型", "Type"),
    "said": Text("报警内容", "What is said"),
    "caller_number": Text("来电号码", "Caller's number"),
    "is_anonymous": Text("报警人匿名", "The caller stays anonymous"),
    "is_unreached": Text("没接通，但疑有危险", "Not reached, but in danger"),
    "grade": Text("等级", "Grade"),
    "grade_reason": Text("降级理由", "Reason for a lower grade"),
    "units": Text("随之转出的单位", "Units that go along"),
    "calls": Text("随之转出的来电", "Calls that go along"),
    "reason": Text("拆分理由", "Why it is split"),
}


class CallForm(PlaceForm):
    """A call: place first, then what happened."""

    caller_address = forms.CharField(max_length=300, required=False)
    caller_lon, caller_lat = point_at("caller_address"), point_at("caller_address")
    type_code = forms.ChoiceField()
    said = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    caller_number = forms.CharField(max_length=30, required=False)
    is_anonymous = forms.BooleanField(required=False)
    grade = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    grade_reason = forms.CharField(max_length=300, required=False)
    join = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    call = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    is_unreached = forms.BooleanField(required=False)
    opened = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in LABELS:
                field.label = str(LABELS[name])
        grouped: dict[str, list[tuple[str, str]]] = {}
        for kind in (one for one in incident_types(now()) if not one.is_complaint):
            grouped.setdefault(str(kind.class_name), []).append((kind.code, str(kind.name)))
        choose = [("", str(Text("请选择", "choose")))]
        self._choices("type_code", [*choose, *grouped.items()])
        proposed = ("", str(Text("按建议", "as proposed")))
        grades = [(n, str(Text(f"{n} 级", f"Grade {n}"))) for n in (1, 2, 3, 4)]
        self._choices("grade", [proposed, *grades])


def card_sent(sent: Mapping[str, Any]) -> dict[str, str]:
    """The answers of the card that stands in the form: its questions are the table's, not ours."""
    asked = [name for name in sent if name.startswith("card.") and sent[name]]
    return {name.removeprefix("card."): str(sent[name]) for name in asked}


class SplitForm(CallForm):
    """The second of two events: what it is and where, and what goes along to it."""

    caller_number = is_anonymous = None  # type: ignore[assignment]
    join = call = opened = is_unreached = None  # type: ignore[assignment]
    caller_address = caller_lon = caller_lat = None  # type: ignore[assignment]
    units = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    calls = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(max_length=300)

    def __init__(
        self, *args: Any, units: Choices, calls: Choices, may_send: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs.pop("autofocus")
        self.fields["said"].label = str(Text("另一起是怎么回事", "What the other event is"))
        self.fields["said"].widget.attrs["rows"] = 2
        self._choices("units", list(units))
        self._choices("calls", list(calls))
        self.fields["units"].disabled = not may_send
        for name, words in GONE.items():
            self.fields[name].error_messages["invalid_choice"] = str(words)


FACTORS = ("1.2", "1.4", "1.6", "2", "3")


def _until() -> MomentField:
    return MomentField(
        required=False,
        label=str(Text("到何时", "Until")),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


class CircumstanceForm(forms.Form):
    """Snow, fog, flood: every drive takes longer."""

    prefix = "all"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_zh"] = forms.CharField(
            max_length=60,
            label=str(Text("情形", "What it is")),
            widget=forms.TextInput(attrs={"placeholder": str(Text("雪", "snow"))}),
        )
        self.fields["factor"] = forms.TypedChoiceField(
            coerce=float,
            label=str(Text("行车时间", "Drive time")),
            initial="1.4",
            choices=[(one, f"×{one}") for one in FACTORS],
        )
        self.fields["valid_until"] = _until()


class ClosureForm(forms.Form):
    """A road closed or slow around a place."""

    lon = forms.FloatField(widget=forms.HiddenInput)
    lat = forms.FloatField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [("closed", str(Text("不能通行", "closed")))]
        slow = [(one, str(Text(f"慢行 ×{one}", f"slow ×{one}"))) for one in FACTORS[1:]]
        quiet = forms.TextInput(attrs={"autocomplete": "off"})
        self.fields["address"] = forms.CharField(
            max_length=120, widget=quiet, label=str(Text("路段或桥", "Road or bridge"))
        )
        self.fields["effect"] = forms.ChoiceField(
            choices=whole + slow, label=str(Text("通行", "Passage"))
        )
        self.fields["radius_m"] = forms.FloatField(
            min_value=1, initial=30, label=str(Text("范围（米）", "Within (m)"))
        )
        self.fields["valid_until"] = _until()

    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        sent = self.cleaned_data
        is_closed = sent["effect"] == "closed"
        return {
            "geometry": {"type": "Point", "coordinates": [sent["lon"], sent["lat"]]},
            "name_zh": sent["address"],
            "kind": "closed" if is_closed else "slow",
            "factor": 1.0 if is_closed else float(sent["effect"]),
            "radius_m": sent["radius_m"],
            "valid_until": sent["valid_until"],
        }


class SpanForm(Filter):
    """Which incidents to list; the queries behind the measures."""

    def __init__(
        self,
        *args: Any,
        kinds: Choices = (("", "—"),),
        zones: Choices = (("", "—"),),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = forms.CharField(
            max_length=16, required=False, label=str(Text("编号或后四位", "Number or its end"))
        )
        # `from` is a word of the language, so the fields are entered by name.
        self.fields["from"] = MomentField(required=False, label=str(Text("自", "From")))
        self.fields["until"] = MomentField(required=False, label=str(Text("至", "Until")))
        self.fields["ring"] = forms.IntegerField(
            min_value=0, max_value=5, required=False, label=str(Text("圈（分钟）", "Ring (min)"))
        )
        self.fields["grade"] = forms.IntegerField(
            min_value=1, max_value=4, required=False, label=str(Text("等级", "Grade"))
        )
        self.fields["state"] = forms.ChoiceField(
            choices=[
                ("", str(Text("全部", "all"))),
                *((code, str(words)) for code, words in INCIDENT_STATES.items()),
            ],
            required=False,
            label=str(Text("状态", "State")),
        )
        self.fields["kind"] = forms.ChoiceField(
            choices=kinds, required=False, label=str(Text("类别或类型", "Class or type"))
        )
        self.fields["zone"] = forms.ChoiceField(
            choices=zones, required=False, label=str(Text("巡区", "Zone"))
        )
        # A figure of the measures opens what it counts: no condition that somebody types.
        self.fields["measure"] = forms.CharField(
            max_length=10, required=False, widget=forms.HiddenInput()
        )
        for name in ("from", "until"):
            self.fields[name].widget = MomentInput(attrs={"step": "1"})
