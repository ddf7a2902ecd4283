"""The screens of pathways, each with its litany: it works, a colleague, an outsider, read-only, wrong method, bad id."""
