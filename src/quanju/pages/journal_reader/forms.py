"""What a reader may ask the journal for."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms

from quanju.domains.journal.types import KINDS, events
from quanju.domains.kernel.days import branch_zone
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import DayField, Filter

LABELS = {
    "subject": Text("对象", "Object"),
    "person": Text("人（账号或警号）", "Person (account or badge)"),
    "day": Text("日期", "Day"),
    "kind": Text("类别", "Kind"),
    "event": Text("事项", "What"),
    "result": Text("结果", "Result"),
}


class EntryFilter(Filter):
    """Object, person, day, kind, result; everything may be left empty."""

    subject = forms.CharField(max_length=120, required=False, strip=True)
    person = forms.CharField(max_length=60, required=False, strip=True)
    day = DayField(required=False)
    kind = forms.ChoiceField(required=False)
    event = forms.ChoiceField(required=False)
    result = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name].label = str(label)
        self.fields["day"].widget.input_type = "date"
        anything = ("", str(Text("全部", "all")))
        choices = {
            "kind": [(k, str(t)) for k, t in KINDS.items()],
            "event": [(e.name, str(e.label)) for e in events()],
            "result": [
                ("ok", str(Text("成功", "done"))),
                ("denied", str(Text("被拒绝", "refused"))),
            ],
        }
        for name, rows in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [anything, *rows]

    def span(self) -> tuple[datetime | None, datetime | None]:
        """The chosen local day as moments."""
        day = self.cleaned_data.get("day")
        if not day:
            return None, None
        start = datetime.combine(day, time(), branch_zone()).astimezone(UTC)
        return start, start + timedelta(days=1)
