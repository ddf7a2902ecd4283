"""What may be heard of the expectations; who listens is not known here."""

from django.dispatch import Signal

# Sent inside the transaction that published a continuum version or a policy, with ``district_id`` and ``version``
# (the district's new expectations version).
expectations_changed = Signal()
