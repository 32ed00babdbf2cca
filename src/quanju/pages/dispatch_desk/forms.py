"""What the desk may send."""

from typing import Any

from django import forms

from quanju.domains.dispatch.queries import incident_types
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text

LABELS = {
    "address": Text("地点", "Place"),
    "type_code": Text("类型", "Type"),
    "said": Text("报警内容", "What is said"),
    "caller_number": Text("来电号码", "Caller's number"),
    "is_anonymous": Text("报警人匿名", "The caller stays anonymous"),
    "grade": Text("等级", "Grade"),
    "grade_reason": Text("降级理由", "Reason for a lower grade"),
}


class CallForm(forms.Form):
    """A call: place first, then what happened."""

    address = forms.CharField(max_length=300)
    lon = forms.FloatField(widget=forms.HiddenInput)
    lat = forms.FloatField(widget=forms.HiddenInput)
    type_code = forms.ChoiceField()
    said = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    caller_number = forms.CharField(max_length=30, required=False)
    is_anonymous = forms.BooleanField(required=False)
    grade = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    grade_reason = forms.CharField(max_length=300, required=False)
    join = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name].label = str(label)
        self.fields["address"].widget.attrs.update(autocomplete="off", autofocus=True)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for kind in incident_types(now()):
            grouped.setdefault(str(kind.class_name), []).append((kind.code, str(kind.name)))
        choose = [("", str(Text("请选择", "choose")))]
        self._choices("type_code", [*choose, *grouped.items()])
        proposed = ("", str(Text("按建议", "as proposed")))
        grades = [(n, str(Text(f"{n} 级", f"Grade {n}"))) for n in (1, 2, 3, 4)]
        self._choices("grade", [proposed, *grades])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class SpanForm(forms.Form):
    """Which incidents to list; the queries behind the measures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # `from` is a word of the language, so the fields are entered by name.
        self.fields["from"] = forms.DateTimeField(required=False)
        self.fields["until"] = forms.DateTimeField(required=False)
        self.fields["ring"] = forms.IntegerField(min_value=0, max_value=5, required=False)
        self.fields["grade"] = forms.IntegerField(min_value=1, max_value=4, required=False)
        self.fields["state"] = forms.CharField(max_length=20, required=False)
        self.fields["before"] = forms.CharField(max_length=16, required=False)
