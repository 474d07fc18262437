"""Blocks -> the HTML that readers get, made on save and stored with the post."""

from collections.abc import Iterable
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import translation

from blog import linked_data, markup
from blog.excerpts import shortened
from blog.models import AnyBlock, Figure, Post, Prose, blocks_of, groups_of

# Posts; each takes some milliseconds, twenty with many quotations.
AT_ONCE, IN_ONE_TASK = 30, 200
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
                parts.append(_template("prose", {"html": markup.safe(first.html)}))
            elif isinstance(first, Figure):
                pictures += first.photo is not None
                # The first picture is in sight, or nearly; the others load when they come near.
                context = {"figure": first, "is_first": pictures == 1}
                parts.append(_template("figure", context))
            else:
                parts.append(_template("pullquotes", {"quotations": rows}))
    return at_jump(_with_headings_from_the_second_level("".join(parts)))


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


def store(post: Post) -> None:
    """Render and store one post: three queries to read it, one to write."""
    blocks = blocks_of(post)
    html, intro_html = render(blocks, post.language)
    rendered = {
        "html": markup.RENDERED(html),
        "intro_html": markup.RENDERED(intro_html),
        "excerpt": excerpt(blocks),
        "linked_data": linked_data.of_blocks(blocks, post.language),
    }
    for name, value in rendered.items():
        setattr(post, name, value)
    Post.every.filter(pk=post.pk).update(**rendered)


def excerpt(blocks: Iterable[AnyBlock]) -> str:
    """How the author's own words begin: the first paragraph of prose, without what is quoted."""
    prose = next((block for block in blocks if isinstance(block, Prose)), None)
    if prose is None:
        return ""
    paragraphs = markup.elements(prose.html).iterchildren("p")
    words = (" ".join(paragraph.text_content().split()) for paragraph in paragraphs)
    return shortened(next(filter(None, words), ""))


def store_all(posts: QuerySet[Post]) -> None:
    """Once this transaction is committed: all posts that show the source or photo that changed. The
    newest AT_ONCE before whoever changed it gets an answer, the others by the worker: a news agency
    is quoted in thousands.

    Each post is locked on its own, so that two saves that touch one another's posts both end.
    """
    transaction.on_commit(lambda: _store_newest_first(posts))


def _store_newest_first(posts: QuerySet[Post]) -> None:
    keys = list(posts.order_by("-pk").distinct().values_list("pk", flat=True))
    store_each(keys[:AT_ONCE])
    for others in batched(keys[AT_ONCE:], IN_ONE_TASK):
        store_later.enqueue(list(others))


@task
def store_later(keys: list[int]) -> None:
    store_each(keys)


def store_each(keys: Iterable[int]) -> None:
    """Seven queries for each post, in a transaction of its own. What is gone is passed over."""
    for pk in sorted(keys):
        with transaction.atomic():
            locked = Post.every.select_for_update(no_key=True).only("pk", "language")
            if (post := locked.filter(pk=pk).first()) is not None:
                store(post)


def _template(name: str, context: dict[str, object]) -> str:
    return render_to_string(f"blog/blocks/{name}.html", context)
