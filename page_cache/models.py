"""That something changed which readers see, and whether a CDN was told."""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """Stored by triggers (blog/sql/page_cache.sql says on which tables), once for each transaction.

    A row of its own and no counter: two transactions that change something would wait for one
    another, and a sequence is ahead of what is committed. `config.schedule` forgets the old ones.
    """

    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"


class Purge(models.Model):
    """One row, which `purging` keeps: a CDN was told at `done_at`, when the state of the site was
    `done_for`. Where `due_at` is set it has to be told, because of the state `due_for`, which was
    seen first at `changed_at`.
    """

    done_for = models.CharField(max_length=64, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    due_for = models.CharField(max_length=64, blank=True, default="")
    changed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.done_for:.8}"
