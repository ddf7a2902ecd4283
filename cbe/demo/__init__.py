"""The demo school: Harbour Street School, made up from a fixed seed, the same every time on a given day."""
