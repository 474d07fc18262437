"""The languages that a site can choose, and their spelling."""

import pytest
from django.test import Client

from blog.common.db.languages import find_language, get_language_name, normalize_language
from blog.models import SiteSettings
from lib.languages import offered_languages, translated_languages
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import read, text

FORM = "/admin/blog/sitesettings/1/change/"


def test_offered_languages_have_complete_catalogues():
    assert translated_languages() >= {"ar", "de", "en", "en-gb", "es", "es-mx", "fr", "ru"}
    assert translated_languages() & {"ja", "pt", "pt-br", "zh-hans", "eo", "nl"} == set()
    assert {code for code, _name in offered_languages("en")} == translated_languages()
    names = dict(offered_languages("en"))
    assert (names["en"], names["en-gb"]) == ("American English", "British English")
    assert (names["fr"], names["de"]) == ("Français", "Deutsch")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("fr", "French"),
        ("en-gb", "British English"),
        ("en-us", "English (US)"),
        ("fr-CA", "French (CA)"),
        ("zh-tw", "Traditional Chinese"),
        ("xx-nowhere", "xx-nowhere"),
    ],
)
def test_variants_of_a_language_have_names_of_their_own(code, name):
    assert get_language_name(code) == name


@pytest.mark.parametrize(
    ("stored", "name"), [("ja", "Japanese"), ("pt-br", "Brazilian Portuguese")]
)
def test_offered_languages_include_the_stored_language(stored, name):
    assert dict(offered_languages(stored))[stored] == f"{name} (dates only)"


@pytest.mark.django_db
def test_site_with_untranslated_language_saves_other_settings():
    make.site(language="ja")
    client = signed_in(make.user("superuser"))
    page = read(client, FORM)
    chosen = page.xpath("//select[@name='language']/option[@selected]/@value")
    assert chosen == ["ja"]
    fields = {
        field.get("name"): field.value or ""
        for field in page.xpath("//form[@id='sitesettings_form']//*[@name]")
        if field.tag in {"input", "select", "textarea"} and field.get("type") != "checkbox"
    }
    response = client.post(FORM, fields | {"name": "新聞", "_save": "1"})
    assert response.status_code == 302
    assert SiteSettings.objects.values_list("name", "language").get() == ("新聞", "ja")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Organizations"), ("en-gb", "Organisations"), ("en-au", "Organisations")],
)
def test_page_uses_the_spelling_of_its_language(language, name):
    make.site(language=language)
    make.post(make.quotation("“A.”", source_name="Board", source_kind="organisation"))
    titles = text(read(Client(), "/sources/"), "//h2[contains(@class, 'group-title')]/a")
    assert titles == [name]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Deutsch", "de"), ("deutsch ", "de"), ("German", "de"), ("ČESKY", "cs")),
        *(("日本語", "ja"), ("British English", "en-gb"), ("de", None), ("Klingon", None)),
        ("español de México", "es-mx"),
    ],
)
def test_language_is_found_by_its_own_or_english_name(name, code):
    assert find_language(name) == code


@pytest.mark.parametrize(
    ("code", "normalized"),
    [
        ("EN", "en"),
        ("zh-hant", "zh-Hant"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        # Of RFC 5646, section 2.1.1.
        ("MN-cYRL-mn", "mn-Cyrl-MN"),
        ("sgn-be-fr", "sgn-BE-FR"),
        ("az-Latn-X-LATN", "az-Latn-x-latn"),
        ("en-ca-x-CA", "en-CA-x-ca"),
        ("DE-1996", "de-1996"),
        ("es-419", "es-419"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_language_code_has_the_recommended_case(code, normalized):
    assert normalize_language(code) == normalized
