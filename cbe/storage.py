"""Names of static files: with a hash once `collectstatic` has run, their own before."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # mypy is told not to follow it
    """The same storage in a checkout, where nothing was gathered, and in an image, where browsers may keep all."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The name in the manifest; without a manifest there is nothing to look up."""
        return str(super().stored_name(name)) if self.hashed_files else name
