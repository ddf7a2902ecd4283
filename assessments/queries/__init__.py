"""Reads of evidence as plain values: the ledger for the judge, chains of corrections, pages of the screens."""

from assessments.queries.chains import Chains, chains_of
from assessments.queries.ledger import LedgerLine, ledger_of

__all__ = ["Chains", "LedgerLine", "chains_of", "ledger_of"]
