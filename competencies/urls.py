"""Where requests about the continuum enter."""

from __future__ import annotations

from django.urls import path

from competencies.views.competency import edit_competency, new_competency
from competencies.views.expectations import profile
from competencies.views.history import competency_history, history
from competencies.views.importing import import_package, prerequisites
from competencies.views.levels import scales
from competencies.views.making import export, make
from competencies.views.mapping import carried, carry, merge, split
from competencies.views.outline import edit
from competencies.views.parts import part
from competencies.views.policy import policy, policy_at, policy_draft
from competencies.views.public import public, public_competency
from competencies.views.publishing import publish
from competencies.views.standards import standards
from competencies.views.steps import again

app_name = "competencies"
urlpatterns = [
    path("", public, name="public"),
    path("c/<uuid:guid>/", public_competency, name="public_competency"),
    path("c/<uuid:guid>/history/", competency_history, name="competency_history"),
    path("edit/", edit, name="edit"),
    path("edit/history/<str:kind>/<int:row>/", history, name="history"),
    path("edit/c/<int:competency_id>/", edit_competency, name="edit_competency"),
    path("edit/c/<int:competency_id>/split/", split, name="split"),
    path("edit/c/<int:competency_id>/merge/", merge, name="merge"),
    path("edit/c/<int:competency_id>/carry/", carry, name="carry"),
    path("edit/carried/", carried, name="carried"),
    path("edit/strands/<int:strand_id>/new/", new_competency, name="new_competency"),
    path("edit/part/<str:kind>/<int:row>/", part, name="part"),
    path("edit/again/<str:kind>/<int:row>/", again, name="again"),
    path("edit/scales/", scales, name="scales"),
    path("edit/profile/", profile, name="profile"),
    path("edit/policy/", policy, name="policy"),
    path("edit/policy/draft/", policy_draft, name="policy_draft"),
    path("edit/policy/<int:version>/", policy_at, name="policy_at"),
    path("edit/standards/", standards, name="standards"),
    path("edit/standards/make/", make, name="make"),
    path("edit/standards/prerequisites/", prerequisites, name="prerequisites"),
    path("edit/standards/export/<str:identifier>/", export, name="export"),
    path("edit/import/", import_package, name="import"),
    path("edit/publish/", publish, name="publish"),
]
