"""Where it is, as well as it is known: the same fields wherever the desk is asked for a place."""

from collections.abc import Mapping
from typing import Any

from django import forms

from quanju.domains.dispatch.queries.places import PLACE_KINDS, Doubt
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.zones import zone_names

LABELS = {
    "address": Text("地点", "Place"),
    "place_kind": Text("地点清楚到什么程度", "How well it is known"),
    "radius_m": Text("多少米内", "Within (m)"),
    "other_address": Text("第二处", "The second place"),
    "zone": Text("所在巡区", "In zone"),
    "caller_address": Text("报警人位置（与现场不同时）", "Where the caller is, if elsewhere"),
}


def point_at(field: str) -> forms.FloatField:
    """Half of a point that the map or the list fills in; what is wrong is told at `field`."""
    return forms.FloatField(required=False, widget=forms.HiddenInput(attrs={"data-told-at": field}))


class PlaceForm(forms.Form):
    """A place in words and, where it is known, a point, two points, or a way around one."""

    address = forms.CharField(max_length=300)
    lon, lat = point_at("address"), point_at("address")
    place_kind = forms.ChoiceField(required=False, initial="exact", widget=forms.RadioSelect)
    radius_m = forms.FloatField(required=False)
    other_address = forms.CharField(max_length=300, required=False)
    other_lon, other_lat = point_at("other_address"), point_at("other_address")
    zone = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = now()
        for name, words in LABELS.items():
            if name in self.fields:
                self.fields[name].label = str(words)
        for name in ("address", "other_address", "caller_address"):
            if name in self.fields:
                self.fields[name].widget.attrs.update(autocomplete="off")
        self.fields["address"].widget.attrs["autofocus"] = True
        self.fields["radius_m"].initial = round(place_limits(at).rough_m)
        self._choices("place_kind", [(code, str(words)) for code, words in PLACE_KINDS.items()])
        unknown = ("", str(Text("不知道", "not known")))
        zones = [(number, f"{number:02} {name}") for number, name in sorted(zone_names(at).items())]
        self._choices("zone", [unknown, *zones])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def facts(self) -> dict[str, Any]:
        """What a verb takes: the place with its doubt, and whatever else the form asks."""
        return with_doubt(self.cleaned_data)


def with_doubt(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they were sent, what is not known of the place made one thing."""
    facts = dict(sent)
    kind = facts.pop("place_kind", "") or "exact"
    told = {name: facts.pop(name, None) for name in ("radius_m", "other_lon", "other_lat", "zone")}
    other = facts.pop("other_address", "")
    if kind == "exact":
        return {**facts, "doubt": None}
    if kind == "unknown":
        facts["lon"] = facts["lat"] = None
    needed = {
        "around": {"radius_m": told["radius_m"]},
        "either": {
            "other_lon": told["other_lon"],
            "other_lat": told["other_lat"],
            "other_address": other,
        },
        "unknown": {"zone": told["zone"]},
    }
    return {**facts, "doubt": Doubt(kind=kind, **needed.get(kind, {}))}


def initial_of(view: IncidentView) -> dict[str, Any]:
    """The place of an incident, to be put right or taken over."""
    points = [*view.place.points, (None, None), (None, None)]
    found = {
        "address": view.address,
        "lon": points[0][0],
        "lat": points[0][1],
        "place_kind": view.place.kind,
        "other_address": view.place.other_address,
        "other_lon": points[1][0],
        "other_lat": points[1][1],
        "zone": view.zone if view.place.kind == "unknown" else None,
    }
    return found | ({"radius_m": view.place.radius_m} if view.place.radius_m else {})
