"""Two people edit the same row in the desk: changes of different fields are merged, and a conflict
in one field is shown to the person who saves last."""

from functools import partial

import pytest
from django.contrib.admin.models import LogEntry

from blog.comments.moderation.models import Rule
from blog.models import (
    Label,
    LabelAlias,
    Photo,
    SiteSettings,
    Source,
)
from tests.blog.corrections.test_corrections import create_correction
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import errors, fields, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def correction():
    author = make.user("Author")
    post = make.post("<p>One.</p>", authors=(author,), published_at=make.moment(2024, 3, 5))
    return create_correction(post, "<p>One.</p>", "<p>Two.</p>", note_text="It was one.")


def photo():
    return make.photo(make.user("Author"), caption="A quay", credit="Ana", alt="", decorative=False)


ROWS = {
    "correction": correction,
    "sitesettings": lambda: make.site(comments_close_after=None),
    "source": lambda: Source.objects.create(name="Ana", role="Minister", about="Born\n\nin 1970."),
    "label": lambda: Label.objects.create(name="Ports", slug="ports", description="Two\nlines"),
    "photo": photo,
    "rule": lambda: Rule.objects.create(kind="word", value="pills", action="hold"),
}
# What the one changes and what the other does, as forms send it; None unticks a box.
APART = {
    "correction": ({"is_withdrawn": "on"}, {"text": "It was, one."}),
    "sitesettings": ({"comments_mode": "closed", "sign_up": "on"}, {"tagline": "News"}),
    "source": ({"name": "Ana Ruiz", "about": "Born\r\nin 1971."}, {"affiliation": "Port"}),
    "label": ({"description": "Where ships lie"}, {"name": "Harbours"}),
    "photo": ({"caption": "A pier", "decorative": "on"}, {"credit": "Ana Ruiz", "focus_x": "10"}),
    "rule": ({"action": "block"}, {"value": "casino"}),
}
# The same field in two ways, and how the later one is told of the first.
SAME = {
    "correction": ("text", "It was, one.", "It was 1."),
    "sitesettings": ("posts_per_page", "9", "11"),
    "source": ("role", "Mayor", "Judge"),
    "label": ("name", "Harbours", "Piers"),
    "photo": ("caption", "A pier", "A harbour"),
    "rule": ("value", "casino", "poker"),
}
EACH = pytest.mark.parametrize("name", ROWS)


def address(row) -> str:
    return f"/admin/blog/{row._meta.model_name}/{row.pk}/change/"


def stored(row) -> dict:
    return type(row).objects.filter(pk=row.pk).values().get()


@pytest.fixture
def one():
    return signed_in(make.user("superuser"))


@pytest.fixture
def other():
    return signed_in(make.user("superuser"))


@EACH
def test_changes_of_different_fields_are_merged(name, one, other):
    row = ROWS[name]()
    older, mine, theirs = fields(other, address(row)), *APART[name]
    assert one.post(address(row), fields(one, address(row)) | mine).status_code == 302
    between = stored(row)
    assert other.post(address(row), older | theirs).status_code == 302
    after = stored(row)
    for field in mine:
        column = "withdrawn_at" if field == "is_withdrawn" else field
        assert after[column] == between[column]
        assert after[column] != getattr(row, column)
    assert {field: str(after[field]) for field in theirs} == theirs


@EACH
def test_conflicting_change_is_reported_once(name, one, other):
    row = ROWS[name]()
    field, mine, theirs = SAME[name]
    older = fields(other, address(row))
    one.post(address(row), fields(one, address(row)) | {field: mine})
    between = stored(row)
    refused = other.post(address(row), older | {field: theirs})
    assert errors(refused) == {field: [f"Saved in the meantime: “{mine}”"]}
    assert refused.context["adminform"].form[field].value() == theirs
    assert stored(row) == between
    again = fields(other, address(row)) | {field: theirs}  # As the form came back.
    assert refused.text.count(f'name="initial-{field}" value="{mine}"') == 1
    assert other.post(address(row), again).status_code == 302
    assert str(stored(row)[field]) == theirs


@EACH
def test_identical_changes_are_no_conflict(name, one, other):
    row = ROWS[name]()
    field, mine, _ = SAME[name]
    older = fields(other, address(row))
    for client, sent in ((one, fields(one, address(row))), (other, older)):
        assert client.post(address(row), sent | {field: mine}).status_code == 302
    assert str(stored(row)[field]) == mine


@EACH
def test_outdated_form_without_changes_saves_nothing(name, one, other):
    row = ROWS[name]()
    before, older = stored(row), fields(other, address(row))
    # Browsers send lines with other ends than those in the row.
    sent = {field: "\r\n".join(value.splitlines()) for field, value in older.items()}
    assert other.post(address(row), sent).status_code == 302
    assert stored(row) == before
    assert LogEntry.objects.get().get_change_message() in (
        "No fields changed.",
        "Saved without changes.",
    )
    one.post(address(row), older | APART[name][0])
    between = stored(row)
    assert other.post(address(row), sent).status_code == 302
    assert stored(row) == between


def test_checkbox_changed_by_both_is_no_conflict(one, other):
    row = make.site(sign_up=True)
    older = fields(other, address(row))
    sent = {name: value for name, value in older.items() if name != "sign_up"}
    one.post(address(row), sent)
    assert other.post(address(row), older | {"tagline": "News"}).status_code == 302
    assert SiteSettings.objects.values_list("sign_up", "tagline").get() == (False, "News")


@pytest.mark.parametrize(
    ("field", "opened", "now", "sent", "message"),
    [
        ("comments_mode", "open", "moderated", "closed", "Moderated: each comment needs approval"),
        (
            "licence_url",
            SiteSettings.Licence.BY,
            "",
            SiteSettings.Licence.CC0,
            "All rights reserved",
        ),
        ("comments_close_after", 9, None, "7", "–"),
        ("retention_days", 9, 11, "7", "11"),
    ],
)
def test_conflict_message_shows_the_label_of_a_choice(field, opened, now, sent, message, one):
    row = make.site(**{field: opened})
    older = fields(one, address(row))
    SiteSettings.objects.update(**{field: now})
    refused = one.post(address(row), older | {field: sent})
    assert errors(refused) == {field: [f"Saved in the meantime: “{message}”"]}


def test_invalid_form_keeps_the_conflicting_value(other):
    """The form must show the value that makes it invalid: a decorative picture has no alternative
    text."""
    row = photo()
    older = fields(other, address(row))
    Photo.objects.update(decorative=True)
    refused = other.post(address(row), older | {"alt": "A quay"})
    assert errors(refused) == {"__all__": ["A decorative picture has no alternative text."]}
    assert refused.context["adminform"].form["decorative"].value() is True


def test_unchanged_value_keeps_its_white_space(one):
    row = Source.objects.create(name="Ana", role=" Minister ", about="Born\nin 1970.\n")
    before = stored(row)
    sent = fields(one, address(row))
    assert one.post(address(row), sent | {"affiliation": "Port"}).status_code == 302
    assert stored(row) == before | {"affiliation": "Port"}


def test_changes_of_label_aliases_are_merged(one, other):
    row = ROWS["label"]()
    first, second = (LabelAlias.objects.create(label=row, name=name) for name in ("Docks", "Quays"))
    older = fields(other, address(row))
    one.post(address(row), older | {"aliases-0-name": "Dockyards"})
    sent = older | {"aliases-1-name": "Wharfs"}
    assert other.post(address(row), sent).status_code == 302
    names = LabelAlias.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Dockyards", "Wharfs"]
    refused = other.post(address(row), older | {"aliases-0-name": "Piers"})
    assert "Saved in the meantime: “Dockyards”" in refused.text
    assert list(names.all()) == ["Dockyards", "Wharfs"]


def test_form_without_initial_values_is_saved_as_submitted(one):
    row = ROWS["source"]()
    inlines = ("names", "identifiers", "relations", "tenures")
    management = {f"{name}-{total}_FORMS": 0 for name in inlines for total in ("TOTAL", "INITIAL")}
    sent = {"kind": "person", "name": "Ana Ruiz", "slug": row.slug, **management}
    assert one.post(address(row), sent).status_code == 302
    after = stored(row)
    assert (after["name"], after["role"]) == ("Ana Ruiz", "")


@pytest.mark.django_db(transaction=True)
def test_concurrent_save_waits_for_the_first(one):
    row = ROWS["sitesettings"]()
    sent = fields(one, address(row)) | {"tagline": "News"}
    close = partial(SiteSettings.objects.update, comments_mode="closed")
    saved = while_uncommitted(close, lambda: one.post(address(row), sent))
    assert saved.status_code == 302
    after = stored(row)
    assert (after["comments_mode"], after["tagline"]) == ("closed", "News")


@pytest.mark.django_db(transaction=True)
def test_concurrently_deleted_row_is_not_recreated(one):
    row = ROWS["rule"]()
    sent = fields(one, address(row)) | {"value": "casino"}
    saved = while_uncommitted(Rule.objects.all().delete, lambda: one.post(address(row), sent))
    assert saved.url == "/admin/"
    assert not Rule.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_history_view_starts_no_transaction_and_locks_nothing(one):
    row = ROWS["rule"]()
    assert one.post(f"/admin/blog/rule/{row.pk}/history/").status_code == 200
