"""The JSON API of notes on a post, for users who may edit the post."""

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

ACTIONS = ("to", "edit", "resolve", "reopen")


class NotesAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = require_http_methods(["GET", "POST"])(self.notes_view)
        name = f"blog_{self.opts.model_name}_notes"
        route = path("<path:object_id>/notes/", self.admin_site.admin_view(view), name=name)
        return [route, *super().get_urls()]

    def notes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return all notes of the post as JSON, with `wrote`, the ID of a note that was added.

        POST (JSON) adds a note: `text`, with `block` and `anchor_text` if it is anchored to a
        block, or with `to`, the ID of the note that it answers. With `edit`, `resolve` or `reopen`
        it changes the note of that ID. `error` says why there is none, such as for a post that was
        moved to the trash while its form was open.
        """
        key = parse_pk(object_id) or 0
        post = self.get_queryset(request).filter(pk=key).first()
        if post is None and self._is_trashed(request, key):
            error = _("This post was moved to the trash. Restore it there to go on with its notes.")
            return JsonResponse({"error": error}, status=404)
        if post is None or not self.has_change_permission(request, post):
            raise Http404
        wrote = None
        if request.method == "POST":
            try:
                wrote = _apply_action(post, signed_in(request), request)
            except notes.NoteRefused as refused:
                return JsonResponse({"error": str(refused)}, status=400)
        answer = {"notes": anchors.serialize_threads(post, signed_in(request)), "wrote": wrote}
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def _is_trashed(self, request: HttpRequest, key: int) -> bool:
        return Post.all_objects.trashed_for(request.user).filter(pk=key).exists()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the notes to the context, with one query."""
        post = context.get("original")
        name = f"admin:blog_{self.opts.model_name}_notes"
        context["notes"] = {
            "address": reverse(name, args=[post.pk]) if post else "",
            "notes": anchors.serialize_threads(post, signed_in(request)) if post else [],
            "places": request.POST.get("note_places", "") if request.method == "POST" else "",
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _apply_action(post: Post, by: User, request: HttpRequest) -> int | None:
    try:
        data = parse_json_body(request)
        fields = {name: data.get(name, "") for name in ("text", "block", "anchor_text")}
        keys = {name: parse_pk(str(data.get(name, ""))) for name in ACTIONS}
    except (ValueError, AttributeError):
        raise notes.NoteRefused(
            _("The request could not be read. Reload the page, then try again.")
        ) from None
    if not all(isinstance(value, str) for value in fields.values()):
        raise notes.NoteRefused(
            _("The request could not be read. Reload the page, then try again.")
        )
    for name, key in keys.items():
        if name in data:
            note = get_object_or_404(Note.objects.select_related("post"), pk=key or 0, post=post)
            if name == "to":
                return notes.reply_to_note(note=note, by=by, text=fields["text"]).note.pk
            if name == "edit":
                notes.edit_note(note=note, by=by, text=fields["text"])
                return None
            if note.parent_id is not None:
                raise Http404
            if name == "resolve":
                notes.resolve_note(note=note, by=by)
            else:
                notes.reopen_note(note=note)
            return None
    note = notes.add_note(
        post=post,
        by=by,
        text=fields["text"],
        block=fields["block"],
        anchor_text=fields["anchor_text"],
    ).note
    return note.pk
