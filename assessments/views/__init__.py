"""Screens about evidence: choose, rate a class, rate one student, correct, take back, look back, set the focus."""
