"""The current files of the dataset."""

from django.core.files.storage import default_storage
from django.db import models
from django.template.defaultfilters import filesizeformat


class DatasetFile(models.Model):
    """One file of the dataset. Its path contains the hash of its content, as that of a photo."""

    name = models.CharField(max_length=40, unique=True)  # 'quotations.jsonl.gz'
    path = models.CharField(max_length=200)
    size = models.BigIntegerField()  # In bytes, compressed.
    sha256 = models.CharField(max_length=64)
    row_count = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def size_text(self) -> str:
        """Return the size in the active language: '1.3 MB'."""
        return filesizeformat(self.size)

    @property
    def url(self) -> str:
        return default_storage.url(self.path)
