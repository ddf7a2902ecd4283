"""Two answers for whoever watches the machine: is the process alive, and can it do its work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cbe.health import readiness


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives; touches neither database nor broker."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when saves work and conclusions keep up, else 503; names what is behind."""
    checks = readiness()
    ready = all(check.ok for check in checks)
    body = {"ready": ready, "checks": {check.name: check.as_json() for check in checks}}
    return JsonResponse(body, status=200 if ready else 503)
