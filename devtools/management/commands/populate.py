"""`manage.py populate --posts N`: fill a site with generated posts."""

import signal
import time
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from blog.content import html_update
from devtools.populate import batches
from devtools.populate.cast import PHOTO_COUNT


class Command(BaseCommand):
    help = (
        "Fill an empty site with generated posts, the same ones for the same seed and day. They"
        " cannot be removed. After kill -9 or a power failure start again with an empty database,"
        " because indexes may be missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, required=True, metavar="N", help="number of posts")
        parser.add_argument("--labels", type=int, default=300, metavar="N", help="number (300)")
        parser.add_argument(
            "--comments", type=float, default=0, metavar="N", help="average per post (0)"
        )
        parser.add_argument(
            "--quotations", type=int, default=0, metavar="N", help="average per post (1.8)"
        )
        parser.add_argument(
            "--sources",
            type=int,
            default=0,
            metavar="N",
            help="number, with other names, roles and identifiers (a fifth of the posts, without)",
        )
        parser.add_argument(
            "--photos",
            type=int,
            default=0,
            metavar="N",
            help=f"number, of which {PHOTO_COUNT} have files ({PHOTO_COUNT})",
        )
        parser.add_argument("--seed", type=int, default=1, help="random seed (1)")
        parser.add_argument("--add", action="store_true", help="allow existing posts")

    def handle(self, *args: Any, posts: int, add: bool, **options: Any) -> None:
        if posts < 1:
            raise CommandError("--posts is below 1.")
        if not batches.can_disable_triggers():
            raise CommandError(
                "Generated posts bypass triggers, which PostgreSQL allows only to superusers. The"
                " role of the local server is one."
            )
        if batches.has_posts() and not add:
            raise CommandError(
                "There are posts already. Generated posts cannot be separated from them later. Use"
                " --add to add them anyway."
            )
        html_update.check_in()  # Before there are posts, so that no upgrade renders them again.
        # Termination must not leave out indexes either.
        previous_handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._fill(posts, options)
        finally:
            signal.signal(signal.SIGTERM, previous_handler)

    def _fill(self, posts: int, options: dict[str, Any]) -> None:
        start = time.monotonic()
        midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        sizes = {name: options[name] for name in ("labels", "sources", "photos", "quotations")}
        counts = batches.generate_posts(
            posts, options["seed"], midnight, average_comments=options["comments"], **sizes
        )
        with closing(counts):
            for count in counts:
                self._print_progress(count, posts, start)
        self.stdout.write(f"Ready after {time.monotonic() - start:,.0f} seconds.")

    def _print_progress(self, count: int, posts: int, start: float) -> None:
        rate = count / (time.monotonic() - start)
        self.stdout.write(f"{count:,} of {posts:,} posts, {rate:,.0f} a second")
        self.stdout.flush()
