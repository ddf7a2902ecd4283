"""The set-based twin: decides whole districts at once, and imports nothing of the engine it is to equal."""
