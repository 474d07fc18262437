"""Autosaves: unsaved input of post and page forms."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from blog.models.photos import referenced_photos_field
from blog.models.posts import Post

# An open form sends a heartbeat every 30 seconds (autosave.js). It counts as closed after four
# missing ones.
OPEN_TIMEOUT = timedelta(minutes=2)
# Unsaved and discarded input is deleted after this time.
LIFETIME = timedelta(days=30)


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def store(self, autosave: "Autosave") -> bool:
        """Insert or update an autosave. Return False and store nothing if its form is closed,
        belongs to another user or has sent something later. One query, four for a new form.

        Requests of one form can arrive out of order: input that is sent while the browser leaves a
        page can arrive after the next page has loaded, or even after it was saved there.
        """
        same = self.filter(form=autosave.form, user=autosave.user_id, is_over=False)
        fresh: dict[str, Any] = {"seen_at": autosave.seen_at}
        if autosave.values is not None:
            fresh |= {"values": autosave.values, "revision": autosave.revision}
            fresh |= {"typed_at": autosave.seen_at, "turn": autosave.turn}
            same = same.filter(turn__lte=autosave.turn)
        for name in ("post_id", "saved_revision"):
            if value := getattr(autosave, name):
                fresh[name] = value
        if same.update(**fresh):
            return True
        first = {"kind": autosave.kind, "revision": autosave.revision} | fresh
        _, is_first = self.get_or_create(
            form=autosave.form, defaults={"user_id": autosave.user_id, **first}
        )
        return is_first

    def lock_saved_revision(
        self, forms: Collection[UUID], user: User, post: Post | None
    ) -> int | None:
        """Lock these forms until the transaction ends, which waits for saves of them. Return the
        newest revision of `post` that was made of one. Two queries."""
        mine = self.filter(form__in=forms, user=user)
        # The oldest first: a save locks its form before the next one.
        list(mine.select_for_update().order_by("opened_at").values_list("pk"))
        # Read afterwards: a save that it waited for may have inserted one.
        same = mine.filter(post=post)
        return same.aggregate(newest=models.Max("saved_revision"))["newest"]

    def lock_submitted(self, form: str, user: User) -> int | None:
        """Lock a submitted form until the transaction ends. Return the ID of the post that it was
        saved as, automatically or before, if any. One query, none for a text that is no key."""
        try:
            mine = self.filter(form=UUID(form), user=user)
        except ValueError:
            return None
        return mine.select_for_update().values_list("post_id", flat=True).first()

    def lock_next(self, form: str, user: User, kind: str) -> None:
        """Lock the form under whose key words are autosaved that are typed during a save, until the
        transaction ends: no automatic save of them overtakes it. Two queries, none for a text that
        is no key."""
        try:
            key = UUID(form)
        except ValueError:
            return
        # Inserted, so that there is a row to lock; nobody has that form open.
        closed_at = timezone.now() - OPEN_TIMEOUT
        following = Autosave(form=key, user=user, kind=kind, seen_at=closed_at)
        Autosave.objects.bulk_create([following], ignore_conflicts=True)
        self.filter(form=key, user=user).select_for_update().first()

    def link_next(self, form: UUID, user: User, post: Post, revision: int | None) -> None:
        """Record that the words of a form were typed during a save of `post`: they go on from this
        revision. One query.

        None if the revision contains what the form does not.
        """
        saved = {"saved_revision": revision} if revision else {}
        self.filter(form=form, user=user).update(post=post, **saved)

    def close(self, form: UUID, user: User, kind: str, post: Post | None = None) -> None:
        """Clear an autosave once its input is saved (as `post`) or abandoned. The row remains as a
        tombstone, so that a late request does not create it again. Two queries."""
        closed = Autosave(form=form, user=user, kind=kind, is_over=True)
        # Insert before the update, so that there is a row to update.
        Autosave.objects.bulk_create([closed], ignore_conflicts=True)
        saved_as = {"post": post} if post else {}
        self.filter(form=form, user=user).update(
            is_over=True, values=None, typed_at=None, discarded_at=None, **saved_as
        )

    def mark_saved(self, form: UUID, post: Post, revision: int | None) -> None:
        """Clear the values of an open form that were saved automatically as `post`. One query."""
        saved = {"post": post, "revision": revision, "saved_revision": revision}
        self.filter(form=form).update(**saved, values=None, typed_at=None)

    def discard(self, form: UUID, user: User) -> None:
        """Close a form and stop offering its input for recovery. Its author can still restore it
        until it is deleted. One query."""
        unsaved = self.filter(form=form, user=user, typed_at__isnull=False, discarded_at=None)
        unsaved.update(is_over=True, discarded_at=Now())

    def recoverable(self) -> "AutosaveQuerySet":
        """Filter autosaves with input that was neither saved nor discarded."""
        return self.filter(typed_at__isnull=False, discarded_at=None)

    def delete_expired(self) -> None:
        now = timezone.now()
        untouched = models.Q(typed_at__isnull=True, seen_at__lt=now - timedelta(days=1))
        typed = models.Q(discarded_at=None, typed_at__lt=now - LIFETIME)
        discarded = models.Q(discarded_at__lt=now - LIFETIME)
        self.filter(untouched | typed | discarded).delete()

    def open_for(self, post: Post) -> "AutosaveQuerySet":
        """Filter the forms that currently have this post open."""
        return self.filter(post=post, is_over=False, seen_at__gt=timezone.now() - OPEN_TIMEOUT)


class Autosave(models.Model):
    """An open form and the input in it that is not saved yet.

    `form` is the key of the form; `post` is None in a form for a new post of `kind`. `values` are
    the form fields, None while nothing is typed; `revision` is the revision that the form was
    opened with, `saved_revision` the last one that an automatic save of it made, whose answer may
    not have arrived, or that of the save during which it was typed. `turn` is the number of the
    form's last request; if `is_over`, later requests are ignored. Discarded input is stored for
    LIFETIME, so that its author can restore it.
    """

    form = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="autosaves")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="autosaves")
    kind = models.CharField(max_length=4, choices=Post.Kind)
    revision = models.BigIntegerField(null=True)
    saved_revision = models.BigIntegerField(null=True)
    values = models.JSONField(null=True)
    turn = models.BigIntegerField(default=0, db_default=0)
    is_over = models.BooleanField(default=False, db_default=False)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    typed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    photos = referenced_photos_field()

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            # A user's unsaved input, and the other users who have a post open.
            models.Index(fields=["user", "post", "-typed_at"], name="autosave_of_user"),
            models.Index(fields=["seen_at"], name="autosave_by_age"),
            # Finds whether a photo is used in unsaved input.
            GinIndex(fields=["photos"], name="autosave_photos"),
        ]

    def __str__(self) -> str:
        return f"{self.form}"

    @property
    def base_revision(self) -> int | None:
        """Return the revision that the input is based on, None before the first one."""
        return max(self.revision or 0, self.saved_revision or 0) or None
