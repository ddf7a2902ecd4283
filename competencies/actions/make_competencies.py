"""Makes competencies of one kind of standard in an imported framework, and aligns the leaves below each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from competencies.actions.rows import DraftRefusedError, locked_draft
from competencies.models import (
    Alignment,
    CaseDocument,
    CaseDocumentText,
    Competency,
    CompetencyText,
    Continuum,
    Domain,
    DomainText,
    Scale,
    ScaleText,
    Stage,
    StageText,
    Strand,
    StrandText,
)
from competencies.queries.frameworks import tree_of
from competencies.rules.case.places import Place, grade_rank, place_of, plain, title_of
from competencies.rules.case.tree import Node, Tree
from people.models import User

# Everything made from a standard has a GUID that follows from it, so that making it again finds it.
NAMESPACE = UUID("5a4c6a3e-2c0c-4d5b-9a53-0f2f4a7c9be1")


@dataclass(frozen=True, slots=True)
class MakeReport:
    """What was made: titles of the new competencies, how many there were already, alignments, strands, stages."""

    document: str
    dry_run: bool
    made: tuple[str, ...]
    there_already: int
    alignments: int
    strands: tuple[str, ...]
    stages: int

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "document": self.document,
            "dry_run": self.dry_run,
            "made": list(self.made),
            "there_already": self.there_already,
            "alignments": self.alignments,
            "strands": list(self.strands),
            "stages": self.stages,
        }


@transaction.atomic
def make_competencies(
    *,
    document: CaseDocument,
    item_type: str,
    by: User | None,
    domain: Domain | None = None,
    domain_title: str = "",
    scale: Scale | None = None,
    strand_type: str = "Domain",
    dry_run: bool = False,
) -> MakeReport:
    """Make a competency of every standard of ``item_type`` in a framework, in the draft, and align what is below it.

    The leaves below a standard are required, and itself where it has none; else it is aligned as optional, so that
    its prerequisites still count. The strand comes from the nearest ancestor of ``strand_type``, the stage from the
    grades; all goes into ``domain``, or a new one called ``domain_title`` (else as the framework's subject or title),
    judged on ``scale`` (else the first). Doing it again makes what is missing and leaves an editor's changes alone.
    Writes in batches. Raises ``DraftRefusedError`` where the framework has no such type.
    """
    continuum = locked_draft(document.district_id)
    tree = tree_of(document)
    chosen = _chosen(tree, item_type)
    text = CaseDocumentText.objects.filter(document=document, until=None).get()
    maker = _Maker(continuum, by)
    home = domain or maker.domain(document, text, domain_title, scale)
    places = {node.id: place_of(node, tree, strand_type=strand_type, fallback=text.title) for node in chosen}
    maker.lay_out(home, places)
    made = maker.competencies(chosen, places)
    aligned = maker.align(chosen, tree)
    if dry_run:
        transaction.set_rollback(True)
    return MakeReport(
        document=text.title,
        dry_run=dry_run,
        made=tuple(row.title for row in made),
        there_already=len(chosen) - len(made),
        alignments=aligned,
        strands=tuple(maker.new_strands),
        stages=maker.new_stages,
    )


def _chosen(tree: Tree, item_type: str) -> list[Node]:
    """The standards of a type, in order. Raises ``DraftRefusedError`` naming the types there are."""
    chosen = [node for node in tree.in_order() if node.item_type.casefold() == item_type.strip().casefold()]
    if not chosen:
        types = sorted({node.item_type for node in tree.nodes.values() if node.item_type})
        problem = f"This framework has no items of the type “{item_type}”. It has: {', '.join(types) or 'none'}."
        raise DraftRefusedError({"item_type": problem})
    return chosen


@dataclass(slots=True)
class _Maker:
    """Makes what is missing in one draft, and remembers where things are."""

    continuum: Continuum
    by: User | None
    strands: dict[str, Strand] = field(default_factory=dict)
    stages: dict[tuple[int, str], Stage] = field(default_factory=dict)
    of_standard: dict[int, int] = field(default_factory=dict)
    new_strands: list[str] = field(default_factory=list)
    new_stages: int = 0

    @property
    def identity(self) -> dict[str, Any]:
        """What every new identity says."""
        return {"district_id": self.continuum.district_id, "continuum": self.continuum}

    @property
    def text(self) -> dict[str, Any]:
        """What every new text says."""
        return {
            "district_id": self.continuum.district_id,
            "since": self.continuum.draft,
            "edited_by": self.by,
        }

    def domain(self, document: CaseDocument, text: CaseDocumentText, title: str, scale: Scale | None) -> Domain:
        """Return the framework's own domain, made where it is missing."""
        guid = uuid5(NAMESPACE, document.guid)
        found = Domain.objects.filter(district=self.continuum.district_id, guid=guid).first()
        if found:
            return found
        subjects = text.payload.get("subject")
        subject = subjects[0] if isinstance(subjects, list) and subjects and isinstance(subjects[0], str) else ""
        scales = ScaleText.objects.filter(until=None, district=self.continuum.district_id).order_by("scale_id")
        if scale is None and not scales:
            raise DraftRefusedError({"scale": "The draft has no scale to judge this on. Add one first."})
        others = DomainText.objects.filter(until=None, district=self.continuum.district_id)
        made = Domain.objects.create(**self.identity, guid=guid)
        DomainText.objects.create(
            **self.text,
            domain=made,
            title=(title or subject or text.title)[:300],
            scale_id=scale.pk if scale else scales[0].scale_id,
            position=others.count(),
        )
        return made

    def lay_out(self, domain: Domain, places: dict[int, Place]) -> None:
        """Find or make the strands and stages that the places name; stages stand in the order of their grades."""
        self._known(domain)
        for place in places.values():
            if place.strand.casefold() not in self.strands:
                self._strand(domain, place.strand)
        for place in sorted(places.values(), key=lambda one: grade_rank(one.typical_grade)):
            strand = self.strands[place.strand.casefold()]
            if place.stage and (strand.pk, place.stage.casefold()) not in self.stages:
                self._stage(strand, place)

    def competencies(self, chosen: list[Node], places: dict[int, Place]) -> list[CompetencyText]:
        """Make the competencies that are missing. Returns their texts."""
        guids = {node.id: uuid5(NAMESPACE, f"{self.continuum.guid}/{node.guid}") for node in chosen}
        known = dict(Competency.objects.filter(district=self.continuum.district_id).values_list("guid", "pk"))
        new = [node for node in chosen if guids[node.id] not in known]
        Competency.objects.bulk_create(Competency(**self.identity, guid=guids[node.id]) for node in new)
        known = dict(Competency.objects.filter(district=self.continuum.district_id).values_list("guid", "pk"))
        self.of_standard = {node.id: known[guids[node.id]] for node in chosen}
        positions: dict[tuple[int, int | None], int] = defaultdict(int)
        texts = CompetencyText.objects.filter(until=None, district=self.continuum.district_id)
        for strand, stage in texts.values_list("strand_id", "stage_id"):
            positions[strand, stage] += 1
        return CompetencyText.objects.bulk_create([self._competency(node, places[node.id], positions) for node in new])

    def align(self, chosen: list[Node], tree: Tree) -> int:
        """Align each standard's leaves with its competency, unless they ever were. Returns how many are new."""
        ever = set(
            Alignment.objects.filter(district=self.continuum.district_id).values_list("competency_id", "standard_id")
        )
        rows = []
        for node in chosen:
            leaves = [leaf.id for leaf in tree.leaves(node.id)]
            parts = [(node.id, False), *((leaf, True) for leaf in leaves if leaf != node.id)]
            if leaves == [node.id]:
                parts = [(node.id, True)]
            competency = self.of_standard[node.id]
            rows += [
                Alignment(**self.text, competency_id=competency, standard_id=one, required=required, position=position)
                for position, (one, required) in enumerate(parts)
                if (competency, one) not in ever
            ]
        Alignment.objects.bulk_create(rows)
        return len(rows)

    def _known(self, domain: Domain) -> None:
        strands = StrandText.objects.filter(until=None, retired=False, strand__domain=domain).select_related("strand")
        self.strands = {row.title.casefold(): row.strand for row in strands}
        stages = StageText.objects.filter(until=None, retired=False, stage__strand__domain=domain)
        self.stages = {(row.stage.strand_id, row.title.casefold()): row.stage for row in stages.select_related("stage")}

    def _strand(self, domain: Domain, title: str) -> None:
        strand = Strand.objects.create(**self.identity, domain=domain)
        StrandText.objects.create(**self.text, strand=strand, title=title, position=len(self.strands))
        self.strands[title.casefold()] = strand
        self.new_strands.append(title)

    def _stage(self, strand: Strand, place: Place) -> None:
        stage = Stage.objects.create(**self.identity, strand=strand)
        StageText.objects.create(
            **self.text,
            stage=stage,
            title=place.stage,
            typical_grade=place.typical_grade,
            position=sum(one == strand.pk for one, _title in self.stages),
            translations={"es": {"title": place.stage_es}},
        )
        self.stages[strand.pk, place.stage.casefold()] = stage
        self.new_stages += 1

    def _competency(self, node: Node, place: Place, positions: dict[tuple[int, int | None], int]) -> CompetencyText:
        strand = self.strands[place.strand.casefold()]
        stage = self.stages.get((strand.pk, place.stage.casefold()))
        key = (strand.pk, stage.pk if stage else None)
        position = positions[key]
        positions[key] += 1
        return CompetencyText(
            **self.text,
            competency_id=self.of_standard[node.id],
            title=title_of(node)[:300],
            statement=plain(node.statement) or node.statement,
            strand=strand,
            stage=stage,
            position=position,
        )
