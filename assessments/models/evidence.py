"""The ledger of evidence: append-only rows, and the erasable text that belongs to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What a row of the ledger does: a rating, a correction of an earlier row, or its voiding."""

    RATING = "rating", _("Rating")
    CORRECTION = "correction", _("Correction")
    VOID = "void", _("Void")


class Mark(models.TextChoices):
    """A row without a level: it enters no arithmetic."""

    MISSED = "missed", _("Missed")
    INSUFFICIENT = "insufficient", _("Insufficient")
    EXCUSED = "excused", _("Excused")
    EXEMPT = "exempt", _("Exempt")


class Kind(models.TextChoices):
    """What the work was for. Formative work never lowers what summative work supports."""

    DIAGNOSTIC = "diagnostic", _("Diagnostic")
    FORMATIVE = "formative", _("Formative")
    SUMMATIVE = "summative", _("Summative")


class SourceType(models.TextChoices):
    """The kind of work that was looked at."""

    PERFORMANCE_TASK = "performance_task", _("Performance task")
    PROJECT = "project", _("Project")
    OBSERVATION = "observation", _("Observation")
    TEST = "test", _("Test")
    CONVERSATION = "conversation", _("Conversation")
    PORTFOLIO = "portfolio", _("Portfolio")
    OUT_OF_SCHOOL = "out_of_school", _("Out of school")
    OTHER = "other", _("Other")


class Context(models.TextChoices):
    """Where the work was done."""

    CLASSROOM = "classroom", _("Classroom")
    OTHER_SUBJECT = "other_subject", _("Another subject")
    SCHOOL_LIFE = "school_life", _("School life")
    HOME = "home", _("Home")
    COMMUNITY = "community", _("Community")
    WORKPLACE = "workplace", _("Workplace")


class Depth(models.TextChoices):
    """How deep the thinking went, from recall to extended."""

    RECALL = "recall", _("Recall")
    SKILL = "skill", _("Skill")
    STRATEGIC = "strategic", _("Strategic thinking")
    EXTENDED = "extended", _("Extended thinking")


class Support(models.TextChoices):
    """How the student was supported. Accommodated work counts like any other; modified work does not by itself."""

    INDEPENDENT = "independent", _("Independent")
    ACCOMMODATED = "accommodated", _("Accommodated")
    MODIFIED = "modified", _("Modified")


class AssessorRole(models.TextChoices):
    """Who looked at the work; self and peer ratings count only where the policy says so."""

    TEACHER = "teacher", _("Teacher")
    SELF = "self", _("Self")
    PEER = "peer", _("Peer")
    OUTSIDE = "outside", _("Outside expert")
    SYSTEM = "system", _("System")


class Demonstration(models.Model):
    """The occasion that yields evidence: one piece of work, rated on one standard or on several."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        "people.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="demonstrations"
    )
    title = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title or str(_("Untitled work"))


class Evidence(models.Model):
    """One assessor's judgement of one student against one standard on one occasion.

    Append-only: the database itself refuses UPDATE and DELETE (see ``assessments.models.append_only``). A correction
    or void is a new row that ``refers_to`` the one it replaces or withdraws. ``on`` is the day of the work,
    ``at`` its instant where known, ``recorded_at`` the moment it was written down; the three are never confused.
    ``batch`` is the one save a row came with, ``key`` the client's idempotency key (unique for its author),
    ``digest`` the SHA-256 of what was sent, so that the same key with other content is noticed.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=10, choices=Action.choices, default=Action.RATING)
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="evidence")
    section = models.ForeignKey(
        "people.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    demonstration = models.ForeignKey(
        Demonstration, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="evidence")
    standard = models.ForeignKey("competencies.Standard", on_delete=models.PROTECT, related_name="evidence")
    continuum_version = models.ForeignKey(
        "competencies.ContinuumVersion", on_delete=models.PROTECT, related_name="evidence"
    )
    level = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    mark = models.CharField(max_length=12, choices=Mark.choices, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source_type = models.CharField(max_length=20, choices=SourceType.choices, blank=True)
    context = models.CharField(max_length=20, choices=Context.choices, blank=True)
    transfer = models.BooleanField(default=False)
    depth = models.CharField(max_length=10, choices=Depth.choices, blank=True)
    support = models.CharField(max_length=12, choices=Support.choices, default=Support.INDEPENDENT)
    on = models.DateField()
    at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessor_role = models.CharField(max_length=10, choices=AssessorRole.choices, default=AssessorRole.TEACHER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recorded_evidence")
    recorded_at = models.DateTimeField()
    batch = models.UUIDField(default=uuid.uuid4)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["student", "competency"], name="evidence_by_student"),
            models.Index(fields=["district", "section", "-id"], name="evidence_by_section"),
            models.Index(fields=["batch"], name="evidence_by_batch"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["district", "author", "key"], name="evidence_key_once_per_author"),
            models.UniqueConstraint(
                fields=["district", "refers_to"],
                condition=Q(refers_to__isnull=False),
                name="evidence_followed_once",
            ),
            models.CheckConstraint(
                condition=Q(action="void", level__isnull=True, mark="")
                | (~Q(action="void") & (Q(level__isnull=False, mark="") | (Q(level__isnull=True) & ~Q(mark="")))),
                name="evidence_level_or_mark",
                violation_error_message=_("Give a level or a mark, not both."),
            ),
            models.CheckConstraint(
                condition=Q(action="rating", refers_to__isnull=True)
                | (~Q(action="rating") & Q(refers_to__isnull=False)),
                name="evidence_only_followers_refer",
            ),
            models.CheckConstraint(
                condition=Q(refers_to__isnull=True) | ~Q(refers_to=F("id")), name="evidence_not_its_own_correction"
            ),
        ]


class EvidenceNote(models.Model):
    """Free text about a row of the ledger, kept apart so that it can be erased while the fact stays."""

    class Purpose(models.TextChoices):
        FEEDBACK = "feedback", _("Feedback")
        NEXT_STEP = "next_step", _("Next step")
        REASON = "reason", _("Reason for a correction or void")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="notes")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "evidence", "purpose"], name="evidence_note_one_per_purpose")
        ]
