"""Base for resumable commands that process posts in batches."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser

from blog.models import Post
from blog.models.post_querysets import PostQuerySet


class PostBatchCommand(BaseCommand):
    """Command that processes posts in batches and can resume after an interruption.

    Its output is `verb` with the progress, or `empty_message` if there are no posts.
    """

    batch_size: ClassVar[int]
    verb: ClassVar[str]
    empty_message: ClassVar[str]

    def posts(self) -> PostQuerySet:
        return Post.all_objects.all()

    def process(self, keys: list[int]) -> None:
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after",
            type=int,
            default=0,
            metavar="NUMBER",
            help="Go on after the post of this number, the last that an interrupted run named.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Process all posts. Safe on a live site: a post is locked only while processed."""
        last, count = options["after"], 0
        posts = self.posts().order_by("pk").values_list("pk", flat=True)
        while keys := list(posts.filter(pk__gt=last)[: self.batch_size]):
            self.process(keys)
            last, count = keys[-1], count + len(keys)
            self.stdout.write(f"{self.verb} {count} posts, the last of them number {last}.")
        if not count:
            self.stdout.write(self.empty_message)
