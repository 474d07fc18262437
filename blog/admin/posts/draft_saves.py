"""Automatic saves of drafts: a post exists from its first words, and follows what is typed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from accounts.models import User, signed_in
from blog import revisions
from blog.common import markup
from blog.common.text.truncate import shorten
from blog.content.document import ChangesOtherPosts
from blog.editing import SavedPost
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from lib.parsing import parse_json_body

# Characters of the text that name a draft whose title is empty.
NAME_LENGTH = 60
# Characters of the document's HTML in which they are looked for.
LOADED_LENGTH = 2000


@dataclass(frozen=True)
class SavedDraft:
    post: Post
    revision: int | None
    is_new_form: bool


class DraftSavesAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.save_draft_view))
        name = f"blog_{self.opts.model_name}_save_draft"
        return [path("save-draft/", view, name=name), *super().get_urls()]

    def save_draft_view(self, request: HttpRequest) -> HttpResponse:
        """Save the autosaved values of an open form, if they are a draft's.

        JSON in: `form`, its key. JSON out: `post` and `revision`, the IDs, `title`, and the URLs
        `change` and `notes`; `tools`, the HTML of what can be done with a post, until the form
        knows that it is one of a stored post: the answer to its first save may be lost. The answer
        to the last save again if nothing was typed since. Empty if the form is not saved: it has
        errors, nothing to save, a post that is no draft or that was saved by another form, words
        that were typed during a save, or changes to sources or photos that other posts show. Its
        autosave remains then.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            form = UUID(parse_json_body(request)["form"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return JsonResponse({}, status=400)
        answer: dict[str, Any] = {}
        if saved := self.save_draft(request, form, signed_in(request)):
            name, key = f"admin:blog_{self.opts.model_name}", [saved.post.pk]
            answer = {"post": saved.post.pk, "revision": saved.revision, "title": saved.post.title}
            answer |= {each: reverse(f"{name}_{each}", args=key) for each in ("change", "notes")}
            if saved.is_new_form:
                answer["tools"] = self._render_tools(request, saved.post)
        return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})

    def _render_tools(self, request: HttpRequest, post: Post) -> str:
        context = {
            "opts": self.opts,
            "original": post,
            "has_add_permission": self.has_add_permission(request),
            "has_change_permission": True,
            "has_delete_permission": self.has_delete_permission(request, post),
            "absolute_url": self.get_view_on_site_url(post),
        }
        context["has_absolute_url"] = context["absolute_url"] is not None
        return render_to_string("admin/blog/post/tools.html", context, request)

    def save_post_form(
        self, request: HttpRequest, post: Post, form: Any, *, is_automatic: bool = False
    ) -> SavedPost:
        raise NotImplementedError

    def save_draft(self, request: HttpRequest, key: UUID, user: User) -> SavedDraft | None:
        """Return None, and change nothing, where the view answers with nothing."""
        try:
            with transaction.atomic():
                return self._save_locked(request, key, user)
        except ChangesOtherPosts:
            return None

    def _save_locked(self, request: HttpRequest, key: UUID, user: User) -> SavedDraft | None:
        # Locked: of two requests for a new post, the second one finds the post of the first.
        forms = Autosave.objects.select_for_update().filter(kind=self.opts.model_name, user=user)
        autosave = forms.filter(form=key, is_over=False).first()
        if autosave is None:
            return None
        if not autosave.values:
            return self._find_saved(request, autosave)
        base = autosave.base_revision
        if base and base != autosave.revision and not self._is_automatic(base):
            return None  # Typed while the form was sent: the next page offers it.
        post = None
        if autosave.post_id is None:
            if not self.has_add_permission(request):
                return None
        else:
            post = self._lock_draft(request, autosave.post_id, base)
            if post is None:
                return None
        data = _build_post_data(autosave)
        if not data["title"]:
            return None
        form: Any = self.get_form(request, post, change=post is not None)(
            data, instance=self.model() if post is None else post
        )
        if not form.is_valid() or form.requested is not None:
            return None
        saved = self.save_post_form(request, form.instance, form, is_automatic=True)
        revision = saved.revision.pk if saved.revision else base
        Autosave.objects.mark_saved(key, saved.post, revision)
        return SavedDraft(saved.post, revision, is_new_form=autosave.revision is None)

    def _find_saved(self, request: HttpRequest, autosave: Autosave) -> SavedDraft | None:
        """Return the draft that this form was saved as automatically, if it is still one."""
        if not autosave.saved_revision or autosave.saved_revision != autosave.revision:
            return None
        drafts = self.get_queryset(request).filter(status=Post.Status.DRAFT)
        post = drafts.filter(pk=autosave.post_id).first()
        return SavedDraft(post, autosave.revision, is_new_form=True) if post else None

    def _is_automatic(self, revision: int) -> bool:
        return Revision.objects.filter(pk=revision, is_automatic=True).exists()

    def _lock_draft(self, request: HttpRequest, pk: int, revision: int | None) -> Post | None:
        """Lock the post and return it if it is a draft whose latest revision the form has."""
        posts = self.get_queryset(request).filter(status=Post.Status.DRAFT)
        post = posts.select_for_update(of=["self"], no_key=True).filter(pk=pk).first()
        if post is None or not self.has_change_permission(request, post):
            return None
        return post if revisions.get_latest_id(post) == revision else None


def _build_post_data(autosave: Autosave) -> QueryDict:
    """Build the submitted form from autosaved values: a checkbox is true or false there.

    A draft without a title is named by its first words.
    """
    stored: dict[str, Any] = autosave.values or {}
    values = {
        name: "on" if value is True else value
        for name, value in stored.items()
        if value is not False
    }
    title = " ".join(values.get("title", "").split()) or _read_beginning(values)
    own = {
        "title": title,
        "status": Post.Status.DRAFT,
        "revision": str(autosave.base_revision or ""),
    }
    data = QueryDict(mutable=True)
    data.update(values | own)
    return data


def _read_beginning(values: dict[str, Any]) -> str:
    html = values.get("document", "")[:LOADED_LENGTH] + ">"  # Close the last tag, if it is cut off.
    text = markup.plain_text(markup.PROSE(html)).removesuffix(">")
    return shorten(" ".join(text.split()), NAME_LENGTH)
