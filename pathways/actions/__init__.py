"""Writes of conclusions: marking learners stale, recomputing, sweeping, auditing, effects and advancements."""
