"""What may be heard of the conclusions; who listens is not known here."""

from django.dispatch import Signal

# Sent by a recompute between judging a ledger and storing what was concluded, outside any transaction, with
# ``student_id`` and ``version`` (the learner's version the conclusions rest on). A receiver that raises makes that
# learner's recompute fail.
judged = Signal()
