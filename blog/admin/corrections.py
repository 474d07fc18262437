"""Correction notes: the form that requires them, and their admin.

`CorrectionNoteForm` is part of the post form, and of the page that restores a revision. People who
may edit a post may edit its notes; people who may publish it may withdraw them. The admin history
records the former text.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from blog import corrections
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import LargeTableAdmin
from blog.admin.relation_text import show_as_text
from blog.common.audit import ChangeMessage
from blog.common.conflict_forms import EditConflictForm
from blog.corrections import CorrectionNote
from blog.corrections.models import MAX_NOTE_LENGTH, Correction
from blog.revisions.models import Revision
from blog.workflow import can_publish

Kind = Correction.Kind
KINDS = [
    (Kind.TYPO, gettext_lazy("A typo: the meaning stays the same. Readers see no note.")),
    (Kind.UPDATE, gettext_lazy("An update: something was added or has happened since.")),
    (Kind.CORRECTION, gettext_lazy("A correction: something was wrong.")),
]


def sentence_field() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "dir": "auto"})


class CorrectionNoteForm(forms.Form):
    """Mixin for a form. Call `require_note` during validation; the result is `correction`."""

    is_note_required = False
    # The note of a draft is stored with it until it is published.
    is_draft = False
    change_kind = forms.ChoiceField(
        label=gettext_lazy("What kind of change is it?"),
        required=False,
        choices=KINDS,
        widget=forms.RadioSelect,
    )
    change_text = forms.CharField(
        label=gettext_lazy("Note to readers"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=sentence_field(),
        help_text=gettext_lazy(
            "One sentence in the language of the post: what was wrong and what "
            "is right, or what is new. It appears on the post with the date and "
            "the changes."
        ),
    )

    def require_note(self, is_required: bool) -> None:
        """Add errors if a note is required and missing; one that is not required is ignored."""
        self.is_note_required = is_required
        kind = self.cleaned_data.get("change_kind")
        if not self.is_note_required:
            return
        if not kind:
            text = gettext_lazy(
                "Readers have already seen this post. Choose what kind of change "
                "this is, then save again."
            )
            self.add_error("change_kind", text)
        elif kind != Kind.TYPO and not self.cleaned_data.get("change_text"):
            self.add_error("change_text", gettext_lazy("Write a note to readers, then save again."))

    @property
    def correction(self) -> CorrectionNote | None:
        """None if no note is required or stored, or no kind was chosen."""
        kind = self.cleaned_data.get("change_kind")
        text = self.cleaned_data.get("change_text", "")
        is_used = self.is_note_required or self.is_draft
        return CorrectionNote(kind, text) if kind and is_used else None


class CorrectionForm(EditConflictForm):
    """Edit or withdraw a published correction note."""

    is_withdrawn = forms.BooleanField(
        label=gettext_lazy("Withdrawn"),
        required=False,
        help_text=gettext_lazy(
            "Readers no longer see a withdrawn note. Untick this to publish it again."
        ),
    )

    class Meta:
        model = Correction
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": sentence_field()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_withdrawn"] = self.instance.withdrawn_at is not None
        kind = self.fields.get("kind")
        if isinstance(kind, forms.ChoiceField):
            kind.choices = KINDS

    def clean(self) -> dict[str, Any]:
        """A typo has no text, because readers see no note."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.TYPO:
            cleaned["text"] = ""
        elif cleaned.get("kind") and "text" in cleaned and not cleaned["text"].strip():
            self.add_error("text", gettext_lazy("Write a note to readers. Only a typo has none."))
        return cleaned


@admin.register(Correction)
class CorrectionAdmin(EditConflictAdmin, LargeTableAdmin):
    form = CorrectionForm
    list_display = ("created_at", "kind", "post_title", "text", "by", "state")
    list_display_links = ("created_at",)
    list_filter = ("kind",)
    list_select_related = ("post", "by")
    search_fields = ("text__folded_contains", "post__title__folded_contains")
    search_help_text = gettext_lazy("Search by note or title of the post")
    ordering = ("-created_at", "-pk")
    actions = None
    readonly_fields = ("about", "created_at", "author")
    author = show_as_text("by", gettext_lazy("created by"))

    # Corrections have no permissions of their own: the right to edit the post is enough.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.change_post")

    def has_view_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        if obj is None:
            return self.has_module_permission(request)
        return Correction.objects.editable_by(request.user).filter(pk=obj.pk).exists()

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A correction is deleted only with its post; it can be withdrawn."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = Correction.objects.editable_by(request.user).defer("changes")
        return rows.order_by(*self.ordering)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = ("about", "kind", "text", "created_at", "author")
        can_withdraw = obj is not None and can_publish(obj.post, request.user)
        return (*fields, "is_withdrawn") if can_withdraw else fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs
    ) -> Any:
        """Ignore a forged `is_withdrawn` of a user who may not publish."""
        form = super().get_form(request, obj, change, **kwargs)
        if "is_withdrawn" not in self.get_fields(request, obj):
            form.base_fields.pop("is_withdrawn")  # Django builds a class for each request.
        return form

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        """Do nothing without changes; otherwise the note appears in feeds once more."""
        if not form.changed_data:
            return
        was_withdrawn = obj.withdrawn_at is not None
        is_withdrawn = form.cleaned_data.get("is_withdrawn", was_withdrawn)
        corrections.reword(correction=obj, is_withdrawn=is_withdrawn)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The breadcrumbs name the correction, which has a colon itself."""
        return super().history_view(
            request, object_id, {"title": _("History"), **(extra_context or {})}
        )

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Record the former values, which are stored nowhere else."""
        messages = [
            _describe_change(name, form.initial.get(name), form.cleaned_data.get(name))
            for name in form.changed_data
        ]
        return [item.stored for item in messages or [ChangeMessage("correction_unchanged")]]

    @admin.display(description=gettext_lazy("post"), ordering="post__title")
    def post_title(self, correction: Correction) -> str:
        return correction.post.title

    @admin.display(description=gettext_lazy("status"))
    def state(self, correction: Correction) -> str:
        if correction.kind == Correction.Kind.TYPO:
            return _("No note to readers")
        return _("Withdrawn") if correction.withdrawn_at else _("Published")

    @admin.display(description=gettext_lazy("post"))
    def about(self, correction: Correction) -> str:
        """Link to the post, the comparison of its revisions and the published correction."""
        post = correction.post
        links = [(reverse("admin:blog_post_change", args=[post.pk]), post.title)]
        if correction.before_id and correction.after_id:
            compare = reverse("admin:blog_post_compare", args=[post.pk])
            pair = f"?from={correction.before_id}&to={correction.after_id}"
            links.append((compare + pair, _("What changed")))
        if Correction.objects.published().filter(pk=correction.pk).exists():
            links.append((correction.get_absolute_url(), _("As readers see it")))
        parts = [format_html('<a href="{}">{}</a>', *link) for link in links]
        return format_html(" · ".join(["{}"] * len(parts)), *parts)

    def view_on_site(self, obj: Correction) -> str | None:
        return None


def corrections_by_revision(revisions: list[Revision]) -> dict[int, Correction]:
    """Return the corrections that were recorded with these revisions, by revision ID. One query."""
    rows = Correction.objects.filter(after__in=revisions).defer("changes")
    return {row.after_id: row for row in rows if row.after_id}


def _describe_change(name: str, old: Any, new: Any) -> ChangeMessage:
    if name == "is_withdrawn":
        return ChangeMessage("correction_withdrawn" if new else "correction_published")
    if name == "kind":
        with override(None):
            kinds = {"old_kind": str(Kind(old).label), "new_kind": str(Kind(new).label)}
        return ChangeMessage("correction_kind", kinds)
    return ChangeMessage("correction_text", {"old": old, "new": new or "–"})
