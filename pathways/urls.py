"""Where requests about pathways enter."""

from __future__ import annotations

from django.urls import path

from pathways.api import StudentMastery
from pathways.views.advancements import advancements, decide
from pathways.views.competency import competency, why
from pathways.views.examples import policy_examples
from pathways.views.grid import freshness, grid
from pathways.views.groups import groups
from pathways.views.lab import lab
from pathways.views.path import my_path, student_freshness
from pathways.views.path import path as student_path
from pathways.views.preview_file import preview_list
from pathways.views.preview_steps import preview_again, preview_continuum, preview_policy, publish_preview
from pathways.views.previews import preview, preview_change, preview_fresh, previews

app_name = "pathways"
urlpatterns = [
    path("groups/", groups, name="groups"),
    path("sections/<int:section_id>/grid/", grid, name="grid"),
    path("sections/<int:section_id>/fresh/", freshness, name="freshness"),
    path("path/", my_path, name="my_path"),
    path("students/<int:student_id>/path/", student_path, name="path"),
    path("students/<int:student_id>/fresh/", student_freshness, name="student_freshness"),
    path("students/<int:student_id>/competencies/<int:competency_id>/", competency, name="competency"),
    path("students/<int:student_id>/competencies/<int:competency_id>/why/", why, name="why"),
    path("policy/examples/", policy_examples, name="policy_examples"),
    path("policy-lab/", lab, name="lab"),
    path("previews/", previews, name="previews"),
    path("previews/policy/", preview_policy, name="preview_policy"),
    path("previews/continuum/", preview_continuum, name="preview_continuum"),
    path("previews/<int:preview_id>/", preview, name="preview"),
    path("previews/<int:preview_id>/fresh/", preview_fresh, name="preview_fresh"),
    path("previews/<int:preview_id>/list/", preview_list, name="preview_list"),
    path("previews/<int:preview_id>/again/", preview_again, name="preview_again"),
    path("previews/<int:preview_id>/publish/", publish_preview, name="publish_preview"),
    path("previews/<int:preview_id>/changes/<int:change_id>/", preview_change, name="preview_change"),
    path("advancements/", advancements, name="advancements"),
    path("advancements/<int:advancement_id>/decide/", decide, name="decide"),
    path("api/v1/students/<int:student_id>/mastery/", StudentMastery.as_view(), name="api_mastery"),
]
