from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for stylesheets, and for the modules that scripts import."""

    support_js_module_import_aggregation = True
    # A file without a hashed name must not turn an error page into another error.
    manifest_strict = False
