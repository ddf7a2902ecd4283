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
from assessments.views.deciding import adapt, decisions, exempt, override
from assessments.views.focus import focus
from assessments.views.history import history
from assessments.views.rubric import rubric
from assessments.views.taking_back import take_adapted_back, take_override_back

app_name = "assessments"
ABOUT = "students/<int:student_id>/competencies/<int:competency_id>"
urlpatterns = [
    path("log/", log, name="log"),
    path("sections/<int:section_id>/log/", class_set, name="class_set"),
    path("students/<int:student_id>/log/", rubric, name="rubric"),
    path("batches/<uuid:batch>/undo/", undo, name="undo"),
    path("evidence/<int:evidence_id>/correct/", correct, name="correct"),
    path("evidence/<int:evidence_id>/void/", void, name="void"),
    path("sections/<int:section_id>/history/", history, name="history"),
    path("sections/<int:section_id>/focus/", focus, name="focus"),
    path(f"{ABOUT}/decisions/", decisions, name="decisions"),
    path(f"{ABOUT}/decisions/override/", override, name="override"),
    path(f"{ABOUT}/decisions/exempt/", exempt, name="exempt"),
    path(f"{ABOUT}/decisions/adapt/", adapt, name="adapt"),
    path("overrides/<int:override_id>/reverse/", take_override_back, name="override_back"),
    path("adapted/<int:adapted_id>/reverse/", take_adapted_back, name="adapted_back"),
    path("api/v1/evidence/", EvidenceList.as_view(), name="api_evidence"),
    path("api/v1/evidence/batch/", EvidenceBatch.as_view(), name="api_evidence_batch"),
    path("api/v1/evidence/<int:evidence_id>/", EvidenceDetail.as_view(), name="api_evidence_detail"),
    path("api/v1/evidence/<int:evidence_id>/correct/", EvidenceCorrection.as_view(), name="api_evidence_correct"),
    path("api/v1/evidence/<int:evidence_id>/void/", EvidenceVoid.as_view(), name="api_evidence_void"),
]
