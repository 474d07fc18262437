"""Site settings admin: a single row, so the change list redirects to its form."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.invitations import has_mail_server
from accounts.models import signed_in
from blog.admin.conflicts import EditConflictAdmin
from blog.editing.site_settings import save_site_settings
from blog.models import SiteSettings
from blog.planning.first_steps import find_first_steps
from lib.languages import LanguageSelect


class TimeZoneSelect(forms.Select):
    """Time zones grouped by continent, listed at rendering because that takes milliseconds."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        grouped: dict[str, list[tuple[str, str]]] = {}
        # Names without a city are old ones, such as "W-SU", or of files, such as "localtime".
        places = {zone for zone in available_timezones() if "/" in zone and zone[:4] != "Etc/"}
        for zone in sorted(places | {"UTC", *value}):
            continent, _slash, city = zone.partition("/")
            group = continent if city else _("Other")
            # With the continent: keys that are typed in a list choose by the beginning.
            grouped.setdefault(str(group), []).append((zone, zone.replace("_", " ")))
        self.choices = list(grouped.items())
        return super().optgroups(name, value, attrs)


class SingleRowAdmin(EditConflictAdmin):
    """Form of the row of settings. The list redirects to it."""

    class Media:
        js = (
            Script("desk/unsaved_changes.js", type="module"),
            Script("desk/palette_fields.js", type="module"),
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the form, after creating the row with its defaults if there is none."""
        if self.has_view_or_change_permission(request):
            save_site_settings(fields={})
            return redirect(f"admin:blog_{self.opts.model_name}_change", 1)
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # "Save" comes back to the form as well.
        own = {"is_single": True, "show_save_and_continue": False}
        return super().render_change_form(request, context | own, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return super().history_view(
            request, object_id, {"is_single": True, **(extra_context or {})}
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:
        save_site_settings(fields={name: form.cleaned_data[name] for name in form.changed_data})

    def response_change(self, request: HttpRequest, obj: SiteSettings) -> HttpResponse:
        """Redirect to the form, because there is no list. Its language may be a new one.

        The message leads back to the first steps of a new site.
        """
        user = signed_in(request)
        with override(user.get_language(obj)):
            text = gettext("Saved. The new settings are in effect.")
            if find_first_steps(obj, user):
                link = reverse("admin:index"), gettext("Back to the first steps")
                text = format_html('{} <a href="{}">{}</a>', text, *link)
        messages.success(request, text)
        return redirect(request.path)


@admin.register(SiteSettings)
class SiteSettingsAdmin(SingleRowAdmin):
    fieldsets = (
        (None, {"fields": ("name", "tagline")}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
        (
            _("Posts"),
            {
                "fields": (
                    *("posts_per_page", "posts_shown_as", "licence_url", "approval_required"),
                    *("verdicts_in_posts", "archives"),
                )
            },
        ),
        (
            _("Comments"),
            {
                "fields": (
                    *("comments_mode", "comments_close_after", "first_comment_waits"),
                    *("hold_threshold", "spam_threshold"),
                    *("comments_per_page", "retention_days"),
                )
            },
        ),
        (_("Accounts"), {"fields": ("sign_up", "staff_second_factor")}),
        (_("Elsewhere"), {"fields": ("follow",)}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time_zone":
            kwargs["widget"] = TimeZoneSelect
        elif db_field.name == "language":
            kwargs["widget"] = LanguageSelect
            kwargs["help_text"] = _(
                "Used for the site and new posts, and for the desk of people who have not chosen "
                "another language."
            )
        elif db_field.name == "spam_threshold":
            kwargs["help_text"] = _(
                "Comments with this score or more are marked as spam, and do not wait for a "
                "moderator."
            )
        elif db_field.name == "sign_up" and not has_mail_server():
            kwargs["help_text"] = format_lazy(
                "{} {}",
                db_field.help_text,
                _("No mail server is set up yet, so nobody can confirm one."),
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in ("name", "tagline"):
            field.widget.attrs["dir"] = "auto"
        return field
