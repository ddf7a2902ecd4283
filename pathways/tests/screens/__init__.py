"""The screens of pathways, each with its litany: it works, an outsider, read-only, wrong method, bad id."""
