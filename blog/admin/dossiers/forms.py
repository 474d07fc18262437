"""The form of a dossier, and that of its items."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import ProseEditorWidget, prose_editor_admin_media
from js_asset import Media

from blog.admin.posts.widgets import LanguageField, LanguageWidget
from blog.common.conflict_forms import EditConflictForm
from blog.dossiers.models import Dossier
from blog.dossiers.save import list_problems

# What `markup.PROSE` allows.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Code": True,
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "Link": True,
    "History": True,
    "Gapcursor": False,  # No block of these has a gap beside it.
}


class IntroductionWidget(ProseEditorWidget):
    """The editor that static/desk/dossiers.js creates: those of the package's own presets violate
    the content security policy."""

    def __init__(self) -> None:
        super().__init__(config={"extensions": EXTENSIONS}, preset="introduction")

    @property
    def media(self) -> Media:
        return prose_editor_admin_media + Media(js=[Script("desk/dossiers.js", type="module")])


class DossierForm(EditConflictForm):
    """`publish_at` is no column: publishing is an action of its own."""

    publish_at = forms.DateTimeField(
        label=_("publish automatically at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty to publish at once. It takes effect with “Publish”."),
    )

    class Meta:
        model = Dossier
        fields = ("kind", "title", "introduction", "slug", "language")
        field_classes = {"language": LanguageField}
        widgets = {"introduction": IntroductionWidget, "language": LanguageWidget}
        error_messages = {"slug": {"unique": _("Another dossier already has this address.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "publish_at" in self.fields and self.instance.is_scheduled:
            self.initial["publish_at"] = self.instance.published_at


class DossierItemFormSet(BaseInlineFormSet):
    """Refuse to remove items that a published dossier needs."""

    def clean(self) -> None:
        super().clean()
        if self.instance.published_at is None or not self.deleted_forms:
            return
        removed = {form.instance.pk for form in self.deleted_forms}
        left = [form.instance for form in self.initial_forms if form.instance.pk not in removed]
        for problem in list_problems(self.instance, left):
            raise ValidationError(problem)
