"""What the editor asks the server about notes. JSON, for people who may edit the post."""

from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User, signed_in
from blog.models import Post
from blog.notes import anchors, notes
from blog.notes.models import Note
from lib.parsing import parse_json_body, parse_pk

ACTS = ("to", "edit", "resolve", "reopen")


class NotesAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = require_http_methods(["GET", "POST"])(self.notes_view)
        name = f"blog_{self.opts.model_name}_notes"
        at = path("<path:object_id>/notes/", self.admin_site.admin_view(view), name=name)
        return [at, *super().get_urls()]

    def notes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """All notes of the post. By POST, first: `text`, with `block` and `words` where it is at a
        block, with `to`, the key of the note that it answers, or with `edit`, that of one's own
        note which it replaces; or `resolve` or `reopen` with such a key. JSON in and out; `wrote`
        is the key of what was written."""
        post = self.get_queryset(request).filter(pk=parse_pk(object_id) or 0).first()
        if post is None or not self.has_change_permission(request, post):
            raise Http404
        wrote = None
        if request.method == "POST":
            try:
                wrote = _done(post, signed_in(request), request)
            except notes.NoteRefused as refused:
                return JsonResponse({"error": str(refused)}, status=400)
        answer = {"notes": anchors.serialize_threads(post, signed_in(request)), "wrote": wrote}
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """One query more."""
        post = context.get("original")
        name = f"admin:blog_{self.opts.model_name}_notes"
        context["notes"] = {
            "address": reverse(name, args=[post.pk]) if post else "",
            "notes": anchors.serialize_threads(post, signed_in(request)) if post else [],
            "places": request.POST.get("note_places", "") if request.method == "POST" else "",
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _done(post: Post, by: User, request: HttpRequest) -> int | None:
    try:
        sent = parse_json_body(request)
        given = {name: sent.get(name, "") for name in ("text", "block", "words")}
        keys = {name: parse_pk(str(sent.get(name, ""))) for name in ACTS}
    except (ValueError, AttributeError):
        raise notes.NoteRefused(
            _("The request could not be read. Reload the page, then try again.")
        ) from None
    if not all(isinstance(value, str) for value in given.values()):
        raise notes.NoteRefused(
            _("The request could not be read. Reload the page, then try again.")
        )
    for name, key in keys.items():
        if name in sent:
            note = get_object_or_404(Note.objects.select_related("post"), pk=key or 0, post=post)
            if name == "to":
                return notes.reply_to_note(note=note, by=by, text=given["text"]).note.pk
            if name == "edit":
                notes.edit_note(note=note, by=by, text=given["text"])
                return None
            if note.parent_id is not None:
                raise Http404
            if name == "resolve":
                notes.resolve_note(note=note, by=by)
            else:
                notes.reopen_note(note=note)
            return None
    note = notes.add_note(
        post=post, by=by, text=given["text"], block=given["block"], anchor_text=given["words"]
    ).note
    return note.pk
