"""Copies that looks take: they cannot be changed, and what is left of a withdrawn one."""

import pytest
from django.db import DatabaseError, transaction

from blog.evidence.copies import CopyRefused, read_copy_text, withdraw_copy
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage
from tests.blog.evidence.looks.quoted_site import (
    DAY,
    NEW_WORDS,
    START,
    URL,
    WORDS,
    build_page,
    load,
    look_now,
    publish,
)
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", [True, False])
def test_site_that_wants_no_copies_has_only_hashes_stored(header, quotation, site):
    meta = "" if header else '<meta name="robots" content="noindex, noarchive">'
    headers = ["X-Robots-Tag: noindex", "X-Robots-Tag: noarchive"] if header else []
    body = f"<head>{meta}</head>".encode() + build_page(WORDS)
    site.set_response("/bridge", "200 OK", "Content-Type: text/html", *headers, body=body)
    look_now()
    copy = PageCopy.objects.get()
    assert (copy.is_refused, copy.body, copy.text, len(copy.body_hash)) == (True, None, None, 64)
    assert copy.title == ""
    assert load().verdict == "same"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("title", "Other"), ("body", b"x"), ("text", b"x"), ("body_hash", "0" * 64)),
        *(("taken_at", START - DAY), ("status", 404), ("final_url", "x"), ("headers", {})),
        *(("withdrawal_reason", "Why"), ("page_id", None), ("text_length", 1)),
        ("is_handed_in", True),
    ],
)
def test_copy_cannot_be_changed(column, value, quotation, site):
    site.show(WORDS)
    look_now()
    with pytest.raises(DatabaseError), transaction.atomic():
        PageCopy.objects.update(**{column: value})


STAYING_COLUMNS = ["id", "page_id", "requested_url", "taken_at", "status", "body_hash"]
STAYING_COLUMNS += ["text_hash", "size", "text_length", "is_refused", "is_handed_in"]
STAYING_COLUMNS += ["is_rendered", "snapshot_hash"]


def test_withdrawn_copy_keeps_hash_and_time(quotation, site, clock):
    site.show(WORDS, 'ETag: "1"')
    look_now()
    before = PageCopy.objects.get()
    editor = make.user("Editor")
    with pytest.raises(CopyRefused):
        withdraw_copy(copy=before, by=editor, reason="  ")
    withdraw_copy(copy=before, by=editor, reason="The site asked for it.")
    copy = PageCopy.objects.get()
    columns = {field.attname: getattr(copy, field.attname) for field in copy._meta.concrete_fields}
    assert columns == {
        **{name: getattr(before, name) for name in STAYING_COLUMNS},
        **{"body": None, "text": None, "headers": {}, "exchanges": None, "snapshot": None},
        **dict.fromkeys(["final_url", "title", "byline", "page_date", "language"], ""),
        "withdrawn_at": START,
        "withdrawn_by_id": editor.pk,
        "withdrawal_reason": "The site asked for it.",
    }
    assert read_copy_text(copy) == ""
    with pytest.raises(DatabaseError), transaction.atomic():
        PageCopy.objects.update(withdrawn_at=None, withdrawal_reason="")
    clock.shift(DAY)
    look_now()
    assert PageCopy.objects.get().body is None  # The same page is not copied again.
    editor.delete()
    assert PageCopy.objects.get().withdrawn_by is None


@pytest.mark.parametrize("column", ["title", "headers", "final_url", "body_hash", "taken_at"])
def test_withdrawal_changes_nothing_else(column, quotation, site):
    site.show(WORDS)
    look_now()
    values = {"headers": {"a": "b"}, "body_hash": "0" * 64, "taken_at": START - DAY}
    withdrawal = {"withdrawn_at": START, "withdrawal_reason": "Why."}
    update = {**withdrawal, column: values.get(column, "Other")}
    if column in ("body_hash", "taken_at"):
        with pytest.raises(DatabaseError), transaction.atomic():
            PageCopy.objects.update(**update)
    else:
        PageCopy.objects.update(**update)
        assert not getattr(PageCopy.objects.get(), column)


def test_withdrawal_deletes_what_is_around_the_words(quotation, site, clock):
    publish(make.quotation("They said so on the bank of the river, in the rain.", url=URL))
    site.show(NEW_WORDS)
    look_now()
    other = QuotedPage.objects.create(url=URL + "2", host="there.example", due_at=None)
    elsewhere = publish(make.quotation(WORDS)).pullquotes.get()
    QuotationCheck.objects.create(quotation=elsewhere, page=other, before="Else", after="where")
    withdraw_copy(copy=PageCopy.objects.get(), by=make.user("Editor"), reason="They asked for it.")
    rows = QuotationCheck.objects.order_by("pk").values_list("verdict", "before", "after")
    assert list(rows) == [("changed", "", ""), ("same", "", ""), ("", "Else", "where")]
    clock.shift(DAY)
    look_now()  # The same page again.
    rows = QuotationCheck.objects.order_by("pk").values_list("looks", "before", "after")
    assert list(rows) == [(2, "", ""), (2, "", ""), (0, "Else", "where")]
    clock.shift(DAY)
    site.show(WORDS)  # A new copy of another page.
    look_now()
    first, second, _other = QuotationCheck.objects.order_by("pk")
    assert (first.verdict, bool(first.after), second.after) == ("same", True, "")
