"""Accounts: the people who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts; user names and addresses are matched without regard to case."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Return a new saved account with a hashed password (unusable when none is given)."""
        user = self.model(username=username, **fields)
        user.email = self.normalize_email(user.email)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Return a new account that may use Django's admin (operations only, no student data)."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by user name, whatever its case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: a student, guardian, teacher, leader or admin.

    What they may do follows from dated relations (enrollments, guardianships, assignments, grants), never from
    the account itself. Operators (``is_staff``) may have no district.
    """

    district = models.ForeignKey(
        "people.District", on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    username = models.CharField(_("user name"), max_length=150)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    given_name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    salutation = models.CharField(
        max_length=60, blank=True, help_text=_("How students address this person: Mr Okafor, Ms Lindqvist.")
    )
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    demo_order = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Place on the demo's sign-in panel; empty for everyone else.")
    )
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_unique_ignoring_case"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_unique_ignoring_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Return given and family name, or the user name where neither is known."""
        return f"{self.given_name} {self.family_name}".strip() or self.username

    def get_short_name(self) -> str:
        """Return what others call this person: the salutation if there is one, else the given name."""
        return self.salutation or self.given_name or self.username
