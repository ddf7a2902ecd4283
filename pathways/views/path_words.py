"""What a path says, in the reader's words: to the student themselves, or about the student to somebody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pathways.models import Advancement
from pathways.queries.advancements import PathAdvancement
from pathways.queries.days import day_words, long_day
from pathways.queries.decided_words import short_words
from pathways.queries.path import DomainPath, Item, PathPage, Trail
from pathways.views.markup import built
from pathways.views.reopened_words import ReopenedWords, reopened_words

CSS = {"mastered": "done", "exempt": "done", "working": "now", "ready": "ready", "later": "later"}
LIST_CSS = {"mastered": "is-done", "exempt": "is-done", "working": "is-now", "ready": "is-open", "later": "is-later"}
SUMMER = 7
NEWEST = 4
GROWING = 3


@dataclass(frozen=True, slots=True)
class TrailWords:
    """A strand as a list: where one works, the waymarks around it, and those before and after as details."""

    title: str
    place: str
    before: SafeString
    before_words: str
    shown: SafeString
    after: SafeString
    after_words: str


@dataclass(frozen=True, slots=True)
class Place:
    """Whose path is drawn, as seen on which day, and what every link to another page of it ends with."""

    student_id: int
    seen: date
    keep: str = ""

    @property
    def address(self) -> tuple[str, str]:
        """What stands before and after a competency's number in the address of its page."""
        before, after = reverse("pathways:competency", args=[self.student_id, 0]).rsplit("0", 1)
        return before, after + self.keep


def trails_of(domain: DomainPath, place: Place) -> list[TrailWords]:
    """Return the lists of a domain, ready to print."""
    return [_trail(trail, place) for trail in domain.trails]


def domain_words(domain: DomainPath) -> str:
    """Say how much of a domain is mastered, in work and ready to start."""
    states = Counter(item.state for trail in domain.trails for item in trail.items)
    parts = [
        ngettext("%(n)s mastered", "%(n)s mastered", n) % {"n": n} if (n := states["mastered"]) else "",
        _("%(n)s in work") % {"n": states["working"]} if states["working"] else "",
        _("%(n)s ready to start") % {"n": states["ready"]} if states["ready"] else "",
    ]
    return ", ".join(filter(None, parts))


def _trail(trail: Trail, place: Place) -> TrailWords:
    before, after = trail.items[: trail.first], trail.items[trail.last :]
    return TrailWords(
        title=trail.strand.title,
        place=place_words(trail),
        before=_rows(before, place),
        before_words=ngettext("%(n)s earlier", "%(n)s earlier", len(before)) % {"n": len(before)},
        shown=_rows(trail.shown, place),
        after=_rows(after, place),
        after_words=ngettext("%(n)s further along", "%(n)s further along", len(after)) % {"n": len(after)},
    )


def place_words(trail: Trail) -> str:
    """Say where in a strand the student works; nothing where the strand has no stages."""
    return _("Now in: %(stage)s") % {"stage": trail.stage} if trail.stage else ""


def _rows(items: tuple[Item, ...], place: Place) -> SafeString:
    before, after = place.address
    return built(
        "".join(
            f'<li class="{LIST_CSS[item.state]}"><a href="{before}{item.competency.id}{after}">'
            f"{escape(item.competency.title)}</a><small>{escape(state_words(item, place.seen))}</small></li>"
            for item in items
        )
    )


def state_words(item: Item, seen: date) -> str:
    """Say in a few words how far one competency is, and what a person decided about it."""
    return " · ".join((_state_words(item, seen), *short_words(by=item.decided_by, exemptions=item.exemptions)))


def _state_words(item: Item, seen: date) -> str:
    if item.state == "mastered":
        on = item.reached_on
        reached = f"{_('Mastered')} · {day_words(on, seen)}" if on else _("Mastered")
        return f"{reached} · {_('show it once more')}" if item.confirm else reached
    if item.state == "exempt":
        return _("Not part of this path")
    if item.state == "working":
        return f"{_('Working on it')} · {_now(item)}"
    if item.state == "ready":
        return _("Ready to start")
    return f"{_('Later')} · {_('needs %(what)s') % {'what': ', '.join(item.needs)}}"


def _now(item: Item) -> str:
    """Where the student is, growth first."""
    if item.level is None:
        return _("begun")
    if item.start is not None:
        return _("from %(start)s to %(level)s") % {"start": item.start.name, "level": item.level.name}
    return _("%(level)s now") % {"level": item.level.name}


@dataclass(frozen=True, slots=True)
class PathWords:
    """The sentences of a path page."""

    page: PathPage
    own: bool

    @property
    def title(self) -> str:
        """The heading."""
        name = {"name": self.page.student.called}
        return _("Your path, %(name)s") % name if self.own else _("The path of %(name)s") % name

    @property
    def latest(self) -> str:
        """What was reached last, and when."""
        if not self.page.reached:
            return ""
        on, one = self.page.reached[-1]
        known = {"what": one.title, "on": day_words(on, self.page.sight.day), "name": self.page.student.called}
        if self.own:
            return _("You reached %(what)s on %(on)s.") % known
        return _("%(name)s reached %(what)s on %(on)s.") % known

    @property
    def count(self) -> str:
        """How many waymarks have been reached this school year."""
        if not self.page.reached:
            return ""
        last = self.page.reached[-1][0]
        summer = last.replace(year=last.year if last.month > SUMMER else last.year - 1, month=SUMMER, day=31)
        n = sum(1 for on, _one in self.page.reached if on > summer)
        words = ngettext("%(n)s new waymark since the summer.", "%(n)s new waymarks since the summer.", n)
        return words % {"n": n}

    @property
    def growing(self) -> list[str]:
        """How far the work in hand has come, the greatest step first."""
        items = [item for domain in self.page.domains for trail in domain.trails for item in trail.items]
        grown = [item for item in items if item.state == "working" and item.start and item.level]
        grown.sort(key=lambda item: item.start.rank - item.level.rank if item.start and item.level else 0)
        return [
            _("%(what)s: from %(start)s to %(level)s")
            % {"what": item.competency.title, "start": item.start.name, "level": item.level.name}
            for item in grown[:GROWING]
            if item.start and item.level
        ]

    @property
    def confirm(self) -> str:
        """What a fresh piece of work is for, said kindly."""
        if self.own:
            return _("You have shown these, a good while ago. One new piece of work keeps each of them fresh:")
        known = {"name": self.page.student.called}
        return _("%(name)s has shown these, a good while ago. One new piece of work keeps each of them fresh:") % known

    @property
    def reopened(self) -> list[ReopenedWords]:
        """What a new rule or map opened again."""
        return [reopened_words(one, self.page, own=self.own) for one in self.page.reopened]

    @property
    def next_title(self) -> str:
        """The next step, as something to do."""
        step = self.page.next_step
        if step is None:
            return ""
        what = {"what": step.competency.title}
        if not step.started:
            return _("Start with %(what)s") % what
        return _("Show %(what)s one more time") % what if step.pieces == 1 else _("Keep going with %(what)s") % what

    @property
    def next_words(self) -> str:
        """What it takes."""
        step = self.page.next_step
        if step is None:
            return ""
        if not step.started:
            return _("Everything it builds on is there.") if self.page.begun else ""
        if step.pieces == 1 and step.aim is not None:
            return _("One more piece of work like this, and it is mastered.")
        if step.pieces:
            return ngettext(
                "%(n)s more piece of work like this, and it is mastered.",
                "%(n)s more pieces of work like this, and it is mastered.",
                step.pieces,
            ) % {"n": step.pieces}
        return _("Ask your teacher what would help most.") if self.own else ""

    @property
    def advancements(self) -> list[tuple[str, str]]:
        """The newest steps out of stages, each as a sentence and, where one was given, a reason."""
        return [(advancement_words(one), one.reason) for one in self.page.advancements[:NEWEST]]

    @property
    def earlier_advancements(self) -> list[tuple[str, str]]:
        """Those before."""
        return [(advancement_words(one), one.reason) for one in self.page.advancements[NEWEST:]]


def advancement_words(one: PathAdvancement) -> str:
    """Say what has been decided about a step out of a stage, when and by whom."""
    known = {"stage": one.stage, "on": long_day(one.on), "by": one.by}
    sentences = {
        Advancement.State.PROPOSED: _("%(stage)s is complete since %(on)s. A teacher will look at it."),
        Advancement.State.CONFIRMED: _("Moved on from %(stage)s on %(on)s, confirmed by %(by)s."),
        Advancement.State.DECLINED: _("Not moving on from %(stage)s yet, said %(by)s on %(on)s."),
        Advancement.State.REVERSED: _("Back to %(stage)s since %(on)s, decided by %(by)s."),
    }
    return sentences[Advancement.State(one.state)] % known
