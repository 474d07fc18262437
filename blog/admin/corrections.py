"""Corrections: the question that a change of a published post asks, and the list of the answers.

`CorrectionNoteForm` asks it in the form of a post, and where a revision is restored. In the list,
whoever may edit the post may mend what its readers are told, and who may publish may withdraw it.
Each is recorded in the correction's history, with the words of before.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog import corrections
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import LargeTableAdmin
from blog.common.conflict_forms import EditConflictForm
from blog.corrections import CorrectionNote
from blog.corrections.models import MAX_NOTE_LENGTH, Correction
from blog.revisions.models import Revision

Kind = Correction.Kind
KINDS = [
    (Kind.TYPO, gettext_lazy("A typo: the meaning stays the same. Readers see no note.")),
    (Kind.UPDATE, gettext_lazy("An update: something was added or has happened since.")),
    (Kind.CORRECTION, gettext_lazy("A correction: something was wrong.")),
]


def sentence_field() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "dir": "auto"})


class CorrectionNoteForm(forms.Form):
    """Beside other fields of a form. Call `ask` where it is validated; the answer is
    `correction`."""

    is_asked = False
    # Is it a draft, with which the answer is kept until it is published?
    is_kept = False
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

    def ask(self, is_asked: bool) -> None:
        """An answer where none is asked for is none: nothing changed that readers see."""
        self.is_asked = is_asked
        kind = self.cleaned_data.get("change_kind")
        if not self.is_asked:
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
        """None where nothing is asked or kept, or no kind was chosen."""
        kind = self.cleaned_data.get("change_kind")
        text = self.cleaned_data.get("change_text", "")
        return CorrectionNote(kind, text) if kind and (self.is_asked or self.is_kept) else None


class CorrectionForm(EditConflictForm):
    """Mends what readers were told."""

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
        """A typo has no text: nobody would read it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.TYPO:
            cleaned["text"] = ""
        elif cleaned.get("kind") and "text" in cleaned and not cleaned["text"].strip():
            self.add_error("text", gettext_lazy("Write a note to readers. Only a typo has none."))
        return cleaned


@admin.register(Correction)
class CorrectionAdmin(EditConflictAdmin, LargeTableAdmin):
    form = CorrectionForm
    list_display = ("at", "kind", "post_title", "text", "by", "state")
    list_display_links = ("at",)
    list_filter = ("kind",)
    list_select_related = ("post", "by")
    search_fields = ("text__folded_contains", "post__title__folded_contains")
    ordering = ("-at", "-pk")
    list_per_page = 50
    actions = None
    readonly_fields = ("about", "at", "by")

    # No permission of its own: who may edit a post mends what its readers are told.

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
        """It goes with its post alone; `withdrawn` is what takes it from readers."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = Correction.objects.editable_by(request.user).defer("changes")
        return rows.order_by(*self.ordering)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        shown = ("about", "kind", "text", "at", "by")
        return (*shown, "is_withdrawn") if request.user.has_perm("blog.publish_post") else shown

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs
    ) -> Any:
        """What the page does not show is not taken from a forged form either."""
        form = super().get_form(request, obj, change, **kwargs)
        if "is_withdrawn" not in self.get_fields(request, obj):
            form.base_fields.pop("is_withdrawn")  # Of a fresh class for each request.
        return form

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        """Readers of feeds get what was mended once more, and nothing where nothing was."""
        if not form.changed_data:
            return
        kept = obj.withdrawn_at is not None  # Where the form does not ask.
        is_withdrawn = form.cleaned_data.get("is_withdrawn", kept)
        corrections.reword(correction=obj, is_withdrawn=is_withdrawn)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What it was before, as nobody else keeps that."""
        told = []
        for name in form.changed_data:
            old, new = form.initial.get(name), form.cleaned_data.get(name)
            if name == "is_withdrawn":
                told.append(_("Withdrawn.") if new else _("Published again."))
            else:
                told.append(
                    _("Changed from “%(old)s” to “%(new)s”.") % {"old": old, "new": new or "–"}
                )
        return " ".join(told) or _("Saved without changes.")

    @admin.display(description=gettext_lazy("post"), ordering="post__title")
    def post_title(self, correction: Correction) -> str:
        return correction.post.title

    @admin.display(description=gettext_lazy("status"))
    def state(self, correction: Correction) -> str:
        if correction.kind == Correction.Kind.TYPO:
            return _("Not published")
        return _("Withdrawn") if correction.withdrawn_at else _("Published")

    @admin.display(description=gettext_lazy("post"))
    def about(self, correction: Correction) -> str:
        """Leads to what changed; to readers' page of it where they have one."""
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
    """What each of these revisions of a post told its readers. One query."""
    rows = Correction.objects.filter(after__in=revisions).defer("changes")
    return {row.after_id: row for row in rows if row.after_id}
