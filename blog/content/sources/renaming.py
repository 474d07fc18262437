"""Rename sources, with a redirect from the former path and a record to undo it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from blog.content import rendering
from blog.content.redirects import add_redirect
from blog.content.sources.recording import SourceConflict, record_source_change
from blog.models import Post, Source, SourceAction, SourceChange, SourceName


@dataclass(frozen=True)
class RenamedSource:
    """`change` is the record to undo the rename, None if nothing changed."""

    source: Source
    change: SourceChange | None


@contextmanager
def record_rename(
    before: Source, source: Source, former_name: str, by: User
) -> Iterator[SourceChange]:
    """Record a new name or slug of a source, which the block saves.

    The former path redirects to the new one, if readers may know it. `former_name` is the kind of
    name as which the former name stays, '' to forget it. About twenty queries.
    """
    is_known = Source.objects.ever_public().filter(pk=before.pk).exists()
    description = f"“{before.name}” → “{source.name}”"
    if before.name == source.name:
        description = f"{before.name}: {before.slug} → {source.slug}"
    new_path = source.get_absolute_url() if source.slug else ""
    recording = record_source_change(
        SourceAction.RENAME, description, by, [before], new_path=new_path
    )
    with recording as change:
        yield change
        if before.name != source.name:
            names = SourceName.objects.filter(source=source)
            names.filter(name__iexact=source.name).delete()
            is_same = before.name.upper() == source.name.upper()
            if former_name and not is_same and not names.filter(name__iexact=before.name).exists():
                SourceName.objects.create(source=source, name=before.name, kind=former_name)
        if is_known:
            add_redirect(before.get_absolute_url(), source.get_absolute_url())


@transaction.atomic
def rename_source(
    *, source: Source, by: User, former_name: str = SourceName.Kind.FORMER, **fields: Any
) -> RenamedSource:
    """Change the name of a source, and other `fields`, such as its slug.

    Posts that quote it are re-rendered. Raises SourceConflict if it was changed or deleted in the
    meantime, and IntegrityError if another source has the name and affiliation, or the slug.
    About 25 queries.
    """
    before = Source.objects.filter(pk=source.pk).first()
    if before is None:
        raise SourceConflict
    renamed = Source.objects.get(pk=source.pk)
    for name, value in fields.items():
        setattr(renamed, name, value)
    before.name, before.affiliation, before.slug = source.name, source.affiliation, source.slug
    with record_rename(before, renamed, former_name, by) as change:
        renamed.save()
    rendering.rerender_posts(Post.all_objects.quoting([renamed.pk]))
    return RenamedSource(renamed, change if change.pk else None)
