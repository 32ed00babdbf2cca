"""What the patrol board asks for. The room checks again; here words stand at the fields."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms

from quanju.domains.duty.types import WEEKDAYS
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import STATION, UNSWORN, VOLUNTEERS
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.patrol.types.standing import FORCE_TYPES, OWN_FORCES
from quanju.domains.people.queries.candidates import Candidate, candidates
from quanju.domains.people.queries.organisations import tree
from quanju.domains.people.types import Actor
from quanju.domains.rounds.types import ROUND_MODES
from quanju.pages.shared.fields import DayField, MomentField
from quanju.pages.shared.people import PeopleField, PersonField, offer_people

Choices = list[tuple[Any, str]]
NO = ("", "—")


def moment_field(label: Text, hint: Text | None = None) -> MomentField:
    """A local day and time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return MomentField(label=label, widget=widget, help_text=hint or "")  # type: ignore[arg-type]


def line(label: Text, longest: int, hint: Text | None = None, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, help_text=hint or "", **more)  # type: ignore[arg-type]


def choice(label: Text, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required)  # type: ignore[arg-type]


def number(label: Text, least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)  # type: ignore[arg-type]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def zones(at: datetime) -> Choices:
    return [(n, f"{n} · {name}") for n, name in sorted(zones_queries.zone_names(at).items())]


def points(at: datetime) -> Choices:
    return [(p.number, f"{p.number} · {p.name}") for p in zones_queries.staging_points(at)]


def units(actor: Actor) -> Choices:
    return [(u.pk, f"{u.call_sign} · {u.force}") for u in units_queries.units_visible_to(actor)]


def houses(actor: Actor, at: datetime) -> Choices:
    """Organisations whose people this actor may plan."""
    rows = tree(at=at)
    if actor.role in STATION:
        rows = [row for row in rows if row.pk in _station(actor)]
    return [(row.pk, f"{'　' * row.depth}{row.name}") for row in rows]


def staff(actor: Actor, at: datetime, *, with_volunteers: bool = False) -> list[Candidate]:
    """Whom this actor may plan: its own station's people, or the branch's."""
    station = actor.station_id if actor.role in STATION else None
    but = () if with_volunteers else UNSWORN
    return candidates(station_id=station, but_roles=but, at=at)


def _station(actor: Actor) -> set[int]:
    inside: set[int] = set()
    depth = None
    for row in tree(at=now()):
        if row.pk == actor.station_id:
            depth = row.depth
        elif depth is not None and row.depth <= depth:
            depth = None
        if depth is not None:
            inside.add(row.pk)
    return inside


PEOPLE = Text(
    "义警会自动分到本班民警身边", "Volunteers are put beside the officers of the shift in turn"
)
REASON = Text(
    "抽调社区民警离开本社区时必填，计入抽调",
    "Needed when community officers are taken away; it is counted",
)


class ShiftForm(forms.Form):
    """A shift to plan."""

    force_type = choice(Text("警种", "Force"))
    organisation = choice(Text("派出单位", "Whose people"))
    zone = choice(Text("巡区", "Zone"), required=False)
    staging_point = choice(Text("屯警点", "Staging point"), required=False)
    duty_from = moment_field(Text("自", "From"))
    duty_until = moment_field(
        Text("至", "Until"),
        Text("跨午夜请写第二天的日期", "Across midnight: give the next day"),
    )
    headcount = number(Text("人数", "People"), 1, 60, initial=2)
    unit = choice(Text("班组", "Unit"), required=False)
    people = PeopleField(label=Text("人员", "Who"), help_text=PEOPLE)
    reason = line(Text("抽调理由", "Reason for taking away"), 200, REASON, required=False)

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "people", staff(actor, at, with_volunteers=True))
        offer(self, "force_type", [(k, str(t)) for k, t in FORCE_TYPES.items()])
        offer(self, "organisation", houses(actor, at))
        offer(self, "zone", [NO, *zones(at)])
        offer(self, "staging_point", [NO, *points(at)])
        offer(self, "unit", [NO, *units(actor)])


class MembersForm(forms.Form):
    """Other people for a shift."""

    people = PeopleField(label=Text("人员", "Who"), help_text=PEOPLE)
    reason = line(Text("抽调理由", "Reason for taking away"), 200, REASON, required=False)

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "people", staff(actor, at, with_volunteers=True))


class RoundForm(forms.Form):
    """A round to plan, its checkpoints a line each."""

    mode = choice(Text("方式", "How"))
    zone = choice(Text("巡区", "Zone"))
    organisation = choice(Text("派出单位", "Whose people"))
    unit = choice(Text("班组（车巡、步巡）", "Unit (car, foot)"), required=False)
    person = PersonField(label=Text("值守人员（视频轮巡）", "Who looks (video)"), required=False)
    duty_from = moment_field(Text("自", "From"))
    duty_until = moment_field(Text("至", "Until"))
    checkpoints = forms.CharField(
        label=Text("巡逻点", "Checkpoints"),  # type: ignore[arg-type]
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=Text(  # type: ignore[arg-type]
            "每行一个：时刻 名称 [经度,纬度]；视频轮巡：时刻 摄像机编号 名称。如：21:30 夜市南口",
            "One a line: time name [lon,lat]; video: time camera name. Such as: 21:30 South gate",
        ),
    )

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "person", staff(actor, at))
        offer(self, "mode", [(k, str(t)) for k, t in ROUND_MODES.items()])
        offer(self, "zone", zones(at))
        offer(self, "organisation", houses(actor, at))
        offer(self, "unit", [NO, *units(actor)])


class OccasionForm(forms.Form):
    """A market or event with its hours."""

    name_zh = line(Text("中文名称", "Chinese name"), 60)
    name_en = line(Text("英文名称", "English name"), 80, required=False)
    staging_point = choice(Text("屯警点", "Staging point"))
    force_type = choice(Text("警种", "Force"))
    headcount = number(Text("人数", "People"), 1, 60, initial=2)
    weekdays = forms.MultipleChoiceField(
        label=Text("星期", "Weekdays"),  # type: ignore[arg-type]
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(
        label=Text("首日", "First day"),  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = DayField(
        label=Text("末日", "Last day"),  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    begins = forms.TimeField(
        label=Text("开始", "Begins"),  # type: ignore[arg-type]
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=Text("结束", "Ends"),  # type: ignore[arg-type]
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=Text("早于开始即到第二天", "Earlier than the beginning: the next day"),  # type: ignore[arg-type]
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "staging_point", points(at))
        offer(self, "force_type", [(k, str(FORCE_TYPES[k])) for k in OWN_FORCES])
        offer(self, "weekdays", [(n, str(t)) for n, t in enumerate(WEEKDAYS)])


class SecondmentForm(forms.Form):
    """Somebody of an office for patrol duty."""

    person = PersonField(label=Text("人员", "Who"))
    home = choice(Text("派出单位", "Home"))
    host = choice(Text("接收单位", "Host"))
    duty_from = moment_field(Text("自", "From"))
    duty_until = moment_field(Text("至", "Until"))

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "person", staff(actor, at))
        for name in ("home", "host"):
            offer(self, name, [NO, *houses(actor, at)])


class VolunteerForm(forms.Form):
    """A volunteer to register."""

    person = PersonField(label=Text("义警", "Volunteer"))

    def __init__(self, *args: Any, registered: Collection[int], at: datetime, **kw: Any) -> None:
        super().__init__(*args, **kw)
        found = candidates(roles=VOLUNTEERS, at=at)
        offer_people(self, "person", [one for one in found if one.pk not in registered])


class ServiceForm(forms.Form):
    """Minutes of service to people."""

    minutes = number(Text("刚刚服务群众（分钟）", "Service to people just now (minutes)"), 1, 480)
