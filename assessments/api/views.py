"""Evidence over the API: read, record one or many, correct, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast
from uuid import uuid4

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments import access
from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.actions.writing import AlreadyFollowed, KeyConflict, NotYours, Recorded, Refused
from assessments.api import reading
from assessments.queries.api import page_of
from assessments.rules import Entry
from assessments.serializers import (
    BatchIn,
    CorrectionIn,
    EvidenceIn,
    EvidenceOut,
    EvidencePage,
    RecordedOut,
    VoidIn,
)
from assessments.serializers.evidence import EntryIn
from assessments.serializers.parser import StrictJSONParser
from assessments.serializers.strict import plain_number
from competencies.queries import NoContinuum
from people.models import Section, User

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Used where the body gives no key."
)
LIST_FILTERS = [
    OpenApiParameter(name, OpenApiTypes.INT, description=text)
    for name, text in (
        ("student", "Only this student's."),
        ("section", "Only of this section."),
        ("competency", "Only on this competency."),
        ("after", "Only rows after this id."),
        ("size", "How many, 1 to 200."),
    )
]


class EvidenceAPI(APIView):
    """What all addresses of evidence share."""

    parser_classes = [StrictJSONParser]

    @property
    def user(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)

    def record(self, entries: Sequence[Entry], section: Section | None, task: str) -> Response:
        """Record entries and say what is in the ledger now: 201 where something is new, 200 where nothing is."""
        if self.user.district is None:
            return Response({"detail": "This account belongs to no district."}, status=status.HTTP_403_FORBIDDEN)
        try:
            recorded = record_evidence(
                by=self.user, district=self.user.district, entries=entries, section=section, demonstration=task
            )
        except Refused as refused:
            return Response(reading.refusal(refused), status=status.HTTP_400_BAD_REQUEST)
        except KeyConflict as conflict:
            return Response(reading.conflict(conflict), status=status.HTTP_409_CONFLICT)
        except NoContinuum:
            return Response({"detail": "No continuum is published yet."}, status=status.HTTP_409_CONFLICT)
        return self.said(recorded)

    def said(self, recorded: Recorded) -> Response:
        """Return what was recorded."""
        code = status.HTTP_201_CREATED if recorded.created else status.HTTP_200_OK
        return Response(RecordedOut(recorded).data, status=code)


class EvidenceList(EvidenceAPI):
    """The evidence somebody may read, and the door to add to it."""

    @extend_schema(operation_id="evidence_list", parameters=LIST_FILTERS, responses=EvidencePage)
    def get(self, request: Request) -> Response:
        """List rows of the ledger, oldest first: corrections and voids are rows of their own."""
        narrowed, after, size = reading.evidence_filters(request)
        rows = access.evidence(self.user).filter(**narrowed)
        results, more = page_of(self.user, rows, after=after, size=size)
        for row in results:
            row["level"] = plain_number(row["level"])
        return Response({"results": results, "next": self.next_page(request, more)})

    @extend_schema(operation_id="evidence_record", request=EvidenceIn, parameters=[IDEMPOTENCY], responses=RecordedOut)
    def post(self, request: Request) -> Response:
        """Record one rating; the same key again changes nothing."""
        entry, section, task = reading.single(request)
        return self.record([entry], section, task)

    def next_page(self, request: Request, more: int | None) -> str | None:
        """Return the address of the next page, or nothing at the end."""
        if more is None:
            return None
        query = request.query_params.copy()
        query["after"] = str(more)
        return f"{reverse('assessments:api_evidence')}?{query.urlencode()}"


class EvidenceBatch(EvidenceAPI):
    """Many ratings in one go."""

    @extend_schema(
        operation_id="evidence_record_batch",
        request={"application/json": BatchIn},
        parameters=[IDEMPOTENCY],
        responses=RecordedOut,
        description=f"Record up to 500 ratings, all of them or none. Each entry: {', '.join(EntryIn().fields)}.",
    )
    def post(self, request: Request) -> Response:
        """Record ratings, all or none."""
        entries, section, task = reading.batch(request)
        return self.record(entries, section, task)


class EvidenceDetail(EvidenceAPI):
    """One row of the ledger."""

    @extend_schema(operation_id="evidence_read", responses=EvidenceOut)
    def get(self, request: Request, evidence_id: int) -> Response:
        """Read one row."""
        row = reading.row_or_404(access.evidence(self.user), evidence_id)
        results, _more = page_of(self.user, access.evidence(self.user).filter(pk=row.pk))
        results[0]["level"] = plain_number(results[0]["level"])
        return Response(results[0])


class EvidenceCorrection(EvidenceAPI):
    """Corrections of a row."""

    @extend_schema(
        operation_id="evidence_correct", request=CorrectionIn, parameters=[IDEMPOTENCY], responses=RecordedOut
    )
    def post(self, request: Request, evidence_id: int) -> Response:
        """Add a row that takes the place of this one."""
        row = reading.changeable_row(self.user, evidence_id)
        entry, reason = reading.correction(request, row)
        wanted = Correction(row.pk, entry if entry.key else _with_key(entry))
        return _answered(lambda: self.said(correct_evidence(by=self.user, corrections=[wanted], reason=reason)))


class EvidenceVoid(EvidenceAPI):
    """The voiding of a row."""

    @extend_schema(operation_id="evidence_void", request=VoidIn, responses={201: None})
    def post(self, request: Request, evidence_id: int) -> Response:
        """Add a row that takes this one back."""
        row = reading.changeable_row(self.user, evidence_id)
        reason = reading.checked(VoidIn, request.data)["reason"]

        def void() -> Response:
            made = void_evidence(by=self.user, evidence=row, reason=reason)
            return Response({"id": made}, status=status.HTTP_201_CREATED)

        return _answered(void)


def _with_key(entry: Entry) -> Entry:
    return replace(entry, key=f"correct:{uuid4().hex}")


def _answered(change: Callable[[], Response]) -> Response:
    """Run a change of a row and put into a status what stands against it."""
    try:
        return change()
    except Refused as refused:
        return Response(reading.refusal(refused), status=status.HTTP_400_BAD_REQUEST)
    except NotYours as refused:
        return Response({"detail": str(refused)}, status=status.HTTP_403_FORBIDDEN)
    except AlreadyFollowed as found:
        return Response(reading.overtaken(found), status=status.HTTP_409_CONFLICT)
    except KeyConflict as conflict:
        return Response(reading.conflict(conflict), status=status.HTTP_409_CONFLICT)
