"""How sign-in behaves here: schools make the accounts, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from people.models import User


class SchoolAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts come from the school's own lists."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: an account without a school could reach nobody, and would only be a way to try."""
        return False


class SchoolBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Knows people by user name or email, and fetches their district in the same query: every page needs its day."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session with its district, or None where it may no longer come in. One query."""
        user = User.objects.select_related("district").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
