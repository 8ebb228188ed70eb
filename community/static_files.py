"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

_extension, _imports = ManifestStaticFilesStorage._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedFiles(ManifestStaticFilesStorage):
    """Also renames what our ES modules import from each other; other people's scripts are left as they are."""

    patterns = (*ManifestStaticFilesStorage.patterns, ("js/*.js", _imports))
