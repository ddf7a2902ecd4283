"""CASE packages as plain values: read, compared with what is held, and written back without loss."""
