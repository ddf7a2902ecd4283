"""Who: districts, schools, terms, sections, people and the dated relations between them."""

from people.models.accounts import User, UserManager
from people.models.places import District, School, Section, Term
from people.models.relations import (
    DatedQuerySet,
    Enrollment,
    Guardianship,
    Role,
    RoleGrant,
    TeachingAssignment,
)
from people.models.students import Student
from people.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "DatedQuerySet",
    "District",
    "Enrollment",
    "Guardianship",
    "Role",
    "RoleGrant",
    "School",
    "Section",
    "Student",
    "TeachingAssignment",
    "Term",
    "User",
    "UserManager",
]
