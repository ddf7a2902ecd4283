"""What may be heard of the expectations; who listens is not known here."""

from django.dispatch import Signal

# Sent inside the transaction that published a continuum version or a policy, with ``district_id`` and ``version``
# (the district's new expectations version).
expectations_changed = Signal()
# A question, not news: how much work stands at some ``places`` of a ``district_id`` (pairs of a competency and a
# standard; None for every standard of the competency that no other pair names). Who keeps the ledger answers with a
# mapping from place to (pieces, students).
work_asked = Signal()
