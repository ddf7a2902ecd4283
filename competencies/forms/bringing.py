"""Forms for what is brought in from elsewhere: packages, lists, item types."""

from __future__ import annotations

from typing import Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.models import Continuum
from competencies.queries.frameworks import frameworks, item_types

# A file as it was sent; Django types it by what it holds.
Upload: TypeAlias = Any
LARGEST = 60 * 1024 * 1024


def checked_size(file: Upload) -> Upload:
    """Refuse a file that is larger than any framework."""
    if file.size is None or file.size > LARGEST:
        raise forms.ValidationError(_("This file is larger than 60 MB. A framework is smaller; choose another file."))
    return file


class PackageForm(forms.Form):
    """A CASE package to look at."""

    package = forms.FileField(
        label=_("CASE package (a JSON file)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    accept = forms.BooleanField(
        label=_("Take the package’s word where an item seems to mean something else now"), required=False
    )

    def clean_package(self) -> Upload:
        """Keep to the size a framework has."""
        return checked_size(self.cleaned_data["package"])


class PrerequisitesForm(forms.Form):
    """A list of prerequisites: CSV with source, target and relationship."""

    file = forms.FileField(label=_("List of prerequisites (CSV: source, target, relationship)"))
    skip_unknown = forms.BooleanField(label=_("Leave out rows whose standards are not here"), required=False)

    def clean_file(self) -> Upload:
        """Keep to the size a list has."""
        return checked_size(self.cleaned_data["file"])


class MakeForm(forms.Form):
    """Which item type of which framework becomes competencies; one choice, "document:type"."""

    source = forms.ChoiceField(label=_("Make competencies from"))

    def __init__(self, *args: Any, continuum: Continuum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(self._choices(continuum))  # type: ignore[attr-defined]  # a choice field

    def _choices(self, continuum: Continuum) -> Any:
        for text in frameworks(continuum):
            for item_type, count in item_types(continuum, text.document).items():
                words = _("%(type)s of %(title)s (%(count)s)")
                label = words % {"type": item_type, "title": text.title, "count": count}
                yield f"{text.document_id}:{item_type}", label

    def clean(self) -> dict[str, Any]:
        """Split the choice into its framework and its type."""
        said = super().clean() or {}
        document, _colon, item_type = str(said.get("source", "")).partition(":")
        if document.isdigit():
            said |= {"document": int(document), "item_type": item_type}
        return said
