"""The command palette of the desk: pages, actions, settings and objects by a part of their name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.common.text.folding import fold
from blog.dossiers.models import Dossier
from blog.models import Appearance, Label, MediaFile, Page, Photo, Post, SiteSettings, Source
from blog.planning.navigation import Navigation
from blog.workflow import get_state

MODELS: tuple[type, ...] = (Post, Page, Source, Label, Dossier, Photo, MediaFile, User)
KEYWORDS = {
    "blog.appearance": gettext_lazy("look, design, theme, logo, colours"),
    "blog.sitesettings": gettext_lazy("options, preferences"),
    "accounts.user": gettext_lazy("users, accounts, authors, invite"),
}
MAX_QUERY_LENGTH = 100
MAX_RESULTS = 5  # of a group
# Rows read for each group, of which those that begin with the query are shown first.
MAX_CANDIDATES = 20


@dataclass(frozen=True)
class Result:
    """`keywords` are found as well, and not shown."""

    label: str
    url: str
    detail: str = ""
    keywords: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    results: list[Result]


def search(request: HttpRequest, navigation: Navigation, query: str) -> list[Group]:
    """Find what the person may open. Without a query: all pages and actions.

    One query for each model that the person may see, none without a query.
    """
    text = " ".join(query.split())[:MAX_QUERY_LENGTH]
    groups = [
        Group(_("Go to"), _match(text, _list_pages(navigation))),
        Group(_("Actions"), _match(text, _list_actions(navigation))),
    ]
    groups.sort(key=lambda group: not (group.results and _begins(group.results[0], text)))
    if text:
        groups.append(Group(_("Settings"), _match(text, _list_settings(request))[:MAX_RESULTS]))
        groups += [_search_model(request, model, text) for model in MODELS]
    return [group for group in groups if group.results]


def _match(text: str, results: Iterable[Result]) -> list[Result]:
    """Return the results with every word of the text, those that begin with it first."""
    parts = fold(text).split()
    matching = [
        result
        for result in results
        if _has_all(f"{result.label} {result.detail} {result.keywords}", parts)
    ]
    return sorted(matching, key=lambda result: not _begins(result, text))


def _begins(result: Result, text: str) -> bool:
    return fold(result.label).startswith(fold(text))


def _has_all(text: str, parts: list[str]) -> bool:
    folded = fold(text)
    return all(part in folded for part in parts)


def _list_pages(navigation: Navigation) -> Iterator[Result]:
    yield Result(_("Desk"), reverse("admin:index"))
    for section in navigation.sections:
        for entry in section.entries:
            keywords = str(KEYWORDS.get(entry.key, ""))
            yield Result(capfirst(entry.label), entry.url, section.label, keywords)


def _list_actions(navigation: Navigation) -> Iterator[Result]:
    for entry in navigation.entries:
        if entry.add_url:
            yield Result(entry.add_label, entry.add_url, keywords=_("new, add, create"))
    yield Result(_("View site"), reverse("blog:home"))
    yield Result(_("Your account"), reverse("accounts:profile"))


def _list_settings(request: HttpRequest) -> Iterator[Result]:
    """List the fields of both forms of the settings. No query."""
    for model in (SiteSettings, Appearance):
        model_admin = admin.site.get_model_admin(model)
        if not model_admin.has_change_permission(request):
            continue
        url = reverse(f"admin:blog_{model._meta.model_name}_changelist")
        shown = flatten_fieldsets(model_admin.get_fieldsets(request))
        for field in model._meta.concrete_fields:
            if field.name in shown:
                label = capfirst(str(field.verbose_name))
                yield Result(label, f"{url}#id_{field.name}", str(field.help_text))


def _search_model(request: HttpRequest, model: Any, text: str) -> Group:
    model_admin = admin.site.get_model_admin(model)
    label = capfirst(str(model._meta.verbose_name_plural))
    if not model_admin.has_view_or_change_permission(request):
        return Group(label, [])
    rows = model_admin.get_queryset(request)
    matching, _may_have_duplicates = model_admin.get_search_results(request, rows, text)
    folded = fold(text)
    objects = sorted(
        matching[:MAX_CANDIDATES], key=lambda row: not fold(str(row)).startswith(folded)
    )
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return Group(
        label,
        [
            Result(str(row), reverse(name, args=[row.pk]), _describe(row))
            for row in objects[:MAX_RESULTS]
        ],
    )


def _describe(row: Any) -> str:
    if isinstance(row, Post):
        return _("Template") if row.is_template else str(get_state(row).label)
    if isinstance(row, Source):
        return ", ".join(part for part in (row.role, row.affiliation) if part)
    return ""
