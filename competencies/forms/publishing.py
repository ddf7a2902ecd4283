"""The form that publishes a first version: which draft was looked at, and what is new."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PublishForm(forms.Form):
    """``draft`` is the number of the draft whose difference the page showed, ``seen`` its ``draft_stamp``."""

    draft = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    note = forms.CharField(label=_("What is new, in a sentence"), max_length=500, required=False)
