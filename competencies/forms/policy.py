"""The form of the mastery rule: every part of it a question, with the answers read by the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.queries.policy_ground import Ground
from competencies.queries.wording import CODES, policy_sentences
from competencies.rules.policy import DEPTHS, ROLES, Policy
from competencies.rules.policy_typed import Typed, typed_of

METHODS = (
    ("mode", _("The most common of the last pieces")),
    ("latest", _("The newest piece")),
    ("highest", _("The highest piece")),
    ("best_n", _("The average of the best pieces")),
    ("n_times", _("Proficient a number of times")),
    ("median", _("The middle piece")),
    ("mean", _("The average of all pieces")),
    ("decaying_average", _("A decaying average: each new piece moves the score")),
    ("weighted_average", _("A weighted average: the newest against all earlier")),
    ("power_law", _("A line of growth (power law)")),
)
COMBINATIONS = (
    ("all", _("Every required standard is proficient")),
    ("at_least_k", _("A number of standards are proficient")),
    ("mean", _("The average of the standards")),
    ("weighted_mean", _("The average of the standards by their weights")),
)
COUNTS = (
    ("summative", _("Summative work only")),
    ("all", _("Practice too, where it helps")),
)
PRESETS = (
    ("", _("A rule of our own, part by part")),
    ("portfolio-level", _("Portfolio levels, as in an earlier system")),
)
NO_DEPTH = ("", _("Any depth"))


def _number(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input input--short", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=20, widget=widget, help_text=help_text)


def _figure(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input input--short", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=20, widget=widget, help_text=help_text)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.Select(attrs={"class": "input"})
    )


class PolicyForm(forms.Form):
    """The mastery rule; ``seen`` says which state of it the form was opened with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    preset = _choice(_("Kind of rule"), PRESETS)
    evidence_required = _number(_("Entries asked for on each required standard"))
    method = _choice(_("From pieces to a score"), METHODS)
    n = _number(_("How many pieces"))
    weight = _figure(_("Weight of the newest piece, in percent"), _("0 to 100, such as 65"))
    counts = _choice(_("What counts"), COUNTS)
    combine = _choice(_("From standards to the competency"), COMBINATIONS)
    k = _number(_("How many standards"))
    per_standard = _number(_("Pieces on each required standard, at least"))
    per_competency = _number(_("Pieces in all, at least"))
    days = _number(_("Different days, at least"))
    source_types = _number(_("Kinds of work, at least"))
    contexts = _number(_("Places of work, at least"))
    depth = _choice(_("One piece at least as deep as"), (NO_DEPTH, *((one, CODES[one]) for one in DEPTHS)))
    transfer = forms.BooleanField(label=_("One piece shows it in a new situation"), required=False)
    summative = forms.BooleanField(label=_("One piece is summative"), required=False)
    min_level = _figure(_("No counted piece below level"), _("The number of a level, such as 2"))
    min_average = _figure(_("Counted pieces average at least"), _("A number on the scale, such as 2.5"))
    months = _number(
        _("Months after which mastery is to be confirmed"), _("It is kept, and marked until newer work confirms it.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Whose ratings count"),
        choices=tuple((one, CODES[one]) for one in ROLES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = _number(
        _("Round scores to so many places before comparing"),
        _("Leave it empty. Only for figures as in an earlier system, which rounded to 2."),
    )
    note = forms.CharField(
        label=_("Why this rule, in a sentence"),
        required=False,
        max_length=500,
        help_text=_("Everyone who reads the history of the rule will see it."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )

    def __init__(self, *args: Any, ground: Ground, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ground = ground
        self.typed = Typed()
        self.start: Policy | None = None

    @classmethod
    def opened(cls, policy: Policy, *, ground: Ground, seen: str, note: str = "") -> PolicyForm:
        """Return the form as it stands for a policy."""
        form = cls(ground=ground, initial={**typed_of(policy), "seen": seen, "note": note})
        form.start = policy
        return form

    def policy(self) -> Policy | None:
        """Return the rule as the form says it, or None as long as something must be mended."""
        if not self.is_bound:
            return self.start
        self.full_clean()
        return self.typed.policy

    def clean(self) -> dict[str, Any]:
        """Let the rules read the answers; everything wrong is named beside its question."""
        said: Mapping[str, Any] = self.cleaned_data
        if not self.errors:
            self.typed = self.ground.read(said)
            for wrong in self.typed.wrong:
                self.add_error(wrong.field or None, policy_sentences([wrong.message]))
        return self.cleaned_data
