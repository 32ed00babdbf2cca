"""People of a form: chosen from a list that can be searched, never typed as account names."""

from collections.abc import Iterable
from typing import Any

from django import forms

from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.candidates import Candidate

NOT_OFFERED = Text("此人不在可选人员之内", "This person is not among those who may be chosen")
SEARCHED = {"data-chooses": ""}


class _Offered(forms.Field):
    """Says in our words that somebody else was sent."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            if getattr(error, "code", "") != "invalid_choice":
                raise
            raise forms.ValidationError(str(NOT_OFFERED), code="invalid_choice") from error


class PersonField(_Offered, forms.TypedChoiceField):
    """One of those who are offered, by their number; None where nobody is chosen."""

    def __init__(self, **more: Any) -> None:
        own: dict[str, Any] = {"coerce": int, "empty_value": None}
        super().__init__(**own, widget=forms.Select(attrs=SEARCHED), **more)


class PeopleField(_Offered, forms.TypedMultipleChoiceField):
    """Any number of those who are offered."""

    def __init__(self, **more: Any) -> None:
        own: dict[str, Any] = {"coerce": int, "required": False}
        super().__init__(**own, widget=forms.SelectMultiple(attrs=SEARCHED), **more)


def offer_people(form: forms.Form, name: str, people: Iterable[Candidate]) -> None:
    """Who may be chosen in this field."""
    field: Any = form.fields[name]
    listed = [(one.pk, one.label) for one in people]
    field.choices = listed if isinstance(field, PeopleField) else [("", "—"), *listed]
