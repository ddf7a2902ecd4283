"""Makes the environment that `manage.py` needs, with nothing but Python itself."""


def ensure(argv: list[str]) -> None:
    """Do nothing inside a prepared environment."""
