"""`manage.py checkposts`: what checks find in all published posts, as after an update that brought
others or changed some."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from blog import checks
from blog.models import Post

BATCH = 100


class Command(BaseCommand):
    help = "Check all published posts again and keep what is found for the desk."

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
        last, done = options["after"], 0
        published = Post.every.filter(status=Post.Status.PUBLISHED).order_by("pk")
        while keys := list(published.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            checks.keep_each(keys)
            last, done = keys[-1], done + len(keys)
            self.stdout.write(f"Checked {done} posts, the last of them number {last}.")
        if not done:
            self.stdout.write("There was no published post to check.")
