"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    """Also renames what ES modules import from each other."""

    support_js_module_import_aggregation = True
