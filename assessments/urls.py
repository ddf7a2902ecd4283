"""Where requests about assessments enter."""

from __future__ import annotations

from django.urls import path

from assessments.api.views import (
    EvidenceBatch,
    EvidenceCorrection,
    EvidenceDetail,
    EvidenceList,
    EvidenceVoid,
)
from assessments.views.changes import correct, undo, void
from assessments.views.choosing import log
from assessments.views.class_set import class_set
from assessments.views.focus import focus
from assessments.views.history import history
from assessments.views.rubric import rubric

app_name = "assessments"
urlpatterns = [
    path("log/", log, name="log"),
    path("sections/<int:section_id>/log/", class_set, name="class_set"),
    path("students/<int:student_id>/log/", rubric, name="rubric"),
    path("batches/<uuid:batch>/undo/", undo, name="undo"),
    path("evidence/<int:evidence_id>/correct/", correct, name="correct"),
    path("evidence/<int:evidence_id>/void/", void, name="void"),
    path("sections/<int:section_id>/history/", history, name="history"),
    path("sections/<int:section_id>/focus/", focus, name="focus"),
    path("api/v1/evidence/", EvidenceList.as_view(), name="api_evidence"),
    path("api/v1/evidence/batch/", EvidenceBatch.as_view(), name="api_evidence_batch"),
    path("api/v1/evidence/<int:evidence_id>/", EvidenceDetail.as_view(), name="api_evidence_detail"),
    path("api/v1/evidence/<int:evidence_id>/correct/", EvidenceCorrection.as_view(), name="api_evidence_correct"),
    path("api/v1/evidence/<int:evidence_id>/void/", EvidenceVoid.as_view(), name="api_evidence_void"),
]
