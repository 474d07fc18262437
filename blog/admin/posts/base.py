"""The base of the post and page admins: both are written as one document."""

from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.text import smart_split
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog import editing
from blog.admin.language_filter import LanguageFilter
from blog.admin.large_tables import MAX_ROWS, LargeTableAdmin
from blog.admin.locking import LockingAdmin
from blog.admin.posts.autosave import AutosaveAdmin
from blog.admin.posts.checks import CheckFilter, ChecksAdmin
from blog.admin.posts.history import HistoryAdmin
from blog.admin.posts.notes import NotesAdmin
from blog.admin.posts.share_links import ShareLinksAdmin
from blog.admin.posts.trash import IN_TRASH, TrashAdmin
from blog.admin.posts.workflow import WorkflowPanelAdmin
from blog.common import markup
from blog.common.db.distinct import build_distinct_sql
from blog.common.text.folding import list_terms
from blog.common.text.headings import list_contents
from blog.content import document, rendering
from blog.content.document.save import load_preview_photos
from blog.content.document.sources import PreviewSources
from blog.content.linked_data import build_word_count
from blog.content.site_middleware import SiteRequest
from blog.models import Post
from blog.read_models.posts import estimate_minutes
from blog.revisions.autosave_models import Autosave
from blog.search.desk import MAX_COMPARED_POSTS, find_posts_in_list, find_titles_in_list
from blog.workflow import State, can_publish, get_state
from lib.parsing import parse_pk

TEMPLATES = "template"


class StateFilter(admin.SimpleListFilter):
    """Filter by workflow state, with the database's clock. Templates are listed by themselves."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [choice for choice in State.choices if choice[0] != State.TRASHED]
        templates = [(TEMPLATES, _("Template"))] if model_admin.model is Post else []
        return [*states, *templates, (IN_TRASH, State.TRASHED.label)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == IN_TRASH:
            return queryset  # `get_queryset` returns only posts in the trash then.
        queryset = queryset.filter(is_template=self.value() == TEMPLATES)
        if self.value() == State.PUBLIC:
            return queryset.filter(status=Post.Status.PUBLISHED, published_at__lte=Now())
        if self.value() == State.SCHEDULED:
            return queryset.filter(status=Post.Status.PUBLISHED, published_at__gt=Now())
        if self.value() in (State.DRAFT, State.REVIEW):
            return queryset.filter(status=self.value())
        return queryset


class PublishedLanguageFilter(LanguageFilter):
    """Filter by the languages of published posts."""

    languages_sql = build_distinct_sql("languages", "language", "blog_post", "status = 'published'")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(language=self.value()) if self.value() else queryset


# The title, the document, and the hidden fields of the editor.
WRITE: Any = (
    None,
    {
        "fields": (
            *("title", "document", "revision", "form_key", "next_key", "shown", "overrides"),
        ),
        "classes": ("write",),
    },
)


class DocumentAdmin(
    ShareLinksAdmin,
    AutosaveAdmin,
    NotesAdmin,
    WorkflowPanelAdmin,
    ChecksAdmin,
    HistoryAdmin,
    TrashAdmin,
    LockingAdmin,
    LargeTableAdmin,
):
    list_filter = (StateFilter, CheckFilter, PublishedLanguageFilter)
    search_fields = ("known_by",)  # `get_search_results` has the condition.
    search_help_text = _("Search by a part of the title or address, or by words of the text")
    ordering = ("-updated_at", "-pk")
    save_on_top = False

    def get_urls(self) -> list:
        preview = self.admin_site.admin_view(require_POST(self.preview))
        name = f"blog_{self.opts.model_name}_preview"
        return [path("preview/", preview, name=name), *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search titles and addresses without regard to accents; in the list, texts as well.

        At most two queries for titles and three for texts, none elsewhere.
        """
        parts = [word.strip("\"'") for word in smart_split(search_term)]
        if not parts or not self._is_list(request):
            for part in parts:
                queryset = queryset.filter(known_by__folded_contains=part)
            return queryset, False
        posts, size = queryset.prefetch_related(None), MAX_ROWS + 1
        titled = find_titles_in_list(posts, list_terms(parts), size)
        written = find_posts_in_list(posts, search_term, size)
        if titled.is_partial or written.is_partial:
            message = gettext(
                "Very many posts have these words, so only the first %(count)s were searched for "
                "them. Add a word or choose a filter to find others."
            )
            self.report_partial_search(request, message, MAX_COMPARED_POSTS)
        return queryset.filter(pk__in={*titled.keys, *written.keys}), False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Add to the list whether the user has unsaved changes of a post, in the same query."""
        posts = super().get_queryset(request)
        if request.method != "GET" or not self._is_list(request):
            return posts
        mine = Autosave.objects.recoverable().filter(user=signed_in(request), post=OuterRef("pk"))
        return posts.annotate(has_unsaved_changes=Exists(mine))

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Let only those delete published posts who may unpublish them."""
        allowed = super().has_delete_permission(request, obj)
        if obj is not None and obj.status == Post.Status.PUBLISHED:
            return allowed and can_publish(obj, request.user)
        return allowed

    # The form.

    def get_form(
        self, request: HttpRequest, obj: Post | None = None, change: bool = False, **kwargs
    ) -> type[ModelForm]:
        """Bind the form class to the user."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        return partial(form, user=request.user)  # type: ignore[return-value]  # only called

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Read the unsaved changes before the post: the automatic save that begins when a page is
        left moves them there, and may end in between."""
        context = dict(extra_context or {})
        if request.method == "GET":
            context["unsaved"] = self.load_unsaved(request, parse_pk(object_id))
        return super().change_view(request, object_id, form_url, context)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        """Lock a submitted form before its post, as an automatic save does: otherwise each could
        wait for the other. The form of words that are typed meanwhile is locked as well.

        A new post that was saved automatically meanwhile is that draft. Three queries.
        """
        if form := request.POST.get("form_key"):
            user = signed_in(request)
            draft = Autosave.objects.lock_submitted(form, user)
            if object_id is None and draft is not None:
                object_id = str(draft)
            following = request.POST.get("next_key", "")
            Autosave.objects.lock_next(following, user, str(self.opts.model_name))
        # *Delete* is one of the tools above the form, not of the buttons that save it.
        context = {"show_delete": False, **(extra_context or {})}
        return super()._changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        self.report_transition(request, self.save_post_form(request, obj, form))
        if form.merged_save is not None:
            by = form.merged_save.latest.by
            message = gettext("Merged with changes that %(who)s saved while you were editing.")
            if by == request.user:
                message = gettext("Merged with changes that you saved in another tab.")
            message %= {"who": by or gettext("somebody")}
            messages.warning(request, message)

    def save_post_form(
        self, request: HttpRequest, post: Post, form: Any, *, is_automatic: bool = False
    ) -> editing.SavedPost:
        """Save a valid form; an automatic save leaves the form open."""
        cleaned, user = form.cleaned_data, signed_in(request)
        saved = editing.save_post(
            post,
            by=user,
            fields={name: cleaned[name] for name in editing.FIELDS if name in cleaned},
            document=cleaned["document"],
            labels=cleaned.get("labels"),
            authors=cleaned.get("byline"),
            series=form.get_series_place(),
            transition=form.requested,
            correction=form.correction,
            overrides=cleaned.get("overrides"),
            note="" if is_automatic else cleaned.get("note", ""),
            note_places=cleaned["note_places"],
            form_key=None if is_automatic else cleaned["form_key"],
            is_checked=True,
            is_automatic=is_automatic,
        )
        if (next_key := cleaned["next_key"]) and not is_automatic:
            # What was merged is not in the form.
            revision = saved.revision.pk if saved.revision and not form.merged_save else None
            Autosave.objects.link_next(next_key, user, saved.post, revision)
        return saved

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: labels, authors and text were saved with the post."""

    @admin.display(description=_("status"), ordering="status")
    def state(self, post: Post) -> str:
        is_listed = post.is_template and post.status != Post.Status.TRASHED
        label = gettext("Template") if is_listed else str(get_state(post).label)
        if not getattr(post, "has_unsaved_changes", False):
            return label
        return format_html("{} <small>{}</small>", label, gettext("unsaved changes"))

    def view_on_site(self, obj: Post) -> str:
        return obj.get_absolute_url()

    # Preview.

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Render the form's current content with the public template, without saving it.

        The preview panel requests it at every pause in typing.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        stored = self.get_queryset(request).filter(pk=parse_pk(request.POST.get("_post"))).first()
        form: Any = self.get_form(request, stored)(request.POST, instance=stored)
        form.is_preview = True
        form.is_valid()  # Invalid fields keep their stored values.
        post = form.instance
        post.title = " ".join(request.POST.get("title", "").split()) or gettext("Untitled")
        nodes = form.cleaned_data.get("document")
        if nodes is None:  # It is invalid: render its valid blocks.
            nodes = document.parse(request.POST.get("document", ""))
            document.check(nodes, post, request.user, publishing=False)
        sources = PreviewSources(nodes)
        rows = document.build_rows(nodes, sources.build, load_preview_photos(nodes))
        html, _intro = rendering.render(rows, post.language, str(post.pk or "new"))
        context = {
            "post": post,
            "html": markup.insert_link_text(markup.RENDERED(html)),
            "byline": self.preview_byline(request, stored, form),
            "labels": form.cleaned_data.get("labels") or [],
            "contents": list_contents(html),
            "minutes": estimate_minutes(build_word_count(html, post.language).get("wordCount", 0)),
            "conflicts": len(nodes.conflicts),
        }
        with cast(SiteRequest, request).site.activated():  # As readers will see it.
            response = render(request, "blog/posts/preview.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def preview_byline(self, request: HttpRequest, known: Post | None, form: Any) -> list:
        return []
