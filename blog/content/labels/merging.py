"""Renaming and merging labels, recorded so that each can be taken back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import unquote

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content.labels.snapshots import image, put_back
from blog.content.redirects import moved
from blog.models import Label, LabelChange, Labelling, Post, Synonym


class NotUndone(Exception):
    """Says what stands in the way."""


class NotChanged(Exception):
    """Says that somebody else was at one of the labels first."""


@contextmanager
def recorded(
    labels: Sequence[Label],
    told: str,
    by: User,
    new_path: str = "",
    leaving: Sequence[Label] = (),
) -> Iterator[None]:
    """What is done to the labels within can be undone, one save for all. `new_path` is an address
    that only comes into being. Only of posts with one of those `leaving` may labels change. The
    labels and these posts are locked. NotChanged where a label is gone by then, or has another
    name or address than here. Eleven queries, eight without any `leaving`."""
    keys = [label.pk for label in labels]
    paths = {_path(label) for label in labels} | {unquote(new_path)} - {""}
    with transaction.atomic():
        if leaving:
            posts = Labelling.objects.filter(tag__in=leaving).values("content_object")
            _locked(Post.every.filter(pk__in=posts))
        _locked(Label.objects.filter(pk__in=keys))
        there = Label.objects.filter(pk__in=keys).values_list("pk", "name", "slug")
        if set(there) != {(label.pk, label.name, label.slug) for label in labels}:
            raise NotChanged(
                _("Nothing was changed: somebody else changed one of these labels meanwhile.")
            )
        before = image(keys, paths, bool(leaving))
        yield
        after = image(keys, paths, bool(leaving))
        if before != after:
            LabelChange.objects.create(
                told=told[:500], by=by, labels=keys, before=before, after=after
            )


def merge(labels: Sequence[Label], into: Label, by: User) -> None:
    """Posts of the others are posts of `into`, once each; their addresses lead to its own, and
    their names are its synonyms. Its description stays. NotChanged, with nothing done, where one
    of them was changed or is gone meanwhile. Seven queries a label."""
    others = [label for label in labels if label.pk != into.pk]
    names = ", ".join(f"“{label.name}”" for label in others)
    with recorded([*others, into], f"{names} → “{into.name}”", by, leaving=others):
        known = set(Label.objects.known().filter(pk__in=[o.pk for o in others]))
        for other in others:
            there = Labelling.objects.filter(tag=into).values("content_object")
            mine = Labelling.objects.filter(tag=other)
            mine.exclude(content_object__in=there).update(tag=into)
            Synonym.objects.filter(label=other).update(label=into)
            if other in known:
                moved(other.get_absolute_url(), into.get_absolute_url())
            add_synonym(into, other.name)
            other.delete()


def add_synonym(label: Label, name: str) -> None:
    """Unless another label has it. One query, two where it is new."""
    if not Synonym.objects.filter(name__iexact=name).exists():
        Synonym.objects.create(label=label, name=name)


def undo(change: LabelChange) -> None:
    """Every row is as it was, but for what authors did since: a post's label that somebody took
    off stays off, and one whose post is gone does not come back. NotUndone, with nothing changed,
    where a later change or a new label stands in the way. About twenty queries and a few for each
    label, whatever the number of posts."""
    keys = change.labels
    paths = {row["old_path"] for side in (change.before, change.after)
             for row in side["redirect"].values()}  # fmt: skip
    labellings = change.before["labelling"]
    touched = {
        key: row["content_object_id"]
        for key, row in labellings.items()
        if row != change.after["labelling"].get(key)
    }
    try:
        with transaction.atomic():
            posts = _locked(Post.every.filter(pk__in=touched.values()))
            _locked(Label.objects.filter(pk__in=keys))
            locked = LabelChange.objects.select_for_update().get(pk=change.pk)
            if locked.undone_at:
                raise NotUndone(_("It was undone already."))
            now = image(keys, paths, bool(labellings))
            names = ("name", "slug")
            present, known = (
                {key: [row[n] for n in names] for key, row in side["label"].items()}
                for side in (now, change.after)
            )
            if present != known:
                raise NotUndone(_("These labels were changed again since: undo that first."))
            for key in [key for key, post in touched.items() if post not in posts]:
                del labellings[key]
            put_back(change.before, _still_there(now, change))
            locked.undone_at = timezone.now()
            locked.save(update_fields=["undone_at"])
    except IntegrityError as error:
        raise NotUndone(
            _("Something new has one of the old names or addresses: rename that first.")
        ) from error


def _locked(rows: QuerySet) -> set[int]:
    """The keys of those that are there, for `rows` of posts or of labels. Two who lock some never
    wait for one another: they do it in one order, and posts before labels, as a save does. Who
    comments on such a post does not wait."""
    locking = rows.select_for_update(no_key=rows.model is Post).order_by("pk")
    return set(locking.values_list("pk", flat=True))


def _still_there(now: dict, change: LabelChange) -> dict:
    """The rows after the change, as they are now. What was taken off a post since counts as never
    having been there before."""
    gone = change.after["labelling"].keys() - now["labelling"].keys()
    for key in gone:
        change.before["labelling"].pop(key, None)
    return {
        table: {key: row for key, row in now[table].items() if key in rows}
        for table, rows in change.after.items()
    }


def _path(label: Label) -> str:
    return unquote(label.get_absolute_url())
