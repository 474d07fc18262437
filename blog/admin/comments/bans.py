"""Banning the writer of a comment, from the queue."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import signed_in
from blog.admin.comments import actions
from blog.comments import bans
from blog.comments.bans import ban_author
from blog.comments.models import Comment
from blog.comments.moderation.models import Ban

LONG = {
    "": gettext_lazy("for good"),
    "7": ngettext_lazy("%d day", "%d days", 7) % 7,
    "30": ngettext_lazy("%d day", "%d days", 30) % 30,
    "365": ngettext_lazy("%d day", "%d days", 365) % 365,
}
# By what a writer is banned unless one chooses otherwise: that hits nobody else.
FIRST = (Ban.Kind.ACCOUNT, Ban.Kind.EMAIL)


class BanForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("By"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose by what the writer is banned.")},
        help_text=gettext_lazy(
            "Many people share a network, and a domain: give those bans an end."
        ),
    )
    days = forms.ChoiceField(label=gettext_lazy("How long"), choices=LONG, required=False)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)
    is_spam = forms.BooleanField(
        label=gettext_lazy("The comment is spam"), required=False, initial=True
    )

    def __init__(self, comment: Comment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = bans.possible_kinds(comment)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(kind, _shown(kind, comment)) for kind in possible]
        kinds.initial = [kind for kind in FIRST if kind in possible]


def _shown(kind: str, comment: Comment) -> str:
    """The names of a writer as they are; nobody knows the addresses any more."""
    label = Ban.Kind(kind).label
    return f"{label}: {comment.name}" if kind == Ban.Kind.NAME else str(label)


def ban(request: HttpRequest, comment: Comment, form: BanForm) -> HttpResponse:
    """What the form says; the comment becomes spam unless that was chosen otherwise, or somebody
    moderated it meanwhile. JSON: as `actions.decide`, and `bans`, the keys of new ones."""
    chosen = form.cleaned_data
    until = timezone.now() + timedelta(days=int(chosen["days"])) if chosen["days"] else None
    result = ban_author(
        comment=comment,
        kinds=chosen["kinds"],
        by=signed_in(request),
        reason=chosen["reason"],
        until=until,
        spam_if_seen_as=(request.POST.get("seen", comment.state) if chosen["is_spam"] else None),
    )
    if not actions.wants_json(request):
        messages.success(request, result.message)
    return actions.answer(request, result.moderation, bans=list(result.new_ids))
