"""A save that meets another: somebody saved the post after its form was opened."""

from dataclasses import dataclass, field
from typing import Any

from blog import document
from blog.models import Post, Revision
from blog.revisions.keeping import passages_of
from blog.revisions.merging import merge


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


def meet(post: Post, opened: int | None, mine: dict[str, Any], html: str, mark: str) -> Met | None:
    """None if nothing was saved since the revision `opened`, which a form shows; None of it stands
    for a form from before the first. Five queries, one where there is nothing to do.

    `mine` are the fields as sent, `labels` and `byline` among them.
    """
    saved = Revision.objects.saved_of(post)
    latest = saved.first()
    if latest is None or latest.pk == opened:
        return None
    base = saved.filter(pk=opened).first() if opened else None
    base = base or saved.order_by("pk")[0]
    merged = merge(
        passages_of(base), passages_of(latest), document.passages(document.parse(html)), mark
    )
    met = Met(latest, merged.html, merged.conflicts)
    before, theirs = base.said, latest.said
    for name, my in mine.items():
        if theirs[name] in (before[name], my):
            continue
        (met.taken if my == before[name] else met.contested)[name] = theirs[name]
    return met
