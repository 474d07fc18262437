"""What the operations remember in the database."""

from django.db import models


class Backup(models.Model):
    """The last backup in each place, so that `/metrics` can tell how old it is."""

    place = models.CharField(primary_key=True, max_length=1000)
    name = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name
