"""Follow the quotations of a post that name an address: their pages become due for a look."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Now
from django.tasks import task

from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage
from blog.models import Post, PullQuote
from lib.safe_http import find_host

MAX_URL_BYTES = 2000  # In UTF-8: the index of pages takes no more than 2,700.
# In one run: about as many as the worker looks at until the next one.
MAX_POSTS = 1000
_RESET = [
    field.name
    for field in QuotationCheck._meta.concrete_fields
    if field.name not in ("id", "quotation")
]
_COLUMNS = (
    *("pk", "url", "text", "published_at", "evidence__pk", "evidence__text_hash"),
    *("evidence__page", "evidence__page__url", "evidence__page__due_at"),
)


def follow_quotations(*posts: Post) -> None:
    """Look soon at the pages of quotations whose address or text is new, and forget the others.

    One query without a change, at most six otherwise; none with EVIDENCE off. Call it in the
    transaction that stores the quotations.
    """
    if not settings.EVIDENCE or not posts:
        return
    rows = list(PullQuote.objects.filter(post__in=posts).values(*_COLUMNS))
    followed = [row for row in rows if row["url"] and len(row["url"].encode()) <= MAX_URL_BYTES]
    keys = {row["pk"] for row in followed}
    if dropped := [row["evidence__pk"] for row in rows if row["pk"] not in keys]:
        QuotationCheck.objects.filter(pk__in=filter(None, dropped)).delete()
    changed = [row for row in followed if _is_changed(row)]
    if changed:
        _store(changed)
    idle = {
        row["evidence__page"]
        for row in followed
        if row["published_at"] and row["evidence__page"] and not row["evidence__page__due_at"]
    }
    if idle:
        QuotedPage.objects.filter(pk__in=idle, due_at=None).update(due_at=Now())


def hash_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _is_changed(row: dict[str, Any]) -> bool:
    if row["evidence__page__url"] != row["url"]:
        return True
    return row["evidence__text_hash"] != hash_text(row["text"])


def _store(rows: Collection[dict[str, Any]]) -> None:
    pages = _get_pages({row["url"] for row in rows})
    QuotationCheck.objects.bulk_create(
        [
            QuotationCheck(
                quotation_id=row["pk"],
                page=pages[row["url"]],
                text_hash=hash_text(row["text"]),
                # What the author read, if the quotation was taken from the page in the editor.
                first_copy_id=pages[row["url"]].newest_copy,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["quotation"],
        update_fields=_RESET,
    )


def _get_pages(urls: Iterable[str]) -> dict[str, Any]:
    """Return the pages of URLs, due now, each with the key of its `newest_copy` or None.

    Three queries.
    """
    urls = sorted(urls)
    pages = [QuotedPage(url=url, host=find_host(url)[:255]) for url in urls]
    stored: dict[str, Any] = {}
    copies = PageCopy.objects.filter(page=OuterRef("pk")).order_by("-taken_at", "-pk")
    while len(stored) < len(urls):  # A page may be deleted just before it is locked.
        QuotedPage.objects.bulk_create(pages, ignore_conflicts=True)
        # Locked in order, so that two saves wait for one another instead of failing.
        rows = QuotedPage.objects.filter(url__in=urls).select_for_update().order_by("pk")
        rows = rows.annotate(newest_copy=Subquery(copies.values("pk")[:1]))
        stored = {page.url: page for page in rows}
    QuotedPage.objects.filter(url__in=urls).update(due_at=Now())
    return stored


@task
def follow_all_quotations() -> None:
    """Follow quotations of published posts that were stored while EVIDENCE was off, and look again
    at pages of posts that were published or restored without a save.

    Two queries if there are none.
    """
    if not settings.EVIDENCE:
        return
    public = QuotationCheck.objects.filter(
        page=OuterRef("pk"), quotation__published_at__isnull=False
    )
    QuotedPage.objects.filter(Exists(public), due_at=None).update(due_at=Now())
    unfollowed = (
        PullQuote.objects.published()
        .exclude(url="")
        .filter(~Exists(QuotationCheck.objects.filter(quotation=OuterRef("pk"))))
    )
    keys = unfollowed.order_by("post").values_list("post", flat=True).distinct()[:MAX_POSTS]
    for key in list(keys):
        with transaction.atomic():
            post = Post.all_objects.select_for_update(no_key=True).filter(pk=key).first()
            if post is not None:
                follow_quotations(post)
