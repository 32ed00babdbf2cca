"""Forms of the archive's page."""

from django import forms


class DeletionForm(forms.Form):
    """Files by the keys of their uses, and why."""

    uses = forms.TypedMultipleChoiceField(coerce=int)
    reason = forms.CharField(required=False, strip=False)

    def clean_subject(self) -> str:
        said: str = self.cleaned_data["subject"]
        return said if ":" in said else f"incident:{said}"

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        sent = [one for one in self.data.getlist("uses") if one.isascii() and one.isdigit()]  # type: ignore[attr-defined]
        self.fields["uses"].choices = [(one, one) for one in sent if len(one) < 19]  # type: ignore[attr-defined]


class MatterForm(forms.Form):
    """A matter by its subject, or an incident by its number alone, and why."""

    subject = forms.RegexField(r"^(?:[a-z_]{1,40}:[A-Za-z0-9_.-]{1,60}|\d{8}-\d{1,6})$")
    reason = forms.CharField(required=False, strip=False)
