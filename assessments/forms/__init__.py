"""What screens ask about evidence, read back as plain entries."""
