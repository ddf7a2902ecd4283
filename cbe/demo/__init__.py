"""The demo school: Harbour Street School, made up from a fixed seed so that it is the same every time on a given day."""
