"""What conclusions set in motion outside themselves, once each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Effect(models.Model):
    """One thing to be done because a conclusion became true: the outbox of advancement proposals and notices.

    Written with the conclusion, from a current state only, and carried out once; ``target`` names what it is about
    (``stage:12``), ``through`` the learner's version it rests on.
    """

    class Kind(models.TextChoices):
        ADVANCEMENT = "advancement", _("Advancement proposal")
        QUESTION = "question", _("Question to a person")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    target = models.CharField(max_length=100)
    through = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student", "kind", "target", "through"], name="effect_once_per_target"
            )
        ]
