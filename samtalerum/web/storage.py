"""Files named by their content: also the scripts that our scripts import, so that no page runs two versions."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django follows the imports of all scripts or of none, so this takes what it keeps to itself.
_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, following import statements in js/; other packages' scripts mention files they don't ship."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))
