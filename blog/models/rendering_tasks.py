"""Progress of the rendering of all posts after an upgrade."""

from django.db import models


class RenderingTask(models.Model):
    """The single row of `blog.content.html_update`: which version of HTML all posts get, and how
    far their rendering is.

    It goes from the newest post to the oldest: posts from number `cursor` on are done, and 0 means
    that all are. `finished_at` is set once the posts that were saved meanwhile, perhaps by an older
    version, are enqueued as well.
    """

    version = models.PositiveIntegerField(default=0)
    # When a worker of this version was last there. Versions without one do not count.
    seen_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    # The newest post when it began.
    newest = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()
    total_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=list)  # Numbers of posts.
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.version}"
