"""All blocks of a post."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from blog.models.blocks import Figure, Prose
from blog.models.posts import Post
from blog.models.quotations import PullQuote

AnyBlock = Prose | PullQuote | Figure


def get_blocks(post: Post) -> list[AnyBlock]:
    """Fetch a post's blocks in order, with their sources and photos. Three queries."""
    return sorted(
        [
            *Prose.objects.filter(post=post),
            *PullQuote.objects.filter(post=post).select_related("source", "speaker"),
            *Figure.objects.filter(post=post).select_related("photo"),
        ],
        key=lambda block: block.position,
    )


def group_blocks(blocks: Iterable[AnyBlock]) -> Iterator[list[AnyBlock]]:
    """Group adjacent quotations with the same attribution; other blocks are groups of one."""
    for _key, rows in groupby(blocks, key=lambda b: b.group if isinstance(b, PullQuote) else id(b)):
        yield list(rows)
