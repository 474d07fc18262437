"""Rules for comments, with a box to try them on a text; and bans."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import signed_in
from blog import markup
from blog.admin.meeting import MeetingAdmin
from blog.admin.moderating import ModeratorAdmin
from blog.models import Ban, Rule
from blog.models.comments import MOST_LETTERS
from blog.moderation import bans, reasons, verdicts
from blog.moderation.texts import Text


class TryForm(forms.Form):
    text = forms.CharField(
        label=capfirst(pgettext_lazy("a comment", "comment")),
        max_length=MOST_LETTERS,
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

    def tried(self) -> Text:
        return Text(**{name: markup.text(value) for name, value in self.cleaned_data.items()})


@admin.register(Rule)
class RuleAdmin(MeetingAdmin, ModeratorAdmin):
    list_display = ("value", "kind", "action", "by", "at")
    list_filter = ("kind", "action")
    list_select_related = ("by",)
    search_fields = ("value__folded_contains",)
    fields = ("kind", "value", "action")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="blog_rule_try"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:
        if not change:
            obj.by = signed_in(request)
        super().save_model(request, obj, form, change)

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """What the rules would say of a text; nothing is stored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryForm(request.POST if request.method == "POST" else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try the rules on a text"),
            "opts": self.opts,
            "form": form,
        }
        if form.is_valid():
            verdict = verdicts.weigh(form.tried(), request.site)  # type: ignore[arg-type]  # the blog's
            context["verdict"] = verdict
            context["reasons"] = [reasons.in_words(reason) for reason in verdict.reasons]
        return TemplateResponse(request, "admin/blog/rule/try.html", context)


class BanForm(forms.ModelForm):
    """A new ban by what the moderator types; of one that is there, why and until when."""

    kind = forms.ChoiceField(
        label=capfirst(_("what")), choices=[(kind.value, kind.label) for kind in bans.TYPED]
    )
    who = forms.CharField(
        label=capfirst(_("who")),
        max_length=254,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_(
            "‘Ana’, ‘ana@example.org’, ‘example.org’ or ‘203.0.113.0/24’. An e-mail address is not"
            " kept, only what it is recognised by."
        ),
    )

    class Meta:
        model = Ban
        fields = ("kind", "reason", "until")

    def clean(self) -> None:
        super().clean()
        kind, who = self.cleaned_data.get("kind"), self.cleaned_data.get("who")
        if kind and who:
            try:
                named, label = bans.typed(kind, who)
            except ValidationError as error:
                self.add_error("who", error)
                return
            if Ban.objects.filter(**named).exists():
                self.add_error("who", _("There is this ban already; change that one."))
            for field, value in {**named, "label": label[:150]}.items():
                setattr(self.instance, field, value)


@admin.register(Ban)
class BanAdmin(ModeratorAdmin):
    list_display = ("label", "kind", "reason", "until", "by", "at")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("label__folded_contains", "reason__folded_contains")

    def get_fields(self, request: HttpRequest, obj: Ban | None = None) -> tuple[str, ...]:
        told = ("reason", "until")
        return ("label", "kind", *told, "by", "at") if obj else ("kind", "who", *told)

    def get_readonly_fields(self, request: HttpRequest, obj: Ban | None = None) -> tuple[str, ...]:
        return ("label", "kind", "by", "at") if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = BanForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        if not change:
            obj.by = signed_in(request)
        super().save_model(request, obj, form, change)
