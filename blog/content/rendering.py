"""Render the blocks of posts to HTML, which is stored with the post on save."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from typing import Any

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Case, DateTimeField, Exists, QuerySet, When
from django.db.models.functions import Now
from django.tasks import task
from django.utils import timezone, translation

from blog.common import markup
from blog.common.db.pending_entries import POST_INDEXES, merge_entries
from blog.common.macros import render_macro
from blog.common.text import headings
from blog.common.text.truncate import shorten
from blog.content import footnotes, linked_data
from blog.content.embeds.providers import find_embed
from blog.content.inline_quotations import render_prose
from blog.content.media_files.display import describe_file, unlink_taken_down
from blog.content.prose_blocks import render_prose_blocks
from blog.models import (
    BLOCK_KINDS,
    AnyBlock,
    Embed,
    Figure,
    MediaFile,
    Photo,
    Post,
    Prose,
    PullQuote,
    RenderingTask,
    Source,
    get_blocks,
    group_blocks,
)
from lib import task_retry

logger = logging.getLogger(__name__)

# The version of the HTML and the other columns that `fill` renders. Raise it with every change that
# renders stored posts differently: workers then render them again (`blog.content.html_update`).
HTML_VERSION = 1
# In posts. Each takes fifteen milliseconds, or fifty with many quotations, mostly in the database.
MAX_IN_REQUEST, TASK_BATCH_SIZE = 3, 200
MAX_TASKS_IN_REQUEST = 10  # A millisecond each.
# Posts after which the worker merges what waits for their search indexes: a megabyte of long ones.
POSTS_MERGED = 40
PRIORITY = 2  # Readers see the former state until then.
RETRY_DELAYS = timedelta(minutes=1), timedelta(minutes=10)
NEWER_WORKER_DELAY = timedelta(minutes=1)  # Until a worker of a newer version may take a task.
RENDERED_COLUMNS = ("html", "intro_html", "excerpt", "linked_data")
FIGURE_TEMPLATE = "blog/posts/blocks/figure.html"
EMBED_TEMPLATE = "blog/posts/blocks/embed.html"
FILE_TEMPLATE = "blog/posts/blocks/file.html"
PULLQUOTES_TEMPLATE = "blog/posts/blocks/pullquotes.html"
_NEWER = {
    "updated_at": Case(
        When(status=Post.Status.PUBLISHED, then=Now()),
        default="updated_at",
        output_field=DateTimeField(),
    )
}
CONTINUED_ANCHOR = '<span id="continued"></span>'


def render(blocks: Iterable[AnyBlock], language: str, key: str = "new") -> tuple[str, str]:
    """Return the HTML of the post, and that before its jump break ('' without one).

    `key` is that of the post: the IDs of footnotes contain it.
    Reads each quotation's source and speaker and each figure's photo: select them with the rows.
    One query if sentences link to media files.
    """
    blocks = list(blocks)
    texts = [block.html for block in blocks if isinstance(block, Prose | PullQuote)]
    parts = []
    pictures = 0
    with translation.override(language):
        for rows in group_blocks(blocks):
            first = rows[0]
            if isinstance(first, Prose):
                prose = render_prose_blocks(render_prose(first, rows[1:]))
                parts.append(f"{prose}\n")
            elif isinstance(first, Figure):
                is_first = not pictures  # It is near the top; the others are loaded lazily.
                figures = [row for row in rows if isinstance(row, Figure)]
                pictures += any(row.photo and not row.photo.withdrawn_at for row in figures)
                if first.gallery:
                    parts.append(render_macro(FIGURE_TEMPLATE, "gallery", figures, is_first))
                else:
                    is_first = is_first and pictures == 1
                    parts.append(render_macro(FIGURE_TEMPLATE, "figure", first, is_first))
            elif isinstance(first, Embed):
                parts.append(_render_embed(first))
            else:
                parts.append(render_macro(PULLQUOTES_TEMPLATE, "group", rows))
        html = "".join(parts)
        if any("/files/" in text for text in texts):
            html = unlink_taken_down(html, texts)
        notes: list[str] = []
        if "<small" in html:
            html, notes = footnotes.number_footnotes(html, key)
        html, intro_html = split_at_jump(headings.add_anchors(headings.close_gaps(html)))
        if notes:
            html, intro_html = (footnotes.append_notes(each, notes) for each in (html, intro_html))
    return html, intro_html


def _render_embed(embed: Embed) -> str:
    """Render a page of another site, a file, or a post that is public; '' for one that is not.

    One query for the picture of a linked post, and one for the captions of a recording; another
    for the poster of a video.
    """
    if embed.preview:
        address = find_embed(embed.preview.url)
        return render_macro(EMBED_TEMPLATE, "embed", embed, address)
    if embed.file:
        file, captions = embed.file, []
        if file.withdrawn_at:
            return render_macro(FILE_TEMPLATE, "removed_file", embed)
        if file.kind != MediaFile.Kind.DOCUMENT:
            captions = list(file.caption_tracks.defer("text"))
        return render_macro(FILE_TEMPLATE, "file", embed, describe_file(file), captions)
    if not embed.linked_post or not embed.linked_post.is_public:
        return ""
    shown = Figure.objects.with_shown_photo().filter(post=embed.linked_post.pk)
    figure = shown.select_related("photo").lead_first().first()
    return render_macro(EMBED_TEMPLATE, "linked_post", embed, figure and figure.photo)


def split_at_jump(html: str) -> tuple[str, str]:
    """Return the HTML with its jump break replaced by an anchor, and the part before that."""
    intro, jump, rest = html.partition(markup.JUMP)
    if not jump:
        return html, ""
    return intro + CONTINUED_ANCHOR + rest.replace(markup.JUMP, ""), intro


def store(
    post: Post,
    *,
    kinds: Collection[type[AnyBlock]] = BLOCK_KINDS,
    blocks: list[AnyBlock] | None = None,
    is_newer: bool = False,
    only_changes: bool = False,
    before_change: Callable[[], None] | None = None,
) -> list[AnyBlock]:
    """Render and store one post; return its blocks. One query to read each of the `kinds` that it
    has, none if its `blocks` are known already, and one to write.

    With `only_changes`, a post that is rendered as before is not written, so that cached pages
    stay. `before_change` is called before the write.

    `is_newer` makes it newer in feeds if it is published, in the same statement: any update of a
    post writes all of its index entries, which for a long one takes the database 30 ms.
    """
    if blocks is None:
        blocks = get_blocks(post, kinds)
    before = [getattr(post, name) for name in RENDERED_COLUMNS] if only_changes else []
    rendered = fill(post, blocks)
    if not only_changes or before != list(rendered.values()):
        if before_change:
            before_change()
        Post.all_objects.filter(pk=post.pk).update(**rendered, **(_NEWER if is_newer else {}))
    return blocks


def fill(post: Post, blocks: list[AnyBlock]) -> dict[str, Any]:
    """Render a post into its columns; return them by name. Nothing is stored."""
    html, intro_html = map(markup.RENDERED, render(blocks, post.language, str(post.pk)))
    described = linked_data.build_block_properties(blocks, post.language)
    if post.kind == Post.Kind.POST:
        described |= linked_data.build_word_count(html, post.language)
    rendered = {
        "html": html,
        "intro_html": intro_html,
        "excerpt": excerpt(blocks),
        "linked_data": described,
    }
    for name, value in rendered.items():
        setattr(post, name, value)
    return rendered


def excerpt(blocks: Iterable[AnyBlock]) -> str:
    """Return the beginning of the first paragraph of prose, without quotations."""
    prose = next((block for block in blocks if isinstance(block, Prose)), None)
    if prose is None:
        return ""
    paragraphs = markup.parse_fragment(prose.html).xpath("./p | ./section/p")
    texts = (" ".join(markup.read_text(paragraph).split()) for paragraph in paragraphs)
    return shorten(next(filter(None, texts), ""))


def rerender_posts(posts: QuerySet[Post]) -> None:
    """Re-render posts on commit, after a source or photo that they show has changed.

    The newest MAX_IN_REQUEST before the response, the others in the background: a news agency is
    quoted in thousands of posts. Each post is locked separately, to avoid deadlocks between saves.
    """
    # The change is saved even if rendering fails, which is logged.
    transaction.on_commit(lambda: rerender_newest_first(posts), robust=True)


def rerender_newest_first(posts: QuerySet[Post]) -> None:
    """Re-render the newest MAX_IN_REQUEST posts at once, and enqueue the others."""
    keys = list_newest_first(posts)
    enqueue(keys[MAX_IN_REQUEST:])
    rerender.func(keys[:MAX_IN_REQUEST])


def list_newest_first(posts: QuerySet[Post]) -> list[int]:
    """Return the keys of posts. One query."""
    return list(posts.order_by("-pk").distinct().values_list("pk", flat=True))


def enqueue(keys: list[int], *, is_newer: bool = False) -> None:
    """Enqueue the re-rendering of posts; with `is_newer`, they also become newer in feeds.

    One query for each batch of TASK_BATCH_SIZE, one in all for more than MAX_TASKS_IN_REQUEST.
    """
    if len(keys) > MAX_TASKS_IN_REQUEST * TASK_BATCH_SIZE:
        enqueue_batches.enqueue(keys, is_newer)
    else:
        enqueue_batches.func(keys, is_newer)


@task(priority=PRIORITY)
@transaction.atomic
def enqueue_batches(keys: list[int], is_newer: bool) -> None:
    for batch in batched(keys, TASK_BATCH_SIZE):
        (rerender_as_newer if is_newer else rerender).enqueue(list(batch))


@task(priority=PRIORITY)
def rerender(keys: list[int], attempt: int = 1) -> None:
    """Re-render posts, and retry those that fail, for example after a deadlock."""
    _try_each(rerender, keys, attempt, is_newer=False)


@task(priority=PRIORITY)
def rerender_as_newer(keys: list[int], attempt: int = 1) -> None:
    """Like `rerender`; published posts also become newer in feeds."""
    _try_each(rerender_as_newer, keys, attempt, is_newer=True)


def _try_each(this_task: Any, keys: list[int], attempt: int, *, is_newer: bool) -> None:
    failed, skipped, errors = [], [], []
    for number, pk in enumerate(keys, 1):
        try:
            skipped += rerender_each([pk], is_newer=is_newer)
            if number % POSTS_MERGED == 0:
                merge_entries(POST_INDEXES)
        except DatabaseError as error:
            logger.warning("Post %s was not rendered, try %s: %s", pk, attempt, error)
            failed.append(pk)
        except InterfaceError:
            raise  # The database is away.
        except Exception as error:
            logger.exception("Post %s was not rendered: %s", pk, error)
            errors.append(error)
    if failed and not task_retry.retry_later(this_task, RETRY_DELAYS, attempt, failed):
        logger.error("Posts %s keep their old HTML: `manage.py render` re-renders them.", failed)
    if skipped:
        later = this_task.using(run_after=timezone.now() + NEWER_WORKER_DELAY)
        later.enqueue(skipped, attempt)
    if errors:
        raise errors[0]  # The task fails, after the other posts were rendered.


def rerender_each(
    keys: Iterable[int],
    *,
    is_newer: bool = False,
    only_changes: bool = False,
    before_change: Callable[[], None] | None = None,
) -> list[int]:
    """Re-render posts, each in its own transaction; skip deleted ones. Eight queries for each.

    Each post is written, which expires the cached pages that show its photo or source outside of
    its HTML, unless `only_changes`: see `store`, also for `before_change`.

    Returns the keys of posts that are left to a newer version, whose workers have begun to render:
    during an upgrade, this process may go on for a while.
    """
    is_superseded = Exists(RenderingTask.objects.filter(version__gt=HTML_VERSION))
    skipped = []
    for pk in sorted(keys):
        with transaction.atomic():
            locked = Post.all_objects.select_for_update(no_key=True)
            columns = locked.only("kind", "language", *(RENDERED_COLUMNS if only_changes else ()))
            post = columns.annotate(is_superseded=is_superseded).filter(pk=pk).first()
            if post is None:
                continue
            if post.is_superseded:
                skipped.append(pk)
                continue
            store(post, is_newer=is_newer, only_changes=only_changes, before_change=before_change)
    return skipped


def store_and_recheck(
    post: Post, kinds: Collection[type[AnyBlock]], blocks: list[AnyBlock] | None = None
) -> list[AnyBlock]:
    """Render and store a post, and again on commit if a source, one of its roles or a photo has
    changed concurrently. Return its blocks, which are of these `kinds`, or `blocks` if they are
    known already.

    The concurrent change could not see the new blocks of this post. The check takes one query for
    sources and one for photos, if there are any.
    """
    blocks = store(post, kinds=kinds, blocks=blocks)
    recheck_on_commit({post: blocks})
    return blocks


def recheck_on_commit(blocks: Mapping[Post, list[AnyBlock]]) -> None:
    """Render posts again on commit if what their blocks show has changed concurrently; see
    `store_and_recheck`. One query for all sources and one for all photos."""
    shown = {post.pk: _get_shown(of_post) for post, of_post in blocks.items()}
    keys = {key for of_post in shown.values() for key in of_post.values}

    def recheck() -> None:
        stored: list[Source | Photo] = []
        for model in {model for model, _pk in keys}:
            rows: Any = model._default_manager.filter(
                pk__in=[pk for row_model, pk in keys if row_model is model]
            )
            stored += rows.with_tenures() if model is Source else rows
        changed = [
            post for post, of_post in shown.items() if any(map(of_post.differs_from, stored))
        ]
        if changed:
            rerender.func(changed)

    if keys:
        transaction.on_commit(recheck, robust=True)


@dataclass(frozen=True)
class _Shown:
    """The columns of the sources and photos that a post shows, and the roles of its voices."""

    values: Mapping[tuple[type[Source | Photo], int], list[Any]]
    tenures: Mapping[int | None, str | None]

    def differs_from(self, row: Source | Photo) -> bool:
        values = self.values.get((type(row), row.pk))
        if values is None:
            return False
        if values != _get_values(row):
            return True
        return (
            isinstance(row, Source)
            and self.tenures.get(row.pk, row.tenures_json) != row.tenures_json
        )


def _get_shown(blocks: list[AnyBlock]) -> _Shown:
    rows = _iterate_sources_and_photos(blocks)
    quotations = [block for block in blocks if isinstance(block, PullQuote)]
    return _Shown(
        {(type(row), row.pk): _get_values(row) for row in rows},
        {quotation.voice_id: quotation.tenures_json for quotation in quotations},
    )


def _iterate_sources_and_photos(blocks: Iterable[AnyBlock]) -> Iterator[Source | Photo]:
    for block in blocks:
        if isinstance(block, PullQuote):
            yield from filter(None, (block.source, block.speaker))
        elif isinstance(block, Figure) and block.photo:
            yield block.photo


def _get_values(row: Source | Photo) -> list[Any]:
    return [field.value_from_object(row) for field in row._meta.concrete_fields]
