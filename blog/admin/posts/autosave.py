"""What is typed into a post's form, kept as it is typed: on the desk it survives a crash, a closed
lid and a session that ran out. Also: who else has the post open."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User, signed_in
from blog.admin.posts.unsaved import UnsavedAdmin
from blog.common import markup
from blog.models import Post
from blog.revisions.autosave_models import Autosave, AutosaveQuerySet
from blog.revisions.models import Revision
from lib.parsing import parse_json_body, parse_pk

OFFERED = 3  # Of what was never saved; each is a document.
MOST_INSTEAD = 20
MAX_FIELDS = 500


class AutosaveAdmin(UnsavedAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.autosave_view))
        return [path("autosave/", view, name=f"{self._name}_autosave"), *super().get_urls()]

    @property
    def _name(self) -> str:
        return f"blog_{self.opts.model_name}"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """`?saved=FORM`, which the browser's Back leads to once a new post is saved, is that post.
        Until then it is the form. One query with it."""
        form = _uuid(request.GET.get("saved"))
        if form and request.method == "GET" and request.user.is_authenticated:
            mine = Autosave.objects.filter(user=request.user, kind=self._kind, is_over=True)
            saved = mine.filter(form=form, post__isnull=False).first()
            if saved is not None:
                return redirect(f"admin:{self._name}_change", saved.post_id)
        return super().add_view(request, form_url, extra_context)

    def autosave_view(self, request: HttpRequest) -> HttpResponse:
        """JSON in: `form`, `post`, `revision`, `turn`, which counts up, and `values`, null where
        only to say that the form is open; the `user` who opened it; and `instead`, forms whose
        words are in this one now; `discard` where they are to be offered no more. Or `form` and
        `forget`.

        JSON out: `kept`, the time; `open`, who else is at it; and `saved`, who saved meanwhile. Or
        `over`, the key under which the form goes on, since it was saved or given up, or has sent
        something later. At most nine queries, and two for each of `instead`."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = signed_in(request)
        try:
            sent = parse_json_body(request)
            form = uuid.UUID(sent["form"])
            values = _values(sent.get("values"))
            turn = _turn(sent.get("turn", 0))
            instead = [uuid.UUID(key) for key in sent.get("instead", [])[:MOST_INSTEAD]]
        except (ValueError, TypeError, KeyError, AttributeError):
            return JsonResponse(
                {"error": _("The server could not store your changes. Reload the page.")},
                status=400,
            )
        if sent.get("user", user.pk) != user.pk:
            error = _(
                "Someone else is signed in in this browser now. Sign in again with "
                "your own account."
            )
            return JsonResponse({"error": error}, status=409)
        post = None
        if key := parse_pk(str(sent.get("post") or "")):
            post = self.get_queryset(request).filter(pk=key).first() or self._trashed(request, key)
            if post is None:
                return JsonResponse({"error": _("This post no longer exists.")}, status=404)
        if sent.get("forget"):
            Autosave.objects.close(form, user, self._kind)
            return self._answer({})
        now, revision = timezone.now(), parse_pk(str(sent.get("revision") or ""))
        autosave = Autosave(
            form=form,
            user=user,
            post=post,
            kind=self._kind,
            revision=revision,
            values=values,
            turn=turn,
            seen_at=now,
        )
        with transaction.atomic():
            if not Autosave.objects.store(autosave):
                return self._answer({"over": str(uuid.uuid4())})
            for other in instead:
                Autosave.objects.close(other, user, self._kind)
            if sent.get("discard"):
                Autosave.objects.discard(form, user)
        answer: dict[str, Any] = {"kept": time_format(localtime(now))}
        if post is not None:
            answer |= self._around(post, user, revision)
            if post.status == Post.Status.TRASHED:
                url = reverse(f"admin:blog_{self._kind}_trash", args=[post.pk])
                answer["trashed"] = {"url": url, "label": _("Show the trash")}
        return self._answer(answer)

    def _around(self, post: Post, user: User, opened: int | None) -> dict[str, Any]:
        """Each person once. Not oneself: a form just reloaded counts as open for a while."""
        others = Autosave.objects.open_for(post)
        told = [
            {"who": str(autosave.user), "since": time_format(localtime(autosave.opened_at))}
            for autosave in others.exclude(user=user)
            .select_related("user")
            .order_by("user", "opened_at")
            .distinct("user")
        ]
        latest = Revision.objects.saved_for(post).select_related("by").first()
        if latest is None or latest.pk == opened:
            return {"open": told}
        saved = {
            "who": str(latest.by or "–"),
            "when": time_format(localtime(latest.at)),
            "is_mine": latest.by == user,
        }
        return {"open": told, "saved": saved}

    def _answer(self, answer: dict[str, Any]) -> JsonResponse:
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def _trashed(self, request: HttpRequest, key: int) -> Post | None:
        """The post in the trash, where it was moved there while this person edited it."""
        return self.model._default_manager.trashed_of(request.user).filter(pk=key).first()

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Keep what was sent to the form of a post that is gone."""
        if request.method == "POST" and "document" in request.POST:
            self._keep_sent(request, self._trashed(request, parse_pk(object_id) or 0))
        missing = super()._get_obj_does_not_exist_redirect  # type: ignore[misc]  # not in stubs
        return missing(request, opts, object_id)

    def _keep_sent(self, request: HttpRequest, post: Post | None) -> None:
        """As an autosave, unless the browser has stored it already. Of a post that was deleted for
        good it becomes an unsaved new one. Six queries at most."""
        user, form = signed_in(request), _uuid(request.POST.get("form_key"))
        mine = Autosave.objects.recoverable().filter(user=user, form=form or uuid.uuid4())
        if not mine.exists():
            hidden = ("_", "csrfmiddlewaretoken", "form_key", "transition", "status")
            sent = [(k, v) for k, v in request.POST.items() if not k.startswith(hidden)]
            now = timezone.now()
            Autosave.objects.create(
                form=uuid.uuid4(),
                user=user,
                post=post,
                kind=self._kind,
                revision=parse_pk(request.POST.get("revision")) if post else None,
                values=_values(dict(sent[:MAX_FIELDS])),
                seen_at=now,
                typed_at=now,
                is_over=True,
            )
        if post is not None:
            told = _(
                "Not saved: this post was moved to the trash while you were editing. Your changes"
                " are kept; restore the post to continue with them."
            )
            messages.warning(request, told)
            return
        mine.update(post=None, revision=None)
        told = _("Not saved: this post was deleted. What you typed is kept as an unsaved post.")
        link = format_html('{} <a href="{}">{}</a>', told, self.unsaved_url, _("Unsaved changes"))
        messages.warning(request, link)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context.get("original")
        context["autosave"] = {
            "address": reverse(f"admin:{self._name}_autosave"),
            "post": post.pk if post else None,
            "user": request.user.pk,
            "all": self.unsaved_url,
            **self._lost(request, post),
        }
        if post and post.published_at and context["adminform"].form.has_fixed_date:
            context["autosave"]["published"] = date_format(
                localtime(post.published_at), "DATETIME_FORMAT"
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def _lost(self, request: HttpRequest, post: Post | None) -> dict[str, Any]:
        """`lost` is what this person typed last into forms of this post and never saved; with
        `?restore=FORM` that form alone, discarded or not, which is then to `restore` at once.
        Nothing where the form itself comes back with what was typed. Two queries at most."""
        if request.method == "POST":
            return {"lost": []}
        mine = Autosave.objects.filter(user=signed_in(request), post=post, kind=self._kind)
        if form := _uuid(request.GET.get("restore")):
            if found := mine.filter(form=form, typed_at__isnull=False).first():
                return {"lost": [_offer(found)], "restore": str(form)}
            return {"lost": self._offers(mine), "missing": True}
        return {"lost": self._offers(mine)}

    def _offers(self, mine: AutosaveQuerySet) -> list[dict[str, Any]]:
        return [_offer(each) for each in mine.recoverable().order_by("-typed_at")[:OFFERED]]


def _offer(autosave: Autosave) -> dict[str, Any]:
    assert autosave.typed_at is not None
    return {
        "form": str(autosave.form),
        "revision": autosave.revision,
        "at": 1000 * autosave.typed_at.timestamp(),
        "values": autosave.values,
    }


def _uuid(text: str | None) -> uuid.UUID | None:
    with suppress(ValueError):
        return uuid.UUID(text) if text else None
    return None


def _values(sent: Any) -> dict[str, str | bool] | None:
    """Names and values of fields; ValueError for anything else."""
    if sent is None:
        return None
    if not isinstance(sent, dict) or len(sent) > MAX_FIELDS:
        raise ValueError
    return {
        markup.clean_text(str(name))[:200]: value
        if isinstance(value, bool)
        else markup.clean_text(str(value))
        for name, value in sent.items()
    }


def _turn(sent: Any) -> int:
    """A number that the database takes; ValueError for anything else."""
    if not isinstance(sent, int) or not 0 <= sent < 2**63:
        raise ValueError
    return sent
