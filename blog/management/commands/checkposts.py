"""`manage.py checkposts`: check all published posts, for example after an update of the checks."""

from blog import checks
from blog.management.batches import PostBatchCommand
from blog.models import Post
from blog.models.post_querysets import PostQuerySet


class Command(PostBatchCommand):
    help = "Check all published posts again and keep what is found for the desk."
    batch_size = 100
    verb = "Checked"
    empty_message = "There was no published post to check."

    def posts(self) -> PostQuerySet:
        return Post.all_objects.filter(status=Post.Status.PUBLISHED)

    def process(self, keys: list[int]) -> None:
        checks.recheck_posts(keys)
