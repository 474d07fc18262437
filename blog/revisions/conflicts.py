"""A save that meets another: somebody saved the post after its form was opened."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from blog.content import document
from blog.content.document import facts
from blog.models import Post
from blog.revisions.merge import merge
from blog.revisions.models import Revision
from blog.revisions.record import load_blocks


@dataclass
class Met:
    """What came of both. `taken` are the fields in which only they changed something, with their
    values as `Revision.said` has them; `contested` those in which both
    did, with theirs; `conflicts` how often both stand in the document `html`."""

    latest: Revision
    html: str
    conflicts: int
    taken: dict[str, Any] = field(default_factory=dict)
    contested: dict[str, Any] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.conflicts or self.contested)


def meet(
    post: Post,
    opened: int | None,
    mine: dict[str, Any],
    html: str,
    shown: facts.Facts | None = None,
    by: User | None = None,
) -> Met | None:
    """None if nothing was saved since the revision `opened`, which a form shows; None of it stands
    for a form from before the first. Seven queries, one where there is nothing to do.

    `mine` are the fields as sent, `labels` and `byline` among them; `shown` is what the form showed
    of sources and photos; `by` who sent it: a conflict with a save of theirs names nobody.
    """
    saved = Revision.objects.saved_of(post)
    latest = saved.select_related("by").first()
    if latest is None or latest.pk == opened:
        return None
    base = saved.filter(pk=opened).first() if opened else None
    base = base or saved.order_by("pk")[0]
    parts = ["".join(load_blocks(base)), "".join(load_blocks(latest)), html]
    was, theirs, my = (document.parse(part) for part in parts)
    facts.level(was, theirs, my, shown or {})
    document.read_changed_lines(my, was)
    merged = merge(
        document.block_html(was),
        document.block_html(theirs),
        document.block_html(my, keep_marks=True),
        "" if latest.by in (None, by) else str(latest.by),
    )
    met = Met(latest, merged.html, merged.conflicts)
    before, after = base.said, latest.said
    for name, value in mine.items():
        if after[name] in (before[name], value):
            continue
        (met.taken if value == before[name] else met.contested)[name] = after[name]
    return met
