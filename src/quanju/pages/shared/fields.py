"""Days and moments in forms: of our time, or told at the field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from quanju.domains.kernel.clock import YEARS, is_of_our_time
from quanju.domains.kernel.types import Text

NOT_OF_OUR_TIME = Text(
    f"年份应在 {YEARS[0]} 至 {YEARS[-1]} 之间", f"The year lies between {YEARS[0]} and {YEARS[-1]}"
)
NOT_A_DAY = Text("“{text}”不是日期", "“{text}” is not a day")
NOT_A_MOMENT = Text("“{text}”不是日期和时刻", "“{text}” is not a day and a time")


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
            found: date | None = super().to_python(value)
        except forms.ValidationError as error:
            _refuse(NOT_A_DAY, value, error)
        return _checked(found)


class MomentField(forms.DateTimeField):
    """A moment of our time; what has no zone is local."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            found: datetime | None = super().to_python(value)
        except (forms.ValidationError, OverflowError) as error:
            # The first and the last local hours of the calendar have no moment in another zone.
            _refuse(NOT_A_MOMENT, value, error)
        return _checked(found)


class Filter(forms.Form):
    """What a list is asked for: a wrong condition is told, the good ones stay in force."""

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
