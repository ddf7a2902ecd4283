"""Who asks over the API: the bearer of a key, checked anew on every request."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from people.actions.tokens import PREFIX, digest_of
from people.models import ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """Lets in the account whose key stands in ``Authorization: Bearer ...``, while both are good."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the account and its token; None where no key was sent. One query."""
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = (
            ApiToken.objects.filter(Q(revoked_at__isnull=True), digest=digest_of(key), expires_at__gt=timezone.now())
            .select_related("user__district")
            .first()
        )
        if token is None or not key.startswith(PREFIX) or not token.user.is_active:
            raise AuthenticationFailed("This key is unknown, has ended, or was closed.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Ask for a key: somebody unknown gets 401, not 403."""
        return 'Bearer realm="Waypoint"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # the library is not typed
    """How the documentation names these keys."""

    target_class = "people.api.TokenAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI writes it."""
        return {"type": "http", "scheme": "bearer"}
