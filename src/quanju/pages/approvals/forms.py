"""What is said when something is decided."""

from django import forms


class WhyForm(forms.Form):
    """The verb cleans and refuses; here it is only read."""

    why = forms.CharField(required=False)
