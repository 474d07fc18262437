"""Commands that do something with post after post, and go on where they were interrupted."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser

from blog.models import Post
from blog.models.post_querysets import PostQuerySet


class PostsCommand(BaseCommand):
    """`done` and `nothing` are what it says of a batch and where there is no post."""

    batch: ClassVar[int]
    done: ClassVar[str]
    nothing: ClassVar[str]

    def posts(self) -> PostQuerySet:
        return Post.all_objects.all()

    def treat(self, keys: list[int]) -> None:
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
        """Any time, beside readers and authors: each post is locked for as long as it takes."""
        last, count = options["after"], 0
        posts = self.posts().order_by("pk").values_list("pk", flat=True)
        while keys := list(posts.filter(pk__gt=last)[: self.batch]):
            self.treat(keys)
            last, count = keys[-1], count + len(keys)
            self.stdout.write(f"{self.done} {count} posts, the last of them number {last}.")
        if not count:
            self.stdout.write(self.nothing)
