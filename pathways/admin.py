"""Running processes for operators to see."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from pathways.models import Lease, WorkerHeartbeat


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(admin.ModelAdmin):
    """Workers and when each was last seen."""

    list_display = ("worker", "seen_at")
    search_fields = ("worker",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Workers say themselves that they live."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: WorkerHeartbeat | None = None) -> bool:
        """Workers say themselves that they live."""
        return False


@admin.register(Lease)
class LeaseAdmin(admin.ModelAdmin):
    """Who sweeps."""

    list_display = ("name", "holder", "expires_at")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leases are taken by processes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Lease | None = None) -> bool:
        """Leases are taken by processes."""
        return False
