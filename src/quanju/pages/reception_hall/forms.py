"""What the hall asks for."""

from datetime import datetime
from typing import Any

from django import forms

from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.hall import BOOKING_PURPOSES, SERVICES, Site
from quanju.domains.reception.types.letters import SCORES
from quanju.pages.shared.fields import MomentField, MomentInput, Words

QUARTER_S = 900


class TakeForm(forms.Form):
    """A visitor says which of the four services it is."""

    service = forms.ChoiceField(
        label=Text("您来办什么", "What did you come for"),  # type: ignore[arg-type]
        widget=forms.RadioSelect,
        error_messages={"required": Text("请选一项", "Please choose one")},  # type: ignore[dict-item]
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(code, str(name)) for code, name in SERVICES.items()]
        self.fields["service"].choices = choices  # type: ignore[attr-defined]


class ComeForm(forms.Form):
    """A visitor says when, and where, they will come."""

    site = forms.ChoiceField(label=Text("在哪里", "Where"))  # type: ignore[arg-type]
    back_at = forms.ChoiceField(label=Text("几点到", "When"))  # type: ignore[arg-type]

    def __init__(self, *given: Any, sites: list[Site], times: list[datetime], **more: Any) -> None:
        super().__init__(*given, **more)
        where = [(one.code, str(one.name)) for one in sites]
        when = [(one.isoformat(), f"{local_time(one):%H:%M}") for one in times]
        self.fields["site"].choices = where  # type: ignore[attr-defined]
        self.fields["back_at"].choices = when  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """What one thought of a visit."""

    score = forms.ChoiceField(
        label=Text("这次来访怎么样", "How was this visit"),  # type: ignore[arg-type]
        widget=forms.RadioSelect,
        error_messages={"required": Text("请选一项", "Please choose one")},  # type: ignore[dict-item]
    )
    said = Words(label=Text("想说的话（不写姓名）", "In your words (no names)"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(str(score), str(name)) for score, name in SCORES.items()]
        self.fields["score"].choices = choices  # type: ignore[attr-defined]


class BookForm(forms.Form):
    """A window or a room, from when until when, for what."""

    place = forms.ChoiceField(label=Text("房间或窗口", "Room or window"))  # type: ignore[arg-type]
    from_at = MomentField(
        label=Text("从", "From"),  # type: ignore[arg-type]
        widget=MomentInput(attrs={"step": QUARTER_S}),
        help_text=Text("起止都在整刻，如 14:15", "On the quarter of the hour: 14:15"),  # type: ignore[arg-type]
    )
    until_at = MomentField(
        label=Text("到", "Until"),  # type: ignore[arg-type]
        widget=MomentInput(attrs={"step": QUARTER_S}),
    )
    purpose = forms.ChoiceField(label=Text("用途", "For"))  # type: ignore[arg-type]

    def __init__(self, *given: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        purposes = [(code, str(name)) for code, name in BOOKING_PURPOSES.items()]
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
