"""Blocks -> the HTML that readers get, made on save and stored with the post."""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import batched
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.tasks import task
from django.utils import translation

from blog.common import markup
from blog.common.macros import render_macro
from blog.common.text import headings
from blog.common.text.truncate import shorten
from blog.content import linked_data
from blog.models import (
    AnyBlock,
    Figure,
    Photo,
    Post,
    Prose,
    PullQuote,
    Source,
    blocks_of,
    groups_of,
)
from lib import task_retry

logger = logging.getLogger(__name__)
# Posts; each takes some milliseconds, twenty with many quotations.
AT_ONCE, IN_ONE_TASK = 30, 200
PAUSES = timedelta(minutes=1), timedelta(minutes=10)
FIGURE = "blog/posts/blocks/figure.html"
PULLQUOTES = "blog/posts/blocks/pullquotes.html"
CONTINUED = '<span id="continued"></span>'


def render(blocks: Iterable[AnyBlock], language: str) -> tuple[str, str]:
    """The whole post, and what stands before its jump break ('' without one).

    Reads each quotation's source and speaker and each figure's photo: select them with the rows.
    """
    parts = []
    pictures = 0
    with translation.override(language):
        for rows in groups_of(blocks):
            first = rows[0]
            if isinstance(first, Prose):
                parts.append(f"{first.html}\n")
            elif isinstance(first, Figure):
                pictures += first.photo is not None
                # The first picture is in sight, or nearly; the others load when they come near.
                parts.append(render_macro(FIGURE, "figure", first, pictures == 1))
            else:
                parts.append(render_macro(PULLQUOTES, "group", rows))
    html = _with_headings_from_the_second_level("".join(parts))
    return at_jump(headings.add_anchors(html))


def at_jump(html: str) -> tuple[str, str]:
    """A whole post's HTML with its jump break made an anchor, and what stands before that."""
    intro, jump, rest = html.partition(markup.JUMP)
    if not jump:
        return html, ""
    return intro + CONTINUED + rest.replace(markup.JUMP, ""), intro


def _with_headings_from_the_second_level(html: str) -> str:
    """A heading of the third level with none of the second before it would skip one below the
    title: who listens to a page by its headings would look for what is missing."""
    before, second, after = html.partition("<h2")
    return before.replace("<h3", "<h2").replace("</h3>", "</h2>") + second + after


def store(post: Post) -> list[AnyBlock]:
    """Render and store one post, of these blocks: three queries to read it, one to write."""
    blocks = blocks_of(post)
    html, intro_html = map(markup.RENDERED, render(blocks, post.language))
    described = linked_data.of_blocks(blocks, post.language)
    if post.kind == Post.Kind.POST:
        described |= linked_data.word_count(html, post.language)
    rendered = {
        "html": html,
        "intro_html": intro_html,
        "excerpt": excerpt(blocks),
        "linked_data": described,
    }
    for name, value in rendered.items():
        setattr(post, name, value)
    Post.all_objects.filter(pk=post.pk).update(**rendered)
    return blocks


def excerpt(blocks: Iterable[AnyBlock]) -> str:
    """How the author's own words begin: the first paragraph of prose, without what is quoted."""
    prose = next((block for block in blocks if isinstance(block, Prose)), None)
    if prose is None:
        return ""
    paragraphs = markup.parse_fragment(prose.html).iterchildren("p")
    words = (" ".join(paragraph.text_content().split()) for paragraph in paragraphs)
    return shorten(next(filter(None, words), ""))


def store_all(posts: QuerySet[Post]) -> None:
    """Once this transaction is committed: all posts that show the source or photo that changed. The
    newest AT_ONCE before whoever changed it gets an answer, the others by the worker: a news agency
    is quoted in thousands.

    Each post is locked on its own, so that two saves that touch one another's posts both end.
    """
    # What was changed is saved, whatever becomes of this: it is logged.
    transaction.on_commit(lambda: _store_newest_first(posts), robust=True)


def _store_newest_first(posts: QuerySet[Post]) -> None:
    keys = list(posts.order_by("-pk").distinct().values_list("pk", flat=True))
    for others in batched(keys[AT_ONCE:], IN_ONE_TASK):
        store_later.enqueue(list(others))
    store_later.func(keys[:AT_ONCE])


@task
def store_later(keys: list[int], attempt: int = 1) -> None:
    """What cannot be stored, as two wait for one another, is tried again."""
    failed = []
    for pk in keys:
        try:
            store_each([pk])
        except DatabaseError as error:
            logger.warning("Post %s was not rendered, try %s: %s", pk, attempt, error)
            failed.append(pk)
    if failed and not task_retry.retry_later(store_later, PAUSES, attempt, failed):
        logger.error("Posts %s keep what they had: `manage.py render` makes it anew.", failed)


def store_each(keys: Iterable[int]) -> None:
    """Seven queries for each post, in a transaction of its own. What is gone is passed over."""
    for pk in sorted(keys):
        with transaction.atomic():
            locked = Post.all_objects.select_for_update(no_key=True).only("kind", "language")
            if (post := locked.filter(pk=pk).first()) is not None:
                store(post)


def store_as_of_now(post: Post) -> None:
    """`store`, and once more when this transaction is committed if meanwhile somebody changed a
    source or a photo that the post shows: whoever did cannot have seen this post's new blocks. To
    look takes a query for sources and one for photos, where there are any."""
    blocks = store(post)
    shown = {(type(row), row.pk): _values(row) for row in _shown_by(blocks)}

    def look() -> None:
        for model in {model for model, _pk in shown}:
            rows = model._default_manager.filter(pk__in=[pk for of, pk in shown if of is model])
            if any(_values(row) != shown[model, row.pk] for row in rows):
                return store_later.func([post.pk])

    transaction.on_commit(look, robust=True)


def _shown_by(blocks: Iterable[AnyBlock]) -> Iterator[Source | Photo]:
    for block in blocks:
        if isinstance(block, PullQuote):
            yield from filter(None, (block.source, block.speaker))
        elif isinstance(block, Figure) and block.photo:
            yield block.photo


def _values(row: Source | Photo) -> list[Any]:
    return [field.value_from_object(row) for field in row._meta.concrete_fields]
