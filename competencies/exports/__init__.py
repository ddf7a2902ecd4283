"""What goes out: CASE packages as they were received, with the district's own edits."""
