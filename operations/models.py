"""Record of backups."""

from django.db import models


class Backup(models.Model):
    """The last backup in each destination, for its age in `/metrics`."""

    place = models.CharField(primary_key=True, max_length=1000)
    name = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name
