"""What may be heard of the conclusions; who listens is not known here."""

from django.dispatch import Signal

# Sent by a recompute between judging a ledger and storing what was concluded, outside any transaction, with
# ``student_id`` and ``version`` (the learner's version the conclusions rest on). A receiver that raises makes that
# learner's recompute fail.
judged = Signal()

# Sent in the transaction that asks for a preview, with ``preview_id``: somebody may want to wake a worker on commit.
preview_wanted = Signal()
# Sent between working out a portion of a preview and writing it, with ``preview_id`` and ``reached`` (the last
# student written before), outside any transaction. A receiver that raises makes the preview fail.
preview_portion = Signal()
