"""What is said when a matter is put off."""

from django import forms

from quanju.pages.shared.fields import Whole


class PutOffForm(forms.Form):
    """The verb cleans and refuses; here it is only read."""

    key = forms.CharField(required=False)
    minutes = Whole(required=False)
    reason = forms.CharField(required=False)
