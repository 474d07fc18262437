"""Record figures that were changed in many posts at once."""

import re
from collections.abc import Collection, Iterator
from itertools import batched

from accounts.models import User
from blog.content import document
from blog.content.document import Document
from blog.models import Figure
from blog.revisions.generated_notes import GeneratedNote
from blog.revisions.models import Revision, RevisionBlock, build_columns
from blog.revisions.record import store_blocks

BATCH_SIZE = 500  # posts
# A figure, alone or in a gallery. In serialized attributes, > is escaped.
_FIGURE_RE = re.compile(r'<figure data-block="figure" data-id="([0-9]+)"[^>]*></figure>')


def record_figures(
    posts: Collection[int], figures: Collection[int], by: User, note: GeneratedNote
) -> Iterator[Revision]:
    """Record a revision of each post, with the stored values of the figures; yield them.

    All else is as in the latest revision, which is the stored post. A post without any revision
    gets none. Six queries for each 500 posts.
    """
    changed = set(figures)
    for keys in batched(sorted(posts), BATCH_SIZE):
        rows = Figure.objects.filter(post__in=keys, pk__in=changed).select_related("photo")
        html = {row.pk: _serialize(row) for row in rows}
        latest = list(
            Revision.objects.filter(post__in=keys, is_aside=False)
            .order_by("post", "-pk")
            .distinct("post")
        )
        changes = _replace_figures(latest, html)
        replaced = dict(zip(changes, store_blocks(list(changes.values())), strict=True))
        created = [
            Revision(
                post_id=revision.post_id,
                by=by,
                **build_columns(note),
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


def _serialize(row: Figure) -> str:
    node = document.build_figure_node(row)
    if row.gallery:
        node.layout = ""  # It is the gallery's.
    return document.blocks_to_html(Document([node]))[0]


def _replace_figures(revisions: list[Revision], html: dict[int, str]) -> dict[int, str]:
    """Return the new HTML of blocks with one of the figures, by the blocks' IDs. One query."""
    keys = {block for revision in revisions for block in revision.block_ids}
    blocks = RevisionBlock.objects.filter(pk__in=keys, html__regex="^<(figure|section) data-block=")

    def replace(match: re.Match[str]) -> str:
        return html.get(int(match[1]), match[0])

    changed = {
        pk: (old, _FIGURE_RE.sub(replace, old)) for pk, old in blocks.values_list("pk", "html")
    }
    return {pk: new for pk, (old, new) in changed.items() if new != old}
