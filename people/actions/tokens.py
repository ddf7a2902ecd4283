"""Keys by which other systems come in on behalf of an account."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from people.models import ApiToken, User

PREFIX = "waypoint_"
DAYS = 90
DAYS_AT_MOST = 366


class TokenRefused(ValueError):
    """No key is made for this account, or not for so long."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token with its key, which is shown once and kept nowhere."""

    token: ApiToken
    key: str


def issue_token(*, user: User, name: str, days: int = DAYS) -> IssuedToken:
    """Make a key for an account, good for ``days``; only its digest is kept. Raises ``TokenRefused``."""
    if user.district is None or not user.is_active:
        raise TokenRefused("Only an active account of a district can have a key.")
    if not 1 <= days <= DAYS_AT_MOST:
        raise TokenRefused(f"A key is good for 1 to {DAYS_AT_MOST} days.")
    if not name.strip() or len(name) > 100:
        raise TokenRefused("Give the key a name of up to 100 characters, for example the system that will use it.")
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        district=user.district,
        user=user,
        name=name.strip(),
        digest=digest_of(key),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return IssuedToken(token, key)


def revoke_tokens(*, user: User) -> int:
    """Close every key of an account now, and return how many were open."""
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())


def digest_of(key: str) -> str:
    """Return what is kept of a key. It is random and long, so a plain digest cannot be searched."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
