"""Blocks -> the HTML that readers get, made on save and stored with the post."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from blog import markup
from blog.models import Block, Figure, Post, Prose, PullQuote, blocks_of
from blog.models.posts import shortened

CONTINUED = '<span id="continued"></span>'


def render(blocks: Iterable[Block], language: str) -> tuple[str, str]:
    """The whole post, and what stands before its jump break ('' without one).

    Reads each quotation's source and speaker and each figure's photo: select them with the rows.
    """
    parts = []
    with translation.override(language):
        for group, rows in groupby(blocks, key=_kind_and_group):
            if group[0] is PullQuote:
                parts.append(_template("pullquotes", {"quotations": list(rows)}))
            elif group[0] is Figure:
                parts += [_template("figure", {"figure": row}) for row in rows]
            else:
                parts += [_template("prose", {"html": markup.safe(row.html)}) for row in rows]
    html = "".join(parts)
    intro, jump, rest = html.partition(markup.JUMP)
    if not jump:
        return html, ""
    return intro + CONTINUED + rest.replace(markup.JUMP, ""), intro


def store(post: Post) -> None:
    """Render and store one post: three queries to read it, one to write."""
    blocks = blocks_of(post)
    html, intro_html = render(blocks, post.language)
    rendered = {
        "html": markup.RENDERED(html),
        "intro_html": markup.RENDERED(intro_html),
        "excerpt": excerpt(blocks),
    }
    for name, value in rendered.items():
        setattr(post, name, value)
    Post.objects.filter(pk=post.pk).update(**rendered)


def excerpt(blocks: Iterable[Block]) -> str:
    """How the author's own words begin: the first paragraph of prose, without what is quoted."""
    prose = next((block for block in blocks if isinstance(block, Prose)), None)
    if prose is None:
        return ""
    paragraphs = markup.elements(prose.html).iterchildren("p")
    words = (" ".join(paragraph.text_content().split()) for paragraph in paragraphs)
    return shortened(next(filter(None, words), ""))


def store_all(posts: QuerySet[Post]) -> None:
    """After a source, photo or label has changed: all posts that show it. Four queries each."""
    for post in posts.only("pk", "language").distinct():
        store(post)


def _kind_and_group(block: Block) -> tuple:
    return (type(block), block.group if isinstance(block, PullQuote) else None)


def _template(name: str, context: dict[str, object]) -> str:
    return render_to_string(f"blog/blocks/{name}.html", context)
