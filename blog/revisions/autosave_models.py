"""What is typed into the form of a post or page, before it is saved."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from blog.models.photos import kept_photos
from blog.models.posts import Post

# An open form tells of itself every 30 seconds (autosave.js); after four times without, it is shut.
OPEN = timedelta(minutes=2)
# How long what was typed or discarded is kept.
LIFETIME = timedelta(days=30)


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def keep(self, autosave: "Autosave") -> bool:
        """Store it, or what is new of it. False, with nothing stored, where its form is over, has
        sent something later already or is another's. One query, four for a form's first.

        Requests of one form overtake one another: what is sent while a page is left arrives when
        the next page is open already, perhaps after what was saved there.
        """
        same = self.filter(form=autosave.form, user=autosave.user_id, is_over=False)
        fresh: dict[str, Any] = {"seen_at": autosave.seen_at}
        if autosave.values is not None:
            fresh |= {"values": autosave.values, "revision": autosave.revision}
            fresh |= {"typed_at": autosave.seen_at, "turn": autosave.turn}
            same = same.filter(turn__lte=autosave.turn)
        if same.update(**fresh):
            return True
        first = {name: getattr(autosave, name) for name in ("post", "kind", "revision")} | fresh
        _, is_first = self.get_or_create(
            form=autosave.form, defaults={"user_id": autosave.user_id, **first}
        )
        return is_first

    def end(self, form: UUID, user: User, kind: str, post: Post | None = None) -> None:
        """What was typed is saved, as `post`, or given up. The row stays as a mark, so that what is
        still on its way does not make it anew. Two queries."""
        over = Autosave(form=form, user=user, kind=kind, is_over=True)
        # First: then there is one to be marked.
        Autosave.objects.bulk_create([over], ignore_conflicts=True)
        of_post = {"post": post} if post else {}
        self.filter(form=form, user=user).update(
            is_over=True, values=None, typed_at=None, discarded_at=None, **of_post
        )

    def discard(self, form: UUID, user: User) -> None:
        """Offer a form no more, and take nothing more of it. Its writer can restore what was typed
        until it is deleted. One query."""
        mine = self.filter(form=form, user=user, typed_at__isnull=False, discarded_at=None)
        mine.update(is_over=True, discarded_at=Now())

    def offered(self) -> "AutosaveQuerySet":
        """Filter what was typed and neither saved nor discarded."""
        return self.filter(typed_at__isnull=False, discarded_at=None)

    def delete_expired(self) -> None:
        now = timezone.now()
        untouched = models.Q(typed_at__isnull=True, seen_at__lt=now - timedelta(days=1))
        typed = models.Q(discarded_at=None, typed_at__lt=now - LIFETIME)
        discarded = models.Q(discarded_at__lt=now - LIFETIME)
        self.filter(untouched | typed | discarded).delete()

    def open_at(self, post: Post) -> "AutosaveQuerySet":
        return self.filter(post=post, is_over=False, seen_at__gt=timezone.now() - OPEN)


class Autosave(models.Model):
    """A form that somebody has open, and what was typed into it since it was last saved.

    `form` is the key that the form was given; `post` is None for a new one of `kind`. `values` are
    its fields as typed, None where nothing is; `revision` the one that they were begun with.
    `turn` counts what the form has sent; once it `is_over`, nothing more is taken. What was
    discarded keeps its `values` for LIFETIME, so that its writer can restore it.
    """

    form = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="autosaves")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="autosaves")
    kind = models.CharField(max_length=4, choices=Post.Kind)
    revision = models.BigIntegerField(null=True)
    values = models.JSONField(null=True)
    turn = models.BigIntegerField(default=0, db_default=0)
    is_over = models.BooleanField(default=False, db_default=False)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    typed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    photos = kept_photos()

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            # What of mine was never saved; who else has the post open.
            models.Index(fields=["user", "post", "-typed_at"], name="autosave_of_user"),
            models.Index(fields=["seen_at"], name="autosave_by_age"),
            # Is a photo on somebody's sheet?
            GinIndex(fields=["photos"], name="autosave_photos"),
        ]

    def __str__(self) -> str:
        return f"{self.form}"
