"""`manage.py checkposts`: what checks find in all published posts, as after an update that brought
others or changed some."""

from blog import checks
from blog.management.batches import PostsCommand
from blog.models import Post
from blog.models.post_querysets import PostQuerySet


class Command(PostsCommand):
    help = "Check all published posts again and keep what is found for the desk."
    batch = 100
    done = "Checked"
    nothing = "There was no published post to check."

    def posts(self) -> PostQuerySet:
        return Post.all_objects.filter(status=Post.Status.PUBLISHED)

    def treat(self, keys: list[int]) -> None:
        checks.recheck_posts(keys)
