"""Autosave of the post form: unsaved changes survive a crash, a closed laptop and an expired
session. Also tells the editor who else has the post open."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User, signed_in
from blog.admin.posts.draft_saves import DraftSavesAdmin
from blog.admin.posts.unsaved import UnsavedAdmin
from blog.common import markup
from blog.common.formatting.dates import full_datetime, time_of_day
from blog.models import Post
from blog.revisions.autosave_models import Autosave, AutosaveQuerySet
from blog.revisions.models import Revision
from blog.workflow import State
from lib.parsing import parse_json_body, parse_pk, parse_uuid

MAX_OFFERED = 3  # Each is a whole document.
MAX_REPLACED = 20
MAX_FIELDS = 500


class AutosaveAdmin(DraftSavesAdmin, UnsavedAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.autosave_view))
        return [path("autosave/", view, name=f"{self._name}_autosave"), *super().get_urls()]

    @property
    def _name(self) -> str:
        return f"blog_{self.opts.model_name}"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Redirect `?saved=FORM` to the post once that form is saved.

        The browser's Back button leads there after a new post was saved. One query.
        """
        form = parse_uuid(request.GET.get("saved"))
        if form and request.method != "POST" and request.user.is_authenticated:
            mine = Autosave.objects.filter(user=request.user, kind=self._kind, is_over=True)
            saved = mine.filter(form=form, post__isnull=False).first()
            if saved is not None:
                return redirect(f"admin:{self._name}_change", saved.post_id)
        return super().add_view(request, form_url, extra_context)

    def autosave_view(self, request: HttpRequest) -> HttpResponse:
        """Store the values of an open form.

        JSON in: `form`, `post`, `revision`, the sequence number `turn`, the `user` who opened the
        form, and `values`, or null to report only that it is open. `instead` lists forms that this
        one replaces; with `discard` it is not offered for recovery. `forget` ends the form, with
        `leaving` a draft is saved.

        JSON out: `saved_at`, the time of the autosave; `open`, the other people with the post open;
        `saved`, who saved it in the meantime; `published`, the name of the state of a public post.
        Or `new_form`, a form key, if the form has ended or has already sent a later turn. At most
        nine queries, and two for each of `instead`.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = signed_in(request)
        try:
            sent = _SentForm.read(request, user)
        except (ValueError, TypeError, KeyError, AttributeError):
            return JsonResponse(
                {"error": _("The server could not store your changes. Reload the page.")},
                status=400,
            )
        if sent.user != user.pk:
            error = _(
                "This browser is now signed in to another account. Sign in again with "
                "your own account."
            )
            return JsonResponse({"error": error}, status=409)
        post = None
        if key := sent.post:
            post = self.get_queryset(request).filter(pk=key).first() or self._trashed(request, key)
            if post is None:
                return JsonResponse({"error": _("This post no longer exists.")}, status=404)
        if sent.is_over:
            Autosave.objects.close(sent.form, user, self._kind)
            return self._answer({})
        autosave = self._store(sent, user, post)
        if autosave is None:
            return self._answer({"new_form": str(uuid.uuid4())})
        if sent.is_leaving:
            self.save_draft(request, sent.form, user)
        return self._answer(self._describe(autosave, user, post))

    @transaction.atomic
    def _store(self, sent: "_SentForm", user: User, post: Post | None) -> Autosave | None:
        """Store the values of a form, and close those that it replaces.

        Return None if the form has ended or has already sent a later turn.
        """
        autosave = Autosave(
            form=sent.form,
            user=user,
            post=post,
            kind=self._kind,
            revision=sent.revision,
            values=sent.values,
            turn=sent.turn,
            seen_at=timezone.now(),
        )
        if sent.replaced:  # It goes on from what they had saved.
            forms = [sent.form, *sent.replaced]
            autosave.saved_revision = Autosave.objects.lock_saved_revision(forms, user, post)
        if not Autosave.objects.store(autosave):
            return None
        for other in sent.replaced:
            Autosave.objects.close(other, user, self._kind)
        if sent.is_discarded:
            Autosave.objects.discard(sent.form, user)
        return autosave

    def _describe(self, autosave: Autosave, user: User, post: Post | None) -> dict[str, Any]:
        answer: dict[str, Any] = {"saved_at": time_of_day(autosave.seen_at)}
        if post is not None:
            answer |= self._concurrent_edits(post, user, autosave)
            if post.is_public:
                answer["published"] = State.PUBLIC.label
            if post.status == Post.Status.TRASHED:
                url = reverse(f"admin:blog_{self._kind}_trash", args=[post.pk])
                answer["trashed"] = {"url": url, "label": _("Show the trash")}
        return answer

    def _concurrent_edits(self, post: Post, user: User, autosave: Autosave) -> dict[str, Any]:
        """Return `open`, each other person once, and `saved`.

        The user is excluded, because a form that was just reloaded still counts as open.
        """
        others = Autosave.objects.open_for(post)
        open_forms = [
            {"who": str(autosave.user), "since": time_of_day(autosave.opened_at)}
            for autosave in others.exclude(user=user)
            .select_related("user")
            .order_by("user", "opened_at")
            .distinct("user")
        ]
        latest = Revision.objects.saved_for(post).select_related("by").first()
        if latest is None or latest.pk == autosave.revision:
            return {"open": open_forms}
        if Autosave.objects.filter(form=autosave.form, saved_revision=latest.pk).exists():
            return {"open": open_forms}  # It was saved automatically.
        saved = {
            "who": str(latest.by or "–"),
            "when": time_of_day(latest.created_at),
            "is_mine": latest.by == user,
        }
        return {"open": open_forms, "saved": saved}

    def _answer(self, answer: dict[str, Any]) -> JsonResponse:
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def _trashed(self, request: HttpRequest, key: int) -> Post | None:
        """Return the post if it was moved to the trash while the user edited it."""
        return self.model._default_manager.trashed_for(request.user).filter(pk=key).first()

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Store what was submitted to the form of a deleted post."""
        if request.method == "POST" and "document" in request.POST:
            self._store_submitted(request, self._trashed(request, parse_pk(object_id) or 0))
        missing = super()._get_obj_does_not_exist_redirect  # type: ignore[misc]  # not in stubs
        return missing(request, opts, object_id)

    def _store_submitted(self, request: HttpRequest, post: Post | None) -> None:
        """Store the submitted form as an autosave, unless the browser has done so already.

        Without a `post`, which was deleted for good, it becomes an unsaved new post. Six queries at
        most.
        """
        user, form = signed_in(request), parse_uuid(request.POST.get("form_key"))
        mine = Autosave.objects.recoverable().filter(user=user, form=form or uuid.uuid4())
        if not mine.exists():
            hidden = ("_", "csrfmiddlewaretoken", "form_key", "next_key", "transition", "status")
            submitted = [(k, v) for k, v in request.POST.items() if not k.startswith(hidden)]
            now = timezone.now()
            Autosave.objects.create(
                form=uuid.uuid4(),
                user=user,
                post=post,
                kind=self._kind,
                revision=parse_pk(request.POST.get("revision")) if post else None,
                values=_values(dict(submitted[:MAX_FIELDS])),
                seen_at=now,
                typed_at=now,
                is_over=True,
            )
        if post is not None:
            message = _(
                "Not saved: this post was moved to the trash while you were editing. Your changes"
                " are kept; restore the post to continue with them."
            )
            messages.warning(request, message)
            return
        mine.update(post=None, revision=None)
        message = _("Not saved: this post was deleted. What you typed is kept as an unsaved post.")
        link = format_html(
            '{} <a href="{}">{}</a>', message, self.unsaved_url, _("Unsaved changes")
        )
        messages.warning(request, link)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context.get("original")
        context["autosave"] = {
            "address": reverse(f"admin:{self._name}_autosave"),
            "draft": self._draft_url(post),
            "post": post.pk if post else None,
            "user": request.user.pk,
            "all": self.unsaved_url,
            "timeZone": timezone.get_current_timezone_name(),
            **(context.pop("unsaved", None) or self.load_unsaved(request, None)),
        }
        if post and post.published_at and context["adminform"].form.has_fixed_date:
            context["autosave"]["published"] = full_datetime(post.published_at)
        return super().render_change_form(request, context, *args, **kwargs)

    def _draft_url(self, post: Post | None) -> str:
        """Return the URL that saves the form automatically, '' if that is no draft."""
        is_draft = post is None or post.status == Post.Status.DRAFT
        return reverse(f"admin:{self._name}_save_draft") if is_draft else ""

    def load_unsaved(self, request: HttpRequest, post: int | None) -> dict[str, Any]:
        """Return `lost`, the user's latest unsaved changes to the post of this ID.

        With `?restore=FORM` it has only that form, discarded or not, and `restore` asks the editor
        to restore it immediately. Empty after a POST, because the form still has the changes. Two
        queries at most.
        """
        if request.method == "POST":
            return {"lost": []}
        mine = Autosave.objects.filter(user=signed_in(request), post=post, kind=self._kind)
        if form := parse_uuid(request.GET.get("restore")):
            if autosave := mine.filter(form=form, typed_at__isnull=False).first():
                return {"lost": [_offer(autosave)], "restore": str(form)}
            return {"lost": self._offers(mine), "missing": True}
        return {"lost": self._offers(mine)}

    def _offers(self, mine: AutosaveQuerySet) -> list[dict[str, Any]]:
        return [
            _offer(autosave) for autosave in mine.recoverable().order_by("-typed_at")[:MAX_OFFERED]
        ]


@dataclass(frozen=True)
class _SentForm:
    """What an open form sends: see `autosave_view`."""

    form: uuid.UUID
    values: dict[str, str | bool] | None
    turn: int
    post: int | None
    revision: int | None
    user: Any  # The ID of the user who opened the form.
    replaced: list[uuid.UUID]
    is_discarded: bool
    is_over: bool
    is_leaving: bool

    @classmethod
    def read(cls, request: HttpRequest, user: User) -> "_SentForm":
        """Raises ValueError, TypeError, KeyError or AttributeError for anything else."""
        data = parse_json_body(request)
        return cls(
            form=uuid.UUID(data["form"]),
            values=_values(data.get("values")),
            turn=_turn(data.get("turn", 0)),
            post=parse_pk(str(data.get("post") or "")),
            revision=parse_pk(str(data.get("revision") or "")),
            user=data.get("user", user.pk),
            replaced=[uuid.UUID(key) for key in data.get("instead", [])[:MAX_REPLACED]],
            is_discarded=bool(data.get("discard")),
            is_over=bool(data.get("forget")),
            is_leaving=bool(data.get("leaving")),
        )


def _offer(autosave: Autosave) -> dict[str, Any]:
    assert autosave.typed_at is not None
    return {
        "form": str(autosave.form),
        "revision": autosave.base_revision,
        "at": 1000 * autosave.typed_at.timestamp(),
        "values": autosave.values,
    }


def _values(values: Any) -> dict[str, str | bool] | None:
    """Return the field values by name; ValueError for anything else."""
    if values is None:
        return None
    if not isinstance(values, dict) or len(values) > MAX_FIELDS:
        raise ValueError
    return {
        markup.clean_text(str(name))[:200]: value
        if isinstance(value, bool)
        else markup.clean_text(str(value))
        for name, value in values.items()
    }


def _turn(turn: Any) -> int:
    """Return a number that fits a bigint; ValueError for anything else."""
    if not isinstance(turn, int) or not 0 <= turn < 2**63:
        raise ValueError
    return turn
