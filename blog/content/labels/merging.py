"""Create, rename, merge and delete labels. Renames and merges can be undone."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote

from django.contrib.redirects.models import Redirect
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.content.redirects import add_redirect
from blog.content.snapshots import Snapshot, SnapshotTable, load_snapshot, undo_changes
from blog.models import Label, LabelAlias, LabelChange, Post, PostLabel

_CONFLICT = gettext_lazy(
    "Nothing was changed, because someone else changed one of these "
    "labels in the meantime. Check the labels, then try again."
)


class CannotUndo(Exception):
    """The undo is blocked, for the reason in the message. Nothing was changed."""


class LabelConflict(Exception):
    """Somebody else changed one of the labels in the meantime. Nothing was changed."""


@dataclass(frozen=True)
class SavedLabel:
    """`change` is the record to undo a rename, None without a rename."""

    label: Label
    change: LabelChange | None = None


@dataclass(frozen=True)
class MergedLabels:
    """`change` is the record to undo the merge; `message` is for the author."""

    label: Label
    change: LabelChange | None
    message: str


@dataclass(frozen=True)
class UndoneLabelChange:
    change: LabelChange
    message: str


@dataclass(frozen=True)
class DeletedLabels:
    count: int


@dataclass
class Recording:
    """`change` is set at the end of the block of `record_label_change`, if anything changed."""

    change: LabelChange | None = None


@contextmanager
def record_label_change(
    labels: Sequence[Label],
    description: str,
    by: User,
    new_path: str = "",
    merged_labels: Sequence[Label] = (),
) -> Iterator[Recording]:
    """Record the changes to labels in the block, so that they can be undone.

    `new_path` is the path of a label after a rename. Only posts with one of `merged_labels` may
    change. The labels and these posts are locked. Raises LabelConflict if a label was deleted in
    the meantime, or has another name or slug. Eleven queries, eight without `merged_labels`.
    """
    recording = Recording()
    keys = [label.pk for label in labels]
    paths = {_get_path(label) for label in labels} | {unquote(new_path)} - {""}
    with transaction.atomic():
        if merged_labels:
            posts = PostLabel.objects.filter(tag__in=merged_labels).values("content_object")
            _lock(Post.all_objects.filter(pk__in=posts))
        _lock(Label.objects.filter(pk__in=keys))
        stored = Label.objects.filter(pk__in=keys).values_list("pk", "name", "slug")
        if set(stored) != {(label.pk, label.name, label.slug) for label in labels}:
            raise LabelConflict(_CONFLICT)
        before = _take_snapshot(keys, paths, bool(merged_labels))
        yield recording
        after = _take_snapshot(keys, paths, bool(merged_labels))
        if before != after:
            recording.change = LabelChange.objects.create(
                description=description[:500], by=by, labels=keys, before=before, after=after
            )


def save_label(
    *, name: str, slug: str, description: str, by: User, label: Label | None = None
) -> SavedLabel:
    """Create a label, or change `label`.

    A new name or slug is recorded and can be undone; the old path redirects to the new one, if the
    label was public. Raises LabelConflict if it was deleted in the meantime. One query for a new
    label, two for a new description, about fifteen for a new name.
    """
    if label is None or label.pk is None:
        label = label or Label()
        label.name, label.slug, label.description = name, slug, description
        label.save()
        return SavedLabel(label)
    before = Label.objects.filter(pk=label.pk).first()
    if before is None:
        raise LabelConflict(_CONFLICT)
    label.name, label.slug, label.description = name, slug, description
    if (name, slug) == (before.name, before.slug):
        label.save()
        return SavedLabel(label)
    is_known = Label.objects.ever_public().filter(pk=label.pk).exists()
    old_path, new_path = before.get_absolute_url(), label.get_absolute_url()
    renamed = f"“{before.name}” → “{name}”"
    with record_label_change([before], renamed, by, new_path) as recording:
        label.save()
        if is_known:
            add_redirect(old_path, new_path)
    return SavedLabel(label, recording.change)


def delete_labels(*, label_ids: Iterable[int]) -> DeletedLabels:
    """Delete labels, with their aliases; posts lose them. This cannot be undone. Four queries."""
    _all, count_by_model = Label.objects.filter(pk__in=list(label_ids)).delete()
    return DeletedLabels(count_by_model.get(Label._meta.label, 0))


def save_alias(*, label: Label, name: str, alias: LabelAlias | None = None) -> LabelAlias:
    """Create a label alias, or change `alias`.

    Raises IntegrityError if another label has the alias. One query.
    """
    alias = alias or LabelAlias()
    alias.label, alias.name = label, name
    alias.save()
    return alias


def delete_alias(*, alias: LabelAlias) -> None:
    alias.delete()


def merge_labels(*, labels: Sequence[Label], into: Label, by: User) -> MergedLabels:
    """Merge labels into one of them.

    Posts of the others get `into`, once each; the paths of the others redirect to its path, and
    their names become its aliases. Its description stays. Raises LabelConflict if one of them was
    changed or deleted in the meantime. Eleven queries and seven for each label.
    """
    others = [label for label in labels if label.pk != into.pk]
    names = ", ".join(f"“{label.name}”" for label in others)
    description = f"{names} → “{into.name}”"
    with record_label_change([*others, into], description, by, merged_labels=others) as recording:
        known = set(Label.objects.ever_public().filter(pk__in=[o.pk for o in others]))
        for other in others:
            labelled = PostLabel.objects.filter(tag=into).values("content_object")
            post_labels = PostLabel.objects.filter(tag=other)
            post_labels.exclude(content_object__in=labelled).update(tag=into)
            LabelAlias.objects.filter(label=other).update(label=into)
            if other in known:
                add_redirect(other.get_absolute_url(), into.get_absolute_url())
            _add_alias(into, other.name)
            other.delete()
    message = _("Merged into “%(name)s”. You can undo this below.") % {"name": into.name}
    return MergedLabels(into, recording.change, message)


def _add_alias(label: Label, name: str) -> None:
    """Add an alias, unless any label has it. One query, two for a new one."""
    if not LabelAlias.objects.filter(name__iexact=name).exists():
        LabelAlias.objects.create(label=label, name=name)


def undo_label_change(*, change: LabelChange) -> UndoneLabelChange:
    """Undo a rename or a merge.

    Restores every row except where authors changed it since: a label that somebody removed from a
    post stays removed, and deleted posts are skipped. Raises CannotUndo if a later change or a new
    label conflicts. About twenty queries and a few for each label, whatever the number of posts.
    """
    keys = change.labels
    paths = {row["old_path"] for side in (change.before, change.after)
             for row in side["redirect"].values()}  # fmt: skip
    post_labels = change.before["post_label"]
    changed_posts = {
        key: row["content_object_id"]
        for key, row in post_labels.items()
        if row != change.after["post_label"].get(key)
    }
    try:
        with transaction.atomic():
            posts = _lock(Post.all_objects.filter(pk__in=changed_posts.values()))
            _lock(Label.objects.filter(pk__in=keys))
            locked = LabelChange.objects.select_for_update().get(pk=change.pk)
            if locked.undone_at:
                raise CannotUndo(_("This was already undone."))
            now = _take_snapshot(keys, paths, bool(post_labels))
            names = ("name", "slug")
            present, known = (
                {key: [row[n] for n in names] for key, row in side["label"].items()}
                for side in (now, change.after)
            )
            if present != known:
                raise CannotUndo(
                    _("These labels have changed since then. Undo the later change first.")
                )
            for key in [key for key, post in changed_posts.items() if post not in posts]:
                del post_labels[key]
            undo_changes(TABLES, change.before, change.after, now, ("redirect", "label_alias"))
            locked.undone_at = timezone.now()
            locked.save(update_fields=["undone_at"])
    except IntegrityError as error:
        raise CannotUndo(
            _("A newer label uses one of the old names or addresses. Rename it first.")
        ) from error
    return UndoneLabelChange(locked, _("Undone: %(change)s") % {"change": locked.description})


def _lock(rows: QuerySet) -> set[int]:
    """Lock posts or labels, and return the keys of those that exist.

    In the order of keys, and posts before labels as in a save, to avoid deadlocks. Commenters do
    not wait for these locks.
    """
    locking = rows.select_for_update(no_key=rows.model is Post).order_by("pk")
    return set(locking.values_list("pk", flat=True))


def _get_path(label: Label) -> str:
    return unquote(label.get_absolute_url())


TABLES = {
    "label": SnapshotTable(Label, ("name", "slug", "description")),
    "post_label": SnapshotTable(PostLabel, ("tag_id", "content_object_id")),
    "label_alias": SnapshotTable(LabelAlias, ("label_id", "name")),
    "redirect": SnapshotTable(Redirect, ("site_id", "old_path", "new_path")),
}


def _take_snapshot(
    labels: Collection[int], paths: Collection[str], with_posts: bool = True
) -> Snapshot:
    """Load the rows of labels and redirects that a change can affect. Four queries, three without
    posts."""
    conditions = {
        "label": Q(pk__in=labels),
        "post_label": Q(tag__in=labels if with_posts else ()),
        "label_alias": Q(label__in=labels),
        "redirect": Q(old_path__in=paths) | Q(new_path__in=paths),
    }
    return load_snapshot(TABLES, conditions)
