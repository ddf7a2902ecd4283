"""Accounts, places and grants for operators; no student's record is here."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.models import ApiToken, District, RoleGrant, School, Section, TeachingAssignment, Term, User


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts; what somebody may do follows from dated relations, not from here."""

    list_display = ("username", "email", "given_name", "family_name", "district", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "district")
    search_fields = ("username", "email", "given_name", "family_name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("district", "given_name", "family_name", "salutation", "email", "language")}),
        (_("May sign in"), {"fields": ("is_active", "is_staff")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "district", "given_name", "family_name", "email", "password1", "password2")}),
    )
    autocomplete_fields = ("district",)


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    """Districts."""

    list_display = ("name", "slug", "time_zone", "language", "is_demo")
    search_fields = ("name", "slug")


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    """Schools."""

    list_display = ("name", "district", "external_id")
    search_fields = ("name", "external_id")
    autocomplete_fields = ("district",)


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """Terms."""

    list_display = ("name", "school", "starts", "ends")
    search_fields = ("name", "school__name")
    autocomplete_fields = ("district", "school")


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    """Sections, without their students."""

    list_display = ("name", "school", "term", "external_id")
    search_fields = ("name", "external_id")
    autocomplete_fields = ("district", "school", "term")


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """Who leads a school or administers a district, and until when."""

    list_display = ("user", "role", "school", "starts", "ends")
    list_filter = ("role",)
    search_fields = ("user__username", "user__family_name")
    autocomplete_fields = ("district", "user", "school")


@admin.register(TeachingAssignment)
class TeachingAssignmentAdmin(admin.ModelAdmin):
    """Who teaches a section, and until when."""

    list_display = ("teacher", "section", "starts", "ends")
    search_fields = ("teacher__username", "teacher__family_name", "section__name")
    autocomplete_fields = ("district", "teacher", "section")


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Keys of the API: seen and revoked here, made by `manage.py api_token`."""

    list_display = ("name", "user", "created_at", "expires_at", "revoked_at")
    search_fields = ("name", "user__username")
    readonly_fields = ("district", "user", "name", "digest", "created_at", "expires_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A key is shown once where it is made, and that is not here."""
        return False
