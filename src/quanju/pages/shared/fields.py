"""What forms say: days and moments of our time, numbers, words; told at the field if not."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from quanju.domains.kernel.clock import YEARS, is_of_our_time
from quanju.domains.kernel.days import branch_zone, local_moment, local_time
from quanju.domains.kernel.types import Refused, Text

NOT_OF_OUR_TIME = Text(
    f"年份应在 {YEARS[0]} 至 {YEARS[-1]} 之间", f"The year lies between {YEARS[0]} and {YEARS[-1]}"
)
NOT_A_DAY = Text(
    "“{text}”不是公历日期，请写成 2026-12-01",
    "“{text}” is no day of the common calendar; write it as 2026-12-01",
)
NOT_A_MOMENT = Text(
    "“{text}”不是公历日期和时刻，请写成 2026-12-01 14:30",
    "“{text}” is no day and time of the common calendar; write it as 2026-12-01 14:30",
)
_AS_TYPED = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[T ]*([0-9]{1,2})[:时点]([0-9]{1,2})(?:[:分]([0-9]{1,2}))?[分秒]?)?"
)


def _in_figures(value: Any) -> Any:
    """A day or moment as people write it here, 2026年12月1日 14:30, in the form of ISO 8601; other
    text as it is, wide figures as plain ones."""
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value).strip()
    typed = _AS_TYPED.fullmatch(plain)
    if typed is None:
        return plain
    year, *rest = typed.groups(default="0")
    month, day, hour, minute, second = (part.zfill(2) for part in rest)
    is_day = typed[4] is None
    return f"{year}-{month}-{day}" + ("" if is_day else f"T{hour}:{minute}:{second}")


def _checked(found: Any) -> Any:
    if found is not None and not is_of_our_time(found):
        raise forms.ValidationError(str(NOT_OF_OUR_TIME), code="year")
    return found


def _refuse(sentence: Text, value: Any, cause: Exception) -> None:
    raise forms.ValidationError(
        str(sentence.filled(text=str(value)[:40])), code="invalid"
    ) from cause


class DayField(forms.DateField):
    """A day of our time."""

    def to_python(self, value: Any) -> date | None:
        try:
            found: date | None = super().to_python(_in_figures(value))
        except forms.ValidationError as error:
            _refuse(NOT_A_DAY, value, error)
        return _checked(found)


class MomentField(forms.DateTimeField):
    """A moment of our time; what has no zone is local, and told where clocks change."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            found = (
                value if isinstance(value, datetime) else datetime.fromisoformat(_in_figures(value))
            )
            return _checked(found if found.tzinfo else _local(found))
        except (ValueError, OverflowError) as error:
            # The first and the last local hours of the calendar have no moment in another zone.
            _refuse(NOT_A_MOMENT, value, error)
            return None


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a moment; one of an address is shown in local time."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return super().format_value(value)
        local = local_time(found) if found.tzinfo else found
        return f"{local:%Y-%m-%dT%H:%M:%S}"


def _local(wall: datetime) -> datetime:
    _checked(wall)
    try:
        return local_moment(wall.date(), wall.time(), branch_zone())
    except Refused as refused:
        raise forms.ValidationError(str(refused.text), code=refused.code) from refused


LARGEST = 2**31 - 1


class Whole(forms.IntegerField):
    """A number without a sign that every database can keep: a key, a count, a revision."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": LARGEST, **more})


class Decimal(forms.FloatField):
    """A number with a fraction; what is not finite is none."""


class Words(forms.CharField):
    """A sentence as it was typed; the verb cleans it and refuses what is too long, nobody cuts."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"required": False, "strip": False, **more})


class Yes(forms.BooleanField):
    """A tick: there or not."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"required": False, **more})

    def to_python(self, value: Any) -> bool:
        return value in (True, "on", "yes", "1", "true")


class Ticked(forms.Field):
    """All that is ticked under one name, as it stands there; the verb knows what there is."""

    widget = forms.SelectMultiple

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"required": False, **more})

    def to_python(self, value: Any) -> list[Any]:
        return list(value or ())


class Wholes(Ticked):
    """All numbers ticked under one name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"required": True, **more})

    def to_python(self, value: Any) -> list[int]:
        one = Whole()
        return [int(one.clean(each)) for each in value or ()]


class FieldNotReadable(Refused):
    """A field of a form says nothing that can be used."""

    code = "FIELD_NOT_READABLE"
    text = Text("{why}", "{why}")
    status = 422

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why=why)
        self.field = field


def given(sent: QueryDict, **fields: forms.Field) -> dict[str, Any]:
    """What the small form of a verb says: `given(request.POST, why=Words(), unit=Whole())`.

    Refused at the first field that cannot be read.
    """
    form = type("Given", (forms.Form,), fields)(sent)
    for name, errors in form.errors.items():
        raise FieldNotReadable(name, str(errors[0]))
    found: dict[str, Any] = form.cleaned_data
    return found


def number_in(text: str) -> int | None:
    """A number of an address, or None."""
    try:
        return Whole().clean(text) if text.isascii() and text.isdigit() else None
    except forms.ValidationError:
        return None


OF_PERSONS = frozenset({"person", "account", "q"})
"""Conditions that name somebody: they are typed anew each time, and kept in no view."""


class Filter(forms.Form):
    """What a list is asked for: a wrong condition is told, the good ones stay in force."""

    def said(self) -> list[tuple[str, str]]:
        """Label and value of each good condition, as a print tells them."""
        return [
            (str(self.fields[name].label or name), _in_words(self.fields[name], value))
            for name, value in self.asked().items()
            if value not in (None, "")
        ]

    def asked(self) -> Mapping[str, Any]:
        """The good conditions."""
        self.is_valid()
        return self.cleaned_data

    def told(self) -> list[tuple[str, str]]:
        """The label of each wrong condition, and what is wrong with it."""
        self.is_valid()
        return [
            (str(self.fields[name].label or name) if name in self.fields else "", str(one))
            for name, errors in self.errors.items()
            for one in errors
        ]


def one_of(label: Text, words: Mapping[str, Text]) -> forms.ChoiceField:
    """A condition that may stay open: one of these words, or all."""
    anything = ("", str(Text("全部", "all")))
    choices = [anything, *((code, str(text)) for code, text in words.items())]
    return forms.ChoiceField(label=str(label), choices=choices, required=False)


def _in_words(field: forms.Field, value: Any) -> str:
    """The word of a choice; a moment in local time."""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return f"{local_time(value):%Y-%m-%d %H:%M}"
    return str(value)
