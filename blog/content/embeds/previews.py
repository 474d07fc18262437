"""Link previews: stored when a post is saved, and completed by a background task.

The task asks the provider once, or the page itself if it has none, through the client that refuses
private addresses. A page whose facts cannot be fetched is embedded without them; once the task has
given up, the next save of a post with it enqueues it again.
"""

import logging
from collections.abc import Collection
from datetime import timedelta
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.content import rendering
from blog.content.embeds import oembed, open_graph
from blog.content.embeds.oembed import PageFacts
from blog.content.embeds.providers import find_embed
from blog.models import Embed, LinkPreview, Post
from imaging.clean import clean_upload, generate_sizes
from imaging.xmp import ImageMetadata
from lib import safe_http, task_retry
from lib.safe_http import FetchError
from storage import media

logger = logging.getLogger(__name__)

RETRY_DELAYS = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=6)
USER_AGENT = "Pullquote link preview"
MAX_PICTURE_BYTES = 5 * 1024 * 1024
# In pixels: the text column at twice its width on a phone.
PICTURE_WIDTH = 768
UNUSED_LIFETIME = timedelta(days=30)


def load(urls: Collection[str]) -> dict[str, LinkPreview]:
    """Load the stored previews of canonical URLs. One query, none without URLs."""
    return {row.url: row for row in LinkPreview.objects.filter(url__in=urls)}


def build(url: str) -> LinkPreview:
    """Build the unsaved preview of a canonical URL."""
    address = find_embed(url)
    return LinkPreview(url=url, provider=address.provider.key if address else "")


def get_or_create(urls: Collection[str]) -> dict[str, LinkPreview]:
    """Return the previews of canonical URLs, and enqueue tasks for those without facts that no
    task is about to fetch.

    Two queries, none without URLs, one more if an older preview has no facts, and one for each
    task.
    """
    since = timezone.now()
    # Waits for a deletion of the same URL, and then inserts it again.
    LinkPreview.objects.bulk_create(map(build, sorted(urls)), ignore_conflicts=True)
    # Locked like a foreign key, so that none is deleted before its block is stored.
    rows = LinkPreview.objects.filter(url__in=urls).select_for_update(no_key=True)
    pages = {row.url: row for row in rows.order_by("pk")}
    missing = [page for page in pages.values() if page.fetched_at is None]
    attended = _find_attended([page.pk for page in missing if page.created_at < since])
    for page in missing:
        if page.pk not in attended:
            fetch_preview.enqueue(page.pk)
    return pages


def _find_attended(keys: list[int]) -> set[int]:
    """Return the keys of previews that a task waits to fetch, or is fetching. One query, none
    without keys."""
    if not keys:
        return set()
    tasks = DBTaskResult.objects.filter(
        task_path=fetch_preview.module_path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        args_kwargs__args__0__in=keys,
    )
    return {arguments["args"][0] for arguments in tasks.values_list("args_kwargs", flat=True)}


@task
def fetch_preview(pk: int, attempt: int = 1) -> None:
    """Fetch the facts and the picture of a page, and enqueue the rendering of posts that show it:
    in one transaction, so that none keeps its old HTML if the worker is killed."""
    page = LinkPreview.objects.filter(pk=pk, fetched_at=None).first()
    if page is None:
        return
    try:
        facts = fetch_facts(page.url)
    except (FetchError, ValueError) as error:
        is_retried = task_retry.retry_later(fetch_preview, RETRY_DELAYS, attempt, pk)
        logger.warning(
            "Link preview %s, try %s: %s%s", pk, attempt, error, "" if is_retried else "; given up."
        )
        return
    page.title, page.author, page.text = facts.title, facts.author, facts.text
    _store_picture(page, facts.image_url)
    page.fetched_at = timezone.now()
    with transaction.atomic():
        page.save()  # Waits for the saves that have locked it, so their posts are among these.
        posts = Post.all_objects.filter(embeds__preview=page)
        rendering.enqueue(rendering.list_newest_first(posts))


def fetch_facts(url: str) -> PageFacts:
    """Ask the provider about its page, or any other page about itself.

    Raises FetchError or ValueError.
    """
    address = find_embed(url)
    if address is None:
        response = safe_http.fetch(url, open_graph.MAX_BYTES, USER_AGENT, is_cut=True)
        return open_graph.parse_page(response.body, response.content_type, url)
    response = safe_http.fetch(address.oembed_url, oembed.MAX_BYTES, USER_AGENT)
    return oembed.parse_oembed(response.body, address)


def _store_picture(page: LinkPreview, url: str) -> None:
    """Fetch a picture, decode it in the sandbox, and store it encoded anew. Logs a failure."""
    if not url:
        return
    try:
        response = safe_http.fetch(url, MAX_PICTURE_BYTES, USER_AGENT)
        clean = clean_upload(BytesIO(response.body))
        sizes = generate_sizes(clean.data, min(clean.width, PICTURE_WIDTH), ImageMetadata())
        smaller = [size for size in sizes if size.format == "WEBP"]
        largest = max(smaller, key=lambda size: size.width, default=None)
        name = f"embeds/{clean.sha256[:32]}"
        if largest and len(largest.data) < len(clean.data):
            page.image.name = f"{name}.webp"
            page.width = largest.width
            page.height = max(1, round(clean.height * largest.width / clean.width))
            media.write(page.image.name, largest.data)
        else:
            page.image.name = f"{name}.{clean.extension}"
            page.width, page.height = clean.width, clean.height
            media.write(page.image.name, clean.data)
    except (FetchError, ValidationError, OSError) as error:
        page.image.name, page.width, page.height = "", 0, 0
        logger.warning("Link preview %s has no picture: %s", page.pk, error)


@task
def delete_unused_previews() -> None:
    """Delete the previews that no post has shown for a month, with their pictures."""
    used = Embed.objects.filter(preview=OuterRef("pk"))
    old = LinkPreview.objects.filter(created_at__lt=Now() - UNUSED_LIFETIME).exclude(Exists(used))
    with transaction.atomic():
        deleted = list(old.select_for_update(skip_locked=True))
        LinkPreview.objects.filter(pk__in=[page.pk for page in deleted]).delete()
    for name in {str(page.image.name) for page in deleted if page.image}:
        if not LinkPreview.objects.filter(image=name).exists():
            default_storage.delete(name)
