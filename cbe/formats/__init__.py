"""How days and times are written, for each language: the same on every page."""
