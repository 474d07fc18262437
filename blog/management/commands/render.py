"""`manage.py render`: all posts anew, as after an update that changed what is stored of them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from blog import rendering
from blog.models import Post

BATCH = 200


class Command(BaseCommand):
    help = "Render all posts again and store what readers get."

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
        while keys := list(
            Post.every.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        ):
            rendering.store_each(keys)
            last, done = keys[-1], done + len(keys)
            self.stdout.write(f"Rendered {done} posts, the last of them number {last}.")
        if not done:
            self.stdout.write("There was no post to render.")
