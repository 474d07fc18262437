"""Operations on sources: create, change, rename and delete.

Saving a post creates those that it names, renames those that its author renamed, and deletes those
that it created and no quotation names any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Func, JSONField, OuterRef, ProtectedError

from accounts.models import User
from blog.content import rendering
from blog.content.document import Document
from blog.content.document.nodes import SourceFields
from blog.content.document.validation import get_changed_source_fields
from blog.content.sources.background import find_tasks
from blog.content.sources.renaming import record_rename
from blog.editing.tenures import find_members, find_posts_with_roles, unlink_organisations
from blog.models import (
    Hop,
    Post,
    PullQuote,
    Source,
    SourceIdentifier,
    SourceName,
    SourceRelation,
    SourceTask,
)


@dataclass(frozen=True)
class SavedSource:
    source: Source
    is_new: bool


@dataclass(frozen=True)
class DeletedSources:
    count: int


@transaction.atomic(savepoint=False)
def save_source(
    *,
    fields: Mapping[str, Any],
    by: User,
    source: Source | None = None,
    former_name: str = SourceName.Kind.SPELLING,
) -> SavedSource:
    """Create a source, or change `source`; `fields` are columns by name, others stay as they are.

    Posts that quote a changed source are re-rendered, and those that name it in a role. A new name
    or slug is recorded and can be undone; the old path redirects to the new one, if it was public.
    The old name stays as a name of the kind `former_name`, unless that is ''. Raises IntegrityError
    if another source has the name and affiliation, or the slug. About five queries for a change, 26
    for a rename.
    """
    source = source or Source()
    before = None if source.pk is None else Source.objects.filter(pk=source.pk).first()
    for name, value in fields.items():
        setattr(source, name, value)
    if before is None:
        source.created_by = by
        source.save()
        return SavedSource(source, is_new=True)
    if (before.name, before.slug) == (" ".join(source.name.split()), source.slug):
        source.save()
    else:
        with record_rename(before, source, former_name, by):
            source.save()
    rendering.rerender_posts(Post.all_objects.quoting([source]))
    if "name" in fields and (members := list(find_members(source))):
        rendering.rerender_posts(find_posts_with_roles(members))
    return SavedSource(source, is_new=False)


def delete_sources(*, source_ids: Iterable[int]) -> DeletedSources:
    """Delete sources; raise ProtectedError if a quotation refers to one, or a background task.

    Roles at a deleted organisation keep its name. At most seven queries.
    """
    keys = list(source_ids)
    if tasks := find_tasks(keys):
        raise ProtectedError("Cannot delete sources that a task is changing.", set(tasks))
    with transaction.atomic():
        unlink_organisations(keys)
        _all, count_by_model = Source.objects.filter(pk__in=keys).delete()
    return DeletedSources(count_by_model.get(Source._meta.label, 0))


def rename_sources(document: Document, *, by: User) -> list[Source]:
    """Rename the sources that the author of a document without errors renamed, and return them.

    All credits of such a source in the document have its new name afterwards. A source that was
    deleted or renamed since `check` becomes a new one by the save. One query if any was renamed,
    and those of `save_source` for each.
    """
    credits = [fields for node in document.quotations for fields in (node.source, node.speaker)]
    renamed = {fields.pk: fields for fields in credits if fields.pk and fields.renamed_from}
    if not renamed:
        return []
    done = []
    stored = Source.objects.select_for_update(no_key=True).filter(pk__in=renamed).order_by("pk")
    for source in stored:
        fields = renamed[source.pk]
        if source.name not in (fields.renamed_from, fields.name):
            continue
        changed = {"name": fields.name, **get_changed_source_fields(source, fields)}
        before = {name: getattr(source, name) for name in changed}
        if before["name"] != fields.name:
            save_source(fields=changed, by=by, source=source)
            done.append(source)
        for other in (each for each in credits if each.pk == source.pk):
            _follow_source(other, source, before)
    return done


def _follow_source(fields: SourceFields, source: Source, before: Mapping[str, str]) -> None:
    """Update a credit of a renamed source: values that it shares with the former one."""
    if fields.name not in (before["name"], source.name):
        return  # The same key with another name is another source.
    for name, value in before.items():
        if getattr(fields, name) == value:
            setattr(fields, name, getattr(source, name))
    fields.renamed_from = ""


def delete_unquoted_sources(source_ids: Iterable[int]) -> DeletedSources:
    """Delete those of these sources that posts created and no quotation names.

    A source stays if a person entered more about it than a quotation has, edited it on its admin
    page, or added it there, and while a background task is changing it. Sources that another save
    is about to quote are skipped, so it never waits. No queries without `source_ids`, two if none
    is deleted, ten at most.
    """
    keys = set(source_ids)
    if not keys:
        return DeletedSources(0)
    # Locked by a statement of its own, so that the next one sees what was committed meanwhile.
    free = Source.objects.select_for_update(skip_locked=True).filter(pk__in=keys).order_by("pk")
    bare = Source.objects.filter(
        pk__in=list(free.values_list("pk", flat=True)),
        about="",
        url="",
        family_name="",
        created_by__isnull=False,
        portrait__isnull=True,
    )
    for role in ("source", "speaker"):
        bare = bare.exclude(Exists(PullQuote.objects.filter(**{role: OuterRef("pk")})))
    bare = bare.exclude(Exists(Hop.objects.filter(source=OuterRef("pk"))))
    for facts in (SourceName, SourceIdentifier):
        bare = bare.exclude(Exists(facts.objects.filter(source=OuterRef("pk"))))
    for end in ("source", "other"):
        bare = bare.exclude(Exists(SourceRelation.objects.filter(**{end: OuterRef("pk")})))
    key = Func(OuterRef("pk"), function="to_jsonb", output_field=JSONField())
    bare = bare.exclude(Exists(SourceTask.objects.filter(finished_at=None, sources__contains=key)))
    unquoted = set(bare.values_list("pk", flat=True))
    if not unquoted:
        return DeletedSources(0)
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Source), object_id__in=map(str, unquoted)
    )
    edited = {int(key or 0) for key in entries.values_list("object_id", flat=True)}
    return delete_sources(source_ids=unquoted - edited)
