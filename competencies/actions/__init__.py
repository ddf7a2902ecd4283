"""Writes of the expectations: edits of the draft, imports into it, and its publication."""
