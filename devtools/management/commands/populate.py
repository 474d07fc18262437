"""`manage.py populate --posts N`: a large blog to try the site with."""

import signal
import time
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from devtools.populate import filling


class Command(BaseCommand):
    help = (
        "Fill an empty site with any number of invented posts, the same ones for the same seed and"
        " day. Nothing takes them away again. After kill -9 or a power cut begin again with an"
        " empty database: indexes may be missing from this one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, required=True, metavar="N", help="how many")
        parser.add_argument("--labels", type=int, default=300, metavar="N", help="how many (300)")
        parser.add_argument(
            "--comments", type=float, default=0, metavar="N", help="of a post, on average (none)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number, other posts (1)")
        parser.add_argument("--add", action="store_true", help="even where there are posts already")

    def handle(self, *args: Any, posts: int, add: bool, **options: Any) -> None:
        if posts < 1:
            raise CommandError("--posts is below 1.")
        if not filling.is_allowed():
            raise CommandError(
                "Invented posts pass by the triggers, which PostgreSQL allows its superusers alone,"
                " as whom the site uses the server that it starts by itself."
            )
        if filling.is_filled() and not add:
            raise CommandError(
                "There are posts already. Invented ones would stand among them for good;"
                " --add puts them there all the same."
            )
        # To be told to end is no reason to leave indexes out.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._fill(posts, **{name: options[name] for name in ("seed", "labels", "comments")})
        finally:
            signal.signal(signal.SIGTERM, before)

    def _fill(self, posts: int, seed: int, labels: int, comments: float) -> None:
        begun = time.monotonic()
        midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        with closing(filling.fill(posts, seed, midnight, labels, comments)) as batches:
            for done in batches:
                self._say(done, posts, begun)
        self.stdout.write(f"Ready after {time.monotonic() - begun:,.0f} seconds.")

    def _say(self, done: int, posts: int, begun: float) -> None:
        rate = done / (time.monotonic() - begun)
        self.stdout.write(f"{done:,} of {posts:,} posts, {rate:,.0f} a second")
        self.stdout.flush()
