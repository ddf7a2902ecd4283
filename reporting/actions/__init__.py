"""Writes about reports: drafting comments, issuing snapshots, sending notices."""
