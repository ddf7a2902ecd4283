"""Where every request enters."""

from __future__ import annotations

import importlib.util

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]

for prefix, module in (
    ("continuum/", "competencies.urls"),
    ("", "assessments.urls"),
    ("", "pathways.urls"),
    ("", "reporting.urls"),
):
    if importlib.util.find_spec(module):
        urlpatterns.append(path(prefix, include(module)))
