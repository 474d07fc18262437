"""Creating, renaming, merging and deleting labels. Renames and merges can be undone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.contrib.redirects.models import Redirect
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.content.redirects import moved
from blog.models import Label, LabelAlias, LabelChange, Post, PostLabel

_CONFLICT = gettext_lazy(
    "Nothing was changed, because someone else changed one of these "
    "labels in the meantime. Check the labels, then try again."
)


class CannotUndo(Exception):
    """With a sentence that says what stands in the way; nothing was changed."""


class LabelConflict(Exception):
    """Somebody else changed one of the labels meanwhile; nothing was changed."""


@dataclass(frozen=True)
class SavedLabel:
    """`change` is the record by which a rename can be undone, None where there is none."""

    label: Label
    change: LabelChange | None = None


@dataclass(frozen=True)
class MergedLabels:
    """`change` is the record by which the merge can be undone; `message` tells the author."""

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
    """`change` is there once the block of `record_label_change` ended, if anything changed."""

    change: LabelChange | None = None


@contextmanager
def record_label_change(
    labels: Sequence[Label],
    description: str,
    by: User,
    new_path: str = "",
    leaving: Sequence[Label] = (),
) -> Iterator[Recording]:
    """Record what the block does to the labels, so that it can be undone.

    `new_path` is an address that only comes into being. Only posts with one of the labels `leaving`
    may change. The labels and these posts are locked. `LabelConflict` where a label was deleted
    meanwhile, or has another name or address than here. Eleven queries, eight without any
    `leaving`.
    """
    recording = Recording()
    keys = [label.pk for label in labels]
    paths = {_path(label) for label in labels} | {unquote(new_path)} - {""}
    with transaction.atomic():
        if leaving:
            posts = PostLabel.objects.filter(tag__in=leaving).values("content_object")
            _locked(Post.all_objects.filter(pk__in=posts))
        _locked(Label.objects.filter(pk__in=keys))
        there = Label.objects.filter(pk__in=keys).values_list("pk", "name", "slug")
        if set(there) != {(label.pk, label.name, label.slug) for label in labels}:
            raise LabelConflict(_CONFLICT)
        before = image(keys, paths, bool(leaving))
        yield recording
        after = image(keys, paths, bool(leaving))
        if before != after:
            recording.change = LabelChange.objects.create(
                description=description[:500], by=by, labels=keys, before=before, after=after
            )


def save_label(
    *, name: str, slug: str, description: str, by: User, label: Label | None = None
) -> SavedLabel:
    """Create a label, or change `label`. A new name or address is recorded and can be undone; the
    old address redirects to the new one where readers know it.

    `LabelConflict` where it was deleted meanwhile. One query for a new label, two for a new
    description, about fifteen for a new name.
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
    is_known = Label.objects.known().filter(pk=label.pk).exists()
    old_path, new_path = before.get_absolute_url(), label.get_absolute_url()
    renamed = f"“{before.name}” → “{name}”"
    with record_label_change([before], renamed, by, new_path) as recording:
        label.save()
        if is_known:
            moved(old_path, new_path)
    return SavedLabel(label, recording.change)


def delete_labels(*, label_ids: Iterable[int]) -> DeletedLabels:
    """Delete labels, with their aliases; posts lose them. This cannot be undone. Four queries."""
    _all, count_by_model = Label.objects.filter(pk__in=list(label_ids)).delete()
    return DeletedLabels(count_by_model.get(Label._meta.label, 0))


def save_alias(*, label: Label, name: str, alias: LabelAlias | None = None) -> LabelAlias:
    """Add a name that authors may type for a label, or change `alias`. IntegrityError where
    another label has it. One query."""
    alias = alias or LabelAlias()
    alias.label, alias.name = label, name
    alias.save()
    return alias


def delete_alias(*, alias: LabelAlias) -> None:
    """One query."""
    alias.delete()


def merge_labels(*, labels: Sequence[Label], into: Label, by: User) -> MergedLabels:
    """Merge labels into one of them.

    Posts of the others are posts of `into`, once each; the addresses of the others redirect to its
    own, and their names are its aliases. Its description stays. `LabelConflict` where one of them
    was changed or deleted meanwhile. Eleven queries and seven for each label.
    """
    others = [label for label in labels if label.pk != into.pk]
    names = ", ".join(f"“{label.name}”" for label in others)
    merged = f"{names} → “{into.name}”"
    with record_label_change([*others, into], merged, by, leaving=others) as recording:
        known = set(Label.objects.known().filter(pk__in=[o.pk for o in others]))
        for other in others:
            there = PostLabel.objects.filter(tag=into).values("content_object")
            mine = PostLabel.objects.filter(tag=other)
            mine.exclude(content_object__in=there).update(tag=into)
            LabelAlias.objects.filter(label=other).update(label=into)
            if other in known:
                moved(other.get_absolute_url(), into.get_absolute_url())
            _add_alias(into, other.name)
            other.delete()
    message = _("Merged into “%(name)s”. You can undo this below.") % {"name": into.name}
    return MergedLabels(into, recording.change, message)


def _add_alias(label: Label, name: str) -> None:
    """Unless another label has it. One query, two where it is new."""
    if not LabelAlias.objects.filter(name__iexact=name).exists():
        LabelAlias.objects.create(label=label, name=name)


def undo_label_change(*, change: LabelChange) -> UndoneLabelChange:
    """Undo a rename or a merge.

    Every row is as it was, but for what authors did since: a label that somebody removed from a
    post stays off, and one whose post was deleted does not come back. `CannotUndo` where a later
    change or a new label stands in the way. About twenty queries and a few for each label, whatever
    the number of posts.
    """
    keys = change.labels
    paths = {row["old_path"] for side in (change.before, change.after)
             for row in side["redirect"].values()}  # fmt: skip
    post_labels = change.before["post_label"]
    touched = {
        key: row["content_object_id"]
        for key, row in post_labels.items()
        if row != change.after["post_label"].get(key)
    }
    try:
        with transaction.atomic():
            posts = _locked(Post.all_objects.filter(pk__in=touched.values()))
            _locked(Label.objects.filter(pk__in=keys))
            locked = LabelChange.objects.select_for_update().get(pk=change.pk)
            if locked.undone_at:
                raise CannotUndo(_("This was already undone."))
            now = image(keys, paths, bool(post_labels))
            names = ("name", "slug")
            present, known = (
                {key: [row[n] for n in names] for key, row in side["label"].items()}
                for side in (now, change.after)
            )
            if present != known:
                raise CannotUndo(
                    _("These labels have changed since then. Undo the later change first.")
                )
            for key in [key for key, post in touched.items() if post not in posts]:
                del post_labels[key]
            put_back(change.before, _still_there(now, change))
            locked.undone_at = timezone.now()
            locked.save(update_fields=["undone_at"])
    except IntegrityError as error:
        raise CannotUndo(
            _("A newer label uses one of the old names or addresses. Rename it first.")
        ) from error
    return UndoneLabelChange(locked, _("Undone: %(change)s") % {"change": locked.description})


def _locked(rows: QuerySet) -> set[int]:
    """The keys of those that are there, for `rows` of posts or of labels. Two who lock some never
    wait for one another: they do it in one order, and posts before labels, as a save does. Who
    comments on such a post does not wait."""
    locking = rows.select_for_update(no_key=rows.model is Post).order_by("pk")
    return set(locking.values_list("pk", flat=True))


def _still_there(now: dict, change: LabelChange) -> dict:
    """The rows after the change, as they are now. What was taken off a post since counts as never
    having been there before."""
    gone = change.after["post_label"].keys() - now["post_label"].keys()
    for key in gone:
        change.before["post_label"].pop(key, None)
    return {
        table: {key: row for key, row in now[table].items() if key in rows}
        for table, rows in change.after.items()
    }


def _path(label: Label) -> str:
    return unquote(label.get_absolute_url())


# By table, its columns. What the database keeps by itself is not among them.
TABLES: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "label": (Label, ("name", "slug", "description")),
    "post_label": (PostLabel, ("tag_id", "content_object_id")),
    "label_alias": (LabelAlias, ("label_id", "name")),
    "redirect": (Redirect, ("site_id", "old_path", "new_path")),
}
Image = dict[str, dict[str, dict[str, Any]]]


def image(labels: Collection[int], paths: Collection[str], with_posts: bool = True) -> Image:
    """Four queries; three without what posts have the labels, where no post is touched. Keys are
    strings, as JSON has them."""
    around = {
        "label": Q(pk__in=labels),
        "post_label": Q(tag__in=labels if with_posts else ()),
        "label_alias": Q(label__in=labels),
        "redirect": Q(old_path__in=paths) | Q(new_path__in=paths),
    }
    return {
        table: {
            str(row.pop("pk")): row
            for row in model._default_manager.filter(around[table]).values("pk", *columns)
        }
        for table, (model, columns) in TABLES.items()
    }


def put_back(before: Image, after: Image) -> None:
    """Every row that `after` has otherwise than `before` becomes what it was there.

    IntegrityError where something new has the name or the address. Of each table a query for the
    rows that are made again, and one for each set of values that rows get back: a label may be on
    hundreds of thousands of posts, which all get the same one.
    """
    for table in ("redirect", "label_alias"):  # These first: nothing hangs on them.
        model, _columns = TABLES[table]
        new = after[table].keys() - before[table].keys()
        model._default_manager.filter(pk__in=new).delete()
    for table, (model, columns) in TABLES.items():
        made, changed = [], defaultdict[tuple, list[str]](list)
        for key, row in before[table].items():
            if key not in after[table]:
                made.append(model(pk=key, **{column: row[column] for column in columns}))
            elif other := {c: row[c] for c in columns if row[c] != after[table][key][c]}:
                changed[tuple(other.items())].append(key)
        for values, keys in changed.items():
            model._default_manager.filter(pk__in=keys).update(**dict(values))
        model._default_manager.bulk_create(made)
