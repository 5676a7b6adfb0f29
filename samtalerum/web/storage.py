"""Files named by their content: also the scripts that our scripts import, so that no page runs two versions."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.utils.functional import cached_property
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django follows the imports of all scripts or of none, so this takes what it keeps to itself.
_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, following import statements in js/; other packages' scripts mention files they don't ship."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def url(self, name: str, force: bool = False) -> str:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature
        """Worked out once for each file: a page names twenty, and they stay what they are until the next start."""
        if name not in self._addresses:
            self._addresses[name] = super().url(name, force)
        return self._addresses[name]
