"""Record figures that were changed in many posts at once."""

import re
from collections.abc import Collection, Iterator
from itertools import batched

from accounts.models import User
from blog.content import document
from blog.content.document import Document
from blog.models import Figure
from blog.revisions.models import Revision, RevisionBlock
from blog.revisions.record import store_blocks

BATCH_SIZE = 500  # posts
_FIGURE_ID_RE = re.compile(r'<figure data-block="figure" data-id="([0-9]+)"')


def record_figures(
    posts: Collection[int], figures: Collection[int], by: User, note: str
) -> Iterator[Revision]:
    """Record a revision of each post, with the stored values of the figures; yield them.

    All else is as in the latest revision, which is the stored post. A post without any revision
    gets none. Six queries for each 500 posts.
    """
    changed = set(figures)
    for keys in batched(sorted(posts), BATCH_SIZE):
        rows = Figure.objects.filter(post__in=keys, pk__in=changed).select_related("photo")
        html = {
            row.pk: document.blocks_to_html(Document([document.build_figure_node(row)]))[0]
            for row in rows
        }
        latest = list(
            Revision.objects.filter(post__in=keys, is_aside=False)
            .order_by("post", "-pk")
            .distinct("post")
        )
        old_blocks = _find_figure_blocks(latest)
        new_ids = dict(zip(html, store_blocks(list(html.values())), strict=True))
        replaced = {
            block: new_ids[figure] for block, figure in old_blocks.items() if figure in new_ids
        }
        created = [
            Revision(
                post_id=revision.post_id,
                by=by,
                note=note,
                fields=revision.fields,
                labels=revision.labels,
                byline=revision.byline,
                block_ids=block_ids,
            )
            for revision in latest
            if (block_ids := [replaced.get(block, block) for block in revision.block_ids])
            != revision.block_ids
        ]
        yield from Revision.objects.bulk_create(created)


def _find_figure_blocks(revisions: list[Revision]) -> dict[int, int]:
    """Return the figures' IDs by the IDs of their blocks. One query."""
    keys = {block for revision in revisions for block in revision.block_ids}
    blocks = RevisionBlock.objects.filter(pk__in=keys, html__startswith="<figure ")
    ids = {pk: _FIGURE_ID_RE.match(html) for pk, html in blocks.values_list("pk", "html")}
    return {pk: int(match[1]) for pk, match in ids.items() if match}
