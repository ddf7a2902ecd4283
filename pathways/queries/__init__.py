"""Reads of conclusions: the grid, the path, a competency, what is stale and what waits for a decision."""
