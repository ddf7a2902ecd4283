"""The beginning of a district's continuum: an empty draft, the default scale and the default policy."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from competencies.actions.scales import add_scale
from competencies.models import Continuum, ContinuumVersion, Expectations, MasteryPolicy, PolicyVersion
from competencies.rules.policy import DEFAULT_POLICY
from competencies.rules.policy_json import write_policy
from people.models import District, User


class ContinuumExistsError(Exception):
    """The district has a continuum already; it is edited, not begun again."""


@transaction.atomic
def start_continuum(*, district: District, by: User | None, title: str = "") -> Continuum:
    """Return a new continuum: nothing published, an empty draft (version 1) with the default scale.

    The default mastery policy is published as its version 1 where the district has none. About twenty queries.
    Raises ``ContinuumExistsError``.
    """
    district = District.objects.select_for_update().get(pk=district.pk)
    if Continuum.objects.filter(district=district).exists():
        raise ContinuumExistsError(district.slug)
    continuum = Continuum.objects.create(district=district, title=title or _("What we learn"))
    ContinuumVersion.objects.create(district=district, continuum=continuum, number=continuum.draft)
    Expectations.objects.get_or_create(district=district)
    add_scale(continuum=continuum, by=by, name=_("Four levels"), levels=_default_levels(), proficient=Decimal(3))
    if not MasteryPolicy.objects.filter(district=district, is_default=True).exists():
        _publish_default_policy(district, by)
    return continuum


def _default_levels() -> list[tuple[Decimal, str, str]]:
    return [
        (Decimal(1), _("Beginning"), _("Starting to work on it, with help at most steps.")),
        (Decimal(2), _("Developing"), _("Shows parts of it, and is not yet steady.")),
        (Decimal(3), _("Proficient"), _("Shows it steadily, without help.")),
        (Decimal(4), _("Extending"), _("Uses it in new situations and explains why it works.")),
    ]


def _publish_default_policy(district: District, by: User | None) -> None:
    policy = MasteryPolicy.objects.create(district=district, name=_("Default"), is_default=True)
    PolicyVersion.objects.create(
        district=district,
        policy=policy,
        number=1,
        state=PolicyVersion.State.PUBLISHED,
        value=write_policy(DEFAULT_POLICY),
        published_at=timezone.now(),
        published_by=by,
    )
