"""The languages that a site can choose, and how each writes dates and spells."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from blog.common.formatting.dates import date_header, format_datetime, full_date
from blog.models import SiteSettings
from blog.models.site_settings import offered_languages, translated_languages
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import read, text

FORM = "/admin/blog/sitesettings/1/change/"
MORNING = datetime(2026, 11, 27, 7, 16)


def test_languages_offered_are_those_with_whole_catalogues_and_their_variants():
    assert translated_languages() >= {"ar", "de", "en", "en-gb", "es", "es-mx", "fr", "ru"}
    assert translated_languages() & {"ja", "pt", "pt-br", "zh-hans", "eo", "nl"} == set()
    assert {code for code, _name in offered_languages("en")} == translated_languages()
    names = dict(offered_languages("en"))
    assert (names["en"], names["en-gb"]) == ("American English", "British English")
    assert (names["fr"], names["de"]) == ("Français", "Deutsch")


@pytest.mark.parametrize(
    ("stored", "name"), [("ja", "Japanese"), ("pt-br", "Brazilian Portuguese")]
)
def test_languages_offered_keep_a_stored_one_and_say_what_it_has(stored, name):
    assert dict(offered_languages(stored))[stored] == f"{name} (dates only)"


@pytest.mark.django_db
def test_site_with_an_untranslated_language_saves_other_settings():
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


@pytest.mark.parametrize(
    ("language", "day", "header", "moment"),
    [
        ("en", "November 27, 2026", "Friday, November 27, 2026", "November 27, 2026, 7:16 a.m."),
        ("en-gb", "27 November 2026", "Friday 27 November 2026", "27 November 2026, 07:16"),
        ("en-au", "27 November 2026", "Friday 27 November 2026", "27 November 2026, 7:16 a.m."),
        ("fr", "27 novembre 2026", "vendredi 27 novembre 2026", "27 novembre 2026, 07:16"),
        ("de", "27. November 2026", "Freitag, 27. November 2026", "27. November 2026, 07:16"),
    ],
)
def test_dates_are_written_as_the_language_does(language, day, header, moment):
    with translation.override(language):
        assert full_date(MORNING) == day
        assert date_format(MORNING, "DATE_FORMAT") == day
        assert date_header(MORNING) == header
        assert format_datetime(MORNING) == moment


@pytest.mark.parametrize("language", ["en", "en-gb", "en-au"])
def test_desk_and_readers_see_one_form_of_a_moment(language):
    with translation.override(language):
        assert date_format(MORNING, "DATETIME_FORMAT") == format_datetime(MORNING)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Organizations"), ("en-gb", "Organisations"), ("en-au", "Organisations")],
)
def test_pages_are_spelt_as_the_language_does(language, name):
    make.site(language=language)
    make.post(make.quotation("“A.”", source_name="Board", source_kind="organisation"))
    titles = text(read(Client(), "/sources/"), "//h2[contains(@class, 'group-title')]/a")
    assert titles == [name]
