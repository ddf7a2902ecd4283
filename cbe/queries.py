"""Reads that span all apps: who may be looked at on the demo's sign-in panel."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from people.models import Guardianship, RoleGrant, Student, User


def demo_accounts() -> QuerySet[User]:
    """Return the accounts anyone may step into: those of a demo district that have a place on its sign-in panel.

    One query; each account says whether it is a ``demo_student``, ``demo_guardian`` or holds a ``demo_grant``.
    """
    return (
        User.objects.filter(district__is_demo=True, demo_order__isnull=False, is_active=True, is_staff=False)
        .annotate(
            demo_student=Exists(Student.objects.filter(user=OuterRef("pk"))),
            demo_guardian=Exists(Guardianship.objects.filter(guardian=OuterRef("pk"))),
            demo_leader=Exists(RoleGrant.objects.filter(user=OuterRef("pk"), role="leader")),
            demo_admin=Exists(RoleGrant.objects.filter(user=OuterRef("pk"), role="admin")),
        )
        .order_by("demo_order", "pk")
    )
