"""Writes the rows of an import in batches: published rows end at the draft's number, new ones begin there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import timezone

from competencies.actions.rows import successor
from competencies.models import (
    Alignment,
    Association,
    CaseDocument,
    CaseDocumentText,
    Continuum,
    Prerequisite,
    Standard,
    StandardText,
)
from competencies.rules.case.meeting import is_newer
from competencies.rules.case.planning import Plan, listed
from competencies.rules.case.values import Item, Link, Package
from people.models import User

Progress = Callable[[str, int, int], None]
BATCH = 2000
One = TypeVar("One")


def write_plan(*, continuum: Continuum, package: Package, plan: Plan, by: User | None, progress: Progress) -> None:
    """Carry out ``plan`` in the draft of a continuum whose row the caller has locked. Writes in batches."""
    document, _made = CaseDocument.objects.get_or_create(
        district_id=continuum.district_id, guid=package.guid, defaults={"continuum": continuum}
    )
    writer = _Writer(continuum, document, by, progress)
    if plan.document_changes:
        writer.write_document(package)
    writer.make_standards(package)
    writer.write_items(package, plan)
    writer.write_links(package, plan)


@dataclass(slots=True)
class _Writer:
    """Knows whose draft is written, and by whom."""

    continuum: Continuum
    document: CaseDocument
    by: User | None
    progress: Progress

    @property
    def shared(self) -> dict[str, Any]:
        """What every new row says."""
        return {"district_id": self.continuum.district_id, "since": self.continuum.draft, "edited_by": self.by}

    def write_document(self, package: Package) -> None:
        """Write the document's own text; the district's edit of it stays where the package is no newer."""
        text = CaseDocumentText.objects.filter(document=self.document, until=None).first()
        newer = text is None or is_newer(package.last_change, text.last_change)
        if text is None:
            text = CaseDocumentText(**self.shared, document=self.document)
        elif text.since < self.continuum.draft:
            text = successor(text, self.continuum.draft)
        if newer:
            text.payload, text.last_change = package.document, package.last_change
        text.title, text.case_version = package.title, package.case_version
        text.rest, text.order, text.edited_by = package.rest, listed(package), self.by
        text.save()

    def make_standards(self, package: Package) -> None:
        """Make the identities that the district does not know yet."""
        known = self._guids()
        missing = [item.guid for item in package.items if item.guid not in known]
        for some in self._batches("standards", missing):
            Standard.objects.bulk_create(
                Standard(
                    district_id=self.continuum.district_id,
                    continuum=self.continuum,
                    document=self.document,
                    guid=guid,
                )
                for guid in some
            )

    def write_items(self, package: Package, plan: Plan) -> None:
        """Write the texts that are new or say something else, and retire what is gone."""
        ids = self._guids()
        place = {item.guid: position for position, item in enumerate(package.items)}
        self._replace(StandardText, "standard__guid", [item.guid for item in plan.change])
        rows = (self._text(item, ids[item.guid], place[item.guid]) for item in (*plan.add, *plan.change))
        for some in self._batches("items", list(rows)):
            StandardText.objects.bulk_create(some)
        self._retire(plan.retire)

    def write_links(self, package: Package, plan: Plan) -> None:
        """Write the associations that are new or changed, end those that are gone, and join loose ends."""
        ids = self._guids()
        place = {link.guid: position for position, link in enumerate(package.links)}
        self._replace(Association, "guid", [*plan.end_links, *(link.guid for link in plan.change_links)])
        rows = (self._link(link, ids, place[link.guid]) for link in (*plan.add_links, *plan.change_links))
        for some in self._batches("associations", list(rows)):
            Association.objects.bulk_create(some)
        self._join({item.guid: ids[item.guid] for item in plan.add})

    def _guids(self) -> dict[str, int]:
        return dict(Standard.objects.filter(district=self.continuum.district_id).values_list("guid", "pk"))

    def _text(self, item: Item, standard_id: int, position: int) -> StandardText:
        return StandardText(
            **self.shared,
            standard_id=standard_id,
            code=item.code,
            statement=item.statement,
            item_type=item.item_type,
            grades=list(item.grades),
            position=position,
            payload=item.payload,
            last_change=item.last_change,
        )

    def _link(self, link: Link, ids: dict[str, int], position: int) -> Association:
        return Association(
            **self.shared,
            document=self.document,
            guid=link.guid,
            association_type=link.kind[:100],
            origin_guid=link.origin,
            destination_guid=link.destination,
            origin_id=ids.get(link.origin),
            destination_id=ids.get(link.destination),
            sequence=link.sequence,
            position=position,
            payload=link.payload,
            last_change=link.last_change,
        )

    def _replace(self, model: Any, field: str, guids: Sequence[str]) -> None:
        """End the published rows of these parts and forget the draft's own, to make room for what comes."""
        owner = "standard__document" if model is StandardText else "document"
        for some in _in_batches(guids, 500):
            rows = model.objects.filter(until=None, **{owner: self.document, f"{field}__in": some})
            rows.filter(since__lt=self.continuum.draft).update(until=self.continuum.draft, ended_by=self.by)
            rows.filter(since=self.continuum.draft).delete()

    def _retire(self, guids: Sequence[str]) -> None:
        """Retire what is gone; what only the draft had and nothing uses is forgotten."""
        for some in _in_batches(guids, 500):
            rows = StandardText.objects.filter(until=None, standard__document=self.document, standard__guid__in=some)
            used = self._used([row.standard_id for row in rows])
            published = [row for row in rows if row.since < self.continuum.draft]
            StandardText.objects.filter(pk__in=[row.pk for row in published]).update(until=self.continuum.draft)
            StandardText.objects.bulk_create(self._retired(row) for row in published)
            kept = StandardText.objects.filter(since__lt=self.continuum.draft, standard__guid__in=some)
            used |= set(kept.filter(district=self.continuum.district_id).values_list("standard_id", flat=True))
            drafted = StandardText.objects.filter(pk__in=[row.pk for row in rows if row not in published])
            drafted.filter(standard__in=used).update(retired=True, **self._edited())
            drafted.exclude(standard__in=used).delete()

    def _retired(self, row: StandardText) -> StandardText:
        row.pk = None
        row.since, row.until, row.retired, row.edited_by = self.continuum.draft, None, True, self.by
        return row

    def _edited(self) -> dict[str, Any]:
        """What an update in the database has to say by itself, so that another draft has another stamp."""
        return {"edited_by": self.by, "edited_at": timezone.now()}

    def _used(self, standards: Sequence[int]) -> set[int]:
        """Which of the standards a competency or a prerequisite of the draft rests on."""
        aligned = Alignment.objects.filter(until=None, standard__in=standards).values_list("standard_id", flat=True)
        edges = Prerequisite.objects.filter(until=None)
        sources = edges.filter(source__in=standards).values_list("source_id", flat=True)
        targets = edges.filter(target__in=standards).values_list("target_id", flat=True)
        return {*aligned, *sources, *targets}

    def _join(self, ids: dict[str, int]) -> None:
        """Join associations of other documents whose far end has just arrived."""
        loose = Association.objects.filter(district=self.continuum.district_id, destination=None)
        for pk, guid in list(loose.exclude(document=self.document).values_list("pk", "destination_guid")):
            if guid in ids:
                Association.objects.filter(pk=pk).update(destination=ids[guid], **self._edited())

    def _batches(self, word: str, rows: Sequence[One]) -> Iterator[list[One]]:
        done = 0
        for some in _in_batches(rows, BATCH):
            yield some
            done += len(some)
            self.progress(word, done, len(rows))


def _in_batches(rows: Sequence[One], size: int) -> Iterator[list[One]]:
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])
