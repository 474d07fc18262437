"""Forms of the desk's people."""

import re
from collections.abc import Iterator
from itertools import count, groupby
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Permission
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import invitations, roles
from accounts.models import User
from lib.languages import LanguageSelect

ROLE_DESCRIPTIONS = {
    roles.AUTHOR: _("writes own posts and submits them to an editor"),
    roles.PUBLISHING_AUTHOR: _("writes own posts and publishes them"),
    roles.EDITOR: _("writes, approves and publishes everybody’s posts; labels, sources, pages"),
    roles.MODERATOR: _("approves and removes comments"),
    roles.ADMINISTRATOR: _("everything, also settings, people and imports"),
}

# What permissions allow, by their code name without the model.
ACTIONS = {
    "add": pgettext_lazy("permission", "Add"),
    "change": pgettext_lazy("permission", "Change"),
    "delete": pgettext_lazy("permission", "Delete"),
    "view": pgettext_lazy("permission", "View"),
    "publish": pgettext_lazy("permission", "Publish and unpublish posts"),
    "publish_own": pgettext_lazy("permission", "Publish and unpublish own posts"),
    "edit_all": pgettext_lazy("permission", "Edit everybody’s posts, photos and sources"),
    "moderate_comments": pgettext_lazy("permission", "Moderate comments and ban commenters"),
    "moderate_own_comments": pgettext_lazy("permission", "Moderate comments on own posts"),
    "export_blog": pgettext_lazy("permission", "Export the whole blog, with drafts"),
}
# What the permissions of a model are for, if that is more than the model.
_GROUP_NAMES = {
    "blog.photo": _("photos and media files"),
    "blog.sitesettings": _("settings and appearance"),
}
# Django creates these permissions, and nothing checks them.
_UNUSED_ACTIONS = {
    "blog.comment": ("add", "change", "delete", "view"),
    "blog.pullquote": ("add", "change", "delete", "view"),
    "blog.sitesettings": ("add", "delete"),
    "django_tasks_database.dbtaskresult": ("add", "delete"),
    "mail.queuedemail": ("add", "delete"),
    "transfer.import": ("delete",),
}


class RoleField(forms.ModelMultipleChoiceField):
    """Checkboxes of roles, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        description = ROLE_DESCRIPTIONS.get(obj.name)
        name = roles.get_role_name(obj.name)
        return f"{name}: {description}" if description else name


class PermissionIterator(ModelChoiceIterator):
    """Permissions, grouped by what they are for."""

    def __iter__(self) -> Iterator[Any]:
        by_type = groupby(self.queryset, key=lambda permission: permission.content_type)
        for content_type, permissions in by_type:
            model = content_type.model_class()
            name = model._meta.verbose_name_plural if model else content_type.model
            label = f"{content_type.app_label}.{content_type.model}"
            yield (
                capfirst(gettext(str(_GROUP_NAMES.get(label, name)))),
                [self.choice(each) for each in permissions],
            )


class PermissionField(forms.ModelMultipleChoiceField):
    """Checkboxes of the permissions of the desk's pages that something checks. One query."""

    widget = forms.CheckboxSelectMultiple
    iterator = PermissionIterator

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        has_pages = Q()
        for model in apps.get_models():
            if admin.site.is_registered(model):
                names = {"app_label": model._meta.app_label, "model": model._meta.model_name}
                unused = [
                    f"{action}_{model._meta.model_name}"
                    for action in _UNUSED_ACTIONS.get(model._meta.label_lower, ())
                ]
                of_model = Q(**{f"content_type__{key}": name for key, name in names.items()})
                has_pages |= of_model & ~Q(codename__in=unused)
        super().__init__(queryset.filter(has_pages), **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        offered = set(self.queryset or ())
        return super().has_changed([each for each in initial or () if each in offered], data)

    def label_from_instance(self, obj: Any) -> str:
        action = obj.codename.removesuffix(f"_{obj.content_type.model}")
        return str(ACTIONS.get(action) or gettext(obj.name))


class KeepsHiddenPermissions:
    """A `ModelAdmin` that keeps the permissions which its form does not offer."""

    permission_field: str

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        hidden: list[Permission] = []
        if field := form.fields.get(self.permission_field):
            rows = getattr(form.instance, self.permission_field)
            hidden += rows.exclude(pk__in=field.queryset.order_by().values("pk"))
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # a mixin
        if hidden:
            getattr(form.instance, self.permission_field).add(*hidden)


PERMISSION_CHECKBOXES = {
    "form_class": PermissionField,
    "help_text": "",
    "queryset": Permission.objects.select_related("content_type").order_by(
        "content_type__app_label", "content_type__model", "pk"
    ),
}


def name_browser_language(field: Any) -> None:
    """Name what no choice of a language means for a person who has not signed in yet
    (`invitations.choose_language`)."""
    browser = _("The language of the person’s browser")
    field.choices = [(code, name if code else browser) for code, name in field.choices]


class PersonForm(UserChangeForm):
    """The form of an account, which shows whether it has a password, and nothing of its hash."""

    password = None  # type: ignore[assignment]  # Django's way to remove a field

    class Meta(UserChangeForm.Meta):
        widgets: ClassVar = {"language": LanguageSelect}
        help_texts: ClassVar = {
            "username": _("To sign in with. Letters, digits and @ . + - _ only."),
            "is_active": _("Without this, the person cannot sign in."),
            "is_staff": "",
            "is_superuser": _("May do everything, with or without a role."),
        }
        # The model's are for the person's own profile.
        labels: ClassVar = {
            "notify_of_comments": _("E-mails about comments on their posts"),
            "notify_of_transitions": _("E-mails about editors’ decisions on their posts"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields and invitations.is_open(self.instance):
            name_browser_language(self.fields["language"])


class PasswordForm(AdminPasswordChangeForm):
    """A new password for another person, in the words of the desk: Django's texts address the
    person as “you”, and name systems that sites of Pullquote do not have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least %(number)d characters. Not only digits, no common password, and nothing "
            "like the name or e-mail address of the person."
        ) % {"number": MinimumLengthValidator().min_length}
        self.fields["password2"].label = _("Repeat the new password")
        self.fields["password2"].help_text = ""
        if choice := self.fields.get("usable_password"):
            choice.label = _("Sign-in with a password")
            choice.help_text = _("Without one, the person can sign in with a passkey only.")


class InvitationForm(UserCreationForm):
    """A new account. Without a password, its owner chooses one by a link in an e-mail; without a
    username, it is the part of the address before the “@”."""

    class Meta(UserCreationForm.Meta):
        model = User
        widgets: ClassVar = {"language": LanguageSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("username", "password1", "password2"):
            self.fields[name].required = False
        self.fields["email"].help_text = (
            _("A link to choose a password is sent to it.")
            if invitations.has_mail_server()
            else _("No mail server is set up: you get a link for the person to choose a password.")
        )
        name_browser_language(self.fields["language"])
        self.fields["email"].widget.attrs["autofocus"] = True
        self.fields["username"].widget.attrs["autofocus"] = False
        self.fields["username"].help_text = _(
            "To sign in with, beside the e-mail address. Empty: the part of it before the @."
        )
        self.fields["password1"].help_text = _("For an account that gets no invitation by e-mail.")
        self.fields["password2"].help_text = ""

    def clean_username(self) -> str:
        """Return a free username if none was entered."""
        if self.cleaned_data.get("username"):
            return str(super().clean_username())
        name = re.sub(r"[^\w.+-]", "", self.data.get("email", "").partition("@")[0].lower())[:100]
        if not name:
            return ""
        numbered = User.objects.filter(username__iregex=f"^{re.escape(name)}[0-9]*$")
        lower = {username.lower() for username in numbered.values_list("username", flat=True)}
        names = (f"{name}{number}" if number > 1 else name for number in count(1))
        return next(free for free in names if free not in lower)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("password1")) != bool(cleaned.get("password2")):
            self.add_error("password2", ValidationError(_("Enter the password twice.")))
        if not cleaned.get("password1") and not cleaned.get("email"):
            self.add_error("email", ValidationError(_("Enter an e-mail address, or a password.")))
        elif not self.errors and not cleaned.get("username"):
            self.add_error("username", ValidationError(_("Enter a username.")))
        # None is an unusable password (`User.set_password`).
        return cleaned | {"password1": cleaned.get("password1") or None}
