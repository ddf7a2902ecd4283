"""Parts of the pathways screens that templates load."""
