"""Definitions for operators to read; they are changed in the continuum's editor only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from competencies.models import ContinuumVersion, Expectations, PolicyVersion


class ReadOnly(admin.ModelAdmin):
    """Shows rows and changes none."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(ContinuumVersion)
class ContinuumVersionAdmin(ReadOnly):
    """Versions of each district's continuum."""

    list_display = ("continuum", "number", "state", "published_at", "published_by")
    search_fields = ("continuum__title", "note")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnly):
    """Versions of each district's mastery policies."""

    list_display = ("policy", "number", "state", "published_at", "published_by")
    search_fields = ("policy__name",)


@admin.register(Expectations)
class ExpectationsAdmin(ReadOnly):
    """The number each district's publications raise."""

    list_display = ("district", "version", "changed_at")
    search_fields = ("district__name",)
