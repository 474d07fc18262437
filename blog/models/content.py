"""A post's document as rows: all of its blocks together."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from blog.models.blocks import Figure, Prose
from blog.models.posts import Post
from blog.models.quotations import PullQuote

# A row of a post's document, whichever it is.
AnyBlock = Prose | PullQuote | Figure


def blocks_of(post: Post) -> list[AnyBlock]:
    """A post's blocks in order, with their sources and photos. Three queries."""
    return sorted(
        [
            *Prose.objects.filter(post=post),
            *PullQuote.objects.filter(post=post).select_related("source", "speaker"),
            *Figure.objects.filter(post=post).select_related("photo"),
        ],
        key=lambda block: block.position,
    )


def groups_of(blocks: Iterable[AnyBlock]) -> Iterator[list[AnyBlock]]:
    """Neighbouring quotations under one attribution together, everything else by itself."""
    for _key, rows in groupby(blocks, key=lambda b: b.group if isinstance(b, PullQuote) else id(b)):
        yield list(rows)
