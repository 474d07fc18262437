"""Hostile values in all parameters of all list and add pages of the admin."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.db.models import DateField
from django.test import Client
from django.test.client import RequestFactory
from django.urls import reverse

from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db

# As encoded in a URL. Careless programs produce the lone surrogate.
VALUES = {
    "NUL": "a%00b",
    "huge": str(10**30),
    "list": f"1,-{10**30}",
    "negative": "-1",
    "surrogate": "%ED%A0%80%FF",
    "year": "99999",
    "long": "x" * 100_000,
}
# Valid and invalid values of an add page's fields.
INITIAL = VALUES | {
    "empty": "",
    "text": "x",
    "Arabic digits": "%D9%A2%D9%A0%D9%A2%D9%A6-12-01",
    "day": "2026-12-01",
    "moment": "2026-12-01T08:30:00%2B09:00",
    "first day": "0001-01-01",
    "last moment": "9999-12-31 23:59:59",
    "no day": "2026-02-30",
    "list of nothing": ",,",
}
DJANGO_PARAMETERS = (
    "q",
    "o",
    "p",
    "e",
    "all",
    "_facets",
    "_popup",
    "_to_field",
    "_changelist_filters",
)
CUSTOM_PARAMETERS = {
    "comment": ("state", "writer", "since", "until", "reported", "post", "by", "before", "after"),
    "queuedemail": ("created_at__date", "created_at__year"),
}
MODELS = {model._meta.model_name: model for model in admin.site._registry}
LOOKUPS = "pk__in", "id__gt"
OTHER_LISTS = [
    ("/admin/blog/post/board/", ("moved", "from", "author", "label")),
    ("/admin/blog/post/calendar/", ("month", "moved", "from")),
    ("/admin/blog/label/changes/", ("before", "after", "page", "q")),
    ("/admin/blog/label/merge/", ("labels",)),
    ("/admin/blog/label/duplicates/", ("before", "after", "page", "q")),
    ("/admin/blog/post/editor/photos/", ("q", "before")),
    ("/admin/blog/post/editor/files/", ("q", "before")),
    ("/admin/blog/post/editor/sources/", ("q",)),
    ("/admin/blog/post/editor/labels/", ("q",)),
    ("/admin/", ("q", "page")),
]


@pytest.fixture
def client() -> Client:
    return signed_in(make.user("superuser"))


def parameters(model_admin: ModelAdmin) -> Iterator[str]:
    """Yield Django's parameters, those of the view and its filters, and lookups of its columns."""
    request: Any = RequestFactory().get("/")
    request.user = make.user("superuser")
    yield from (
        *DJANGO_PARAMETERS,
        *LOOKUPS,
        *CUSTOM_PARAMETERS.get(str(model_admin.opts.model_name), ()),
    )
    for list_filter in model_admin.get_list_filter(request):
        if isinstance(list_filter, tuple):  # A field with a class of its own.
            list_filter = list_filter[0]
        if isinstance(list_filter, str):
            yield from (f"{list_filter}__exact", f"{list_filter}__in")
        else:
            assert isinstance(list_filter, type)
            assert issubclass(list_filter, SimpleListFilter)
            yield str(list_filter.parameter_name)
    for field in model_admin.opts.get_fields():
        if field.concrete and not field.is_relation and field.name in model_admin.list_display:
            yield f"{field.name}__lt"
            if isinstance(field, DateField):
                yield f"{field.name}__year"


def status(client: Client, address: str) -> int | str:
    """Return the status code, or the exception of a 500, inside a savepoint."""
    with transaction.atomic():
        try:
            return client.get(address).status_code
        except Exception as error:
            return repr(error)[:200]
        finally:
            transaction.set_rollback(True)


def unexpected_responses(
    client: Client, address: str, names: tuple[str, ...]
) -> dict[str, int | str]:
    """Return all responses except pages, redirects, 400 and 404 (further pages)."""
    unexpected = {}
    for name in names:
        for value_name, value in VALUES.items():
            if (code := status(client, f"{address}?{name}={value}")) not in (200, 302, 400, 404):
                unexpected[f"{name}: {value_name}"] = code
    return unexpected


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MODELS))
def test_list_with_hostile_parameters_returns_no_error(name, client):
    make.post("<p>A.</p>" + make.quotation("B.", source_name="C"), labels=["D"])
    model = MODELS[name]
    address = reverse(f"admin:{model._meta.app_label}_{name}_changelist")
    names = tuple(dict.fromkeys(parameters(admin.site._registry[model])))
    assert unexpected_responses(client, address, names) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("address", "names"), OTHER_LISTS, ids=[row[0] for row in OTHER_LISTS])
def test_admin_page_with_hostile_parameters_returns_no_error(address, names, client):
    make.post(labels=["D"])
    assert unexpected_responses(client, address, names) == {}


WITHOUT_ADD_PAGE = {"comment", "pullquote", "quotationcheck", "seal"}


@pytest.mark.parametrize("name", sorted(MODELS.keys() - WITHOUT_ADD_PAGE))
def test_add_page_with_hostile_initial_values_returns_no_error(name, client):
    opts = MODELS[name]._meta
    names = [field.name for field in opts.get_fields() if field.concrete] + ["document", "who"]
    address = reverse(f"admin:{opts.app_label}_{name}_add")
    usual = client.get(address).status_code
    unexpected = {}
    for kind, value in INITIAL.items():
        query = "&".join(f"{field_name}={value}" for field_name in names)
        # Values that no column can hold are refused as on lists; others are ignored.
        expected = 400 if kind in ("NUL", "huge", "list") else usual
        if (code := status(client, f"{address}?{query}")) != expected:
            unexpected[kind] = code
    assert unexpected == {}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-12-01", ["2026-12-01", "00:00"]),
        ("2026-12-01T08:30", ["2026-12-01", "08:30"]),
        *((value, None) for value in ("x", "-1", "2026-02-30", "x" * 5_000)),
        ("", [None, None]),
    ],
)
@pytest.mark.parametrize(
    ("address", "name", "usual"),
    [
        ("/admin/blog/post/add/", "published_at", [None, None]),
        ("/admin/blog/page/add/", "published_at", [None, None]),
        ("/admin/blog/ban/add/", "until", ["2026-12-27", "12:00"]),
    ],
)
@time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False)
def test_date_in_query_is_initial_value_or_ignored(address, name, usual, value, shown, client):
    response = client.get(address, {name: value})
    form = lxml.html.document_fromstring(response.text)
    inputs = [form.get_element_by_id(f"id_{name}_{part}") for part in (0, 1)]
    assert [one.get("value") for one in inputs] == (shown or usual)


def test_initial_values_in_query_are_parsed_like_form_data(client):
    query = {"title": "العربية", "labels": "Trade,音楽", "language": "no code", "document": "x"}
    response = client.get("/admin/blog/post/add/", query)
    form = response.context["adminform"].form
    assert form["title"].value() == "العربية"
    assert form["language"].value() == make.site().language
    assert form["labels"].value() == "Trade,音楽"
    assert form["document"].value() is None
