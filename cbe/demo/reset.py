"""Takes the demo school away again: every row of the demo district and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from assessments.actions import ledger
from people.models import District, User

APPS = ("reporting", "pathways", "assessments", "competencies", "people")


class NotTheDemo(ValueError):
    """The district is a real one: it is not for this command to touch."""


def remove(district: District) -> None:
    """Remove the demo district and everything recorded in it, or nothing at all.

    The ledger's door is open for this one transaction. Raises ``NotTheDemo`` for any other district.
    """
    if not district.is_demo:
        raise NotTheDemo(district.name)
    with ledger.opened(reason="reset of the demo school"), transaction.atomic():
        for model in _owned():
            _delete(model, district)
        # Foreign keys are checked when the transaction ends; accounts go last, with their sessions' and admin's rows.
        User.objects.filter(district=district).delete()
        District.objects.filter(pk=district.pk).delete()


def _owned() -> Iterator[type[models.Model]]:
    """Every model whose rows belong to a district, those that point at others first."""
    for label in APPS:
        for model in reversed(list(apps.get_app_config(label).get_models())):
            if model is not User and any(field.name == "district" for field in model._meta.fields):
                yield model


def _delete(model: type[models.Model], district: District) -> None:
    """One statement: no signal and no collector, which would look at every row of the ledger one by one."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote('district_id')} = %s",  # noqa: S608 - our own names
            [district.pk],
        )
