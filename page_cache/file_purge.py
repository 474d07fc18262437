"""Purge files from a CDN, such as pictures that were taken down.

Files have no cache tag and stay in a CDN for a year; see docs/operators/cdn.md.
"""

import logging
from collections.abc import Collection
from datetime import timedelta
from itertools import batched
from urllib.parse import urljoin

from django.conf import settings
from django.tasks import task

from lib import task_retry
from page_cache.cdn_purge import PurgeError, send_request

logger = logging.getLogger(__name__)

MAX_URLS = 30  # in one request: Cloudflare's limit
RETRY_DELAYS = (
    *[timedelta(seconds=seconds) for seconds in (10, 60, 300)],
    *[timedelta(hours=1)] * 23,
)


def enqueue_file_purge(urls: Collection[str]) -> None:
    """Enqueue a purge of URLs, absolute or of the site, if it has a CDN. One query."""
    if settings.PURGE_URL and urls:
        root = urljoin(settings.SITE_URL, "/")
        purge_files.enqueue(sorted({urljoin(root, url) for url in urls}))


@task
def purge_files(urls: list[str], attempt: int = 1) -> None:
    """Purge URLs; what fails is tried again for a day."""
    for batch in batched(urls, MAX_URLS):
        try:
            send_request(settings.PURGE_URL, settings.PURGE_HEADER, "files", batch)
        except PurgeError as error:
            left = urls[urls.index(batch[0]) :]
            if not task_retry.retry_later(purge_files, RETRY_DELAYS, attempt, left):
                logger.error("The CDN still has %s files: %s", len(left), error)
                raise
            logger.warning("The CDN was not purged of files, and is asked again: %s", error)
            return
