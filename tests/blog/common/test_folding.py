"""Searches find names whatever their case and accents, from either side."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from blog.models import Post, Source
from blog.models.posts import TITLE_AND_SLUG
from blog.models.sources import SEARCHED_TEXT
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.moderation_queue import (
    QUEUE,
    moderator,
    names,
    wait,
)
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
HELENE = "Hélène Vasseur"


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        (HELENE, "helene"),
        (HELENE, "HÉLÈNE"),
        ("Helene Vasseur", "Hélène"),
        (HELENE, "he\u0301le\u0300ne"),
        ("Łódź", "lodz"),
        ("Αθήνα", "αθηνα"),
        ("ΟΔΟΣ", "οδος"),
        ("Фёдор", "федор"),
        ("مُحَمَّد", "محمد"),
        ("100% of a_b", "0% of a_"),
    ],
)
def test_source_with_other_case_and_accents_is_found(name, phrase):
    Source.objects.create(name=name, slug="one")
    assert Source.objects.filter(name__folded_contains=phrase).exists()


@pytest.mark.parametrize("phrase", ["%", "_", "\\", "％", "heline"])
def test_wildcards_in_a_search_match_nothing(phrase):
    Source.objects.create(name=HELENE, slug="one")
    assert not Source.objects.filter(name__folded_contains=phrase).exists()


@pytest.mark.parametrize("language", ["en", "fr", "de", "el", "et"])
@pytest.mark.parametrize(
    ("spoken", "q"),
    [
        ("Hélène spoke of Genève.", "helene"),
        ("Hélène spoke of Genève.", "Hélène geneve"),
        ("Helene spoke of Geneve.", "Hélène"),
    ],
)
def test_search_without_accents_finds_and_highlights_accents(language, spoken, q):
    make.post(make.quotation(spoken), title=spoken, language=language)
    page = read(Client(), "/search/?" + urlencode({"q": q}))
    assert text(page, "//h3")
    assert len(set(text(page, "//mark"))) == len(q.split())


def test_unaccented_term_is_not_treated_as_foreign():
    """Of "energie" French and English make different stems; an English post has it as typed."""
    for number in range(3):
        make.post("<p>L’énergie éolienne.</p>", title=f"French {number}", language="fr")
    make.post("<p>The Energie board.</p>", title="English")
    page = read(Client(), "/search/?q=energie")
    assert len(text(page, "//h3")) == 4


def test_stop_words_with_accents_are_recognised():
    make.post(make.quotation("Il a été élu."), title="L’élection", language="fr")
    page = read(Client(), "/search/?q=été")
    assert "too common" in page.text_content()


def test_source_list_search_ignores_accents(client):
    make.post(make.quotation("Said.", source_name=HELENE))
    assert text(read(client, "/sources/?q=helene"), f"//a[contains(., '{HELENE}')]")


@pytest.mark.parametrize(
    ("rows", "text", "index"),
    [
        (Post.objects.all(), TITLE_AND_SLUG, "post_known_by"),
        (Source.objects.all(), SEARCHED_TEXT, "source_searched"),
    ],
)
def test_search_of_titles_and_names_uses_the_index(rows, text, index):
    result = rows.alias(searched=text).filter(searched__folded_contains="élan")
    sql, params = result.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN " + sql, params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Bitmap Index Scan on {index}" in plan


def test_comment_search_ignores_accents():
    wait(make.post(), "Ana", text="Élodie wrote from Genève.")
    assert names(signed_in(moderator()), f"{QUEUE}?q=elodie+geneve") == ["Ana"]
