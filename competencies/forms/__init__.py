"""Forms of the continuum's editor."""
