"""Evidence that comes as a file."""
