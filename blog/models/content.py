"""All blocks of a post."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from blog.models.blocks import Figure, Prose
from blog.models.embeds import Embed
from blog.models.hops import build_steps, select_steps
from blog.models.posts import Post
from blog.models.quotations import PullQuote

AnyBlock = Prose | PullQuote | Figure | Embed
BLOCK_KINDS: tuple[type[AnyBlock], ...] = (Prose, PullQuote, Figure, Embed)


# Large columns of a linked post, of which only title, path and description are shown.
_UNUSED_COLUMNS = ("html", "intro_html", "linked_data", "search")


def get_blocks(post: Post, kinds: Collection[type[AnyBlock]] = BLOCK_KINDS) -> list[AnyBlock]:
    """Fetch a post's blocks in order, with all that they show. One query for each of `kinds`.

    Prose is followed by the quotations within its sentences.
    """
    return get_blocks_by_post([post.pk], kinds)[post.pk]


def get_blocks_by_post(
    keys: Collection[int], kinds: Collection[type[AnyBlock]] = BLOCK_KINDS
) -> dict[int, list[AnyBlock]]:
    """Fetch the blocks of several posts, each in order, by the key of the post. One query for each
    of `kinds`."""
    rows: list[AnyBlock] = []
    if Prose in kinds:
        rows += Prose.objects.filter(post__in=keys)
    if PullQuote in kinds:
        rows += load_quotations(PullQuote.objects.filter(post__in=keys))
    if Figure in kinds:
        rows += Figure.objects.filter(post__in=keys).select_related("photo")
    if Embed in kinds:
        embeds = Embed.objects.filter(post__in=keys)
        embeds = embeds.select_related("preview", "linked_post", "file")
        rows += embeds.defer(*(f"linked_post__{name}" for name in _UNUSED_COLUMNS))
    blocks: dict[int, list[AnyBlock]] = {key: [] for key in keys}
    for row in sorted(rows, key=lambda row: row.position):
        blocks[row.post_id].append(row)
    return blocks


def load_quotations(quotations: QuerySet[Any]) -> list[PullQuote]:
    """Load quotations with their sources, speakers, roles and provenance. One query."""
    rows: Any = quotations.select_related("source", "speaker")
    rows = rows.with_tenures().annotate(steps=select_steps())
    loaded = []
    for row in rows:
        row.provenance = build_steps(row.steps)
        loaded.append(row)
    return loaded


def group_blocks(blocks: Iterable[AnyBlock]) -> list[list[AnyBlock]]:
    """Group adjacent quotations with the same attribution, and prose with its inline quotations.

    Adjacent figures of one gallery are a group; another figure or an embed is a group of one.
    """
    groups: list[list[AnyBlock]] = []
    for block in blocks:
        last = groups[-1][-1] if groups else None
        is_joined = isinstance(block, PullQuote) and (block.is_inline or _share_credit(block, last))
        if is_joined or _share_gallery(block, last):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _share_gallery(block: AnyBlock, last: AnyBlock | None) -> bool:
    if not isinstance(block, Figure) or not isinstance(last, Figure):
        return False
    return bool(block.gallery) and block.gallery == last.gallery


def _share_credit(quotation: PullQuote, last: AnyBlock | None) -> bool:
    return isinstance(last, PullQuote) and not last.is_inline and last.group == quotation.group
