"""`manage.py render`: re-render all posts by hand; after an upgrade, workers do so themselves."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from blog.content import html_update, rendering
from blog.management.batches import PostBatchCommand


class Command(PostBatchCommand):
    help = "Render all posts again and store what readers get."
    batch_size = 200
    verb = "Rendered"
    empty_message = "There was no post to render."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--status",
            action="store_true",
            help="Only say how far the workers are with the posts of an earlier version.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            progress = html_update.describe_progress()
            self.stdout.write(progress or "No post waits to be rendered after an upgrade.")
            return
        self.failed: list[int] = []
        super().handle(*args, **options)
        if self.failed:
            numbers = ", ".join(map(str, self.failed))
            raise CommandError(f"Posts that were not rendered, as logged: {numbers}.")
        if not options["after"]:
            html_update.clear_failed()

    def process(self, keys: list[int]) -> None:
        result = html_update.rerender_and_log(keys)
        if result.skipped:
            raise CommandError(
                "A newer version than"
                f" {rendering.HTML_VERSION} of stored HTML is in use. Render with its code."
            )
        self.failed += result.failed
