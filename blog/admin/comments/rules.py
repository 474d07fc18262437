"""Admin of moderation rules, with a form to try them on a text, and of bans."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.timezone import now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.comments.admin import ModeratorAdmin
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.posts.widgets import DateTimeWidget
from blog.admin.relation_text import show_as_text
from blog.comments import bans
from blog.comments.bans import (
    AlreadyBanned,
    change_ban,
    create_ban,
    is_shared_domain,
    lift_bans,
    validate_ban,
    validate_expiry,
)
from blog.comments.models import MAX_COMMENT_LENGTH
from blog.comments.moderation import score
from blog.comments.moderation.models import Ban, Rule, parse_domain
from blog.comments.moderation.rules import CommentText, delete_rules, find_warnings, save_rule
from blog.common import markup
from blog.common.conflict_forms import EditConflictForm
from blog.common.formatting.dates import full_datetime
from blog.content.site_middleware import SiteRequest


class RuleTestForm(forms.Form):
    text = forms.CharField(
        label=capfirst(pgettext_lazy("a comment", "comment")),
        max_length=MAX_COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
    )
    name = forms.CharField(
        label=capfirst(_("name")),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    email = forms.CharField(
        label=capfirst(_("e-mail address")),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    website = forms.CharField(
        label=capfirst(_("website")),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def build_text(self) -> CommentText:
        return CommentText(
            **{name: markup.clean_text(value) for name, value in self.cleaned_data.items()}
        )


# A style sheet hides those of other kinds than the chosen one.
KIND_HELP = {
    Rule.Kind.WORD: _("‘cheap pills’ matches in any case, with or without accents."),
    Rule.Kind.DOMAIN: _(
        "‘example.org’ also matches its subdomains; ‘.top’ matches every domain with that ending."
    ),
    Rule.Kind.PATTERN: _("A regular expression in RE2 syntax."),
    Rule.Kind.LINKS: _("The highest number of links that is allowed."),
}


class RuleForm(EditConflictForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", Rule.Kind.choices), ("action", Rule.Action.choices)):
            if isinstance(field := self.fields.get(name), forms.ChoiceField):
                field.choices = [(value, capfirst(label)) for value, label in choices]
        if "value" in self.fields:
            self.fields["value"].help_text = format_html_join(
                " ",
                '<span data-kind="{}">{}</span>',
                [(kind.value, text) for kind, text in KIND_HELP.items()],
            )


# The model's name is "rule for comments", which the menu says already.
Rule._meta.verbose_name, Rule._meta.verbose_name_plural = _("rule"), _("rules")


@admin.register(Rule)
class RuleAdmin(EditConflictAdmin, ModeratorAdmin):
    form = RuleForm
    list_display = ("value", "kind", "action", "by", "created_at")
    list_filter = ("kind", "action")
    list_select_related = ("by",)
    search_fields = ("value__folded_contains",)
    search_help_text = _("Search by a word, domain or pattern")
    fields = ("kind", "value", "action")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="blog_rule_try"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:
        save_rule(
            kind=obj.kind, value=obj.value, action=obj.action, by=signed_in(request), rule=obj
        )
        for warning in find_warnings(obj.kind, obj.value):
            messages.warning(request, warning)

    def delete_model(self, request: HttpRequest, obj: Rule) -> None:
        delete_rules(rule_ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_rules(rule_ids=list(queryset.values_list("pk", flat=True)))

    def try_view(self, request: SiteRequest) -> HttpResponse:
        """Show what the rules would do with a text, without storing it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = RuleTestForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Test the rules"),
            "opts": self.opts,
            "form": form,
            "has_rules": Rule.objects.exists(),
        }
        if form.is_valid():
            verdict = score.assess_text(form.build_text(), request.site)
            context["verdict"] = verdict
            context["reasons"] = [score.describe_reason(reason) for reason in verdict.reasons]
        return TemplateResponse(request, "admin/blog/rule/try.html", context)


class BanEndForm(forms.ModelForm):
    """The reason and expiry of a ban, to the minute. A changed expiry must be in the future."""

    class Meta:
        model = Ban
        fields: tuple[str, ...] = ("reason", "until")
        widgets = {"until": DateTimeWidget()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if until := self.initial.get("until"):
            self.initial["until"] = until.replace(second=0, microsecond=0)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if "until" in self.changed_data:
            validate_expiry(until)
        elif self.instance.pk:
            return self.instance.until  # With its seconds, which the field leaves out.
        return until


class BanForm(BanEndForm):
    """A new ban of a name, e-mail address, domain or network."""

    kind = forms.ChoiceField(
        label=_("Ban by"),
        choices=[(kind.value, capfirst(kind.label)) for kind in bans.TYPED_KINDS],
    )
    who = forms.CharField(
        label=capfirst(pgettext_lazy("of a rule", "value")),
        max_length=254,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_(
            "Such as ‘Ana’, ‘ana@example.org’, ‘example.org’ or ‘203.0.113.0/24’. An e-mail address"
            " is not stored, only a fingerprint to recognise it."
        ),
    )

    is_confirmed = forms.BooleanField(
        label=_("Ban everyone at a domain where many people have addresses"), required=False
    )

    class Meta(BanEndForm.Meta):
        fields = ("kind", "reason", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose an expiry for the new ban."""
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = lambda: now() + bans.WIDE_BAN_DURATION

    def clean(self) -> None:
        super().clean()
        kind, who = self.cleaned_data.get("kind"), self.cleaned_data.get("who")
        if kind and who:
            name = parse_domain(who)
            is_wide = kind == Ban.Kind.DOMAIN and is_shared_domain(name)
            if is_wide and not self.cleaned_data.get("is_confirmed"):
                self.add_error("is_confirmed", bans.describe_shared_domains([name]))
            try:
                validate_ban(kind=kind, who=who)
            except ValidationError as error:
                self.add_error("who", error)
            except AlreadyBanned as existing:
                url = reverse("admin:blog_ban_change", args=[existing.ban.pk])
                message = format_html('<a href="{}">{}</a>', url, str(existing))
                self.add_error("who", ValidationError(message))


@admin.register(Ban)
class BanAdmin(ModeratorAdmin):
    list_display = ("label", "kind", "reason", "ends", "source", "by", "created_at")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("label__folded_contains", "reason__folded_contains")
    search_help_text = _("Search by name, address or reason")
    moderator = show_as_text("by", _("banned by"))

    @admin.display(description=_("expires"), ordering="until")
    def ends(self, ban: Ban) -> str:
        """Format the expiry, and whether it has passed."""
        if ban.until is None:
            return gettext("permanent")
        shown = full_datetime(ban.until)
        return gettext("expired: %(when)s") % {"when": shown} if ban.is_expired else shown

    @admin.display(description=pgettext_lazy("a comment", "comment"))
    def source(self, ban: Ban) -> str:
        """Link to the comment that caused the ban."""
        if ban.comment_id is None:
            return ""
        url = reverse("admin:blog_comment_change", args=[ban.comment_id])
        return format_html('<a href="{}">#{}</a>', url, ban.comment_id)

    def get_fields(self, request: HttpRequest, obj: Ban | None = None) -> tuple[str, ...]:
        if obj:
            return ("label", "kind", "reason", "until", "source", "moderator", "created_at")
        return ("kind", "who", "is_confirmed", "reason", "until")

    def get_readonly_fields(self, request: HttpRequest, obj: Ban | None = None) -> tuple[str, ...]:
        return ("label", "kind", "source", "moderator", "created_at") if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = BanForm if obj is None else BanEndForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        data = form.cleaned_data
        values = {"reason": data["reason"], "until": data["until"]}
        if change:
            change_ban(ban=obj, **values)
        else:
            by = signed_in(request)
            create_ban(kind=data["kind"], who=data["who"], by=by, ban=obj, **values)

    def delete_model(self, request: HttpRequest, obj: Ban) -> None:
        lift_bans(ban_ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        lift_bans(ban_ids=queryset.values_list("pk", flat=True))
