"""Where requests about reports and home pages enter."""

from __future__ import annotations

from django.urls import path

from reporting.views.district import district
from reporting.views.drafting import draft
from reporting.views.family import child, family
from reporting.views.issuing import issue
from reporting.views.reports import report, reports
from reporting.views.school import school
from reporting.views.section import section_reports
from reporting.views.today import today

app_name = "reporting"
urlpatterns = [
    path("today/", today, name="today"),
    path("family/", family, name="family"),
    path("school/", school, name="school"),
    path("district/", district, name="district"),
    path("sections/<int:section_id>/reports/", section_reports, name="section_reports"),
    path("sections/<int:section_id>/reports/issue/", issue, name="issue"),
    path("sections/<int:section_id>/reports/<int:student_id>/", draft, name="draft"),
    path("reports/", reports, name="reports"),
    path("reports/<int:report_id>/", report, name="report"),
    path("students/<int:student_id>/progress/", child, name="child"),
]
