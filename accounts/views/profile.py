"""Edit one's own profile and notification settings."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.models import User, signed_in
from accounts.site_protocol import get_site
from lib.languages import LanguageSelect
from lib.names import NameField
from lib.urls import is_local_path


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = (
            *("byline", "bio", "url", "follow", "language"),
            *(
                "notify_of_comments",
                "notify_of_transitions",
                "notify_of_reviews",
                "moderation_emails",
            ),
        )
        field_classes = {"byline": NameField}
        help_texts = {
            "url": _("Your name becomes a link to it."),
            "moderation_emails": "",
        }
        widgets = {
            "byline": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "language": LanguageSelect,
            "bio": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            # Not type="url": browsers would refuse input without https://, which the field adds.
            "url": forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
            "follow": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["byline"].required = True
        # Readers have no author page, and get none of these e-mails.
        if not self.instance.is_staff:
            self.fields["byline"].label = _("Name")
            self.fields["byline"].help_text = _("Shown with your comments.")
            del self.fields["bio"]
            del self.fields["follow"]
        if not self.instance.has_perm("blog.add_post"):
            del self.fields["notify_of_comments"]
            del self.fields["notify_of_transitions"]
        if not self.instance.has_perm("blog.publish_post"):
            del self.fields["notify_of_reviews"]
        if not self.instance.has_perm("blog.moderate_comments"):
            del self.fields["moderation_emails"]


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=signed_in(request))
    target = request.GET.get("next", "")  # The desk, from its first steps.
    back = target if is_local_path(target) else ""
    if form.is_valid():
        # Save only changed fields: an administrator may have changed others meanwhile.
        person = form.save(commit=False)
        with suppress(User.NotUpdated):  # Deleted in another tab.
            person.save(update_fields=form.changed_data)
            with override(person.get_language(get_site(request))):
                messages.success(request, gettext("Saved."))
        return redirect(back or "accounts:profile")
    return TemplateResponse(request, "account/profile.html", {"form": form, "back": back})
