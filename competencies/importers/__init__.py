"""Files that come in: CASE packages and lists of prerequisites."""
