"""A paper card as it is entered: what the call was, which units went, when they did what."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from quanju.domains.dispatch.actions.paper import MOST_CARDS, STEPS, PaperJob
from quanju.domains.dispatch.queries.tables import reasons
from quanju.domains.dispatch.types.paper import LINES, ORDER_HEAD
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import branch_zone, local_day, local_moment
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.units import all_units
from quanju.pages.dispatch_desk.forms import CallForm
from quanju.pages.shared.fields import MomentField, MomentInput

LABELS = {
    "card": Text("卡号", "Card number"),
    "received_at": Text("接警时刻", "Call taken at"),
    "disposition": Text("处置结果", "How it ended"),
    "feedback": Text("反馈", "Feedback"),
}
DAY = timedelta(days=1)
HOUR = {"inputmode": "numeric", "placeholder": "--:--", "autocomplete": "off", "maxlength": "5"}
NO_HOUR = Text("写成时:分，如 21:05", "Hour and minute, such as 21:05")


class PrintForm(forms.Form):
    """How many cards."""

    cards = forms.IntegerField(min_value=1, max_value=MOST_CARDS, initial=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cards"].label = str(Text("张数", "How many cards"))


class VoidForm(forms.Form):
    """Which card is void, and why."""

    prefix = "void"
    card = forms.CharField(max_length=20)
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["card"].label = str(LABELS["card"])
        self.fields["reason"].label = str(Text("为什么作废", "Why it is void"))
        self.fields["card"].widget.attrs["autocomplete"] = "off"


class PaperForm(CallForm):
    """The card in the order in which it is written."""

    join = call = opened = is_unreached = None  # type: ignore[assignment]
    caller_address = caller_lon = caller_lat = None  # type: ignore[assignment]
    card = forms.CharField(max_length=20)
    received_at = MomentField(widget=MomentInput(attrs={"step": "60"}))
    disposition = forms.ChoiceField(required=False)
    feedback = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs.pop("autofocus")
        self.fields["card"].widget.attrs.update(autofocus=True, autocomplete="off")
        for name, words in LABELS.items():
            self.fields[name].label = str(words)
        open_still = ("", str(Text("还没结束，或还没写", "not over, or not written")))
        endings = reasons("disposition", now()).items()
        self._choices("disposition", [open_still, *((c, str(words)) for c, words in endings)])
        units = sorted((unit.call_sign, unit.pk) for unit in all_units())
        nobody = ("", "—")
        for line in range(1, LINES + 1):
            self.fields[f"unit_{line}"] = forms.TypedChoiceField(
                coerce=int,
                empty_value=None,
                required=False,
                choices=[nobody, *((pk, sign) for sign, pk in units)],
                label=str(ORDER_HEAD[0]),
            )
            for name, words in zip(STEPS, ORDER_HEAD[1:], strict=True):
                self.fields[f"{name}_{line}"] = forms.TimeField(
                    required=False,
                    label=str(words),
                    input_formats=("%H:%M", "%H%M", "%H：%M"),
                    widget=forms.TimeInput(attrs=HOUR, format="%H:%M"),
                    error_messages={"invalid": str(NO_HOUR)},
                )

    def lines(self) -> Sequence[Sequence[Any]]:
        """The fields of each unit, for the page."""
        return [
            [self[f"unit_{line}"], *(self[f"{name}_{line}"] for name in STEPS)]
            for line in range(1, LINES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """A moment without a unit would be lost: told where the unit is missing."""
        sent = super().clean() or self.cleaned_data
        lines = [line for line in range(1, LINES + 1) if _is_written(sent, line)]
        for line in lines:
            if not sent.get(f"unit_{line}") and f"unit_{line}" not in self.errors:
                self.add_error(f"unit_{line}", str(Text("哪个单位？", "Which unit?")))
        if lines != list(range(1, len(lines) + 1)):
            gap = next(line for line in range(1, LINES + 1) if line not in lines)
            told = Text("请从第一行写起，不要空行", "Start at the first line and leave none out")
            self.add_error(f"unit_{gap}", str(told))
        return sent

    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        facts = super().facts()
        jobs = []
        for line in range(1, LINES + 1):
            unit = facts.pop(f"unit_{line}")
            hours = {name: facts.pop(f"{name}_{line}") for name in STEPS}
            if unit:
                moments = {n: _moment(facts["received_at"], hour) for n, hour in hours.items()}
                jobs.append(PaperJob(unit=unit, **moments))
        return {**facts, "jobs": jobs}


def _is_written(sent: dict[str, Any], line: int) -> bool:
    return any(sent.get(f"{name}_{line}") for name in ("unit", *STEPS))


def _moment(received_at: datetime, hour: time | None) -> datetime | None:
    """The first moment of that hour and minute since the call: a card tells no day twice."""
    if hour is None:
        return None
    day = local_day(received_at)
    found = local_moment(day, hour, branch_zone())
    return found if found >= received_at else local_moment(day + DAY, hour, branch_zone())
