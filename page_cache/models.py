"""Changes of public content, and the state of CDN purges."""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """A transaction that changed public content; stored by the triggers of blog/sql/page_cache.sql.

    A row each and no counter: concurrent transactions would wait for one another, and a sequence is
    ahead of committed rows. `page_cache.tasks` deletes old rows. A row counts from `created_at` on,
    which `page_cache.delayed_expiry` sets to a few seconds later.
    """

    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"


class Purge(models.Model):
    """The single row of `page_cache.cdn_purge`: the last purge was at `done_at`, for site state
    `done_for`. If `due_at` is set, a purge is due then, for state `due_for`, first seen at
    `changed_at`.
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
