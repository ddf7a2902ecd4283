"""What may be heard of the ledger; who listens is not known here."""

from django.dispatch import Signal

# Sent inside the transaction that wrote the rows, with ``district_id`` and ``student_ids`` (ascending, distinct) and
# ``bulk`` (true for imports). Receivers must be sent with ``send``: a failing one must undo the write.
evidence_changed = Signal()
