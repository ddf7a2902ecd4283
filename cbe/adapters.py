"""How sign-in behaves here: schools make the accounts, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class SchoolAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts come from the school's own lists."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: an account without a school could reach nobody, and would only be a way to try."""
        return False
