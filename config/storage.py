"""Static files under names that contain their hash, compressed when they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    # The editor's scripts import one another by relative address, which must become hashed ones.
    support_js_module_import_aggregation = True
    # As many as a chain of them is long: a script's name follows from those that it imports.
    max_post_process_passes = 12
