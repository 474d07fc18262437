"""All blocks of a post."""

from collections.abc import Iterable

from blog.models.blocks import Figure, Prose
from blog.models.posts import Post
from blog.models.quotations import PullQuote

AnyBlock = Prose | PullQuote | Figure


def get_blocks(post: Post) -> list[AnyBlock]:
    """Fetch a post's blocks in order, with their sources and photos. Three queries.

    Prose is followed by the quotations within its sentences.
    """
    return sorted(
        [
            *Prose.objects.filter(post=post),
            *PullQuote.objects.filter(post=post).select_related("source", "speaker").with_tenures(),
            *Figure.objects.filter(post=post).select_related("photo"),
        ],
        key=lambda block: block.position,
    )


def group_blocks(blocks: Iterable[AnyBlock]) -> list[list[AnyBlock]]:
    """Group adjacent quotations with the same attribution, and prose with its inline quotations.

    A figure is a group of one.
    """
    groups: list[list[AnyBlock]] = []
    for block in blocks:
        last = groups[-1][-1] if groups else None
        if isinstance(block, PullQuote) and (block.is_inline or _share_credit(block, last)):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _share_credit(quotation: PullQuote, last: AnyBlock | None) -> bool:
    return isinstance(last, PullQuote) and not last.is_inline and last.group == quotation.group
