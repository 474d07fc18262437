"""A worker that looks at all pages of quotations again and again, at a server on this machine.

At each step it writes a line and waits for one, so that a test can kill it just there:
`python -m tests.chaos.look_worker PORT`.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

from tests.support.patience import PATIENCE

# Where a look can be killed: the page was received; its verdicts are stored and not committed yet;
# they are committed.
STEPS = ("received", "stored", "committed")


def pause(step: str) -> None:
    """Wait for permission to go on."""
    print(step, flush=True)
    if not sys.stdin.readline():
        sys.exit()


def pause_after[Result](step: str, function: Callable[..., Result]) -> Callable[..., Result]:
    def paused(*arguments: Any, **named: Any) -> Result:
        result = function(*arguments, **named)
        pause(step)
        return result

    return paused


def main() -> None:
    django.setup()
    from django.db import transaction
    from django.db.models.functions import Now

    from blog.common.db import due_addresses
    from blog.evidence import fetch, look, page_reader, tasks
    from blog.evidence.models import QuotedPage
    from lib import safe_http

    ports = {"http": int(sys.argv[1])}
    # Each round looks at every page, as if a day had gone by.
    due_addresses.HOST_INTERVAL = look.MIN_SECOND_LOOK = timedelta()
    due_addresses.SLICE_SECONDS = 3600
    # A busy machine is no slow host.
    look.SLOW_SECONDS = fetch.MAX_SECONDS = page_reader.MAX_SECONDS = PATIENCE
    safe_http.READ_TIMEOUT = safe_http.REQUEST_TIMEOUT = PATIENCE

    def fetch_page(url: str, *condition: str) -> fetch.FetchedPage:
        return fetch.fetch_page(url, *condition, resolve=lambda *_: "127.0.0.1", ports=ports)

    receive_page = pause_after("received", fetch_page)
    look._schedule = pause_after("stored", look._schedule)
    look_at = pause_after("committed", look.look_at)
    tasks.look_at = lambda page: look_at(page, receive_page, lambda _fetched: None)
    while True:
        with transaction.atomic():
            pages = QuotedPage.objects.select_for_update(skip_locked=True).order_by("pk")
            keys = list(pages.values_list("pk", flat=True))
            QuotedPage.objects.filter(pk__in=keys).update(due_at=Now())
        tasks.look_at_due_pages.call()
        pause("round")


if __name__ == "__main__":
    main()
