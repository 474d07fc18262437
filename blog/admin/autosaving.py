"""What is typed into a post's form, kept as it is typed: on the desk it survives a crash, a closed
lid and a session that ran out. Also: who else has the post open."""

import uuid
from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User, signed_in
from blog import markup
from blog.models import Autosave, Post, Revision
from config.untrusted import parse_json_body, parse_pk

OFFERED = 3  # Of what was never saved; each is a document.
MOST_INSTEAD = 20


class AutosaveAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.autosave_view))
        # Forms that are open while a new version comes in know the address: it stays as it was.
        return [path("writing/", view, name=f"{self._name}_autosave"), *super().get_urls()]

    @property
    def _name(self) -> str:
        return f"blog_{self.opts.model_name}"

    def autosave_view(self, request: HttpRequest) -> HttpResponse:
        """JSON in: `form`, `post`, `revision`, `turn`, which counts up, and `values`, null where
        only to say that the form is open; the `user` who opened it; and `instead`, forms whose
        words are in this one now. Or `form` and `forget`.

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
            return JsonResponse({"error": _("This form cannot be kept; reload it.")}, status=400)
        if sent.get("user", user.pk) != user.pk:
            error = _("Somebody else is signed in in this browser now. Sign in again as yourself.")
            return JsonResponse({"error": error}, status=409)
        post = None
        if key := parse_pk(str(sent.get("post") or "")):
            post = self.get_queryset(request).filter(pk=key).first()
            if post is None:
                return JsonResponse({"error": _("This post is no longer there.")}, status=404)
        if sent.get("forget"):
            Autosave.objects.end(form, user, self._kind)
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
            if not Autosave.objects.keep(autosave):
                return self._answer({"over": str(uuid.uuid4())})
            for other in instead:
                Autosave.objects.end(other, user, self._kind)
        answer: dict[str, Any] = {"kept": time_format(localtime(now))}
        if post is not None:
            answer |= self._around(post, user, revision)
        return self._answer(answer)

    def _around(self, post: Post, user: User, opened: int | None) -> dict[str, Any]:
        """Each person once. Not oneself: a form just reloaded counts as open for a while."""
        others = Autosave.objects.open_at(post)
        told = [
            {"who": str(autosave.user), "since": time_format(localtime(autosave.opened_at))}
            for autosave in others.exclude(user=user)
            .select_related("user")
            .order_by("user", "opened_at")
            .distinct("user")
        ]
        latest = Revision.objects.saved_of(post).select_related("by").first()
        if latest is None or latest.pk == opened:
            return {"open": told}
        saved = {"who": str(latest.by or "–"), "when": time_format(localtime(latest.at))}
        return {"open": told, "saved": saved}

    def _answer(self, answer: dict[str, Any]) -> JsonResponse:
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context.get("original")
        context["autosave"] = {
            "address": reverse(f"admin:{self._name}_autosave"),
            "post": post.pk if post else None,
            "user": request.user.pk,
            "lost": self._lost(request, post),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _lost(self, request: HttpRequest, post: Post | None) -> list[dict[str, Any]]:
        """What this person typed last into forms of this post and never saved; nothing where the
        form itself comes back with what was typed. One query."""
        if request.method == "POST":
            return []
        mine = Autosave.objects.filter(user=signed_in(request), post=post, kind=self._kind)
        return [
            {
                "form": str(autosave.form),
                "revision": autosave.revision,
                "at": 1000 * typed_at.timestamp(),
                "values": autosave.values,
            }
            for autosave in mine.filter(typed_at__isnull=False).order_by("-typed_at")[:OFFERED]
            if (typed_at := autosave.typed_at)
        ]

    @property
    def _kind(self) -> str:
        return Post.Kind.PAGE if self.opts.model_name == "page" else Post.Kind.POST


def _values(sent: Any) -> dict[str, str | bool] | None:
    """Names and values of fields; ValueError for anything else."""
    if sent is None:
        return None
    if not isinstance(sent, dict) or len(sent) > 500:
        raise ValueError
    return {
        markup.text(str(name))[:200]: value if isinstance(value, bool) else markup.text(str(value))
        for name, value in sent.items()
    }


def _turn(sent: Any) -> int:
    """A number that the database takes; ValueError for anything else."""
    if not isinstance(sent, int) or not 0 <= sent < 2**63:
        raise ValueError
    return sent
