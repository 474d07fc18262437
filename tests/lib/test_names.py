"""Names are stored without control characters."""

import pytest
from django.test import Client

from accounts.models import User
from blog.comments.forms import GuestCommentForm
from blog.notes.forms import GuestNoteForm
from tests.accounts.people import sign_in
from tests.support import factories as make

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NAMES = [
    ("\u202eanA", "anA"),
    (f"A{BIDI}n{BIDI}a", "Ana"),
    ("A\0na\x1b\x7f", "Ana"),
    (" Ana \u2067 \t Wren ", "Ana Wren"),
    ("\u200fדנה\u200e Levi", "דנה Levi"),
    ("می\u200cنا", "می\u200cنا"),  # Persian, with U+200C.
    ("ක්\u200dරිෂ්ණා", "ක්\u200dරිෂ්ණා"),  # Sinhala, with U+200D.
    ("👩\u200d🚀", "👩\u200d🚀"),
]


@pytest.mark.parametrize(("typed", "cleaned"), NAMES)
@pytest.mark.parametrize("form", [GuestCommentForm, GuestNoteForm])
def test_guest_name_loses_bidi_controls_and_keeps_joiners(form, typed, cleaned):
    extra = {"places": []} if form is GuestNoteForm else {}
    filled = form({"name": typed, "text": "A.", "email": "a@example.org"}, **extra)
    filled.full_clean()
    assert filled.cleaned_data["name"] == cleaned


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "cleaned"), NAMES)
def test_byline_loses_bidi_controls_however_it_is_saved(typed, cleaned):
    person = make.user(byline=typed)
    person.refresh_from_db()
    assert person.byline == cleaned
    person.byline = typed
    person.save(update_fields=["byline"])
    person.refresh_from_db()
    assert person.byline == cleaned


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "cleaned"), [("\u202eanA\0", "anA"), (BIDI, None)])
def test_sign_up_with_bidi_controls_stores_a_clean_byline(typed, cleaned):
    make.site(sign_up=True)
    fields = {"byline": typed, "email": "ana@example.org", "password1": make.PASSWORD}
    Client().post("/accounts/signup/", fields)
    assert list(User.objects.values_list("byline", flat=True)) == ([cleaned] if cleaned else [])


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "cleaned"), [("\u202eanA\0", "anA"), (BIDI, "Ana")])
def test_profile_with_bidi_controls_stores_a_clean_byline(typed, cleaned):
    person = make.user(byline="Ana")
    client = Client()
    sign_in(client, person.username)
    page = client.get("/accounts/profile/")
    sent = {key: value for key, value in page.context["form"].initial.items() if value is not None}
    client.post("/accounts/profile/", {**sent, "byline": typed})
    person.refresh_from_db()
    assert person.byline == cleaned
