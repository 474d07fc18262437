"""Operations on dossiers and comparisons, one function for each action of a user.

Authors prepare their own, editors all; publishing and withdrawing need the permission to publish
posts. As with posts, an author corrects their own dossier after it was published. Each function
locks the dossier and runs in one transaction. A refusal raises `DossierRefused` with a message for
the user, and changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog.content.redirects import add_redirect
from blog.dossiers.models import Dossier, DossierItem
from blog.models import Post, PullQuote

MAX_ITEMS = 200
ITEMS_PER_COMPARISON = 2
PUBLISH_PERMISSION = "blog.publish_post"
FIELDS = ("kind", "title", "slug", "introduction", "language")


class DossierRefused(Exception):
    """The action is refused; the message is for the user."""


@dataclass(frozen=True)
class SavedDossier:
    dossier: Dossier
    is_new: bool = False


@dataclass(frozen=True)
class ChangedItems:
    """`dossier` with its `items` in order. `added` counts new ones; known ones are not repeated."""

    dossier: Dossier
    items: list[DossierItem]
    added: int = 0


@dataclass(frozen=True)
class DeletedDossiers:
    """`refused` are published ones, which this user may not withdraw, or those of others."""

    count: int
    refused: list[Dossier]


def can_edit(dossier: Dossier, user: User) -> bool:
    """Return whether `editable_by` includes a dossier, without a query."""
    is_own = dossier.pk is None or dossier.author_id == user.pk
    return user.has_perm("blog.change_dossier") and (is_own or user.has_perm("blog.edit_all"))


def can_publish(user: User) -> bool:
    return user.has_perm("blog.change_dossier") and user.has_perm(PUBLISH_PERMISSION)


def can_delete(dossier: Dossier, user: User) -> bool:
    """Authors may delete their own unpublished dossiers."""
    is_hidden = dossier.published_at is None
    return can_edit(dossier, user) and (is_hidden or can_publish(user))


@transaction.atomic
def save_dossier(
    *, fields: Mapping[str, Any], by: User, dossier: Dossier | None = None
) -> SavedDossier:
    """Create a dossier, or change `dossier`; `fields` are among FIELDS, others stay as they are.

    The former path of one that readers may know redirects to the new one. The kind of a stored
    dossier cannot change. Raises IntegrityError if another dossier has the slug. At most seven
    queries.
    """
    if dossier is None or dossier.pk is None:
        return _create(dossier or Dossier(), fields, by)
    stored = _lock(dossier, by)
    before = stored.get_absolute_url()
    for name in set(FIELDS) & fields.keys() - {"kind"}:
        setattr(stored, name, fields[name])
    stored.title = " ".join(stored.title.split())
    _store(stored)
    if stored.is_public or stored.was_public:
        add_redirect(before, stored.get_absolute_url())
    return SavedDossier(stored)


def _create(dossier: Dossier, fields: Mapping[str, Any], by: User) -> SavedDossier:
    if not by.has_perm("blog.add_dossier"):
        raise DossierRefused(_("You may not add dossiers."))
    for name in set(FIELDS) & fields.keys():
        setattr(dossier, name, fields[name])
    dossier.title = " ".join(dossier.title.split())
    dossier.author = by
    dossier.published_at = None
    _store(dossier)
    return SavedDossier(dossier, is_new=True)


@transaction.atomic
def add_items(
    *, dossier: Dossier, by: User, quotation_ids: Iterable[int] = (), post_ids: Iterable[int] = ()
) -> ChangedItems:
    """Append quotations and posts that the user may see; those already there stay where they are.

    Refuses more than MAX_ITEMS, and posts, a third quotation or another voice in a comparison. At
    most eight queries.
    """
    stored = _lock(dossier, by)
    items = list(stored.items.select_related("quotation"))
    known = {(item.quotation_id, item.post_id) for item in items}
    quotations, posts = _fetch_visible(by, quotation_ids, post_ids)
    rows = [
        *(DossierItem(dossier=stored, quotation=row) for row in quotations),
        *(DossierItem(dossier=stored, post=row) for row in posts),
    ]
    new = [row for row in rows if (row.quotation_id, row.post_id) not in known]
    if new:
        _refuse_excess(stored, [*items, *new])
        last = max((item.position for item in items), default=0)
        for position, row in enumerate(new, start=last + 1):
            row.position = position
        DossierItem.objects.bulk_create(new)
        _store(stored)
    return ChangedItems(stored, [*items, *new], len(new))


@transaction.atomic
def start_dossier(*, title: str, by: User, quotation_ids: Iterable[int]) -> ChangedItems:
    """Create a dossier of quotations that the user may see. At most fifteen queries."""
    dossier = save_dossier(fields={"title": title}, by=by).dossier
    return add_items(dossier=dossier, by=by, quotation_ids=quotation_ids)


def _fetch_visible(
    by: User, quotation_ids: Iterable[int], post_ids: Iterable[int]
) -> tuple[list[PullQuote], list[Post]]:
    """Fetch quotations and posts in the order of their keys. At most two queries.

    Quotations of static pages count like those of posts. Refuses what the user may not see.
    """
    quotation_keys = list(dict.fromkeys(quotation_ids))
    post_keys = list(dict.fromkeys(post_ids))
    visible_in = Post.all_objects.visible_to(by).values("pk")
    quotations = PullQuote.objects.filter(pk__in=quotation_keys, post__in=visible_in)
    by_quotation = {row.pk: row for row in quotations} if quotation_keys else {}
    posts = Post.objects.visible_to(by).filter(pk__in=post_keys)
    by_post = {row.pk: row for row in posts} if post_keys else {}
    if len(by_quotation) < len(quotation_keys) or len(by_post) < len(post_keys):
        raise DossierRefused(_("This quotation or post no longer exists. Search again."))
    return [by_quotation[key] for key in quotation_keys], [by_post[key] for key in post_keys]


def _refuse_excess(dossier: Dossier, items: Sequence[DossierItem]) -> None:
    if len(items) > MAX_ITEMS:
        raise DossierRefused(
            _("A dossier has at most %(most)d items. Start another one.") % {"most": MAX_ITEMS}
        )
    if not dossier.is_comparison:
        return
    if any(item.post_id for item in items):
        raise DossierRefused(_("A comparison has quotations only."))
    if len(items) > ITEMS_PER_COMPARISON:
        raise DossierRefused(_("A comparison has two quotations. Remove one of them first."))
    if _have_different_voices(items):
        raise DossierRefused(_("Both quotations of a comparison must be of the same voice."))


def _have_different_voices(items: Iterable[DossierItem]) -> bool:
    """Quotations without a source have no voice, so nothing is the same as theirs."""
    voices = [item.quotation.voice_id for item in items if item.quotation]
    return len(voices) > 1 and (None in voices or len(set(voices)) > 1)


@transaction.atomic
def change_items(
    *, dossier: Dossier, by: User, notes: Mapping[int, str], removed: Collection[int] = ()
) -> ChangedItems:
    """Change the notes of items, by their keys, and remove others.

    Keys of items that are no longer there are ignored. Refuses to remove what a published dossier
    needs. At most six queries, and one for each note.
    """
    stored = _lock(dossier, by)
    items = list(stored.items.select_related("quotation"))
    left = [item for item in items if item.pk not in removed]
    if stored.published_at and len(left) < len(items) and (problems := list_problems(stored, left)):
        raise DossierRefused(problems[0])
    changed = [item for item in left if notes.get(item.pk, item.note) != item.note]
    for item in changed:
        item.note = notes[item.pk]
        item.save(update_fields=["note"])
    if len(left) < len(items):
        DossierItem.objects.filter(dossier=stored, pk__in=removed).delete()
    if changed or len(left) < len(items):
        _store(stored)
    return ChangedItems(stored, left)


@transaction.atomic
def reorder_items(*, dossier: Dossier, by: User, item_ids: Sequence[int]) -> ChangedItems:
    """Put items into the order of these keys; others follow in their former order.

    Keys of items that are no longer there are ignored. At most five queries.
    """
    stored = _lock(dossier, by)
    items = list(stored.items.all())
    places = {pk: place for place, pk in enumerate(item_ids)}
    ordered = sorted(items, key=lambda item: places.get(item.pk, len(places)))
    if ordered != items:
        for position, item in enumerate(ordered, start=1):
            item.position = position
        DossierItem.objects.bulk_update(ordered, ["position"])
        _store(stored)
    return ChangedItems(stored, ordered)


def move_item(*, dossier: Dossier, by: User, item_id: int, step: int) -> ChangedItems:
    """Move an item by `step` places, -1 for up; at the ends it stays. At most six queries."""
    with transaction.atomic():
        stored = _lock(dossier, by)
        keys = list(stored.items.values_list("pk", flat=True))
        if item_id in keys:
            place = keys.index(item_id)
            keys.insert(max(0, min(place + step, len(keys) - 1)), keys.pop(place))
        return reorder_items(dossier=stored, by=by, item_ids=keys)


def sort_items(*, dossier: Dossier, by: User) -> ChangedItems:
    """Sort items by the date said, or the date of the post; undated ones last. Six queries."""
    with transaction.atomic():
        stored = _lock(dossier, by)
        items = stored.items.select_related("quotation", "post")
        ordered = sorted(items, key=lambda item: (str(_get_date(item) or "9999"), item.position))
        return reorder_items(dossier=stored, by=by, item_ids=[item.pk for item in ordered])


def _get_date(item: DossierItem) -> Any:
    if item.quotation:
        return item.quotation.said_on
    published_at = item.post.published_at if item.post else None
    return timezone.localtime(published_at).date() if published_at else None


def list_problems(dossier: Dossier, items: Sequence[DossierItem]) -> list[str]:
    """Return why a dossier with these items cannot be published, for the user; empty if it can.

    Reads the quotations of the items: a query each unless selected.
    """
    present = [item for item in items if item.quotation_id or item.post_id]
    if not dossier.is_comparison:
        return [] if present else [_("Add at least one quotation or post before you publish.")]
    if len(present) != ITEMS_PER_COMPARISON or any(item.post_id for item in present):
        count = len(present)
        message = ngettext(
            "A comparison needs exactly two quotations; this one has %(count)d.",
            "A comparison needs exactly two quotations; this one has %(count)d.",
            count,
        )
        return [message % {"count": count}]
    if _have_different_voices(present):
        return [_("Both quotations of a comparison must be of the same voice.")]
    return []


@transaction.atomic
def publish_dossier(
    *, dossier: Dossier, by: User, publish_at: datetime | None = None
) -> SavedDossier:
    """Publish a dossier now, or at a later time. One that is public keeps its date.

    Refuses an incomplete one. At most four queries.
    """
    stored = _lock(dossier, by)
    _require_publisher(by)
    if problems := list_problems(stored, list(stored.items.select_related("quotation"))):
        raise DossierRefused(problems[0])
    now = timezone.now()
    if publish_at and publish_at > now:
        stored.was_public = stored.was_public or stored.is_public
        stored.published_at = publish_at
    elif not stored.is_public:
        stored.published_at = now
    _store(stored)
    return SavedDossier(stored)


@transaction.atomic
def withdraw_dossier(*, dossier: Dossier, by: User) -> SavedDossier:
    """Make a published or scheduled dossier a draft again. Three queries."""
    stored = _lock(dossier, by)
    _require_publisher(by)
    stored.was_public = stored.was_public or stored.is_public
    stored.published_at = None
    _store(stored)
    return SavedDossier(stored)


@transaction.atomic
def delete_dossiers(*, dossier_ids: Iterable[int], by: User) -> DeletedDossiers:
    """Delete dossiers that the user may delete. Three queries."""
    rows = Dossier.objects.select_for_update().filter(pk__in=list(dossier_ids)).order_by("pk")
    refused, keys = [], []
    for row in rows:
        if by.has_perm("blog.delete_dossier") and can_delete(row, by):
            keys.append(row.pk)
        else:
            refused.append(row)
    Dossier.objects.filter(pk__in=keys).delete()
    return DeletedDossiers(len(keys), refused)


def _lock(dossier: Dossier, by: User) -> Dossier:
    """Lock a dossier and return its present row. One query."""
    locked = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier.pk).first()
    if locked is None:
        raise DossierRefused(_("This dossier was deleted in the meantime."))
    if not can_edit(locked, by):
        raise DossierRefused(_("You may change only your own dossiers."))
    return locked


def _require_publisher(by: User) -> None:
    if not can_publish(by):
        raise DossierRefused(_("An editor publishes and withdraws dossiers. Ask one of them."))


def _store(dossier: Dossier) -> None:
    dossier.updated_at = timezone.now()
    dossier.save()
