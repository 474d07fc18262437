"""That something changed which readers see."""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """Stored by triggers (`blog` migration 0041 says on which tables), once for each transaction.

    A row of its own and no counter: two transactions that change something would wait for one
    another, and a sequence is ahead of what is committed. `config.schedule` forgets the old ones.
    """

    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"
