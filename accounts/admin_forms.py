"""Forms of the desk's people."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.models import User

ROLE_DESCRIPTIONS = {
    roles.AUTHOR: _("writes own posts and submits them to an editor"),
    roles.PUBLISHING_AUTHOR: _("writes own posts and publishes them"),
    roles.EDITOR: _("writes, approves and publishes everybody’s posts; labels, sources, pages"),
    roles.MODERATOR: _("approves and removes comments"),
    roles.ADMINISTRATOR: _("all of it; settings, people, imports"),
}

ACTIONS = {
    "add": pgettext_lazy("permission", "Add"),
    "change": pgettext_lazy("permission", "Change"),
    "delete": pgettext_lazy("permission", "Delete"),
    "view": pgettext_lazy("permission", "View"),
}


class RoleField(forms.ModelMultipleChoiceField):
    """Checkboxes of roles, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        description = ROLE_DESCRIPTIONS.get(obj.name)
        return f"{obj.name}: {description}" if description else obj.name


class PermissionIterator(ModelChoiceIterator):
    """Permissions, grouped by what they are for."""

    def __iter__(self) -> Iterator[Any]:
        by_type = groupby(self.queryset, key=lambda permission: permission.content_type)
        for content_type, permissions in by_type:
            model = content_type.model_class()
            name = model._meta.verbose_name_plural if model else content_type.model
            yield capfirst(str(name)), [self.choice(each) for each in permissions]


class PermissionField(forms.ModelMultipleChoiceField):
    """Checkboxes of all permissions. One query."""

    widget = forms.CheckboxSelectMultiple
    iterator = PermissionIterator

    def label_from_instance(self, obj: Any) -> str:
        action = obj.codename.removesuffix(f"_{obj.content_type.model}")
        return str(ACTIONS.get(action, obj.name))


PERMISSION_CHECKBOXES = {
    "form_class": PermissionField,
    "help_text": "",
    "queryset": Permission.objects.select_related("content_type").order_by(
        "content_type__app_label", "content_type__model", "pk"
    ),
}


class PersonForm(UserChangeForm):
    """The form of an account, which shows whether it has a password, and nothing of its hash."""

    password = None  # type: ignore[assignment]  # Django's way to remove a field


class InvitationForm(UserCreationForm):
    """A new account. Without a password, its owner chooses one by a link in an e-mail."""

    class Meta(UserCreationForm.Meta):
        model = User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        self.fields["password1"].help_text = _(
            "Leave it empty, and the person gets an e-mail with a link to choose a password."
        )
        self.fields["password2"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("password1")) != bool(cleaned.get("password2")):
            self.add_error("password2", ValidationError(_("Enter the password twice.")))
        if not cleaned.get("password1") and not cleaned.get("email"):
            self.add_error("email", ValidationError(_("Enter an e-mail address, or a password.")))
        # None is an unusable password (`User.set_password`).
        return cleaned | {"password1": cleaned.get("password1") or None}
