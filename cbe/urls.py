"""Where every request enters."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cbe.views.demo_sign_in import demo_sign_in
from cbe.views.display import display
from cbe.views.find import finder
from cbe.views.health import healthz, readyz
from cbe.views.help import help_page
from cbe.views.home import home
from cbe.views.parts import parts

# The admin's own sign-in page would be a second door without the limits of the first.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the way allauth documents

REFERENCE = SpectacularSwaggerSplitView
# The stylesheet of the API's reference carries its own little pictures; nothing else differs from our policy.
REFERENCE_POLICY = {"img-src": ["data:"]}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("display/", display, name="display"),
    path("help/", help_page, name="help"),
    path("help/parts/", parts, name="parts"),
    path("find/", finder, name="find"),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", csp_update(REFERENCE_POLICY)(REFERENCE.as_view(url_name="schema")), name="docs"),
    path("continuum/", include("competencies.urls")),
    path("", include("assessments.urls")),
    path("", include("pathways.urls")),
    path("", include("reporting.urls")),
]

handler400 = "cbe.views.errors.bad_request"
handler403 = "cbe.views.errors.permission_denied"
handler404 = "cbe.views.errors.page_not_found"
handler500 = "cbe.views.errors.server_error"
