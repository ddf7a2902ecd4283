"""The sentences of a preview: what is compared, who moves, why, and what has moved since it was worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.utils.translation import ngettext_lazy as plural

from competencies.queries.policy_summary import policy_summary
from competencies.queries.preset_words import NAMES
from competencies.queries.wording import listed, policy_sentences
from competencies.rules.policy import DEPTHS
from competencies.rules.policy_words import policy_in_words
from pathways.models import Preview
from pathways.queries.previews import Found, Movers
from pathways.queries.sides import DRAFT, IN_FORCE, PRESET, Side, rule_of

# What a gate asks for; the number decides the form.
ASKED: dict[str, Any] = {
    "min_evidence": plural("%(n)s piece of work", "%(n)s pieces of work", "n"),
    "min_evidence.standard": plural(
        "%(n)s piece of work on each standard", "%(n)s pieces of work on each standard", "n"
    ),
    "min_source_types": plural("%(n)s kind of work", "%(n)s different kinds of work", "n"),
    "min_contexts": plural("work in %(n)s place", "work in %(n)s different places", "n"),
    "distinct_days": plural("work on %(n)s day", "work on %(n)s different days", "n"),
    "within_months": plural("proficient work of the last month", "proficient work of the last %(n)s months", "n"),
    "require_summative": lazy("a summative piece"),
    "require_transfer": lazy("a piece in a new situation"),
    "min_depth": lazy("a piece as deep as: %(depth)s"),
    "min_level": lazy("no counted piece below %(need)s"),
    "min_average": lazy("an average of %(need)s"),
}
DEPTH_WORDS = dict(
    zip(DEPTHS, (lazy("recall"), lazy("skill"), lazy("strategic thinking"), lazy("extended thinking")), strict=True)
)
COUNTED = frozenset({"min_evidence", "min_source_types", "min_contexts", "distinct_days"})
PLAIN: dict[tuple[str, int], Any] = {
    ("unrated", -1): lazy("A required standard has no work that counts now."),
    ("unrated", 1): lazy("A standard without work is not required any more, or its work counts now."),
    ("no_evidence", -1): lazy("None of the work counts now."),
    ("no_evidence", 1): lazy("Work counts now that did not before."),
    ("exempt", -1): lazy("Every required standard is exempt now."),
    ("exempt", 1): lazy("Something is asked for now; before, every required standard was exempt."),
    ("override", -1): lazy("A teacher’s own judgement is read against another mark now."),
    ("override", 1): lazy("A teacher’s own judgement is read against another mark now."),
    ("not_expected", -1): lazy("The work is not read on this competency any more."),
    ("not_expected", 1): lazy("The work is read on this competency now."),
}


def side_name(side: Side) -> str:
    """Name one side of a comparison."""
    known = {"n": side["number"], "name": NAMES.get(side["name"], side["name"])}
    if side["from"] == PRESET:
        return str(known["name"])
    if side["from"] == IN_FORCE:
        return _("The rule in force (version %(n)s)") % known
    return (_("Draft %(n)s") if side["from"] == DRAFT else _("Version %(n)s")) % known


def title_of(preview: Preview) -> str:
    """Say in a heading what a preview is about."""
    if preview.kind == Preview.Kind.LAB:
        sides = {"before": side_name(preview.before), "after": side_name(preview.after)}
        return _("%(before)s beside %(after)s") % sides
    if preview.kind == Preview.Kind.POLICY:
        return _("What draft %(n)s of the rule would change") % {"n": preview.after["number"]}
    number = preview.continuum_version.number if preview.continuum_version else 0
    return _("What draft %(n)s of the continuum would change") % {"n": number}


def about(preview: Preview) -> str:
    """Say whose evidence is compared."""
    if preview.section is not None:
        return preview.section.name
    return preview.school.name if preview.school is not None else _("The whole district")


def headline(preview: Preview, found: Found) -> str:
    """Say who moves in one sentence."""
    movers = found.movers
    if not movers.students:
        if preview.kind == Preview.Kind.LAB:
            return _("Both rules say the same about everybody.")
        return _("This change moves nobody.")
    subject = {
        Preview.Kind.POLICY: ngettext(
            "Changing this rule moves %(n)s student: %(ways)s, %(where)s.",
            "Changing this rule moves %(n)s students: %(ways)s, %(where)s.",
            movers.students,
        ),
        Preview.Kind.CONTINUUM: ngettext(
            "Publishing this version moves %(n)s student: %(ways)s, %(where)s.",
            "Publishing this version moves %(n)s students: %(ways)s, %(where)s.",
            movers.students,
        ),
    }.get(
        Preview.Kind(preview.kind),
        ngettext(
            "Under the second rule %(n)s student stands elsewhere: %(ways)s, %(where)s.",
            "Under the second rule %(n)s students stand elsewhere: %(ways)s, %(where)s.",
            movers.students,
        ),
    )
    return subject % {"n": movers.students, "ways": ways(movers), "where": _where(len(found.competencies))}


def ways(movers: Movers) -> str:
    """Say how many move which way."""
    said = [_("%(n)s up") % {"n": movers.up}, _("%(n)s down") % {"n": movers.down}]
    if movers.both:
        said.append(_("%(n)s both up and down") % {"n": movers.both})
    if movers.neither:
        said.append(_("%(n)s neither up nor down") % {"n": movers.neither})
    return ", ".join(said)


def mastery_moved(movers: Movers) -> str:
    """Say how many gain mastery of something, and how many lose it."""
    said = []
    if movers.gain:
        text = ngettext("%(n)s student gains mastery.", "%(n)s students gain mastery.", movers.gain)
        said.append(text % {"n": movers.gain})
    if movers.lose:
        text = ngettext("%(n)s student loses mastery.", "%(n)s students lose mastery.", movers.lose)
        said.append(text % {"n": movers.lose})
    return " ".join(said) or _("Nobody gains or loses mastery.")


def _where(count: int) -> str:
    return ngettext("on %(n)s competency", "on %(n)s competencies", count) % {"n": count}


def unchanged(found: Found) -> str:
    """Say how much stays as it is."""
    text = ngettext("%(n)s judgement stays as it is.", "%(n)s judgements stay as they are.", found.unchanged)
    return text % {"n": number_format(found.unchanged, force_grouping=True)}


def sides_in_words(preview: Preview) -> list[tuple[str, str, list[str]]]:
    """Return each side's name, its rule in one sentence, and what only this rule says."""
    rules = [rule_of(side) for side in (preview.before, preview.after)]
    said = [policy_sentences(policy_in_words(rule)) for rule in rules]
    only = ([text for text in said[0] if text not in said[1]], [text for text in said[1] if text not in said[0]])
    if preview.kind == Preview.Kind.CONTINUUM:
        return [(name, "", []) for name in side_names(preview)]
    return list(zip(side_names(preview), map(policy_summary, rules), only, strict=True))


def side_names(preview: Preview) -> tuple[str, str]:
    """Name both sides of a preview: its rules, or its versions of the continuum."""
    if preview.kind != Preview.Kind.CONTINUUM:
        return side_name(preview.before), side_name(preview.after)
    number = preview.continuum_version.number if preview.continuum_version else 0
    return _("The continuum in force"), _("Draft %(n)s of the continuum") % {"n": number}


def asked_on_both(preview: Preview) -> frozenset[tuple[str, str]]:
    """Return what both rules ask for alike, as (gate, what it needs): then it is the work that counts otherwise."""
    rules = (rule_of(preview.before), rule_of(preview.after))
    asked = [{(f"{gate.name}.{gate.per}", str(gate.need)) for gate in rule.gates} for rule in rules]
    return frozenset(asked[0] & asked[1])


def why(
    reason: str, direction: int, detail: Mapping[str, Any], called: str, *, always: Collection[tuple[str, str]] = ()
) -> str:
    """Say in words what decided a change: what is (or was) asked for, and what the student has.

    ``always`` is what both sides ask for alike.
    """
    if reason == "score":
        return _scores(detail)
    asked = _asked(reason, detail)
    if not asked:
        return str(PLAIN.get((reason, direction), _scores(detail)))
    known = {"asked": asked, "name": called, "have": _have(reason, detail)}
    if (f"{reason}.{detail.get('per', '')}", str(detail.get("need", ""))) in always:
        return f"{_other_work(direction)} {_('Needed: %(asked)s.') % known}"
    if direction < 0:
        text = (
            _("Asked for now: %(asked)s; %(name)s has %(have)s.") if known["have"] else _("Asked for now: %(asked)s.")
        )
    else:
        text = (
            _("Not asked for any more: %(asked)s; %(name)s has %(have)s.")
            if known["have"]
            else _("Not asked for any more: %(asked)s.")
        )
    return text % known


def _other_work(direction: int) -> str:
    return _("Less of the work counts now.") if direction < 0 else _("More of the work counts now.")


def _asked(reason: str, detail: Mapping[str, Any]) -> str:
    need = str(detail.get("need", ""))
    text = ASKED.get(f"{reason}.{detail.get('per', '')}") or ASKED.get(reason)
    if text is None:
        return ""
    number = int(need) if need.isdecimal() else 0
    return str(text % {"n": number, "need": need, "depth": DEPTH_WORDS.get(need, need)})


def _have(reason: str, detail: Mapping[str, Any]) -> str:
    have = str(detail.get("have", ""))
    return have if reason in COUNTED and have.isdecimal() else ""


def _scores(detail: Mapping[str, Any]) -> str:
    before, after = (detail.get(name) for name in ("score_before", "score_after"))
    if before is None and after is None:
        return _("The work is weighed in another way.")
    if before == after:
        return _("The score stays %(score)s and is read in another way.") % {"score": _figure(after)}
    if before is None or after is None:
        text = (
            _("The score is %(score)s now; before there was none.") if before is None else _("There is no score now.")
        )
        return text % {"score": _figure(after)}
    return _("The score goes from %(before)s to %(after)s.") % {"before": _figure(before), "after": _figure(after)}


def _figure(score: Any) -> str:
    """A score as it is read: without zeros that say nothing."""
    text = str(score)
    return text.rstrip("0").rstrip(".") if "." in text else text


def restructured_in_words(one: Mapping[str, Any]) -> str:
    """Say what a version of the continuum does to one competency."""
    if one["what"] == "new":
        return _("New.")
    if one["what"] in {"retired", "carried"}:
        return _leaving(one)
    if one["what"] == "scale":
        return _("Judged on another scale.")
    said = []
    if one["added"]:
        said.append(ngettext("%(n)s standard more", "%(n)s standards more", one["added"]) % {"n": one["added"]})
    if one["removed"]:
        said.append(ngettext("%(n)s standard fewer", "%(n)s standards fewer", one["removed"]) % {"n": one["removed"]})
    if one["weighed"]:
        said.append(_("a standard is required, or weighs, otherwise"))
    return _("Other standards: %(said)s.") % {"said": ", ".join(said)}


def _leaving(one: Mapping[str, Any]) -> str:
    known = {"n": one["students"], "to": listed(list(one["to"]))}
    first = _("Retired.") if one["what"] == "retired" else _("Stays in use.")
    if one["to"]:
        text = ngettext(
            "The evidence of %(n)s student is read on: %(to)s.",
            "The evidence of %(n)s students is read on: %(to)s.",
            one["students"],
        )
    elif one["students"]:
        text = ngettext(
            "The evidence of %(n)s student stays as history.",
            "The evidence of %(n)s students stays as history.",
            one["students"],
        )
    else:
        text = _("Nobody has evidence on it.")
    return f"{first} {text % known}"
