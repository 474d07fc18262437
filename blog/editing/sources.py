"""Operations on sources: create, change and delete. Saving a post creates those that it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from blog.content import rendering
from blog.content.redirects import add_redirect
from blog.models import Post, Source


@dataclass(frozen=True)
class SavedSource:
    source: Source
    is_new: bool


@dataclass(frozen=True)
class DeletedSources:
    count: int


@transaction.atomic(savepoint=False)
def save_source(
    *, fields: Mapping[str, Any], by: User, source: Source | None = None
) -> SavedSource:
    """Create a source, or change `source`; `fields` are columns by name, others stay as they are.

    Posts that quote a changed source are re-rendered. Its old path redirects to the new one, if it
    was public. Raises IntegrityError if another source has the name and affiliation, or the slug.
    About six queries for a change.
    """
    source = source or Source()
    is_new = source.pk is None
    before = None if is_new else Source.objects.ever_public().filter(pk=source.pk).first()
    for name, value in fields.items():
        setattr(source, name, value)
    if is_new:
        source.created_by = by
    source.save()
    if before:
        add_redirect(before.get_absolute_url(), source.get_absolute_url())
    if not is_new:
        rendering.rerender_posts(Post.all_objects.quoting([source]))
    return SavedSource(source, is_new)


def delete_sources(*, source_ids: Iterable[int]) -> DeletedSources:
    """Delete sources; raise ProtectedError if a quotation refers to one. Three queries."""
    _all, count_by_model = Source.objects.filter(pk__in=list(source_ids)).delete()
    return DeletedSources(count_by_model.get(Source._meta.label, 0))
