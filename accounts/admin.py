"""User admin: Django's form with the byline's fields and permission checks."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import escape, format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts import addresses, invitations, privacy
from accounts.admin_forms import (
    PERMISSION_CHECKBOXES,
    InvitationForm,
    KeepsHiddenPermissions,
    PasswordForm,
    PersonForm,
    RoleField,
)
from accounts.models import User, signed_in
from accounts.roles import list_role_names
from lib.deletions import describe_deletion

# Users manage these on their own pages; administrators must not read or edit them.
for model in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(model)

# Django's names of them are "user" and "group". Only the desk shows these.
User._meta.verbose_name = pgettext_lazy("account", "person")
User._meta.verbose_name_plural = pgettext_lazy("account", "people")
Group._meta.verbose_name = pgettext_lazy("account", "role")
Group._meta.verbose_name_plural = pgettext_lazy("account", "roles")
# Labels of Django's fields, in the form and as names of filters.
_LABELS = {
    "groups": pgettext_lazy("of a person", "Roles"),
    "is_staff": _("May open the desk"),
    "is_superuser": _("Superuser"),
}
for field in (*User._meta.fields, *User._meta.many_to_many):
    field.verbose_name = _LABELS.get(field.name, field.verbose_name)


@admin.register(Group)
class RoleAdmin(KeepsHiddenPermissions, StockGroupAdmin):
    permission_field = "permissions"
    search_help_text = _("Search by name")
    filter_horizontal = ()

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        return super().formfield_for_manytomany(db_field, request, **kwargs | PERMISSION_CHECKBOXES)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Count the people who lose a role; its permissions are a part of it. One query."""
        roles = Group.objects.filter(pk__in=[role.pk for role in objs])
        rows = roles.annotate(people=Count("user")).values_list("name", "people")
        effects = (self._describe_loss(name, number) for name, number in rows)
        return describe_deletion(self, request, effects=effects)

    @staticmethod
    def _describe_loss(name: str, number: int) -> str:
        if not number:
            return gettext("Nobody has the role “%(name)s”.") % {"name": name}
        text = ngettext(
            "%(number)d person loses the role “%(name)s”.",
            "%(number)d people lose the role “%(name)s”.",
            number,
        )
        return text % {"number": number, "name": name}


class RoleFilter(admin.RelatedFieldListFilter):
    """Roles, and last the people without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = escape(gettext("No role"))


@admin.register(User)
class UserAdmin(KeepsHiddenPermissions, StockUserAdmin):
    permission_field = "user_permissions"
    list_display = ("byline", "username", "email", "roles", "is_active")
    list_filter = ("is_staff", "is_superuser", "is_active", ("groups", RoleFilter))
    list_display_links = ("byline", "username")  # A byline may be empty.
    search_fields = (
        "username",
        "byline__folded_contains",
        "first_name__folded_contains",
        "last_name__folded_contains",
        "email",
    )
    search_help_text = _("Search by name or e-mail address")
    form = PersonForm
    change_password_form = PasswordForm
    fieldsets = (
        (
            None,
            {"fields": ("username", "email", "password_state", "last_login", "date_joined")},
        ),
        (
            _("Profile"),
            {
                "fields": (
                    *("byline", "first_name", "last_name", "slug"),
                    *("bio", "url", "follow", "language"),
                )
            },
        ),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (
            _("Additional permissions"),
            {"fields": ("user_permissions",), "classes": ("collapse",)},
        ),
        (
            pgettext_lazy("mail", "E-mail notifications"),
            {
                "fields": (
                    *("notify_of_comments", "notify_of_transitions"),
                    *("notify_of_reviews", "moderation_emails"),
                )
            },
        ),
    )
    readonly_fields = ("password_state", "last_login", "date_joined")
    filter_horizontal = ()
    # A new author's account needs no second form.
    add_form = InvitationForm
    add_form_template = "admin/accounts/user/invite.html"
    add_fieldsets = (
        (None, {"fields": ("email", "groups", "byline", "language")}),
        (
            _("Username and password"),
            {"fields": ("username", "password1", "password2"), "classes": ("collapse",)},
        ),
    )
    actions = ("remove_second_factors",)

    # Administrators can edit everybody but superusers, and cannot create superusers.

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *SUPERUSER_FIELDS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._can_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._can_edit(request, obj)

    def get_object(self, request: HttpRequest, *args: Any) -> User | None:
        """Note on the account whether the person may change it: `password_state` links to forms."""
        if user := super().get_object(request, *args):
            user.is_editable = self.has_change_permission(request, user)
        return user

    @admin.display(description=_("password"))
    def password_state(self, user: User) -> str:
        state = gettext("Set") if user.has_usable_password() else gettext("Not set")
        if not getattr(user, "is_editable", False):
            return state
        if invitations.is_open(user):
            invitation = reverse("admin:accounts_user_invitation", args=[user.pk])
            state = format_html(
                '{} · <a href="{}">{}</a>', state, invitation, gettext("Invitation")
            )
        url = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('{} · <a href="{}">{}</a>', state, url, gettext("Reset password"))

    @admin.display(description=pgettext_lazy("of a person", "Roles"))
    def roles(self, user: User) -> str:
        superuser = gettext("Superuser") if user.is_superuser else ""
        return ", ".join(filter(None, [superuser, list_role_names(user)]))

    @staticmethod
    def _can_edit(request: HttpRequest, obj: User | None) -> bool:
        return request.user.is_superuser or obj is None or not obj.is_superuser

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Hide superusers from others: bulk actions do not check permissions for each object."""
        users = super().get_queryset(request).prefetch_related("groups")
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Protect accounts that their owners could not erase either, with the reasons."""
        users = list(objs)
        reasons = [
            reason if len(users) == 1 else format_html("<bdi>{}</bdi>: {}", user, reason)
            for user in users
            for reason in privacy.find_all_erasure_blockers(user)
        ]
        effects = [gettext("Comments stay, without the name of their author.")]
        return describe_deletion(self, request, effects=effects, protected=reasons)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Erase the account as its owner would: comments stay, without a name.

        Say why an account stays: the last superuser among several, for instance.
        """
        for reason in privacy.erase_account(obj):
            messages.warning(request, format_html("<bdi>{}</bdi>: {}", obj, reason))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for user in queryset:
            self.delete_model(request, user)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["label"] = pgettext_lazy("of a person", "Roles")
            kwargs["help_text"] = _("A role gives access to the desk. Readers have no role.")
            kwargs["form_class"] = RoleField
        elif db_field.name == "user_permissions":
            kwargs |= PERMISSION_CHECKBOXES | {"label": _("Besides those of the roles")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Add no role beside the checkboxes, which would not show it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "groups":
            field.widget.can_add_related = False
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        # Roles only work for staff. `is_staff` can still be turned off later.
        if "groups" in form.changed_data and form.cleaned_data["groups"]:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            addresses.confirm(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Invite the owner of a new account once it has its roles, which the e-mail names."""
        super().save_related(request, form, formsets, change)
        if not change and invitations.is_open(form.instance):
            invitations.send_invitation(form.instance, by=signed_in(request))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {
            "title": gettext("Invite a person"),
            "has_mail": invitations.has_mail_server(),
        } | (extra_context or {})
        return super().add_view(request, form_url, context)

    def response_add(self, request: HttpRequest, obj: User, *args: Any) -> HttpResponse:
        """Show the invitation of a new account, or else the list."""
        is_plain = not {"_popup", "_addanother"} & set(request.POST)
        if is_plain and invitations.is_open(obj) and self.has_change_permission(request, obj):
            return redirect("admin:accounts_user_invitation", obj.pk)
        return admin.ModelAdmin.response_add(self, request, obj, *args)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.invitation_view)
        return [
            path("<id>/invitation/", view, name="accounts_user_invitation"),
            *super().get_urls(),
        ]

    @method_decorator(never_cache)
    def invitation_view(self, request: HttpRequest, id: str) -> HttpResponse:
        """Show whether the invitation was sent, and send it again on POST.

        Without a mail server it shows the link, which is made for this page and stored nowhere.
        Whoever may change an account may also set its password.
        """
        user = self.get_object(request, id)
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if not invitations.is_open(user):
            messages.info(request, _("This account has no open invitation."))
            return redirect("admin:accounts_user_change", user.pk)
        if request.method == "POST":
            if user.email:
                invitations.send_invitation(user, by=signed_in(request))
                messages.success(request, _("The invitation was sent again."))
            return redirect(request.path)
        has_mail = invitations.has_mail_server() and bool(user.email)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Invitation"),
            "original": user,
            "has_mail": has_mail,
            "link": "" if has_mail else invitations.build_link(user),
            "days": invitations.get_valid_days(),
            "may_open_desk": user.is_staff or user.groups.exists(),
        }
        return TemplateResponse(request, "admin/accounts/user/invitation.html", context)

    @admin.action(
        description=_("Turn off two-step sign-in for selected users"), permissions=["change"]
    )
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove second factors of users who lost phone and codes, and notify each by e-mail."""
        people = list(queryset.filter(authenticator__isnull=False).distinct())
        with transaction.atomic():  # None is removed without its e-mail.
            Authenticator.objects.filter(user__in=people).delete()
            for person in people:
                self.log_change(request, person, [{"changed": {"fields": ["Two-step sign-in"]}}])
                if person.email:  # allauth's notification would contain the administrator's IP.
                    get_adapter().send_mail(
                        "account/email/second_factors_removed", person.email, {"user": person}
                    )
        message = ngettext(
            "Two-step sign-in was turned off for %(number)d account.",
            "Two-step sign-in was turned off for %(number)d accounts.",
            len(people),
        )
        messages.info(request, message % {"number": len(people)})


SUPERUSER_FIELDS = ("is_superuser", "user_permissions")
