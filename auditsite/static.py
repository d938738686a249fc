from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for stylesheets, and for the modules that scripts import."""

    support_js_module_import_aggregation = True
